/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/route.h"

#include <string.h>

static gboolean
is_brace (const char *part)
{
  return part[0] == '{';
}

static gboolean
matches (char *const *pattern, char *const *path)
{
  for (; *pattern && *path; pattern++, path++)
    if (is_brace (*pattern) ? **path == '\0' : strcmp (*pattern, *path) != 0)
      return FALSE;
  return !*pattern && !*path;
}

static void
copy_parts (char *const *pattern, char *const *path, char *parts[ZB_CALL_MAX_PARTS])
{
  for (guint i = 0, n = 0; pattern[i] && n < ZB_CALL_MAX_PARTS; i++)
    if (is_brace (pattern[i]))
      parts[n++] = g_strdup (path[i]);
}

const ZbRoute *
zb_route_find (const ZbRoute *routes,
               const char *method,
               const char *path,
               char *ret_parts[ZB_CALL_MAX_PARTS],
               gboolean *ret_path_known)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  *ret_path_known = FALSE;
  for (const ZbRoute *route = routes; route->method; route++) {
    g_auto (GStrv) pattern = g_strsplit (route->pattern, "/", -1);

    if (!matches (pattern, parts))
      continue;
    *ret_path_known = TRUE;
    if (strcmp (route->method, method) != 0)
      continue;
    if (ret_parts)
      copy_parts (pattern, parts, ret_parts);
    return route;
  }
  return NULL;
}
