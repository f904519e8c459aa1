/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/operands.h"

#include "forms/form-lookup.h"
#include "validators/sentence.h"

#include <string.h>

/* A cell that a rule names twice is one operand; long lists of rows name none twice. */
#define MAX_COMPARED 256

typedef struct {
  ZbMachine *machine;
  GPtrArray *operands;
  int side;
} Collector;

static char *
label_in (const ZbCellPlace *place, const char *language)
{
  g_autofree char *row = zb_cell_place_row_name (place, language);
  g_autofree char *column = zb_cell_place_column_name (place, language);

  return g_strdup_printf ("%s%s%s", row, *row == '\0' ? "" : ", ", column);
}

ZbOperand *
zb_operand_new (const ZbCellPlace *place)
{
  ZbOperand *operand = g_new0 (ZbOperand, 1);
  const ZbMeasure *measure = zb_cell_place_measure (place);

  operand->form = g_strdup (place->form_id);
  operand->section = g_strdup (place->section_id);
  operand->row = g_strdup (place->row);
  operand->column = g_strdup (place->column);
  operand->period = place->has_period ? zb_period_to_string (place->period) : g_strdup ("");
  operand->value = zb_cell_place_value (place);
  operand->measure = measure == NULL ? NULL : g_strdup (measure->id);
  operand->label.zh = label_in (place, "zh");
  operand->label.en = label_in (place, "en");
  return operand;
}

static gboolean
is_same (const ZbOperand *a, const ZbOperand *b)
{
  return a->side == b->side && strcmp (a->form, b->form) == 0 &&
         strcmp (a->section, b->section) == 0 && strcmp (a->row, b->row) == 0 &&
         strcmp (a->column, b->column) == 0 && strcmp (a->period, b->period) == 0;
}

static void
add_operand (Collector *collector, ZbOperand *operand, int sign)
{
  operand->sign = sign;
  operand->side = collector->side;
  for (guint i = 0; i < MIN (collector->operands->len, MAX_COMPARED); i++) {
    if (is_same (g_ptr_array_index (collector->operands, i), operand)) {
      zb_operand_free (operand);
      return;
    }
  }
  g_ptr_array_add (collector->operands, operand);
}

static void
add_place (Collector *collector, ZbCellPlace place, int sign)
{
  add_operand (collector, zb_operand_new (&place), sign);
}

static void
add_field (Collector *collector, guint index)
{
  const ZbWorld *world = collector->machine->world;
  const ZbFieldSlot *slot = &g_array_index (world->references->fields, ZbFieldSlot, index);
  const ZbBoundSource *source = &world->sources[slot->source];
  ZbFigure value = zb_world_field (world, index);
  ZbOperand *operand = g_new0 (ZbOperand, 1);
  const ZbForm *form = source->report == NULL ? NULL : zb_report_form (source->report);
  int field = form == NULL ? -1 : zb_form_find_field (form, slot->id);

  operand->form = g_strdup (form == NULL ? "" : form->id);
  operand->section = g_strdup ("head");
  operand->row = g_strdup (slot->id);
  operand->column = g_strdup ("");
  operand->period = source->period.year == 0 ? g_strdup ("") : zb_period_to_string (source->period);
  operand->value = g_strdup (value.text);
  operand->label.zh = g_strdup (
      field < 0 ? slot->id : zb_text_get (&zb_form_field (form, (guint)field)->label, "zh"));
  operand->label.en = g_strdup (
      field < 0 ? slot->id : zb_text_get (&zb_form_field (form, (guint)field)->label, "en"));
  add_operand (collector, operand, 0);
}

static void collect (Collector *collector, const ZbExpression *expression, int sign);

static void
collect_column (Collector *collector, guint row_slot, int sign)
{
  const ZbWorld *world = collector->machine->world;
  const ZbRowSlot *slot = &g_array_index (world->references->row_slots, ZbRowSlot, row_slot);
  const ZbPair *pair = &g_array_index (world->references->pairs, ZbPair, slot->pair);
  guint n_rows = world->domains[pair->domain].n_rows;

  for (guint row = 0; row < n_rows; row++)
    add_place (collector, zb_cell_place_of_row_slot (world, row_slot, row), sign);
}

