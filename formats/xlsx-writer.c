/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xlsx-writer.h"

#include "formats/decimal-text.h"
#include "formats/error.h"
#include "formats/xml-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
  MAX_CHARACTERS = 32767, /* of a cell, in UTF-16 */
  MAX_NAME = 31,          /* of a sheet, in UTF-16 */
  MAX_DIGITS = 15,        /* what spreadsheets keep of a number */
  N_STYLES = ZB_XLSX_NOTE + 1,
};

/* What a cell holds decides on the number format: a scale of 0 to 15, or one of these. */
enum { TEXT = MAX_DIGITS + 1, LONG_FIGURE, N_CONTENTS };

struct _ZbXlsxWriter {
  char *path;           /* owned */
  char *temporary;      /* owned: the file beside it */
  lxw_workbook *book;   /* owned until finished */
  lxw_worksheet *sheet; /* of the book, like the formats; NULL before the first */
  lxw_format *formats[N_STYLES][N_CONTENTS];
  GError *failure; /* owned (nullable): the first */
};

ZbXlsxWriter *
zb_xlsx_writer_new (const char *path, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int file = g_mkstemp_full (temporary, O_RDWR, 0666);
  ZbXlsxWriter *writer;

  if (file < 0) {
    zb_format_fail (error, ZB_FORMAT_ERROR_IO, path, 0, "%s", g_strerror (errno));
    return NULL;
  }
  g_close (file, NULL);
  writer = g_new0 (ZbXlsxWriter, 1);
  writer->path = g_strdup (path);
  writer->temporary = g_steal_pointer (&temporary);
  writer->book = workbook_new (writer->temporary);
  return writer;
}

void
zb_xlsx_writer_free (ZbXlsxWriter *writer)
{
  if (writer == NULL)
    return;
  g_clear_pointer (&writer->book, lxw_workbook_free);
  if (writer->temporary != NULL)
    g_unlink (writer->temporary);
  g_clear_error (&writer->failure);
  g_free (writer->temporary);
  g_free (writer->path);
  g_free (writer);
}

/* (transfer full): @text cut to @most UTF-16 code units, the last being an ellipsis if any were cut
 * off. @text is valid UTF-8. */
static char *
cut (const char *text, guint most)
{
  guint units = 0;
  const char *fits = text;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    units += g_utf8_get_char (p) > 0xFFFF ? 2 : 1;
    if (units < most)
      fits = g_utf8_next_char (p);
  }
  return units <= most ? g_strdup (text) : g_strdup_printf ("%.*s…", (int)(fits - text), text);
}

static gboolean
is_escape (const char *text)
{
  return text[0] == '_' && text[1] == 'x' && g_ascii_isxdigit (text[2]) &&
         g_ascii_isxdigit (text[3]) && g_ascii_isxdigit (text[4]) && g_ascii_isxdigit (text[5]) &&
         text[6] == '_';
}

/* (transfer full): @text as a cell can hold it. "_x0041_" is how workbooks write the character
 * U+0041 (ECMA-376 22.9.2.19), so a text that has it literally gets its underline escaped. */
static char *
fit_text (const char *text)
{
  g_autofree char *clean = zb_xml_text_clean (text);
  g_autoptr (GString) escaped = g_string_sized_new (strlen (clean));

  for (const char *p = clean; *p != '\0'; p++) {
    g_string_append_c (escaped, *p);
    if (is_escape (p))
      g_string_append (escaped, "x005F_");
  }
  return cut (escaped->str, MAX_CHARACTERS);
}

/* (transfer full): letters a sheet name may hold. */
static char *
fit_name (const char *name)
{
  g_autofree char *clean = zb_xml_text_clean (name);

  for (char *p = clean; *p != '\0'; p++) {
    if (strchr ("[]:*?/\\'", *p) != NULL || (guint8)*p < 0x20)
      *p = '_';
  }
  return cut (*clean != '\0' ? clean : "Sheet", MAX_NAME);
}

