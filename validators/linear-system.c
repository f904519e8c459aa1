/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/linear-system.h"

/* A value with an infinitely small part, so that strict bounds are bounds. */
typedef struct {
  ZbRational real, tiny;
} Value;

typedef struct {
  gboolean is_set;
  Value value;
  guint tag;
} Bound;

/* Columns are the variables, then the forms; a row says what a basic one is in terms of the others.
 */
struct _ZbLinearSystem {
  guint n_columns, n_rows;
  ZbRational *cells; /* row-major; of basic columns never looked at */
  guint *basic;      /* by row: the column it defines */
  int *row_of;       /* by column: -1 where it is not basic */
  Value *values;     /* by column */
  Bound *bounds[2];  /* by column and ZbBoundSide */
  guint n_variables;
  gint64 work;
  gboolean is_broken; /* a figure left 128 bits halfway */
};

static const ZbRational zero = {0, 1};

static ZbRational *
cell (const ZbLinearSystem *system, guint row, guint column)
{
  return &system->cells[(gsize)row * system->n_columns + column];
}

ZbLinearSystem *
zb_linear_system_new (guint n_variables, const GPtrArray *forms)
{
  ZbLinearSystem *system = g_new0 (ZbLinearSystem, 1);

  system->n_variables = n_variables;
  system->n_rows = forms->len;
  system->n_columns = n_variables + forms->len;
  system->cells = g_new (ZbRational, (gsize)system->n_rows * system->n_columns + 1);
  system->basic = g_new0 (guint, system->n_rows + 1);
  system->row_of = g_new (int, system->n_columns + 1);
  system->values = g_new (Value, system->n_columns + 1);
  for (guint side = 0; side < 2; side++)
    system->bounds[side] = g_new0 (Bound, system->n_columns + 1);
  for (gsize i = 0; i < (gsize)system->n_rows * system->n_columns; i++)
    system->cells[i] = zero;
  for (guint column = 0; column < system->n_columns; column++) {
    system->row_of[column] = column < n_variables ? -1 : (int)(column - n_variables);
    system->values[column] = (Value){zero, zero};
  }
  for (guint row = 0; row < forms->len; row++) {
    const GArray *terms = g_ptr_array_index (forms, row);

    system->basic[row] = n_variables + row;
    for (guint i = 0; i < terms->len; i++) {
      const ZbLinearTerm *term = &g_array_index (terms, ZbLinearTerm, i);

      *cell (system, row, term->variable) = term->coefficient;
    }
  }
  return system;
}

void
zb_linear_system_free (ZbLinearSystem *system)
{
  if (system == NULL)
    return;
  g_free (system->cells);
  g_free (system->basic);
  g_free (system->row_of);
  g_free (system->values);
  g_free (system->bounds[0]);
  g_free (system->bounds[1]);
  g_free (system);
}

void
zb_linear_system_clear_bounds (ZbLinearSystem *system)
{
  for (guint column = system->n_variables; column < system->n_columns; column++)
    system->bounds[0][column].is_set = system->bounds[1][column].is_set = FALSE;
}

static gboolean
compare_values (Value a, Value b, int *ret_order)
{
  if (!zb_rational_compare (a.real, b.real, ret_order))
    return FALSE;
  return *ret_order != 0 || zb_rational_compare (a.tiny, b.tiny, ret_order);
}

/* *@sum += @factor × @value */
static gboolean
add_product (Value *sum, ZbRational factor, Value value)
{
  ZbRational real, tiny;
  Value result;

  if (!zb_rational_multiply (factor, value.real, &real) ||
      !zb_rational_multiply (factor, value.tiny, &tiny) ||
      !zb_rational_add (sum->real, real, &result.real) ||
      !zb_rational_add (sum->tiny, tiny, &result.tiny))
    return FALSE;
  *sum = result;
  return TRUE;
}

static Value
difference (Value a, Value b, gboolean *fits)
{
  Value result = a;

  *fits = add_product (&result, zb_rational_whole (-1), b);
  return result;
}

