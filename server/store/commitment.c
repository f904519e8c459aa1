/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/commitment.h"

#include "server/store/reader-private.h"

#include <string.h>

void
zb_stored_commitment_free (ZbStoredCommitment *commitment)
{
  if (commitment == NULL)
    return;
  g_free (commitment->sender);
  g_free (commitment->message_id);
  g_free (commitment->digest);
  g_free (commitment->carrier);
  g_free (commitment->signer);
  g_clear_pointer (&commitment->statement, g_bytes_unref);
  g_clear_pointer (&commitment->signature, g_bytes_unref);
  g_free (commitment);
}

static gboolean
fail (ZbStoreError code, const char *what, const ZbStoredCommitment *commitment, GError **error)
{
  g_set_error (error, ZB_STORE_ERROR, (int)code, "message %s of %s %s", commitment->message_id,
               commitment->sender, what);
  return FALSE;
}

static gboolean
find_repeated (ZbApply *apply, const ZbStoredCommitment *commitment, GError **error)
{
  ZbStatement *row;
  gboolean same;

  if (!zb_database_query (
          apply->database,
          "SELECT digest, id, first_leaf FROM commitment WHERE sender = ?1 AND message_id = ?2",
          &row, error, zb_value_text (commitment->sender), zb_value_text (commitment->message_id)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  same = g_str_equal (zb_statement_text (row, 0), commitment->digest);
  apply->result->repeated = same;
  apply->result->id = zb_statement_int (row, 1);
  apply->result->first_leaf = (guint64)zb_statement_int (row, 2);
  apply->result->n_leaves = 1;
  zb_statement_reset (row);
  return same || fail (ZB_STORE_ERROR_MESSAGE_REUSED, "was committed to with another digest",
                       commitment, error);
}

/* One number of a query about @commitment. */
static gboolean
count (ZbApply *apply,
       const char *sql,
       const ZbStoredCommitment *commitment,
       gint64 *ret_n,
       GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database, sql, &row, error, zb_value_text (commitment->sender),
                          zb_value_text (commitment->message_id), zb_value_int (commitment->unit),
                          zb_value_int (commitment->received)))
    return FALSE;
  *ret_n = row != NULL ? zb_statement_int (row, 0) : 0;
  if (row != NULL)
    zb_statement_reset (row);
  return TRUE;
}

static gboolean
check_room (ZbApply *apply, const ZbCommitting *what, GError **error)
{
  gint64 here = 0, waiting = 0;

  if (!count (apply,
              "SELECT count (*) FROM message WHERE sender = ?1 AND message_id = ?2 "
              "AND ?3 IS NOT NULL AND ?4 IS NOT NULL",
              what->commitment, &here, error) ||
      !count (apply,
              "SELECT count (*) FROM commitment c WHERE c.unit = ?3 AND c.expires >= ?4 AND "
              "?1 IS NOT NULL AND ?2 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message m "
              "WHERE m.sender = c.sender AND m.message_id = c.message_id)",
              what->commitment, &waiting, error))
    return FALSE;
  if (here > 0)
    return fail (ZB_STORE_ERROR_EXISTS, "is here already", what->commitment, error);
  return waiting < what->most ||
         fail (ZB_STORE_ERROR_QUOTA, "would be one commitment too many without its message",
               what->commitment, error);
}

gboolean
zb_apply_commitment (ZbApply *apply, gconstpointer data, GError **error)
{
  const ZbCommitting *what = data;
  const ZbStoredCommitment *c = what->commitment;

  if (!find_repeated (apply, c, error))
    return FALSE;
  if (apply->result->repeated)
    return TRUE;
  if (!check_room (apply, what, error) ||
      !zb_database_run (
          apply->database,
          "INSERT INTO commitment (sender, message_id, digest, unit, carrier, signer, statement, "
          "signature, received, expires, first_leaf) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
          error, zb_value_text (c->sender), zb_value_text (c->message_id),
          zb_value_text (c->digest), zb_value_int (c->unit), zb_value_text (c->carrier),
          zb_value_text (c->signer), zb_value_bytes (c->statement), zb_value_bytes (c->signature),
          zb_value_int (c->received), zb_value_int (c->expires),
          zb_value_int ((gint64)apply->next_leaf)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

#define SELECT_COMMITMENTS                                                                         \
  "SELECT id, sender, message_id, digest, unit, carrier, signer, statement, signature, received, " \
  "expires, first_leaf FROM commitment WHERE "

static gpointer
make_commitment (const ZbStatement *row)
{
  ZbStoredCommitment *commitment = g_new0 (ZbStoredCommitment, 1);

  commitment->id = zb_statement_int (row, 0);
  commitment->sender = zb_statement_dup_text (row, 1);
  commitment->message_id = zb_statement_dup_text (row, 2);
  commitment->digest = zb_statement_dup_text (row, 3);
  commitment->unit = zb_statement_int (row, 4);
  commitment->carrier = zb_statement_dup_text (row, 5);
  commitment->signer = zb_statement_dup_text (row, 6);
  commitment->statement = zb_statement_dup_bytes (row, 7);
  commitment->signature = zb_statement_dup_bytes (row, 8);
  commitment->received = zb_statement_int (row, 9);
  commitment->expires = zb_statement_int (row, 10);
  commitment->first_leaf = (guint64)zb_statement_int (row, 11);
  return commitment;
}

ZbStoredCommitment *
zb_store_find_commitment (ZbStore *store,
                          const char *sender,
                          const char *message_id,
                          GError **error)
{
  return zb_reader_one (store, SELECT_COMMITMENTS "sender = ?1 AND message_id = ?2",
                        ZB_VALUES (zb_value_text (sender), zb_value_text (message_id)),
                        make_commitment, NULL, error);
}

GPtrArray *
zb_store_list_commitments (ZbStore *store, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_COMMITMENTS);
  zb_filter_add (&filter, "id > ?", zb_value_int (after));
  zb_filter_page (&filter, "id", limit);
  return zb_reader_list (store, &filter, make_commitment, (GDestroyNotify)zb_stored_commitment_free,
                         error);
}
