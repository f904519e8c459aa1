/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/diagnostic.h"
#include "validators/language/lexer.h"
#include "validators/language/syntax.h"

/* The parser's place in a rules file and its errors. One error a rule is told: what follows it
 * would only be noise. */

#define ZB_PARSER_MAX_DEPTH 64
/* Values in one rule; formulas are walked recursively. Long sums are written sum ([1..13,c]). */
#define ZB_PARSER_MAX_PARTS 2000

typedef struct {
  const ZbRuleText *text;
  GPtrArray *diagnostics; /* borrowed: ZbDiagnostic */
  ZbLexer lexer;
  ZbLexerMode mode;
  ZbToken token;  /* the next one, not yet taken */
  gsize last_end; /* where the token before ended */
  guint depth, parts;
  gboolean failed; /* the error of this rule is told */
} ZbParser;

void zb_parser_init (ZbParser *parser, const ZbRuleText *text, GPtrArray *diagnostics);
/* Reads the next token anew in @mode. */
void zb_parser_set_mode (ZbParser *parser, ZbLexerMode mode);
void zb_parser_advance (ZbParser *parser);
gboolean zb_parser_is (const ZbParser *parser, ZbTokenKind kind);
gboolean zb_parser_is_word (const ZbParser *parser, const char *word);
/* Take the next token if it is this one. */
gboolean zb_parser_accept (ZbParser *parser, ZbTokenKind kind);
gboolean zb_parser_accept_word (ZbParser *parser, const char *word);
/* The same, and an error "… is missing" if it is not; FALSE then. */
gboolean zb_parser_expect (ZbParser *parser, ZbTokenKind kind, const char *what);
/* Tells an error at the next token (FALSE, so that it can be returned) or at @offset. */
gboolean zb_parser_fail (ZbParser *parser, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean zb_parser_fail_at (ZbParser *parser, gsize offset, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* What the next token says, for messages; caller frees. */
char *zb_parser_describe (const ZbParser *parser);
/* One level deeper into brackets; FALSE with an error past ZB_PARSER_MAX_DEPTH. */
gboolean zb_parser_enter (ZbParser *parser);
void zb_parser_leave (ZbParser *parser);

/* Adds a diagnostic at @offset of the folded text. */
void zb_diagnose (GPtrArray *diagnostics,
                  const ZbRuleText *text,
                  gsize offset,
                  gboolean is_error,
                  const char *message);
