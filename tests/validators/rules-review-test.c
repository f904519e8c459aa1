/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/rules-review.h"

#include "tests/validators/stage.h"
#include "validators/language/diagnostic.h"

#include <string.h>

/* What rules say together: contradictions, rules that never apply or say nothing new. */

static char *
review (const char *rules, gboolean chinese)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  GString *text = g_string_new (NULL);

  g_assert_no_error (stage->error);
  zb_rules_review (stage->ruleset, "form.rules", diagnostics);
  for (guint i = 0; i < diagnostics->len; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

    g_string_append_printf (text, "%s%d %s: %s", i == 0 ? "" : " | ", diagnostic->line - 1,
                            diagnostic->is_error ? "error" : "warning",
                            chinese ? diagnostic->message_zh : diagnostic->message);
  }
  return g_string_free (text, FALSE);
}

typedef struct {
  const char *rules, *told; /* @told: "LINE error: …", "" where there is nothing to say */
} Case;

static void
assert_reviews (const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *told = review (cases[i].rules, FALSE);

    g_test_message ("%s", cases[i].rules);
    g_assert_cmpstr (told, ==, cases[i].told);
  }
}

#define TOGETHER " contradict one another: no filled-in report can satisfy them together"

static void
test_contradictions (void)
{
  static const Case cases[] = {
      {"#1 hard [A.01,1] >= [A.02,1] + 1\n#2 hard [A.02,1] >= [A.01,1]",
       "2 error: #1 and #2" TOGETHER},
      {"#1 hard [A.01,1] >= [A.02,1]\n#2 hard [A.02,1] >= [A.01,1]", ""},
      {"#1 hard [A.01,1] < [A.02,1]\n#2 hard [A.02,1] <= [A.01,1]", "2 error: #1 and #2" TOGETHER},
      /* Only those that it takes. */
      {"#1 hard [A.01,1] >= 10\n#2 hard [A.02,1] >= [A.01,1]\n#3 hard [A.03,1] >= 0\n"
       "#4 hard [A.02,1] <= 5",
       "4 error: #1, #2 and #4" TOGETHER},
      /* Two at once, each told. */
      {"#1 hard [A.01,1] > 5\n#2 hard [A.01,1] < 5\n#3 hard [A.02,2] > 5\n#4 hard [A.02,2] < 5",
       "2 error: #1 and #2" TOGETHER " | 4 error: #3 and #4" TOGETHER},
      /* 20 thousand yuan and 1.5 ten thousand yuan. */
      {"#1 hard [A.01,1] >= 20\n#2 hard [A.04,1] < 1.5\n#3 hard [A.01,1] <= [A.04,1]",
       "3 error: #1, #2 and #3" TOGETHER},
      {"#1 hard [A.01,1] >= 15\n#2 hard [A.04,1] <= 1.5\n#3 hard [A.01,1] <= [A.04,1]", ""},
      {"#1 hard each c in 1..3 : [A.01,c] > [A.02,c]\n#2 hard [A.02,2] >= [A.01,2]",
       "2 error: #1/2 and #2" TOGETHER},
      {"#1 hard each r in B.* : [r,1] > [r,2]\n#2 hard each r in B.* : [r,1] + 1 <= [r,2]",
       "2 error: #1/B.* and #2/B.*" TOGETHER},
      {"#1 hard sum([A.01..A.02,1]) = 3\n#2 hard each x in [A.01..A.02,1] : x >= 2",
       "2 error: #1 and #2/A.01.1" TOGETHER},
      {"#1 hard [A.01,1] / 3 > 2\n#2 hard [A.01,1] * 50% < 3", "2 error: #1 and #2" TOGETHER},
      {"#1 hard [A.01,1] between 5 and 7\n#2 hard [A.01,1] between 8 and 9",
       "2 error: #1 and #2" TOGETHER},
      {"#1 calc [A.08,1] := [A.01,1] + [A.02,1]\n#2 hard [A.08,1] > [A.01,1] + [A.02,1] + 1",
       "2 error: #1 and #2" TOGETHER},
      {"#1 hard [A.01,1] > [A.02,1] > [A.01,1]",
       "1 error: no filled-in report can satisfy #1: it contradicts itself"},
      /* Others than hard ones may exclude each other: one needs an explanation. */
      {"#1 hard [A.01,1] > 5\n#2 quasi [A.01,1] < 5", ""},
      {"#1 severity (joint ? soft : hard) [A.01,1] > 5\n#2 hard [A.01,1] < 5", ""},
  };

  assert_reviews (cases, G_N_ELEMENTS (cases));
}

