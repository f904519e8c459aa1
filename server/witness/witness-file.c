/* SPDX-License-Identifier: Apache-2.0 */
#include "server/witness/witness-file.h"

#include "formats/file.h"
#include "server/witness/witness.h"

#include <string.h>

#define MAX_BYTES (256 * 1024)

gboolean
zb_witness_file_read (const char *folder, const char *name, char **ret_text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length = 0;

  *ret_text = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_autoptr (GBytes) bytes = zb_file_read (path, MAX_BYTES, error);
  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data ? data : "", length);
  if (strlen (text) == length && g_utf8_validate (text, -1, NULL)) {
    *ret_text = g_steal_pointer (&text);
    return TRUE;
  }
  g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_FOLDER, "%s: this is no text in UTF-8",
               path);
  return FALSE;
}

GStrv
zb_witness_file_lines (const char *folder, const char *name, guint most, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text = NULL;
  guint n = 0;

  if (!zb_witness_file_read (folder, name, &text, error))
    return NULL;
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    const char *line = g_strstrip (lines[i]);
    if (*line == '\0' || *line == '#')
      continue;
    if (n++ == most) {
      g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_FOLDER,
                   "%s/%s:%u: there are more than %u", folder, name, i + 1, most);
      return NULL;
    }
    g_strv_builder_add (builder, line);
  }
  return g_strv_builder_end (builder);
}

gboolean
zb_witness_file_write (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}
