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

static void
put_before (char **text, const char *head)
{
  char *whole = g_strdup_printf ("%s %s", head ? head : "", *text);

  g_free (*text);
  *text = g_strchug (whole);
}

/* With its merged heads before it: "This year Month" is another column than "Last year Month". */
static ZbText
name_of_column (const ZbSection *section, guint column)
{
  ZbText name = copy_text (&section->columns[column].label);

  for (guint group = section->columns[column].group; group > 0;
       group = section->groups[group - 1].parent) {
    put_before (&name.zh, section->groups[group - 1].label.zh);
    put_before (&name.en, section->groups[group - 1].label.en);
  }
  return name;
}

gboolean
zb_item_resolve (const ZbForm *form, const char *id, ZbItem *ret_item)
{
  char *key = NULL;
  guint section_index, column;
  ZbCellSpec spec = {0};

  if (!zb_form_split_item_id (form, id, &section_index, &key, &column))
    return FALSE;
  const ZbSection *section = &form->sections[section_index];
  int row = section->dynamic ? -1 : zb_section_find_row (section, key);
  zb_section_cell_spec (section, key, column, &spec);
  *ret_item = (ZbItem){
      .section = section_index,
      .column = column,
      .row = row,
      .key = key,
      .row_name = name_of_row (section, row, key),
      .column_name = name_of_column (section, column),
      .measure = spec.measure,
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