void
zb_xlsx_writer_sheet (ZbXlsxWriter *writer, const char *name)
{
  g_autofree char *fit = fit_name (name);
  g_autofree char *unique = g_strdup (fit);

  for (guint n = 2; workbook_validate_sheet_name (writer->book, unique) != LXW_NO_ERROR; n++) {
    g_autofree char *number = g_strdup_printf (" (%u)", n);
    g_autofree char *beginning = cut (fit, MAX_NAME - (guint)strlen (number));

    g_free (unique);
    unique = g_strconcat (beginning, number, NULL);
  }
  writer->sheet = workbook_add_worksheet (writer->book, unique);
  worksheet_ignore_errors (writer->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
}

static lxw_worksheet *
current_sheet (ZbXlsxWriter *writer)
{
  if (writer->sheet == NULL)
    zb_xlsx_writer_sheet (writer, "Sheet");
  return writer->sheet;
}

static void
set_style (lxw_format *format, ZbXlsxStyle style)
{
  format_set_align (format, LXW_ALIGN_VERTICAL_CENTER);
  if (style == ZB_XLSX_TITLE || style == ZB_XLSX_HEAD) {
    format_set_bold (format);
    format_set_align (format, LXW_ALIGN_CENTER);
  }
  if (style == ZB_XLSX_TITLE)
    format_set_font_size (format, 16);
  if (style == ZB_XLSX_HEAD)
    format_set_text_wrap (format);
  if (style == ZB_XLSX_HEAD || style == ZB_XLSX_CELL || style == ZB_XLSX_LOCKED)
    format_set_border (format, LXW_BORDER_THIN);
  if (style == ZB_XLSX_LOCKED)
    format_set_bg_color (format, 0xEDEDED);
  if (style == ZB_XLSX_NOTE) {
    format_set_font_size (format, 9);
    format_set_font_color (format, 0x7F7F7F);
  }
}

/* Text has the text format, so that it stays text also when somebody edits the cell. */
static void
set_content (lxw_format *format, guint content)
{
  g_autoptr (GString) picture = g_string_new ("#,##0");

  if (content >= TEXT) {
    format_set_num_format_index (format, 49); /* "@", ECMA-376 18.8.30 */
    if (content == LONG_FIGURE)
      format_set_align (format, LXW_ALIGN_RIGHT);
    return;
  }
  if (content > 0)
    g_string_append_c (picture, '.');
  for (guint i = 0; i < content; i++)
    g_string_append_c (picture, '0');
  format_set_num_format (format, picture->str);
}

static lxw_format *
get_format (ZbXlsxWriter *writer, ZbXlsxStyle style, guint content)
{
  lxw_format **format = &writer->formats[style][content];

  if (*format == NULL) {
    *format = workbook_add_format (writer->book);
    set_style (*format, style);
    set_content (*format, content);
  }
  return *format;
}

/* Keeps the first failure. libxlsxwriter prints warnings for cells outside a sheet, so these are
 * kept from it. */
static gboolean
is_inside (ZbXlsxWriter *writer, guint row, guint column)
{
  if (row < LXW_ROW_MAX && column < LXW_COL_MAX)
    return TRUE;
  if (writer->failure == NULL)
    zb_format_fail (&writer->failure, ZB_FORMAT_ERROR_TOO_LARGE, writer->path, 0,
                    "row %u, column %u lies outside a sheet", row + 1, column + 1);
  return FALSE;
}

static void
keep_failure (ZbXlsxWriter *writer, lxw_error result)
{
  if (result != LXW_NO_ERROR && writer->failure == NULL)
    zb_format_fail (&writer->failure, ZB_FORMAT_ERROR_MALFORMED, writer->path, 0, "%s",
                    lxw_strerror (result));
}

void
zb_xlsx_writer_column_width (ZbXlsxWriter *writer, guint column, double characters)
{
  if (is_inside (writer, 0, column))
    keep_failure (writer, worksheet_set_column (current_sheet (writer), (lxw_col_t)column,
                                                (lxw_col_t)column, characters, NULL));
}

void
zb_xlsx_writer_freeze (ZbXlsxWriter *writer, guint row, guint column)
{
  if (is_inside (writer, row, column))
    worksheet_freeze_panes (current_sheet (writer), row, (lxw_col_t)column);
}

static void
write_text (ZbXlsxWriter *writer, guint row, guint column, const char *text, lxw_format *format)
{
  g_autofree char *fit = fit_text (text != NULL ? text : "");
  lxw_worksheet *sheet = current_sheet (writer);

  if (*fit == '\0')
    keep_failure (writer, worksheet_write_blank (sheet, row, (lxw_col_t)column, format));
  else
    keep_failure (writer, worksheet_write_string (sheet, row, (lxw_col_t)column, fit, format));
}

void
zb_xlsx_writer_text (
    ZbXlsxWriter *writer, guint row, guint column, const char *text, ZbXlsxStyle style)
{
  if (is_inside (writer, row, column))
    write_text (writer, row, column, text, get_format (writer, style, TEXT));
}

static void
write_long_figure (
    ZbXlsxWriter *writer, guint row, guint column, const char *decimal, ZbXlsxStyle style)
{
  static const char note[] = "超过15位有效数字，按文本保存，以免丢失精度。\n"
                             "More than 15 significant digits: kept as text, so that none is lost.";

  write_text (writer, row, column, decimal, get_format (writer, style, LONG_FIGURE));
  keep_failure (writer,
                worksheet_write_comment (current_sheet (writer), row, (lxw_col_t)column, note));
}

void
zb_xlsx_writer_number (ZbXlsxWriter *writer,
                       guint row,
                       guint column,
                       const char *decimal,
                       guint scale,
                       ZbXlsxStyle style)
{
  if (!is_inside (writer, row, column))
    return;
  if (decimal == NULL || !zb_decimal_text_is_valid (decimal))
    write_text (writer, row, column, decimal, get_format (writer, style, TEXT));
  else if (zb_decimal_text_digits (decimal) > MAX_DIGITS)
    write_long_figure (writer, row, column, decimal, style);
  else
    keep_failure (writer,
                  worksheet_write_number (current_sheet (writer), row, (lxw_col_t)column,
                                          g_ascii_strtod (decimal, NULL),
                                          get_format (writer, style, MIN (scale, MAX_DIGITS))));
}

void
zb_xlsx_writer_merge (ZbXlsxWriter *writer,
                      guint row,
                      guint column,
                      guint n_rows,
                      guint n_columns,
                      const char *text,
                      ZbXlsxStyle style)
{
  guint last_row = row + CLAMP (n_rows, 1, LXW_ROW_MAX + 1) - 1;
  guint last_column = column + CLAMP (n_columns, 1, LXW_COL_MAX + 1) - 1;
  lxw_format *format = get_format (writer, style, TEXT);

  if (!is_inside (writer, row, column) || !is_inside (writer, last_row, last_column))
    return;
  if (last_row > row || last_column > column)
    keep_failure (writer, worksheet_merge_range (current_sheet (writer), row, (lxw_col_t)column,
                                                 last_row, (lxw_col_t)last_column, "", format));
  write_text (writer, row, column, text, format);
}

gboolean
zb_xlsx_writer_finish (ZbXlsxWriter *writer, GError **error)
{
  lxw_error result;

  current_sheet (writer);
  if (writer->failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&writer->failure));
    return FALSE;
  }
  result = workbook_close (g_steal_pointer (&writer->book));
  if (result != LXW_NO_ERROR)
    return zb_format_fail (error, ZB_FORMAT_ERROR_IO, writer->path, 0, "%s", lxw_strerror (result));
  if (g_rename (writer->temporary, writer->path) != 0)
    return zb_format_fail (error, ZB_FORMAT_ERROR_IO, writer->path, 0, "%s", g_strerror (errno));
  g_clear_pointer (&writer->temporary, g_free);
  return TRUE;
}
