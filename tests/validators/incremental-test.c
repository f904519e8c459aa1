/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "validators/check-private.h"

#include <string.h>

/* After every one of many random edits the incremental check says what a new one says. */

#define EDITS REPEATS /* as many as the build asks for */

static const char rules[] =
    "#1 hard each c in 1..3 : [A.01,c] >= [A.02,c] + [A.03,c] within rounding\n"
    "#2 hard each c in 1..2 : sum([B.*,c]) = [A.01,c]\n"
    "#3 soft each r in B.* C.* : [r,2] >= [r,1]\n"
    "#4 soft each r in B.* : when attr(r, has_products) => has(C, prefix key(r))\n"
    "#5 soft each r in C.* : when parent(r) => [r,1] <= [parent(r),1]\n"
    "#6 quasi count(B.*) <= 2 or avg([B.*,1]) > 3\n"
    "#7 soft [A.01,1] / [A.02,1] between 0.5 and 2\n"
    "#8 soft head.note != \"5\"\n"
    "#9 soft each r in B.* : [r,1] <= 0.8 * sum([B.*,1])\n"
    "#10 soft [B.3911,1] < [A.08,1]\n"
    "#11 calc [A.08,1] := [A.01,1] + [A.02,1]\n"
    "#12 calc [A.09,1] := [A.08,1] + sum([B.*,1])\n"
    "#13 soft sum(r in B.* : if([r,1] > 1, [r,2], 0)) <= 5\n"
    "#14 info count(r in C.* : [r,1] > count(s in C.* : [s,2] > [r,1])) < 2\n"
    "#15 soft each r in B.* : [r,2] <= sum(s in B.* : if(key(s) = key(r), 0, [s,1])) + 3\n"
    "#16 soft each r in B.* : when [r,1] > 3 => sum(s in B.*@-2m..-1m : if(key(s) = key(r), [s,1], "
    "0)) > 1\n"
    "#17 soft [A.01,1] <= 2 * sum([A.01,1]@-2m..-1m) + M-01:[301,1]\n"
    "#18 quasi each r in B.* : when not first => [r,2] >= [r,2]@prev\n"
    "#19 soft when month > 3 => [A.02,2] <= 7 or [A.03,2] / [A.01,2] > 1\n"
    "#20 hard unique([B.*,1]) or blank([C.*,1])\n"
    "#21 soft abs([A.01,1] - [A.02,1]) <= max([A.03,1], 1) within max(1, 10%)\n";

static char *
tell (const ZbCheck *check)
{
  const GPtrArray *findings = zb_check_findings (check);
  GString *text = g_string_new (NULL);
  g_autofree char *outcomes = zb_stage_outcomes (check);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = g_ptr_array_index (findings, i);

    g_string_append_printf (text, "%s %s %s\n", finding->instance,
                            zb_finding_operand_digest (finding), zb_finding_message (finding)->zh);
  }
  g_string_append (text, outcomes);
  return g_string_free (text, FALSE);
}

static void
edit_cell (ZbStage *stage, ZbCheck *check, guint section)
{
  guint n = zb_report_n_rows (stage->report, section);
  guint row, column;

  if (n == 0)
    return;
  row = (guint)g_test_rand_int_range (0, (gint32)MIN (n, 3));
  column = (guint)g_test_rand_int_range (0, 2);
  if (g_test_rand_int_range (0, 5) == 0)
    zb_report_set_state (stage->report, section, row, column, ZB_STATE_BLANK);
  else if (g_test_rand_int_range (0, 25) == 0)
    zb_report_set_number (stage->report, section, row, column,
                          g_test_rand_bit () ? ZB_DECIMAL_MAX_DIGITS : -ZB_DECIMAL_MAX_DIGITS);
  else
    zb_report_set_number (stage->report, section, row, column, g_test_rand_int_range (-2, 9));
  zb_check_touch_cell (check, section, row, column);
}

static void
edit_rows (ZbStage *stage, ZbCheck *check)
{
  static const char *const keys[][3] = {{"3911", "3913", "3974"}, {"391301", "391302", "397401"}};
  guint section = (guint)g_test_rand_int_range (1, 3);
  const char *key = keys[section - 1][g_test_rand_int_range (0, 3)];
  int row = zb_report_find_row (stage->report, section, key);

  if (row < 0)
    zb_report_add_row (stage->report, section, key, NULL);
  else
    zb_report_remove_row (stage->report, section, (guint)row);
  zb_check_touch_section (check, section);
}

static void
edit (ZbStage *stage, ZbCheck *check)
{
  gint32 choice = g_test_rand_int_range (0, 10);

  if (choice == 0) {
    edit_rows (stage, check);
  } else if (choice == 1) {
    zb_report_set_field (stage->report, 1, g_test_rand_bit () ? "5" : "6", NULL);
    zb_check_touch_fields (check);
  } else {
    edit_cell (stage, check, (guint)choice % 3);
  }
}

/* Compares after one edit in @seldom. */
static void
edit_and_compare (guint n_edits, gint32 seldom)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbCheck) check = NULL;

  g_assert_no_error (stage->error);
  zb_stage_fill (stage, "A.01.1=5 B.3911.1=2 C.391301.1=3");
  zb_stage_add (stage, "X-01", "2024-04", "A.01.1=2 B.3911.1=1 B.3913.1=1");
  zb_stage_add (stage, "X-01", "2024-05", "A.01.1=1 B.3911.1=1 B.3911.2=4 B.3974.1=5");
  zb_stage_add (stage, "M-01", "2024-06", "A.301.1=2");
  check = zb_stage_check (stage, ZB_CHECK_COMPUTE);
  for (guint i = 0; i < n_edits; i++) {
    g_autoptr (ZbCheck) fresh = NULL;
    g_autofree char *now = NULL, *expected = NULL;

    edit (stage, check);
    zb_check_update (check);
    if (g_test_rand_int_range (0, seldom) > 0)
      continue;
    now = tell (check);
    fresh = zb_stage_check (stage, ZB_CHECK_COMPUTE);
    expected = tell (fresh);
    g_assert_cmpstr (now, ==, expected);
  }
}

static void
test_equals_a_full_run (void)
{
  edit_and_compare (EDITS, 1);
}

/* A finding tells of the figures of now, whatever it was asked before and in between. */
static void
test_tells_of_the_figures_of_now (void)
{
  edit_and_compare (EDITS, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/incremental/" name, test)
  ADD ("equals-a-full-run", test_equals_a_full_run);
  ADD ("tells-of-the-figures-of-now", test_tells_of_the_figures_of_now);
#undef ADD
  return g_test_run ();
}
