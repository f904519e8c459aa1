/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include <string.h>

#include "tests/validators/stage.h"
#include "validators/check-private.h"
#include "validators/suspects/family.h"

/* Random rules over a few cells with small figures: what the search finds is held against trying
 * every set of cells with every figure, judged by the engine itself. */

#define N_CELLS 4
#define LOW (-3)
#define HIGH 3
#define N_CASES 120

typedef struct {
  guint row, column, weight;
} Place;

/* All in one unit; the last counts double. */
static const Place places[N_CELLS] = {{0, 0, 1}, {1, 0, 1}, {2, 0, 1}, {2, 1, 2}};
static const char *const names[N_CELLS] = {"[A.01,1]", "[A.02,1]", "[A.03,1]", "[A.03,2]"};

static const char *
any_cell (GRand *rand)
{
  return names[g_rand_int_range (rand, 0, N_CELLS)];
}

static char *random_value (GRand *rand, guint depth);

static char *
random_sum (GRand *rand, guint depth)
{
  g_autofree char *left = random_value (rand, depth + 1);
  g_autofree char *right = random_value (rand, depth + 1);

  return g_strdup_printf ("%s %c %s", left, g_rand_boolean (rand) ? '+' : '-', right);
}

static char *
random_value (GRand *rand, guint depth)
{
  const char *a = any_cell (rand), *b = any_cell (rand);

  switch (g_rand_int_range (rand, 0, depth > 1 ? 5 : 14)) {
  case 0:
  case 1:
  case 2:
    return g_strdup (a);
  case 3:
    return g_strdup_printf ("%d * %s", g_rand_int_range (rand, 2, 4), a);
  case 4:
    return g_strdup_printf ("%d", g_rand_int_range (rand, LOW, HIGH + 1));
  case 5:
    return g_strdup_printf ("abs(%s - %s)", a, b);
  case 6:
    return g_strdup_printf ("max(%s, %s)", a, b);
  case 7:
    return g_strdup_printf ("sum(%s, %s)", a, b);
  case 8:
    return g_strdup_printf ("if(%s > 0, %s, 2 * %s)", a, b, any_cell (rand));
  case 9:
    return g_strdup_printf ("nz(%s)", a);
  case 10:
    return g_strdup_printf ("min(%s, %s, 2)", a, b);
  case 11:
    return g_strdup_printf ("round(%s / 2, 0)", a);
  default:
    return random_sum (rand, depth);
  }
}

static char *
random_condition (GRand *rand, guint depth)
{
  static const char *const relations[] = {"=", ">=", "<=", ">", "<", "<>"};
  g_autofree char *left = random_value (rand, 0);
  g_autofree char *right = random_value (rand, 0);
  const char *relation = relations[g_rand_int_range (rand, 0, 6)];
  g_autofree char *first = NULL, *second = NULL;

  if (depth == 0 && g_rand_int_range (rand, 0, 3) == 0) {
    first = random_condition (rand, 1);
    second = random_condition (rand, 1);
    switch (g_rand_int_range (rand, 0, 3)) {
    case 0:
      return g_strdup_printf ("%s or %s", first, second);
    case 1:
      return g_strdup_printf ("%s and %s", first, second);
    default:
      return g_strdup_printf ("not (%s)", first);
    }
  }
  switch (g_rand_int_range (rand, 0, 9)) {
  case 0:
    return g_strdup_printf ("%s between %d and %d", left, g_rand_int_range (rand, LOW, 1),
                            g_rand_int_range (rand, 1, HIGH));
  case 1:
    return g_strdup_printf ("%s in (1, 3)", left);
  case 2:
    return g_strdup_printf ("%s / %s <= 2", any_cell (rand), any_cell (rand));
  default:
    return g_strdup_printf ("%s %s %s", left, relation, right);
  }
}

