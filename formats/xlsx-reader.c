/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xlsx-reader.h"

#include "formats/error.h"
#include "formats/xlsx-private.h"

#include <string.h>

#define MAX_ENTRIES 10000
#define MAX_RELATIONS 10000
#define WORKBOOK "xl/workbook.xml"
#define RELATIONS "xl/_rels/workbook.xml.rels"

const ZbXlsxLimits zb_xlsx_default_limits = {
    .max_bytes = 16 * 1024 * 1024,
    .max_part = 64 * 1024 * 1024,
    .max_total = 128 * 1024 * 1024,
    .max_sheets = 64,
    .max_cells = 500000,
    .max_merges = 20000,
    .max_strings = 500000,
};

/* The workbook's own parts while they are read. */
typedef struct {
  ZbXlsx *xlsx;
  GHashTable *targets; /* relation's id → part */
  char *strings;       /* (nullable) part of the shared strings */
  char *styles;        /* (nullable) part of the styles */
} Book;

static void
sheet_free (gpointer data)
{
  ZbXlsxSheet *sheet = data;

  g_free (sheet->name);
  g_free (sheet->part);
  g_array_unref (sheet->cells);
  g_array_unref (sheet->merges);
  g_hash_table_unref (sheet->hidden_rows);
  g_array_unref (sheet->hidden_columns);
  g_free (sheet);
}

gboolean
zb_xlsx_read_part (ZbXlsx *xlsx,
                   ZbPackedZip *zip,
                   const char *part,
                   const ZbXmlHandler *handler,
                   gpointer data,
                   GError **error)
{
  /* A cell holds 32,767 characters at most, of up to three bytes. */
  ZbXmlLimits limits = {xlsx->limits.max_part, 32, 64, 64 * 1024, 128 * 1024};
  g_autofree char *name = g_strdup_printf ("%s: %s", xlsx->source, part);
  g_autoptr (GBytes) bytes = zb_packed_zip_read (zip, part, error);
  gsize length = 0;

  if (bytes == NULL)
    return FALSE;
  const char *text = g_bytes_get_data (bytes, &length);
  return zb_xml_read_foreign (name, text ? text : "", length, &limits, handler, data, error);
}

/* Targets are below xl/, or from the root where they begin with a stroke. */
static gboolean
relation_cb (const ZbXmlElement *element, gpointer data, GError **error)
{
  Book *book = data;
  const char *id = zb_xml_element_get (element, "Id");
  const char *type = zb_xml_element_get (element, "Type");
  const char *target = zb_xml_element_get (element, "Target");

  if (strcmp (element->name, "Relationship") != 0 || !id || !type || !target)
    return TRUE;
  if (g_hash_table_size (book->targets) == MAX_RELATIONS) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE, "more than %d relations",
                 MAX_RELATIONS);
    return FALSE;
  }
  char *part = *target == '/' ? g_strdup (target + 1) : g_strconcat ("xl/", target, NULL);
  g_hash_table_replace (book->targets, g_strdup (id), part);
  if (g_str_has_suffix (type, "/sharedStrings")) {
    g_free (book->strings);
    book->strings = g_strdup (part);
  }
  if (g_str_has_suffix (type, "/styles")) {
    g_free (book->styles);
    book->styles = g_strdup (part);
  }
  return TRUE;
}

static gboolean
is_true (const char *value)
{
  return g_strcmp0 (value, "1") == 0 || g_strcmp0 (value, "true") == 0;
}

/* The relation's prefix is the writer's choice; no other attribute of a sheet ends so. */
static const char *
find_relation (const ZbXmlElement *element)
{
  for (guint i = 0; element->attributes && element->attributes[i]; i += 2)
    if (g_str_has_suffix (element->attributes[i], ":id"))
      return element->attributes[i + 1];
  return NULL;
}

