/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xlsx-private.h"

#include "formats/error.h"

#include <string.h>

/* A cell's text may come in several runs, each an element of its own. */
#define DAY_LENGTH 10 /* "2027-12-31" */

typedef struct {
  ZbXlsx *xlsx;
  ZbXlsxSheet *sheet; /* NULL while shared strings are read */
  guint row, column;  /* where the next cell stands that does not say where */
  ZbXlsxKind kind;
  guint style;
  gboolean shared;   /* the value is the number of a shared string */
  gboolean dated;    /* the value is a date as ISO 8601 writes it */
  gboolean in_cell;  /* or in a shared string */
  guint in_phonetic; /* readings above Japanese text are no text of the cell */
  GString *text;
} SheetReading;

gboolean
zb_xlsx_parse_place (const char *text, guint *ret_row, guint *ret_column)
{
  guint column = 0, row = 0, letters = 0, digits = 0;

  for (; g_ascii_isupper (*text) && letters < 4; text++, letters++)
    column = column * 26 + (guint)(*text - 'A') + 1;
  for (; g_ascii_isdigit (*text) && digits < 8; text++, digits++)
    row = row * 10 + (guint)(*text - '0');
  if (*text != '\0' || column == 0 || row == 0 || column > ZB_XLSX_MAX_COLUMNS ||
      row > ZB_XLSX_MAX_ROWS)
    return FALSE;
  *ret_row = row - 1;
  *ret_column = column - 1;
  return TRUE;
}

static gboolean
fail_here (const SheetReading *reading, ZbFormatError code, GError **error, const char *what)
{
  g_autofree char *place = zb_xlsx_place (reading->row, reading->column);

  g_set_error (error, ZB_FORMAT_ERROR, code, "sheet “%s”: cell %s: %s", reading->sheet->name, place,
               what);
  return FALSE;
}

static gboolean
is_hidden (const ZbXmlElement *element)
{
  const char *hidden = zb_xml_element_get (element, "hidden");

  return g_strcmp0 (hidden, "1") == 0 || g_strcmp0 (hidden, "true") == 0;
}

static gboolean
start_row (SheetReading *reading, const ZbXmlElement *element, GError **error)
{
  const char *number = zb_xml_element_get (element, "r");
  guint64 row = reading->row;

  reading->column = 0;
  if (number != NULL && !g_ascii_string_to_unsigned (number, 10, 1, ZB_XLSX_MAX_ROWS, &row, NULL)) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                 "sheet “%s”: there is no row “%s”", reading->sheet->name, number);
    return FALSE;
  }
  reading->row = (guint)row - (number != NULL);
  if (is_hidden (element))
    g_hash_table_add (reading->sheet->hidden_rows, GUINT_TO_POINTER (reading->row));
  return TRUE;
}

/* Columns are numbered from 1. */
static gboolean
start_columns (SheetReading *reading, const ZbXmlElement *element, GError **error)
{
  const char *first = zb_xml_element_get (element, "min");
  const char *last = zb_xml_element_get (element, "max");
  guint64 from = 0, to = 0;
  ZbXlsxSpan span;

  if (!is_hidden (element))
    return TRUE;
  if (!first || !last ||
      !g_ascii_string_to_unsigned (first, 10, 1, ZB_XLSX_MAX_COLUMNS, &from, NULL) ||
      !g_ascii_string_to_unsigned (last, 10, from, ZB_XLSX_MAX_COLUMNS, &to, NULL) ||
      reading->sheet->hidden_columns->len == ZB_XLSX_MAX_COLUMNS) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                 "sheet “%s”: there are no columns “%s” to “%s”", reading->sheet->name,
                 first ? first : "", last ? last : "");
    return FALSE;
  }
  span = (ZbXlsxSpan){(guint)from - 1, (guint)to - 1};
  g_array_append_val (reading->sheet->hidden_columns, span);
  return TRUE;
}

