/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "forms/report-notes.h"
#include "validators/explanation.h"

#include <string.h>

/* What all findings together mean: counts, waivers, computed cells that were imported, nil reports.
 */

static void
explain (ZbStage *stage, const ZbFinding *finding, const char *text)
{
  g_autoptr (ZbExplanation) explanation =
      zb_explanation_new (finding, "other", text, "preparer", 1719800000000000);

  zb_report_explain (stage->report, explanation);
}

static void
test_counts (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 hard [A.01,1] > 10\n#2 quasi [A.01,1] > 10\n"
                    "#3 soft [A.01,1] > 10\n#4 info [A.01,1] > 10\n"
                    "#5 hard [A.01,1] > 1\n#6 hard [A.02,1] / [A.03,1] > 1\n"
                    "#7 soft M-01:[301,1] > 1\n#8 soft side bureau [A.01,1] > 10\n"
                    "#9 soft [A.01,1] > 11",
                    "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.hard, ==, 1);
  g_assert_cmpuint (verdict.quasi, ==, 1);
  g_assert_cmpuint (verdict.soft, ==, 2);
  g_assert_cmpuint (verdict.info, ==, 1);
  g_assert_cmpuint (verdict.to_explain, ==, 3);
  g_assert_cmpuint (verdict.passed, ==, 1);
  g_assert_cmpuint (verdict.skipped, ==, 1);
  g_assert_cmpuint (verdict.not_evaluable, ==, 1);
  g_assert_cmpuint (verdict.bureau_only, ==, 1);
  g_assert_false (zb_verdict_may_send (&verdict));
  explain (stage, zb_stage_finding (check, "X-01#3"), "六月起新厂投产，产量较低");
  zb_check_touch_explanations (check);
  zb_check_update (check);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.soft, ==, 2);
  g_assert_cmpuint (verdict.to_explain, ==, 2);
}

/* At the bureau its own rules run too, and none are left over. */
static void
test_bureau_runs_all (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft side bureau [A.01,1] > 10\n#2 hard [A.01,1] > 1", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5");
  check = zb_check_new (stage->ruleset, stage->report, zb_memory_context_get (stage->context),
                        ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.bureau_only, ==, 0);
  g_assert_cmpuint (verdict.soft, ==, 1);
  g_assert_cmpuint (verdict.passed, ==, 1);
}

static void
test_info_never_blocks (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 info [A.01,1] > 10", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.info, ==, 1);
  g_assert_true (zb_verdict_may_send (&verdict));
  g_assert_false (zb_finding_blocks (zb_stage_finding (check, "X-01#1")));
}

static void
test_waives_a_rule (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 hard each r in A.01 A.02 : [r,1] > 10\n#2 soft [A.01,1] > 10", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5 A.02.1=6");
  zb_memory_context_add_waiver (stage->context, "X-01#1", "新设备试产");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.hard, ==, 0);
  g_assert_cmpuint (verdict.to_explain, ==, 1);
  g_assert_cmpuint (zb_check_findings (check)->len, ==, 3);
  g_assert_cmpstr (zb_stage_finding (check, "X-01#1/A.01")->waiver, ==, "新设备试产");
  g_assert_cmpstr (zb_stage_finding (check, "X-01#1/A.02")->waiver, ==, "新设备试产");
  g_assert_false (zb_finding_blocks (zb_stage_finding (check, "X-01#1/A.01")));
  g_assert_null (zb_stage_finding (check, "X-01#2")->waiver);
  g_assert_true (zb_finding_blocks (zb_stage_finding (check, "X-01#2")));
}

static void
test_waives_one_instance (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard each r in A.01 B.* : [r,1] > 10", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5 B.3911.1=1 B.3913.1=2");
  zb_memory_context_add_waiver (stage->context, "X-01#1/B.3913", "小类停产");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.hard, ==, 2);
  g_assert_cmpstr (zb_stage_finding (check, "X-01#1/B.3913")->waiver, ==, "小类停产");
  g_assert_null (zb_stage_finding (check, "X-01#1/B.3911")->waiver);
  g_assert_null (zb_stage_finding (check, "X-01#1/A.01")->waiver);
}

/* What the form itself finds can be waived as well, by its own name. */
static void
test_waives_a_finding_of_the_form (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard [A.01,1] > 1", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5");
  zb_memory_context_add_waiver (stage->context, "X-01#required", "系统故障");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (zb_check_findings (check)->len, ==, 1);
  g_assert_cmpuint (verdict.hard, ==, 0);
  g_assert_true (zb_verdict_may_send (&verdict));
}

