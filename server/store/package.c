/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/package.h"

#include "server/store/reader-private.h"

void
zb_stored_package_free (ZbStoredPackage *package)
{
  if (package == NULL)
    return;
  g_free (package->tenant);
  g_free (package->digest);
  g_free (package->form);
  g_free (package->edition);
  g_clear_pointer (&package->bundle, g_bytes_unref);
  g_free (package->who);
  g_free (package);
}

/* What was published under the same name. */
static gboolean
find_same (ZbApply *apply, const ZbStoredPackage *package, GError **error)
{
  ZbStatement *row;
  gboolean same;

  if (!zb_database_query (apply->database,
                          "SELECT digest FROM package WHERE tenant = ?1 AND form = ?2 "
                          "AND edition = ?3 AND revision = ?4",
                          &row, error, zb_value_text (package->tenant),
                          zb_value_text (package->form), zb_value_text (package->edition),
                          zb_value_int (package->revision)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  same = g_str_equal (zb_statement_text (row, 0), package->digest);
  zb_statement_reset (row);
  apply->result->repeated = same;
  if (!same)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS,
                 "%s/%s.%u is published already with other contents: a change is a new revision",
                 package->form, package->edition, package->revision);
  return same;
}

gboolean
zb_apply_package (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbStoredPackage *package = what;

  if (!find_same (apply, package, error))
    return FALSE;
  return apply->result->repeated ||
         zb_database_run (apply->database,
                          "INSERT INTO package VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error,
                          zb_value_text (package->digest), zb_value_text (package->tenant),
                          zb_value_text (package->form), zb_value_text (package->edition),
                          zb_value_int (package->revision), zb_value_bytes (package->bundle),
                          zb_value_int (apply->act->time), zb_value_text (apply->act->who));
}

static gpointer
make_package (const ZbStatement *row)
{
  ZbStoredPackage *package = g_new0 (ZbStoredPackage, 1);

  package->digest = zb_statement_dup_text (row, 0);
  package->tenant = zb_statement_dup_text (row, 1);
  package->form = zb_statement_dup_text (row, 2);
  package->edition = zb_statement_dup_text (row, 3);
  package->revision = (guint)zb_statement_int (row, 4);
  package->published = zb_statement_int (row, 5);
  package->who = zb_statement_dup_text (row, 6);
  package->bundle = zb_statement_dup_bytes (row, 7);
  return package;
}

ZbStoredPackage *
zb_store_read_package (ZbStore *store, const char *digest, GError **error)
{
  g_autofree char *missing = g_strdup_printf ("no package %s is published here", digest);

  return zb_reader_one (store,
                        "SELECT digest, tenant, form, edition, revision, published, who, bundle "
                        "FROM package WHERE digest = ?1",
                        ZB_VALUES (zb_value_text (digest)), make_package, missing, error);
}

GPtrArray *
zb_store_list_packages (ZbStore *store, const char *tenant, gint64 since, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, "SELECT digest, tenant, form, edition, revision, published, who, NULL "
                           "FROM package WHERE ");
  zb_filter_add (&filter, "published > ?", zb_value_int (since));
  zb_filter_add_text (&filter, " AND tenant = ?", tenant);
  g_string_append (filter.sql, " ORDER BY published, form, edition, revision");
  return zb_reader_list (store, &filter, make_package, (GDestroyNotify)zb_stored_package_free,
                         error);
}
