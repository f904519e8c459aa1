/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/suspects.h"

#include "forms/form-lookup.h"
#include "validators/check-private.h"
#include "validators/operands.h"
#include "validators/suspects/history.h"
#include "validators/suspects/slip.h"

#include <string.h>

struct _ZbSuspectCase {
  ZbDemands *demands;
  GArray *histories; /* ZbCellHistory, by cell */
};

static void
cell_free (ZbSuspectCell *cell)
{
  zb_operand_free (cell->operand);
  g_free (cell->item);
  g_free (cell->last_period);
  g_free (cell->last_value);
  g_free (cell->last_year_period);
  g_free (cell->last_year_value);
  g_free (cell);
}

static void
change_free (ZbSuspectChange *change)
{
  g_free (change->value);
  g_free (change);
}

static void
block_free (ZbSuspectBlock *block)
{
  g_ptr_array_unref (block->rules);
  g_ptr_array_unref (block->cells);
  g_ptr_array_unref (block->sets);
  g_ptr_array_unref (block->assumed);
  if (block->offer != NULL)
    g_ptr_array_unref (block->offer->changes);
  g_free (block->offer);
  g_free (block);
}

void
zb_suspects_free (ZbSuspects *suspects)
{
  if (suspects == NULL)
    return;
  g_ptr_array_unref (suspects->blocks);
  g_ptr_array_unref (suspects->helpless);
  g_free (suspects);
}

ZbSuspectCase *
zb_suspect_case_new (ZbCheck *check, ZbSeverity least)
{
  ZbSuspectCase *suspect_case = g_new0 (ZbSuspectCase, 1);
  ZbDemands *demands = zb_demands_new (check, least);

  suspect_case->demands = demands;
  suspect_case->histories = g_array_new (FALSE, FALSE, sizeof (ZbCellHistory));
  for (guint i = 0; !demands->too_large && i < demands->cells->len; i++) {
    ZbCellHistory history =
        zb_cell_history_read (check, &g_array_index (demands->cells, ZbDemandCell, i));

    g_array_append_val (suspect_case->histories, history);
  }
  return suspect_case;
}

void
zb_suspect_case_free (ZbSuspectCase *suspect_case)
{
  if (suspect_case == NULL)
    return;
  zb_demands_free (suspect_case->demands);
  g_array_unref (suspect_case->histories);
  g_free (suspect_case);
}

static guint
scale_of (const ZbSuspectCase *suspect_case, guint number)
{
  const ZbDemands *demands = suspect_case->demands;
  const ZbDemandCell *cell = &g_array_index (demands->cells, ZbDemandCell, number);
  ZbCellSpec spec = {0};

  zb_report_cell_spec (demands->report, cell->section, cell->row, cell->column, &spec);
  return spec.scale;
}

static void
take_past (const ZbPastFigure *figure, guint scale, char **period, char **value)
{
  if (figure->has_period)
    *period = zb_period_to_string (figure->period);
  if (figure->has_figure)
    *value = zb_decimal_to_string ((ZbDecimal){figure->number, scale});
}

static ZbSuspectCell *
cell_new (const ZbSuspectCase *suspect_case, guint number)
{
  const ZbDemands *demands = suspect_case->demands;
  const ZbDemandCell *place = &g_array_index (demands->cells, ZbDemandCell, number);
  const ZbCellHistory *history = &g_array_index (suspect_case->histories, ZbCellHistory, number);
  ZbCellPlace found =
      zb_cell_place_of_report (demands->report, place->section, place->row, place->column);
  guint scale = scale_of (suspect_case, number);
  ZbSuspectCell *cell = g_new0 (ZbSuspectCell, 1);

  cell->operand = zb_operand_new (&found);
  cell->item =
      zb_form_item_id (zb_report_form (demands->report), place->section, found.row, place->column);
  cell->weight = place->weight;
  cell->is_owed = place->is_owed;
  take_past (&history->last, scale, &cell->last_period, &cell->last_value);
  take_past (&history->last_year, scale, &cell->last_year_period, &cell->last_year_value);
  return cell;
}

/* The cell's number in the block, where it is entered when it is new; @numbers: those in the case.
 */
static guint
enter_cell (const ZbSuspectCase *suspect_case, ZbSuspectBlock *block, GArray *numbers, guint number)
{
  for (guint i = 0; i < numbers->len; i++) {
    if (g_array_index (numbers, guint, i) == number)
      return i;
  }
  g_array_append_val (numbers, number);
  g_ptr_array_add (block->cells, cell_new (suspect_case, number));
  return numbers->len - 1;
}

