/* SPDX-License-Identifier: Apache-2.0 */
#include "server/export/item.h"

#include "forms/form-lookup.h"

#include <string.h>

void
zb_item_clear (ZbItem *item)
{
  g_clear_pointer (&item->key, g_free);
  zb_text_clear (&item->row_name);
  zb_text_clear (&item->column_name);
}

/* "B.3974.2" at its first and last dot. */
static gboolean
split (const char *id, char **ret_section, char **ret_key, const char **ret_column)
{
  const char *first = strchr (id, '.');
  const char *last = strrchr (id, '.');

  if (!first || first == last)
    return FALSE;
  *ret_section = g_strndup (id, (gsize)(first - id));
  *ret_key = g_strndup (first + 1, (gsize)(last - first - 1));
  *ret_column = last + 1;
  return TRUE;
}

static ZbText
copy_text (const ZbText *text)
{
  return (ZbText){g_strdup (text->zh), g_strdup (text->en)};
}

/* A key that the list lacks keeps its code for a name. */
static ZbText
name_of_row (const ZbSection *section, int row, const char *key)
{
  const ZbCode *code =
      section->dynamic && section->keys ? zb_code_list_find (section->keys, key) : NULL;

  if (!section->dynamic)
    return copy_text (&section->rows[row].label);
  return code ? copy_text (&code->name) : (ZbText){g_strdup (key), g_strdup (key)};
}

gboolean
zb_item_resolve (const ZbForm *form, const char *id, ZbItem *ret_item)
{
  g_autofree char *section_id = NULL;
  g_autofree char *key = NULL;
  const char *column_code;
  ZbCellSpec spec;

  if (!split (id, &section_id, &key, &column_code))
    return FALSE;
  int section_index = zb_form_find_section (form, section_id);
  if (section_index < 0)
    return FALSE;
  const ZbSection *section = &form->sections[section_index];
  int row = section->dynamic ? -1 : zb_section_find_row (section, key);
  int column = zb_section_find_column (section, column_code);
  if (column < 0 || (row < 0 && !section->dynamic) ||
      !zb_section_cell_spec (section, key, (guint)column, &spec))
    return FALSE;
  *ret_item = (ZbItem){
      .section = (guint)section_index,
      .column = (guint)column,
      .row = row,
      .row_name = name_of_row (section, row, key),
      .column_name = copy_text (&section->columns[column].label),
      .measure = spec.measure,
      .key = g_steal_pointer (&key),
  };
  return TRUE;
}

int
zb_item_compare (const ZbItem *a, const ZbItem *b)
{
  if (a->section != b->section)
    return a->section < b->section ? -1 : 1;
  if (a->row != b->row)
    return a->row < b->row ? -1 : 1;
  int by_key = strcmp (a->key, b->key);
  if (by_key != 0)
    return by_key;
  return a->column < b->column ? -1 : a->column > b->column;
}
