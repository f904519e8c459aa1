/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* Where another authority's certificates name the unit: authorities were there before anyone agreed
 * on it, and write the 统一社会信用代码 into whatever attribute or extension they have. Immutable.
 */
typedef struct _ZbUnitRule ZbUnitRule;

/* @source: "subject NAME" or "extension OID", NAME being an attribute as OpenSSL calls it ("OU",
 * "serialNumber", "organizationIdentifier") or its dotted OID. @prefix (nullable) stands before the
 * code and is no part of it. MALFORMED. */
ZbUnitRule *zb_unit_rule_new (const char *source, const char *prefix, GError **error);
ZbUnitRule *zb_unit_rule_ref (ZbUnitRule *rule);
void zb_unit_rule_unref (ZbUnitRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbUnitRule, zb_unit_rule_unref)

/* The unit that @certificate names: the one value with the prefix and 18 digits and capital letters
 * behind it; other values are passed over. UNTRUSTED where there is none, or more than one.
 * (transfer full) */
char *zb_unit_rule_apply (const ZbUnitRule *rule, const ZbCertificate *certificate, GError **error);
