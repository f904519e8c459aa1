/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The one normaliser of rules: full-width signs, printed operators (≥ × →) and comments of a rules
 * file are folded to the plain ASCII notation, so that the lexer knows one spelling only. What
 * stands in quotes stays as it is. Each byte remembers where it came from. */

#define ZB_RULES_MAX_BYTES (1024 * 1024)

/* A comment as written, from its hash to the end of its line. */
typedef struct {
  gsize start, end; /* offsets in the original */
} ZbRuleComment;

typedef struct {
  const char *source;   /* borrowed: name of the file, for messages */
  const char *original; /* borrowed */
  GString *folded;
  GArray *origins;  /* guint32: offset in @original of each byte of @folded, and of its end */
  GArray *comments; /* ZbRuleComment, as they stand */
  GArray *lines;    /* guint32: offset in @original at which each line begins */
} ZbRuleText;

typedef struct {
  int line, column; /* 1-based, in characters */
} ZbRulePlace;

/* @source and @original must outlive the text. Fails for more than ZB_RULES_MAX_BYTES and for what
 * is not UTF-8. */
ZbRuleText *zb_rule_text_new (const char *source, const char *original, GError **error);
void zb_rule_text_free (ZbRuleText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRuleText, zb_rule_text_free)

/* Offset in the original of @offset in the folded text. */
gsize zb_rule_text_origin (const ZbRuleText *text, gsize offset);
/* Line and column of @offset in the original. */
ZbRulePlace zb_rule_text_place (const ZbRuleText *text, gsize offset);
/* The line that holds @offset of the original, and a caret below the place; caller frees. */
char *zb_rule_text_excerpt (const ZbRuleText *text, gsize offset);
