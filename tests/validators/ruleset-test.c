/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "validators/language/diagnostic.h"
#include "validators/error.h"
#include "validators/rulebook.h"

#include <string.h>

/* The rules of the catalogue compile, and say no more than that forms are not installed yet. */
static void
test_compiles_the_catalogue (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_catalogue_n_packages (catalogue), >, 0);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    g_autoptr (GPtrArray) diagnostics =
        g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
    g_autoptr (ZbRuleset) ruleset =
        zb_ruleset_compile_package (zb_catalogue_at (catalogue, i), catalogue, diagnostics, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (zb_ruleset_n_rules (ruleset), >, 0);
    for (guint j = 0; j < diagnostics->len; j++) {
      const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, j);

      g_assert_false (diagnostic->is_error);
      g_assert_nonnull (strstr (diagnostic->message, "is not installed"));
    }
  }
}

typedef struct {
  const char *rules;
  const char *message; /* "column: text", of line 2 */
} Refusal;

static void
assert_refused (const Refusal *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (ZbStage) stage = zb_stage_new (cases[i].rules, "2024-06");
    g_autofree char *expected = g_strdup_printf ("stage.zip/form.rules:2:%s", cases[i].message);

    g_test_message ("%s", cases[i].rules);
    g_assert_error (stage->error, ZB_RULE_ERROR, ZB_RULE_ERROR_SEMANTIC);
    g_assert_cmpstr (stage->error->message, ==, expected);
    g_assert_null (stage->ruleset);
    g_assert_nonnull (((const ZbDiagnostic *)stage->diagnostics->pdata[0])->message_zh);
  }
}

