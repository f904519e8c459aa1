/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/variable-set.h"

#include "forms/form-lookup.h"
#include "validators/compiler/cell-binder.h"
#include "validators/rule-shape.h"

#include <string.h>

static ZbVariable
column_variable (const char *name, const ZbSection *section, guint column)
{
  return (ZbVariable){.name = name,
                      .kind = ZB_BOUND_COLUMN,
                      .column = column,
                      .column_code = section->columns[column].code};
}

/* The section whose columns a part of the rule means, as far as it can be told before its row is
 * bound; -1 if it cannot. */
static int
section_of_cells (const ZbBinder *binder, const ZbSyntax *cells)
{
  const ZbVariable *row;

  if (cells->kind != ZB_SYNTAX_CELLS || cells->form != NULL)
    return -1;
  if (cells->section != NULL)
    return zb_form_find_section (binder->form, cells->section);
  row = cells->row.kind == ZB_SELECT_ONE ? zb_binder_variable (binder, cells->row.from) : NULL;
  if (row != NULL && (row->kind == ZB_BOUND_ROW || row->kind == ZB_BOUND_ROWS))
    return (int)row->section;
  return binder->form->n_sections == 1 ? 0 : -1;
}

typedef struct {
  ZbBinder *binder;
  const char *variable; /* NULL for columns left out */
  int section;
} SectionSearch;

static gboolean
find_section_cb (const ZbSyntax *syntax, gpointer data)
{
  SectionSearch *search = data;
  int section = section_of_cells (search->binder, syntax);
  gboolean meant;

  if (section < 0)
    return FALSE;
  if (search->variable != NULL)
    meant =
        syntax->column.kind == ZB_SELECT_ONE && strcmp (syntax->column.from, search->variable) == 0;
  else
    meant = syntax->column.kind == ZB_SELECT_NONE &&
            search->binder->form->sections[section].n_columns > 1;
  if (meant)
    search->section = section;
  return meant;
}

GArray *
zb_variable_set_of_columns (ZbBinder *binder)
{
  GArray *set = g_array_new (FALSE, TRUE, sizeof (ZbVariable));
  SectionSearch search = {.binder = binder, .section = -1};
  const ZbSection *section;

  if (!zb_rule_visit (binder->rule, find_section_cb, &search))
    return set;
  section = &binder->form->sections[search.section];
  for (guint i = 0; i < section->n_columns; i++) {
    ZbVariable column = column_variable ("", section, i);

    g_array_append_val (set, column);
  }
  return set;
}

static gboolean
add_columns (ZbBinder *binder, const ZbSyntaxEach *each, const ZbSyntax *item, GArray *set)
{
  SectionSearch search = {.binder = binder, .variable = each->variable, .section = -1};
  ZbSyntax columns = *item;
  const ZbSection *section;
  guint first, last;

  if (!zb_rule_visit (binder->rule, find_section_cb, &search)) {
    zb_binder_fail (binder, item->start,
                    "it cannot be told of which section “%s” is a column: name the section of "
                    "the cells it stands in",
                    each->variable);
    return FALSE;
  }
  section = &binder->form->sections[search.section];
  columns.column = columns.row;
  if (!zb_bind_range (binder, &columns, section, FALSE, &first, &last))
    return FALSE;
  for (guint i = first; i <= last; i++) {
    ZbVariable column = column_variable (each->variable, section, i);

    g_array_append_val (set, column);
  }
  return TRUE;
}

static gboolean
add_rows (ZbBinder *binder, const ZbSyntaxEach *each, const ZbSyntax *item, GArray *set)
{
  ZbVariable row = {.name = each->variable, .kind = ZB_BOUND_ROW};
  guint first, last;
  ZbPlace place;

  if (!zb_bind_place (binder, item, &place))
    return FALSE;
  if (place.source != 0) {
    zb_binder_fail (binder, item->start, "a rule runs over rows of its own form and period");
    return FALSE;
  }
  row.section = (guint)place.section_index;
  row.rows = place.section;
  if (place.section->dynamic) {
    if (item->row.kind != ZB_SELECT_ALL) {
      zb_binder_fail (binder, item->start,
                      "the rows of section %s are chosen when the form is filled in: write %s.*",
                      place.section_id, place.section_id);
      return FALSE;
    }
    row.kind = ZB_BOUND_ROWS;
    row.domain = zb_bind_domain (binder, &place);
    g_array_append_val (set, row);
    return TRUE;
  }
  if (!zb_bind_range (binder, item, place.section, TRUE, &first, &last))
    return FALSE;
  for (row.row = first; row.row <= last; row.row++)
    g_array_append_val (set, row);
  return TRUE;
}

