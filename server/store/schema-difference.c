/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/schema.h"

#include "server/store/reader-private.h"
#include "server/store/schema-private.h"

/* Whatever acts on rows: tables, indexes, triggers and views; SQLite's own tables hold none. */
#define OBJECTS                                                                                    \
  "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE "    \
  "'\\' "                                                                                          \
  "ORDER BY 1"

/* Texts by "type name". */
static GHashTable *
read_objects (ZbDatabase *database, GError **error)
{
  g_autoptr (GHashTable) objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ZbStatement *row;

  if (!zb_database_query_values (database, OBJECTS, &row, NULL, 0, error))
    return NULL;
  for (gboolean more = row != NULL; more;) {
    g_hash_table_insert (objects, zb_statement_dup_text (row, 0), zb_statement_dup_text (row, 1));
    if (!zb_statement_step (row, &more, error))
      return NULL;
  }
  return g_steal_pointer (&objects);
}

static GHashTable *
make_expected (GError **error)
{
  g_autoptr (ZbDatabase) database = zb_database_open_memory (error);
  guint n = 0;
  const ZbMigration *scripts = zb_store_migrations (&n);

  if (database == NULL || !zb_migration_run (database, scripts, n, error))
    return NULL;
  return read_objects (database, error);
}

/* As the scripts make it, which does not change while this release runs. Borrowed. */
static GHashTable *
read_expected (GError **error)
{
  static GHashTable *expected;
  static GMutex lock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (expected == NULL)
    expected = make_expected (error);
  return expected;
}

static void
add_difference (GPtrArray *differences, const char *name, const char *written, const char *found)
{
  ZbRowDifference *difference = g_new0 (ZbRowDifference, 1);

  difference->table = g_strdup ("sqlite_schema");
  difference->row = g_strdup (name);
  difference->written = g_strdup (written);
  difference->found = g_strdup (found);
  g_ptr_array_add (differences, difference);
}

static GPtrArray *
compare (GHashTable *expected, GHashTable *standing)
{
  GPtrArray *differences = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_row_difference_free);
  GHashTableIter iter;
  gpointer name, sql;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &name, &sql))
    if (g_strcmp0 (sql, g_hash_table_lookup (standing, name)) != 0)
      add_difference (differences, name, sql, g_hash_table_lookup (standing, name));
  g_hash_table_iter_init (&iter, standing);
  while (g_hash_table_iter_next (&iter, &name, &sql))
    if (!g_hash_table_contains (expected, name))
      add_difference (differences, name, NULL, sql);
  return differences;
}

GPtrArray *
zb_store_list_schema_differences (ZbStore *store, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  GHashTable *expected = reader != NULL ? read_expected (error) : NULL;
  g_autoptr (GHashTable) standing = NULL;

  if (expected == NULL)
    return NULL;
  standing = read_objects (zb_reader_database (reader), error);
  if (standing == NULL) {
    zb_reader_fail (reader, error);
    return NULL;
  }
  return compare (expected, standing);
}