static void
enter_sets (const ZbSuspectCase *suspect_case,
            ZbSuspectBlock *block,
            const ZbFamily *family,
            GArray *numbers)
{
  for (guint i = 0; i < family->sets->len; i++) {
    const GArray *cells = g_ptr_array_index (family->sets, i);
    GArray *set = g_array_new (FALSE, FALSE, sizeof (guint));

    for (guint j = 0; j < cells->len; j++) {
      guint number = enter_cell (suspect_case, block, numbers, g_array_index (cells, guint, j));

      g_array_append_val (set, number);
    }
    g_ptr_array_add (block->sets, set);
  }
}

static void
enter_offer (const ZbSuspectCase *suspect_case,
             ZbSuspectBlock *block,
             const ZbSlip *slip,
             GArray *numbers)
{
  block->offer = g_new0 (ZbSuspectOffer, 1);
  block->offer->kind = slip->kind;
  block->offer->power = slip->power;
  block->offer->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)change_free);
  for (guint i = 0; i < slip->n; i++) {
    ZbSuspectChange *change = g_new0 (ZbSuspectChange, 1);
    guint scale = scale_of (suspect_case, slip->cells[i]);

    change->cell = enter_cell (suspect_case, block, numbers, slip->cells[i]);
    if (!slip->blanks[i])
      change->value = zb_decimal_to_string ((ZbDecimal){slip->numbers[i], scale});
    g_ptr_array_add (block->offer->changes, change);
  }
}

/* The names of the rules that @numbers (of demands) come from, each once. */
static GPtrArray *
rule_names (const ZbDemands *demands, const GArray *numbers)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < numbers->len; i++) {
    const ZbDemand *demand =
        g_ptr_array_index (demands->demands, g_array_index (numbers, guint, i));

    if (!g_ptr_array_find_with_equal_func (names, demand->instance, g_str_equal, NULL))
      g_ptr_array_add (names, g_strdup (demand->instance));
  }
  return names;
}

static ZbSuspectBlock *
block_new (const ZbSuspectCase *suspect_case, const ZbFamily *family)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  ZbSuspectBlock *block = g_new0 (ZbSuspectBlock, 1);
  ZbSlip slip;

  block->outcome = family->outcome;
  block->rules = rule_names (suspect_case->demands, family->failing);
  block->assumed = rule_names (suspect_case->demands, family->assumed);
  block->cells = g_ptr_array_new_with_free_func ((GDestroyNotify)cell_free);
  block->sets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  if (family->outcome != ZB_FAMILY_FOUND)
    return block;
  enter_sets (suspect_case, block, family, numbers);
  if (zb_slip_find (suspect_case->demands, family, suspect_case->histories, &slip))
    enter_offer (suspect_case, block, &slip, numbers);
  return block;
}

ZbSuspects *
zb_suspect_case_solve (ZbSuspectCase *suspect_case, GCancellable *cancellable)
{
  ZbDemands *demands = suspect_case->demands;
  g_autoptr (ZbSuspects) suspects = g_new0 (ZbSuspects, 1);
  g_autoptr (ZbFamilies) families = NULL;

  suspects->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)block_free);
  suspects->helpless = g_ptr_array_new_with_free_func (g_free);
  suspects->is_joint = TRUE;
  suspects->too_large = demands->too_large;
  for (guint i = 0; i < demands->helpless->len; i++)
    g_ptr_array_add (suspects->helpless, g_strdup (g_ptr_array_index (demands->helpless, i)));
  if (demands->too_large)
    return g_steal_pointer (&suspects);
  families = zb_families_find (demands, &zb_family_limits, cancellable);
  if (families == NULL)
    return NULL;
  suspects->is_joint = families->is_joint;
  for (guint i = 0; i < families->families->len; i++) {
    if (g_cancellable_is_cancelled (cancellable))
      return NULL;
    g_ptr_array_add (suspects->blocks,
                     block_new (suspect_case, g_ptr_array_index (families->families, i)));
  }
  return g_steal_pointer (&suspects);
}

ZbSuspects *
zb_suspects_find (ZbCheck *check)
{
  g_autoptr (ZbSuspectCase) suspect_case = zb_suspect_case_new (check, ZB_SEVERITY_HARD);

  return zb_suspect_case_solve (suspect_case, NULL);
}
