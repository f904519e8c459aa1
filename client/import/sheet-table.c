/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/sheet-table.h"

#include "client/heading.h"
#include "forms/decimal.h"
#include "forms/form-lookup.h"
#include "forms/sheet-reading.h"

#include <string.h>

#define HEAD_LINES 3  /* above the one that names the columns */
#define LINES_ABOVE 8 /* within which "Unit: …" is looked for */

typedef struct {
  const ZbSpreadsheet *book;
  guint sheet;
  const ZbForm *form;
  const ZbFormNames *names;
} Search;

static void
table_free (gpointer data)
{
  ZbSheetTable *table = data;

  g_free (table->columns);
  g_free (table);
}

int
zb_sheet_table_column (const ZbSheetTable *table, guint section, guint column)
{
  return table->columns[section * table->n_columns + column];
}

gboolean
zb_sheet_table_is_value (const ZbSheetTable *table, guint n_sections, guint column)
{
  for (guint s = 0; s < n_sections; s++)
    if (zb_sheet_table_column (table, s, column) >= 0)
      return TRUE;
  return FALSE;
}

/* The names that a column's head may have: that of its lowest line, then with those above. The last
 * is the longest; all are the caller's. */
static GPtrArray *
list_names (const Search *search, guint row, guint column)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *below = zb_spreadsheet_spread_text (search->book, search->sheet, row, column);
  char *whole = zb_heading_normal (below);
  g_autofree char *own = g_strdup (whole);

  g_ptr_array_add (names, whole);
  for (guint i = 1; i <= HEAD_LINES && i <= row; i++) {
    const char *text = zb_spreadsheet_spread_text (search->book, search->sheet, row - i, column);
    g_autofree char *above = zb_heading_normal (text);

    if (*above == '\0' || strcmp (text, below) == 0)
      continue;
    below = text;
    if (names->len > 1)
      g_ptr_array_add (names, g_strconcat (above, own, NULL));
    g_ptr_array_add (names, g_strconcat (above, whole, NULL));
    whole = names->pdata[names->len - 1];
  }
  return names;
}

static int
match_column (const Search *search, guint section, const GPtrArray *names)
{
  for (guint i = names->len; i > 0; i--) {
    int column = zb_form_names_column (search->names, section, names->pdata[i - 1]);
    if (column != ZB_NAME_UNKNOWN)
      return column;
  }
  return ZB_NAME_UNKNOWN;
}

/* A line 甲 乙 丙 1 2 3 names columns by their codes. */
static gboolean
is_codes_line (const Search *search, guint row)
{
  for (guint c = 0; c < zb_spreadsheet_n_columns (search->book, search->sheet); c++)
    if (zb_sheet_is_stem (zb_spreadsheet_text (search->book, search->sheet, row, c)))
      return TRUE;
  return FALSE;
}

