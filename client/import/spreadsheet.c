/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/spreadsheet.h"

#include "formats/csv-reader.h"
#include "formats/error.h"
#include "formats/xlsx-reader.h"

#include <string.h>

typedef struct {
  char *name;
  guint n_rows, n_columns;
  const char **texts;  /* row-major; NULL is blank */
  const char **spread; /* (nullable) the same with merged texts everywhere */
} Sheet;

struct _ZbSpreadsheet {
  char *source;
  GArray *sheets; /* Sheet */
  GStringChunk *strings;
  gsize n_places;
};

static void
clear_sheet (gpointer data)
{
  Sheet *sheet = data;

  g_free (sheet->name);
  g_free (sheet->texts);
  g_free (sheet->spread);
}

static ZbSpreadsheet *
new_book (const char *source)
{
  ZbSpreadsheet *book = g_new0 (ZbSpreadsheet, 1);

  book->source = g_strdup (source);
  book->sheets = g_array_new (FALSE, TRUE, sizeof (Sheet));
  g_array_set_clear_func (book->sheets, clear_sheet);
  book->strings = g_string_chunk_new (4096);
  return book;
}

void
zb_spreadsheet_free (ZbSpreadsheet *book)
{
  g_free (book->source);
  g_array_unref (book->sheets);
  g_string_chunk_free (book->strings);
  g_free (book);
}

/* Room for a sheet, behind those there are; the limits are kept here. */
static Sheet *
add_sheet (ZbSpreadsheet *book, const char *name, guint n_rows, guint n_columns, GError **error)
{
  gsize n_places = (gsize)n_rows * n_columns;

  if (n_rows > ZB_SPREADSHEET_MAX_ROWS || n_columns > ZB_SPREADSHEET_MAX_COLUMNS) {
    zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, book->source, 0,
                    "sheet “%s” has %u rows and %u columns; at most %d and %d are read", name,
                    n_rows, n_columns, ZB_SPREADSHEET_MAX_ROWS, ZB_SPREADSHEET_MAX_COLUMNS);
    return NULL;
  }
  if (book->n_places + n_places > ZB_SPREADSHEET_MAX_PLACES) {
    zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, book->source, 0,
                    "the sheets have more than %d cells", ZB_SPREADSHEET_MAX_PLACES);
    return NULL;
  }
  book->n_places += n_places;
  Sheet sheet = {g_strdup (name), n_rows, n_columns, g_new0 (const char *, MAX (n_places, 1)),
                 NULL};
  g_array_append_val (book->sheets, sheet);
  return &g_array_index (book->sheets, Sheet, book->sheets->len - 1);
}

/* Blanks of both widths at either end are none of the text. */
static void
put_text (ZbSpreadsheet *book, Sheet *sheet, guint row, guint column, const char *text)
{
  const char *end = text + strlen (text);

  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  if (end > text)
    sheet->texts[(gsize)row * sheet->n_columns + column] =
        g_string_chunk_insert_len (book->strings, text, end - text);
}

static void
put_cell (ZbSpreadsheet *book, Sheet *sheet, const ZbXlsxCell *cell)
{
  g_autofree char *number = cell->kind == ZB_XLSX_NUMBER ? zb_xlsx_number_text (cell->text) : NULL;

  put_text (book, sheet, cell->row, cell->column, number != NULL ? number : cell->text);
}

/* Areas that lie over each other could make more work than there are places. */
static void
spread_merges (Sheet *sheet, const ZbXlsx *xlsx, guint index)
{
  gsize n_places = (gsize)sheet->n_rows * sheet->n_columns;
  gsize n_spread = 0;

  if (zb_xlsx_n_merges (xlsx, index) == 0 || n_places == 0)
    return;
  sheet->spread = g_memdup2 (sheet->texts, n_places * sizeof *sheet->texts);
  for (guint i = 0; i < zb_xlsx_n_merges (xlsx, index); i++) {
    ZbXlsxArea area = zb_xlsx_merge (xlsx, index, i);

    for (guint r = area.row; r < MIN (area.row + area.n_rows, sheet->n_rows); r++)
      for (guint c = area.column; c < MIN (area.column + area.n_columns, sheet->n_columns); c++) {
        if (n_spread++ > n_places)
          return;
        sheet->spread[(gsize)r * sheet->n_columns + c] =
            sheet->texts[(gsize)area.row * sheet->n_columns + area.column];
      }
  }
}

