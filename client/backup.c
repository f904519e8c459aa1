/* SPDX-License-Identifier: Apache-2.0 */
#include "client/backup.h"

#include "client/schema.h"
#include "client/workspace-private.h"
#include "exchange/sealed-file.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "storage/migration.h"
#include "storage/statement.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define DATABASE "workspace.db"
#define CREATED "created"
#define KEYS "keys/"

static const ZbZipLimits limits = {ZB_SEALED_FILE_MAX, 65534};

static GBytes *
read_file (const char *path, GError **error)
{
  char *bytes = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &bytes, &length, error) ? g_bytes_new_take (bytes, length)
                                                            : NULL;
}

static gboolean
write_file (const char *path, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  return g_file_set_contents_full (path, data ? data : "", (gssize)length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* A name in the workspace's folder that nothing has yet. */
static char *
make_name (ZbWorkspace *workspace, const char *stem)
{
  gint64 seconds = zb_workspace_now (workspace) / G_USEC_PER_SEC;

  return g_strdup_printf ("%s/%s-%" G_GINT64_FORMAT "-%08x.db", workspace->path, stem, seconds,
                          g_random_int ());
}

/* Writing */

static gboolean
add_database (ZbWorkspace *workspace, ZbZipWriter *writer, GError **error)
{
  g_autofree char *copy = make_name (workspace, "backup");

  if (!zb_database_backup (workspace->database, copy, NULL, NULL, error))
    return FALSE;
  g_autoptr (GBytes) bytes = read_file (copy, error);
  g_unlink (copy);
  if (bytes)
    zb_zip_writer_add (writer, DATABASE, bytes);
  return bytes != NULL;
}

static gboolean
add_keys (ZbWorkspace *workspace, ZbZipWriter *writer, GError **error)
{
  g_autofree char *folder = g_build_filename (workspace->path, "keys", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (!dir)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *entry = g_strconcat (KEYS, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) ||
        !zb_zip_name_is_valid (entry, strlen (entry)))
      continue;
    g_autoptr (GBytes) bytes = read_file (path, error);
    if (!bytes)
      return FALSE;
    zb_zip_writer_add (writer, entry, bytes);
  }
  return TRUE;
}

gboolean
zb_backup_write (ZbWorkspace *workspace, const char *path, const char *password, GError **error)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autofree char *created = zb_time_format (zb_workspace_now (workspace));
  g_autoptr (GBytes) when = g_bytes_new (created, strlen (created));

  zb_zip_writer_add (writer, CREATED, when);
  if (!add_database (workspace, writer, error) || !add_keys (workspace, writer, error))
    return FALSE;
  g_autoptr (GBytes) zip = zb_zip_writer_finish (writer, error);
  g_autoptr (GBytes) sealed = zip ? zb_sealed_file_write (zip, password, error) : NULL;
  return sealed && write_file (path, sealed, error);
}

/* Restoring */

static gboolean
count (ZbDatabase *database, const char *sql, guint *ret_n, GError **error)
{
  g_autoptr (ZbStatement) rows = zb_statement_new (database, sql, error);
  gboolean row;

  if (!rows || !zb_statement_step (rows, &row, error))
    return FALSE;
  *ret_n = (guint)zb_statement_int (rows, 0);
  return TRUE;
}

/* The database as it lies in the backup, checked and brought to this program's schema. */
static ZbDatabase *
open_copy (const char *copy, GBytes *bytes, ZbBackupTold *told, GError **error)
{
  if (!write_file (copy, bytes, error))
    return NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (copy, 0, error);
  if (!database || !zb_database_verify (database, error) ||
      !zb_migration_run (database, zb_client_migrations, zb_client_n_migrations, error) ||
      !count (database, "select count(*) from account", &told->n_accounts, error) ||
      !count (database, "select count(*) from draft", &told->n_drafts, error) ||
      !count (database, "select count(*) from message", &told->n_messages, error))
    return NULL;
  return g_steal_pointer (&database);
}

/* A key of the same name that is another one steps aside. */
static gboolean
put_key (ZbWorkspace *workspace, const char *entry, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (workspace->path, entry, NULL);
  g_autoptr (GBytes) there = g_file_test (path, G_FILE_TEST_EXISTS) ? read_file (path, NULL) : NULL;

  if (there && g_bytes_equal (there, bytes))
    return TRUE;
  g_autofree char *aside = g_strdup_printf ("%s.before-%" G_GINT64_FORMAT, path,
                                            zb_workspace_now (workspace) / G_USEC_PER_SEC);
  if (there && g_rename (path, aside) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                 "the key %s that is there cannot be set aside: %s", path, g_strerror (errno));
    return FALSE;
  }
  return write_file (path, bytes, error);
}

static gboolean
put_keys (ZbWorkspace *workspace, const ZbZip *zip, GError **error)
{
  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    const char *entry = zb_zip_entry_name (zip, i);
    g_autoptr (GBytes) bytes = zb_zip_entry_bytes (zip, i);

    if (g_str_has_prefix (entry, KEYS) && !put_key (workspace, entry, bytes, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_target (ZbWorkspace *workspace, gboolean replace, GError **error)
{
  guint accounts = 0;

  if (!count (workspace->database, "select count(*) from account", &accounts, error))
    return FALSE;
  if (accounts == 0)
    return TRUE;
  if (!replace) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS,
                 "%s holds accounts already: a backup would replace all that is there",
                 workspace->path);
    return FALSE;
  }
  g_autofree char *before = make_name (workspace, "before-restore");
  return zb_database_backup (workspace->database, before, NULL, NULL, error);
}

static gboolean
read_created (const char *path, const ZbZip *zip, gint64 *ret_created, GError **error)
{
  g_autoptr (GBytes) created = zb_zip_find (zip, CREATED);
  g_autofree char *when =
      created ? g_strndup (g_bytes_get_data (created, NULL), g_bytes_get_size (created)) : NULL;

  if (when && zb_time_parse (when, ret_created, NULL))
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s is no backup of a workspace",
               path);
  return FALSE;
}

static gboolean
restore (ZbWorkspace *workspace,
         const ZbZip *zip,
         GBytes *bytes,
         gboolean replace,
         ZbBackupTold *told,
         GError **error)
{
  g_autofree char *copy = make_name (workspace, "restore");
  g_autoptr (ZbDatabase) database = open_copy (copy, bytes, told, error);
  gboolean done = database && check_target (workspace, replace, error) &&
                  put_keys (workspace, zip, error) &&
                  zb_database_restore (workspace->database, database, error);

  g_clear_pointer (&database, zb_database_free);
  g_unlink (copy);
  return done && zb_workspace_load_catalogue (workspace, error);
}

gboolean
zb_backup_restore (ZbWorkspace *workspace,
                   const char *path,
                   const char *password,
                   gboolean replace,
                   ZbBackupTold *ret_told,
                   GError **error)
{
  g_autoptr (GBytes) sealed = read_file (path, error);
  g_autoptr (GBytes) plain = sealed ? zb_sealed_file_read (path, sealed, password, error) : NULL;
  g_autoptr (ZbZip) zip = plain ? zb_zip_read (path, plain, &limits, error) : NULL;
  ZbBackupTold told = {0};

  if (!zip || !read_created (path, zip, &told.created, error))
    return FALSE;
  g_autoptr (GBytes) bytes = zb_zip_find (zip, DATABASE);
  if (!bytes) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s holds no database", path);
    return FALSE;
  }
  if (!restore (workspace, zip, bytes, replace, &told, error))
    return FALSE;
  if (ret_told)
    *ret_told = told;
  return TRUE;
}