/* One imported total: A.08 in column 1 against A.01 + A.04. */
typedef struct {
  const char *formula, *cells, *outcome;
} Total;

static void
assert_totals (const Total *totals, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *rules = g_strdup_printf ("#1 calc [A.08,1] := %s", totals[i].formula);
    g_autofree char *outcomes = zb_stage_judge (rules, "2024-06", totals[i].cells);

    g_test_message ("%s | %s", rules, totals[i].cells);
    g_assert_cmpstr (outcomes, ==, totals[i].outcome);
  }
}

static void
test_verifies_totals (void)
{
  static const Total totals[] = {
      {"[A.01,1] + [A.02,1]", "A.01.1=5 A.02.1=6 A.08.1=11", "1:pass"},
      {"[A.01,1] + [A.02,1]", "A.01.1=5 A.02.1=6 A.08.1=12", "1:fail"},
      {"[A.01,1] + [A.02,1]", "A.01.1=5 A.02.1=6", "1:fail"},
      {"[A.01,1] + [A.02,1]", "A.08.1=0", "1:fail"},
      {"[A.01,1] + [A.02,1]", "", "1:skipped"},
      {"M-01:[301,1] + [A.01,1]", "A.01.1=5 A.08.1=5", "1:not-evaluable"},
      {"[A.01,1] / [A.02,1] * [A.03,1]", "A.01.1=5 A.02.1=0 A.03.1=1 A.08.1=5", "1:fail"},
      {"[A.01,1] / [A.02,1] * [A.03,1]", "A.01.1=5 A.02.1=0 A.03.1=1", "1:skipped"},
      /* Half up, away from zero. */
      {"[A.01,1] / 2", "A.01.1=5 A.08.1=3", "1:pass"},
      {"[A.01,1] / 2", "A.01.1=-5 A.08.1=-3", "1:pass"},
      {"[A.01,1] / 2", "A.01.1=-5 A.08.1=-2", "1:fail"},
  };

  assert_totals (totals, G_N_ELEMENTS (totals));
}

static void
test_verifies_totals_within (void)
{
  static const Total totals[] = {
      {"[A.01,1] + [A.02,1] within 1", "A.01.1=5 A.02.1=6 A.08.1=12", "1:pass"},
      {"[A.01,1] + [A.02,1] within 1", "A.01.1=5 A.02.1=6 A.08.1=13", "1:fail"},
      {"[A.01,1] + [A.02,1] within 1000 CNY", "A.01.1=5 A.02.1=6 A.08.1=10", "1:pass"},
      {"[A.01,1] + [A.02,1] within 999 CNY", "A.01.1=5 A.02.1=6 A.08.1=10", "1:fail"},
      {"[A.01,1] + [A.02,1] within 10%", "A.01.1=50 A.02.1=40 A.08.1=100", "1:pass"},
      {"[A.01,1] + [A.02,1] within 10%", "A.01.1=50 A.02.1=39 A.08.1=100", "1:fail"},
      {"[A.01,1] + [A.02,1] within max(5, 1%)", "A.01.1=5 A.02.1=6 A.08.1=16", "1:pass"},
      /* Three rounded figures: 1.5. */
      {"[A.01,1] + [A.02,1] within rounding", "A.01.1=5 A.02.1=6 A.08.1=12", "1:pass"},
      {"[A.01,1] + [A.02,1] within rounding", "A.01.1=5 A.02.1=6 A.08.1=13", "1:fail"},
      /* Against the formula as it comes out, 2.5: not against its rounded 3. */
      {"[A.01,1] / 2 within 1", "A.01.1=5 A.08.1=2", "1:pass"},
      {"[A.01,1] / 2 within 1", "A.01.1=5 A.08.1=4", "1:fail"},
      /* A blank total lies within nothing. */
      {"[A.01,1] + [A.02,1] within 100", "A.01.1=5 A.02.1=6", "1:fail"},
  };

  assert_totals (totals, G_N_ELEMENTS (totals));
}

