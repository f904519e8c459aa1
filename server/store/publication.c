/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/publication.h"

#include "server/store/reader-private.h"

void
zb_stored_publication_free (ZbStoredPublication *publication)
{
  if (publication == NULL)
    return;
  g_free (publication->kind);
  g_free (publication->tenant);
  g_free (publication->form);
  g_free (publication->edition);
  g_free (publication->package);
  g_free (publication->from);
  g_free (publication->reason);
  g_clear_pointer (&publication->statement, g_bytes_unref);
  g_clear_pointer (&publication->signature, g_bytes_unref);
  g_free (publication->signer);
  g_free (publication->who);
  g_clear_pointer (&publication->second_signature, g_bytes_unref);
  g_free (publication->second_signer);
  g_free (publication->second);
  g_free (publication->ended_by);
  g_free (publication->ended_reason);
  g_free (publication);
}

#define SELECT_PUBLICATIONS                                                                        \
  "SELECT id, kind, tenant, form, edition, revision, package, from_period, at, hotfix, reason, "   \
  "CAST (statement AS BLOB), signature, signer, time, who, second_signature, second_signer, "      \
  "second, confirmed, ended, ended_by, ended_reason FROM publication WHERE "

static gpointer
make_publication (const ZbStatement *row)
{
  ZbStoredPublication *publication = g_new0 (ZbStoredPublication, 1);

  publication->id = zb_statement_int (row, 0);
  publication->kind = zb_statement_dup_text (row, 1);
  publication->tenant = zb_statement_dup_text (row, 2);
  publication->form = zb_statement_dup_text (row, 3);
  publication->edition = zb_statement_dup_text (row, 4);
  publication->revision = (guint)zb_statement_int (row, 5);
  publication->package = zb_statement_dup_text (row, 6);
  publication->from = zb_statement_dup_text (row, 7);
  publication->at = zb_statement_int (row, 8);
  publication->hotfix = zb_statement_int (row, 9) != 0;
  publication->reason = zb_statement_dup_text (row, 10);
  publication->statement = zb_statement_dup_bytes (row, 11);
  publication->signature = zb_statement_dup_bytes (row, 12);
  publication->signer = zb_statement_dup_text (row, 13);
  publication->time = zb_statement_int (row, 14);
  publication->who = zb_statement_dup_text (row, 15);
  publication->second_signature = zb_statement_dup_bytes (row, 16);
  publication->second_signer = zb_statement_dup_text (row, 17);
  publication->second = zb_statement_dup_text (row, 18);
  publication->confirmed = zb_statement_int (row, 19);
  publication->ended = zb_statement_int (row, 20);
  publication->ended_by = zb_statement_dup_text (row, 21);
  publication->ended_reason = zb_statement_dup_text (row, 22);
  return publication;
}

ZbStoredPublication *
zb_store_read_publication (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_PUBLICATIONS "id = ?1", ZB_VALUES (zb_value_int (id)),
                        make_publication, "there is no such publication", error);
}

GPtrArray *
zb_store_list_publications (ZbStore *store, const ZbPublicationQuery *query, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_PUBLICATIONS);
  zb_filter_add (&filter, "id > ?", zb_value_int (query->after));
  zb_filter_add_text (&filter, " AND tenant = ?", query->tenant);
  zb_filter_add_text (&filter, " AND form = ?", query->form);
  zb_filter_add_text (&filter, " AND package = ?", query->package);
  if (query->confirmed)
    g_string_append (filter.sql, " AND confirmed IS NOT NULL");
  zb_filter_page (&filter, "id", query->limit);
  return zb_reader_list (store, &filter, make_publication,
                         (GDestroyNotify)zb_stored_publication_free, error);
}

static gpointer
make_archive (const ZbStatement *row)
{
  return zb_statement_dup_bytes (row, 0);
}

GBytes *
zb_store_read_publication_archive (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, "SELECT archive FROM publication WHERE id = ?1",
                        ZB_VALUES (zb_value_int (id)), make_archive, "there is no such publication",
                        error);
}

static gpointer
make_text (const ZbStatement *row)
{
  return zb_statement_dup_text (row, 0);
}

GStrv
zb_store_list_package_periods (ZbStore *store, const char *digest, GError **error)
{
  GPtrArray *periods =
      zb_reader_list_values (store,
                             "SELECT DISTINCT o.period FROM message m JOIN version v "
                             "ON v.message = m.id JOIN obligation o ON o.id = v.obligation "
                             "WHERE coalesce(v.package, m.package) = ?1 ORDER BY o.period",
                             ZB_VALUES (zb_value_text (digest)), make_text, g_free, error);

  if (periods == NULL)
    return NULL;
  g_ptr_array_add (periods, NULL);
  return (GStrv)g_ptr_array_free (periods, FALSE);
}