static void
collect_loop (Collector *collector, const ZbExpression *loop)
{
  ZbMachine *machine = collector->machine;
  guint variable = loop->variable;
  int domain = machine->domains[variable];
  guint outer = machine->rows[variable];

  machine->domains[variable] = (int)loop->index;
  for (guint row = 0; row < machine->world->domains[loop->index].n_rows; row++) {
    machine->rows[variable] = row;
    collect (collector, zb_expression_child (loop, 0), 0);
  }
  machine->domains[variable] = domain;
  machine->rows[variable] = outer;
}

/* The sign of child @index within its parent's side; 0 where a sign makes no sense. */
static int
child_sign (const ZbExpression *parent, guint index, int sign)
{
  switch (parent->kind) {
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_PLAIN:
  case ZB_EXPRESSION_ROUND:
  case ZB_EXPRESSION_NZ:
    return sign;
  case ZB_EXPRESSION_SUBTRACT:
    return index == 0 ? sign : -sign;
  case ZB_EXPRESSION_NEGATE:
    return -sign;
  case ZB_EXPRESSION_AGGREGATE:
    return parent->function == ZB_FUNCTION_SUM ? sign : 0;
  default:
    return 0;
  }
}

static void
collect (Collector *collector, const ZbExpression *expression, int sign)
{
  const ZbWorld *world = collector->machine->world;
  guint n_cells = expression->cells == NULL ? 0 : expression->cells->len;
  guint n_columns = expression->columns == NULL ? 0 : expression->columns->len;

  switch (expression->kind) {
  case ZB_EXPRESSION_CELL:
  case ZB_EXPRESSION_ROW_CELL:
  case ZB_EXPRESSION_KEY_CELL:
    add_place (collector, zb_expression_place (collector->machine, expression), sign);
    return;
  case ZB_EXPRESSION_FIELD:
    add_field (collector, expression->index);
    return;
  case ZB_EXPRESSION_LOOP:
    collect_loop (collector, expression);
    return;
  default:
    break;
  }
  for (guint i = 0; i < n_cells; i++)
    add_place (collector,
               zb_cell_place_of_slot (world, g_array_index (expression->cells, guint, i)),
               child_sign (expression, i, sign));
  for (guint i = 0; i < n_columns; i++)
    collect_column (collector, g_array_index (expression->columns, guint, i),
                    child_sign (expression, 0, sign));
  for (guint i = 0; i < zb_expression_n_children (expression); i++)
    collect (collector, zb_expression_child (expression, i), child_sign (expression, i, sign));
}

void
zb_collect_operands (ZbMachine *machine,
                     const ZbExpression *expression,
                     int side,
                     GPtrArray *operands)
{
  Collector collector = {.machine = machine, .operands = operands, .side = side};

  collect (&collector, expression, 1);
}

static void
update (GChecksum *checksum, const char *part)
{
  /* A zero byte ends each part, so that no two lists of parts read the same. */
  g_checksum_update (checksum, (const guchar *)part, (gssize)strlen (part) + 1);
}

char *
zb_operand_digest (const char *rule, guint revision, const GPtrArray *operands)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *number = g_strdup_printf ("%u", revision);

  update (checksum, rule);
  update (checksum, number);
  for (guint i = 0; i < operands->len; i++) {
    const ZbOperand *operand = g_ptr_array_index (operands, i);

    update (checksum, operand->form);
    update (checksum, operand->section);
    update (checksum, operand->row);
    update (checksum, operand->column);
    update (checksum, operand->period);
    update (checksum, operand->value == NULL ? "-" : "+");
    update (checksum, operand->value == NULL ? "" : operand->value);
  }
  return g_strdup (g_checksum_get_string (checksum));
}
