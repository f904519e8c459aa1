/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/text.h"

/* In what roles people sign a report, in the order in which they do: who filled it in (填表人), who
 * checked it (审核人), who answers for the unit (单位负责人). A form says which it needs. */
typedef enum {
  ZB_SIGNING_PREPARER = 1 << 0,
  ZB_SIGNING_REVIEWER = 1 << 1,
  ZB_SIGNING_LEGAL_SIGNER = 1 << 2,
} ZbSigningRole;

#define ZB_SIGNING_ALL (ZB_SIGNING_PREPARER | ZB_SIGNING_REVIEWER | ZB_SIGNING_LEGAL_SIGNER)

/* Bits of "preparer reviewer legal-signer", in any order, with a space between. FALSE with an
 * INVALID error for another word, one said twice, or none. */
gboolean zb_signing_roles_parse (const char *text, guint *ret_roles, GError **error);
/* The same text, in order of signing; "" for none. Caller frees. */
char *zb_signing_roles_to_text (guint roles);
/* The first of @roles to sign; 0 if there is none. */
guint zb_signing_roles_first (guint roles);
/* What the roles are called in @language, "preparer and reviewer"; "" for none. Caller frees. */
char *zb_signing_roles_to_words (guint roles, const char *language);
