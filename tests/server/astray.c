/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/astray.h"

#include <string.h>
#include <unistd.h>

static GString *events; /* what was told, guarded by … */
static GMutex events_lock;

char *
zb_astray_program (ZbTempDir *dir, const char *way)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "tests", "server", "astray-reader", NULL);
  char *link = zb_temp_dir_path (dir, way);

  g_assert_cmpint (symlink (program, link), ==, 0);
  return link;
}

static GLogWriterOutput
keep_event (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  g_mutex_lock (&events_lock);
  for (gsize i = 0; i < n; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (events, "%s\n", (const char *)fields[i].value);
  g_mutex_unlock (&events_lock);
  return G_LOG_WRITER_HANDLED;
}

void
zb_astray_listen (void)
{
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  events = g_string_new (NULL);
  g_log_set_writer_func (keep_event, NULL, NULL);
}

void
zb_astray_run (gconstpointer test)
{
  g_mutex_lock (&events_lock);
  g_string_truncate (events, 0);
  g_mutex_unlock (&events_lock);
  ((void (*) (void))test) ();
}

gboolean
zb_astray_was_told (const char *text)
{
  g_mutex_lock (&events_lock);
  gboolean told = strstr (events->str, text) != NULL;
  g_mutex_unlock (&events_lock);
  return told;
}
