/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/route.h"

#include <string.h>

/* Whether the part of a pattern that begins here takes all the rest: "{request...}". */
static gboolean
takes_rest (const char *part)
{
  gsize length = strcspn (part, "/");

  return length > 4 && part[0] == '{' && strncmp (part + length - 4, "...}", 4) == 0;
}

/* Part by part, without taking either to pieces: each request is looked up several times. */
static gboolean
matches (const char *pattern, const char *path)
{
  while (*pattern && *path) {
    if (*pattern != '{') {
      if (*pattern++ != *path++)
        return FALSE;
      continue;
    }
    if (*path == '/')
      return FALSE;
    if (takes_rest (pattern))
      return TRUE;
    pattern += strcspn (pattern, "/");
    path += strcspn (path, "/");
  }
  return !*pattern && !*path;
}

static void
copy_parts (const char *pattern, const char *path, char *parts[ZB_CALL_MAX_PARTS])
{
  for (guint n = 0; *pattern && n < ZB_CALL_MAX_PARTS;) {
    gsize length = takes_rest (pattern) ? strlen (path) : strcspn (path, "/");

    if (*pattern == '{')
      parts[n++] = g_strndup (path, length);
    pattern += strcspn (pattern, "/");
    pattern += *pattern == '/';
    path += length;
    path += *path == '/';
  }
}

const ZbRoute *
zb_route_find (const ZbRoute *routes,
               const char *method,
               const char *path,
               char *ret_parts[ZB_CALL_MAX_PARTS],
               gboolean *ret_path_known)
{
  *ret_path_known = FALSE;
  for (const ZbRoute *route = routes; route->method; route++) {
    if (!matches (route->pattern, path))
      continue;
    *ret_path_known = TRUE;
    if (strcmp (route->method, method) != 0)
      continue;
    if (ret_parts)
      copy_parts (route->pattern, path, ret_parts);
    return route;
  }
  return NULL;
}
