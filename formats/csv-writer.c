/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv-writer.h"

#include "formats/decimal-text.h"

#include <string.h>

struct _ZbCsvWriter {
  GString *out;   /* owned */
  gsize row;      /* where the current row begins */
  guint n_fields; /* of the current row */
};

ZbCsvWriter *
zb_csv_writer_new (void)
{
  ZbCsvWriter *writer = g_new0 (ZbCsvWriter, 1);

  writer->out = g_string_new ("\xEF\xBB\xBF");
  writer->row = writer->out->len;
  return writer;
}

void
zb_csv_writer_free (ZbCsvWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->out != NULL)
    g_string_free (writer->out, TRUE);
  g_free (writer);
}

/* What spreadsheets may take for the beginning of a formula (OWASP, CSV injection). East Asian
 * versions take the full-width signs as well. */
static gboolean
looks_like_formula (const char *text)
{
  static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};

  if (strchr ("\t\r\n", *text) != NULL)
    return *text != '\0';
  text += strspn (text, " \t\r\n");
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (g_str_has_prefix (text, signs[i]))
      return TRUE;
  }
  return FALSE;
}

static void
append_quoted (GString *out, const char *prefix, const char *text)
{
  g_string_append_c (out, '"');
  g_string_append (out, prefix);
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_field (ZbCsvWriter *writer, const char *prefix, const char *text)
{
  gboolean needs_quotes = strpbrk (text, ",\"\r\n\t") != NULL || *text == ' ' || *prefix != '\0';

  if (writer->n_fields++ > 0)
    g_string_append_c (writer->out, ',');
  if (needs_quotes)
    append_quoted (writer->out, prefix, text);
  else
    g_string_append (writer->out, text);
}

void
zb_csv_writer_text (ZbCsvWriter *writer, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");

  append_field (writer, looks_like_formula (valid) ? "'" : "", valid);
}

void
zb_csv_writer_number (ZbCsvWriter *writer, const char *decimal)
{
  if (decimal != NULL && zb_decimal_text_is_valid (decimal))
    append_field (writer, "", decimal);
  else
    zb_csv_writer_text (writer, decimal);
}

/* A row whose only field is empty would be a blank line, which readers skip. */
void
zb_csv_writer_end_row (ZbCsvWriter *writer)
{
  if (writer->out->len == writer->row)
    g_string_append (writer->out, "\"\"");
  g_string_append (writer->out, "\r\n");
  writer->row = writer->out->len;
  writer->n_fields = 0;
}

GBytes *
zb_csv_writer_finish (ZbCsvWriter *writer)
{
  if (writer->n_fields > 0)
    zb_csv_writer_end_row (writer);
  return g_string_free_to_bytes (g_steal_pointer (&writer->out));
}
