/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/elimination.h"

/* Systems larger than this are given up. */
#define MAX_ROWS 1500
#define MAX_SPLINTERS 64
#define MAX_DEPTH 24

typedef struct {
  GArray *rows; /* ZbLinearRow */
  guint n_columns;
  guint64 *work;
  guint depth;       /* of systems within systems */
  gboolean given_up; /* a number left 128 bits, or there are too many rows */
  ZbOrigin conflict;
} System;

void
zb_origin_add (ZbOrigin *origin, guint number)
{
  origin->words[number / 64] |= G_GUINT64_CONSTANT (1) << (number % 64);
}

void
zb_origin_join (ZbOrigin *origin, const ZbOrigin *other)
{
  for (guint i = 0; i < ZB_ORIGIN_WORDS; i++)
    origin->words[i] |= other->words[i];
}

gboolean
zb_origin_has (const ZbOrigin *origin, guint number)
{
  return (origin->words[number / 64] >> (number % 64)) & 1;
}

static ZbFeasibility decide (System *system);

static ZbLinearRow *
row_at (const System *system, guint index)
{
  return &g_array_index (system->rows, ZbLinearRow, index);
}

static ZbWide
magnitude (ZbWide a)
{
  return a < 0 ? -a : a;
}

static ZbWide
common_divisor (ZbWide a, ZbWide b)
{
  while (b != 0) {
    ZbWide rest = a % b;

    a = b;
    b = rest;
  }
  return magnitude (a);
}

