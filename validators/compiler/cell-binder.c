/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/cell-binder.h"

#include "forms/form-lookup.h"

#include <string.h>

/* Whether entries of the section's code list bring measures or decimals of their own. */
static gboolean
is_late (ZbBinder *binder, const ZbSection *section)
{
  gpointer known = g_hash_table_lookup (binder->late_sections, section);
  gboolean late = FALSE;

  if (known != NULL)
    return GPOINTER_TO_INT (known) - 1;
  for (guint i = 0; !late && i < zb_code_list_length (section->keys); i++) {
    const ZbCode *code = zb_code_list_at (section->keys, i);

    late = code->measure != NULL || code->scale >= 0;
  }
  g_hash_table_insert (binder->late_sections, (gpointer)section, GINT_TO_POINTER (late + 1));
  return late;
}

/* The type of a column's cells in any row of a dynamic section. */
static ZbQuantity
column_type (ZbBinder *binder, const ZbSection *section, guint column)
{
  const ZbCellSpec *spec = &section->specs[column];
  gboolean late = spec->type == ZB_CELL_NUMBER && (spec->flags & ZB_CELL_OWN_MEASURE) == 0 &&
                  is_late (binder, section);

  return zb_quantity_of_spec (spec, late ? zb_code_list_id (section->keys) : NULL);
}

static ZbQuantity
unknown_type (void)
{
  ZbQuantity type = zb_quantity_bare (0);

  type.nature = ZB_NUMBER_ANY;
  return type;
}

/* The code of the column that @syntax names; NULL with an error. */
static const char *
column_code (ZbBinder *binder, const ZbSyntax *syntax, const ZbPlace *place)
{
  const ZbVariable *variable;

  if (syntax->column.kind == ZB_SELECT_NONE) {
    if (place->section != NULL && place->section->n_columns == 1)
      return place->section->columns[0].code;
    variable = zb_binder_variable (binder, "");
    if (variable != NULL)
      return variable->column_code;
    return zb_binder_fail (binder, syntax->start, "name the column, as in [row,column]");
  }
  if (syntax->column.key != NULL)
    return zb_binder_fail (binder, syntax->start, "a column cannot be computed");
  variable = syntax->column.kind == ZB_SELECT_ONE ? zb_binder_variable (binder, syntax->column.from)
                                                  : NULL;
  if (variable == NULL)
    return syntax->column.from;
  if (variable->kind != ZB_BOUND_COLUMN)
    return zb_binder_fail (binder, syntax->start, "“%s” runs over rows, not over columns",
                           variable->name);
  return variable->column_code;
}

static ZbExpression *
new_slot (ZbBinder *binder, const ZbSyntax *syntax, const ZbSlot *slot)
{
  ZbExpression *cell = zb_expression_new (ZB_EXPRESSION_CELL, slot->type, syntax->start);

  cell->index = zb_references_slot (binder->references, slot);
  cell->unknown = slot->section_index < 0;
  zb_binder_count (binder, 1);
  return cell;
}

static ZbExpression *
bind_fixed (
    ZbBinder *binder, const ZbSyntax *syntax, const ZbPlace *place, const char *row, int column)
{
  const ZbSection *section = place->section;
  ZbSlot slot = {.source = place->source,
                 .section = section->id,
                 .row = (char *)row,
                 .column = section->columns[column].code,
                 .section_index = place->section_index,
                 .row_index = -1,
                 .column_index = column};
  ZbCellSpec spec;

  if (section->dynamic) {
    if (zb_code_list_find (section->keys, row) == NULL)
      return zb_binder_fail (binder, syntax->start, "the list %s has no entry “%s”",
                             zb_code_list_id (section->keys), row);
    if (!zb_section_cell_spec (section, row, (guint)column, &spec))
      return zb_binder_fail (binder, syntax->start, "“%s” cannot name a row", row);
  } else {
    slot.row_index = zb_bind_code (binder, syntax->start, section, TRUE, row);
    if (slot.row_index < 0)
      return NULL;
    spec = section->specs[(guint)slot.row_index * section->n_columns + (guint)column];
  }
  slot.type = zb_quantity_of_spec (&spec, NULL);
  return new_slot (binder, syntax, &slot);
}

