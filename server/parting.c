/* SPDX-License-Identifier: Apache-2.0 */
#include "server/parting.h"

#include "formats/file.h"
#include "server/keys/vault-role.h"
#include "server/node.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MAX_FILE (64 * 1024)

static gboolean
make_dest (const char *dest, GError **error)
{
  if (g_mkdir_with_parents (dest, 0700) != 0 || g_chmod (dest, 0700) != 0) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", dest, g_strerror (errno));
    return FALSE;
  }
  g_autoptr (GDir) listing = g_dir_open (dest, 0, error);
  if (!listing || !g_dir_read_name (listing))
    return listing != NULL;
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_EXISTS,
               "%s: there is something already; the keys need an empty directory", dest);
  return FALSE;
}

static gboolean
copy (const char *from, const char *dest, const char *name, GError **error)
{
  g_autofree char *to = g_build_filename (dest, name, NULL);
  g_autoptr (GBytes) bytes = zb_file_read (from, MAX_FILE, error);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  return bytes && g_file_set_contents_full (
                      to, data, (gssize)length,
                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* Not every node has each of them. */
static gboolean
copy_keys (const char *dir, const char *dest, GError **error)
{
  for (guint i = 0; i < ZB_N_VAULTS; i++) {
    g_autofree char *from = zb_vault_role_path ((ZbVaultRole)i, dir);
    g_autofree char *name = g_strconcat (zb_vault_role_name ((ZbVaultRole)i), ".key.pem", NULL);

    if (g_file_test (from, G_FILE_TEST_EXISTS) && !copy (from, dest, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
remove_keys (const char *dir, GError **error)
{
  for (guint i = 0; i < ZB_N_VAULTS; i++) {
    g_autofree char *path = zb_vault_role_path ((ZbVaultRole)i, dir);

    if (g_unlink (path) != 0 && errno != ENOENT) {
      g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
zb_keys_part (const char *dir, const char *dest, GError **error)
{
  g_autofree char *settings = zb_node_path (dir, ZB_NODE_CONFIG);
  g_autofree char *verifier = g_build_filename (dir, ZB_NODE_KEYS, ZB_KEYRING_LOG_VERIFIER, NULL);
  int lock = zb_node_lock (dir, error);

  if (lock < 0)
    return FALSE;
  gboolean parted = make_dest (dest, error) && copy (settings, dest, ZB_NODE_CONFIG, error) &&
                    copy (verifier, dest, ZB_KEYRING_LOG_VERIFIER, error) &&
                    copy_keys (dir, dest, error) && remove_keys (dir, error);
  close (lock);
  return parted;
}
