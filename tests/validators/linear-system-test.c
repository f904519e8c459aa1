/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/linear-system.h"

/* Whether bounds on sums of variables can hold together, and which of them cannot. */

#define VARIABLES 4
#define FORMS 7

static ZbRational
whole (int number)
{
  return zb_rational_whole (number);
}

/* Rows of coefficients; a row of zeros is not allowed. */
static ZbLinearSystem *
make_system (const int *coefficients, guint n_forms, guint n_variables)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);

  for (guint i = 0; i < n_forms; i++) {
    GArray *terms = g_array_new (FALSE, FALSE, sizeof (ZbLinearTerm));

    for (guint j = 0; j < n_variables; j++) {
      ZbLinearTerm term = {j, whole (coefficients[i * n_variables + j])};

      if (term.coefficient.num != 0)
        g_array_append_val (terms, term);
    }
    g_ptr_array_add (forms, terms);
  }
  return zb_linear_system_new (n_variables, forms);
}

static void
test_finds_room (void)
{
  /* x, y, x + y */
  static const int coefficients[] = {1, 0, 0, 1, 1, 1};
  g_autoptr (ZbLinearSystem) system = make_system (coefficients, 3, 2);
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint));

  g_assert_cmpint (zb_linear_system_solve (system, tags), ==, ZB_FEASIBLE);
  zb_linear_system_bound (system, 0, ZB_BOUND_LOWER, whole (2), FALSE, 10);
  zb_linear_system_bound (system, 1, ZB_BOUND_LOWER, whole (3), FALSE, 11);
  zb_linear_system_bound (system, 2, ZB_BOUND_UPPER, whole (5), FALSE, 12);
  g_assert_cmpint (zb_linear_system_solve (system, tags), ==, ZB_FEASIBLE);
  zb_linear_system_bound (system, 2, ZB_BOUND_UPPER, whole (5), TRUE, 13);
  g_assert_cmpint (zb_linear_system_solve (system, tags), ==, ZB_INFEASIBLE);
  g_assert_cmpuint (tags->len, ==, 3);
  zb_linear_system_clear_bounds (system);
  g_assert_cmpint (zb_linear_system_solve (system, tags), ==, ZB_FEASIBLE);
}

static void
test_keeps_the_tightest_bound (void)
{
  static const int coefficients[] = {1};
  g_autoptr (ZbLinearSystem) system = make_system (coefficients, 1, 1);
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint));

  zb_linear_system_bound (system, 0, ZB_BOUND_LOWER, whole (5), FALSE, 1);
  zb_linear_system_bound (system, 0, ZB_BOUND_LOWER, whole (3), FALSE, 2);
  zb_linear_system_bound (system, 0, ZB_BOUND_UPPER, whole (4), FALSE, 3);
  zb_linear_system_bound (system, 0, ZB_BOUND_UPPER, whole (9), FALSE, 4);
  g_assert_cmpint (zb_linear_system_solve (system, tags), ==, ZB_INFEASIBLE);
  g_assert_cmpuint (tags->len, ==, 2);
  g_assert_cmpuint (g_array_index (tags, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (tags, guint, 1), ==, 3);
}

/* A random system with bounds around a point that is known, or not. */
typedef struct {
  int coefficients[FORMS * VARIABLES];
  int at[FORMS]; /* of each form, at a random point */
  int limits[FORMS][2];
  gboolean has[FORMS][2], strict[FORMS][2];
} Problem;

static void
make_problem (Problem *problem, gboolean around_the_point)
{
  int point[VARIABLES];

  for (guint j = 0; j < VARIABLES; j++)
    point[j] = g_test_rand_int_range (-20, 21);
  for (guint i = 0; i < FORMS; i++) {
    int *row = &problem->coefficients[i * VARIABLES];

    problem->at[i] = 0;
    for (guint j = 0; j < VARIABLES; j++) {
      row[j] = g_test_rand_int_range (-3, 4);
      problem->at[i] += row[j] * point[j];
    }
    if (row[0] == 0 && row[1] == 0 && row[2] == 0 && row[3] == 0)
      problem->at[i] += point[0] * (row[0] = 1);
    for (guint side = 0; side < 2; side++) {
      int room = around_the_point ? g_test_rand_int_range (0, 4) : g_test_rand_int_range (-6, 4);

      problem->has[i][side] = g_test_rand_int_range (0, 3) > 0;
      problem->strict[i][side] = room > 0 && g_test_rand_bit ();
      problem->limits[i][side] = problem->at[i] + (side == ZB_BOUND_LOWER ? -room : room);
    }
  }
}

