/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "forms/form-lookup.h"

#include <string.h>

/* Rules that look beyond the report: other periods, other forms, register and parameters. */

static void
assert_outcomes (ZbStage *stage, const char *expected)
{
  g_autoptr (ZbCheck) check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  g_autofree char *outcomes = zb_stage_outcomes (check);

  for (guint i = 0; i < zb_check_findings (check)->len; i++)
    g_test_message ("%s", zb_finding_message (zb_check_findings (check)->pdata[i])->en);
  g_assert_cmpstr (outcomes, ==, expected);
}

static void
test_previous_period (void)
{
  static const char rules[] = "#1 soft each r in A.01 A.02 B.* : when not first => [r,2] = "
                              "[r,2]@prev + [r,1]";
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");

  zb_stage_fill (stage, "A.01.1=5 A.01.2=25 A.02.1=1 A.02.2=1 B.3911.1=1 B.3911.2=2 B.3913.1=3 "
                        "B.3913.2=3");
  /* Nothing is known of May. */
  assert_outcomes (stage, "1/A.01:not-evaluable 1/A.02:not-evaluable 1/B.3911:not-evaluable "
                          "1/B.3913:not-evaluable");
  /* A blank cell and a row that is not there are skipped. */
  zb_stage_add (stage, "X-01", "2024-05", "A.01.2=20 B.3911.2=2");
  assert_outcomes (stage, "1/A.01:pass 1/A.02:skipped 1/B.3911:fail 1/B.3913:skipped");
}

static void
test_first_period_has_no_previous (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft when not first => [A.01,2] >= [A.01,2]@prev\n"
                    "#2 soft [A.01,2] >= [A.01,2]@prev\n#3 soft [A.01,2] >= [A.01,2]@-1m",
                    "2024-02");

  zb_stage_fill (stage, "A.01.2=5");
  assert_outcomes (stage, "1:skipped 2:not-evaluable 3:not-evaluable");
}

static void
test_offsets (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft [A.01,3] = [A.01,1]@-1y\n#2 soft [A.01,1] > [A.01,1]@-2m\n"
                    "#3 soft [A.01,1] > [A.01,2]@ye-1\n#4 soft [A.01,1] > [A.01,1]@-1q\n"
                    "#5 soft [A.01,1] >= avg([A.01,1] @ -3m..-1m)\n"
                    "#6 soft [A.01,2] = sum([A.01,1] @ ys..prev) + [A.01,1]\n"
                    "#7 soft [A.01,1] <= 2 * max([A.01,1] @ -12m..-1m)",
                    "2024-06");

  zb_stage_add (stage, "X-01", "2023-06", "A.01.1=7");
  zb_stage_add (stage, "X-01", "2023-12", "A.01.2=11");
  zb_stage_add (stage, "X-01", "2024-02", "A.01.2=3");
  zb_stage_add (stage, "X-01", "2024-03", "A.01.1=4");
  zb_stage_add (stage, "X-01", "2024-04", "A.01.1=5");
  zb_stage_add (stage, "X-01", "2024-05", "A.01.1=6");
  zb_stage_fill (stage, "A.01.1=10 A.01.2=25 A.01.3=7");
  /* Of the last twelve months January is not collected and left out, others are not here. */
  assert_outcomes (stage, "1:pass 2:pass 3:fail 4:pass 5:pass 6:pass 7:not-evaluable");
}

static void
test_other_forms (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft M-01:[301,1] = [A.01,1]\n#2 soft 季01:[1,E] = [A.01,1]\n"
                    "#3 soft Y-01:[3,E] = sum(Y-01:[1..2,E]) within rounding\n"
                    "#4 soft Y-01:[1,B] = Y-01:[1,E]@-1q\n#5 soft exists M-01:[302,1]\n"
                    "#6 soft Z-09:[1,1] = [A.01,1]",
                    "2024-06");

  zb_stage_fill (stage, "A.01.1=12");
  assert_outcomes (stage, "1:not-evaluable 2:not-evaluable 3:not-evaluable 4:not-evaluable "
                          "5:not-evaluable 6:not-evaluable");
  zb_stage_add (stage, "M-01", "2024-06", "A.301.1=12");
  /* The quarterly form that ends with June, in yuan. */
  zb_stage_add (stage, "Y-01", "2024-Q2", "A.1.E=12000.00 A.2.E=0.01 A.3.E=12000.02 A.1.B=5.00");
  zb_stage_add (stage, "Y-01", "2024-Q1", "A.1.E=5.00");
  assert_outcomes (stage, "1:pass 2:pass 3:pass 4:pass 5:fail 6:not-evaluable");
}