/* The row with the variable's code, in the same section of any period. */
static ZbExpression *
bind_same_row (ZbBinder *binder,
               const ZbSyntax *syntax,
               const ZbPlace *place,
               const ZbVariable *variable,
               int column)
{
  ZbPair pair = {.domain = variable->domain,
                 .source = place->source,
                 .section = (char *)place->section_id,
                 .section_index = place->section_index};
  ZbRowSlot slot = {.column = place->section->columns[column].code, .column_index = column};
  ZbExpression *cell;

  slot.pair = zb_references_pair (binder->references, &pair);
  slot.type = column_type (binder, place->section, (guint)column);
  cell = zb_expression_new (ZB_EXPRESSION_ROW_CELL, slot.type, syntax->start);
  cell->index = zb_references_row_slot (binder->references, &slot);
  cell->variable = variable->frame;
  zb_binder_count (binder, 1);
  return cell;
}

/* Takes @key. */
static ZbExpression *
bind_keyed (
    ZbBinder *binder, const ZbSyntax *syntax, const ZbPlace *place, ZbExpression *key, int column)
{
  ZbKeySlot slot = {.source = place->source,
                    .section = (char *)place->section_id,
                    .column = place->section->columns[column].code,
                    .section_index = place->section_index,
                    .column_index = column};
  ZbExpression *cell;

  slot.type = column_type (binder, place->section, (guint)column);
  cell = zb_expression_new (ZB_EXPRESSION_KEY_CELL, slot.type, syntax->start);
  cell->index = zb_references_key_slot (binder->references, &slot);
  /* A row's own measure is converted to that of the row the rule runs over. */
  cell->flag = binder->n_frames > 0;
  zb_expression_add (cell, key);
  zb_binder_count (binder, 1);
  return cell;
}

static ZbExpression *
bind_by_variable (ZbBinder *binder,
                  const ZbSyntax *syntax,
                  const ZbPlace *place,
                  const ZbVariable *variable,
                  int column)
{
  ZbExpression *key;

  if (variable->kind == ZB_BOUND_ROW)
    return bind_fixed (binder, syntax, place,
                       binder->form->sections[variable->section].rows[variable->row].code, column);
  if (variable->kind != ZB_BOUND_ROWS)
    return zb_binder_fail (binder, syntax->start, "“%s” does not run over rows", variable->name);
  if (!place->section->dynamic)
    return zb_binder_fail (binder, syntax->start,
                           "section %s has fixed rows: a row chosen from a code list cannot be "
                           "looked up there",
                           place->section->id);
  if (strcmp (g_array_index (binder->references->domains, ZbDomain, variable->domain).section,
              place->section_id) == 0)
    return bind_same_row (binder, syntax, place, variable, column);
  key = zb_expression_new (ZB_EXPRESSION_KEY, zb_quantity_text (), syntax->start);
  key->variable = variable->frame;
  return bind_keyed (binder, syntax, place, key, column);
}

static ZbExpression *
bind_unknown (ZbBinder *binder, const ZbSyntax *syntax, const ZbPlace *place)
{
  ZbSlot slot = {.source = place->source,
                 .section = (char *)place->section_id,
                 .row = syntax->row.from == NULL ? (char *)"" : syntax->row.from,
                 .column = syntax->column.from == NULL ? (char *)"" : syntax->column.from,
                 .section_index = -1,
                 .row_index = -1,
                 .column_index = -1,
                 .type = unknown_type ()};

  return new_slot (binder, syntax, &slot);
}

/* One cell of @place, column @column given. */
static ZbExpression *
bind_row (ZbBinder *binder, const ZbSyntax *syntax, const ZbPlace *place, int column)
{
  const ZbVariable *variable;
  ZbExpression *key;

  if (syntax->row.kind == ZB_SELECT_KEY && syntax->row.key != NULL) {
    if (!place->section->dynamic)
      return zb_binder_fail (binder, syntax->start,
                             "section %s has fixed rows: their codes cannot be computed",
                             place->section->id);
    key = zb_bind_text (binder, syntax->row.key);
    return key == NULL ? NULL : bind_keyed (binder, syntax, place, key, column);
  }
  variable =
      syntax->row.kind == ZB_SELECT_ONE ? zb_binder_variable (binder, syntax->row.from) : NULL;
  if (variable != NULL)
    return bind_by_variable (binder, syntax, place, variable, column);
  return bind_fixed (binder, syntax, place, syntax->row.from, column);
}

static gboolean
is_range (const ZbSelector *selector)
{
  return selector->kind == ZB_SELECT_ALL || selector->kind == ZB_SELECT_RANGE;
}

gboolean
zb_cells_are_many (const ZbBinder *binder, const ZbSyntax *syntax)
{
  return syntax->kind == ZB_SYNTAX_CELLS &&
         (is_range (&syntax->row) || is_range (&syntax->column) ||
          syntax->to.kind != ZB_OFFSET_NONE);
}

