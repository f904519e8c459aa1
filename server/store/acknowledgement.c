/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/notice.h"
#include "server/store/reader-private.h"

void
zb_stored_acknowledgement_free (ZbStoredAcknowledgement *acknowledgement)
{
  if (acknowledgement == NULL)
    return;
  g_free (acknowledgement->kind);
  g_free (acknowledgement->unit);
  g_free (acknowledgement->signer);
  g_free (acknowledgement->digest);
  g_clear_pointer (&acknowledgement->statement, g_bytes_unref);
  g_clear_pointer (&acknowledgement->signature, g_bytes_unref);
  g_free (acknowledgement);
}

static gboolean
find_notice (ZbApply *apply, const ZbAcknowledging *what, gboolean *ret_repeated, GError **error)
{
  const ZbStoredAcknowledgement *one = what->acknowledgement;
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT EXISTS (SELECT 1 FROM acknowledgement a WHERE a.notice = n.id "
                          "AND a.unit = ?3) FROM notice n WHERE n.id = ?1 AND n.unit = ?2",
                          &row, error, zb_value_int (one->notice), zb_value_int (what->unit),
                          zb_value_text (one->unit)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "this unit has no notice %" G_GINT64_FORMAT, one->notice);
    return FALSE;
  }
  *ret_repeated = zb_statement_int (row, 0) != 0;
  zb_statement_reset (row);
  return TRUE;
}

gboolean
zb_apply_acknowledgement (ZbApply *apply, gconstpointer data, GError **error)
{
  const ZbAcknowledging *what = data;
  const ZbStoredAcknowledgement *one = what->acknowledgement;
  gboolean repeated;

  if (!find_notice (apply, what, &repeated, error))
    return FALSE;
  apply->result->id = one->notice;
  apply->result->repeated = repeated;
  return repeated ||
         (zb_database_run (
              apply->database,
              "INSERT INTO acknowledgement (notice, unit, signer, time, digest, statement, "
              "signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
              error, zb_value_int (one->notice), zb_value_text (one->unit),
              zb_value_text (one->signer), zb_value_int (one->time), zb_value_text (one->digest),
              zb_value_bytes (one->statement), zb_value_bytes (one->signature)) &&
          zb_database_run (apply->database,
                           "UPDATE notice SET acknowledged = ?2 WHERE id = ?1 AND acknowledged IS "
                           "NULL",
                           error, zb_value_int (one->notice), zb_value_int (one->time)));
}

#define SELECT_ACKNOWLEDGEMENTS                                                                    \
  "SELECT a.notice, a.unit, a.signer, a.time, a.digest, a.statement, a.signature, n.kind "         \
  "FROM acknowledgement a LEFT JOIN notice n ON n.id = a.notice "

static gpointer
make_acknowledgement (const ZbStatement *row)
{
  ZbStoredAcknowledgement *one = g_new0 (ZbStoredAcknowledgement, 1);

  one->notice = zb_statement_int (row, 0);
  one->unit = zb_statement_dup_text (row, 1);
  one->signer = zb_statement_dup_text (row, 2);
  one->time = zb_statement_int (row, 3);
  one->digest = zb_statement_dup_text (row, 4);
  one->statement = zb_statement_dup_bytes (row, 5);
  one->signature = zb_statement_dup_bytes (row, 6);
  one->kind = zb_statement_dup_text (row, 7);
  return one;
}

GPtrArray *
zb_store_list_acknowledged (ZbStore *store, gint64 message, GError **error)
{
  return zb_reader_list_values (store,
                                SELECT_ACKNOWLEDGEMENTS "WHERE n.message = ?1 "
                                                        "ORDER BY a.notice, a.time",
                                ZB_VALUES (zb_value_int (message)), make_acknowledgement,
                                (GDestroyNotify)zb_stored_acknowledgement_free, error);
}

GPtrArray *
zb_store_list_acknowledgements (ZbStore *store, gint64 after, guint limit, GError **error)
{
  return zb_reader_list_values (
      store,
      SELECT_ACKNOWLEDGEMENTS
      "WHERE a.notice IN (SELECT DISTINCT notice FROM acknowledgement WHERE notice > ?1 "
      "ORDER BY notice LIMIT ?2) ORDER BY a.notice",
      ZB_VALUES (zb_value_int (after), zb_value_int (limit)), make_acknowledgement,
      (GDestroyNotify)zb_stored_acknowledgement_free, error);
}