static gboolean
is_figure (const ZbSection *section, guint row, guint column)
{
  const ZbCellSpec *spec =
      &section->specs[section->dynamic ? column : row * section->n_columns + column];

  return spec->type == ZB_CELL_NUMBER && (spec->flags & ZB_CELL_NOT_APPLICABLE) == 0;
}

/* Only figures: a range of cells leaves out texts and what is printed as —. */
static gboolean
add_cells (ZbBinder *binder, const ZbSyntaxEach *each, const ZbSyntax *item, GArray *set)
{
  guint first_row = 0, last_row = 0, first_column, last_column;
  ZbVariable cell = {.name = each->variable, .kind = ZB_BOUND_CELL};
  ZbPlace place;

  if (!zb_bind_place (binder, item, &place))
    return FALSE;
  if (place.source != 0) {
    zb_binder_fail (binder, item->start, "a rule runs over cells of its own form and period");
    return FALSE;
  }
  cell.section = (guint)place.section_index;
  cell.rows = place.section;
  if (item->column.kind == ZB_SELECT_NONE || item->row.key != NULL) {
    zb_binder_fail (binder, item->start, "name rows and columns of the cells, as in [A.*,*]");
    return FALSE;
  }
  if (!zb_bind_range (binder, item, place.section, FALSE, &first_column, &last_column))
    return FALSE;
  if (place.section->dynamic) {
    if (item->row.kind != ZB_SELECT_ALL) {
      zb_binder_fail (
          binder, item->start,
          "the rows of section %s are chosen when the form is filled in: write [%s.*,…]",
          place.section_id, place.section_id);
      return FALSE;
    }
    cell.kind = ZB_BOUND_COLUMN_CELL;
    cell.domain = zb_bind_domain (binder, &place);
  } else if (!zb_bind_range (binder, item, place.section, TRUE, &first_row, &last_row)) {
    return FALSE;
  }
  for (cell.row = first_row; cell.row <= last_row; cell.row++) {
    for (cell.column = first_column; cell.column <= last_column; cell.column++) {
      if (is_figure (place.section, cell.row, cell.column))
        g_array_append_val (set, cell);
    }
  }
  return TRUE;
}

static gboolean
add_item (ZbBinder *binder,
          const ZbSyntaxEach *each,
          const ZbSyntax *item,
          ZbVariableRoles roles,
          GArray *set)
{
  if (item->row.key != NULL) {
    zb_binder_fail (binder, item->start, "a set names codes, it does not compute them");
    return FALSE;
  }
  if (item->kind == ZB_SYNTAX_CELLS)
    return add_cells (binder, each, item, set);
  if (item->section == NULL && roles == ZB_ROLE_COLUMN)
    return add_columns (binder, each, item, set);
  return add_rows (binder, each, item, set);
}

static gboolean
is_same (const ZbVariable *a, const ZbVariable *b)
{
  return a->kind == b->kind && a->section == b->section && a->row == b->row &&
         a->column == b->column;
}

static gboolean
leave_out (ZbBinder *binder, const ZbSyntaxEach *each, ZbVariableRoles roles, GArray *set)
{
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (ZbVariable));

  for (guint i = 0; each->except != NULL && i < each->except->len; i++) {
    if (!add_item (binder, each, g_ptr_array_index (each->except, i), roles, out))
      return FALSE;
  }
  for (guint i = 0; i < out->len; i++) {
    for (guint j = set->len; j > 0; j--) {
      if (is_same (&g_array_index (out, ZbVariable, i), &g_array_index (set, ZbVariable, j - 1)))
        g_array_remove_index (set, j - 1);
    }
  }
  if (set->len > 0)
    return TRUE;
  zb_binder_fail (binder, each->start, "“except” leaves nothing of the set");
  return FALSE;
}

GArray *
zb_variable_set (ZbBinder *binder, const ZbSyntaxEach *each)
{
  ZbVariableRoles roles = zb_rule_roles (binder->rule, each->variable);
  g_autoptr (GArray) set = g_array_new (FALSE, TRUE, sizeof (ZbVariable));

  if (roles == 0)
    return zb_binder_fail (binder, each->start, "“%s” is not used in the rule", each->variable);
  if ((roles & ZB_ROLE_ROW) && (roles & ZB_ROLE_COLUMN))
    return zb_binder_fail (binder, each->start, "“%s” stands for rows and for columns",
                           each->variable);
  for (guint i = 0; i < each->set->len; i++) {
    if (!add_item (binder, each, g_ptr_array_index (each->set, i), roles, set))
      return NULL;
  }
  return leave_out (binder, each, roles, set) ? g_steal_pointer (&set) : NULL;
}