ZbExpression *
zb_bind_cell (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbPlace place;
  const char *code;
  int column;

  if (zb_cells_are_many (binder, syntax))
    return zb_binder_fail (binder, syntax->start,
                           "one cell is needed here; several go into sum (…), count (…), avg "
                           "(…), min (…) or max (…)");
  if (!zb_bind_place (binder, syntax, &place))
    return NULL;
  if (place.form == NULL)
    return bind_unknown (binder, syntax, &place);
  code = column_code (binder, syntax, &place);
  if (code == NULL)
    return NULL;
  column = zb_bind_code (binder, syntax->start, place.section, FALSE, code);
  return column < 0 ? NULL : bind_row (binder, syntax, &place, column);
}

ZbExpression *
zb_bind_cell_variable (ZbBinder *binder, const ZbVariable *variable, const ZbSyntax *syntax)
{
  ZbPlace place = {.source = 0, .form = binder->form, .section_index = (int)variable->section};

  if (variable->kind != ZB_BOUND_CELL && variable->kind != ZB_BOUND_COLUMN_CELL)
    return zb_binder_fail (binder, syntax->start, "“%s” runs over %s: name a cell, as in [%s]",
                           variable->name, variable->kind == ZB_BOUND_COLUMN ? "columns" : "rows",
                           variable->kind == ZB_BOUND_COLUMN ? "row,c" : "r,column");
  place.section = &binder->form->sections[variable->section];
  place.section_id = place.section->id;
  if (variable->kind == ZB_BOUND_COLUMN_CELL)
    return bind_same_row (binder, syntax, &place, variable, (int)variable->column);
  return bind_fixed (binder, syntax, &place, place.section->rows[variable->row].code,
                     (int)variable->column);
}

/* Adds one column of @place: of all its rows, of a range of fixed rows, or of one row. */
static gboolean
add_column (ZbBinder *binder,
            const ZbSyntax *syntax,
            const ZbPlace *place,
            guint column,
            ZbExpression *into)
{
  guint first, last;

  if (!is_range (&syntax->row)) {
    ZbExpression *cell = bind_row (binder, syntax, place, (int)column);

    if (cell == NULL)
      return FALSE;
    if (cell->kind == ZB_EXPRESSION_CELL) {
      g_array_append_val (into->cells, cell->index);
      zb_expression_free (cell);
    } else {
      zb_expression_add (into, cell);
    }
    return TRUE;
  }
  if (place->section->dynamic) {
    ZbVariable rows = {.domain = zb_bind_domain (binder, place)};
    g_autoptr (ZbExpression) cell = NULL;

    if (syntax->row.kind == ZB_SELECT_RANGE) {
      zb_binder_fail (binder, syntax->start, "rows chosen from a code list have no ranges");
      return FALSE;
    }
    cell = bind_same_row (binder, syntax, place, &rows, (int)column);
    g_array_append_val (into->columns, cell->index);
    zb_binder_count (binder, place->section->max_rows);
    return TRUE;
  }
  if (!zb_bind_range (binder, syntax, place->section, TRUE, &first, &last))
    return FALSE;
  for (guint row = first; row <= last; row++) {
    g_autoptr (ZbExpression) cell =
        bind_fixed (binder, syntax, place, place->section->rows[row].code, (int)column);

    if (cell == NULL)
      return FALSE;
    g_array_append_val (into->cells, cell->index);
  }
  return TRUE;
}

static gboolean
add_place (ZbBinder *binder, const ZbSyntax *syntax, const ZbPlace *place, ZbExpression *into)
{
  const char *code;
  guint first, last;
  int column;

  if (place->form == NULL) {
    g_autoptr (ZbExpression) cell = bind_unknown (binder, syntax, place);

    g_array_append_val (into->cells, cell->index);
    return TRUE;
  }
  if (is_range (&syntax->column)) {
    if (!zb_bind_range (binder, syntax, place->section, FALSE, &first, &last))
      return FALSE;
    for (guint i = first; i <= last; i++) {
      if (!add_column (binder, syntax, place, i, into))
        return FALSE;
    }
    return TRUE;
  }
  code = column_code (binder, syntax, place);
  if (code == NULL)
    return FALSE;
  column = zb_bind_code (binder, syntax->start, place->section, FALSE, code);
  return column >= 0 && add_column (binder, syntax, place, (guint)column, into);
}

static gboolean
add_place_cb (ZbBinder *binder, const ZbSyntax *syntax, ZbPlace *place, gpointer into)
{
  return add_place (binder, syntax, place, into);
}

gboolean
zb_bind_cells (ZbBinder *binder, const ZbSyntax *syntax, ZbExpression *into)
{
  return zb_bind_places (binder, syntax, add_place_cb, into);
}