static void
test_refuses_unknown_names (void)
{
  static const Refusal cases[] = {
      {"#1 hard [A.1,1] > 0", "9: section A has no row “1”; did you mean “01”?"},
      {"#1 hard [A.01,4] > 0", "9: section A has no column “4”"},
      {"#1 hard [Z.01,1] > 0", "9: X-01 has no section “Z”, it has A, B, C, D"},
      {"#1 hard [01,1] > 0", "9: name the section, as in [A.…]: X-01 has A, B, C, D"},
      {"#1 hard [B.3999,1] > 0", "9: the list classes has no entry “3999”"},
      {"#1 hard Y-01:[4,E] > 0", "9: section A has no row “4”"},
      {"#1 hard head.nota = \"x\"", "9: X-01 has no header field “nota”; did you mean “note”?"},
      {"#1 hard mont > 3",
       "9: “mont” is neither a word of the language nor a variable; did you mean “month”?; cells "
       "stand in brackets"},
      {"#1 hard [D.02,1] in list(clases)", "26: there is no code list “clases”"},
      {"#1 hard each r in A.01 : attr(r, x) = 1",
       "26: rows of a fixed section have no entry in a code list"},
      {"#1 hard [A.01,1] > 0 message slip", "1: there is no message “slip”"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_mixed_types_and_measures (void)
{
  static const Refusal cases[] = {
      {"#1 hard [A.01,1] > [A.05,1]",
       "20: thousand yuan cannot be compared with ten thousand kilowatt hours"},
      {"#1 hard [A.01,1] + [A.06,1] > 0", "20: thousand yuan cannot be added to persons"},
      {"#1 hard [A.01,1] > [A.07,1]",
       "20: thousand yuan cannot be compared with a figure without a measure"},
      {"#1 hard [A.01,1] > 5%", "20: thousand yuan cannot be compared with a ratio"},
      {"#1 hard [A.01,1] > 5 KWH", "20: thousand yuan cannot be compared with kilowatt hours"},
      {"#1 hard [A.01,1] / [A.02,1] > 5 CNY", "31: a ratio cannot be compared with yuan"},
      {"#1 soft [A.01,1] / 0 > 5 CNY", "9: a division by zero: the rule would say nothing"},
      {"#1 hard [A.01,1] = [D.02,1]", "20: thousand yuan cannot be compared with a text"},
      {"#1 hard [D.02,1] + 1 > 2", "9: a figure is needed here, this is a text"},
      {"#1 hard [A.01,1]", "9: a condition is needed here, this is thousand yuan"},
      {"#1 hard [A.01,1] > 0 and [A.02,1]",
       "26: a condition is needed here, this is thousand yuan"},
      {"#1 hard sum([A.*,1]) > 0",
       "9: thousand yuan and ten thousand kilowatt hours cannot be taken together"},
      {"#1 hard sum([C.*,1]) > 0",
       "9: each of these rows brings its own measure, so their figures cannot be taken together; "
       "number (…) takes a figure without its measure"},
      {"#1 hard [A.01,1] = [A.02,1] within 5 KWH",
       "9: a tolerance in kilowatt hours does not fit a difference in thousand yuan"},
      {"#1 hard (first and joint) = (month > 3)",
       "30: conditions are joined by and, or, <=>, not compared"},
      {"#1 hard [A.01,1] in 2*", "9: a figure is compared with figures, not with “2*”"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_wrong_cells (void)
{
  static const Refusal cases[] = {
      {"#1 hard [A.*,1] > 0", "9: one cell is needed here; several go into sum (…), count (…), "
                              "avg (…), min (…) or max (…)"},
      {"#1 hard sum([A.02..A.01,1]) > 0",
       "13: the range 02..01 runs backwards: ranges are in printed order"},
      {"#1 hard sum([A.01..A.03,1] except [A.04,1]) > 0",
       "35: “except” names a cell that is not among those before it"},
      {"#1 hard each r in A.01 : [r,1] > [A.02,1]@-1d",
       "34: X-01 is a monthly form: it has no period -1d away"},
      {"#1 hard Y-01:[1,E]@-1m > 0", "9: Y-01 is a quarterly form: it has no period -1m away"},
      {"#1 hard sum([A.01,1]@-1m..-2q) > 0",
       "13: a range of periods runs from an earlier to a later one in one unit, as in "
       "@-12m..-1m, or from the year's start, as in @ys..prev"},
      {"#1 hard each r in B.3911 : [r,1] > 0",
       "19: the rows of section B are chosen when the form is filled in: write B.*"},
      {"#1 hard each r in A.01 : [A.02,1] > 0", "14: “r” is not used in the rule"},
      {"#1 hard each r in A.01..A.02 : [r,r] > 0", "14: “r” stands for rows and for columns"},
      {"#1 hard each r in B.* : each s in C.* : [r,1] > [s,3]",
       "30: a rule runs over the chosen rows of one section: “r” and “s” are two"},
      {"#1 hard each r in B.* : [A.r,1] > 0",
       "25: section A has fixed rows: a row chosen from a code list cannot be looked up there"},
      {"#1 hard count(A.*) > 0", "15: section A has fixed rows: count its filled cells, as in "
                                 "count ([A.*,column])"},
      {"#1 hard B.* > 0", "9: rows have no value: count them with count (…)"},
      {"#1 hard has(A, \"01\")", "13: section A has fixed rows"},
      {"#1 hard each r in A.01 except A.01 : [r,1] > 0", "14: “except” leaves nothing of the set"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

/* 20 rows of B five times over: 20^5 × 6 + 20^4 × 5 = 20,000,000 looks at a cell. */
#define LOOPS_AT_THE_LIMIT                                                                         \
  "sum(a in B.* : sum(b in B.* : sum(c in B.* : sum(d in B.* : sum(e in B.* : [e,1] + [e,2] + "    \
  "[a,1] + [b,1] + [c,1] + [d,1]) + [a,2] + [b,2] + [c,2] + [d,2] + [d,1]))))"

static void
test_accepts_loops_up_to_the_limit (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard " LOOPS_AT_THE_LIMIT " > 0", "2024-06");

  g_assert_no_error (stage->error);
}

static void
test_refuses_constants_and_costs (void)
{
  static const Refusal cases[] = {
      {"#1 hard 1 < 2", "9: this never changes: it looks at no cell"},
      {"#1 hard when 1 < 2 => false", "23: this never changes: it looks at no cell"},
      {"#1 hard when [A.01,1] > 0 => 1 < 2", "30: this never changes: it looks at no cell"},
      /* 20 rows of B, each against 20 rows × 3 columns of C, in 2 columns and ten times. */
      {"#1 hard each r in B.* : each c in 1..2 : "
       "[r,c] > sum([C.*,3] @ -12m..-1m) + sum([C.*,3] @ -12m..-1m)",
       "1: this rule may look at more than 10000 cells of one report"},
      /* One more than in accepts-loops-up-to-the-limit. */
      {"#1 hard " LOOPS_AT_THE_LIMIT " + sum(a in B.* : [a,1]) > 0",
       "1: this rule may look at more than 20000000 cells of one report"},
      {"#1 hard avg(r in B.*@-2m..-1m : [r,1]) > [A.01,1]",
       "9: the average of rows in several periods is not worked out: divide a sum by a count"},
      {"#1 hard each r in B.*@-2m..-1m : [r,1] > 0", "19: rows are looked up in one period"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_wrong_formulas (void)
{
  static const Refusal cases[] = {
      {"#1 calc [A.01,1] := [A.02,1]",
       "9: the form does not say that this cell is computed, so people may type it"},
      {"#1 calc [A.08,1] := [A.05,1]", "21: a cell in thousand yuan cannot be set to ten thousand "
                                       "kilowatt hours"},
      {"#1 calc [A.08,1] := [A.08,1] + [A.01,1]",
       "21: the formula looks at the cell that it computes"},
      {"#1 calc [A.08,1] := sum([A.08..A.09,1])",
       "21: the formula looks at the cell that it computes"},
      {"#1 calc [A.08,1] := [A.09,1]\n#2 calc [A.09,1] := [A.01,1] + [A.08,1]",
       "1: the formulas run in a circle: this one needs a cell that is computed from its own"},
      {"#1 calc when month > 3 => [A.08,1] := [A.01,1]",
       "14: a formula holds always: use if (condition, …, …) instead of “when”"},
      {"#1 calc [A.08,1]@prev := [A.01,1]", "9: a rule computes cells of its own form and period"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_doubles (void)
{
  static const char *const rules[] = {
      "#1 hard [A.01,1] > 0\n#1 soft [A.02,1] > 0",
      "#1 calc [A.08,1] := [A.01,1]\n#2 calc [A.08,1] := [A.02,1]",
  };
  static const char *const messages[] = {
      "stage.zip/form.rules:3:1: there are two rules #1",
      "stage.zip/form.rules:3:1: two rules compute the same cell",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autoptr (ZbStage) stage = zb_stage_new (rules[i], "2024-06");

    g_assert_error (stage->error, ZB_RULE_ERROR, ZB_RULE_ERROR_SEMANTIC);
    g_assert_cmpstr (stage->error->message, ==, messages[i]);
  }
}

static void
test_tells_syntax_apart (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard [A.01,1] >\n#2 hard [A.99,1] > 0", "2024-06");

  g_assert_error (stage->error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX);
  g_assert_cmpstr (stage->error->message, ==,
                   "stage.zip/form.rules:3:1: a value is missing before “#2” (and 1 more)");
}

static void
test_warns (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft Y-02:[1,E] > [A.01,1]\n#2 calc [A.08,1] := [A.01,1]", "2024-06");
  GString *warnings = g_string_new (NULL);

  g_assert_no_error (stage->error);
  for (guint i = 0; i < stage->diagnostics->len; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (stage->diagnostics, i);

    g_assert_false (diagnostic->is_error);
    g_string_append_printf (warnings, "%s|", diagnostic->message);
  }
  g_assert_cmpstr (warnings->str, ==,
                   "form “Y-02” is not installed: what looks at it cannot be evaluated; did you "
                   "mean “Y-01”?|"
                   "no rule computes [A.08,2], which the form says is computed|"
                   "no rule computes [A.08,3], which the form says is computed|"
                   "no rule computes [A.09,1], which the form says is computed|"
                   "no rule computes [A.09,2], which the form says is computed|"
                   "no rule computes [A.09,3], which the form says is computed|");
  g_string_free (warnings, TRUE);
}

static void
test_describes_rules (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#7 severity (month > 6 ? soft : quasi) side bureau\n  [A.01,1] > 0 # why\n"
                    "#8 calc [A.08,1] := [A.01,1]",
                    "2024-06");
  ZbRuleInfo info;

  g_assert_no_error (stage->error);
  g_assert_true (zb_ruleset_form (stage->ruleset) == stage->form);
  g_assert_cmpuint (zb_ruleset_revision (stage->ruleset), ==, 1);
  g_assert_cmpuint (zb_ruleset_n_rules (stage->ruleset), ==, 2);
  info = zb_ruleset_rule (stage->ruleset, 0);
  g_assert_cmpstr (info.name, ==, "X-01#7");
  g_assert_cmpint (info.severity, ==, ZB_SEVERITY_QUASI);
  g_assert_true (info.bureau_only);
  g_assert_false (info.is_calc);
  g_assert_cmpint (info.line, ==, 2);
  g_assert_cmpstr (info.text, ==,
                   "#7 severity (month > 6 ? soft : quasi) side bureau\n  [A.01,1] > 0");
  info = zb_ruleset_rule (stage->ruleset, 1);
  g_assert_true (info.is_calc);
  g_assert_cmpint (info.severity, ==, ZB_SEVERITY_HARD);
}

static void
test_refuses_rules_of_another_form (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard [A.01,1] > 0", "2024-06");
  g_autoptr (GError) error = NULL;

  g_assert_null (
      zb_ruleset_compile (stage->form, "form.rules", "form Y-01 revision 1\n", NULL, NULL, &error));
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SEMANTIC);
  g_assert_cmpstr (error->message, ==,
                   "form.rules:1:6: these rules are for form “Y-01”, not for X-01");
}

static void
test_rulebook_compiles_once (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard [A.01,1] > 0", "2024-06");
  g_autoptr (ZbStage) wrong = zb_stage_new ("#1 hard [A.01,1] >", "2024-06");
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (stage->catalogue);
  const ZbPackage *package = zb_stage_package (stage, "X-01");
  g_autoptr (GError) error = NULL;
  ZbRuleset *first = zb_rulebook_get (rulebook, package, &error);

  g_assert_no_error (error);
  g_assert_true (zb_rulebook_catalogue (rulebook) == stage->catalogue);
  g_assert_true (zb_rulebook_get (rulebook, package, &error) == first);
  g_assert_null (zb_rulebook_get (rulebook, zb_stage_package (wrong, "X-01"), &error));
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/ruleset/" name, test)
  ADD ("compiles-the-catalogue", test_compiles_the_catalogue);
  ADD ("refuses-unknown-names", test_refuses_unknown_names);
  ADD ("refuses-mixed-types-and-measures", test_refuses_mixed_types_and_measures);
  ADD ("refuses-wrong-cells", test_refuses_wrong_cells);
  ADD ("accepts-loops-up-to-the-limit", test_accepts_loops_up_to_the_limit);
  ADD ("refuses-constants-and-costs", test_refuses_constants_and_costs);
  ADD ("refuses-wrong-formulas", test_refuses_wrong_formulas);
  ADD ("refuses-doubles", test_refuses_doubles);
  ADD ("tells-syntax-apart", test_tells_syntax_apart);
  ADD ("warns", test_warns);
  ADD ("describes-rules", test_describes_rules);
  ADD ("refuses-rules-of-another-form", test_refuses_rules_of_another_form);
  ADD ("rulebook-compiles-once", test_rulebook_compiles_once);
#undef ADD
  return g_test_run ();
}
