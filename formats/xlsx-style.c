/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xlsx-private.h"

#include <string.h>

/* What a number is shown as matters where it is no figure: a code "01" is often the number 1 in the
 * format 00, a date always a number of days. */

#define MAX_STYLES 65536
#define MAX_ZEROS 15

typedef struct {
  ZbXlsx *xlsx;
  GHashTable *formats; /* number of a format → ZbXlsxLook + 1 */
  gboolean in_cells;   /* the formats of cells, not those of named styles */
} StyleReading;

static gboolean
is_date_sign (char sign)
{
  return strchr ("yYdD", sign) != NULL;
}

/* The format of positive numbers alone: "00", "0_ ", "yyyy\"年\"m\"月\"", without what is quoted,
 * in brackets, escaped or only keeps room. */
static char *
dup_signs (const char *format)
{
  GString *signs = g_string_new (NULL);

  for (const char *c = format; *c && *c != ';'; c++) {
    if (*c == '"' || *c == '[') {
      const char *end = strchr (c + 1, *c == '"' ? '"' : ']');
      if (!end)
        break;
      c = end;
    } else if (*c == '\\' || *c == '_' || *c == '*') {
      if (!c[1])
        break;
      c = g_utf8_next_char (c + 1) - 1;
    } else if (!g_ascii_isspace (*c)) {
      g_string_append_c (signs, *c);
    }
  }
  return g_string_free (signs, FALSE);
}

static guint
look_of (const char *format)
{
  g_autofree char *signs = dup_signs (format);
  gsize zeros = strspn (signs, "0");

  if (signs[zeros] == '\0')
    return zeros >= 2 && zeros <= MAX_ZEROS ? (guint)zeros : ZB_XLSX_LOOK_PLAIN;
  for (const char *c = signs; *c; c++)
    if (is_date_sign (*c))
      return ZB_XLSX_LOOK_DATE;
  return ZB_XLSX_LOOK_PLAIN;
}

/* Formats that need not be in the file: ECMA-376 part 1, 18.8.30, with those of Chinese ones. */
static guint
look_of_builtin (guint number)
{
  gboolean date = (number >= 14 && number <= 17) || number == 22 ||
                  (number >= 27 && number <= 31) || number == 36 ||
                  (number >= 50 && number <= 54) || number == 57 || number == 58;

  return date ? ZB_XLSX_LOOK_DATE : ZB_XLSX_LOOK_PLAIN;
}

static guint
number_of (const ZbXmlElement *element, const char *name)
{
  const char *text = zb_xml_element_get (element, name);
  guint64 number = 0;

  return text && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL) ? (guint)number
                                                                                    : 0;
}

static gboolean
start_cb (const ZbXmlElement *element, gpointer data, GError **error)
{
  StyleReading *reading = data;
  guint format = number_of (element, "numFmtId");
  const char *code = zb_xml_element_get (element, "formatCode");

  if (strcmp (element->name, "numFmt") == 0 && code &&
      g_hash_table_size (reading->formats) < MAX_STYLES)
    g_hash_table_insert (reading->formats, GUINT_TO_POINTER (format),
                         GUINT_TO_POINTER (look_of (code) + 1));
  if (strcmp (element->name, "cellXfs") == 0)
    reading->in_cells = TRUE;
  if (strcmp (element->name, "xf") != 0 || !reading->in_cells ||
      reading->xlsx->looks->len == MAX_STYLES)
    return TRUE;
  guint known =
      GPOINTER_TO_UINT (g_hash_table_lookup (reading->formats, GUINT_TO_POINTER (format)));
  guint8 look = (guint8)(known > 0 ? known - 1 : look_of_builtin (format));
  g_array_append_val (reading->xlsx->looks, look);
  return TRUE;
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer data, GError **error)
{
  StyleReading *reading = data;

  if (strcmp (name, "cellXfs") == 0)
    reading->in_cells = FALSE;
  return TRUE;
}

gboolean
zb_xlsx_read_styles (ZbXlsx *xlsx, ZbPackedZip *zip, const char *part, GError **error)
{
  static const ZbXmlHandler handler = {start_cb, end_cb};
  g_autoptr (GHashTable) formats = g_hash_table_new (NULL, NULL);
  StyleReading reading = {.xlsx = xlsx, .formats = formats};

  return zb_xlsx_read_part (xlsx, zip, part, &handler, &reading, error);
}

/* Day 1 is the first of 1900; 1900 is wrongly taken for a leap year, so days before March 1900 are
 * left as numbers. With the other reckoning day 0 is the first of 1904. */
static char *
dup_date (const ZbXlsx *xlsx, guint64 days)
{
  GDate date;

  if (days > 2958465 || (!xlsx->from_1904 && days < 61))
    return NULL;
  g_date_set_dmy (&date, xlsx->from_1904 ? 1 : 30,
                  xlsx->from_1904 ? G_DATE_JANUARY : G_DATE_DECEMBER,
                  xlsx->from_1904 ? 1904 : 1899);
  g_date_add_days (&date, (guint)days);
  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&date), g_date_get_month (&date),
                          g_date_get_day (&date));
}

char *
zb_xlsx_dup_shown (const ZbXlsx *xlsx, guint style, const char *stored)
{
  guint8 look =
      style < xlsx->looks->len ? g_array_index (xlsx->looks, guint8, style) : ZB_XLSX_LOOK_PLAIN;
  g_autofree char *plain = look == ZB_XLSX_LOOK_PLAIN ? NULL : zb_xlsx_number_text (stored);
  guint64 number = 0;
  char *dot;

  if (!plain)
    return NULL;
  dot = look == ZB_XLSX_LOOK_DATE ? strchr (plain, '.') : NULL;
  if (dot)
    *dot = '\0';
  if (!g_ascii_string_to_unsigned (plain, 10, 0, G_MAXINT64, &number, NULL))
    return NULL;
  return look == ZB_XLSX_LOOK_DATE ? dup_date (xlsx, number)
                                   : g_strdup_printf ("%0*" G_GUINT64_FORMAT, (int)look, number);
}
