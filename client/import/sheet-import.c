/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/sheet-import.h"

#include "client/error.h"
#include "client/heading.h"
#include "client/import/sheet-list.h"
#include "client/import/sheet-table.h"
#include "forms/form-lookup.h"

#include <string.h>

#define FIELD_REACH 4 /* columns from a field's name to its value */

typedef struct {
  const ZbSpreadsheet *book;
  const ZbForm *form;
  const ZbFormNames *names;
  const ZbImportProfile *profile; /* (nullable) */
  ZbIncoming *incoming;
  guint n_rows; /* that were matched, in all tables */
} Import;

/* Columns of figures and those in front that name the rows. */
typedef struct {
  guint stub, first, end;
} Block;

static GArray *
list_blocks (const Import *import, const ZbSheetTable *table)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  guint n = import->form->n_sections;
  guint c = 0;

  while (c < table->n_columns) {
    Block block = {c, c, c};

    while (block.first < table->n_columns && !zb_sheet_table_is_value (table, n, block.first))
      block.first++;
    block.end = block.first;
    while (block.end < table->n_columns && zb_sheet_table_is_value (table, n, block.end))
      block.end++;
    if (block.end > block.first)
      g_array_append_val (blocks, block);
    c = MAX (block.end, c + 1);
  }
  return blocks;
}

/* The row of a section that the cells in front of a block name: by a name before a code, for a
 * column of running numbers looks like codes. Borrowed; NULL if there is none. */
static const char *
match_row (
    const Import *import, const ZbSheetTable *table, const Block *block, guint section, guint row)
{
  for (guint c = block->stub; c < block->first; c++) {
    const char *text = zb_spreadsheet_text (import->book, table->sheet, row, c);

    if (*text == '\0')
      continue;
    g_autofree char *name = zb_heading_normal (text);
    const char *key = zb_form_names_row (import->names, section, name);
    if (key != NULL)
      return key;
  }
  for (guint c = block->first; c > block->stub; c--) {
    const char *text = zb_spreadsheet_text (import->book, table->sheet, row, c - 1);
    const char *key = zb_form_names_row_of_code (import->names, section, text);
    if (key != NULL)
      return key;
  }
  return NULL;
}

static guint
count_rows (const Import *import, const ZbSheetTable *table, const Block *block, guint section)
{
  guint n = 0;

  for (guint r = table->first; r < table->end; r++)
    n += match_row (import, table, block, section, r) != NULL;
  return n;
}

/* Whether the section's title stands in the lines above the table. */
static gboolean
is_titled (const Import *import, const ZbSheetTable *table, guint section)
{
  const ZbSection *info = &import->form->sections[section];
  g_autofree char *zh = zb_heading_normal (zb_text_get (&info->title, "zh"));
  g_autofree char *en = zb_heading_normal (zb_text_get (&info->title, "en"));

  for (guint r = table->head; r > 0 && r + 6 > table->head; r--)
    for (guint c = 0; c < MIN (table->n_columns, 4); c++) {
      g_autofree char *text =
          zb_heading_normal (zb_spreadsheet_text (import->book, table->sheet, r - 1, c));
      if (*text != '\0' && (strcmp (text, zh) == 0 || strcmp (text, en) == 0))
        return TRUE;
    }
  return FALSE;
}

/* The sections that a table may be of, likeliest first. */
static GArray *
list_sections (const Import *import, const ZbSheetTable *table, const GArray *blocks)
{
  GArray *sections = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *scores = g_new0 (guint, MAX (import->form->n_sections, 1));

  for (guint s = 0; s < import->form->n_sections; s++) {
    for (guint i = 0; i < blocks->len; i++)
      scores[s] += count_rows (import, table, &g_array_index (blocks, Block, i), s);
    if (scores[s] == 0)
      continue;
    scores[s] += is_titled (import, table, s) ? ZB_SPREADSHEET_MAX_ROWS : 0;
    guint at = 0;
    while (at < sections->len && scores[g_array_index (sections, guint, at)] >= scores[s])
      at++;
    g_array_insert_val (sections, at, s);
  }
  return sections;
}

