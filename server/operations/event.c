/* SPDX-License-Identifier: Apache-2.0 */
#include "server/operations/event.h"

#include <stdarg.h>
#include <string.h>

/* Besides the pairs: the message, the event and the priority. */
#define MAX_FIELDS (ZB_EVENT_MAX_PAIRS + 3)

typedef struct {
  GString *line;
  GLogField fields[MAX_FIELDS];
  guint n_fields;
  char *names[ZB_EVENT_MAX_PAIRS];
  guint n_names;
} Telling;

static void
add_field (Telling *telling, const char *name, const char *value)
{
  telling->fields[telling->n_fields++] = (GLogField){name, value, -1};
}

static void
append_value (GString *line, const char *value)
{
  if (*value && !strpbrk (value, " \"\\=")) {
    g_string_append (line, value);
    return;
  }
  g_string_append_c (line, '"');
  for (const char *c = value; *c; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_c (line, '\\');
    g_string_append_c (line, *c);
  }
  g_string_append_c (line, '"');
}

static void
add_pair (Telling *telling, const char *key, const char *value)
{
  g_autofree char *upper = g_ascii_strup (key, -1);
  char *name = g_strconcat ("ZHIBAO_", upper, NULL);

  telling->names[telling->n_names++] = name;
  add_field (telling, name, value ? value : "-");
  g_string_append_printf (telling->line, " %s=", key);
  append_value (telling->line, value ? value : "-");
}

/* As syslog(3) numbers it, which is what the journal sorts by. */
static const char *
priority_of (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "3";
  if (level & G_LOG_LEVEL_WARNING)
    return "4";
  return level & G_LOG_LEVEL_MESSAGE ? "5" : "6";
}

void
zb_event_tell (GLogLevelFlags level, const char *event, ...)
{
  Telling telling = {.line = g_string_new (event)};
  va_list pairs;

  va_start (pairs, event);
  for (const char *key = va_arg (pairs, const char *); key && telling.n_names < ZB_EVENT_MAX_PAIRS;
       key = va_arg (pairs, const char *))
    add_pair (&telling, key, va_arg (pairs, const char *));
  va_end (pairs);
  add_field (&telling, "ZHIBAO_EVENT", event);
  add_field (&telling, "PRIORITY", priority_of (level));
  add_field (&telling, "MESSAGE", telling.line->str);
  g_log_structured_array (level, telling.fields, telling.n_fields);
  for (guint i = 0; i < telling.n_names; i++)
    g_free (telling.names[i]);
  g_string_free (telling.line, TRUE);
}
