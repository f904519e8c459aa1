/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/rules-parser.h"

#include "tests/validators/real-rules.h"
#include "validators/language/diagnostic.h"
#include "validators/error.h"
#include "validators/language/parser.h"

#include <string.h>

typedef struct {
  ZbRuleText *text;
  GPtrArray *diagnostics;
  ZbRulesSyntax *rules;
} Parsed;

static void
parsed_clear (Parsed *parsed)
{
  zb_rules_syntax_free (parsed->rules);
  g_ptr_array_unref (parsed->diagnostics);
  zb_rule_text_free (parsed->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parsed, parsed_clear)

static Parsed
parse (const char *rules)
{
  g_autoptr (GError) error = NULL;
  Parsed parsed;

  parsed.text = zb_rule_text_new ("form.rules", rules, &error);
  g_assert_no_error (error);
  parsed.diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  parsed.rules = zb_rules_parse (parsed.text, parsed.diagnostics);
  return parsed;
}

static const ZbRuleSyntax *
rule_at (const Parsed *parsed, guint index)
{
  return g_ptr_array_index (parsed->rules->rules, index);
}

static void
assert_no_diagnostics (const Parsed *parsed)
{
  if (parsed->diagnostics->len > 0) {
    g_autofree char *text = zb_diagnostic_to_string (g_ptr_array_index (parsed->diagnostics, 0));

    g_error ("%s", text);
  }
}

static void
test_reads_real_rules (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (zb_real_rules); i++) {
    g_autofree char *rules = NULL;
    g_auto (Parsed) parsed = {NULL};

    rules = g_strdup_printf ("form B204-1 revision 3\n%s\n", zb_real_rules[i]);
    parsed = parse (rules);
    assert_no_diagnostics (&parsed);
    g_assert_cmpstr (parsed.rules->form, ==, "B204-1");
    g_assert_cmpuint (parsed.rules->revision, ==, 3);
    g_assert_cmpuint (parsed.rules->rules->len, >=, 1);
  }
}

static void
test_reads_chinese_notation (void)
{
  g_auto (Parsed) parsed =
      parse ("表 B204-1 修订 2\n"
             "＃1 强制 每个 c 在 1..4：［A.01，c］≥［A.02，c］ # 注 “”\n"
             "#2 核实 当 合并期 且 [A.01,1]＝0，则 [A.02,1] ≠ ０.５ 允差 舍入\n"
             "#3 准强制 [A.01,1]×２ → 1\n"
             "消息 slip zh “差 {difference}” en \"off by {difference}\"\n");
  const ZbMessageSyntax *message = g_ptr_array_index (parsed.rules->messages, 0);
  const ZbRuleSyntax *rule;

  /* Only the third is wrong. */
  g_assert_cmpuint (parsed.diagnostics->len, ==, 1);
  g_assert_cmpint (((ZbDiagnostic *)parsed.diagnostics->pdata[0])->line, ==, 4);
  g_assert_cmpuint (parsed.rules->rules->len, ==, 2);
  rule = rule_at (&parsed, 0);
  g_assert_cmpstr (rule->name, ==, "1");
  g_assert_cmpint (rule->level, ==, ZB_SEVERITY_HARD);
  g_assert_cmpint (rule->body->kind, ==, ZB_SYNTAX_COMPARE);
  g_assert_cmpint (g_array_index (rule->body->relations, ZbRelation, 0), ==,
                   ZB_RELATION_GREATER_EQUAL);
  rule = rule_at (&parsed, 1);
  g_assert_cmpint (rule->level, ==, ZB_SEVERITY_SOFT);
  g_assert_nonnull (rule->when);
  g_assert_cmpstr (zb_syntax_child (rule->body, 1)->text, ==, "0.5");
  g_assert_cmpint (g_array_index (rule->tolerance, ZbSyntaxTolerance, 0).kind, ==,
                   ZB_TOLERANCE_ROUNDING);
  g_assert_cmpstr (message->zh, ==, "差 {difference}");
}

static void
test_keeps_quotes_within_quotes (void)
{
  g_auto (Parsed) parsed = parse ("form B203 revision 1\n"
                                  "message part zh “不大于总项” en \"an “of which” row\"");
  const ZbMessageSyntax *message = g_ptr_array_index (parsed.rules->messages, 0);

  assert_no_diagnostics (&parsed);
  g_assert_cmpstr (message->zh, ==, "不大于总项");
  g_assert_cmpstr (message->en, ==, "an “of which” row");
}

