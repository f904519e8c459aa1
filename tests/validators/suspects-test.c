/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include <string.h>

#include "tests/validators/stage.h"
#include "validators/suspects/suspects-json.h"
#include "validators/suspects/suspects.h"

/* A total of three rows, each above zero. */
#define TOTAL                                                                                      \
  "#1 hard [A.01,1] = [A.02,1] + [A.03,1]\n#2 hard [A.02,1] >= 0\n#3 hard [A.03,1] >= 0\n"

typedef struct {
  ZbStage *stage;
  ZbCheck *check;
  ZbSuspects *suspects;
} Case;

static void
case_clear (Case *found)
{
  zb_suspects_free (found->suspects);
  zb_check_free (found->check);
  zb_stage_free (found->stage);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static Case
case_on (ZbStage *stage, const char *cells)
{
  Case found = {.stage = stage};

  g_assert_no_error (stage->error);
  zb_stage_fill (stage, cells);
  found.check = zb_stage_check (stage, ZB_CHECK_COMPUTE);
  found.suspects = zb_suspects_find (found.check);
  return found;
}

static Case
case_of (const char *rules, const char *cells)
{
  return case_on (zb_stage_new (rules, "2024-06"), cells);
}

static const ZbSuspectBlock *
block_at (const Case *found, guint index)
{
  g_assert_cmpuint (found->suspects->blocks->len, >, index);
  return g_ptr_array_index (found->suspects->blocks, index);
}

static const ZbSuspectCell *
cell_at (const ZbSuspectBlock *block, guint index)
{
  return g_ptr_array_index (block->cells, index);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* "A.01.1|A.02.1+A.03.1", sorted. */
static char *
sets_of (const ZbSuspectBlock *block)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < block->sets->len; i++) {
    const GArray *set = g_ptr_array_index (block->sets, i);
    GString *text = g_string_new (NULL);

    for (guint j = 0; j < set->len; j++)
      g_string_append_printf (text, "%s%s", j == 0 ? "" : "+",
                              cell_at (block, g_array_index (set, guint, j))->item);
    g_ptr_array_add (texts, g_string_free (text, FALSE));
  }
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  return g_strjoinv ("|", (char **)texts->pdata);
}

static void
assert_sets (const ZbSuspectBlock *block, const char *expected)
{
  g_autofree char *sets = sets_of (block);

  g_assert_cmpstr (sets, ==, expected);
}

/* "unit 1: A.01.1=75", or "none". */
static char *
offer_of (const ZbSuspectBlock *block)
{
  GString *text = g_string_new (NULL);

  if (block->offer == NULL) {
    g_string_append (text, "none");
    return g_string_free (text, FALSE);
  }
  g_string_append_printf (text, "%s %d:", zb_slip_kind_to_string (block->offer->kind),
                          block->offer->power);
  for (guint i = 0; i < block->offer->changes->len; i++) {
    const ZbSuspectChange *change = g_ptr_array_index (block->offer->changes, i);

    g_string_append_printf (text, " %s=%s", cell_at (block, change->cell)->item,
                            change->value == NULL ? "" : change->value);
  }
  return g_string_free (text, FALSE);
}

static void
assert_offer (const char *rules, const char *cells, const char *expected)
{
  g_auto (Case) found = case_of (rules, cells);
  g_autofree char *offer = offer_of (block_at (&found, 0));

  g_assert_cmpstr (offer, ==, expected);
}

static void
test_names_rules_and_cells (void)
{
  g_auto (Case) found = case_of (TOTAL, "A.01.1=100 A.02.1=60 A.03.1=41");
  const ZbSuspectBlock *block = block_at (&found, 0);

  g_assert_cmpint (block->outcome, ==, ZB_FAMILY_FOUND);
  g_assert_cmpuint (block->rules->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (block->rules, 0), ==, "X-01#1");
  assert_sets (block, "A.01.1|A.02.1|A.03.1");
  g_assert_cmpstr (cell_at (block, 0)->operand->value, ==, "100");
  g_assert_cmpstr (cell_at (block, 0)->operand->label.en, ==, "Output, Month");
  g_assert_true (found.suspects->is_joint);
}