static gboolean
read_sheet (ZbSpreadsheet *book, const ZbXlsx *xlsx, guint index, GError **error)
{
  Sheet *sheet = add_sheet (book, zb_xlsx_sheet_name (xlsx, index), zb_xlsx_n_rows (xlsx, index),
                            zb_xlsx_n_columns (xlsx, index), error);

  if (sheet == NULL)
    return FALSE;
  for (guint row = 0; row < sheet->n_rows; row++)
    for (guint column = 0; column < sheet->n_columns; column++) {
      ZbXlsxCell cell = zb_xlsx_cell (xlsx, index, row, column);

      if (cell.kind != ZB_XLSX_BLANK && !zb_xlsx_is_hidden (xlsx, index, row, column))
        put_cell (book, sheet, &cell);
    }
  spread_merges (sheet, xlsx, index);
  return TRUE;
}

static ZbSpreadsheet *
read_workbook (const char *source, GBytes *bytes, GError **error)
{
  ZbXlsxLimits limits = zb_xlsx_default_limits;

  limits.max_bytes = ZB_SPREADSHEET_MAX_BYTES;
  g_autoptr (ZbXlsx) xlsx = zb_xlsx_read (source, bytes, &limits, error);
  g_autoptr (ZbSpreadsheet) book = NULL;

  if (xlsx == NULL)
    return NULL;
  book = new_book (source);
  for (guint i = 0; i < zb_xlsx_n_sheets (xlsx); i++)
    if (!zb_xlsx_sheet_is_hidden (xlsx, i) && !read_sheet (book, xlsx, i, error))
      return NULL;
  return g_steal_pointer (&book);
}

/* Spreadsheet programs write CSV in the system's encoding, which in China is GB 18030 or older. */
static char *
to_utf8 (const char *source, const char *text, gsize length, gsize *ret_length, GError **error)
{
  const guint8 *head = (const guint8 *)text;
  gboolean wide =
      length >= 2 && ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff));
  char *converted;

  if (!wide && g_utf8_validate_len (text, length, NULL)) {
    *ret_length = length;
    return g_strndup (text, length);
  }
  converted = g_convert (text, (gssize)length, "UTF-8", wide ? "UTF-16" : "GB18030", NULL,
                         ret_length, NULL);
  if (converted == NULL)
    zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0,
                    "the text is neither in UTF-8 nor in GB 18030");
  return converted;
}

/* The sign that the first line has most of. */
static char
find_separator (const char *text)
{
  static const char signs[] = {',', '\t', ';'};
  guint counts[G_N_ELEMENTS (signs)] = {0};
  guint best = 0;

  for (; *text != '\0' && *text != '\n'; text++)
    for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
      counts[i] += *text == signs[i];
  for (guint i = 1; i < G_N_ELEMENTS (signs); i++)
    if (counts[i] > counts[best])
      best = i;
  return signs[best];
}

/* Records at the lines they stand in, so that places can be found in the file. */
static GPtrArray *
read_records (const char *source, const char *text, gsize length, guint *ret_width, GError **error)
{
  g_autoptr (ZbCsvReader) reader = zb_csv_reader_new (source, text, length, find_separator (text));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autoptr (GError) cause = NULL;
  const char *const *record;
  guint n_fields;
  int line;

  *ret_width = 0;
  while ((record = zb_csv_reader_next (reader, &n_fields, &line, &cause)) != NULL) {
    if (line > ZB_SPREADSHEET_MAX_ROWS || n_fields > ZB_SPREADSHEET_MAX_COLUMNS) {
      zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, source, line,
                      "at most %d lines of %d fields are read", ZB_SPREADSHEET_MAX_ROWS,
                      ZB_SPREADSHEET_MAX_COLUMNS);
      return NULL;
    }
    while (lines->len + 1 < (guint)line)
      g_ptr_array_add (lines, g_new0 (char *, 1));
    g_ptr_array_add (lines, g_strdupv ((char **)record));
    *ret_width = MAX (*ret_width, n_fields);
  }
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  return g_steal_pointer (&lines);
}