static gboolean
start_cell (SheetReading *reading, const ZbXmlElement *element, GError **error)
{
  const char *place = zb_xml_element_get (element, "r");
  const char *type = zb_xml_element_get (element, "t");
  const char *style = zb_xml_element_get (element, "s");
  guint64 number = 0;

  if (place != NULL && !zb_xlsx_parse_place (place, &reading->row, &reading->column)) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                 "sheet “%s”: there is no cell “%s”", reading->sheet->name, place);
    return FALSE;
  }
  if (reading->row >= ZB_XLSX_MAX_ROWS || reading->column >= ZB_XLSX_MAX_COLUMNS)
    return fail_here (reading, ZB_FORMAT_ERROR_MALFORMED, error, "lies outside a sheet");
  reading->in_cell = TRUE;
  reading->style = style && g_ascii_string_to_unsigned (style, 10, 0, G_MAXUINT, &number, NULL)
                       ? (guint)number
                       : 0;
  reading->shared = g_strcmp0 (type, "s") == 0;
  reading->dated = g_strcmp0 (type, "d") == 0;
  reading->kind = ZB_XLSX_NUMBER;
  if (reading->shared || g_strcmp0 (type, "inlineStr") == 0 || g_strcmp0 (type, "str") == 0 ||
      reading->dated)
    reading->kind = ZB_XLSX_TEXT;
  else if (g_strcmp0 (type, "b") == 0)
    reading->kind = ZB_XLSX_BOOLEAN;
  else if (g_strcmp0 (type, "e") == 0)
    reading->kind = ZB_XLSX_ERROR;
  g_string_truncate (reading->text, 0);
  return TRUE;
}

static gboolean
add_merge (SheetReading *reading, const ZbXmlElement *element, GError **error)
{
  const char *reference = zb_xml_element_get (element, "ref");
  g_auto (GStrv) ends = g_strsplit (reference ? reference : "", ":", 2);
  guint row, column, last_row, last_column;

  if (ends[0] == NULL || ends[1] == NULL || !zb_xlsx_parse_place (ends[0], &row, &column) ||
      !zb_xlsx_parse_place (ends[1], &last_row, &last_column) || last_row < row ||
      last_column < column) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                 "sheet “%s”: there is no merged area “%s”", reading->sheet->name,
                 reference ? reference : "");
    return FALSE;
  }
  if (reading->sheet->merges->len == reading->xlsx->limits.max_merges) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE,
                 "sheet “%s”: more than %u merged areas", reading->sheet->name,
                 reading->xlsx->limits.max_merges);
    return FALSE;
  }
  ZbXlsxArea area = {row, column, last_row - row + 1, last_column - column + 1};
  g_array_append_val (reading->sheet->merges, area);
  return TRUE;
}

static gboolean
start_cb (const ZbXmlElement *element, gpointer data, GError **error)
{
  SheetReading *reading = data;

  if (strcmp (element->name, "rPh") == 0)
    reading->in_phonetic++;
  if (strcmp (element->name, "row") == 0)
    return start_row (reading, element, error);
  if (strcmp (element->name, "col") == 0)
    return start_columns (reading, element, error);
  if (strcmp (element->name, "c") == 0)
    return start_cell (reading, element, error);
  if (strcmp (element->name, "mergeCell") == 0)
    return add_merge (reading, element, error);
  return TRUE;
}

/* The shared string that a cell's value counts. */
static const char *
find_shared (SheetReading *reading, GError **error)
{
  const GPtrArray *strings = reading->xlsx->strings;
  guint64 index;

  if (!g_ascii_string_to_unsigned (reading->text->str, 10, 0, G_MAXUINT, &index, NULL) ||
      index >= strings->len) {
    fail_here (reading, ZB_FORMAT_ERROR_MALFORMED, error, "its text is not among the shared ones");
    return NULL;
  }
  return strings->pdata[index];
}