static void
test_reads_parts (void)
{
  g_auto (Parsed) parsed =
      parse ("form B204-1 revision 1\n"
             "#a-1 severity(joint ? soft : hard) side bureau [A.01,1]@-12m..prev = 5% within "
             "max(1 万元, 2%) blank = fail explain 20 message slip");
  const ZbRuleSyntax *rule = rule_at (&parsed, 0);
  const ZbSyntax *cells = zb_syntax_child (rule->body, 0);

  assert_no_diagnostics (&parsed);
  g_assert_cmpstr (rule->name, ==, "a-1");
  g_assert_cmpint (rule->level, ==, ZB_SEVERITY_SOFT);
  g_assert_cmpint (rule->level_otherwise, ==, ZB_SEVERITY_HARD);
  g_assert_nonnull (rule->level_if);
  g_assert_true (rule->bureau_only);
  g_assert_cmpint (rule->blank, ==, ZB_BLANK_FAIL);
  g_assert_cmpuint (rule->explain_length, ==, 20);
  g_assert_cmpstr (rule->message, ==, "slip");
  g_assert_cmpuint (rule->tolerance->len, ==, 2);
  g_assert_cmpstr (g_array_index (rule->tolerance, ZbSyntaxTolerance, 0).unit, ==, "万元");
  g_assert_cmpint (g_array_index (rule->tolerance, ZbSyntaxTolerance, 1).kind, ==,
                   ZB_TOLERANCE_SHARE);
  g_assert_cmpstr (cells->section, ==, "A");
  g_assert_cmpstr (cells->row.from, ==, "01");
  g_assert_cmpint (cells->from.steps, ==, -12);
  g_assert_cmpint (cells->to.kind, ==, ZB_OFFSET_PREVIOUS);
  g_assert_true (zb_syntax_child (rule->body, 1)->percent);
}

