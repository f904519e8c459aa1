/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/rule-text.h"

/* The signs and words of the rule language. Row and column codes may hold hyphens and leading
 * digits, so the parser says whether it reads a formula or codes (inside brackets and sets). */

typedef enum {
  ZB_TOKEN_END,
  ZB_TOKEN_BAD,       /* @problem says why */
  ZB_TOKEN_NAME,      /* #10 */
  ZB_TOKEN_WORD,      /* formula: keyword, function, variable, section */
  ZB_TOKEN_FORM,      /* formula: FORM-ID and the colon after it */
  ZB_TOKEN_NUMBER,    /* formula */
  ZB_TOKEN_PARAMETER, /* formula: $name */
  ZB_TOKEN_CODE,      /* codes */
  ZB_TOKEN_STRING,
  ZB_TOKEN_OPEN,  /* ( */
  ZB_TOKEN_CLOSE, /* ) */
  ZB_TOKEN_OPEN_BRACKET,
  ZB_TOKEN_CLOSE_BRACKET,
  ZB_TOKEN_COMMA,
  ZB_TOKEN_DOT,
  ZB_TOKEN_RANGE, /* .. */
  ZB_TOKEN_COLON,
  ZB_TOKEN_ASSIGN,  /* := */
  ZB_TOKEN_IMPLIES, /* => */
  ZB_TOKEN_IFF,     /* <=> */
  ZB_TOKEN_EQUAL,
  ZB_TOKEN_NOT_EQUAL, /* != <> */
  ZB_TOKEN_LESS,
  ZB_TOKEN_LESS_EQUAL,
  ZB_TOKEN_GREATER,
  ZB_TOKEN_GREATER_EQUAL,
  ZB_TOKEN_PLUS,
  ZB_TOKEN_MINUS,
  ZB_TOKEN_STAR,
  ZB_TOKEN_SLASH,
  ZB_TOKEN_PERCENT,
  ZB_TOKEN_AT,
  ZB_TOKEN_QUESTION,
} ZbTokenKind;

typedef enum { ZB_LEX_FORMULA, ZB_LEX_CODES } ZbLexerMode;

typedef struct {
  ZbTokenKind kind;
  gsize start, end; /* offsets in the folded text */
  const char *at;   /* what the token says: without #, $, quotes and the form's colon */
  gsize length;
  const char *problem; /* of a bad token: an English sentence, static */
} ZbToken;

typedef struct {
  const ZbRuleText *text;
  gsize at;
} ZbLexer;

void zb_lexer_init (ZbLexer *lexer, const ZbRuleText *text);
/* The next token from lexer->at on, which may be set back to a token's start to read it anew in
 * another mode. */
ZbToken zb_lexer_next (ZbLexer *lexer, ZbLexerMode mode);
/* Whether all of @text is one code, as it may stand without quotes. */
gboolean zb_lexer_is_code (const char *text);
/* What the token says; caller frees. Words of the Chinese notation become the English ones. */
char *zb_token_dup (const ZbToken *token);
/* Whether it is the word or code @word, in either language. */
gboolean zb_token_is (const ZbToken *token, const char *word);
