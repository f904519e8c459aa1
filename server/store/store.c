/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/store.h"

#include "server/store/reader-private.h"
#include "server/store/schema-private.h"
#include "server/store/standing-private.h"
#include "server/store/store-private.h"
#include "storage/migration.h"
#include "storage/transaction.h"

#define PAGE_BYTES 8192

G_DEFINE_QUARK (zb - store - error, zb_store_error)

void
zb_store_translate (GError **error)
{
  ZbStoreError code = ZB_STORE_ERROR_FAILED;

  if (error == NULL || *error == NULL || (*error)->domain != ZB_STORAGE_ERROR)
    return;
  switch ((ZbStorageError)(*error)->code) {
  case ZB_STORAGE_ERROR_FULL:
    code = ZB_STORE_ERROR_FULL;
    break;
  case ZB_STORAGE_ERROR_CORRUPT:
    code = ZB_STORE_ERROR_CORRUPT;
    break;
  case ZB_STORAGE_ERROR_NEWER:
    code = ZB_STORE_ERROR_NEWER;
    break;
  case ZB_STORAGE_ERROR_CONSTRAINT:
    code = ZB_STORE_ERROR_INVALID;
    break;
  case ZB_STORAGE_ERROR_NOT_FOUND:
  case ZB_STORAGE_ERROR_READONLY:
  case ZB_STORAGE_ERROR_BUSY:
  case ZB_STORAGE_ERROR_IO:
    code = ZB_STORE_ERROR_UNAVAILABLE;
    break;
  case ZB_STORAGE_ERROR_FAILED:
    break;
  }
  (*error)->domain = ZB_STORE_ERROR;
  (*error)->code = (int)code;
}

ZbDatabase *
zb_store_open_database (const char *place, guint64 max_bytes, GError **error)
{
  g_autoptr (ZbDatabase) database = zb_database_open (place, ZB_DATABASE_CREATE, error);
  guint n;
  const ZbMigration *scripts = zb_store_migrations (&n);

  if (database != NULL && zb_database_limit_pages (database, max_bytes / PAGE_BYTES, error) &&
      zb_migration_run (database, scripts, n, error))
    return g_steal_pointer (&database);
  zb_store_translate (error);
  return NULL;
}

gboolean
zb_store_is_old (const char *place, gboolean *ret_old, GError **error)
{
  g_autoptr (ZbDatabase) database = zb_database_open (place, ZB_DATABASE_READONLY, error);
  int version;
  guint n;

  zb_store_migrations (&n);
  if (database == NULL || !zb_migration_version (database, &version, error)) {
    zb_store_translate (error);
    return FALSE;
  }
  *ret_old = version < (int)n;
  return TRUE;
}

void
zb_store_note_damage (ZbStore *store, const GError *error)
{
  if (!g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT) &&
      !g_error_matches (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CORRUPT))
    return;
  g_mutex_lock (&store->lock);
  if (store->damage == NULL)
    store->damage = g_strdup (error->message);
  g_mutex_unlock (&store->lock);
}

char *
zb_store_dup_damage (ZbStore *store)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->lock);

  return g_strdup (store->damage);
}

typedef struct {
  ZbStorePosted posted;
  gpointer data;
} Watcher;

void
zb_store_watch (ZbStore *store, ZbStorePosted posted, gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->lock);
  const Watcher watcher = {posted, data};

  g_array_append_val (store->watchers, watcher);
}

void
zb_store_unwatch (ZbStore *store, gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->lock);

  for (guint i = store->watchers->len; i > 0; i--)
    if (g_array_index (store->watchers, Watcher, i - 1).data == data)
      g_array_remove_index (store->watchers, i - 1);
}

/* With the lock held: who is no longer a watcher is not called. */
static void
tell_of (ZbStore *store, gint64 unit)
{
  for (guint i = 0; i < store->watchers->len; i++) {
    const Watcher *watcher = &g_array_index (store->watchers, Watcher, i);
    watcher->posted (unit, watcher->data);
  }
}

static void
tell_one (ZbStore *store, const ZbAct *act)
{
  for (guint i = 0; i < act->n_notices; i++)
    tell_of (store, act->notices[i].unit);
  if (act->kind == ZB_ACT_DECISION || act->kind == ZB_ACT_RELAYED_DECISION)
    tell_of (store, ZB_STORE_ALL_UNITS);
}

