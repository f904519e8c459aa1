/* SPDX-License-Identifier: Apache-2.0 */
#include "server/code-lists.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "codelists"
#define SUFFIX ".xml"

typedef gboolean (*EachFile) (const char *path, const char *name, gpointer data, GError **error);

static gboolean
each_file (const char *dir, EachFile each, gpointer data, GError **error)
{
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while (listing && (name = g_dir_read_name (listing))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_str_has_suffix (name, SUFFIX) && !each (path, name, data, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
copy_file (const char *path, const char *name, gpointer to, GError **error)
{
  g_autofree char *copy = g_build_filename (to, name, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &text, &length, error) &&
         g_file_set_contents (copy, text, (gssize)length, error);
}

gboolean
zb_code_lists_copy (const char *catalogue_dir, const char *node_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (node_dir, FOLDER, NULL);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return each_file (catalogue_dir, copy_file, folder, error);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "cannot make %s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

/* What is known stays as it is, so its file, which has its name, need not be read again: a serving
 * node would start a process for it. */
static gboolean
load_file (const char *path, const char *name, gpointer catalogue, GError **error)
{
  g_autofree char *id = g_strndup (name, strlen (name) - strlen (SUFFIX));
  g_autoptr (ZbCodeList) list = NULL;

  if (zb_catalogue_code_list (catalogue, id))
    return TRUE;
  list = zb_code_list_read_file (path, error);
  if (!list)
    return FALSE;
  if (!zb_catalogue_code_list (catalogue, zb_code_list_id (list)))
    zb_catalogue_add_code_list (catalogue, list);
  return TRUE;
}

gboolean
zb_code_lists_load (const char *node_dir, ZbCatalogue *catalogue, GError **error)
{
  return each_file (node_dir, load_file, catalogue, error);
}
