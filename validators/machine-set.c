/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/machine.h"

#include <string.h>

/* What an aggregate has gathered. */
typedef struct {
  ZbFunctionKind function;
  ZbFigure result;
  guint n_values;
  guint flags;
} Gathering;

static void
gather (ZbMachine *machine, Gathering *gathering, ZbFigure value, int shift)
{
  int order = 0;

  if (value.flags & (ZB_FIGURE_MISSING | ZB_FIGURE_OVERFLOW | ZB_FIGURE_REFUSED)) {
    gathering->flags |= value.flags;
    return;
  }
  if (value.flags != 0)
    return;
  gathering->n_values++;
  if (gathering->function == ZB_FUNCTION_COUNT)
    return;
  value = zb_figure_scale (value, shift);
  if (gathering->n_values == 1) {
    gathering->result = value;
  } else if (gathering->function == ZB_FUNCTION_MIN || gathering->function == ZB_FUNCTION_MAX) {
    if (!zb_figure_compare (&value, &gathering->result, &order))
      gathering->flags |= ZB_FIGURE_OVERFLOW;
    else if (order != 0 && (order < 0) == (gathering->function == ZB_FUNCTION_MIN))
      gathering->result = value;
  } else {
    gathering->result = zb_figure_add (gathering->result, value);
  }
  gathering->flags |= gathering->result.flags;
}

/* A sum over nothing is zero; an average or extreme of nothing is blank. */
static ZbFigure
gathered (const Gathering *gathering)
{
  if (gathering->flags != 0)
    return zb_figure_flagged (gathering->flags);
  if (gathering->function == ZB_FUNCTION_COUNT)
    return zb_figure_whole (gathering->n_values);
  if (gathering->n_values == 0)
    return gathering->function == ZB_FUNCTION_SUM ? zb_figure_whole (0)
                                                  : zb_figure_flagged (ZB_FIGURE_BLANK);
  if (gathering->function == ZB_FUNCTION_AVERAGE)
    return zb_figure_divide (gathering->result, zb_figure_whole (gathering->n_values));
  return gathering->result;
}

/* The cells and columns that an expression names, one after the other, as figures or texts. */
typedef void (*Visit) (ZbMachine *machine, ZbFigure value, int shift, gpointer data);

static const ZbRowSlot *
row_slot_at (const ZbMachine *machine, guint index)
{
  return &g_array_index (machine->world->references->row_slots, ZbRowSlot, index);
}

static void
visit_column (ZbMachine *machine, guint row_slot, int shift, Visit visit, gpointer data)
{
  const ZbRowSlot *slot = row_slot_at (machine, row_slot);
  const ZbPair *pair = &g_array_index (machine->world->references->pairs, ZbPair, slot->pair);
  const ZbBoundDomain *domain = &machine->world->domains[pair->domain];

  if (domain->report == NULL && domain->absent != ZB_FIGURE_BLANK)
    visit (machine, zb_figure_flagged (domain->absent), 0, data);
  for (guint row = 0; row < domain->n_rows; row++) {
    ZbFigure value;

    if (slot->type.kind == ZB_VALUE_TEXT)
      value = zb_world_row_text (machine->world, row_slot, row);
    else
      zb_world_row_cell (machine->world, row_slot, row, machine->interval, &value);
    visit (machine, value, shift, data);
  }
}

static void
visit_all (ZbMachine *machine, const ZbExpression *expression, Visit visit, gpointer data)
{
  guint n_cells = expression->cells->len;
  gboolean shifted = expression->shifts->len > 0;

  for (guint i = 0; i < n_cells; i++) {
    guint slot = g_array_index (expression->cells, guint, i);
    const ZbSlot *cell = &g_array_index (machine->world->references->slots, ZbSlot, slot);
    ZbFigure value;

    if (cell->type.kind == ZB_VALUE_TEXT)
      value = zb_world_slot_text (machine->world, slot);
    else
      zb_world_slot (machine->world, slot, machine->interval, &value);
    visit (machine, value, shifted ? g_array_index (expression->shifts, int, i) : 0, data);
  }
  for (guint i = 0; i < expression->columns->len; i++)
    visit_column (machine, g_array_index (expression->columns, guint, i),
                  shifted ? g_array_index (expression->shifts, int, n_cells + i) : 0, visit, data);
}

static void
gather_cb (ZbMachine *machine, ZbFigure value, int shift, gpointer data)
{
  machine->seen_cell = TRUE;
  machine->seen_value |= value.flags == 0;
  gather (machine, data, value, shift);
}

static const ZbExpression *
expression_of (const ZbMachine *machine, const ZbOp *op)
{
  return g_ptr_array_index (machine->program->expressions, (guint)op->index);
}

static void
run_aggregate (ZbMachine *machine, const ZbOp *op)
{
  const ZbExpression *expression = expression_of (machine, op);
  Gathering gathering = {.function = expression->function};

  for (guint i = 0; i < op->n; i++)
    gather (machine, &gathering, machine->stack[machine->depth - op->n + i], 0);
  machine->depth -= op->n;
  visit_all (machine, expression, gather_cb, &gathering);
  *zb_machine_put (machine) = gathered (&gathering);
}