static void
test_other_form_ends_together (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 soft Y-01:[1,E] = [A.01,1]", "2024-05");

  zb_stage_fill (stage, "A.01.1=12");
  zb_stage_add (stage, "Y-01", "2024-Q2", "A.1.E=12000.00");
  assert_outcomes (stage, "1:not-evaluable");
}

static void
test_rows_of_another_period (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft count(r in B.*@prev : not has(B, key(r))) = 0\n"
                    "#2 soft sum([B.*,2]@prev) = 5",
                    "2024-06");

  zb_stage_fill (stage, "B.3911.2=4");
  zb_stage_add (stage, "X-01", "2024-05", "B.3911.2=3 B.3974.2=2");
  assert_outcomes (stage, "1:fail 2:pass");
  zb_stage_fill (stage, "B.3974.2=4");
  assert_outcomes (stage, "1:pass 2:pass");
}

/* Rows of several periods, found by what stands in them; a period that is not collected is left
 * out. */
static void
test_rows_of_several_periods (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft sum(r in B.*@-2m..-1m : if([r,2] > 1, [r,1], 0)) = 7\n"
                    "#2 soft count(r in B.*@-2m..-1m : [r,1] > 0) = 3\n"
                    "#3 soft max(r in B.*@-2m..-1m : [r,1]) = 5\n"
                    "#4 soft each r in B.* : when [r,1] > 100 => sum(s in B.*@-2m..-1m : "
                    "if(key(s) = key(r), [s,1], 0)) > 0\n"
                    "#5 soft sum(r in X-01:B.*@ys..prev : [r,1]) = 8\n"
                    "#6 soft min(r in B.*@-2m..-1m : [r,1]) = 5",
                    "2024-04");

  g_assert_no_error (stage->error);
  zb_stage_fill (stage, "A.01.2=1 B.3911.1=200 B.3974.1=300");
  zb_stage_add (stage, "X-01", "2024-02", "A.01.2=1 B.3911.1=2 B.3911.2=2");
  /* March is missing. */
  assert_outcomes (stage, "1:not-evaluable 2:not-evaluable 3:not-evaluable "
                          "4/B.3911:not-evaluable 4/B.3974:not-evaluable 5:not-evaluable "
                          "6:not-evaluable");
  zb_stage_add (stage, "X-01", "2024-03", "A.01.2=1 B.3911.1=5 B.3911.2=2 B.3913.1=1 B.3913.2=1");
  /* January is part of February. */
  assert_outcomes (stage, "1:pass 2:pass 3:pass 4/B.3911:pass 4/B.3974:fail 5:pass 6:fail");
}

static void
test_header_of_another_period (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 soft head.note = head.note@prev", "2024-06");

  zb_stage_fill (stage, "head.note=abc");
  zb_stage_add (stage, "X-01", "2024-05", "head.note=abc");
  assert_outcomes (stage, "1:pass");
}

static void
test_register (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft when reg.status = 2 => [A.01,1] = 0\n"
                    "#2 soft unit.industry in (06..46)\n#3 soft has(B, unit.industry)\n"
                    "#4 soft reg.staff >= 10",
                    "2024-06");

  zb_stage_fill (stage, "A.01.1=5 B.3974.1=5");
  assert_outcomes (stage, "1:not-evaluable 2:not-evaluable 3:not-evaluable 4:not-evaluable");
  zb_memory_context_set_attribute (stage->context, "status", "2");
  zb_memory_context_set_attribute (stage->context, "industry", "3974");
  zb_memory_context_set_attribute (stage->context, "staff", "9");
  assert_outcomes (stage, "1:fail 2:pass 3:pass 4:fail");
}

static void
test_parameters (void)
{
  static const char parameters[] =
      "<parameters xmlns='urn:zhibao:parameters:1'>"
      "<parameter name='minimum_wage' measure='CNY'><title xml:lang='zh'>最低工资</title>"
      "<title xml:lang='en'>Minimum wage</title><value from='2022-04'>2030</value></parameter>"
      "<parameter name='usd_rate' measure='CNY'><title xml:lang='zh'>汇率</title>"
      "<title xml:lang='en'>Rate</title><value from='2023-01'>7.1164</value></parameter>"
      "<parameter name='limit'><title xml:lang='zh'>限额</title>"
      "<title xml:lang='en'>Limit</title><value from='2023-01'>50</value></parameter>"
      "</parameters>";
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft [A.01,1] / [A.06,1] between $minimum_wage and 60000 CNY\n"
                    "#2 soft [A.01,1] = [A.03,1] * $usd_rate CNY/USD / 1 CNY/USD within 0.5\n"
                    "#3 soft [A.01,1] <= $limit\n#4 soft [A.01,1] <= $unknown",
                    "2024-06");
  g_autoptr (GError) error = NULL;

  zb_stage_fill (stage, "A.01.1=51 A.06.1=25 A.03.1=7");
  assert_outcomes (stage, "1:not-evaluable 2:not-evaluable 3:not-evaluable 4:not-evaluable");
  zb_memory_context_take_parameters (
      stage->context,
      zb_parameters_read ("parameters.xml", parameters, strlen (parameters), &error));
  g_assert_no_error (error);
  /* 51,000 yuan for 25 persons are 2,040; 7 × 7.1164 is 49.8; 51 千元 against a limit of 50. */
  assert_outcomes (stage, "1:pass 2:fail 3:fail 4:not-evaluable");
}