static ZbSheetTable *
new_table (const Search *search, guint row)
{
  ZbSheetTable *table = g_new0 (ZbSheetTable, 1);
  gsize n;

  table->sheet = search->sheet;
  table->head = row;
  table->first = row + 1;
  table->n_columns = zb_spreadsheet_n_columns (search->book, search->sheet);
  n = (gsize)search->form->n_sections * table->n_columns;
  table->columns = g_new (int, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    table->columns[i] = ZB_NAME_UNKNOWN;
  return table;
}

/* The section's columns found in one row; returns how many different ones. */
static guint
map_section (const Search *search, ZbSheetTable *table, guint section, gboolean codes)
{
  const ZbSection *info = &search->form->sections[section];
  g_autofree guint8 *seen = g_new0 (guint8, MAX (info->n_columns, 1));
  guint n = 0;

  for (guint c = 0; c < table->n_columns; c++) {
    const char *text = zb_spreadsheet_text (search->book, search->sheet, table->head, c);
    int *column = &table->columns[section * table->n_columns + c];

    if (*text == '\0')
      continue;
    if (codes) {
      *column = zb_section_find_column (info, text);
    } else {
      g_autoptr (GPtrArray) names = list_names (search, table->head, c);
      *column = match_column (search, section, names);
    }
    if (*column >= 0 && !seen[*column]++)
      n++;
  }
  return n;
}

static gboolean
may_be_head (const Search *search, guint row)
{
  for (guint c = 0; c < zb_spreadsheet_n_columns (search->book, search->sheet); c++) {
    const char *text = zb_spreadsheet_text (search->book, search->sheet, row, c);

    if (*text == '\0' || g_ascii_isdigit (*text))
      continue;
    g_autoptr (GPtrArray) names = list_names (search, row, c);
    for (guint i = 0; i < names->len; i++)
      if (zb_form_names_has_column (search->names, names->pdata[i]))
        return TRUE;
  }
  return FALSE;
}

/* Rows may be called as columns are: "Total". A row with figures is no head. */
static gboolean
has_figures (const Search *search, guint row)
{
  for (guint c = 0; c < zb_spreadsheet_n_columns (search->book, search->sheet); c++) {
    const char *text = zb_spreadsheet_text (search->book, search->sheet, row, c);
    ZbDecimal value;

    if (*text != '\0' && zb_decimal_parse_entry (text, ZB_DECIMAL_MAX_SCALE, &value, NULL))
      return TRUE;
  }
  return FALSE;
}

/* The same where the row is blank: one name only, in front of the figures of the table above. */
static gboolean
is_row_of (const Search *search, const ZbSheetTable *last, const ZbSheetTable *table)
{
  guint n = search->form->n_sections;
  guint n_named = 0, n_in_front = 0;

  for (guint c = 0; c < table->n_columns; c++)
    if (zb_sheet_table_is_value (table, n, c)) {
      n_named++;
      n_in_front += !zb_sheet_table_is_value (last, n, c);
    }
  return n_named == 1 && n_in_front == 1;
}

/* The table whose columns a row names; NULL if it names none. */
static ZbSheetTable *
try_head (const Search *search, guint row, guint *ret_matched)
{
  gboolean codes = is_codes_line (search, row);
  ZbSheetTable *table;

  *ret_matched = 0;
  if (!codes && (!may_be_head (search, row) || has_figures (search, row)))
    return NULL;
  table = new_table (search, row);
  for (guint s = 0; s < search->form->n_sections; s++)
    *ret_matched = MAX (*ret_matched, map_section (search, table, s, codes));
  if (*ret_matched > 0)
    return table;
  table_free (table);
  return NULL;
}

static void
find_measure (const Search *search, ZbSheetTable *table)
{
  guint top = table->head > LINES_ABOVE ? table->head - LINES_ABOVE : 0;

  for (guint r = table->head + 1; r > top && table->measure == NULL; r--)
    for (guint c = 0; c < table->n_columns && table->measure == NULL; c++)
      table->measure =
          zb_heading_unit_line (zb_spreadsheet_text (search->book, search->sheet, r - 1, c));
}

GPtrArray *
zb_sheet_tables_find (const ZbSpreadsheet *book,
                      guint sheet,
                      const ZbForm *form,
                      const ZbFormNames *names)
{
  Search search = {book, sheet, form, names};
  GPtrArray *tables = g_ptr_array_new_with_free_func (table_free);
  guint n_rows = zb_spreadsheet_n_rows (book, sheet);
  guint matched_last = 0;

  for (guint row = 0; row < n_rows; row++) {
    guint matched;
    ZbSheetTable *table = try_head (&search, row, &matched);
    ZbSheetTable *last = tables->len > 0 ? tables->pdata[tables->len - 1] : NULL;

    if (table == NULL)
      continue;
    if (last != NULL && last->head + 1 < row && is_row_of (&search, last, table)) {
      table_free (table);
      continue;
    }
    /* Heads of several lines: the one that names more, else the lower one. */
    if (last != NULL && last->head + 1 == row && matched < matched_last) {
      last->first = row + 1;
      table_free (table);
      continue;
    }
    if (last != NULL && last->head + 1 == row)
      g_ptr_array_remove_index (tables, tables->len - 1);
    else if (last != NULL)
      last->end = row;
    g_ptr_array_add (tables, table);
    table->end = n_rows;
    matched_last = matched;
  }
  for (guint i = 0; i < tables->len; i++)
    find_measure (&search, tables->pdata[i]);
  return tables;
}

const ZbMeasure *
zb_sheet_table_column_measure (const ZbSheetTable *table, const ZbSpreadsheet *book, guint column)
{
  for (guint i = 0; i <= HEAD_LINES && i <= table->head; i++) {
    const ZbMeasure *measure = zb_heading_measure (
        zb_spreadsheet_spread_text (book, table->sheet, table->head - i, column));
    if (measure != NULL)
      return measure;
  }
  return NULL;
}