static const ZbMeasure *
find_row_measure (const Import *import, const ZbSheetTable *table, const Block *block, guint row)
{
  const ZbMeasure *measure = NULL;

  for (guint c = block->stub; c < block->first && measure == NULL; c++) {
    const char *text = zb_spreadsheet_text (import->book, table->sheet, row, c);

    if (*text == '\0')
      continue;
    g_autofree char *name = zb_heading_normal (text);
    measure = zb_form_names_measure (import->names, name);
    if (measure == NULL)
      measure = zb_heading_measure (text);
  }
  return measure;
}

/* Whether the cell counts what its row does, not what its column does. */
static gboolean
counts_as_row (const ZbSection *section, const char *key, const ZbCellSpec *spec)
{
  int row = section->dynamic ? -1 : zb_section_find_row (section, key);
  const ZbCode *code = section->dynamic ? zb_code_list_find (section->keys, key) : NULL;
  const ZbMeasure *measure = row >= 0       ? section->rows[row].measure
                             : code != NULL ? code->measure
                                            : NULL;
  return measure != NULL && measure == spec->measure;
}

static gboolean
counts_alike (const ZbMeasure *measure, const ZbCellSpec *spec)
{
  int shift;

  return measure != NULL && spec->measure != NULL &&
         zb_measure_shift (measure, spec->measure, &shift);
}

/* What a column's head says holds for it, what a row's cell says for what counts as the row; what
 * is said of the whole file or table only for cells that count the same. */
static const ZbMeasure *
choose_measure (const Import *import,
                const ZbSheetTable *table,
                const ZbMeasure *of_column,
                const ZbMeasure *of_row,
                const ZbCellSpec *spec,
                gboolean as_row)
{
  const ZbMeasure *general = import->profile != NULL && import->profile->measure != NULL
                                 ? import->profile->measure
                                 : table->measure;

  if (of_row != NULL && (as_row || counts_alike (of_row, spec)))
    return of_row;
  if (of_column != NULL)
    return of_column;
  return counts_alike (general, spec) ? general : NULL;
}

/* "Output · Month": the row's and the column's names in the file. */
static char *
dup_heading (const Import *import, const ZbSheetTable *table, const Block *block, guint row)
{
  for (guint c = block->stub; c < block->first; c++) {
    const char *text = zb_spreadsheet_text (import->book, table->sheet, row, c);
    if (*text != '\0')
      return g_strdup (text);
  }
  return g_strdup ("");
}

static gboolean
is_figure (const char *text)
{
  ZbDecimal value;

  return *text != '\0' && zb_decimal_parse_entry (text, ZB_DECIMAL_MAX_SCALE, &value, NULL);
}

static void
import_cell (const Import *import,
             const ZbSheetTable *table,
             const Block *block,
             int section,
             const char *key,
             guint row,
             guint column)
{
  const char *text = zb_spreadsheet_text (import->book, table->sheet, row, column);

  if (*text == '\0')
    return;
  g_autofree char *place = zb_spreadsheet_place (import->book, table->sheet, row, column);
  g_autofree char *heading = dup_heading (import, table, block, row);
  ZbIncomingSource source = {place, heading, text, table->sheet, row, column, NULL};
  ZbCellSpec spec;

  if (key == NULL) {
    if (*heading != '\0' && is_figure (text))
      zb_incoming_offer_unknown (import->incoming, &source, ZB_INCOMING_UNKNOWN_ROW);
    return;
  }
  int cell = zb_sheet_table_column (table, (guint)section, column);
  if (cell < 0 || !zb_section_cell_spec (&import->form->sections[section], key, (guint)cell, &spec))
    return;
  source.measure =
      choose_measure (import, table, zb_sheet_table_column_measure (table, import->book, column),
                      find_row_measure (import, table, block, row), &spec,
                      counts_as_row (&import->form->sections[section], key, &spec));
  zb_incoming_offer (import->incoming, &source, (guint)section, key, (guint)cell);
}