void
zb_linear_system_bound (ZbLinearSystem *system,
                        guint form,
                        ZbBoundSide side,
                        ZbRational value,
                        gboolean strict,
                        guint tag)
{
  Bound *bound = &system->bounds[side][system->n_variables + form];
  int step = side == ZB_BOUND_LOWER ? 1 : -1;
  Value limit = {value, zb_rational_whole (strict ? step : 0)};
  int order = 0;

  if (bound->is_set && (!compare_values (limit, bound->value, &order) || order * step <= 0))
    return;
  *bound = (Bound){.is_set = TRUE, .value = limit, .tag = tag};
}

/* Whether @column lies beyond its bound on @side. */
static gboolean
is_beyond (ZbLinearSystem *system, guint column, ZbBoundSide side)
{
  const Bound *bound = &system->bounds[side][column];
  int order = 0;

  if (!bound->is_set)
    return FALSE;
  if (!compare_values (system->values[column], bound->value, &order))
    system->is_broken = TRUE;
  return side == ZB_BOUND_LOWER ? order < 0 : order > 0;
}

/* Moves a column that is not basic to @value, and the basic ones with it. */
static gboolean
move (ZbLinearSystem *system, guint column, Value value)
{
  gboolean fits;
  Value step = difference (value, system->values[column], &fits);

  for (guint row = 0; fits && row < system->n_rows; row++) {
    const ZbRational *factor = cell (system, row, column);

    if (factor->num != 0)
      fits = add_product (&system->values[system->basic[row]], *factor, step);
  }
  system->values[column] = value;
  system->work += system->n_rows;
  return fits;
}

/* row := row + @factor × @source, leaving out @column. */
static gboolean
add_row (ZbLinearSystem *system, guint row, ZbRational factor, guint source)
{
  for (guint k = 0; k < system->n_columns; k++) {
    const ZbRational *other = cell (system, source, k);
    ZbRational product;

    if (other->num == 0)
      continue;
    if (!zb_rational_multiply (factor, *other, &product) ||
        !zb_rational_add (*cell (system, row, k), product, cell (system, row, k)))
      return FALSE;
  }
  system->work += system->n_columns;
  return TRUE;
}

/* Makes @column basic in @row, in place of the one that is. */
static gboolean
pivot (ZbLinearSystem *system, guint row, guint column)
{
  guint leaving = system->basic[row];
  ZbRational factor = *cell (system, row, column), inverse;

  if (!zb_rational_divide (zb_rational_whole (-1), factor, &inverse))
    return FALSE;
  *cell (system, row, column) = zero;
  *cell (system, row, leaving) = zb_rational_whole (-1);
  for (guint k = 0; k < system->n_columns; k++) {
    ZbRational *entry = cell (system, row, k);

    if (entry->num != 0 && !zb_rational_multiply (*entry, inverse, entry))
      return FALSE;
  }
  system->basic[row] = column;
  system->row_of[column] = (int)row;
  system->row_of[leaving] = -1;
  for (guint other = 0; other < system->n_rows; other++) {
    ZbRational share = *cell (system, other, column);

    if (other == row || share.num == 0)
      continue;
    *cell (system, other, column) = zero;
    if (!add_row (system, other, share, row))
      return FALSE;
  }
  system->work += system->n_rows + system->n_columns;
  return TRUE;
}

/* Columns that are not basic are brought within their bounds. */
static gboolean
settle (ZbLinearSystem *system)
{
  for (guint column = system->n_variables; column < system->n_columns; column++) {
    for (guint side = 0; side < 2; side++) {
      if (system->row_of[column] < 0 && is_beyond (system, column, side) &&
          !move (system, column, system->bounds[side][column].value))
        return FALSE;
    }
  }
  return !system->is_broken;
}

/* The first basic column that lies beyond a bound: Bland's rule, so that it ends. */
static int
find_violation (ZbLinearSystem *system, ZbBoundSide *ret_side)
{
  for (guint column = system->n_variables; column < system->n_columns; column++) {
    for (guint side = 0; side < 2; side++) {
      if (system->row_of[column] >= 0 && is_beyond (system, column, side)) {
        *ret_side = side;
        return (int)column;
      }
    }
  }
  return -1;
}

