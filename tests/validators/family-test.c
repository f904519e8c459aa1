/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include <string.h>

#include "tests/validators/stage.h"
#include "validators/suspects/family.h"

/* The sets of a family as item ids: "A.02.1" or "A.01.1+A.02.1|A.03.1"; families side by side with
 * " & ". */
static void
describe_set (const ZbDemands *demands, const GArray *set, GString *text)
{
  const ZbForm *form = zb_report_form (demands->report);

  for (guint i = 0; i < set->len; i++) {
    const ZbDemandCell *cell =
        &g_array_index (demands->cells, ZbDemandCell, g_array_index (set, guint, i));
    const ZbSection *section = &form->sections[cell->section];

    g_string_append_printf (text, "%s%s.%s.%s", i == 0 ? "" : "+", section->id,
                            zb_report_row_key (demands->report, cell->section, cell->row),
                            section->columns[cell->column].code);
  }
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static void
describe_family (const ZbDemands *demands, const ZbFamily *family, GString *text)
{
  static const char *const outcomes[] = {"", "too many", "too large", "contradiction"};
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (g_free);

  if (family->outcome != ZB_FAMILY_FOUND) {
    g_string_append (text, outcomes[family->outcome]);
    return;
  }
  for (guint i = 0; i < family->sets->len; i++) {
    GString *set = g_string_new (NULL);

    describe_set (demands, g_ptr_array_index (family->sets, i), set);
    g_ptr_array_add (sets, g_string_free (set, FALSE));
  }
  g_ptr_array_sort (sets, compare_texts);
  for (guint i = 0; i < sets->len; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "" : "|",
                            (const char *)g_ptr_array_index (sets, i));
  if (family->assumed->len > 0)
    g_string_append (text, "?");
}

static char *
describe (const ZbDemands *demands, const ZbFamilies *families)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < families->families->len; i++) {
    g_string_append (text, i == 0 ? "" : " & ");
    describe_family (demands, g_ptr_array_index (families->families, i), text);
  }
  g_string_append (text, families->is_joint ? "" : " apart");
  return g_string_free (text, FALSE);
}

static char *
find_with (const char *rules, const char *cells, const ZbFamilyLimits *limits)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbCheck) check = NULL;
  g_autoptr (ZbDemands) demands = NULL;
  g_autoptr (ZbFamilies) families = NULL;

  g_assert_no_error (stage->error);
  zb_stage_fill (stage, cells);
  check = zb_stage_check (stage, ZB_CHECK_COMPUTE);
  demands = zb_demands_new (check, ZB_SEVERITY_HARD);
  families = zb_families_find (demands, limits, NULL);
  return describe (demands, families);
}

static void
assert_family (const char *rules, const char *cells, const char *expected)
{
  g_autofree char *found = find_with (rules, cells, &zb_family_limits);

  g_assert_cmpstr (found, ==, expected);
}

/* p and c make t; c is at least 60 % of t. */
static void
test_part_and_whole (void)
{
  assert_family ("#1 hard [A.01,1] + [A.02,1] = [A.03,1]\n"
                 "#2 hard [A.02,1] >= 0.6 * [A.03,1]\n"
                 "#3 hard [A.02,1] >= 0\n"
                 "#4 hard [A.01,1] >= 0",
                 "A.01.1=755 A.02.1=125 A.03.1=200", "A.01.1");
}

/* Turnover, profit, costs and staff: the example of the handbooks. */
static void
test_turnover_profit_costs (void)
{
  assert_family ("#1 hard [A.01,1] = [A.02,1] + [A.03,1]\n"
                 "#2 hard [A.02,1] <= 0.5 * [A.01,1]\n"
                 "#3 hard [A.02,1] >= -0.1 * [A.01,1]\n"
                 "#4 hard [A.01,1] >= 0\n"
                 "#5 hard [A.01,1] <= 550 * [A.01,3]",
                 "A.01.1=100 A.02.1=40000 A.03.1=60000 A.01.3=5", "A.01.1+A.01.3|A.02.1+A.03.1");
}

/* The same with a total that is surer than its parts: the form gives A.03.2 the weight 2. */
static void
test_heavy_cells_are_doubted_last (void)
{
  assert_family ("#1 hard [A.03,2] = [A.02,2] + [A.02,3]\n"
                 "#2 hard [A.02,2] <= 0.5 * [A.03,2]\n"
                 "#3 hard [A.02,2] >= -0.1 * [A.03,2]\n"
                 "#4 hard [A.03,2] >= 0\n"
                 "#5 hard [A.03,2] <= 550 * [A.03,3]",
                 "A.03.2=100 A.02.2=40000 A.02.3=60000 A.03.3=5", "A.02.2+A.02.3");
}

static void
test_holds_nothing_when_nothing_fails (void)
{
  assert_family ("#1 hard [A.01,1] = [A.02,1]", "A.01.1=5 A.02.1=5", "");
}

static void
test_blocks_stand_apart (void)
{
  assert_family ("#1 hard [A.01,1] = [A.02,1]\n#2 hard [A.03,1] <= 7", "A.01.1=5 A.02.1=6 A.03.1=8",
                 "A.01.1|A.02.1 & A.03.1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/family/part-and-whole", test_part_and_whole);
  g_test_add_func ("/validators/family/turnover-profit-costs", test_turnover_profit_costs);
  g_test_add_func ("/validators/family/heavy-cells-are-doubted-last",
                   test_heavy_cells_are_doubted_last);
  g_test_add_func ("/validators/family/holds-nothing-when-nothing-fails",
                   test_holds_nothing_when_nothing_fails);
  g_test_add_func ("/validators/family/blocks-stand-apart", test_blocks_stand_apart);
  return g_test_run ();
}
