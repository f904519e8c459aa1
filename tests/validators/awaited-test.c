/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/awaited.h"

#include "tests/validators/stage.h"

/* Checks that were not made, and the reports that they wait for. */

static char *
tell (const ZbCheck *check, const ZbStage *stage, guint most, const char *language)
{
  g_autoptr (GArray) awaited = zb_check_awaited (check);

  return zb_awaited_to_text (awaited, zb_report_period (stage->report), most, language);
}

/* Of what could not be evaluated: what is awaited, and what only the bureau can look at. */
static void
test_tells_waiting_from_missing (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft M-01:[301,1] > 1\n#2 soft reg.size = \"2\" and [A.01,1] > 0\n"
                    "#3 soft side bureau [A.01,1] > 10\n#4 soft N-09:[1,1] > [A.01,1]\n"
                    "#5 soft when M-01:[302,1] > 5 => [A.01,1] > 1",
                    "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  ZbVerdict verdict;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  verdict = zb_check_verdict (check);
  g_assert_cmpuint (verdict.not_evaluable, ==, 4);
  g_assert_cmpuint (verdict.waiting, ==, 2);
  g_assert_cmpuint (verdict.bureau_only, ==, 1);
}

static void
test_waits_no_longer (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 soft M-01:[301,1] > 1", "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  g_autofree char *told = NULL;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5");
  zb_stage_add (stage, "M-01", "2024-06", "A.301.1=77");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  g_assert_cmpuint (zb_check_verdict (check).waiting, ==, 0);
  told = tell (check, stage, 5, "en");
  g_assert_cmpstr (told, ==, "");
}

/* The most wanted first; a period only where it is another than the report's. */
static void
test_names_what_it_waits_for (void)
{
  g_autoptr (ZbStage) stage =
      zb_stage_new ("#1 soft M-01:[301,1] > [A.01,1]\n#2 soft M-01:[302,1] > [A.01,1]\n"
                    "#3 soft each c in 1..3 : [A.01,c] > [A.01,c]@-1m\n"
                    "#4 soft [A.01,1] > [A.01,1]@-1y\n"
                    "#5 soft Y-01:[1,E] > 0",
                    "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  g_autofree char *all = NULL, *two = NULL, *chinese = NULL;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5 A.01.3=5");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  g_assert_cmpuint (zb_check_verdict (check).waiting, ==, 7);
  all = tell (check, stage, 5, "en");
  g_assert_cmpstr (all, ==, "X-01 (June 2023 … May 2024), M-01, 季01");
  two = tell (check, stage, 2, "en");
  g_assert_cmpstr (two, ==, "X-01 (June 2023 … May 2024), M-01 …");
  chinese = tell (check, stage, 2, "zh_CN");
  g_assert_cmpstr (chinese, ==, "X-01（2023年6月…2024年5月）、M-01等");
}

/* A sum over months and rows of another report; one instance waits for a form once. */
static void
test_looks_into_sums_and_rows (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new ("#1 soft [A.01,1] <= sum([A.01,1]@-2m..-1m)\n"
                                            "#2 soft each r in B.* : [r,1] >= [r,1]@-1m\n"
                                            "#3 soft count(r in B.*@-1m : [r,1] > 0) >= 0",
                                            "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  g_autofree char *told = NULL;
  g_autoptr (GArray) awaited = NULL;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5 B.3911.1=1 B.3913.1=1");
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  g_assert_cmpuint (zb_check_verdict (check).waiting, ==, 4);
  awaited = zb_check_awaited (check);
  g_assert_cmpuint (awaited->len, ==, 1);
  g_assert_cmpuint (g_array_index (awaited, ZbAwaited, 0).n_checks, ==, 4);
  told = tell (check, stage, 5, "en");
  g_assert_cmpstr (told, ==, "X-01 (April 2024 … May 2024)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/awaited/" name, test)
  ADD ("tells-waiting-from-missing", test_tells_waiting_from_missing);
  ADD ("waits-no-longer", test_waits_no_longer);
  ADD ("names-what-it-waits-for", test_names_what_it_waits_for);
  ADD ("looks-into-sums-and-rows", test_looks_into_sums_and_rows);
#undef ADD
  return g_test_run ();
}