/* Tolerances leave room, and a share of unknown figures leaves nothing to be proved. */
static void
test_tolerances_leave_room (void)
{
  static const Case cases[] = {
      {"#1 hard [A.01,1] = [A.02,1] within 2\n#2 hard [A.01,1] >= [A.02,1] + 3",
       "2 error: #1 and #2" TOGETHER},
      {"#1 hard [A.01,1] = [A.02,1] within 3\n#2 hard [A.01,1] >= [A.02,1] + 3", ""},
      {"#1 hard [A.01,1] = [A.02,1] within rounding\n#2 hard [A.01,1] >= [A.02,1] + 1", ""},
      {"#1 hard [A.01,1] = [A.02,1] within rounding\n#2 hard [A.01,1] >= [A.02,1] + 2",
       "2 error: #1 and #2" TOGETHER},
      {"#1 hard [A.01,1] = [A.02,1] within 1%\n#2 hard [A.01,1] >= [A.02,1] + 3", ""},
      {"#1 hard [A.01,1] < [A.02,1] within 2\n#2 hard [A.01,1] >= [A.02,1] + 2", ""},
  };

  assert_reviews (cases, G_N_ELEMENTS (cases));
}

static void
test_contradictions_under_a_condition (void)
{
  static const Case cases[] = {
      {"#1 hard when joint => [A.01,2] = 0\n#2 hard when joint => [A.01,2] >= 5",
       "2 error: #1 and #2" TOGETHER},
      {"#1 hard when joint => [A.01,2] = 0\n#2 hard when not joint => [A.01,2] >= 5", ""},
      {"#1 hard [A.01,2] >= 5\n#2 hard when joint => [A.01,2] < 5", "2 error: #1 and #2" TOGETHER},
      /* That something must not be is no contradiction. */
      {"#1 hard [A.01,2] >= 5\n#2 hard when [A.01,2] > 9 => false", ""},
  };

  assert_reviews (cases, G_N_ELEMENTS (cases));
}

static void
test_rules_that_always_or_never_hold (void)
{
  static const Case cases[] = {
      {"#1 hard [A.01,1] + [A.02,1] >= [A.02,1] + [A.01,1]",
       "1 error: this rule always holds: it checks nothing"},
      {"#1 soft [A.01,1] < [A.01,1] + 1", "1 error: this rule always holds: it checks nothing"},
      {"#1 soft [A.01,1] > [A.01,1] + 1",
       "1 error: this rule can never hold, whatever is reported"},
      {"#1 soft [D.01,1] = 3", "1 error: this rule can never hold, whatever is reported"},
      {"#1 soft [D.01,1] = 2", ""},
      {"#1 soft head.kind != \"x\"", "1 error: this rule always holds: it checks nothing"},
      /* Of several instances one may. */
      {"#1 hard each r in A.01..A.03 : [r,1] >= [A.02,1]", ""},
  };

  assert_reviews (cases, G_N_ELEMENTS (cases));
}

static void
test_rules_that_never_apply (void)
{
#define NEVER "this rule can never apply"
  static const Case cases[] = {
      {"#1 soft when month > 12 => [A.01,1] > 0",
       "1 warning: " NEVER ": its condition is never met"},
      {"#1 soft when month in (13, 14..20) => [A.01,1] > 0",
       "1 warning: " NEVER ": its condition is never met"},
      {"#1 soft when month in (3, 6, 9, 12) => [A.01,1] > 0", ""},
      {"#1 soft when head.kind = 3 or head.kind = 4 => [A.01,1] > 0",
       "1 warning: " NEVER ": its condition is never met"},
      {"#1 hard [A.01,1] >= 0\n#2 soft when [A.01,1] < 0 => [A.02,1] > 0",
       "2 warning: " NEVER " where #1 holds: its condition excludes it"},
      {"#1 hard [A.01,1] >= [A.02,1]\n#2 hard [A.02,1] >= 5\n#3 soft when [A.01,1] < 5 => [A.03,1] "
       "> 0",
       "3 warning: " NEVER " where #1 and #2 hold: its condition excludes them"},
      {"#1 hard [A.01,1] >= 0\n#2 soft when [A.01,1] <= 0 => [A.02,1] > 0", ""},
  };

  assert_reviews (cases, G_N_ELEMENTS (cases));
}

