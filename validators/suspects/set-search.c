/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/set-search.h"

#include "forms/decimal.h"
#include "validators/suspects/demand-value.h"

#include <string.h>

#define MAX_SET 8
#define MAX_CORES 2000

const ZbDemandCell *
zb_set_search_cell (const ZbSetSearch *search, guint cell)
{
  return &g_array_index (search->demands->cells, ZbDemandCell, cell);
}

guint
zb_set_search_root (ZbSetSearch *search, guint cell)
{
  while (search->parents[cell] != cell) {
    search->parents[cell] = search->parents[search->parents[cell]];
    cell = search->parents[cell];
  }
  return cell;
}

/* What belongs to @cell belongs to the family of @root from now on. */
static void
join_roots (ZbSetSearch *search, guint root, guint cell)
{
  guint other = zb_set_search_root (search, cell);

  if (other == root)
    return;
  search->grew |= search->owns[other];
  search->doomed[root] |= search->doomed[other];
  search->parents[other] = root;
}

void
zb_set_search_add (ZbSetSearch *search, GArray *core, const ZbCellSet *set)
{
  guint first, root;

  g_ptr_array_add (search->cores, core);
  search->too_many_cores |= search->cores->len > MAX_CORES;
  if (set->n + core->len == 0)
    return;
  first = set->n > 0 ? set->cells[0] : g_array_index (core, guint, 0);
  root = zb_set_search_root (search, first);
  search->owns[root] = TRUE;
  search->doomed[root] |= core->len == 0;
  for (guint i = 0; i < set->n; i++)
    join_roots (search, root, set->cells[i]);
  for (guint i = 0; i < core->len; i++)
    join_roots (search, root, g_array_index (core, guint, i));
}

static gboolean
is_in (const ZbCellSet *set, guint cell)
{
  for (guint i = 0; i < set->n; i++) {
    if (set->cells[i] == cell)
      return TRUE;
  }
  return FALSE;
}

gboolean
zb_cell_set_hits (const ZbCellSet *set, const GArray *core)
{
  for (guint i = 0; i < core->len; i++) {
    if (is_in (set, g_array_index (core, guint, i)))
      return TRUE;
  }
  return FALSE;
}

void
zb_cell_set_insert (ZbCellSet *set, guint cell)
{
  guint i = set->n++;

  for (; i > 0 && set->cells[i - 1] > cell; i--)
    set->cells[i] = set->cells[i - 1];
  set->cells[i] = cell;
}

void
zb_cell_set_remove (ZbCellSet *set, guint cell)
{
  guint i = 0;

  while (set->cells[i] != cell)
    i++;
  set->n--;
  memmove (&set->cells[i], &set->cells[i + 1], (set->n - i) * sizeof *set->cells);
}

GArray *
zb_set_search_touched (ZbSetSearch *search, const ZbCellSet *set)
{
  GArray *touched = g_array_new (FALSE, FALSE, sizeof (guint));

  search->stamp++;
  for (guint i = 0; i < set->n; i++) {
    const GArray *by_cell = g_ptr_array_index (search->demands->by_cell, set->cells[i]);

    for (guint j = 0; j < by_cell->len; j++) {
      guint demand = g_array_index (by_cell, guint, j);

      if (search->stamps[demand] != search->stamp)
        g_array_append_val (touched, demand);
      search->stamps[demand] = search->stamp;
    }
  }
  return touched;
}

/* What the cell's type allows: 18 digits, one way and the other. */
static const ZbFormula *
bounds_of (ZbTrial *trial, guint column)
{
  ZbAffine affine = {.constant = ZB_DECIMAL_MAX_DIGITS};
  const ZbFormula *lower, *upper;

  affine.coefficients[column] = 1;
  lower = zb_formula_at_least (trial->arena, &affine, 0, &zb_formula_true);
  affine.coefficients[column] = -1;
  upper = zb_formula_at_least (trial->arena, &affine, 0, &zb_formula_true);
  return zb_formula_and (trial->arena, lower, upper);
}

/* @blanked says which free cells are left blank. */
static ZbFeasibility
decide_with (ZbSetSearch *search,
             const ZbCellSet *set,
             const GArray *touched,
             const gboolean *blanked,
             ZbOrigin *conflict)
{
  ZbTrial trial = {.demands = search->demands,
                   .cells = zb_set_search_cell (search, 0),
                   .columns = search->columns,
                   .blanked = blanked,
                   .arena = search->arena,
                   .n_columns = set->n};
  const ZbFormula *formulas[ZB_ORIGIN_MAX];
  guint n = 0, n_cells = 0;

  zb_arena_clear (search->arena);
  for (guint i = 0; i < touched->len && !trial.given_up; i++) {
    guint demand = g_array_index (touched, guint, i);

    trial.assumed = FALSE;
    n_cells += ((const ZbDemand *)g_ptr_array_index (search->demands->demands, demand))->n_cells;
    formulas[n++] = zb_trial_demand (&trial, g_ptr_array_index (search->demands->demands, demand));
    search->assumed[demand] |= trial.assumed;
  }
  search->limits.work -= MIN (search->limits.work, 2 * touched->len + n_cells);
  if (trial.given_up)
    return ZB_UNDECIDED;
  for (guint i = 0; i < set->n; i++) {
    if (!blanked[i])
      formulas[n++] = bounds_of (&trial, i);
  }
  return zb_formulas_decide (formulas, n, trial.n_columns, &search->limits.work, conflict);
}

