/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-private.h"

#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

void
zb_section_data_init (ZbSectionData *data, const ZbSection *section)
{
  guint n_cells = section->n_rows * section->n_columns;

  if (section->dynamic)
    return;
  data->n_rows = section->n_rows;
  data->capacity = section->n_rows;
  data->numbers = g_new0 (gint64, n_cells);
  data->states = g_new0 (guint8, n_cells);
  for (guint i = 0; i < n_cells; i++)
    if (section->specs[i].flags & ZB_CELL_NOT_APPLICABLE)
      data->states[i] = ZB_STATE_NOT_APPLICABLE;
}

void
zb_section_data_clear (ZbSectionData *data, const ZbSection *section)
{
  guint n_cells = data->n_rows * section->n_columns;

  for (guint i = 0; data->keys != NULL && i < data->n_rows; i++)
    g_free (data->keys[i]);
  for (guint i = 0; data->texts != NULL && i < n_cells; i++)
    g_free (data->texts[i]);
  g_free (data->keys);
  g_free (data->entries);
  g_free (data->texts);
  g_free (data->numbers);
  g_free (data->states);
}

void
zb_section_data_copy (ZbSectionData *copy, const ZbSectionData *data, const ZbSection *section)
{
  guint n_cells = data->n_rows * section->n_columns;

  copy->n_rows = data->n_rows;
  copy->capacity = data->n_rows;
  copy->numbers = g_memdup2 (data->numbers, n_cells * sizeof (gint64));
  copy->states = g_memdup2 (data->states, n_cells);
  if (data->keys != NULL) {
    copy->keys = g_new0 (char *, data->n_rows);
    copy->entries = g_memdup2 (data->entries, data->n_rows * sizeof *data->entries);
  }
  for (guint i = 0; data->keys != NULL && i < data->n_rows; i++)
    copy->keys[i] = g_strdup (data->keys[i]);
  if (data->texts != NULL)
    copy->texts = g_new0 (char *, n_cells);
  for (guint i = 0; data->texts != NULL && i < n_cells; i++)
    copy->texts[i] = g_strdup (data->texts[i]);
}

guint
zb_report_n_rows (const ZbReport *report, guint section)
{
  g_return_val_if_fail (section < report->form->n_sections, 0);
  return report->sections[section].n_rows;
}

const char *
zb_report_row_key (const ZbReport *report, guint section, guint row)
{
  g_return_val_if_fail (row < zb_report_n_rows (report, section), NULL);
  if (report->form->sections[section].dynamic)
    return report->sections[section].keys[row];
  return report->form->sections[section].rows[row].code;
}

const ZbCode *
zb_report_row_entry (const ZbReport *report, guint section, guint row)
{
  g_return_val_if_fail (row < zb_report_n_rows (report, section), NULL);
  g_return_val_if_fail (report->form->sections[section].dynamic, NULL);
  return report->sections[section].entries[row];
}

guint
zb_search_sorted (const char *wanted,
                  guint n,
                  const char *(*name_at) (gconstpointer names, guint index),
                  gconstpointer names,
                  gboolean *ret_found)
{
  guint low = 0, high = n;

  *ret_found = FALSE;
  if (n > 0 && strcmp (wanted, name_at (names, n - 1)) > 0)
    return n;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    int order = strcmp (wanted, name_at (names, middle));

    if (order == 0) {
      *ret_found = TRUE;
      return middle;
    }
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static const char *
key_at (gconstpointer names, guint index)
{
  return ((char *const *)names)[index];
}

static guint
search_key (const ZbSectionData *data, const char *key, gboolean *ret_found)
{
  return zb_search_sorted (key, data->n_rows, key_at, data->keys, ret_found);
}

int
zb_report_find_row (const ZbReport *report, guint section, const char *key)
{
  gboolean found;
  guint row;

  g_return_val_if_fail (section < report->form->n_sections, -1);
  if (!report->form->sections[section].dynamic)
    return zb_section_find_row (&report->form->sections[section], key);
  row = search_key (&report->sections[section], key, &found);
  return found ? (int)row : -1;
}

/* *@ret_entry is NULL for a key that the list lacks. */
static gboolean
check_key (const ZbSection *section, const char *key, const ZbCode **ret_entry, GError **error)
{
  const ZbCode *entry;

  if (!section->dynamic) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND,
                 "section %s has no row %s: its rows are fixed", section->id, key);
    return FALSE;
  }
  if (!zb_section_is_key (key)) {
    g_autofree char *shown = g_utf8_make_valid (key, strnlen (key, 40));

    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "section %s: “%s” is not a code of 1 to %d letters and digits", section->id, shown,
                 ZB_SECTION_MAX_KEY_LENGTH);
    return FALSE;
  }
  entry = zb_code_list_find (section->keys, key);
  if (entry != NULL && section->key_level != NULL &&
      g_strcmp0 (entry->level, section->key_level) != 0) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "section %s: %s is a %s of the list “%s”, rows are its entries of level %s",
                 section->id, key, entry->level != NULL ? entry->level : "heading",
                 zb_code_list_id (section->keys), section->key_level);
    return FALSE;
  }
  *ret_entry = entry;
  return TRUE;
}