static void
test_offers_a_unit (void)
{
  assert_offer (TOTAL, "A.01.1=4100 A.02.1=60 A.03.1=350", "unit 1: A.01.1=410");
  assert_offer (TOTAL, "A.01.1=1059 A.02.1=1000 A.03.1=59000", "unit 3: A.03.1=59");
  assert_offer (TOTAL, "A.01.1=77 A.02.1=6000 A.03.1=1700", "unit -2: A.01.1=7700");
}

static void
test_offers_a_unit_within_rounding (void)
{
  assert_offer ("#1 hard [A.01,1] = [A.02,1] + [A.03,1] within rounding",
                "A.01.1=10360 A.02.1=10000 A.03.1=359512", "unit 3: A.03.1=360");
}

static void
test_offers_a_sign (void)
{
  assert_offer ("#1 hard [A.01,3] = [A.02,1] + [A.03,1]", "A.01.3=26 A.02.1=60 A.03.1=34",
                "sign 0: A.03.1=-34");
}

static void
test_offers_swapped_digits (void)
{
  assert_offer (TOTAL, "A.01.1=1000 A.02.1=363 A.03.1=664", "digits 0: A.02.1=336");
}

static void
test_offers_exchanged_rows (void)
{
  assert_offer ("#1 hard [A.01,1] = [A.01,3]\n#2 hard [A.02,1] = [A.02,3]\n"
                "#3 hard [A.01,1] >= [A.02,1]",
                "A.01.1=17 A.02.1=530 A.01.3=530 A.02.3=17", "row 0: A.01.1=530 A.02.1=17");
}

static void
test_offers_rows_one_off (void)
{
  assert_offer ("#1 hard nz([A.01,1]) = [A.01,3]\n#2 hard nz([A.02,1]) = [A.02,3]\n"
                "#3 hard nz([A.03,1]) = 0\n#4 hard nz([A.01,1]) + nz([A.02,1]) = 547 blank = zero",
                "A.01.1= A.02.1=530 A.03.1=17 A.01.3=530 A.02.3=17",
                "row 0: A.01.1=530 A.02.1=17 A.03.1=");
}

