/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/parser.h"

#include "validators/language/diagnostic-words.h"

void
zb_diagnose (GPtrArray *diagnostics,
             const ZbRuleText *text,
             gsize offset,
             gboolean is_error,
             const char *message)
{
  ZbDiagnostic *diagnostic = g_new0 (ZbDiagnostic, 1);
  gsize origin = zb_rule_text_origin (text, offset);
  ZbRulePlace place = zb_rule_text_place (text, origin);

  diagnostic->is_error = is_error;
  diagnostic->source = g_strdup (text->source);
  diagnostic->line = place.line;
  diagnostic->column = place.column;
  diagnostic->message = g_strdup (message);
  diagnostic->message_zh = zb_diagnostic_to_chinese (message);
  diagnostic->excerpt = zb_rule_text_excerpt (text, origin);
  g_ptr_array_add (diagnostics, diagnostic);
}

void
zb_parser_init (ZbParser *parser, const ZbRuleText *text, GPtrArray *diagnostics)
{
  *parser = (ZbParser){.text = text, .diagnostics = diagnostics, .mode = ZB_LEX_FORMULA};
  zb_lexer_init (&parser->lexer, text);
  parser->token = zb_lexer_next (&parser->lexer, parser->mode);
}

void
zb_parser_set_mode (ZbParser *parser, ZbLexerMode mode)
{
  parser->mode = mode;
  parser->lexer.at = parser->token.start;
  parser->token = zb_lexer_next (&parser->lexer, mode);
}

void
zb_parser_advance (ZbParser *parser)
{
  parser->last_end = parser->token.end;
  parser->token = zb_lexer_next (&parser->lexer, parser->mode);
}

gboolean
zb_parser_is (const ZbParser *parser, ZbTokenKind kind)
{
  return parser->token.kind == kind;
}

gboolean
zb_parser_is_word (const ZbParser *parser, const char *word)
{
  return zb_token_is (&parser->token, word);
}

gboolean
zb_parser_accept (ZbParser *parser, ZbTokenKind kind)
{
  if (parser->token.kind != kind)
    return FALSE;
  zb_parser_advance (parser);
  return TRUE;
}

gboolean
zb_parser_accept_word (ZbParser *parser, const char *word)
{
  if (!zb_token_is (&parser->token, word))
    return FALSE;
  zb_parser_advance (parser);
  return TRUE;
}

gboolean
zb_parser_expect (ZbParser *parser, ZbTokenKind kind, const char *what)
{
  g_autofree char *found = NULL;

  if (zb_parser_accept (parser, kind))
    return TRUE;
  found = zb_parser_describe (parser);
  return zb_parser_fail (parser, "%s is missing before %s", what, found);
}

static void G_GNUC_PRINTF (3, 0)
    tell (ZbParser *parser, gsize offset, const char *format, va_list arguments)
{
  g_autofree char *message = NULL;

  if (parser->failed)
    return;
  parser->failed = TRUE;
  message = g_strdup_vprintf (format, arguments);
  zb_diagnose (parser->diagnostics, parser->text, offset, TRUE, message);
}

gboolean
zb_parser_fail (ZbParser *parser, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (parser->token.kind == ZB_TOKEN_BAD)
    zb_parser_fail_at (parser, parser->token.start, "%s", parser->token.problem);
  else
    tell (parser, parser->token.start, format, arguments);
  va_end (arguments);
  return FALSE;
}

gboolean
zb_parser_fail_at (ZbParser *parser, gsize offset, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  tell (parser, offset, format, arguments);
  va_end (arguments);
  return FALSE;
}

char *
zb_parser_describe (const ZbParser *parser)
{
  const ZbToken *token = &parser->token;

  if (token->kind == ZB_TOKEN_END)
    return g_strdup ("the end of the file");
  return g_strdup_printf ("“%.*s”", (int)(token->end - token->start),
                          parser->text->folded->str + token->start);
}

gboolean
zb_parser_enter (ZbParser *parser)
{
  if (parser->depth == ZB_PARSER_MAX_DEPTH)
    return zb_parser_fail (parser, "brackets are nested more than %d deep", ZB_PARSER_MAX_DEPTH);
  parser->depth++;
  return TRUE;
}

void
zb_parser_leave (ZbParser *parser)
{
  parser->depth--;
}