static ZbSpreadsheet *
read_csv (const char *source, const char *bytes, gsize n_bytes, GError **error)
{
  gsize length = 0;
  guint width = 0;
  g_autofree char *text = to_utf8 (source, bytes, n_bytes, &length, error);
  g_autoptr (GPtrArray) lines =
      text != NULL ? read_records (source, text, length, &width, error) : NULL;

  if (lines == NULL)
    return NULL;
  g_autoptr (ZbSpreadsheet) book = new_book (source);
  Sheet *sheet = add_sheet (book, "", lines->len, width, error);
  if (sheet == NULL)
    return NULL;
  for (guint row = 0; row < lines->len; row++) {
    char **record = lines->pdata[row];

    for (guint column = 0; record[column] != NULL; column++)
      put_text (book, sheet, row, column, record[column]);
  }
  return g_steal_pointer (&book);
}

ZbSpreadsheet *
zb_spreadsheet_read (const char *source, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length > ZB_SPREADSHEET_MAX_BYTES) {
    zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, source, 0, "the file has more than %d MiB",
                    ZB_SPREADSHEET_MAX_BYTES / 1024 / 1024);
    return NULL;
  }
  /* Old .xls files begin with D0 CF 11 E0: the workbook's reader says what to do about them. */
  if (length >= 4 && (memcmp (data, "PK\3\4", 4) == 0 || memcmp (data, "\xd0\xcf\x11\xe0", 4) == 0))
    return read_workbook (source, bytes, error);
  return read_csv (source, length > 0 ? data : "", length, error);
}

const char *
zb_spreadsheet_source (const ZbSpreadsheet *book)
{
  return book->source;
}

guint
zb_spreadsheet_n_sheets (const ZbSpreadsheet *book)
{
  return book->sheets->len;
}

static const Sheet *
get_sheet (const ZbSpreadsheet *book, guint sheet)
{
  return &g_array_index (book->sheets, Sheet, sheet);
}

const char *
zb_spreadsheet_sheet_name (const ZbSpreadsheet *book, guint sheet)
{
  return get_sheet (book, sheet)->name;
}

guint
zb_spreadsheet_n_rows (const ZbSpreadsheet *book, guint sheet)
{
  return get_sheet (book, sheet)->n_rows;
}

guint
zb_spreadsheet_n_columns (const ZbSpreadsheet *book, guint sheet)
{
  return get_sheet (book, sheet)->n_columns;
}

static const char *
find_text (const Sheet *sheet, const char **texts, guint row, guint column)
{
  const char *text = row < sheet->n_rows && column < sheet->n_columns
                         ? texts[(gsize)row * sheet->n_columns + column]
                         : NULL;
  return text != NULL ? text : "";
}

const char *
zb_spreadsheet_text (const ZbSpreadsheet *book, guint sheet, guint row, guint column)
{
  const Sheet *found = get_sheet (book, sheet);

  return find_text (found, found->texts, row, column);
}

const char *
zb_spreadsheet_spread_text (const ZbSpreadsheet *book, guint sheet, guint row, guint column)
{
  const Sheet *found = get_sheet (book, sheet);

  return find_text (found, found->spread != NULL ? found->spread : found->texts, row, column);
}

char *
zb_spreadsheet_place (const ZbSpreadsheet *book, guint sheet, guint row, guint column)
{
  g_autofree char *place = zb_xlsx_place (row, column);
  const char *name = zb_spreadsheet_sheet_name (book, sheet);

  return *name == '\0' ? g_steal_pointer (&place) : g_strconcat (name, "!", place, NULL);
}