static void
test_offers_nothing_that_proves_nothing (void)
{
  /* 10 × 60 would do, and so would 100 × 60 or 43. */
  assert_offer ("#1 hard [A.01,1] >= [A.02,1]", "A.01.1=43 A.02.1=60", "none");
  /* Either of two slips explains the total; or a wrong sign does, and so do exchanged rows. */
  assert_offer ("#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "A.01.1=26 A.02.1=60 A.03.1=34", "none");
  assert_offer ("#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "A.01.1=90 A.02.1=36 A.03.1=36", "none");
  /* No slip does. */
  assert_offer (TOTAL, "A.01.1=100 A.02.1=60 A.03.1=57", "none");
}

static void
test_last_month_bears_a_unit_out (void)
{
  ZbStage *stage = zb_stage_new ("#1 hard [A.01,1] >= [A.02,1]", "2024-06");
  g_autofree char *offer = NULL;
  g_auto (Case) found = {0};

  zb_stage_add (stage, "X-01", "2024-05", "A.01.1=41 A.02.1=40");
  found = case_on (stage, "A.01.1=43 A.02.1=41000");
  offer = offer_of (block_at (&found, 0));
  g_assert_cmpstr (offer, ==, "unit 3: A.02.1=41");
}

static void
test_offers_what_was_retyped (void)
{
  ZbStage *stage = zb_stage_new ("#1 hard [A.01,2] >= 10 * [A.01,1]\n"
                                 "#2 soft when not first => [A.01,2] = [A.01,2]@prev + [A.01,1]",
                                 "2024-06");
  g_autofree char *offer = NULL;
  g_auto (Case) found = {0};

  zb_stage_add (stage, "X-01", "2024-05", "A.01.1=100 A.01.2=950");
  found = case_on (stage, "A.01.1=100 A.01.2=950");
  offer = offer_of (block_at (&found, 0));
  g_assert_cmpstr (offer, ==, "retyped 0: A.01.2=1050");
}

static void
test_tells_history (void)
{
  ZbStage *stage = zb_stage_new (TOTAL, "2024-03");
  const ZbSuspectCell *cell;
  g_auto (Case) found = {0};

  zb_stage_add (stage, "X-01", "2024-02", "A.01.2=7");
  zb_stage_add (stage, "X-01", "2023-03", "A.01.1=95 A.02.1=60");
  found = case_on (stage, "A.01.1=100 A.02.1=60 A.03.1=41");
  cell = cell_at (block_at (&found, 0), 0);
  g_assert_cmpstr (cell->item, ==, "A.01.1");
  g_assert_cmpstr (cell->last_period, ==, "2024-02");
  g_assert_null (cell->last_value);
  g_assert_cmpstr (cell->last_year_period, ==, "2023-03");
  g_assert_cmpstr (cell->last_year_value, ==, "95");
}

/* A computed cell has no figure of its own: those below it are suspected. */
static void
test_looks_through_computed_cells (void)
{
  g_auto (Case) found =
      case_of ("#1 calc [A.08,1] := [A.01,1] + [A.02,1]\n#2 hard [A.08,1] = [A.03,1]",
               "A.01.1=5 A.02.1=6 A.03.1=12");

  assert_sets (block_at (&found, 0), "A.01.1|A.02.1|A.03.1");
}

static void
test_leaves_earlier_reports_alone (void)
{
  ZbStage *stage = zb_stage_new ("#1 hard [A.01,1] >= [A.01,1]@prev", "2024-06");
  g_auto (Case) found = {0};

  zb_stage_add (stage, "X-01", "2024-05", "A.01.1=41");
  found = case_on (stage, "A.01.1=40");
  assert_sets (block_at (&found, 0), "A.01.1");
}

/* Two demands of what earlier reports hold. */
static Case
case_between (const char *rules, const char *last, const char *last_year, const char *cells)
{
  ZbStage *stage = zb_stage_new (rules, "2024-06");

  zb_stage_add (stage, "X-01", "2024-05", last);
  zb_stage_add (stage, "X-01", "2023-06", last_year);
  return case_on (stage, cells);
}

/* A figure without decimals cannot be half of an odd one. */
static void
test_minds_decimals (void)
{
  static const char rules[] = "#1 hard 2 * [A.01,1] = [A.01,1]@prev\n";
  g_auto (Case) odd = case_between (rules, "A.01.1=7", "", "A.01.1=3");
  g_auto (Case) even = case_between (rules, "A.01.1=8", "", "A.01.1=3");

  g_assert_cmpint (block_at (&odd, 0)->outcome, ==, ZB_FAMILY_NONE);
  assert_sets (block_at (&even, 0), "A.01.1");
}

static void
test_says_which_cell_must_be_filled (void)
{
  g_auto (Case) found = case_of ("#1 hard [A.01,2] = [A.02,2] blank = zero", "A.02.2=5");

  assert_sets (block_at (&found, 0), "A.01.2");
  g_assert_true (cell_at (block_at (&found, 0), 0)->is_owed);
}

static void
test_says_contradiction (void)
{
  g_auto (Case) found =
      case_between ("#1 hard [A.01,1] >= [A.01,1]@prev\n#2 hard [A.01,1] <= [A.01,1]@-1y",
                    "A.01.1=50", "A.01.1=40", "A.01.1=45");

  g_assert_cmpint (block_at (&found, 0)->outcome, ==, ZB_FAMILY_NONE);
  g_assert_cmpuint (block_at (&found, 0)->rules->len, ==, 2);
}

static void
test_says_too_many (void)
{
  GString *rules = g_string_new (NULL);
  GString *cells = g_string_new (NULL);
  g_auto (Case) found = {0};

  /* Eight cells fail against one that may not be wrong alone: more than anyone wants to hear. */
  for (guint column = 1; column <= 3; column++) {
    for (guint row = 1; row <= 3; row++) {
      if (row == 1 && column == 1)
        continue;
      g_string_append_printf (rules, "#%u%u hard [A.0%u,%u] + [A.01,1] = %u%u\n", row, column, row,
                              column, row, column);
      g_string_append_printf (cells, "A.0%u.%u=900%u ", row, column, row);
    }
  }
  found = case_of (rules->str, cells->str);
  g_assert_cmpint (block_at (&found, 0)->outcome, ==, ZB_FAMILY_TOO_MANY);
  g_string_free (rules, TRUE);
  g_string_free (cells, TRUE);
}

/* What cannot be worked out is said, not passed over. */
static void
test_says_what_was_not_worked_out (void)
{
  g_auto (Case) found =
      case_of ("#1 hard [A.01,1] = [A.02,1]\n#2 hard [A.01,1] * [A.01,1] <= 100 CNY * [A.01,1]",
               "A.01.1=5 A.02.1=6");
  const ZbSuspectBlock *block = block_at (&found, 0);

  g_assert_cmpuint (block->assumed->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (block->assumed, 0), ==, "X-01#2");
}

static void
test_says_what_no_figure_can_mend (void)
{
  g_auto (Case) found = case_of ("#1 hard month > 7", "A.01.1=5");

  g_assert_cmpuint (found.suspects->blocks->len, ==, 0);
  g_assert_cmpuint (found.suspects->helpless->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (found.suspects->helpless, 0), ==, "X-01#1");
}

static void
test_stops_when_cancelled (void)
{
  g_auto (Case) found = case_of (TOTAL, "A.01.1=100 A.02.1=60 A.03.1=41");
  g_autoptr (ZbSuspectCase) again = zb_suspect_case_new (found.check, ZB_SEVERITY_HARD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_null (zb_suspect_case_solve (again, cancellable));
}

static void
test_leaves_the_report_alone (void)
{
  g_auto (Case) found = case_of (TOTAL, "A.01.1=4100 A.02.1=60 A.03.1=350");

  g_assert_cmpint (zb_report_cell (found.stage->report, 0, 0, 0).number, ==, 4100);
  g_assert_cmpuint (zb_check_verdict (found.check).hard, >, 0);
}

static void
test_writes_json (void)
{
  g_auto (Case) found = case_of (TOTAL, "A.01.1=4100 A.02.1=60 A.03.1=350");
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autofree char *text = NULL;

  zb_suspects_write_json (found.suspects, writer, NULL);
  text = zb_json_writer_finish (writer);
  g_assert_nonnull (strstr (text, "\"outcome\":\"found\",\"rules\":[\"X-01#1\"],\"sets\":[["));
  g_assert_nonnull (strstr (text, "\"offer\":{\"slip\":\"unit\",\"power\":1,\"changes\":[{\"item\":"
                                  "\"A.01.1\",\"value\":\"410\"}]}"));
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *name;
    void (*function) (void);
  } tests[] = {
      {"names-rules-and-cells", test_names_rules_and_cells},
      {"offers-a-unit", test_offers_a_unit},
      {"offers-a-unit-within-rounding", test_offers_a_unit_within_rounding},
      {"offers-a-sign", test_offers_a_sign},
      {"offers-swapped-digits", test_offers_swapped_digits},
      {"offers-exchanged-rows", test_offers_exchanged_rows},
      {"offers-rows-one-off", test_offers_rows_one_off},
      {"offers-nothing-that-proves-nothing", test_offers_nothing_that_proves_nothing},
      {"last-month-bears-a-unit-out", test_last_month_bears_a_unit_out},
      {"offers-what-was-retyped", test_offers_what_was_retyped},
      {"tells-history", test_tells_history},
      {"looks-through-computed-cells", test_looks_through_computed_cells},
      {"leaves-earlier-reports-alone", test_leaves_earlier_reports_alone},
      {"minds-decimals", test_minds_decimals},
      {"says-which-cell-must-be-filled", test_says_which_cell_must_be_filled},
      {"says-contradiction", test_says_contradiction},
      {"says-too-many", test_says_too_many},
      {"says-what-was-not-worked-out", test_says_what_was_not_worked_out},
      {"says-what-no-figure-can-mend", test_says_what_no_figure_can_mend},
      {"stops-when-cancelled", test_stops_when_cancelled},
      {"leaves-the-report-alone", test_leaves_the_report_alone},
      {"writes-json", test_writes_json},
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/validators/suspects/%s", tests[i].name);

    g_test_add_func (path, tests[i].function);
  }
  return g_test_run ();
}
