/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/demand.h"

#include "tests/validators/stage.h"
#include "validators/suspects/suspects.h"

/* How much is looked through for the cells that are probably wrong. */

/* Rules that fail, of three shapes. */
typedef struct {
  guint n_long, n_pairs, n_sums;
} Filling;

/* Cells in a long one: so many sums of so many. */
#define N_SUMS 16
#define N_CELLS 60

static void
add_long (GString *rules, guint number)
{
  g_string_append_printf (rules, "#l%u hard ", number);
  for (guint i = 0; i < N_SUMS; i++) {
    g_string_append (rules, i == 0 ? "sum(" : " + sum(");
    for (guint j = 0; j < N_CELLS; j++)
      g_string_append_printf (rules, "%s[A.%02u,1]", j == 0 ? "" : ", ", j % 3 + 1);
    g_string_append_c (rules, ')');
  }
  g_string_append (rules, " <= 5\n");
}

static ZbStage *
stage_of (Filling filling)
{
  g_autoptr (GString) rules = g_string_new (NULL);
  ZbStage *stage;

  for (guint i = 0; i < filling.n_long; i++)
    add_long (rules, i);
  for (guint i = 0; i < filling.n_pairs; i++)
    g_string_append_printf (rules, "#p%u hard [A.01,1] >= [A.02,1]\n", i);
  for (guint i = 0; i < filling.n_sums; i++)
    g_string_append_printf (rules, "#s%u hard [A.01,1] + [A.03,1] >= [A.02,1]\n", i);
  stage = zb_stage_new (rules->str, "2024-06");
  g_assert_no_error (stage->error);
  zb_stage_fill (stage, "A.01.1=1 A.02.1=9 A.03.1=1");
  return stage;
}

/* The parts taken down; whether that was too much, too. */
static guint
count_nodes (Filling filling, gboolean *ret_too_large)
{
  g_autoptr (ZbStage) stage = stage_of (filling);
  g_autoptr (ZbCheck) check = zb_stage_check (stage, ZB_CHECK_COMPUTE);
  g_autoptr (ZbDemands) demands = zb_demands_new (check, ZB_SEVERITY_HARD);

  *ret_too_large = demands->too_large;
  return demands->n_nodes;
}

/* Fills up to @wanted parts with rules of three sizes. */
static Filling
fill_up_to (guint wanted)
{
  gboolean too_large;
  guint one = count_nodes ((Filling){1, 0, 0}, &too_large);
  guint length = count_nodes ((Filling){2, 0, 0}, &too_large) - one;
  guint pair = count_nodes ((Filling){1, 1, 0}, &too_large) - one;
  guint sum = count_nodes ((Filling){1, 0, 1}, &too_large) - one;
  guint n_long = 1 + (wanted - one) / length - 1;
  guint rest = wanted - one - (n_long - 1) * length;

  g_assert_cmpuint (length, >, N_SUMS * N_CELLS);
  for (guint n_sums = 0; n_sums < pair; n_sums++, rest -= sum) {
    if (rest % pair == 0)
      return (Filling){n_long, rest / pair, n_sums};
  }
  g_assert_not_reached ();
}

static void
test_takes_down_up_to_the_limit (void)
{
  gboolean too_large = TRUE;
  guint n = count_nodes (fill_up_to (ZB_DEMAND_MAX_NODES), &too_large);

  g_assert_cmpuint (n, ==, ZB_DEMAND_MAX_NODES);
  g_assert_false (too_large);
}

static void
test_gives_up_beyond_the_limit (void)
{
  Filling filling = fill_up_to (ZB_DEMAND_MAX_NODES + 1);
  g_autoptr (ZbStage) stage = stage_of (filling);
  g_autoptr (ZbCheck) check = zb_stage_check (stage, ZB_CHECK_COMPUTE);
  g_autoptr (ZbSuspects) suspects = zb_suspects_find (check);
  gboolean too_large = FALSE;

  g_assert_cmpuint (count_nodes (filling, &too_large), ==, ZB_DEMAND_MAX_NODES + 1);
  g_assert_true (too_large);
  g_assert_true (suspects->too_large);
  g_assert_cmpuint (suspects->blocks->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/demand/" name, test)
  ADD ("takes-down-up-to-the-limit", test_takes_down_up_to_the_limit);
  ADD ("gives-up-beyond-the-limit", test_gives_up_beyond_the_limit);
#undef ADD
  return g_test_run ();
}
