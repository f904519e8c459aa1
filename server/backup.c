/* SPDX-License-Identifier: Apache-2.0 */
#include "server/backup.h"

#include "formats/file.h"
#include "server/code-lists.h"
#include "server/epoch.h"

#include <errno.h>
#include <glib/gstdio.h>

#define MAX_FILE (16 * 1024 * 1024)
#define WITNESS_KEY "key.pem"

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir (path, 0700) == 0)
    return TRUE;
  g_set_error (error, ZB_NODE_ERROR, errno == EEXIST ? ZB_NODE_ERROR_EXISTS : ZB_NODE_ERROR_DATA,
               "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr (GBytes) bytes = zb_file_read (from, MAX_FILE, error);
  gsize length = 0;

  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  return g_file_set_contents_full (to, data, (gssize)length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static gboolean
copy_keyring (const char *dir, const char *dest, gboolean keys, GError **error)
{
  g_autofree char *from = zb_node_path (dir, ZB_NODE_KEYS);
  g_autofree char *to = zb_node_path (dest, ZB_NODE_KEYS);
  g_autoptr (GDir) listing = g_dir_open (from, 0, error);
  const char *name;

  if (!listing || !make_folder (to, error))
    return FALSE;
  while ((name = g_dir_read_name (listing))) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    if ((keys || !g_str_has_suffix (name, ".key.pem")) && !copy_file (source, target, error))
      return FALSE;
  }
  return TRUE;
}

/* The files of a folder, where it is there. */
static gboolean
copy_folder (const char *dir, const char *dest, const char *folder, GError **error)
{
  g_autofree char *from = zb_node_path (dir, folder);
  g_autofree char *to = zb_node_path (dest, folder);
  g_autoptr (GDir) listing = g_dir_open (from, 0, NULL);
  const char *name;

  if (listing && !make_folder (to, error))
    return FALSE;
  while (listing && (name = g_dir_read_name (listing))) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    if (g_file_test (source, G_FILE_TEST_IS_REGULAR) && !copy_file (source, target, error))
      return FALSE;
  }
  return TRUE;
}

/* Other authorities: what they certified is verified by them in the copy, too. */
static gboolean
copy_others (const char *dir, const char *dest, GError **error)
{
  return copy_folder (dir, dest, ZB_NODE_OTHERS, error);
}

static gboolean
copy_settings (const char *dir, const char *dest, GError **error)
{
  static const char *const names[] = {ZB_NODE_CONFIG, ZB_NODE_PARAMETERS};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *from = zb_node_path (dir, names[i]);
    g_autofree char *to = zb_node_path (dest, names[i]);
    if (g_file_test (from, G_FILE_TEST_EXISTS) && !copy_file (from, to, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
copy_store (const char *dir, const char *dest, GError **error)
{
  g_autofree char *from = zb_node_path (dir, ZB_NODE_STORE);
  g_autofree char *to = zb_node_path (dest, ZB_NODE_STORE);
  g_autofree char *folder = g_path_get_dirname (to);
  g_autoptr (ZbStore) store = NULL;

  if (!g_file_test (from, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: there is no store", from);
    return FALSE;
  }
  if (!make_folder (folder, error))
    return FALSE;
  store = zb_store_open (from, NULL, error);
  return store && zb_store_backup (store, to, error);
}

/* Before the store, which they must not be ahead of. */
static gboolean
copy_daily (const char *dir, const char *dest, GError **error)
{
  return copy_folder (dir, dest, ZB_NODE_DAILY, error);
}

/* Who it asks to witness its log, and what it saw of others' logs as a witness. */
static gboolean
copy_witness (const char *dir, const char *dest, gboolean keys, GError **error)
{
  g_autofree char *from = zb_node_path (dir, ZB_NODE_WITNESS);
  g_autofree char *to = zb_node_path (dest, ZB_NODE_WITNESS);
  const char *name;

  if (!g_file_test (from, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_autoptr (GDir) listing = g_dir_open (from, 0, error);
  if (!listing || !make_folder (to, error))
    return FALSE;
  while ((name = g_dir_read_name (listing))) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    if ((keys || !g_str_equal (name, WITNESS_KEY)) && !copy_file (source, target, error))
      return FALSE;
  }
  return TRUE;
}

/* So that whoever serves the copy leaves that in its log. */
static gboolean
mark (const char *dest, GError **error)
{
  g_autofree char *path = zb_node_path (dest, ZB_EPOCH_RESTORED);

  return g_file_set_contents (path, "a backup\n", -1, error);
}

gboolean
zb_backup_make (const char *dir, const char *dest, gboolean keys, GError **error)
{
  return make_folder (dest, error) && copy_daily (dir, dest, error) &&
         copy_store (dir, dest, error) && copy_settings (dir, dest, error) &&
         copy_others (dir, dest, error) && zb_code_lists_copy (dir, dest, error) &&
         copy_keyring (dir, dest, keys, error) && copy_witness (dir, dest, keys, error) &&
         mark (dest, error);
}