static void
test_rules_that_others_imply (void)
{
#define NOTHING "this rule adds nothing: "
  static const Case cases[] = {
      {"#1 hard [A.01,1] >= [A.02,1]\n#2 hard [A.02,1] >= [A.03,1]\n#3 soft [A.01,1] >= [A.03,1]",
       "3 warning: " NOTHING "#1 and #2 already imply it"},
      {"#1 hard [A.01,1] >= 5\n#2 hard [A.01,1] >= 3",
       "2 warning: " NOTHING "#1 already implies it"},
      {"#1 hard [A.01,1] >= 3\n#2 hard [A.01,1] >= 5",
       "1 warning: " NOTHING "#2 already implies it"},
      /* Of two alike one stays. */
      {"#1 soft [A.01,1] > [A.02,1]\n#2 soft [A.02,1] < [A.01,1]",
       "2 warning: " NOTHING "#1 already implies it"},
      {"#1 hard [A.01,1] = [A.02,1]\n#2 soft [A.01,1] = [A.02,1] within 2",
       "2 warning: " NOTHING "#1 already implies it"},
      {"#1 soft [A.01,1] = [A.02,1]\n#2 hard [A.01,1] = [A.02,1] within 2", ""},
      {"#1 hard when joint => [A.01,1] >= 5\n#2 soft when joint => [A.01,1] >= 3",
       "2 warning: " NOTHING "#1 already implies it"},
      {"#1 hard when joint => [A.01,1] >= 5\n#2 soft [A.01,1] >= 3", ""},
      /* A rule that catches blanks is not implied by one that skips them. */
      {"#1 hard [A.01,1] >= 5 blank = skip\n#2 soft [A.01,1] >= 3 blank = fail", ""},
      {"#1 hard side bureau [A.01,1] >= 5\n#2 soft [A.01,1] >= 3", ""},
      {"#1 soft [A.01,1] >= [A.02,1] and [A.01,1] / [A.02,1] > 1\n#2 hard [A.01,1] >= [A.02,1]",
       ""},
  };

  assert_reviews (cases, G_N_ELEMENTS (cases));
}

static void
test_tells_in_chinese (void)
{
  static const Case cases[] = {
      {"#1 hard [A.01,1] > 5\n#2 hard [A.01,1] < 5",
       "2 error: #1、#2互相矛盾：填齐的报表不可能同时满足"},
      {"#1 hard [A.01,1] > [A.02,1] > [A.01,1]", "1 error: #1自相矛盾：填齐的报表都不可能满足"},
      {"#1 soft when month > 12 => [A.01,1] > 0",
       "1 warning: 本规则永远不会用到：它的条件不可能成立"},
      {"#1 hard [A.01,1] >= 5\n#2 hard [A.01,1] >= 3", "2 warning: 本规则多余：由#1即可推出"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *told = review (cases[i].rules, TRUE);

    g_assert_cmpstr (told, ==, cases[i].told);
  }
}

/* No published form asks for what cannot be. */
static void
test_the_catalogue_contradicts_nothing (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (path, &error);
  guint n_errors = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbPackage *package = zb_catalogue_at (catalogue, i);
    g_autoptr (GPtrArray) diagnostics =
        g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
    g_autoptr (ZbRuleset) ruleset = zb_ruleset_compile_package (package, catalogue, NULL, &error);

    g_assert_no_error (error);
    n_errors += zb_rules_review (ruleset, zb_package_name (package), diagnostics);
    for (guint j = 0; j < diagnostics->len; j++) {
      g_autofree char *text = zb_diagnostic_to_string (g_ptr_array_index (diagnostics, j));

      g_test_message ("%s", text);
    }
  }
  g_assert_cmpuint (n_errors, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/rules-review/" name, test)
  ADD ("contradictions", test_contradictions);
  ADD ("tolerances-leave-room", test_tolerances_leave_room);
  ADD ("contradictions-under-a-condition", test_contradictions_under_a_condition);
  ADD ("rules-that-always-or-never-hold", test_rules_that_always_or_never_hold);
  ADD ("rules-that-never-apply", test_rules_that_never_apply);
  ADD ("rules-that-others-imply", test_rules_that_others_imply);
  ADD ("tells-in-chinese", test_tells_in_chinese);
  ADD ("the-catalogue-contradicts-nothing", test_the_catalogue_contradicts_nothing);
#undef ADD
  return g_test_run ();
}