static gboolean
sheet_cb (const ZbXmlElement *element, gpointer data, GError **error)
{
  Book *book = data;
  const char *name = zb_xml_element_get (element, "name");
  const char *state = zb_xml_element_get (element, "state");
  const char *id;

  if (strcmp (element->name, "workbookPr") == 0)
    book->xlsx->from_1904 = is_true (zb_xml_element_get (element, "date1904"));
  if (strcmp (element->name, "sheet") != 0)
    return TRUE;
  id = find_relation (element);
  const char *part = id ? g_hash_table_lookup (book->targets, id) : NULL;
  if (!name || !part) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                 "the sheet “%s” is not in the file", name ? name : "");
    return FALSE;
  }
  if (book->xlsx->sheets->len == book->xlsx->limits.max_sheets) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE, "more than %u sheets",
                 book->xlsx->limits.max_sheets);
    return FALSE;
  }
  ZbXlsxSheet *sheet = g_new0 (ZbXlsxSheet, 1);
  sheet->name = g_strdup (name);
  sheet->part = g_strdup (part);
  sheet->cells = g_array_new (FALSE, FALSE, sizeof (ZbXlsxCell));
  sheet->merges = g_array_new (FALSE, FALSE, sizeof (ZbXlsxArea));
  sheet->is_hidden = state != NULL && strcmp (state, "visible") != 0;
  sheet->hidden_rows = g_hash_table_new (NULL, NULL);
  sheet->hidden_columns = g_array_new (FALSE, FALSE, sizeof (ZbXlsxSpan));
  g_ptr_array_add (book->xlsx->sheets, sheet);
  return TRUE;
}

