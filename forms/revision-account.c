/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-account.h"

#include "forms/form-lookup.h"
#include "forms/report-notes.h"

#include <string.h>

typedef struct {
  const ZbMapSection *section; /* (nullable) the whole section is dropped */
  gboolean back;
  const ZbReport *before, *after;
  ZbRevisionAccount *account;
} Telling;

static const char *
old_code (const Telling *telling, const ZbMapLink *link)
{
  return telling->back ? link->to : link->from;
}

static const char *
new_code (const Telling *telling, const ZbMapLink *link)
{
  return telling->back ? link->from : link->to;
}

static void
cell_free (gpointer data)
{
  ZbCarriedCell *cell = data;

  g_free (cell->item);
  zb_text_clear (&cell->name);
  g_free (cell->value);
  g_free (cell);
}

static void
item_free (gpointer data)
{
  ZbCarriedItem *item = data;

  g_ptr_array_unref (item->from);
  g_ptr_array_unref (item->to);
  g_free (item);
}

void
zb_revision_account_free (ZbRevisionAccount *account)
{
  if (account == NULL)
    return;
  g_free (account->from);
  g_free (account->to);
  g_ptr_array_unref (account->items);
  g_free (account);
}

static char *
dup_value (const ZbReport *report, guint section, guint row, guint column)
{
  ZbCell cell = zb_report_cell (report, section, row, column);
  ZbDecimal value;

  if (cell.state != ZB_STATE_VALUE)
    return NULL;
  return zb_report_decimal (report, section, row, column, &value) ? zb_decimal_to_display (value)
                                                                  : g_strdup (cell.text);
}

static const ZbText *
row_name (const ZbSection *section, const char *key)
{
  static const ZbText nothing = {0};
  const ZbCode *entry = section->dynamic ? zb_code_list_find (section->keys, key) : NULL;
  int row = section->dynamic ? -1 : zb_section_find_row (section, key);

  if (entry != NULL)
    return &entry->name;
  return row >= 0 ? &section->rows[row].label : &nothing;
}

/* The cell of @report, if its form has such a place. */
static ZbCarriedCell *
cell_new (const ZbReport *report, const char *section_id, const char *key, const char *column_code)
{
  const ZbForm *form = zb_report_form (report);
  int section = zb_form_find_section (form, section_id);
  int column = section < 0 ? -1 : zb_section_find_column (&form->sections[section], column_code);
  const ZbText *name;
  ZbCarriedCell *cell;
  int row;

  if (column < 0)
    return NULL;
  name = row_name (&form->sections[section], key);
  row = zb_report_find_row (report, (guint)section, key);
  cell = g_new0 (ZbCarriedCell, 1);
  cell->item = zb_form_item_id (form, (guint)section, key, (guint)column);
  cell->name = (ZbText){.zh = g_strdup (name->zh), .en = g_strdup (name->en)};
  if (row >= 0)
    cell->value = dup_value (report, (guint)section, (guint)row, (guint)column);
  return cell;
}

static void
add_cell (GPtrArray *cells, ZbCarriedCell *cell)
{
  if (cell != NULL)
    g_ptr_array_add (cells, cell);
}

static const char *
find_column (const Telling *telling, const char *column)
{
  for (guint i = 0; telling->section != NULL && i < telling->section->columns->len; i++) {
    const ZbMapLink *link = &g_array_index (telling->section->columns, ZbMapLink, i);

    if (g_strcmp0 (old_code (telling, link), column) == 0)
      return new_code (telling, link);
  }
  return NULL;
}

/* The rows that a row became, or (with @towards_old) that it was made of; by their keys, borrowed.
 * A row without a word is the same on both sides. */
static GPtrArray *
list_linked (const Telling *telling, const char *key, gboolean towards_old)
{
  GPtrArray *keys = g_ptr_array_new ();
  gboolean named = FALSE;

  for (guint i = 0; telling->section != NULL && i < telling->section->rows->len; i++) {
    const ZbMapLink *link = &g_array_index (telling->section->rows, ZbMapLink, i);
    const char *here = towards_old ? new_code (telling, link) : old_code (telling, link);
    const char *there = towards_old ? old_code (telling, link) : new_code (telling, link);

    if (g_strcmp0 (here, key) != 0)
      continue;
    named = TRUE;
    if (there != NULL)
      g_ptr_array_add (keys, (gpointer)there);
  }
  if (!named && telling->section != NULL)
    g_ptr_array_add (keys, (gpointer)key);
  return keys;
}

static gboolean
has_value (const GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (((const ZbCarriedCell *)cells->pdata[i])->value != NULL)
      return TRUE;
  return FALSE;
}

static ZbCarriedFate
find_fate (const ZbCarriedItem *item)
{
  if (item->to->len == 0)
    return ZB_CARRIED_DROPPED;
  if (item->to->len > 1)
    return has_value (item->to) ? ZB_CARRIED_SPLIT : ZB_CARRIED_DIVIDED;
  if (!has_value (item->to))
    return ZB_CARRIED_INEXACT;
  return item->from->len > 1 ? ZB_CARRIED_MERGED : ZB_CARRIED_MOVED;
}

static gboolean
is_same (const ZbCarriedItem *item)
{
  const ZbCarriedCell *from = item->from->pdata[0];
  const ZbCarriedCell *to = item->to->len == 1 ? item->to->pdata[0] : NULL;

  return item->from->len == 1 && to != NULL && strcmp (from->item, to->item) == 0 &&
         g_strcmp0 (from->value, to->value) == 0;
}