/* A field's name with its value to the right of it. TRUE if the row holds fields. */
static gboolean
import_fields (const Import *import, guint sheet, guint row)
{
  guint n_columns = zb_spreadsheet_n_columns (import->book, sheet);
  gboolean found = FALSE;
  int field = ZB_NAME_UNKNOWN;
  guint since = 0;

  for (guint c = 0; c < n_columns; c++) {
    const char *text = zb_spreadsheet_text (import->book, sheet, row, c);

    if (*text == '\0')
      continue;
    g_autofree char *name = zb_heading_normal (text);
    int next = zb_form_names_field (import->names, name);
    if (next >= 0) {
      field = next;
      since = c;
      found = TRUE;
      continue;
    }
    if (field < 0 || c > since + FIELD_REACH)
      continue;
    g_autofree char *place = zb_spreadsheet_place (import->book, sheet, row, c);
    ZbIncomingSource source = {place, NULL, text, sheet, row, c, NULL};
    zb_incoming_offer_field (import->incoming, &source, (guint)field);
    field = ZB_NAME_UNKNOWN;
  }
  return found;
}

/* Columns to the right of the first figures that hold figures and whose heads say nothing known. */
static void
import_unknown_columns (const Import *import, const ZbSheetTable *table, const GArray *blocks)
{
  const Block *first = &g_array_index (blocks, Block, 0);
  guint end = g_array_index (blocks, Block, blocks->len - 1).end;

  for (guint c = first->end; c < table->n_columns; c++) {
    const char *head = zb_spreadsheet_text (import->book, table->sheet, table->head, c);
    guint n_figures = 0;

    if (*head == '\0' || (c < end && blocks->len > 1) ||
        zb_sheet_table_is_value (table, import->form->n_sections, c) ||
        zb_sheet_table_column (table, 0, c) == ZB_NAME_ASIDE)
      continue;
    for (guint r = table->first; r < table->end; r++)
      n_figures += is_figure (zb_spreadsheet_text (import->book, table->sheet, r, c));
    if (n_figures == 0)
      continue;
    g_autofree char *place = zb_spreadsheet_place (import->book, table->sheet, table->head, c);
    ZbIncomingSource source = {place, head, head, table->sheet, table->head, c, NULL};
    zb_incoming_offer_unknown (import->incoming, &source, ZB_INCOMING_UNKNOWN_COLUMN);
  }
}

/* One row in front of one block: the first section that knows it takes it. */
static void
import_row (Import *import,
            const ZbSheetTable *table,
            const Block *block,
            const Block *stubs,
            const GArray *sections,
            guint row)
{
  const char *key = NULL;
  int section = -1;

  for (guint i = 0; i < sections->len && key == NULL; i++) {
    section = (int)g_array_index (sections, guint, i);
    key = match_row (import, table, stubs, (guint)section, row);
  }
  if (key != NULL && *key == '\0')
    return;
  if (key == NULL && import_fields (import, table->sheet, row))
    return;
  import->n_rows += key != NULL;
  for (guint c = block->first; c < block->end; c++)
    import_cell (import, table, stubs, section, key, row, c);
}

static void
import_table (Import *import, const ZbSheetTable *table)
{
  g_autoptr (GArray) blocks = list_blocks (import, table);
  g_autoptr (GArray) sections = list_sections (import, table, blocks);

  if (sections->len == 0)
    return;
  const Block *stubs = NULL;
  for (guint i = 0; i < blocks->len; i++) {
    const Block *block = &g_array_index (blocks, Block, i);
    gboolean names_rows = FALSE;

    for (guint k = 0; k < sections->len && !names_rows; k++)
      names_rows = count_rows (import, table, block, g_array_index (sections, guint, k)) > 0;
    /* What stands between two groups of figures need not name the rows again. */
    if (names_rows)
      stubs = block;
    for (guint r = table->first; stubs != NULL && r < table->end; r++)
      import_row (import, table, block, stubs, sections, r);
  }
  import_unknown_columns (import, table, blocks);
}

/* Where no row of a file is known, all are shown: the person says what they are. */
static void
import_strange_table (const Import *import, const ZbSheetTable *table)
{
  g_autoptr (GArray) blocks = list_blocks (import, table);

  for (guint i = 0; i < blocks->len; i++) {
    const Block *block = &g_array_index (blocks, Block, i);

    for (guint r = table->first; r < table->end; r++)
      for (guint c = block->first; c < block->end; c++)
        import_cell (import, table, &g_array_index (blocks, Block, 0), -1, NULL, r, c);
  }
  if (blocks->len > 0)
    import_unknown_columns (import, table, blocks);
}

