/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-difference.h"

#include <string.h>

#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/office/language.h"
#include "forms/form-lookup.h"

void
zb_report_change_free (ZbReportChange *change)
{
  g_free (change->item);
  g_free (change->name);
  g_free (change->before);
  g_free (change->after);
  g_free (change);
}

static const char *
get_row_name (const ZbSection *section, const char *key)
{
  if (section->dynamic) {
    const ZbCode *code = zb_code_list_find (section->keys, key);
    return code != NULL ? zb_language_text (&code->name) : key;
  }
  int row = zb_section_find_row (section, key);
  return row >= 0 ? zb_language_text (&section->rows[row].label) : key;
}

/* What @report shows in the cell @item; "" where it has none. (transfer full) */
static char *
dup_shown (const ZbReport *report, const char *item)
{
  g_autofree char *key = NULL;
  guint section, column;

  if (!zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column))
    return g_strdup ("");
  int row = zb_report_find_row (report, section, key);
  return row >= 0 ? zb_cell_entry_show (report, section, (guint)row, column) : g_strdup ("");
}

/* Takes all strings. */
static void
add (GPtrArray *changes, char *item, char *name, char *before, char *after)
{
  ZbReportChange *change = g_new0 (ZbReportChange, 1);
  *change = (ZbReportChange){item, name, before, after};
  if (strcmp (before, after) != 0)
    g_ptr_array_add (changes, change);
  else
    zb_report_change_free (change);
}

/* The cells of @of, in its order; with @gone only those that @after lacks. */
static void
add_cells (GPtrArray *changes,
           const ZbReport *before,
           const ZbReport *after,
           const ZbReport *of,
           gboolean gone)
{
  const ZbForm *form = zb_report_form (of);

  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];
    guint n = zb_report_n_rows (of, s) * section->n_columns;
    for (guint i = 0; i < n; i++) {
      guint column = i % section->n_columns;
      const char *key = zb_report_row_key (of, s, i / section->n_columns);
      g_autofree char *item = zb_form_item_id (form, s, key, column);
      g_autofree char *other = gone ? dup_shown (after, item) : NULL;
      if (gone && other[0] != '\0')
        continue;
      char *name = g_strdup_printf ("%s, %s", get_row_name (section, key),
                                    zb_language_text (&section->columns[column].label));
      add (changes, g_strdup (item), name, dup_shown (before, item), dup_shown (after, item));
    }
  }
}

static char *
dup_field (const ZbReport *report, const char *id)
{
  int field = zb_form_find_field (zb_report_form (report), id);
  const char *text = field >= 0 ? zb_report_field (report, (guint)field) : NULL;
  return g_strdup (text != NULL ? text : "");
}

static void
add_fields (GPtrArray *changes, const ZbReport *before, const ZbReport *after)
{
  const ZbForm *form = zb_report_form (after);

  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    const ZbField *field = zb_form_field (form, i);
    add (changes, g_strdup (field->id), g_strdup (zb_language_text (&field->label)),
         dup_field (before, field->id), dup_field (after, field->id));
  }
}

/* Whether @item is told of already. */
static gboolean
is_told (const GPtrArray *changes, guint n, const char *item)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (((const ZbReportChange *)changes->pdata[i])->item, item) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
zb_report_difference (const ZbReport *before, const ZbReport *after)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_change_free);

  add_cells (changes, before, after, after, FALSE);
  guint n = changes->len;
  add_cells (changes, before, after, before, TRUE);
  for (guint i = changes->len; i > n; i--)
    if (is_told (changes, n, ((const ZbReportChange *)changes->pdata[i - 1])->item))
      g_ptr_array_remove_index (changes, i - 1);
  add_fields (changes, before, after);
  return changes;
}
