/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"

#include "exchange/protocol.h"
#include "tools/words.h"

#include <string.h>

static ZbJson *
read_answer (const char *path, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  return zb_json_read (path, text ? text : "", length, ZB_PROTOCOL_MAX_CONTAINER * 8, error);
}

static void
print_answer (GBytes *bytes)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  g_print ("%.*s\n", (int)length, text);
}

ZbJson *
zb_answer_get (
    const ZbCallLine *line, ZbLinked *linked, const char *path, int *ret_code, GError **error)
{
  g_autoptr (GBytes) bytes = zb_session_get_bytes (linked->session, path, error);

  *ret_code = ZB_EXIT_FAILED;
  if (!bytes)
    return NULL;
  if (!zb_call_line_has (line, "json"))
    return read_answer (path, bytes, error);
  print_answer (bytes);
  *ret_code = ZB_EXIT_OK;
  return NULL;
}

ZbJson *
zb_answer_ask (const ZbCallLine *line, const char *path, int *ret_code, GError **error)
{
  g_auto (ZbLinked) linked = {0};

  *ret_code = ZB_EXIT_FAILED;
  return zb_linked_open (line, &linked, error)
             ? zb_answer_get (line, &linked, path, ret_code, error)
             : NULL;
}

static void
add_all (ZbTable *table, const ZbJson *list, void (*add) (ZbTable *table, const ZbJson *one))
{
  for (guint i = 0; list && i < zb_json_length (list); i++)
    add (table, zb_json_at (list, i));
}

int
zb_answer_list (const ZbCallLine *line,
                const char *path,
                const char *list,
                const char *const *heads,
                void (*add) (ZbTable *table, const ZbJson *one),
                GError **error)
{
  gboolean raw = zb_call_line_has (line, "json");
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_autofree char *cursor = g_strdup ("");
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  do {
    const char *joint = !*cursor ? "" : strchr (path, '?') ? "&cursor=" : "?cursor=";
    g_autofree char *page = g_strconcat (path, joint, cursor, NULL);
    g_autoptr (GBytes) bytes = zb_session_get_bytes (linked.session, page, error);
    g_autoptr (ZbJson) answer = bytes ? read_answer (page, bytes, error) : NULL;

    if (!answer)
      return ZB_EXIT_FAILED;
    if (raw)
      print_answer (bytes);
    else
      add_all (table, zb_json_get (answer, list), add);
    g_free (cursor);
    cursor = zb_answer_dup (answer, "next");
  } while (*cursor);
  if (!raw)
    zb_table_print (table);
  return ZB_EXIT_OK;
}

gboolean
zb_answer_post (ZbLinked *linked,
                const char *path,
                ZbJsonWriter *json,
                const char *if_match,
                ZbJson **ret_answer,
                GError **error)
{
  char *text = zb_json_writer_finish (json);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  GError *failure = NULL;

  zb_json_writer_free (json);
  g_autoptr (ZbJson) answer =
      zb_session_post (linked->session, path, ZB_MIME_JSON, body, if_match, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (ret_answer)
    *ret_answer = g_steal_pointer (&answer);
  return TRUE;
}

gboolean
zb_answer_tell (const ZbCallLine *line, const char *path, const char *option, GError **error)
{
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error))
    return FALSE;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, option, zb_call_line_get (line, option));
  zb_json_writer_end_object (json);
  return zb_answer_post (&linked, path, json, NULL, NULL, error);
}

int
zb_answer_reject (const ZbCallLine *line, const char *path, const char *group, GError **error)
{
  if (zb_call_line_has (line, "reason"))
    return zb_answer_tell (line, path, "reason", error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               _ ("a rejection needs a reason: zhibao %s reject %s --reason=TEXT"), group,
               line->words[0]);
  return ZB_EXIT_USAGE;
}

void
zb_answer_print (ZbJsonWriter *json)
{
  g_autofree char *text = zb_json_writer_finish (json);

  zb_json_writer_free (json);
  g_print ("%s\n", text);
}

const char *
zb_answer_text (const ZbJson *json, const char *key)
{
  const ZbJson *text = zb_json_get (json, key);
  const char *found = text ? zb_json_get_string (text, zb_words_language ()) : NULL;

  return found ? found : "";
}

char *
zb_answer_dup (const ZbJson *json, const char *key)
{
  const ZbJson *member = zb_json_get (json, key);

  if (!member)
    return g_strdup ("");
  switch (zb_json_type (member)) {
  case ZB_JSON_INTEGER:
    return g_strdup_printf ("%" G_GINT64_FORMAT, zb_json_integer (member, 0));
  case ZB_JSON_BOOLEAN:
    return g_strdup (zb_json_boolean (member, FALSE) ? _ ("yes") : "");
  case ZB_JSON_STRING:
    return g_strdup (zb_json_string (member));
  default:
    return g_strdup ("");
  }
}