static void
test_tells_a_wrong_total (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 calc [A.08,1] := [A.01,1] + [A.02,1] within rounding", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  const ZbFinding *finding;

  zb_stage_fill (stage, "A.01.1=5000 A.02.1=6000 A.08.1=11500 A.01.2=1");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  finding = zb_stage_finding (check, "X-01#1");
  g_assert_cmpint (finding->severity, ==, ZB_SEVERITY_HARD);
  g_assert_cmpstr (zb_finding_figures (finding)->lhs, ==, "11500");
  g_assert_cmpstr (zb_finding_figures (finding)->rhs, ==, "11000");
  g_assert_cmpstr (zb_finding_figures (finding)->difference, ==, "500");
  g_assert_cmpstr (zb_finding_figures (finding)->difference_percent, ==, "4.3");
  g_assert_cmpstr (zb_finding_figures (finding)->tolerance, ==, "1.5");
  g_assert_cmpstr (zb_finding_figures (finding)->relation, ==, "=");
  g_assert_cmpuint (zb_finding_figures (finding)->operands->len, ==, 3);
  g_assert_cmpstr (zb_finding_message (finding)->zh, ==,
                   "本月：合计[08] 11,500，按公式应为 11,000（产值[01] 5,000 + 新产品[02] "
                   "6,000）；差 500 千元 (4.3%)，允许 ±1.5。");
  g_assert_cmpstr (zb_finding_message (finding)->en, ==,
                   "Month: Total[08] 11,500; its formula gives 11,000 (Output[01] 5,000 + new "
                   "products[02] 6,000); difference 500 thousand yuan (4.3%), allowed ±1.5.");
}

/* The client offers to recompute: then the formula alone counts, however near the total was. */
static void
test_computes_exactly (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 calc [A.08,1] := [A.01,1] + [A.02,1] within 100", "2024-06");
  g_autoptr (ZbCheck) check = NULL;

  zb_stage_fill (stage, "A.01.1=5 A.02.1=6 A.08.1=12 A.01.2=1");
  check = zb_stage_check (stage, ZB_CHECK_COMPUTE);
  g_assert_cmpuint (zb_check_findings (check)->len, ==, 0);
  g_assert_cmpint (zb_report_cell (stage->report, 0, 7, 0).number, ==, 11);
}

static void
test_asks_nothing_of_nil_reports (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard [A.01,1] > 10\n#2 hard count(B.*) >= 1\n"
                                            "#3 calc [A.08,1] := [A.01,1] + [A.02,1]",
                                            "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_report_set_kind (stage->report, ZB_REPORT_NIL);
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (zb_check_findings (check)->len, ==, 0);
  g_assert_cmpuint (verdict.skipped, ==, 3);
  g_assert_cmpuint (verdict.passed, ==, 0);
  g_assert_true (zb_verdict_may_send (&verdict));
}

static void
test_refuses_figures_in_nil_reports (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard [A.01,1] > 10", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5");
  zb_report_set_kind (stage->report, ZB_REPORT_NIL);
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.hard, ==, 1);
  g_assert_cmpstr (((const ZbFinding *)zb_check_findings (check)->pdata[0])->rule, ==, "X-01#nil");
  /* It is a report again once the accountant says so. */
  zb_report_set_kind (stage->report, ZB_REPORT_NORMAL);
  zb_check_run (check);
  g_assert_nonnull (zb_stage_finding (check, "X-01#1"));
}

static void
test_refuses_figures_in_withdrawals (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard [A.01,1] > 10", "2024-06");
  g_autoptr (ZbCheck) check = NULL;

  zb_stage_fill (stage, "B.3911.1=5");
  zb_report_set_kind (stage->report, ZB_REPORT_WITHDRAWAL);
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  g_assert_cmpuint (zb_check_findings (check)->len, ==, 1);
  g_assert_cmpstr (((const ZbFinding *)zb_check_findings (check)->pdata[0])->rule, ==, "X-01#nil");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/verdict/" name, test)
  ADD ("counts", test_counts);
  ADD ("bureau-runs-all", test_bureau_runs_all);
  ADD ("info-never-blocks", test_info_never_blocks);
  ADD ("waives-a-rule", test_waives_a_rule);
  ADD ("waives-one-instance", test_waives_one_instance);
  ADD ("waives-a-finding-of-the-form", test_waives_a_finding_of_the_form);
  ADD ("verifies-totals", test_verifies_totals);
  ADD ("verifies-totals-within", test_verifies_totals_within);
  ADD ("tells-a-wrong-total", test_tells_a_wrong_total);
  ADD ("computes-exactly", test_computes_exactly);
  ADD ("asks-nothing-of-nil-reports", test_asks_nothing_of_nil_reports);
  ADD ("refuses-figures-in-nil-reports", test_refuses_figures_in_nil_reports);
  ADD ("refuses-figures-in-withdrawals", test_refuses_figures_in_withdrawals);
#undef ADD
  return g_test_run ();
}
