/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/der.h"

/* In what roles somebody signs, as he says: the signed attribute signer-attributes-v2 of CAdES
 * (ETSI EN 319 122-1 §5.2.6.1) with one claimed attribute, role (X.520, 2.5.4.72), whose values are
 * the URIs "urn:zhibao:role:NAME". Whether he holds them, the receiver judges. Roles are written as
 * text with a space between them: "preparer reviewer". */
#define ZB_CLAIMED_ROLES_OID "0.4.0.19122.1.1"
#define ZB_CLAIMED_ROLES_MAX 4
#define ZB_CLAIMED_ROLES_MAX_NAME 20 /* a–z and hyphens */
#define ZB_CLAIMED_ROLES_SIZE (ZB_CLAIMED_ROLES_MAX * (ZB_CLAIMED_ROLES_MAX_NAME + 1))

/* (transfer full): the attribute's one value in DER. MALFORMED for no role, one doubled or of
 * another shape, or too many. */
GByteArray *zb_claimed_roles_write (const char *roles, GError **error);
/* @value is that value; @ret_roles gets the text. FALSE for any other shape, as roles that cannot
 * be read must not be taken for none. */
gboolean zb_claimed_roles_read (ZbDer value, char ret_roles[ZB_CLAIMED_ROLES_SIZE]);
/* Whether @role is among @roles. */
gboolean zb_claimed_roles_hold (const char *roles, const char *role);
