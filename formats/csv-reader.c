/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv-reader.h"

#include "formats/error.h"

#include <string.h>

struct _ZbCsvReader {
  char *source; /* owned */
  char *text;   /* owned (nullable: too large to be copied) */
  gsize length;
  const char *end;
  const char *at;
  char separator;
  int line;
  gboolean checked;
  GError *failure;   /* owned (nullable) */
  GString *content;  /* owned: the record's fields, each with a NUL */
  GArray *offsets;   /* owned, of gsize: where the fields begin in the content */
  GPtrArray *fields; /* owned, of pointers into the content, NULL-terminated */
};

ZbCsvReader *
zb_csv_reader_new (const char *source, const char *text, gsize length, char separator)
{
  ZbCsvReader *reader = g_new0 (ZbCsvReader, 1);

  reader->source = g_strdup (source);
  reader->length = length;
  if (length <= ZB_CSV_MAX_BYTES) {
    reader->text = g_malloc0 (length + 1);
    if (length > 0)
      memcpy (reader->text, text, length);
  }
  reader->at = reader->text;
  reader->end = reader->text != NULL ? reader->text + length : NULL;
  reader->separator = separator;
  reader->line = 1;
  reader->content = g_string_new (NULL);
  reader->offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  reader->fields = g_ptr_array_new ();
  return reader;
}

void
zb_csv_reader_free (ZbCsvReader *reader)
{
  if (reader == NULL)
    return;
  g_free (reader->source);
  g_free (reader->text);
  g_clear_error (&reader->failure);
  g_string_free (reader->content, TRUE);
  g_array_unref (reader->offsets);
  g_ptr_array_unref (reader->fields);
  g_free (reader);
}

/* The whole text is checked once, before the first record. */
static gboolean
check_text (ZbCsvReader *reader, GError **error)
{
  const char *bad = NULL;

  if (reader->text == NULL)
    return zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, reader->source, 0,
                           "the text has %" G_GSIZE_FORMAT " bytes, more than %d", reader->length,
                           ZB_CSV_MAX_BYTES);
  if (!g_utf8_validate_len (reader->text, reader->length, &bad)) {
    int line = 1;

    for (const char *p = reader->text; p < bad; p++)
      line += *p == '\n' || (*p == '\r' && p[1] != '\n');
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, reader->source, line,
                           "byte 0x%02X does not belong to UTF-8 text; save the table as "
                           "“CSV UTF-8”",
                           (guint8)*bad);
  }
  if (g_str_has_prefix (reader->text, "\xEF\xBB\xBF"))
    reader->at += 3;
  reader->checked = TRUE;
  return TRUE;
}

static gboolean
fail (ZbCsvReader *reader, int line, ZbFormatError code, const char *message, GError **error)
{
  return zb_format_fail (error, code, reader->source, line, "column %u: %s", reader->offsets->len,
                         message);
}

static gboolean
at_line_end (const ZbCsvReader *reader)
{
  return reader->at < reader->end && (*reader->at == '\r' || *reader->at == '\n');
}

static void
skip_line_end (ZbCsvReader *reader)
{
  if (*reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n')
    reader->at++;
  reader->at++;
  reader->line++;
}

static gboolean
append (ZbCsvReader *reader, const char *from, const char *to, GError **error)
{
  gsize start = g_array_index (reader->offsets, gsize, reader->offsets->len - 1);

  g_string_append_len (reader->content, from, to - from);
  return reader->content->len - start <= ZB_CSV_MAX_FIELD_BYTES ||
         fail (reader, reader->line, ZB_FORMAT_ERROR_TOO_LARGE,
               "a field is longer than 65536 bytes", error);
}

static gboolean
read_plain_field (ZbCsvReader *reader, GError **error)
{
  const char *from = reader->at;

  for (; reader->at < reader->end && !at_line_end (reader); reader->at++) {
    if (*reader->at == reader->separator)
      break;
    if (*reader->at == '"' && reader->separator != '\t')
      return fail (reader, reader->line, ZB_FORMAT_ERROR_MALFORMED,
                   "a quote mark inside an unquoted field", error);
  }
  return append (reader, from, reader->at, error);
}

/* Up to the next quote mark; lines are counted on the way. */
static gboolean
read_quoted_run (ZbCsvReader *reader, GError **error)
{
  const char *from = reader->at;

  while (reader->at < reader->end && *reader->at != '"') {
    if (at_line_end (reader))
      skip_line_end (reader);
    else
      reader->at++;
  }
  return append (reader, from, reader->at, error);
}

static gboolean
read_quoted_field (ZbCsvReader *reader, GError **error)
{
  int line = reader->line;
  gboolean closed = FALSE;

  reader->at++;
  while (!closed) {
    if (!read_quoted_run (reader, error))
      return FALSE;
    if (reader->at == reader->end)
      return fail (reader, line, ZB_FORMAT_ERROR_MALFORMED, "a quoted field has no end", error);
    reader->at++;
    closed = reader->at == reader->end || *reader->at != '"';
    if (!closed) {
      if (!append (reader, reader->at, reader->at + 1, error))
        return FALSE;
      reader->at++;
    }
  }
  if (reader->at < reader->end && *reader->at != reader->separator && !at_line_end (reader))
    return fail (reader, reader->line, ZB_FORMAT_ERROR_MALFORMED,
                 "characters after the closing quote mark", error);
  return TRUE;
}

static gboolean
read_field (ZbCsvReader *reader, GError **error)
{
  gsize offset = reader->content->len;

  g_array_append_val (reader->offsets, offset);
  if (reader->offsets->len > ZB_CSV_MAX_FIELDS)
    return fail (reader, reader->line, ZB_FORMAT_ERROR_TOO_LARGE, "more than 1024 columns", error);
  if (reader->at < reader->end && *reader->at == '"') {
    if (!read_quoted_field (reader, error))
      return FALSE;
  } else if (!read_plain_field (reader, error)) {
    return FALSE;
  }
  g_string_append_c (reader->content, '\0');
  return TRUE;
}

static gboolean
read_record (ZbCsvReader *reader, GError **error)
{
  g_string_truncate (reader->content, 0);
  g_array_set_size (reader->offsets, 0);
  while (TRUE) {
    if (!read_field (reader, error))
      return FALSE;
    if (reader->at == reader->end || *reader->at != reader->separator)
      break;
    reader->at++;
  }
  if (at_line_end (reader))
    skip_line_end (reader);
  return TRUE;
}

static const char *const *
list_fields (ZbCsvReader *reader)
{
  g_ptr_array_set_size (reader->fields, 0);
  for (guint i = 0; i < reader->offsets->len; i++)
    g_ptr_array_add (reader->fields,
                     reader->content->str + g_array_index (reader->offsets, gsize, i));
  g_ptr_array_add (reader->fields, NULL);
  return (const char *const *)reader->fields->pdata;
}

const char *const *
zb_csv_reader_next (ZbCsvReader *reader, guint *ret_n_fields, int *ret_line, GError **error)
{
  int line;

  if (reader->failure == NULL && !reader->checked)
    check_text (reader, &reader->failure);
  if (reader->failure == NULL) {
    while (at_line_end (reader))
      skip_line_end (reader);
    if (reader->at == reader->end)
      return NULL;
    line = reader->line;
    if (read_record (reader, &reader->failure)) {
      if (ret_line != NULL)
        *ret_line = line;
      if (ret_n_fields != NULL)
        *ret_n_fields = reader->offsets->len;
      return list_fields (reader);
    }
  }
  if (error != NULL)
    *error = g_error_copy (reader->failure);
  return NULL;
}
