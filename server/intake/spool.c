/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/spool.h"

#include "exchange/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define ID_BYTES 16

struct _ZbSpool {
  char *folder;
  guint64 quota;
  gint64 lifetime;
  GMutex lock;
  GHashTable *held; /* ids, under @lock */
};

static gboolean
fail (GError **error, const char *what, const char *place, int code)
{
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "%s %s: %s", what, place,
               g_strerror (code));
  return FALSE;
}

ZbSpool *
zb_spool_open (const char *folder, guint64 quota, gint64 lifetime, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    fail (error, "cannot make", folder, errno);
    return NULL;
  }
  ZbSpool *spool = g_new0 (ZbSpool, 1);
  spool->folder = g_strdup (folder);
  spool->quota = quota;
  spool->lifetime = lifetime;
  spool->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&spool->lock);
  return spool;
}

void
zb_spool_free (ZbSpool *spool)
{
  g_free (spool->folder);
  g_hash_table_unref (spool->held);
  g_mutex_clear (&spool->lock);
  g_free (spool);
}

guint64
zb_spool_quota (const ZbSpool *spool)
{
  return spool->quota;
}

gint64
zb_spool_lifetime (const ZbSpool *spool)
{
  return spool->lifetime;
}

char *
zb_spool_new_id (void)
{
  guint8 random[ID_BYTES];
  GString *id = g_string_new (NULL);

  zb_random_bytes (random, sizeof random);
  for (guint i = 0; i < sizeof random; i++)
    g_string_append_printf (id, "%02x", random[i]);
  return g_string_free (id, FALSE);
}

gboolean
zb_spool_id_is_valid (const char *id)
{
  return strlen (id) == 2 * ID_BYTES && strspn (id, "0123456789abcdef") == 2 * ID_BYTES;
}

static char *
path_of (const ZbSpool *spool, const char *id)
{
  return g_build_filename (spool->folder, id, NULL);
}

/* Syncs the folder, so that the new name outlives a crash as its bytes do. */
static gboolean
sync_folder (const ZbSpool *spool, GError **error)
{
  int fd = open (spool->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  return synced || fail (error, "cannot sync", spool->folder, code);
}

gboolean
zb_spool_make (ZbSpool *spool, const char *id, guint64 length, GError **error)
{
  g_autofree char *path = path_of (spool, id);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return fail (error, "cannot make", path, errno);
  int code = posix_fallocate (fd, 0, (off_t)length);
  close (fd);
  if (code == 0 && sync_folder (spool, error))
    return TRUE;
  g_unlink (path);
  return code == 0 ? FALSE : fail (error, "no room for", path, code);
}

gboolean
zb_spool_has (const ZbSpool *spool, const char *id, guint64 length)
{
  g_autofree char *path = path_of (spool, id);
  GStatBuf file;

  return g_lstat (path, &file) == 0 && S_ISREG (file.st_mode) && (guint64)file.st_size == length;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length, guint64 offset)
{
  while (length > 0) {
    gssize n = pwrite (fd, data, length, (off_t)offset);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    data += n;
    length -= (gsize)n;
    offset += (guint64)n;
  }
  return TRUE;
}

gboolean
zb_spool_write (ZbSpool *spool, const char *id, guint64 offset, GBytes *bytes, GError **error)
{
  g_autofree char *path = path_of (spool, id);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  int fd = open (path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0)
    return fail (error, "cannot open", path, errno);
  gboolean written = write_all (fd, data, length, offset) && fdatasync (fd) == 0;
  int code = errno;
  close (fd);
  return written || fail (error, "cannot write", path, code);
}

GBytes *
zb_spool_read (ZbSpool *spool, const char *id, guint64 length, GError **error)
{
  g_autofree char *path = path_of (spool, id);
  char *contents = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &contents, &size, error))
    return NULL;
  if (size == length)
    return g_bytes_new_take (contents, size);
  g_free (contents);
  fail (error, "not as long as promised:", path, EIO);
  return NULL;
}

void
zb_spool_remove (ZbSpool *spool, const char *id)
{
  g_autofree char *path = path_of (spool, id);

  g_unlink (path);
}

GPtrArray *
zb_spool_list (ZbSpool *spool, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (spool->folder, 0, error);
  const char *name;

  if (!dir)
    return NULL;
  while ((name = g_dir_read_name (dir))) {
    if (zb_spool_id_is_valid (name))
      g_ptr_array_add (ids, g_strdup (name));
  }
  return g_steal_pointer (&ids);
}

gboolean
zb_spool_hold (ZbSpool *spool, const char *id)
{
  gboolean held;

  g_mutex_lock (&spool->lock);
  held = g_hash_table_add (spool->held, g_strdup (id));
  g_mutex_unlock (&spool->lock);
  return held;
}

void
zb_spool_release (ZbSpool *spool, const char *id)
{
  g_mutex_lock (&spool->lock);
  g_hash_table_remove (spool->held, id);
  g_mutex_unlock (&spool->lock);
}