static gboolean
read_sheets (Book *book, ZbPackedZip *zip, GError **error)
{
  ZbXlsx *xlsx = book->xlsx;

  if (book->strings && zb_packed_zip_has (zip, book->strings) &&
      !zb_xlsx_read_strings (xlsx, zip, book->strings, error))
    return FALSE;
  if (book->styles && zb_packed_zip_has (zip, book->styles) &&
      !zb_xlsx_read_styles (xlsx, zip, book->styles, error))
    return FALSE;
  for (guint i = 0; i < xlsx->sheets->len; i++) {
    ZbXlsxSheet *sheet = xlsx->sheets->pdata[i];

    /* Sheets that are charts hold no cells. */
    if (!strstr (sheet->part, "chartsheet") && !zb_xlsx_read_sheet (xlsx, zip, sheet, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_book (ZbXlsx *xlsx, ZbPackedZip *zip, GError **error)
{
  static const ZbXmlHandler relations = {relation_cb, NULL}, workbook = {sheet_cb, NULL};
  g_autoptr (GHashTable) targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Book book = {.xlsx = xlsx, .targets = targets};
  gboolean read;

  if (!zb_packed_zip_has (zip, WORKBOOK))
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, xlsx->source, 0,
                           "a zip archive, but no workbook");
  read = zb_xlsx_read_part (xlsx, zip, RELATIONS, &relations, &book, error) &&
         zb_xlsx_read_part (xlsx, zip, WORKBOOK, &workbook, &book, error) &&
         read_sheets (&book, zip, error);
  g_free (book.strings);
  g_free (book.styles);
  return read;
}

/* Old .xls files, and new ones behind a password, are OLE documents. */
static gboolean
is_ole (GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return length >= 8 && memcmp (data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

ZbXlsx *
zb_xlsx_read (const char *source, GBytes *bytes, const ZbXlsxLimits *limits, GError **error)
{
  g_autoptr (ZbXlsx) xlsx = g_new0 (ZbXlsx, 1);
  g_autoptr (ZbPackedZip) zip = NULL;

  xlsx->source = g_strdup (source);
  xlsx->limits = limits ? *limits : zb_xlsx_default_limits;
  xlsx->sheets = g_ptr_array_new_with_free_func (sheet_free);
  xlsx->texts = g_string_chunk_new (4096);
  xlsx->strings = g_ptr_array_new ();
  xlsx->looks = g_array_new (FALSE, FALSE, sizeof (guint8));
  if (is_ole (bytes)) {
    zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, source, 0,
                    "an old .xls workbook or one with a password; save it as .xlsx without one");
    return NULL;
  }
  ZbPackedZipLimits packed = {xlsx->limits.max_bytes, MAX_ENTRIES, xlsx->limits.max_part,
                              xlsx->limits.max_total};
  zip = zb_packed_zip_open (source, bytes, &packed, error);
  return zip && read_book (xlsx, zip, error) ? g_steal_pointer (&xlsx) : NULL;
}

void
zb_xlsx_free (ZbXlsx *xlsx)
{
  g_free (xlsx->source);
  g_ptr_array_unref (xlsx->sheets);
  g_ptr_array_unref (xlsx->strings);
  g_array_unref (xlsx->looks);
  g_string_chunk_free (xlsx->texts);
  g_free (xlsx);
}

static const ZbXlsxSheet *
get_sheet (const ZbXlsx *xlsx, guint sheet)
{
  g_return_val_if_fail (sheet < xlsx->sheets->len, NULL);
  return xlsx->sheets->pdata[sheet];
}

guint
zb_xlsx_n_sheets (const ZbXlsx *xlsx)
{
  return xlsx->sheets->len;
}

const char *
zb_xlsx_sheet_name (const ZbXlsx *xlsx, guint sheet)
{
  return get_sheet (xlsx, sheet)->name;
}

gboolean
zb_xlsx_sheet_is_hidden (const ZbXlsx *xlsx, guint sheet)
{
  return get_sheet (xlsx, sheet)->is_hidden;
}

gboolean
zb_xlsx_is_hidden (const ZbXlsx *xlsx, guint sheet, guint row, guint column)
{
  const ZbXlsxSheet *read = get_sheet (xlsx, sheet);

  if (g_hash_table_contains (read->hidden_rows, GUINT_TO_POINTER (row)))
    return TRUE;
  for (guint i = 0; i < read->hidden_columns->len; i++) {
    ZbXlsxSpan span = g_array_index (read->hidden_columns, ZbXlsxSpan, i);

    if (column >= span.first && column <= span.last)
      return TRUE;
  }
  return FALSE;
}

guint
zb_xlsx_n_rows (const ZbXlsx *xlsx, guint sheet)
{
  return get_sheet (xlsx, sheet)->n_rows;
}

guint
zb_xlsx_n_columns (const ZbXlsx *xlsx, guint sheet)
{
  return get_sheet (xlsx, sheet)->n_columns;
}

ZbXlsxCell
zb_xlsx_cell (const ZbXlsx *xlsx, guint sheet, guint row, guint column)
{
  const GArray *cells = get_sheet (xlsx, sheet)->cells;
  ZbXlsxCell blank = {row, column, ZB_XLSX_BLANK, ""};
  guint low = 0, high = cells->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    const ZbXlsxCell *cell = &g_array_index (cells, ZbXlsxCell, middle);

    if (cell->row == row && cell->column == column)
      return *cell;
    if (cell->row < row || (cell->row == row && cell->column < column))
      low = middle + 1;
    else
      high = middle;
  }
  return blank;
}

guint
zb_xlsx_n_merges (const ZbXlsx *xlsx, guint sheet)
{
  return get_sheet (xlsx, sheet)->merges->len;
}

ZbXlsxArea
zb_xlsx_merge (const ZbXlsx *xlsx, guint sheet, guint index)
{
  return g_array_index (get_sheet (xlsx, sheet)->merges, ZbXlsxArea, index);
}

ZbXlsxArea
zb_xlsx_area_at (const ZbXlsx *xlsx, guint sheet, guint row, guint column)
{
  const GArray *merges = get_sheet (xlsx, sheet)->merges;

  for (guint i = 0; i < merges->len; i++) {
    ZbXlsxArea area = g_array_index (merges, ZbXlsxArea, i);

    if (row >= area.row && row - area.row < area.n_rows && column >= area.column &&
        column - area.column < area.n_columns)
      return area;
  }
  return (ZbXlsxArea){row, column, 1, 1};
}