static void
add_random_rule (GRand *rand, guint number, GString *rules)
{
  static const char *const tolerances[] = {"",           "", "", " within 1", " within rounding",
                                           " within 30%"};
  static const char *const blanks[] = {"", "", " blank = zero", " blank = skip", " blank = fail"};
  g_autofree char *left = random_value (rand, 0);
  g_autofree char *right = random_value (rand, 0);
  g_autofree char *condition = random_condition (rand, 0);
  g_autofree char *guard = random_condition (rand, 1);

  g_string_append_printf (rules, "#%u hard ", number);
  switch (g_rand_int_range (rand, 0, 5)) {
  case 0:
    g_string_append_printf (rules, "when %s => %s", guard, condition);
    break;
  case 1:
    g_string_append (rules, condition);
    break;
  default:
    g_string_append_printf (rules, "%s %s %s%s", left,
                            g_rand_int_range (rand, 0, 3) == 0 ? ">=" : "=", right,
                            tolerances[g_rand_int_range (rand, 0, 6)]);
    break;
  }
  g_string_append_printf (rules, "%s\n", blanks[g_rand_int_range (rand, 0, 5)]);
}

static char *
random_rules (GRand *rand)
{
  GString *rules = g_string_new (NULL);
  guint n = (guint)g_rand_int_range (rand, 2, 5);

  for (guint i = 0; i < N_CELLS; i++)
    g_string_append_printf (rules, "#b%u hard %s between %d and %d\n", i, names[i], LOW, HIGH);
  for (guint i = 0; i < n; i++)
    add_random_rule (rand, i, rules);
  if (g_rand_int_range (rand, 0, 3) == 0)
    g_string_append_printf (rules, "#c calc [A.08,1] := %s / 2 + %s\n#d hard [A.08,1] = %s\n",
                            any_cell (rand), any_cell (rand), any_cell (rand));
  return g_string_free (rules, FALSE);
}

static gboolean
holds (ZbCheck *check)
{
  const ZbRuleset *ruleset = check->ruleset;

  for (guint i = 0; i < ruleset->instances->len; i++) {
    if (check->outcomes[i] == ZB_OUTCOME_FAIL)
      return FALSE;
  }
  return TRUE;
}

static void
put (ZbStage *stage, ZbCheck *check, guint cell, ZbCell value)
{
  const Place *place = &places[cell];

  if (value.state == ZB_STATE_VALUE)
    zb_report_set_number (stage->report, 0, place->row, place->column, value.number);
  else
    zb_report_set_state (stage->report, 0, place->row, place->column, value.state);
  zb_check_touch_cell (check, 0, place->row, place->column);
}

/* Whether some figures in the cells of @mask from @cell on make all rules hold. */
static gboolean
can_hold (ZbStage *stage, ZbCheck *check, guint mask, guint cell)
{
  ZbCell before;
  gboolean found = FALSE;

  while (cell < N_CELLS && !((mask >> cell) & 1))
    cell++;
  if (cell == N_CELLS) {
    zb_check_update (check);
    return holds (check);
  }
  before = zb_report_cell (stage->report, 0, places[cell].row, places[cell].column);
  for (gint64 number = LOW; !found && number <= HIGH; number++) {
    put (stage, check, cell, (ZbCell){.state = ZB_STATE_VALUE, .number = number});
    found = can_hold (stage, check, mask, cell + 1);
  }
  put (stage, check, cell, before);
  return found;
}

static guint
weigh (guint mask)
{
  guint weight = 0;

  for (guint i = 0; i < N_CELLS; i++)
    weight += (mask >> i) & 1 ? places[i].weight : 0;
  return weight;
}

/* The masks of all lightest sets that can mend the report. */
static void
try_everything (ZbStage *stage, ZbCheck *check, gboolean *ret_masks)
{
  guint heaviest = weigh ((1 << N_CELLS) - 1);
  gboolean found = FALSE;

  memset (ret_masks, 0, (1 << N_CELLS) * sizeof *ret_masks);
  for (guint weight = 0; weight <= heaviest && !found; weight++) {
    for (guint mask = 0; mask < 1 << N_CELLS; mask++) {
      if (weigh (mask) != weight || !can_hold (stage, check, mask, 0))
        continue;
      ret_masks[mask] = found = TRUE;
    }
  }
  zb_check_update (check);
}

