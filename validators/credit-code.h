/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* 统一社会信用代码, GB 32100-2015: 18 characters of the 31-letter alphabet, the last a mod 31
 * check; and inside it 组织机构代码, GB 11714-1997. */
gboolean zb_credit_code_check (const char *code, GError **error);
/* 8 characters and check digit, with or without the hyphen. */
gboolean zb_organisation_code_check (const char *code, GError **error);
/* The check character for the first 17 (or 8) characters; 0 if they are malformed. */
char zb_credit_code_check_character (const char *first17);
char zb_organisation_code_check_character (const char *first8);
/* What a person typed: full-width and lower case are folded, blanks and hyphens dropped; O and I
 * are never mapped.
 * @ret_changed tells that folding changed something, so that it can be shown. Caller frees. */
char *zb_credit_code_normalise (const char *typed, gboolean *ret_changed);