/* Sets the bounds whose tags are among @only (nullable: all) and are not @without. */
static ZbFeasibility
solve (ZbLinearSystem *system,
       const Problem *problem,
       const GArray *only,
       guint without,
       GArray *ret_tags)
{
  zb_linear_system_clear_bounds (system);
  for (guint tag = 0; tag < 2 * FORMS; tag++) {
    guint form = tag / 2, side = tag % 2;
    gboolean wanted = only == NULL;

    for (guint i = 0; only != NULL && i < only->len; i++)
      wanted = wanted || g_array_index (only, guint, i) == tag;
    if (wanted && tag != without && problem->has[form][side])
      zb_linear_system_bound (system, form, side, whole (problem->limits[form][side]),
                              problem->strict[form][side], tag);
  }
  return zb_linear_system_solve (system, ret_tags);
}

/* What a point satisfies is never called infeasible. */
static void
test_never_denies_a_solution (void)
{
  for (guint round = 0; round < 500; round++) {
    g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autoptr (ZbLinearSystem) system = NULL;
    Problem problem;

    make_problem (&problem, TRUE);
    system = make_system (problem.coefficients, FORMS, VARIABLES);
    g_assert_cmpint (solve (system, &problem, NULL, G_MAXUINT, tags), ==, ZB_FEASIBLE);
  }
}

/* A conflict is one by itself, also for a system that knows nothing else, and none of it can be
 * spared. */
static void
test_conflicts_are_minimal (void)
{
  guint n_conflicts = 0;

  for (guint round = 0; round < 500; round++) {
    g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autoptr (ZbLinearSystem) system = NULL;
    g_autoptr (ZbLinearSystem) fresh = NULL;
    Problem problem;

    make_problem (&problem, FALSE);
    system = make_system (problem.coefficients, FORMS, VARIABLES);
    if (solve (system, &problem, NULL, G_MAXUINT, tags) != ZB_INFEASIBLE)
      continue;
    n_conflicts++;
    fresh = make_system (problem.coefficients, FORMS, VARIABLES);
    g_assert_cmpint (solve (fresh, &problem, tags, G_MAXUINT, others), ==, ZB_INFEASIBLE);
    for (guint i = 0; i < tags->len; i++)
      g_assert_cmpint (solve (fresh, &problem, tags, g_array_index (tags, guint, i), others), ==,
                       ZB_FEASIBLE);
  }
  g_assert_cmpuint (n_conflicts, >, 50);
}

static void
test_says_when_figures_do_not_fit (void)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (ZbLinearSystem) system = NULL;
  ZbRational huge = zb_rational_whole (ZB_WIDE_MAX / 3);

  for (guint i = 0; i < 2; i++) {
    GArray *terms = g_array_new (FALSE, FALSE, sizeof (ZbLinearTerm));
    ZbLinearTerm x = {0, zb_rational_whole (1)}, y = {1, huge};

    g_array_append_val (terms, x);
    y.coefficient.num -= i;
    g_array_append_val (terms, y);
    g_ptr_array_add (forms, terms);
  }
  system = zb_linear_system_new (2, forms);
  zb_linear_system_bound (system, 0, ZB_BOUND_LOWER, huge, FALSE, 0);
  zb_linear_system_bound (system, 1, ZB_BOUND_UPPER, zb_rational_negate (huge), FALSE, 1);
  g_assert_cmpint (zb_linear_system_solve (system, tags), ==, ZB_UNDECIDED);
  /* And it stays at that. */
  zb_linear_system_clear_bounds (system);
  g_assert_cmpint (zb_linear_system_solve (system, tags), ==, ZB_UNDECIDED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/linear-system/" name, test)
  ADD ("finds-room", test_finds_room);
  ADD ("keeps-the-tightest-bound", test_keeps_the_tightest_bound);
  ADD ("never-denies-a-solution", test_never_denies_a_solution);
  ADD ("conflicts-are-minimal", test_conflicts_are_minimal);
  ADD ("says-when-figures-do-not-fit", test_says_when_figures_do_not_fit);
#undef ADD
  return g_test_run ();
}
