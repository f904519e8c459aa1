/* SPDX-License-Identifier: Apache-2.0 */
#include "server/operations/log-line.h"

#include "forms/clock.h"

#include <string.h>
#include <unistd.h>

static const char *
level_name (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  return level & G_LOG_LEVEL_WARNING ? "warning" : "info";
}

char *
zb_log_line_format (gint64 micros, GLogLevelFlags level, const char *text)
{
  g_autofree char *time = zb_time_format (micros);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%s %s ", time, level_name (level));
  for (const char *c = valid; *c; c = g_utf8_next_char (c)) {
    gunichar sign = g_utf8_get_char (c);
    if (g_unichar_iscntrl (sign) || g_unichar_type (sign) == G_UNICODE_LINE_SEPARATOR)
      g_string_append_printf (line, "\\u%04x", sign);
    else
      g_string_append_unichar (line, sign);
  }
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}

static const char *
find_message (const GLogField *fields, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      return fields[i].value;
  return "";
}

static GLogWriterOutput
write_line (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  gboolean journal = GPOINTER_TO_INT (data);

  if (level & G_LOG_LEVEL_DEBUG)
    return G_LOG_WRITER_HANDLED;
  if (journal && g_log_writer_journald (level, fields, n, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;
  g_autofree char *line =
      zb_log_line_format (zb_clock_now (&zb_clock_system), level, find_message (fields, n));
  /* One write, so that lines of several threads stay whole. */
  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return G_LOG_WRITER_UNHANDLED;
  return G_LOG_WRITER_HANDLED;
}

void
zb_log_line_install (void)
{
  gboolean journal = g_log_writer_is_journald (STDERR_FILENO);

  g_log_set_writer_func (write_line, GINT_TO_POINTER (journal), NULL);
}