static gboolean
end_cell (SheetReading *reading, GError **error)
{
  ZbXlsxSheet *sheet = reading->sheet;
  ZbXlsxCell cell = {reading->row, reading->column, reading->kind, NULL};

  reading->in_cell = FALSE;
  /* "2027-12-31T00:00:00.000Z": its day, as of one that is kept as a number. */
  if (reading->dated && reading->text->len > DAY_LENGTH && reading->text->str[DAY_LENGTH] == 'T')
    g_string_truncate (reading->text, DAY_LENGTH);
  if (cell.kind == ZB_XLSX_NUMBER && reading->text->len > 0) {
    g_autofree char *shown = zb_xlsx_dup_shown (reading->xlsx, reading->style, reading->text->str);

    if (shown) {
      cell.kind = ZB_XLSX_TEXT;
      g_string_assign (reading->text, shown);
    }
  }
  if (reading->text->len > 0) {
    cell.text = reading->shared
                    ? find_shared (reading, error)
                    : g_string_chunk_insert_const (reading->xlsx->texts, reading->text->str);
    if (cell.text == NULL)
      return FALSE;
    if (reading->xlsx->n_cells++ == reading->xlsx->limits.max_cells)
      return fail_here (reading, ZB_FORMAT_ERROR_TOO_LARGE, error,
                        "the workbook has too many cells before it");
    g_array_append_val (sheet->cells, cell);
    sheet->n_rows = MAX (sheet->n_rows, cell.row + 1);
    sheet->n_columns = MAX (sheet->n_columns, cell.column + 1);
  }
  reading->column++;
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer data, GError **error)
{
  SheetReading *reading = data;

  if (strcmp (name, "rPh") == 0 && reading->in_phonetic > 0)
    reading->in_phonetic--;
  if (strcmp (name, "row") == 0)
    reading->row++;
  if (!reading->in_cell)
    return TRUE;
  if (strcmp (name, "c") == 0)
    return end_cell (reading, error);
  if (strcmp (name, "v") == 0 || (strcmp (name, "t") == 0 && reading->in_phonetic == 0))
    g_string_append (reading->text, text);
  return TRUE;
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const ZbXlsxCell *one = a, *other = b;

  if (one->row != other->row)
    return one->row < other->row ? -1 : 1;
  return one->column < other->column ? -1 : one->column > other->column;
}

/* Cells come in order as a rule, but nothing makes them; none may come twice. */
static gboolean
order_cells (ZbXlsx *xlsx, ZbXlsxSheet *sheet, GError **error)
{
  g_array_sort (sheet->cells, compare_cells);
  for (guint i = 1; i < sheet->cells->len; i++) {
    const ZbXlsxCell *cell = &g_array_index (sheet->cells, ZbXlsxCell, i);

    if (compare_cells (cell - 1, cell) != 0)
      continue;
    g_autofree char *place = zb_xlsx_place (cell->row, cell->column);
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, xlsx->source, 0,
                           "sheet “%s”: cell %s: stands there twice", sheet->name, place);
  }
  return TRUE;
}

gboolean
zb_xlsx_read_sheet (ZbXlsx *xlsx, ZbPackedZip *zip, ZbXlsxSheet *sheet, GError **error)
{
  static const ZbXmlHandler handler = {start_cb, end_cb};
  g_autoptr (GString) text = g_string_new (NULL);
  SheetReading reading = {.xlsx = xlsx, .sheet = sheet, .text = text};

  return zb_xlsx_read_part (xlsx, zip, sheet->part, &handler, &reading, error) &&
         order_cells (xlsx, sheet, error);
}

static gboolean
start_string_cb (const ZbXmlElement *element, gpointer data, GError **error)
{
  SheetReading *reading = data;

  if (strcmp (element->name, "rPh") == 0)
    reading->in_phonetic++;
  if (strcmp (element->name, "si") != 0)
    return TRUE;
  reading->in_cell = TRUE;
  g_string_truncate (reading->text, 0);
  return TRUE;
}

static gboolean
end_string_cb (const char *name, const char *text, int line, gpointer data, GError **error)
{
  SheetReading *reading = data;
  ZbXlsx *xlsx = reading->xlsx;

  if (strcmp (name, "rPh") == 0 && reading->in_phonetic > 0)
    reading->in_phonetic--;
  if (reading->in_cell && strcmp (name, "t") == 0 && reading->in_phonetic == 0)
    g_string_append (reading->text, text);
  if (strcmp (name, "si") != 0)
    return TRUE;
  reading->in_cell = FALSE;
  if (xlsx->strings->len == xlsx->limits.max_strings) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE, "more than %u shared strings",
                 xlsx->limits.max_strings);
    return FALSE;
  }
  g_ptr_array_add (xlsx->strings, g_string_chunk_insert_const (xlsx->texts, reading->text->str));
  return TRUE;
}

gboolean
zb_xlsx_read_strings (ZbXlsx *xlsx, ZbPackedZip *zip, const char *part, GError **error)
{
  static const ZbXmlHandler handler = {start_string_cb, end_string_cb};
  g_autoptr (GString) text = g_string_new (NULL);
  SheetReading reading = {.xlsx = xlsx, .text = text};

  return zb_xlsx_read_part (xlsx, zip, part, &handler, &reading, error);
}
