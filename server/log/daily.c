/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/daily.h"

#include "exchange/checkpoint.h"
#include "formats/file.h"
#include "forms/clock.h"
#include "server/log/log.h"
#include "server/store/error.h"
#include "server/store/leaf.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_NOTE (16 * 1024)
#define DAY_LENGTH 10

static gboolean
is_day (const char *text)
{
  GDate day;

  if (strlen (text) != DAY_LENGTH || strspn (text, "0123456789-") != DAY_LENGTH || text[4] != '-' ||
      text[7] != '-')
    return FALSE;
  g_date_clear (&day, 1);
  g_date_set_parse (&day, text);
  return g_date_valid (&day);
}

static char *
dup_day (gint64 time)
{
  GDate day = zb_time_to_day (time);

  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&day), g_date_get_month (&day),
                          g_date_get_day (&day));
}

/* How long its log is by a note that nobody verified; 0 for what is none. */
static guint64
size_of (const char *note)
{
  g_auto (GStrv) lines = g_strsplit (note, "\n", 3);
  guint64 size = 0;

  return lines[0] != NULL && lines[1] != NULL &&
                 g_ascii_string_to_unsigned (lines[1], 10, 0, G_MAXINT64, &size, NULL)
             ? size
             : 0;
}

char *
zb_daily_read (const char *folder, const char *day, GError **error)
{
  g_autofree char *path = g_build_filename (folder, day, NULL);
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  /* No name that is not a day's ever becomes a path. */
  if (!is_day (day) || !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  bytes = zb_file_read (path, MAX_NOTE, error);
  if (bytes == NULL)
    return NULL;
  const char *data = g_bytes_get_data (bytes, &length);
  return g_strndup (data != NULL ? data : "", length);
}

static void
daily_free (gpointer data)
{
  ZbDaily *daily = data;

  g_free (daily->path);
  g_free (daily->note);
  g_free (daily);
}

static int
by_size (gconstpointer a, gconstpointer b)
{
  const ZbDaily *one = *(ZbDaily *const *)a, *other = *(ZbDaily *const *)b;

  return (one->size > other->size) - (one->size < other->size);
}

GPtrArray *
zb_daily_list (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (daily_free);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *day;

  while (listing != NULL && (day = g_dir_read_name (listing)) != NULL) {
    GError *fault = NULL;
    char *note = zb_daily_read (folder, day, &fault);

    if (fault != NULL) {
      g_propagate_error (error, fault);
      return NULL;
    }
    if (note == NULL)
      continue;
    ZbDaily *daily = g_new0 (ZbDaily, 1);
    daily->path = g_build_filename (folder, day, NULL);
    daily->note = note;
    daily->size = size_of (note);
    g_ptr_array_add (all, daily);
  }
  g_ptr_array_sort (all, by_size);
  return g_steal_pointer (&all);
}

static gboolean
write_note (const char *folder, const char *day, const char *note, GError **error)
{
  g_autofree char *path = g_build_filename (folder, day, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE, "%s: %s", folder,
                 g_strerror (errno));
    return FALSE;
  }
  return g_file_set_contents_full (
      path, note, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

gboolean
zb_daily_keep (const char *folder, ZbStore *store, GError **error)
{
  GError *fault = NULL;
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (store, &fault);

  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_error_free (fault);
    return TRUE;
  }
  g_autofree char *day = newest != NULL ? dup_day (newest->time) : NULL;
  g_autofree char *there = newest != NULL ? zb_daily_read (folder, day, &fault) : NULL;
  if (fault != NULL) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  if (g_strcmp0 (there, newest->note) == 0)
    return TRUE;
  if (there != NULL && size_of (there) >= newest->size) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "%s/%s is a checkpoint of %" G_GUINT64_FORMAT
                 " records, and the log has %" G_GUINT64_FORMAT ": it is not the log that was here",
                 folder, day, size_of (there), newest->size);
    return FALSE;
  }
  return write_note (folder, day, newest->note, error);
}

/* FALSE without an error if it does not lead there. */
static gboolean
leads_on (ZbStore *store, const ZbCheckpoint *kept, const ZbCheckpoint *own, GError **error)
{
  if (kept->size > own->size)
    return FALSE;
  g_autoptr (GArray) path = zb_log_consistency (store, kept->size, own->size, error);
  return path != NULL &&
         zb_merkle_verify_consistency (kept->size, &kept->root, own->size, &own->root,
                                       (const ZbHash *)(gpointer)path->data, path->len);
}

static gboolean
compare (
    const ZbDaily *kept, ZbStore *store, const char *verifier, gboolean *ret_on, GError **error)
{
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (store, error);
  ZbCheckpoint there = {0}, own = {0};
  GError *fault = NULL;

  if (newest == NULL)
    return FALSE;
  if (zb_checkpoint_open (kept->note, verifier, &there, &fault) &&
      zb_checkpoint_open (newest->note, verifier, &own, &fault))
    *ret_on = leads_on (store, &there, &own, &fault);
  zb_checkpoint_clear (&there);
  zb_checkpoint_clear (&own);
  if (fault == NULL)
    return TRUE;
  g_propagate_prefixed_error (error, fault, "%s: ", kept->path);
  return FALSE;
}

gboolean
zb_daily_compare (const char *folder,
                  ZbStore *store,
                  const char *verifier,
                  char **ret_path,
                  guint64 *ret_size,
                  GError **error)
{
  g_autoptr (GPtrArray) all = zb_daily_list (folder, error);
  const ZbDaily *longest = all != NULL && all->len > 0 ? all->pdata[all->len - 1] : NULL;
  gboolean on = TRUE;

  if (all == NULL || (longest != NULL && !compare (longest, store, verifier, &on, error)))
    return FALSE;
  if (!on) {
    *ret_path = g_strdup (longest->path);
    *ret_size = longest->size;
  }
  return TRUE;
}

gboolean
zb_daily_set_aside (const char *folder, const char *path, guint64 size, GError **error)
{
  g_autoptr (GPtrArray) all = zb_daily_list (folder, error);

  for (guint i = 0; all != NULL && i < all->len; i++) {
    const ZbDaily *daily = all->pdata[i];
    g_autofree char *aside = g_strdup_printf ("%s.behind-%" G_GUINT64_FORMAT, daily->path, size);

    if (daily->size <= size && !g_str_equal (daily->path, path))
      continue;
    if (g_rename (daily->path, aside) != 0) {
      g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE, "%s: %s", daily->path,
                   g_strerror (errno));
      return FALSE;
    }
  }
  return all != NULL;
}
