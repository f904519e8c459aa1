/* SPDX-License-Identifier: Apache-2.0 */
#include "server/publishing/sample-folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "samples"

struct _ZbSampleFolder {
  char *root;
  char *samples;
};

static void
remove_below (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *full = g_build_filename (path, name, NULL);

    if (g_file_test (full, G_FILE_TEST_IS_DIR) && !g_file_test (full, G_FILE_TEST_IS_SYMLINK))
      remove_below (full);
    else
      g_unlink (full);
  }
  g_rmdir (path);
}

void
zb_sample_folder_free (ZbSampleFolder *folder)
{
  if (folder == NULL)
    return;
  if (folder->root != NULL)
    remove_below (folder->root);
  g_free (folder->root);
  g_free (folder->samples);
  g_free (folder);
}

const char *
zb_sample_folder_path (const ZbSampleFolder *folder)
{
  return folder->samples;
}

const char *
zb_sample_folder_strip (const ZbSampleFolder *folder, const char *message)
{
  gsize length = strlen (folder->root);

  return strncmp (message, folder->root, length) == 0 && message[length] == G_DIR_SEPARATOR
             ? message + length + 1
             : message;
}

static gboolean
fail (const char *path, GError **error)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "%s: %s", path,
               g_strerror (code));
  return FALSE;
}

static gboolean
make_root (ZbSampleFolder *folder, const char *scratch, GError **error)
{
  g_autofree char *root = g_build_filename (scratch, "form-XXXXXX", NULL);

  if (g_mkdir_with_parents (scratch, 0700) != 0 || g_mkdtemp (root) == NULL)
    return fail (scratch, error);
  folder->root = g_steal_pointer (&root);
  folder->samples = g_build_filename (folder->root, FOLDER, NULL);
  return g_mkdir (folder->samples, 0700) == 0 || fail (folder->samples, error);
}

/* Its path was checked when the statement was read. */
static gboolean
write_file (const ZbSampleFolder *folder, const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *full = g_build_filename (folder->root, path, NULL);
  g_autofree char *parent = g_path_get_dirname (full);
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  if (g_mkdir_with_parents (parent, 0700) != 0)
    return fail (parent, error);
  return g_file_set_contents_full (full, data != NULL ? data : "", (gssize)length,
                                   G_FILE_SET_CONTENTS_NONE, 0600, error);
}

ZbSampleFolder *
zb_sample_folder_new (const char *scratch, const ZbSignedPublication *archive, GError **error)
{
  g_autoptr (ZbSampleFolder) folder = g_new0 (ZbSampleFolder, 1);
  const GPtrArray *files = archive->publication->files;

  if (!make_root (folder, scratch, error))
    return NULL;
  for (guint i = 0; i < files->len; i++) {
    const ZbPublicationFile *file = g_ptr_array_index (files, i);

    if (g_str_has_prefix (file->path, FOLDER "/") &&
        !write_file (folder, file->path, g_ptr_array_index (archive->contents, i), error))
      return NULL;
  }
  return g_steal_pointer (&folder);
}
