/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/file.h"

#include "formats/error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FILE, fclose)

static GBytes *
fail_io (const char *path, int code, GError **error)
{
  zb_format_fail (error, ZB_FORMAT_ERROR_IO, path, 0, "%s", g_strerror (code));
  return NULL;
}

GBytes *
zb_file_read (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (FILE) file = g_fopen (path, "rb");
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint8 block[16 * 1024];
  gsize n;

  if (file == NULL)
    return fail_io (path, errno, error);
  max_bytes = MIN (max_bytes, (gsize)G_MAXINT);
  while ((n = fread (block, 1, sizeof block, file)) > 0) {
    if (n > max_bytes - content->len) {
      zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, path, 0,
                      "the file has more than %" G_GSIZE_FORMAT " bytes", max_bytes);
      return NULL;
    }
    g_byte_array_append (content, block, (guint)n);
  }
  if (ferror (file))
    return fail_io (path, errno, error);
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}