static void
run_loop (ZbMachine *machine, const ZbOp *op, guint at)
{
  const ZbExpression *expression = expression_of (machine, op);
  const ZbBoundDomain *domain = &machine->world->domains[expression->index];
  Gathering gathering = {.function = expression->function};
  guint variable = expression->variable;
  int outer_domain = machine->domains[variable];
  guint outer_row = machine->rows[variable];

  if (domain->report == NULL && domain->absent != ZB_FIGURE_BLANK)
    gathering.flags |= domain->absent;
  machine->domains[variable] = (int)expression->index;
  for (guint row = 0; row < domain->n_rows; row++) {
    ZbFigure value;

    machine->rows[variable] = row;
    value = *zb_machine_run (machine, at + 1);
    if (expression->function == ZB_FUNCTION_COUNT && value.flags == 0 && value.num == 0)
      continue;
    gather (machine, &gathering, value, 0);
  }
  machine->domains[variable] = outer_domain;
  machine->rows[variable] = outer_row;
  *zb_machine_put (machine) = gathered (&gathering);
}

static void
run_rows (ZbMachine *machine, const ZbOp *op)
{
  const ZbBoundDomain *domain = &machine->world->domains[op->index];

  if (domain->report == NULL && domain->absent != ZB_FIGURE_BLANK)
    *zb_machine_put (machine) = zb_figure_flagged (domain->absent);
  else
    *zb_machine_put (machine) = zb_figure_whole (domain->n_rows);
}

/* What blank, filled and unique have seen. */
typedef struct {
  guint n_blank, n_filled, flags;
  gboolean repeated;
  GHashTable *values; /* of unique: text → itself */
} Survey;

static void
survey_cb (ZbMachine *machine, ZbFigure value, int shift, gpointer data)
{
  Survey *survey = data;

  if (value.flags & ZB_FIGURE_BLANK) {
    survey->n_blank++;
    return;
  }
  survey->flags |= value.flags;
  survey->n_filled++;
  if (survey->values == NULL || value.flags != 0)
    return;
  survey->repeated |= !g_hash_table_add (
      survey->values, value.text != NULL
                          ? g_strdup (value.text)
                          : zb_wide_quotient_to_text (value.num, value.den, 0, 20, FALSE));
}

static void
run_state (ZbMachine *machine, const ZbOp *op)
{
  const ZbExpression *expression = expression_of (machine, op);
  g_autoptr (GHashTable) values =
      expression->kind == ZB_EXPRESSION_UNIQUE
          ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL)
          : NULL;
  Survey survey = {.values = values};
  gboolean holds;

  for (guint i = 0; i < op->n; i++)
    survey_cb (machine, machine->stack[machine->depth - op->n + i], 0, &survey);
  machine->depth -= op->n;
  visit_all (machine, expression, survey_cb, &survey);
  holds = expression->kind == ZB_EXPRESSION_BLANK    ? survey.n_filled == 0
          : expression->kind == ZB_EXPRESSION_FILLED ? survey.n_blank == 0
                                                     : !survey.repeated;
  *zb_machine_put (machine) =
      survey.flags != 0 ? zb_figure_flagged (survey.flags) : zb_figure_condition (holds);
}

static void
run_exists (ZbMachine *machine)
{
  ZbFigure *cell = zb_machine_top (machine);
  guint flags = cell->flags & ~(guint)ZB_FIGURE_BLANK;

  *cell = flags != 0 ? zb_figure_flagged (flags) : zb_figure_condition (cell->flags == 0);
}

static gboolean
has_key (const ZbBoundDomain *domain, const char *key, gboolean prefix)
{
  gsize length = strlen (key);

  if (!prefix)
    return zb_report_find_row (domain->report, domain->section, key) >= 0;
  for (guint row = 0; row < domain->n_rows; row++) {
    if (strncmp (zb_report_row_key (domain->report, domain->section, row), key, length) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
run_has (ZbMachine *machine, const ZbOp *op)
{
  const ZbExpression *expression = expression_of (machine, op);
  const ZbBoundDomain *domain = &machine->world->domains[expression->index];
  gboolean found = FALSE;
  guint flags = 0;

  machine->depth -= op->n;
  for (guint i = 0; i < op->n; i++) {
    const ZbFigure *key = &machine->stack[machine->depth + i];

    flags |= key->flags;
    if (key->flags == 0 && domain->report != NULL)
      found |= has_key (domain, key->text, expression->flag);
  }
  if (domain->report == NULL)
    flags |= domain->absent;
  *zb_machine_put (machine) =
      flags != 0 && !found ? zb_figure_flagged (flags) : zb_figure_condition (found);
}

void
zb_machine_set_op (ZbMachine *machine, const ZbOp *op, guint at)
{
  switch ((ZbOpCode)op->code) {
  case ZB_OP_AGGREGATE:
    run_aggregate (machine, op);
    return;
  case ZB_OP_LOOP:
    run_loop (machine, op, at);
    return;
  case ZB_OP_ROWS:
    run_rows (machine, op);
    return;
  case ZB_OP_STATE:
    run_state (machine, op);
    return;
  case ZB_OP_EXISTS:
    run_exists (machine);
    return;
  default:
    run_has (machine, op);
    return;
  }
}
