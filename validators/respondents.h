/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Who owes a form: the condition that the form states over register attributes.
 *
 *   condition = or ; or = and { "or" and } ; and = not { "and" not } ; not = [ "not" ] primary
 *   primary   = "(" condition ")" | "true" | "false" | reg relop text | reg "in" item { "," item }
 *             | "filled" "(" reg ")"
 *   reg = "reg." NAME ; relop = "=" | "<>" | "<" | "<=" | ">" | ">=" ; item = text [ ".." text ]
 *
 * Codes are compared as text; a range a..b holds for codes whose beginning, as long as the bound,
 * lies between ("06..46" holds for 3974). An unknown attribute makes any comparison false. */
typedef struct _ZbRespondents ZbRespondents;

#define ZB_RESPONDENTS_MAX_LENGTH 4096
#define ZB_RESPONDENTS_MAX_DEPTH 32

/* NULL or blank: all active units. ZB_RULE_ERROR_SYNTAX names the column. */
ZbRespondents *zb_respondents_parse (const char *text, GError **error);
void zb_respondents_free (ZbRespondents *respondents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRespondents, zb_respondents_free)
/* @attributes: char* → char*, what the register says of a unit. */
gboolean zb_respondents_match (const ZbRespondents *respondents, GHashTable *attributes);

/* What stands for a name; NULL if nothing does. Borrowed. */
typedef const char *(*ZbRespondentAttribute) (const char *name, gpointer data);

/* The same for whoever has no table. */
gboolean zb_respondents_match_by (const ZbRespondents *respondents,
                                  ZbRespondentAttribute attribute,
                                  gpointer data);