/* Takes @item. */
static void
add_item (ZbRevisionAccount *account, ZbCarriedItem *item)
{
  item->fate = find_fate (item);
  if (is_same (item)) {
    account->n_same++;
    item_free (item);
    return;
  }
  account->n_left += item->fate >= ZB_CARRIED_DIVIDED;
  g_ptr_array_add (account->items, item);
}

/* All that is added up with @cell; FALSE where that was told with another of them before. */
static gboolean
add_sources (const Telling *telling,
             const GPtrArray *keys,
             const char *section,
             const char *column,
             const char *key,
             GPtrArray *from)
{
  for (guint i = 0; i < keys->len; i++) {
    ZbCarriedCell *cell = cell_new (telling->before, section, keys->pdata[i], column);

    if (cell == NULL || cell->value == NULL) {
      g_clear_pointer (&cell, cell_free);
      continue;
    }
    g_ptr_array_add (from, cell);
    if (from->len == 1 && strcmp (keys->pdata[i], key) != 0)
      return FALSE;
  }
  return TRUE;
}

static void
tell_cell (const Telling *telling, guint section, const char *key, guint column)
{
  const ZbSection *described = &zb_report_form (telling->before)->sections[section];
  const char *code = described->columns[column].code, *new_column = find_column (telling, code);
  const char *new_section = telling->section == NULL
                                ? NULL
                                : (telling->back ? telling->section->from : telling->section->to);
  g_autoptr (GPtrArray) targets = list_linked (telling, key, FALSE);
  g_autoptr (GPtrArray) sources = NULL;
  ZbCarriedItem *item = g_new0 (ZbCarriedItem, 1);
  gboolean first = TRUE;

  item->from = g_ptr_array_new_with_free_func (cell_free);
  item->to = g_ptr_array_new_with_free_func (cell_free);
  for (guint i = 0; new_column != NULL && i < targets->len; i++)
    add_cell (item->to, cell_new (telling->after, new_section, targets->pdata[i], new_column));
  if (item->to->len == 1)
    sources = list_linked (telling, targets->pdata[0], TRUE);
  if (sources != NULL && sources->len > 1)
    first = add_sources (telling, sources, described->id, code, key, item->from);
  else
    add_cell (item->from, cell_new (telling->before, described->id, key, code));
  if (first)
    add_item (telling->account, item);
  else
    item_free (item);
}

static void
tell_section (Telling *telling, guint section)
{
  const ZbSection *described = &zb_report_form (telling->before)->sections[section];

  for (guint row = 0; row < zb_report_n_rows (telling->before, section); row++)
    for (guint column = 0; column < described->n_columns; column++) {
      ZbCellSpec spec;

      if (zb_report_cell (telling->before, section, row, column).state != ZB_STATE_VALUE ||
          !zb_report_cell_spec (telling->before, section, row, column, &spec) ||
          (spec.flags & ZB_CELL_COMPUTED))
        continue;
      tell_cell (telling, section, zb_report_row_key (telling->before, section, row), column);
    }
}

/* Fields that the other edition does not have. */
static void
tell_fields (const Telling *telling)
{
  const ZbForm *form = zb_report_form (telling->before);

  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    const ZbField *field = zb_form_field (form, i);
    ZbCarriedItem *item;
    ZbCarriedCell *cell;

    if (zb_report_field (telling->before, i) == NULL ||
        zb_form_find_field (zb_report_form (telling->after), field->id) >= 0)
      continue;
    cell = g_new0 (ZbCarriedCell, 1);
    cell->item = g_strdup (field->id);
    cell->name = (ZbText){.zh = g_strdup (field->label.zh), .en = g_strdup (field->label.en)};
    cell->value = g_strdup (zb_report_field (telling->before, i));
    item = g_new0 (ZbCarriedItem, 1);
    item->from = g_ptr_array_new_with_free_func (cell_free);
    item->to = g_ptr_array_new_with_free_func (cell_free);
    g_ptr_array_add (item->from, cell);
    add_item (telling->account, item);
  }
}

static const ZbMapSection *
find_map_section (const ZbRevisionMap *map, gboolean back, const char *id)
{
  for (guint i = 0; i < map->sections->len; i++) {
    const ZbMapSection *section = &g_array_index (map->sections, ZbMapSection, i);

    if (section->to != NULL && section->from != NULL &&
        strcmp (back ? section->to : section->from, id) == 0)
      return section;
  }
  return NULL;
}

ZbRevisionAccount *
zb_revision_account_new (const ZbRevisionMap *map,
                         gboolean back,
                         const ZbReport *before,
                         const ZbReport *after)
{
  ZbRevisionAccount *account = g_new0 (ZbRevisionAccount, 1);
  Telling telling = {.back = back, .before = before, .after = after, .account = account};
  const ZbForm *form = zb_report_form (before);

  account->from = g_strdup (form->edition);
  account->to = g_strdup (zb_report_form (after)->edition);
  account->items = g_ptr_array_new_with_free_func (item_free);
  account->n_explanations = zb_report_n_explanations (before);
  account->n_prefill_changes = zb_report_n_prefill_changes (before);
  for (guint section = 0; section < form->n_sections; section++) {
    telling.section = find_map_section (map, back, form->sections[section].id);
    tell_section (&telling, section);
  }
  tell_fields (&telling);
  return account;
}