void
zb_store_tell_posted (ZbStore *store, const ZbAct *acts, const ZbActResult *results, guint n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->lock);

  for (guint i = 0; i < n; i++)
    if (!results[i].error && !results[i].repeated)
      tell_one (store, &acts[i]);
}

ZbStore *
zb_store_open (const char *place, const ZbStoreOptions *options, GError **error)
{
  ZbStore *store;
  ZbDatabase *database;
  gboolean old = FALSE;

  g_return_val_if_fail (place != NULL, NULL);

  if (g_file_test (place, G_FILE_TEST_EXISTS) && !zb_store_is_old (place, &old, error))
    return NULL;
  database = zb_store_open_database (place, options != NULL ? options->max_bytes : 0, error);
  if (database == NULL)
    return NULL;
  store = g_new0 (ZbStore, 1);
  store->place = g_strdup (place);
  store->upgraded = old;
  if (options != NULL)
    store->options = *options;
  if (store->options.group_acts == 0)
    store->options.group_acts = 128;
  if (store->options.group_ms == 0)
    store->options.group_ms = 50;
  if (store->options.group_wait_ms == 0)
    store->options.group_wait_ms = 20;
  if (store->options.clock.now == NULL)
    store->options.clock = zb_clock_system;
  g_mutex_init (&store->lock);
  store->readers = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_database_free);
  store->watchers = g_array_new (FALSE, FALSE, sizeof (Watcher));
  store->memo = zb_memo_new ();
  store->standings = zb_standings_new ();
  store->writer = zb_writer_new (store, database);
  return store;
}

void
zb_store_free (ZbStore *store)
{
  if (store == NULL)
    return;
  /* The readers go first: the last connection to close tidies the file up. */
  g_ptr_array_unref (store->readers);
  g_array_unref (store->watchers);
  zb_writer_free (store->writer);
  zb_memo_free (store->memo);
  zb_standings_free (store->standings);
  g_mutex_clear (&store->lock);
  g_free (store->damage);
  g_free (store->place);
  g_free (store);
}

gboolean
zb_store_commit (ZbStore *store, const ZbAct *acts, guint n, ZbActResult *results, GError **error)
{
  return zb_writer_commit (store->writer, acts, n, results, error);
}

gboolean
zb_store_commit_one (ZbStore *store, const ZbAct *act, ZbActResult *ret_result, GError **error)
{
  ZbActResult result = {0};

  if (!zb_store_commit (store, act, 1, &result, error)) {
    zb_act_result_clear (&result);
    return FALSE;
  }
  if (result.error != NULL) {
    g_propagate_error (error, g_steal_pointer (&result.error));
    zb_act_result_clear (&result);
    return FALSE;
  }
  if (ret_result != NULL)
    *ret_result = result;
  else
    zb_act_result_clear (&result);
  return TRUE;
}

void
zb_store_submit (ZbStore *store, const ZbAct *acts, guint n, ZbStoreDone done, gpointer data)
{
  zb_writer_submit (store->writer, acts, n, done, data);
}

void
zb_store_expect (ZbStore *store, int change)
{
  zb_writer_expect (store->writer, change);
}

guint
zb_store_backlog (ZbStore *store)
{
  return zb_writer_backlog (store->writer);
}

gboolean
zb_store_backup (ZbStore *store, const char *place, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);

  if (reader == NULL)
    return FALSE;
  if (zb_database_backup (zb_reader_database (reader), place, NULL, NULL, error))
    return TRUE;
  zb_reader_fail (reader, error);
  return FALSE;
}

static gboolean
check_with (ZbStore *store, gboolean (*check) (ZbDatabase *, GError **), GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);

  if (reader == NULL)
    return FALSE;
  if (check (zb_reader_database (reader), error))
    return TRUE;
  zb_reader_fail (reader, error);
  return FALSE;
}

gboolean
zb_store_check (ZbStore *store, GError **error)
{
  return check_with (store, zb_database_verify, error);
}

static gboolean
check_if_small (ZbDatabase *database, GError **error)
{
  guint64 size;

  return zb_database_size (database, &size, error) &&
         (size > ZB_STORE_MAX_CHECKED || zb_database_verify_pages (database, error));
}

gboolean
zb_store_check_before_use (ZbStore *store, GError **error)
{
  return check_with (store, check_if_small, error);
}