static guint
mask_of (const ZbDemands *demands, const GArray *set)
{
  guint mask = 0;

  for (guint i = 0; i < set->len; i++) {
    const ZbDemandCell *cell =
        &g_array_index (demands->cells, ZbDemandCell, g_array_index (set, guint, i));

    for (guint j = 0; j < N_CELLS; j++) {
      if (places[j].row == cell->row && places[j].column == cell->column)
        mask |= 1u << j;
    }
  }
  return mask;
}

/* Every choice of one set a family, from family @index on. */
static void
choose (const ZbDemands *demands,
        const ZbFamilies *families,
        guint index,
        guint mask,
        gboolean *ret_masks)
{
  const ZbFamily *family;

  if (index == families->families->len) {
    ret_masks[mask] = TRUE;
    return;
  }
  family = g_ptr_array_index (families->families, index);
  for (guint i = 0; i < family->sets->len; i++)
    choose (demands, families, index + 1,
            mask | mask_of (demands, g_ptr_array_index (family->sets, i)), ret_masks);
}

/* Whether the answer claims to be exact. */
static gboolean
is_exact (const ZbDemands *demands, const ZbFamilies *families)
{
  gboolean exact = families->is_joint && demands->helpless->len == 0;

  for (guint i = 0; i < families->families->len; i++) {
    const ZbFamily *family = g_ptr_array_index (families->families, i);

    exact &= family->assumed->len == 0 && family->outcome != ZB_FAMILY_TOO_LARGE &&
             family->outcome != ZB_FAMILY_TOO_MANY;
  }
  return exact;
}

static void
fill_at_random (GRand *rand, ZbStage *stage, ZbCheck *check)
{
  for (guint i = 0; i < N_CELLS; i++) {
    ZbCell value = {.state = ZB_STATE_VALUE, .number = g_rand_int_range (rand, LOW - 2, HIGH + 3)};

    if (g_rand_int_range (rand, 0, 6) == 0)
      value = (ZbCell){.state = ZB_STATE_BLANK};
    put (stage, check, i, value);
  }
  zb_check_run (check);
}

static gboolean
compare_case (GRand *rand, guint number)
{
  g_autofree char *rules = random_rules (rand);
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  gboolean expected[1 << N_CELLS], found[1 << N_CELLS] = {0};
  g_autoptr (ZbCheck) check = NULL;
  g_autoptr (ZbDemands) demands = NULL;
  g_autoptr (ZbFamilies) families = NULL;

  /* Not every random text is a rule: a constant, for one, is none. */
  if (stage->ruleset == NULL)
    return FALSE;
  check = zb_check_new (stage->ruleset, stage->report, zb_context_empty, ZB_CHECK_COMPUTE, TRUE);
  fill_at_random (rand, stage, check);
  demands = zb_demands_new (check, ZB_SEVERITY_HARD);
  families = zb_families_find (demands, &zb_family_limits, NULL);
  if (!is_exact (demands, families))
    return FALSE;
  choose (demands, families, 0, 0, found);
  try_everything (stage, check, expected);
  for (guint mask = 0; mask < 1 << N_CELLS; mask++) {
    if (found[mask] == expected[mask])
      continue;
    g_test_message ("case %u, set %x: found %d, expected %d of\n%s", number, mask, found[mask],
                    expected[mask], rules);
    for (guint i = 0; i < N_CELLS; i++) {
      ZbCell cell = zb_report_cell (stage->report, 0, places[i].row, places[i].column);

      g_test_message ("%s %s %d", names[i], cell.state == ZB_STATE_VALUE ? "=" : "blank",
                      (int)cell.number);
    }
    g_test_fail ();
    break;
  }
  return TRUE;
}

static void
test_agrees_with_trying_everything (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240605);
  guint compared = 0;

  for (guint i = 0; i < N_CASES; i++)
    compared += compare_case (rand, i);
  g_test_message ("%u of %d random cases compared", compared, N_CASES);
  g_assert_cmpuint (compared, >, N_CASES / 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/family/agrees-with-trying-everything",
                   test_agrees_with_trying_everything);
  return g_test_run ();
}