static guint
count_figures (const Import *import, guint sheet, guint row, guint column, guint n_rows)
{
  guint n = 0;

  for (guint r = row; r < MIN (row + n_rows, zb_spreadsheet_n_rows (import->book, sheet)); r++)
    n += is_figure (zb_spreadsheet_text (import->book, sheet, r, column));
  return n;
}

/* Whether a row looks like heads: names, and figures below some of them. */
static gboolean
looks_like_head (const Import *import, guint sheet, guint row)
{
  guint n_names = 0, n_above_figures = 0;

  for (guint c = 0; c < zb_spreadsheet_n_columns (import->book, sheet); c++) {
    const char *text = zb_spreadsheet_text (import->book, sheet, row, c);

    if (is_figure (text))
      return FALSE;
    n_names += *text != '\0';
    n_above_figures += *text != '\0' && count_figures (import, sheet, row + 1, c, 1) > 0;
  }
  return n_names > 1 && n_above_figures > 0;
}

/* Where not even a column is known: what the first table calls them. */
static void
import_strange_sheet (const Import *import, guint sheet)
{
  guint n_rows = zb_spreadsheet_n_rows (import->book, sheet);
  guint row = 0;

  while (row < n_rows && !looks_like_head (import, sheet, row))
    row++;
  for (guint c = 0; row < n_rows && c < zb_spreadsheet_n_columns (import->book, sheet); c++) {
    const char *head = zb_spreadsheet_text (import->book, sheet, row, c);

    if (*head == '\0' || count_figures (import, sheet, row + 1, c, n_rows) == 0)
      continue;
    g_autofree char *place = zb_spreadsheet_place (import->book, sheet, row, c);
    ZbIncomingSource source = {place, head, head, sheet, row, c, NULL};
    zb_incoming_offer_unknown (import->incoming, &source, ZB_INCOMING_UNKNOWN_COLUMN);
  }
}

static void
import_strange (const Import *import, guint sheet)
{
  g_autoptr (GPtrArray) tables =
      zb_sheet_tables_find (import->book, sheet, import->form, import->names);

  for (guint i = 0; i < tables->len; i++)
    import_strange_table (import, tables->pdata[i]);
  if (tables->len == 0)
    import_strange_sheet (import, sheet);
}

static void
import_sheet (Import *import, guint sheet)
{
  g_autoptr (GPtrArray) tables =
      zb_sheet_tables_find (import->book, sheet, import->form, import->names);
  guint end = tables->len > 0 ? ((ZbSheetTable *)tables->pdata[0])->head
                              : zb_spreadsheet_n_rows (import->book, sheet);

  if (zb_sheet_list_import (import->book, sheet, import->names, import->incoming)) {
    import->n_rows++;
    return;
  }
  for (guint i = 0; i < tables->len; i++)
    import_table (import, tables->pdata[i]);
  for (guint row = 0; import->n_rows > 0 && row < end; row++)
    import_fields (import, sheet, row);
}

static gboolean
is_asked (const ZbSpreadsheet *book, guint sheet, const ZbImportProfile *profile)
{
  return profile == NULL || profile->sheet == NULL ||
         strcmp (profile->sheet, zb_spreadsheet_sheet_name (book, sheet)) == 0;
}

ZbIncoming *
zb_sheet_import (const ZbSpreadsheet *book,
                 ZbReport *report,
                 const ZbImportProfile *profile,
                 GError **error)
{
  const ZbForm *form = zb_report_form (report);
  g_autoptr (ZbFormNames) names = zb_form_names_new (form, profile);
  g_autoptr (ZbIncoming) incoming = zb_incoming_new (report);
  Import import = {book, form, names, profile, incoming, 0};

  for (guint sheet = 0; sheet < zb_spreadsheet_n_sheets (book); sheet++)
    if (is_asked (book, sheet, profile))
      import_sheet (&import, sheet);
  for (guint sheet = 0; import.n_rows == 0 && sheet < zb_spreadsheet_n_sheets (book); sheet++)
    if (is_asked (book, sheet, profile))
      import_strange (&import, sheet);
  if (import.n_rows > 0 || zb_incoming_cells (incoming)->len > 0)
    return g_steal_pointer (&incoming);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               "%s: no table here has the rows and columns of %s", zb_spreadsheet_source (book),
               form->id);
  return NULL;
}