/* On which side @column would have to give way so that the row moves toward @side. */
static ZbBoundSide
giving_side (const ZbRational *factor, ZbBoundSide side)
{
  gboolean rises = (side == ZB_BOUND_LOWER) == (factor->num > 0);

  return rises ? ZB_BOUND_UPPER : ZB_BOUND_LOWER;
}

static gboolean
has_room (ZbLinearSystem *system, guint column, ZbBoundSide toward)
{
  const Bound *bound = &system->bounds[toward][column];
  int order = 0;

  if (!bound->is_set)
    return TRUE;
  if (!compare_values (system->values[column], bound->value, &order))
    system->is_broken = TRUE;
  return order != 0;
}

/* The first column that can make up for the violation in @row; -1 if none can. */
static int
find_entering (ZbLinearSystem *system, guint row, ZbBoundSide side)
{
  for (guint column = 0; column < system->n_columns; column++) {
    const ZbRational *factor = cell (system, row, column);

    if (system->row_of[column] < 0 && factor->num != 0 &&
        has_room (system, column, giving_side (factor, side)))
      return (int)column;
  }
  return -1;
}

static void
explain (const ZbLinearSystem *system, guint row, ZbBoundSide side, GArray *tags)
{
  g_array_set_size (tags, 0);
  g_array_append_val (tags, system->bounds[side][system->basic[row]].tag);
  for (guint column = 0; column < system->n_columns; column++) {
    const ZbRational *factor = cell (system, row, column);

    if (system->row_of[column] < 0 && factor->num != 0)
      g_array_append_val (tags, system->bounds[giving_side (factor, side)][column].tag);
  }
}

/* Brings the basic column of @row to its bound by way of @entering. */
static gboolean
repair (ZbLinearSystem *system, guint row, guint entering, ZbBoundSide side)
{
  guint leaving = system->basic[row];
  Value target = system->bounds[side][leaving].value;
  ZbRational inverse;
  gboolean fits;
  Value step = difference (target, system->values[leaving], &fits);
  Value value = system->values[entering];

  return fits &&
         zb_rational_divide (zb_rational_whole (1), *cell (system, row, entering), &inverse) &&
         add_product (&value, inverse, step) && move (system, entering, value) &&
         pivot (system, row, entering);
}

/* Two bounds of one form that exclude each other. */
static gboolean
find_crossing (ZbLinearSystem *system, GArray *tags)
{
  for (guint column = system->n_variables; column < system->n_columns; column++) {
    const Bound *lower = &system->bounds[ZB_BOUND_LOWER][column];
    const Bound *upper = &system->bounds[ZB_BOUND_UPPER][column];
    int order = 0;

    if (!lower->is_set || !upper->is_set)
      continue;
    if (!compare_values (lower->value, upper->value, &order))
      system->is_broken = TRUE;
    if (order <= 0)
      continue;
    g_array_set_size (tags, 0);
    g_array_append_val (tags, lower->tag);
    g_array_append_val (tags, upper->tag);
    return TRUE;
  }
  return FALSE;
}

ZbFeasibility
zb_linear_system_solve (ZbLinearSystem *system, GArray *ret_tags)
{
  if (system->is_broken)
    return ZB_UNDECIDED;
  if (find_crossing (system, ret_tags))
    return ZB_INFEASIBLE;
  system->is_broken |= !settle (system);
  while (!system->is_broken && system->work < ZB_LINEAR_MAX_WORK) {
    ZbBoundSide side = ZB_BOUND_LOWER;
    int violated = find_violation (system, &side), entering;
    guint row;

    if (violated < 0)
      return system->is_broken ? ZB_UNDECIDED : ZB_FEASIBLE;
    row = (guint)system->row_of[violated];
    entering = find_entering (system, row, side);
    if (system->is_broken)
      break;
    if (entering < 0) {
      explain (system, row, side, ret_tags);
      return ZB_INFEASIBLE;
    }
    system->is_broken |= !repair (system, row, (guint)entering, side);
  }
  return ZB_UNDECIDED;
}