/* The next choice of which free cells are left blank; FALSE after the last. */
static gboolean
next_choice (const ZbSetSearch *search, const ZbCellSet *set, gboolean *blanked)
{
  for (guint i = 0; i < set->n; i++) {
    const ZbDemandCell *cell = zb_set_search_cell (search, set->cells[i]);

    if (!cell->may_blank || !cell->may_fill)
      continue;
    blanked[i] = !blanked[i];
    if (blanked[i])
      return TRUE;
  }
  return FALSE;
}

/* The cells that one at least of must change too: those that the demands in @conflict look at. */
static GArray *
core_of (ZbSetSearch *search, const ZbCellSet *set, const GArray *touched, const ZbOrigin *conflict)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GArray *core = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < touched->len; i++) {
    const ZbDemand *demand =
        g_ptr_array_index (search->demands->demands, g_array_index (touched, guint, i));

    for (guint j = 0; zb_origin_has (conflict, i) && j < demand->n_cells; j++) {
      if (!is_in (set, demand->cells[j]) &&
          g_hash_table_add (seen, GUINT_TO_POINTER (demand->cells[j])))
        g_array_append_val (core, demand->cells[j]);
    }
  }
  return core;
}

static ZbFeasibility
decide (ZbSetSearch *search, const ZbCellSet *set, const GArray *touched)
{
  gboolean blanked[ZB_LINEAR_MAX_COLUMNS] = {0};
  ZbFeasibility result = ZB_INFEASIBLE;
  ZbOrigin all = {0};
  gboolean undecided = FALSE;

  if (touched->len + set->n > ZB_ORIGIN_MAX)
    return ZB_UNDECIDED;
  for (guint i = 0; i < set->n; i++) {
    search->columns[set->cells[i]] = (int)i;
    blanked[i] = !zb_set_search_cell (search, set->cells[i])->may_fill;
  }
  do {
    ZbOrigin conflict = {0};

    result = decide_with (search, set, touched, blanked, &conflict);
    undecided |= result == ZB_UNDECIDED;
    zb_origin_join (&all, &conflict);
  } while (result != ZB_FEASIBLE && search->limits.work > 0 && next_choice (search, set, blanked));
  for (guint i = 0; i < set->n; i++)
    search->columns[set->cells[i]] = -1;
  if (result == ZB_FEASIBLE)
    return result;
  if (undecided || search->limits.work == 0)
    return ZB_UNDECIDED;
  zb_set_search_add (search, core_of (search, set, touched, &all), set);
  return ZB_INFEASIBLE;
}

/* Whether the cells of @set can be changed so that all that looks at them holds; if not, a core
 * says why. */
ZbFeasibility
zb_set_search_try (ZbSetSearch *search, const ZbCellSet *set)
{
  g_autoptr (GBytes) key = g_bytes_new (set->cells, set->n * sizeof *set->cells);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (search->known, key));
  g_autoptr (GArray) touched = NULL;
  ZbFeasibility result;

  if (known != 0)
    return (ZbFeasibility)(known - 1);
  if (search->limits.work == 0 || g_cancellable_is_cancelled (search->cancellable))
    return ZB_UNDECIDED;
  touched = zb_set_search_touched (search, set);
  result = decide (search, set, touched);
  g_hash_table_insert (search->known, g_steal_pointer (&key), GUINT_TO_POINTER (result + 1));
  return result;
}

void
zb_set_search_init (ZbSetSearch *search,
                    ZbDemands *demands,
                    const ZbFamilyLimits *limits,
                    GCancellable *cancellable)
{
  guint n_cells = demands->cells->len, n_demands = demands->demands->len;

  *search = (ZbSetSearch){.demands = demands, .limits = *limits, .cancellable = cancellable};
  search->limits.max_cells = MIN (limits->max_cells, MAX_SET);
  search->arena = zb_arena_new ();
  search->cores = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  search->known =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  search->parents = g_new0 (guint, n_cells + 1);
  search->owns = g_new0 (guint8, n_cells + 1);
  search->doomed = g_new0 (guint8, n_cells + 1);
  search->columns = g_new0 (int, n_cells + 1);
  search->stamps = g_new0 (guint, n_demands + 1);
  search->assumed = g_new0 (guint8, n_demands + 1);
  search->excluded = g_new0 (guint, n_cells + 1);
  for (guint i = 0; i < n_cells; i++) {
    search->parents[i] = i;
    search->columns[i] = -1;
  }
}

void
zb_set_search_clear (ZbSetSearch *search)
{
  zb_arena_free (search->arena);
  g_ptr_array_unref (search->cores);
  g_hash_table_unref (search->known);
  g_free (search->parents);
  g_free (search->owns);
  g_free (search->doomed);
  g_free (search->columns);
  g_free (search->stamps);
  g_free (search->assumed);
  g_free (search->excluded);
}