static void
test_calendar_decides_joint (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard not joint", "2024-02");

  assert_outcomes (stage, "1:fail");
  zb_memory_context_set_joint (stage->context, "X-01", zb_report_period (stage->report), FALSE);
  assert_outcomes (stage, "1:pass");
}

static void
test_consecutive_values (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 info not consecutive([A.01,1], 3)", "2024-06");

  zb_stage_fill (stage, "A.01.1=5");
  zb_stage_add (stage, "X-01", "2024-05", "A.01.1=5");
  zb_stage_add (stage, "X-01", "2024-04", "A.01.1=5");
  assert_outcomes (stage, "1:fail");
  zb_stage_add (stage, "X-01", "2024-04", "A.01.1=6");
  assert_outcomes (stage, "1:pass");
  zb_stage_add (stage, "X-01", "2024-04", "");
  assert_outcomes (stage, "1:skipped");
}

/* A server hands out exactly what the rules may ask for. */
static void
test_needs (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft [A.01,1] > [A.01,1]@prev\n#2 soft M-01:[301,1] > [A.01,1]@prev\n"
                    "#3 soft Y-01:[1,E] > [A.01,1]@-1y\n#4 soft sum([A.01,1] @ ys..prev) > 0\n"
                    "#5 soft Z-09:[1,1] > [A.01,1]",
                    "2024-06");
  GString *june = g_string_new (NULL);
  ZbPeriod period = zb_report_period (stage->report);

  for (guint round = 0; round < 2; round++) {
    g_autoptr (GArray) needs = zb_ruleset_needs (stage->ruleset, period);

    for (guint i = 0; i < needs->len; i++) {
      const ZbNeed *need = &g_array_index (needs, ZbNeed, i);
      char text[ZB_PERIOD_TEXT_SIZE];

      g_string_append_printf (june, "%s %s|", need->form, zb_period_format (need->period, text));
    }
    g_string_append (june, "/");
    period = zb_period_add (period, -4); /* February: the first of its year */
  }
  g_assert_cmpstr (june->str, ==,
                   "M-01 2024-06|X-01 2023-06|X-01 2024-02|X-01 2024-03|X-01 2024-04|X-01 "
                   "2024-05|Y-01 2024-Q2|/M-01 2024-02|X-01 2023-02|/");
  g_string_free (june, TRUE);
}

static void
test_why_a_report_is_not_here (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 hard month = 6", "2024-06");
  ZbContext context = zb_memory_context_get (stage->context);
  static const struct {
    const char *form, *period;
    ZbAvailability why;
  } cases[] = {
      {"Z-09", "2024-06", ZB_NOT_INSTALLED}, {"X-01", "2024-01", ZB_NOT_COLLECTED},
      {"季01", "2024-06", ZB_NOT_COLLECTED}, {"X-01", "2024-05", ZB_NOT_HERE},
      {"X-01", "2024-04", ZB_AVAILABLE},
  };

  zb_stage_add (stage, "X-01", "2024-04", "A.01.1=1");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    ZbAvailability why = ZB_AVAILABLE;
    ZbPeriod period;

    g_assert_true (zb_period_parse (cases[i].period, &period, NULL));
    g_assert_cmpint (context.interface->report (context.self, cases[i].form, period, &why) != NULL,
                     ==, cases[i].why == ZB_AVAILABLE);
    g_assert_cmpint (why, ==, cases[i].why);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/context-rules/" name, test)
  ADD ("previous-period", test_previous_period);
  ADD ("first-period-has-no-previous", test_first_period_has_no_previous);
  ADD ("offsets", test_offsets);
  ADD ("other-forms", test_other_forms);
  ADD ("other-form-ends-together", test_other_form_ends_together);
  ADD ("rows-of-another-period", test_rows_of_another_period);
  ADD ("rows-of-several-periods", test_rows_of_several_periods);
  ADD ("header-of-another-period", test_header_of_another_period);
  ADD ("register", test_register);
  ADD ("parameters", test_parameters);
  ADD ("calendar-decides-joint", test_calendar_decides_joint);
  ADD ("consecutive-values", test_consecutive_values);
  ADD ("needs", test_needs);
  ADD ("why-a-report-is-not-here", test_why_a_report_is_not_here);
#undef ADD
  return g_test_run ();
}
