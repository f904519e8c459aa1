/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/rules-parser.h"

#include "forms/near-name.h"
#include "validators/language/cells-parser.h"
#include "validators/language/expression-parser.h"

#include <string.h>

static const struct {
  const char *word;
  ZbSeverity severity;
} levels[] = {
    {"hard", ZB_SEVERITY_HARD},
    {"quasi", ZB_SEVERITY_QUASI},
    {"soft", ZB_SEVERITY_SOFT},
    {"info", ZB_SEVERITY_INFO},
};

static gboolean
accept_level (ZbParser *parser, ZbSeverity *ret_severity)
{
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    if (zb_parser_accept_word (parser, levels[i].word)) {
      *ret_severity = levels[i].severity;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
expect_level (ZbParser *parser, ZbSeverity *ret_severity)
{
  if (accept_level (parser, ret_severity))
    return TRUE;
  return zb_parser_fail (parser, "a level is missing here: hard, quasi, soft or info");
}

/* severity (condition ? level : level) */
static gboolean
parse_severity (ZbParser *parser, ZbRuleSyntax *rule)
{
  if (!zb_parser_expect (parser, ZB_TOKEN_OPEN, "the opening parenthesis after “severity”"))
    return FALSE;
  rule->level_if = zb_parse_condition (parser);
  return rule->level_if != NULL &&
         zb_parser_expect (parser, ZB_TOKEN_QUESTION, "the question mark after the condition") &&
         expect_level (parser, &rule->level) &&
         zb_parser_expect (parser, ZB_TOKEN_COLON, "the colon before the other level") &&
         expect_level (parser, &rule->level_otherwise) &&
         zb_parser_expect (parser, ZB_TOKEN_CLOSE, "the closing parenthesis )");
}

static gboolean
parse_side (ZbParser *parser, ZbRuleSyntax *rule)
{
  rule->bureau_only = zb_parser_is_word (parser, "bureau");
  if (!zb_parser_accept_word (parser, "bureau") && !zb_parser_accept_word (parser, "both"))
    return zb_parser_fail (parser, "“both” or “bureau” is missing after “side”");
  zb_parser_accept (parser, ZB_TOKEN_COLON);
  return TRUE;
}

/* Level, side and the like, in any order. */
static gboolean
parse_marks (ZbParser *parser, ZbRuleSyntax *rule)
{
  while (!parser->failed) {
    if (accept_level (parser, &rule->level)) {
      rule->has_level = TRUE;
    } else if (zb_parser_accept_word (parser, "severity")) {
      rule->has_level = parse_severity (parser, rule);
    } else if (zb_parser_accept_word (parser, "side")) {
      parse_side (parser, rule);
    } else if (zb_parser_accept_word (parser, "calc")) {
      rule->is_calc = TRUE;
    } else if (!zb_parser_accept_word (parser, "calc-check")) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
parse_when (ZbParser *parser, ZbRuleSyntax *rule)
{
  if (!zb_parser_accept_word (parser, "when"))
    return TRUE;
  rule->when = zb_parse_condition (parser);
  if (rule->when == NULL)
    return FALSE;
  if (zb_parser_accept_word (parser, "则") || zb_parser_accept (parser, ZB_TOKEN_COLON) ||
      zb_parser_accept (parser, ZB_TOKEN_IMPLIES)) {
    /* "，则" */
    return TRUE;
  }
  if (zb_parser_accept (parser, ZB_TOKEN_COMMA) && zb_parser_accept_word (parser, "则"))
    return TRUE;
  return zb_parser_fail (parser, "the sign => is missing after the condition of “when”");
}

static gboolean
parse_calc (ZbParser *parser, ZbRuleSyntax *rule)
{
  if (!zb_parser_is (parser, ZB_TOKEN_OPEN_BRACKET))
    return zb_parser_fail (parser, "the cell to compute is missing after “calc”");
  rule->target = zb_parse_cells (parser, NULL, parser->token.start);
  if (rule->target == NULL ||
      !zb_parser_expect (parser, ZB_TOKEN_ASSIGN, "the sign := after the cell"))
    return FALSE;
  rule->body = zb_parse_condition (parser);
  return rule->body != NULL;
}

static gboolean
parse_body (ZbParser *parser, ZbRuleSyntax *rule)
{
  while (zb_parser_accept_word (parser, "each")) {
    ZbSyntaxEach *each = zb_parse_each (parser, FALSE);

    if (each == NULL)
      return FALSE;
    g_ptr_array_add (rule->each, each);
  }
  if (!parse_when (parser, rule))
    return FALSE;
  if (zb_parser_accept_word (parser, "calc"))
    rule->is_calc = TRUE;
  if (rule->is_calc)
    return parse_calc (parser, rule);
  rule->body = zb_parse_condition (parser);
  if (rule->body != NULL && zb_parser_is (parser, ZB_TOKEN_ASSIGN))
    return zb_parser_fail (parser, "only a rule marked “calc” may set a cell with :=");
  return rule->body != NULL;
}

static gboolean
parse_tolerance (ZbParser *parser, ZbRuleSyntax *rule)
{
  ZbSyntaxTolerance tolerance = {0};

  if (zb_parser_accept_word (parser, "rounding")) {
    tolerance.kind = ZB_TOLERANCE_ROUNDING;
    g_array_append_val (rule->tolerance, tolerance);
    return TRUE;
  }
  if (zb_parser_accept_word (parser, "max")) {
    if (!zb_parser_expect (parser, ZB_TOKEN_OPEN, "the opening parenthesis after “max”"))
      return FALSE;
    do {
      if (!parse_tolerance (parser, rule))
        return FALSE;
    } while (zb_parser_accept (parser, ZB_TOKEN_COMMA));
    return zb_parser_expect (parser, ZB_TOKEN_CLOSE, "the closing parenthesis )");
  }
  if (!zb_parser_is (parser, ZB_TOKEN_NUMBER) || parser->token.length > 19)
    return zb_parser_fail (parser, "a tolerance is missing after “within”: a number, a number "
                                   "with %%, or “rounding”");
  tolerance.kind = ZB_TOLERANCE_AMOUNT;
  tolerance.amount = zb_token_dup (&parser->token);
  zb_parser_advance (parser);
  if (zb_parser_accept (parser, ZB_TOKEN_PERCENT))
    tolerance.kind = ZB_TOLERANCE_SHARE;
  else
    tolerance.unit = zb_parse_unit (parser);
  g_array_append_val (rule->tolerance, tolerance);
  return TRUE;
}

static gboolean
parse_blank (ZbParser *parser, ZbRuleSyntax *rule)
{
  if (!zb_parser_expect (parser, ZB_TOKEN_EQUAL, "the sign = after “blank”"))
    return FALSE;
  if (zb_parser_accept_word (parser, "zero"))
    rule->blank = ZB_BLANK_ZERO;
  else if (zb_parser_accept_word (parser, "skip"))
    rule->blank = ZB_BLANK_SKIP;
  else if (zb_parser_accept_word (parser, "fail"))
    rule->blank = ZB_BLANK_FAIL;
  else
    return zb_parser_fail (parser, "zero, skip or fail is missing after “blank =”");
  return TRUE;
}

static gboolean
parse_explain (ZbParser *parser, ZbRuleSyntax *rule)
{
  g_autofree char *digits = zb_token_dup (&parser->token);

  if (!zb_parser_is (parser, ZB_TOKEN_NUMBER) || strlen (digits) > 3 ||
      strchr (digits, '.') != NULL)
    return zb_parser_fail (parser, "the number of characters that an explanation needs is missing "
                                   "after “explain”");
  rule->explain_length = (guint)g_ascii_strtoull (digits, NULL, 10);
  zb_parser_advance (parser);
  return TRUE;
}

/* An id with hyphens, as in "message unit-slip". */
static char *
parse_id (ZbParser *parser)
{
  char *id;

  zb_parser_set_mode (parser, ZB_LEX_CODES);
  if (!zb_parser_is (parser, ZB_TOKEN_CODE)) {
    zb_parser_fail (parser, "the name of a message is missing here");
    zb_parser_set_mode (parser, ZB_LEX_FORMULA);
    return NULL;
  }
  id = zb_token_dup (&parser->token);
  parser->mode = ZB_LEX_FORMULA;
  zb_parser_advance (parser);
  return id;
}

/* "message ID" belongs to the rule before unless texts follow it. */
static gboolean
is_message_definition (const ZbParser *parser)
{
  ZbParser ahead = *parser;
  g_autofree char *id = NULL;

  if (!zb_parser_accept_word (&ahead, "message"))
    return FALSE;
  zb_parser_set_mode (&ahead, ZB_LEX_CODES);
  if (!zb_parser_is (&ahead, ZB_TOKEN_CODE))
    return FALSE;
  ahead.mode = ZB_LEX_FORMULA;
  zb_parser_advance (&ahead);
  return zb_parser_is_word (&ahead, "zh") || zb_parser_is_word (&ahead, "en");
}

static gboolean
parse_clauses (ZbParser *parser, ZbRuleSyntax *rule)
{
  while (!parser->failed) {
    if (zb_parser_accept_word (parser, "within")) {
      parse_tolerance (parser, rule);
    } else if (zb_parser_accept_word (parser, "blank")) {
      parse_blank (parser, rule);
    } else if (zb_parser_accept_word (parser, "explain")) {
      parse_explain (parser, rule);
    } else if (zb_parser_is_word (parser, "message") && !is_message_definition (parser)) {
      zb_parser_advance (parser);
      g_free (rule->message);
      rule->message = parse_id (parser);
    } else {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_rule_start (const ZbParser *parser)
{
  static const char *const words[] = {"side", "calc", "calc-check", "severity",
                                      "each", "when", "message"};

  if (zb_parser_is (parser, ZB_TOKEN_NAME))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    if (zb_parser_is_word (parser, levels[i].word))
      return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (zb_parser_is_word (parser, words[i]))
      return TRUE;
  }
  return FALSE;
}

static ZbRuleSyntax *
parse_rule (ZbParser *parser)
{
  g_autoptr (ZbRuleSyntax) rule = zb_rule_syntax_new (parser->token.start);

  parser->parts = 0;
  if (zb_parser_is (parser, ZB_TOKEN_NAME)) {
    rule->name = zb_token_dup (&parser->token);
    zb_parser_advance (parser);
  }
  if (!parse_marks (parser, rule) || !parse_body (parser, rule) || !parse_clauses (parser, rule))
    return NULL;
  rule->end = parser->last_end;
  if (!zb_parser_is (parser, ZB_TOKEN_END) && !is_rule_start (parser)) {
    g_autofree char *found = zb_parser_describe (parser);

    zb_parser_fail (parser, "%s is not expected here: the rule before it is complete", found);
    return NULL;
  }
  return g_steal_pointer (&rule);
}

static gboolean
parse_message (ZbParser *parser, ZbRulesSyntax *rules)
{
  ZbMessageSyntax *message = g_new0 (ZbMessageSyntax, 1);

  message->start = parser->token.start;
  g_ptr_array_add (rules->messages, message);
  zb_parser_advance (parser);
  message->id = parse_id (parser);
  while (zb_parser_is_word (parser, "zh") || zb_parser_is_word (parser, "en")) {
    char **text = zb_parser_is_word (parser, "zh") ? &message->zh : &message->en;

    zb_parser_advance (parser);
    if (!zb_parser_is (parser, ZB_TOKEN_STRING))
      return zb_parser_fail (parser, "the text of the message is missing here, in quotes");
    g_free (*text);
    *text = zb_token_dup (&parser->token);
    zb_parser_advance (parser);
  }
  if (message->zh == NULL || message->en == NULL)
    return zb_parser_fail_at (parser, message->start, "message “%s” needs a text in zh and in en",
                              message->id);
  message->end = parser->last_end;
  return TRUE;
}

static gboolean
parse_heading (ZbParser *parser, ZbRulesSyntax *rules)
{
  g_autofree char *digits = NULL;

  rules->start = parser->token.start;
  if (!zb_parser_accept_word (parser, "form"))
    return zb_parser_fail (parser, "a rules file begins with “form FORM-ID revision NUMBER”");
  zb_parser_set_mode (parser, ZB_LEX_CODES);
  rules->form_start = parser->token.start;
  rules->form = zb_token_dup (&parser->token);
  if (!zb_parser_is (parser, ZB_TOKEN_CODE) && !zb_parser_is (parser, ZB_TOKEN_STRING))
    return zb_parser_fail (parser, "the form's id is missing after “form”");
  parser->mode = ZB_LEX_FORMULA;
  zb_parser_advance (parser);
  if (!zb_parser_accept_word (parser, "revision"))
    return zb_parser_fail (parser, "the word “revision” and a number are missing here");
  digits = zb_token_dup (&parser->token);
  if (!zb_parser_is (parser, ZB_TOKEN_NUMBER) || strlen (digits) > 6 ||
      strchr (digits, '.') != NULL || strspn (digits, "0") == strlen (digits))
    return zb_parser_fail (parser, "the revision is a number from 1 to 999999");
  rules->revision = (guint)g_ascii_strtoull (digits, NULL, 10);
  zb_parser_advance (parser);
  rules->end = parser->last_end;
  return TRUE;
}

/* Goes on at the next rule after an error in one that began at @start. */
static void
recover (ZbParser *parser, gsize start)
{
  parser->failed = FALSE;
  parser->depth = 0;
  zb_parser_set_mode (parser, ZB_LEX_FORMULA);
  if (parser->token.start <= start && !zb_parser_is (parser, ZB_TOKEN_END))
    zb_parser_advance (parser);
  while (!zb_parser_is (parser, ZB_TOKEN_END) && !zb_parser_is (parser, ZB_TOKEN_NAME) &&
         !is_message_definition (parser))
    zb_parser_advance (parser);
}

/* A rule without a name takes the one above with b, c … z after it. */
static gboolean
name_rule (ZbParser *parser, ZbRuleSyntax *rule, char **base, char *letter)
{
  if (rule->name != NULL) {
    g_free (*base);
    *base = g_strdup (rule->name);
    *letter = 'a';
    return TRUE;
  }
  if (*letter == 'z')
    return zb_parser_fail_at (parser, rule->start, "this rule needs a name of its own");
  (*letter)++;
  rule->name = g_strdup_printf ("%s%c", *base, *letter);
  return TRUE;
}

static void
parse_items (ZbParser *parser, ZbRulesSyntax *rules)
{
  g_autofree char *base = g_strdup ("0");
  char letter = 'a';

  while (!zb_parser_is (parser, ZB_TOKEN_END)) {
    g_autoptr (ZbRuleSyntax) rule = NULL;
    gsize start = parser->token.start;

    if (rules->rules->len == ZB_RULES_MAX_RULES) {
      zb_parser_fail (parser, "a form has at most %d rules", ZB_RULES_MAX_RULES);
      return;
    }
    if (is_message_definition (parser))
      parse_message (parser, rules);
    else
      rule = parse_rule (parser);
    if (rule != NULL && name_rule (parser, rule, &base, &letter))
      g_ptr_array_add (rules->rules, g_steal_pointer (&rule));
    if (parser->failed)
      recover (parser, start);
  }
}

ZbRulesSyntax *
zb_rules_parse (const ZbRuleText *text, GPtrArray *diagnostics)
{
  ZbRulesSyntax *rules = zb_rules_syntax_new ();
  ZbParser parser;

  zb_parser_init (&parser, text, diagnostics);
  if (!parse_heading (&parser, rules))
    recover (&parser, 0);
  parse_items (&parser, rules);
  return rules;
}