static void
test_names_unnamed_rules (void)
{
  static const char *const names[] = {"0b", "16", "16b", "16c", "17"};
  g_auto (Parsed) parsed = parse ("form B203 revision 1\n"
                                  "hard [1] = 1\n#16 quasi [1] = 1\nsoft [1] = 1\n"
                                  "info [1] = 1\n#17 soft [1] = 1");

  assert_no_diagnostics (&parsed);
  g_assert_cmpuint (parsed.rules->rules->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (rule_at (&parsed, i)->name, ==, names[i]);
}

static void
test_tells_errors_with_place (void)
{
  static const struct {
    const char *rules;
    int line, column;
    const char *message;
  } cases[] = {
      {"", 1, 1, "a rules file begins with “form FORM-ID revision NUMBER”"},
      {"form B203", 1, 10, "the word “revision” and a number are missing here"},
      {"form B203 revision 0", 1, 20, "the revision is a number from 1 to 999999"},
      {"form B203 revision 1\n#1 hard [213,1] = ", 2, 19,
       "a value is missing before the end of the file"},
      {"form B203 revision 1\n#1 hard [213,1 = 5", 2, 16,
       "the closing bracket ] is missing before “=”"},
      {"form B203 revision 1\n#1 hard 资产 [213,1]", 2, 12,
       "“[” is not expected here: the rule before it is complete"},
      {"form B203 revision 1\n#1 hard summ([213,1]) > 0", 2, 9,
       "there is no function “summ”; did you mean “sum”?"},
      {"form B203 revision 1\n#1 hard [213,1] > 0 within", 2, 27,
       "a tolerance is missing after “within”: a number, a number with %, or “rounding”"},
      {"form B203 revision 1\n#1 hard when [213,1] > 0 [201,1] > 0", 2, 26,
       "the sign => is missing after the condition of “when”"},
      {"form B203 revision 1\n#1 hard [213,1]@last > 0", 2, 17,
       "“last” is no period: write prev, ys, ye-1, -1m, -1q or -1y"},
      {"form B203 revision 1\n#1 hard [213,1]@-1w > 0", 2, 19,
       "m (months), q (quarters), h (half-years), y (years) or d (ten-day periods) is missing "
       "here"},
      {"form B203 revision 1\n#1 hard \"资产 > 0\n", 2, 9,
       "the closing quote is missing on this line"},
      {"form B203 revision 1\n#1 hard [213,1] & 0", 2, 17, "this sign has no meaning in a rule"},
      {"form B203 revision 1\n#1 hard each r [213,1] > 0", 2, 16,
       "the word “in” is missing after “r”"},
      {"form B203 revision 1\n#1 hard [213,1] between 1 or 2", 2, 27,
       "the word “and” and the upper bound are missing after “between”"},
      {"form B203 revision 1\nmessage slip zh \"差\"", 2, 1,
       "message “slip” needs a text in zh and in en"},
      {"form B203 revision 1\n#1 hard [213,1] := 5", 2, 17,
       "only a rule marked “calc” may set a cell with :="},
      {"form B203 revision 1\n#1 hard has(C) ", 2, 9, "has (…) needs 2 values, it has 1"},
      {"form B203 revision 1\n#1 hard abs([1],[2]) > 0", 2, 9,
       "abs (…) takes at most 1 value, it has 2"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Parsed) parsed = parse (cases[i].rules);
    const ZbDiagnostic *diagnostic;

    g_assert_cmpuint (parsed.diagnostics->len, ==, 1);
    diagnostic = g_ptr_array_index (parsed.diagnostics, 0);
    g_assert_cmpstr (diagnostic->message, ==, cases[i].message);
    g_assert_true (diagnostic->is_error);
    g_assert_nonnull (diagnostic->message_zh);
    g_assert_cmpint (diagnostic->line, ==, cases[i].line);
    g_assert_cmpint (diagnostic->column, ==, cases[i].column);
  }
}

static void
test_goes_on_after_an_error (void)
{
  g_auto (Parsed) parsed = parse ("form B203 revision 1\n#1 hard [1] = \n#2 hard [1] > 0\n"
                                  "#3 hard ((\n#4 soft [1] > 0");

  g_assert_cmpuint (parsed.diagnostics->len, ==, 2);
  g_assert_cmpuint (parsed.rules->rules->len, ==, 2);
  g_assert_cmpstr (rule_at (&parsed, 0)->name, ==, "2");
  g_assert_cmpstr (rule_at (&parsed, 1)->name, ==, "4");
}

static void
test_shows_the_place_with_a_caret (void)
{
  g_auto (Parsed) parsed = parse ("form B203 revision 1\n#1 hard 产值 ? 0\n");
  g_autofree char *text = zb_diagnostic_to_string (parsed.diagnostics->pdata[0]);

  g_assert_cmpstr (text, ==,
                   "form.rules:2:12: error: “?” is not expected here: the rule before it is "
                   "complete\n#1 hard 产值 ? 0\n             ^");
}

/* Brackets around a value, @depth deep. */
static Parsed
parse_nested (guint depth)
{
  g_autoptr (GString) rules = g_string_new ("form B203 revision 1\n#1 hard ");

  for (guint i = 0; i < depth; i++)
    g_string_append_c (rules, '(');
  g_string_append (rules, "month");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (rules, ')');
  g_string_append (rules, " = 1");
  /* The text is borrowed by what is parsed. */
  return parse (g_intern_string (rules->str));
}

static void
test_limits_depth (void)
{
  g_auto (Parsed) most = parse_nested (ZB_PARSER_MAX_DEPTH);
  g_auto (Parsed) more = parse_nested (ZB_PARSER_MAX_DEPTH + 1);

  assert_no_diagnostics (&most);
  g_assert_cmpuint (more.diagnostics->len, ==, 1);
  g_assert_cmpstr (((ZbDiagnostic *)more.diagnostics->pdata[0])->message, ==,
                   "brackets are nested more than 64 deep");
}

static Parsed
parse_many (guint n)
{
  g_autoptr (GString) rules = g_string_new ("form B203 revision 1\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (rules, "#%u hard [1] = 1\n", i);
  return parse (g_intern_string (rules->str));
}

static void
test_limits_rules (void)
{
  g_auto (Parsed) most = parse_many (ZB_RULES_MAX_RULES);
  g_auto (Parsed) more = parse_many (ZB_RULES_MAX_RULES + 1);

  assert_no_diagnostics (&most);
  g_assert_cmpuint (most.rules->rules->len, ==, ZB_RULES_MAX_RULES);
  g_assert_cmpuint (more.diagnostics->len, ==, 1);
  g_assert_cmpstr (((ZbDiagnostic *)more.diagnostics->pdata[0])->message, ==,
                   "a form has at most 2000 rules");
}

static void
test_limits_bytes (void)
{
  g_autofree char *blank = g_strnfill (ZB_RULES_MAX_BYTES + 1, ' ');
  g_autoptr (GError) error = NULL;
  ZbRuleText *text = zb_rule_text_new ("form.rules", blank, &error);

  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "form.rules: the rules have more than 1048576 bytes");
  g_assert_null (text);
  g_clear_error (&error);
  blank[ZB_RULES_MAX_BYTES] = '\0';
  text = zb_rule_text_new ("form.rules", blank, &error);
  g_assert_no_error (error);
  zb_rule_text_free (text);
}

static void
test_refuses_other_encodings (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_rule_text_new ("form.rules", "form B203\n\xb1\xed", &error));
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, "form.rules:2: the text is not UTF-8");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/rules-parser/" name, test)
  ADD ("reads-real-rules", test_reads_real_rules);
  ADD ("reads-chinese-notation", test_reads_chinese_notation);
  ADD ("keeps-quotes-within-quotes", test_keeps_quotes_within_quotes);
  ADD ("reads-parts", test_reads_parts);
  ADD ("names-unnamed-rules", test_names_unnamed_rules);
  ADD ("tells-errors-with-place", test_tells_errors_with_place);
  ADD ("goes-on-after-an-error", test_goes_on_after_an_error);
  ADD ("shows-the-place-with-a-caret", test_shows_the_place_with_a_caret);
  ADD ("limits-depth", test_limits_depth);
  ADD ("limits-rules", test_limits_rules);
  ADD ("limits-bytes", test_limits_bytes);
  ADD ("refuses-other-encodings", test_refuses_other_encodings);
#undef ADD
  return g_test_run ();
}