static gboolean
check_room (const ZbReport *report, const ZbSection *section, guint n_rows, GError **error)
{
  if (n_rows >= section->max_rows) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE,
                 "section %s has more than %u rows", section->id, section->max_rows);
    return FALSE;
  }
  if (report->n_cells + section->n_columns > ZB_REPORT_MAX_CELLS) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE,
                 "the report has more than %d cells", ZB_REPORT_MAX_CELLS);
    return FALSE;
  }
  return TRUE;
}

static void
grow (ZbSectionData *data, guint n_columns)
{
  if (data->n_rows < data->capacity)
    return;
  data->capacity = MAX (8, data->capacity * 2);
  data->keys = g_renew (char *, data->keys, data->capacity);
  data->entries = g_renew (const ZbCode *, data->entries, data->capacity);
  data->numbers = g_renew (gint64, data->numbers, (gsize)data->capacity * n_columns);
  data->states = g_renew (guint8, data->states, (gsize)data->capacity * n_columns);
  if (data->texts != NULL)
    data->texts = g_renew (char *, data->texts, (gsize)data->capacity *n_columns);
}

/* Moves the rows from @from on to @to, in every vector. */
static void
move_rows (ZbSectionData *data, guint n_columns, guint from, guint to)
{
  gsize n_rows = data->n_rows - from;
  gsize n_cells = n_rows * n_columns;
  gsize source = (gsize)from * n_columns, target = (gsize)to * n_columns;

  memmove (data->keys + to, data->keys + from, n_rows * sizeof *data->keys);
  memmove (data->entries + to, data->entries + from, n_rows * sizeof *data->entries);
  memmove (data->numbers + target, data->numbers + source, n_cells * sizeof *data->numbers);
  memmove (data->states + target, data->states + source, n_cells);
  if (data->texts != NULL)
    memmove (data->texts + target, data->texts + source, n_cells * sizeof *data->texts);
}

static void
blank_row (ZbSectionData *data, const ZbSection *section, guint row)
{
  gsize first = (gsize)row * section->n_columns;

  for (guint i = 0; i < section->n_columns; i++) {
    gboolean dash = (section->specs[i].flags & ZB_CELL_NOT_APPLICABLE) != 0;

    data->numbers[first + i] = 0;
    data->states[first + i] = dash ? ZB_STATE_NOT_APPLICABLE : ZB_STATE_BLANK;
    if (data->texts != NULL)
      data->texts[first + i] = NULL;
  }
}

int
zb_report_add_row (ZbReport *report, guint section, const char *key, GError **error)
{
  const ZbSection *described;
  ZbSectionData *data;
  const ZbCode *entry;
  gboolean found;
  guint row;

  g_return_val_if_fail (section < report->form->n_sections, -1);
  described = &report->form->sections[section];
  data = &report->sections[section];
  if (!check_key (described, key, &entry, error))
    return -1;
  row = search_key (data, key, &found);
  if (found)
    return (int)row;
  if (!check_room (report, described, data->n_rows, error))
    return -1;
  grow (data, described->n_columns);
  move_rows (data, described->n_columns, row, row + 1);
  data->keys[row] = g_strdup (key);
  data->entries[row] = entry;
  data->n_rows++;
  report->n_cells += described->n_columns;
  blank_row (data, described, row);
  return (int)row;
}

void
zb_report_remove_row (ZbReport *report, guint section, guint row)
{
  guint n_columns = report->form->sections[section].n_columns;
  ZbSectionData *data = &report->sections[section];

  g_return_if_fail (report->form->sections[section].dynamic);
  g_return_if_fail (row < data->n_rows);
  g_free (data->keys[row]);
  for (guint i = 0; data->texts != NULL && i < n_columns; i++)
    g_free (data->texts[(gsize)row * n_columns + i]);
  move_rows (data, n_columns, row + 1, row);
  data->n_rows--;
  report->n_cells -= n_columns;
}

const gint64 *
zb_report_numbers (const ZbReport *report, guint section)
{
  g_return_val_if_fail (section < report->form->n_sections, NULL);
  return report->sections[section].numbers;
}

const guint8 *
zb_report_states (const ZbReport *report, guint section)
{
  g_return_val_if_fail (section < report->form->n_sections, NULL);
  return report->sections[section].states;
}
