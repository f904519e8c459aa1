/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/child-process.h"

#include <string.h>

/* The children of the thread @task (its folder in /proc) that are of @role; 0: none. */
static GPid
find_child (const char *task, const char *role)
{
  g_autofree char *list = g_build_filename (task, "children", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (list, &text, NULL, NULL))
    return 0;
  g_auto (GStrv) children = g_strsplit (g_strchomp (text), " ", -1);
  for (guint i = 0; children[i] && *children[i]; i++) {
    g_autofree char *path = g_strdup_printf ("/proc/%s/cmdline", children[i]);
    g_autofree char *command = NULL;
    gsize length = 0;

    if (!g_file_get_contents (path, &command, &length, NULL) || length == 0)
      continue;
    const char *second = command + strlen (command) + 1;
    if (second < command + length && strcmp (second, role) == 0)
      return (GPid)g_ascii_strtoull (children[i], NULL, 10);
  }
  return 0;
}

GPid
zb_test_find_child (GPid parent, const char *role)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", parent);
  g_autoptr (GDir) tasks = g_dir_open (path, 0, NULL);
  const char *name;
  GPid found = 0;

  while (!found && tasks && (name = g_dir_read_name (tasks))) {
    g_autofree char *task = g_build_filename (path, name, NULL);
    found = find_child (task, role);
  }
  return found;
}
