/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json-writer.h"

#include "formats/base64-text.h"

#include <string.h>

struct _ZbJsonWriter {
  GString *out;         /* owned */
  GString *open;        /* owned: the closing brackets still due, innermost last */
  gboolean needs_comma; /* a value stands before this place */
};

ZbJsonWriter *
zb_json_writer_new (void)
{
  return zb_json_writer_new_sized (0);
}

ZbJsonWriter *
zb_json_writer_new_sized (gsize size)
{
  ZbJsonWriter *writer = g_new0 (ZbJsonWriter, 1);

  writer->out = g_string_sized_new (size);
  writer->open = g_string_new (NULL);
  return writer;
}

void
zb_json_writer_free (ZbJsonWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->out != NULL)
    g_string_free (writer->out, TRUE);
  g_string_free (writer->open, TRUE);
  g_free (writer);
}

static void
append_escaped (GString *out, guint8 c)
{
  static const char controls[] = "\b\f\n\r\t";
  const char *found = strchr (controls, c);

  if (c == '"' || c == '\\')
    g_string_append_printf (out, "\\%c", c);
  else if (found != NULL)
    g_string_append_printf (out, "\\%c", "bfnrt"[found - controls]);
  else
    g_string_append_printf (out, "\\u%04x", c);
}

static void
append_string (GString *out, const char *value)
{
  g_autofree char *valid = g_utf8_validate (value, -1, NULL) ? NULL : g_utf8_make_valid (value, -1);

  g_string_append_c (out, '"');
  for (const char *p = valid != NULL ? valid : value; *p != '\0';) {
    const char *plain = p;

    while ((guint8)*p >= 0x20 && *p != '"' && *p != '\\')
      p++;
    g_string_append_len (out, plain, p - plain);
    if (*p != '\0')
      append_escaped (out, (guint8)*p++);
  }
  g_string_append_c (out, '"');
}

/* Comma and key before a value. */
static void
begin_value (ZbJsonWriter *writer, const char *key)
{
  gboolean in_object = g_str_has_suffix (writer->open->str, "}");

  g_return_if_fail (in_object == (key != NULL));

  if (writer->needs_comma)
    g_string_append_c (writer->out, ',');
  writer->needs_comma = TRUE;
  if (key == NULL)
    return;
  append_string (writer->out, key);
  g_string_append_c (writer->out, ':');
}

static void
begin_container (ZbJsonWriter *writer, const char *key, char opening, char closing)
{
  begin_value (writer, key);
  g_string_append_c (writer->out, opening);
  g_string_append_c (writer->open, closing);
  writer->needs_comma = FALSE;
}

static void
end_container (ZbJsonWriter *writer)
{
  g_return_if_fail (writer->open->len > 0);

  g_string_append_c (writer->out, writer->open->str[writer->open->len - 1]);
  g_string_truncate (writer->open, writer->open->len - 1);
  writer->needs_comma = TRUE;
}

void
zb_json_writer_begin_object (ZbJsonWriter *writer, const char *key)
{
  begin_container (writer, key, '{', '}');
}

void
zb_json_writer_end_object (ZbJsonWriter *writer)
{
  end_container (writer);
}

void
zb_json_writer_begin_array (ZbJsonWriter *writer, const char *key)
{
  begin_container (writer, key, '[', ']');
}

void
zb_json_writer_end_array (ZbJsonWriter *writer)
{
  end_container (writer);
}

void
zb_json_writer_string (ZbJsonWriter *writer, const char *key, const char *value)
{
  begin_value (writer, key);
  if (value == NULL)
    g_string_append (writer->out, "null");
  else
    append_string (writer->out, value);
}

void
zb_json_writer_integer (ZbJsonWriter *writer, const char *key, gint64 value)
{
  begin_value (writer, key);
  g_string_append_printf (writer->out, "%" G_GINT64_FORMAT, value);
}

void
zb_json_writer_boolean (ZbJsonWriter *writer, const char *key, gboolean value)
{
  begin_value (writer, key);
  g_string_append (writer->out, value ? "true" : "false");
}

void
zb_json_writer_raw (ZbJsonWriter *writer, const char *key, const char *json)
{
  begin_value (writer, key);
  g_string_append (writer->out, json);
}

void
zb_json_writer_bytes (ZbJsonWriter *writer, const char *key, GBytes *bytes)
{
  gsize length = 0;
  const guchar *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL) {
    zb_json_writer_string (writer, key, NULL);
    return;
  }
  begin_value (writer, key);
  g_string_append_c (writer->out, '"');
  /* Its signs need no escapes. */
  zb_base64_append (writer->out, data, length);
  g_string_append_c (writer->out, '"');
}

static GString *
finish (ZbJsonWriter *writer)
{
  while (writer->open->len > 0)
    end_container (writer);
  return g_steal_pointer (&writer->out);
}

char *
zb_json_writer_finish (ZbJsonWriter *writer)
{
  return g_string_free (finish (writer), FALSE);
}

GBytes *
zb_json_writer_finish_bytes (ZbJsonWriter *writer)
{
  return g_string_free_to_bytes (finish (writer));
}
