/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/trust-bundle-private.h"

#include "server/store/reader-private.h"

void
zb_stored_trust_bundle_free (ZbStoredTrustBundle *bundle)
{
  if (bundle == NULL)
    return;
  g_clear_pointer (&bundle->statement, g_bytes_unref);
  g_clear_pointer (&bundle->signature, g_bytes_unref);
  g_free (bundle->digest);
  g_free (bundle->who);
  g_free (bundle);
}

static gboolean
check_version (ZbApply *apply, guint version, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query_values (apply->database,
                                 "SELECT coalesce (max (version), 0) FROM trust_bundle", &row, NULL,
                                 0, error))
    return FALSE;
  gint64 last = zb_statement_int (row, 0);
  zb_statement_reset (row);
  if (version == last + 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "trust bundle %" G_GINT64_FORMAT " is in force: the next one is %" G_GINT64_FORMAT
               ", not %u",
               last, last + 1, version);
  return FALSE;
}

gboolean
zb_apply_trust_bundle (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbTrustBundleAct *act = what;
  gsize length = 0;
  const char *statement = g_bytes_get_data (act->statement, &length);
  g_autofree char *text = g_strndup (statement, length);

  apply->result->id = act->version;
  return check_version (apply, act->version, error) &&
         zb_database_run (apply->database,
                          "INSERT INTO trust_bundle VALUES (?1, ?2, ?3, ?4, ?5, ?6)", error,
                          zb_value_int (act->version), zb_value_text (text),
                          zb_value_bytes (act->signature), zb_value_text (act->digest),
                          zb_value_int (apply->act->time), zb_value_text (apply->act->who));
}

#define SELECT_BUNDLE                                                                              \
  "SELECT version, CAST (statement AS BLOB), signature, digest, time, who FROM trust_bundle "

static gpointer
make_bundle (const ZbStatement *row)
{
  ZbStoredTrustBundle *bundle = g_new0 (ZbStoredTrustBundle, 1);

  bundle->version = (guint)zb_statement_int (row, 0);
  bundle->statement = zb_statement_dup_bytes (row, 1);
  bundle->signature = zb_statement_dup_bytes (row, 2);
  bundle->digest = zb_statement_dup_text (row, 3);
  bundle->time = zb_statement_int (row, 4);
  bundle->who = zb_statement_dup_text (row, 5);
  return bundle;
}

ZbStoredTrustBundle *
zb_store_read_trust_bundle (ZbStore *store, GError **error)
{
  return zb_reader_one (store, SELECT_BUNDLE "ORDER BY version DESC LIMIT 1", NULL, 0, make_bundle,
                        NULL, error);
}

ZbStoredTrustBundle *
zb_store_read_trust_bundle_of (ZbStore *store, guint version, GError **error)
{
  return zb_reader_one (store, SELECT_BUNDLE "WHERE version = ?1",
                        ZB_VALUES (zb_value_int (version)), make_bundle, NULL, error);
}