static ZbWide
floor_divide (ZbWide a, ZbWide b)
{
  ZbWide quotient = a / b;

  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static ZbWide
divisor_of (const System *system, const ZbLinearRow *row)
{
  ZbWide divisor = 0;

  for (guint i = 0; divisor != 1 && i < system->n_columns; i++)
    divisor = common_divisor (divisor, row->coefficients[i]);
  return divisor;
}

typedef enum { ROW_OPEN, ROW_HOLDS, ROW_FAILS } RowState;

/* Divides by what the coefficients have in common; between whole numbers a bound may be rounded to
 * the next one. */
static RowState
tighten (const System *system, ZbLinearRow *row)
{
  ZbWide divisor = divisor_of (system, row);

  if (divisor == 0)
    return (row->is_equation ? row->constant == 0 : row->constant >= 0) ? ROW_HOLDS : ROW_FAILS;
  if (divisor == 1)
    return ROW_OPEN;
  if (row->is_equation && row->constant % divisor != 0)
    return ROW_FAILS;
  for (guint i = 0; i < system->n_columns; i++)
    row->coefficients[i] /= divisor;
  row->constant = floor_divide (row->constant, divisor);
  return ROW_OPEN;
}

static gboolean
has_same_coefficients (const System *system, const ZbLinearRow *a, const ZbLinearRow *b)
{
  for (guint i = 0; i < system->n_columns; i++) {
    if (a->coefficients[i] != b->coefficients[i])
      return FALSE;
  }
  return TRUE;
}

/* Takes a row in, of two with the same coefficients the tighter one. FALSE if it cannot hold. */
static gboolean
add_row (System *system, ZbLinearRow *row)
{
  RowState state = tighten (system, row);
  guint64 cost = 1 + system->rows->len / 8;

  if (state == ROW_FAILS)
    system->conflict = row->origin;
  if (state != ROW_OPEN)
    return state == ROW_HOLDS;
  for (guint i = 0; !row->is_equation && i < system->rows->len; i++) {
    ZbLinearRow *other = row_at (system, i);

    if (other->is_equation || !has_same_coefficients (system, row, other))
      continue;
    if (row->constant < other->constant)
      *other = *row;
    return TRUE;
  }
  if (system->rows->len == MAX_ROWS || *system->work == 0) {
    system->given_up = TRUE;
    return TRUE;
  }
  *system->work -= MIN (*system->work, cost);
  g_array_append_vals (system->rows, row, 1);
  return TRUE;
}

/* @a × @by_a + @b × @by_b; the factor of an inequality is positive. */
static gboolean
combine (const System *system,
         const ZbLinearRow *a,
         ZbWide by_a,
         const ZbLinearRow *b,
         ZbWide by_b,
         ZbLinearRow *ret_row)
{
  ZbLinearRow row = {.origin = a->origin, .is_equation = a->is_equation && b->is_equation};
  ZbWide left, right;

  zb_origin_join (&row.origin, &b->origin);
  if (!zb_wide_multiply (a->constant, by_a, &left) ||
      !zb_wide_multiply (b->constant, by_b, &right) || !zb_wide_add (left, right, &row.constant))
    return FALSE;
  for (guint i = 0; i < system->n_columns; i++) {
    if (!zb_wide_multiply (a->coefficients[i], by_a, &left) ||
        !zb_wide_multiply (b->coefficients[i], by_b, &right) ||
        !zb_wide_add (left, right, &row.coefficients[i]))
      return FALSE;
  }
  *ret_row = row;
  return TRUE;
}

static System
system_within (System *system)
{
  return (System){.rows = g_array_new (FALSE, FALSE, sizeof (ZbLinearRow)),
                  .n_columns = system->n_columns,
                  .work = system->work,
                  .depth = system->depth + 1};
}

/* Puts the rows of @next in place of those of @system. */
static void
become (System *system, System *next)
{
  g_array_unref (system->rows);
  system->rows = next->rows;
  system->given_up |= next->given_up;
}

static int
find_equation (const System *system)
{
  for (guint i = 0; i < system->rows->len; i++) {
    if (row_at (system, i)->is_equation)
      return (int)i;
  }
  return -1;
}

static guint
smallest_column (const System *system, const ZbLinearRow *row)
{
  guint best = 0;

  for (guint i = 1; i < system->n_columns; i++) {
    if (row->coefficients[i] != 0 &&
        (row->coefficients[best] == 0 ||
         magnitude (row->coefficients[i]) < magnitude (row->coefficients[best])))
      best = i;
  }
  return best;
}

/* Takes a multiple of the other columns into column @pivot, so that their coefficients in @equation
 * become smaller than its own: another set of whole numbers, one to one with the old. */
static gboolean
change_columns (System *system, const ZbLinearRow *equation, guint pivot)
{
  ZbWide quotients[ZB_LINEAR_MAX_COLUMNS];
  ZbWide product;

  for (guint i = 0; i < system->n_columns; i++)
    quotients[i] = equation->coefficients[i] / equation->coefficients[pivot];
  for (guint j = 0; j < system->rows->len; j++) {
    ZbLinearRow *row = row_at (system, j);

    for (guint i = 0; i < system->n_columns; i++) {
      if (i != pivot && (!zb_wide_multiply (row->coefficients[pivot], quotients[i], &product) ||
                         !zb_wide_subtract (row->coefficients[i], product, &row->coefficients[i])))
        return FALSE;
    }
  }
  return TRUE;
}

/* Solves equation @index for a column whose coefficient is 1 or -1 and puts that into all others.
 */
static gboolean
substitute (System *system, guint index, guint pivot)
{
  ZbLinearRow equation = *row_at (system, index);
  ZbWide unit = equation.coefficients[pivot];
  System next = system_within (system);
  gboolean holds = TRUE;

  for (guint i = 0; holds && i < system->rows->len; i++) {
    const ZbLinearRow *row = row_at (system, i);
    ZbLinearRow made = *row;

    if (i == index)
      continue;
    if (row->coefficients[pivot] != 0) {
      if (!combine (system, row, 1, &equation, -row->coefficients[pivot] * unit, &made))
        next.given_up = TRUE;
      made.is_equation = row->is_equation;
    }
    holds = add_row (&next, &made);
  }
  if (!holds)
    system->conflict = next.conflict;
  become (system, &next);
  return holds;
}

/* Takes the equations out, one after the other. FALSE on a conflict. */
static gboolean
solve_equations (System *system)
{
  int index;

  while (!system->given_up && (index = find_equation (system)) >= 0) {
    ZbLinearRow equation = *row_at (system, (guint)index);
    guint pivot = smallest_column (system, &equation);

    if (*system->work == 0) {
      system->given_up = TRUE;
    } else if (magnitude (equation.coefficients[pivot]) == 1) {
      if (!substitute (system, (guint)index, pivot))
        return FALSE;
    } else {
      *system->work -= 1;
      system->given_up |= !change_columns (system, &equation, pivot);
    }
  }
  return TRUE;
}

/* What taking a column out would cost. */
typedef struct {
  guint n_lower, n_upper;
  gboolean is_exact; /* nothing is lost by rounding */
} Prospect;

static Prospect
prospect_of (const System *system, guint column)
{
  gboolean lower_units = TRUE, upper_units = TRUE;
  Prospect prospect = {0};

  for (guint i = 0; i < system->rows->len; i++) {
    ZbWide coefficient = row_at (system, i)->coefficients[column];

    prospect.n_lower += coefficient > 0;
    prospect.n_upper += coefficient < 0;
    lower_units &= coefficient <= 1;
    upper_units &= coefficient >= -1;
  }
  prospect.is_exact = lower_units || upper_units || prospect.n_lower == 0 || prospect.n_upper == 0;
  return prospect;
}

/* The column that is cheapest to take out, an exact one first; -1 if none is left. */
static int
choose_column (const System *system, Prospect *ret_prospect)
{
  gint64 best_cost = G_MAXINT64;
  int best = -1;

  for (guint i = 0; i < system->n_columns; i++) {
    Prospect prospect = prospect_of (system, i);
    gint64 cost = (gint64)prospect.n_lower * prospect.n_upper - prospect.n_lower - prospect.n_upper;

    if (prospect.n_lower + prospect.n_upper == 0)
      continue;
    if (!prospect.is_exact)
      cost += G_MAXINT32;
    if (cost >= best_cost)
      continue;
    best_cost = cost;
    best = (int)i;
    *ret_prospect = prospect;
  }
  return best;
}

/* What a lower and an upper bound of @column say without it; @dark: so much apart that a whole
 * number lies between them for certain. */
static gboolean
cross (
    System *next, const ZbLinearRow *lower, const ZbLinearRow *upper, guint column, gboolean dark)
{
  ZbWide a = lower->coefficients[column], b = -upper->coefficients[column];
  ZbWide divisor = dark ? 1 : common_divisor (a, b);
  ZbLinearRow row;
  ZbWide gap;

  if (!combine (next, lower, b / divisor, upper, a / divisor, &row) ||
      (dark && (!zb_wide_multiply (a - 1, b - 1, &gap) ||
                !zb_wide_subtract (row.constant, gap, &row.constant)))) {
    next->given_up = TRUE;
    return TRUE;
  }
  return add_row (next, &row);
}

/* The shadow that the system throws when @column is taken out; FALSE on a conflict. */
static gboolean
project (System *system, System *next, guint column, gboolean dark)
{
  for (guint i = 0; i < system->rows->len; i++) {
    const ZbLinearRow *row = row_at (system, i);
    ZbLinearRow kept = *row;

    if (row->coefficients[column] == 0 && !add_row (next, &kept))
      return FALSE;
    for (guint j = 0; row->coefficients[column] > 0 && j < system->rows->len; j++) {
      if (next->given_up)
        return TRUE;
      if (row_at (system, j)->coefficients[column] < 0 &&
          !cross (next, row, row_at (system, j), column, dark))
        return FALSE;
    }
  }
  return TRUE;
}

static void
blame_all (System *system)
{
  for (guint i = 0; i < system->rows->len; i++)
    zb_origin_join (&system->conflict, &row_at (system, i)->origin);
}

static ZbFeasibility
decide_shadow (System *system, guint column, gboolean dark, ZbOrigin *ret_conflict)
{
  System next = system_within (system);
  ZbFeasibility result = project (system, &next, column, dark) ? decide (&next) : ZB_INFEASIBLE;

  if (result == ZB_INFEASIBLE)
    *ret_conflict = next.conflict;
  g_array_unref (next.rows);
  return result;
}

/* One splinter: the system with one more equation. */
static ZbFeasibility
decide_splinter (System *system, const ZbLinearRow *lower, ZbWide step)
{
  System next = system_within (system);
  ZbLinearRow equation = *lower;
  ZbFeasibility result;

  equation.is_equation = TRUE;
  equation.constant -= step;
  g_array_append_vals (next.rows, system->rows->data, system->rows->len);
  result = add_row (&next, &equation) ? decide (&next) : ZB_INFEASIBLE;
  g_array_unref (next.rows);
  return result;
}

/* Between the two shadows a solution lies close above a lower bound. */
static ZbFeasibility
decide_splinters (System *system, guint column)
{
  gboolean undecided = FALSE;
  ZbWide most = 0;

  for (guint i = 0; i < system->rows->len; i++)
    most = MAX (most, -row_at (system, i)->coefficients[column]);
  for (guint i = 0; i < system->rows->len; i++) {
    ZbLinearRow lower = *row_at (system, i);
    ZbWide a = lower.coefficients[column], last;

    if (a <= 0)
      continue;
    if (!zb_wide_multiply (most, a, &last))
      return ZB_UNDECIDED;
    last = floor_divide (last - most - a, most);
    if (last > MAX_SPLINTERS)
      return ZB_UNDECIDED;
    for (ZbWide step = 0; step <= last; step++) {
      ZbFeasibility result = decide_splinter (system, &lower, step);

      if (result == ZB_FEASIBLE)
        return ZB_FEASIBLE;
      undecided |= result == ZB_UNDECIDED;
    }
  }
  blame_all (system);
  return undecided ? ZB_UNDECIDED : ZB_INFEASIBLE;
}

static ZbFeasibility
decide_rounded (System *system, guint column)
{
  ZbFeasibility result = decide_shadow (system, column, FALSE, &system->conflict);
  ZbOrigin unused;

  if (result != ZB_FEASIBLE)
    return result;
  result = decide_shadow (system, column, TRUE, &unused);
  return result == ZB_INFEASIBLE ? decide_splinters (system, column) : result;
}

static ZbFeasibility
decide (System *system)
{
  while (!system->given_up && system->depth < MAX_DEPTH) {
    Prospect prospect;
    System next;
    int column;

    if (!solve_equations (system))
      return ZB_INFEASIBLE;
    if (system->given_up)
      break;
    column = choose_column (system, &prospect);
    if (column < 0)
      return ZB_FEASIBLE;
    if (!prospect.is_exact)
      return decide_rounded (system, (guint)column);
    next = system_within (system);
    if (!project (system, &next, (guint)column, FALSE)) {
      system->conflict = next.conflict;
      g_array_unref (next.rows);
      return ZB_INFEASIBLE;
    }
    become (system, &next);
  }
  return ZB_UNDECIDED;
}

ZbFeasibility
zb_elimination_decide (const GArray *rows, guint n_columns, guint64 *work, ZbOrigin *ret_conflict)
{
  System system = {.rows = g_array_new (FALSE, FALSE, sizeof (ZbLinearRow)),
                   .n_columns = n_columns,
                   .work = work};
  ZbFeasibility result = ZB_FEASIBLE;

  for (guint i = 0; result == ZB_FEASIBLE && i < rows->len; i++) {
    ZbLinearRow row = g_array_index (rows, ZbLinearRow, i);

    if (!add_row (&system, &row))
      result = ZB_INFEASIBLE;
  }
  if (result == ZB_FEASIBLE)
    result = decide (&system);
  if (result == ZB_INFEASIBLE)
    *ret_conflict = system.conflict;
  g_array_unref (system.rows);
  return result;
}
