/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/sign-box-private.h"

#include "exchange/digest.h"
#include "server/store/reader-private.h"
#include "server/store/sign-box.h"

void
zb_boxed_free (ZbBoxed *boxed)
{
  if (boxed == NULL)
    return;
  g_free (boxed->message_id);
  g_free (boxed->tenant);
  g_free (boxed->form);
  g_free (boxed->period);
  g_free (boxed->digest);
  g_clear_pointer (&boxed->container, g_bytes_unref);
  g_free (boxed->person);
  g_free (boxed->remark);
  g_free (boxed->remark_by);
  g_free (boxed);
}

gboolean
zb_boxed_is_taken_back (const ZbBoxed *boxed)
{
  return boxed->remark != NULL && *boxed->remark == '\0';
}

static gboolean
fail (ZbStoreError code, const char *message_id, const char *what, GError **error)
{
  g_set_error (error, ZB_STORE_ERROR, (int)code, "message %s %s", message_id, what);
  return FALSE;
}

/* What is there of the same message. */
static gboolean
look_at_earlier (ZbApply *apply, const ZbBoxed *boxed, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT digest, signed, remark = '' FROM sign_box WHERE unit = ?1 AND "
                          "message_id = ?2",
                          &row, error, zb_value_int (boxed->unit),
                          zb_value_text (boxed->message_id)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  gboolean taken_back = zb_statement_int (row, 2) != 0;
  apply->result->repeated = !taken_back && g_str_equal (zb_statement_text (row, 0), boxed->digest);
  gboolean older = zb_statement_int (row, 1) >= boxed->signed_by;
  zb_statement_reset (row);
  if (taken_back)
    return fail (ZB_STORE_ERROR_STALE, boxed->message_id, "was taken back to be changed", error);
  return apply->result->repeated || !older ||
         fail (ZB_STORE_ERROR_STALE, boxed->message_id, "was signed by others meanwhile: fetch it",
               error);
}

static gboolean
check_not_sent (ZbApply *apply, const ZbBoxing *boxing, GError **error)
{
  const char *message_id = boxing->boxed->message_id;
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT 1 FROM message WHERE sender = ?1 AND message_id = ?2", &row,
                          error, zb_value_text (boxing->sender), zb_value_text (message_id)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  zb_statement_reset (row);
  return fail (ZB_STORE_ERROR_EXISTS, message_id, "has been sent already", error);
}

/* With @boxed in its place. */
static gboolean
check_quota (ZbApply *apply, const ZbBoxing *boxing, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (
          apply->database,
          "SELECT count (*), coalesce (sum (length (container)), 0) FROM sign_box WHERE unit = ?1 "
          "AND remark IS NOT ''",
          &row, error, zb_value_int (boxing->boxed->unit)))
    return FALSE;
  gboolean fits = zb_statement_int (row, 0) <= boxing->most &&
                  zb_statement_int (row, 1) <= (gint64)boxing->most_bytes;
  zb_statement_reset (row);
  return fits || fail (ZB_STORE_ERROR_QUOTA, boxing->boxed->message_id,
                       "would be one too many that waits for signatures", error);
}

static gboolean
put (ZbApply *apply, const ZbBoxing *boxing, GError **error)
{
  const ZbBoxed *b = boxing->boxed;

  if (!zb_database_run (apply->database, "DELETE FROM sign_box WHERE expires < ?1", error,
                        zb_value_int (apply->act->time)) ||
      !check_not_sent (apply, boxing, error) || !look_at_earlier (apply, b, error))
    return FALSE;
  if (apply->result->repeated)
    return TRUE;
  return zb_database_run (
             apply->database,
             "INSERT OR REPLACE INTO sign_box (unit, message_id, tenant, form, period, digest, "
             "container, signed, missing, person, deposited, expires) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
             error, zb_value_int (b->unit), zb_value_text (b->message_id),
             zb_value_text (b->tenant), zb_value_text (b->form), zb_value_text (b->period),
             zb_value_text (b->digest), zb_value_bytes (b->container), zb_value_int (b->signed_by),
             zb_value_int (b->missing), zb_value_text (b->person), zb_value_int (b->deposited),
             zb_value_int (b->expires)) &&
         check_quota (apply, boxing, error);
}

static gboolean
check_changed (ZbApply *apply, const ZbBoxing *note, GError **error)
{
  return zb_database_changes (apply->database) == 1 ||
         fail (ZB_STORE_ERROR_NOT_FOUND, note->message_id, "does not wait for signatures here",
               error);
}

static gboolean
remark (ZbApply *apply, const ZbBoxing *note, GError **error)
{
  return zb_database_run (apply->database,
                          "UPDATE sign_box SET remark = ?3, remark_by = ?4 "
                          "WHERE unit = ?1 AND message_id = ?2 AND expires >= ?5",
                          error, zb_value_int (note->unit), zb_value_text (note->message_id),
                          zb_value_text (note->remark), zb_value_text (note->by),
                          zb_value_int (apply->act->time)) &&
         check_changed (apply, note, error);
}

/* Who has it open learns that it is void: what says so stays where the container was. */
static gboolean
take_back (ZbApply *apply, const ZbBoxing *note, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autofree char *digest = zb_digest_hex_of_bytes (nothing);

  return zb_database_run (apply->database,
                          "UPDATE sign_box SET container = x'', digest = ?5, remark = '', "
                          "remark_by = ?3 WHERE unit = ?1 AND message_id = ?2 AND expires >= ?4",
                          error, zb_value_int (note->unit), zb_value_text (note->message_id),
                          zb_value_text (note->by), zb_value_int (apply->act->time),
                          zb_value_text (digest)) &&
         check_changed (apply, note, error) &&
         zb_database_run (apply->database,
                          "DELETE FROM sign_box WHERE unit = ?1 AND remark = '' AND message_id NOT "
                          "IN (SELECT message_id FROM sign_box WHERE unit = ?1 AND remark = '' "
                          "ORDER BY message_id DESC LIMIT ?2)",
                          error, zb_value_int (note->unit), zb_value_int (note->most));
}

gboolean
zb_sign_box_end (ZbApply *apply, const ZbSubmission *submission, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT 1 FROM sign_box WHERE unit = ?1 AND message_id = ?2", &row, error,
                          zb_value_int (submission->unit), zb_value_text (submission->message_id)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  zb_statement_reset (row);
  return zb_database_run (apply->database,
                          "DELETE FROM sign_box WHERE unit = ?1 AND message_id = ?2", error,
                          zb_value_int (submission->unit), zb_value_text (submission->message_id));
}

gboolean
zb_apply_sign_box (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbBoxing *boxing = what;

  if (boxing->boxed != NULL)
    return put (apply, boxing, error);
  return boxing->remark != NULL ? remark (apply, boxing, error) : take_back (apply, boxing, error);
}

#define COLUMNS                                                                                    \
  "unit, message_id, tenant, form, period, digest, signed, missing, person, deposited, expires, "  \
  "remark, remark_by"

static gpointer
make_boxed (const ZbStatement *row)
{
  ZbBoxed *boxed = g_new0 (ZbBoxed, 1);

  boxed->unit = zb_statement_int (row, 0);
  boxed->message_id = zb_statement_dup_text (row, 1);
  boxed->tenant = zb_statement_dup_text (row, 2);
  boxed->form = zb_statement_dup_text (row, 3);
  boxed->period = zb_statement_dup_text (row, 4);
  boxed->digest = zb_statement_dup_text (row, 5);
  boxed->signed_by = (guint)zb_statement_int (row, 6);
  boxed->missing = (guint)zb_statement_int (row, 7);
  boxed->person = zb_statement_dup_text (row, 8);
  boxed->deposited = zb_statement_int (row, 9);
  boxed->expires = zb_statement_int (row, 10);
  boxed->remark = zb_statement_dup_text (row, 11);
  boxed->remark_by = zb_statement_dup_text (row, 12);
  return boxed;
}

static gpointer
make_whole (const ZbStatement *row)
{
  ZbBoxed *boxed = make_boxed (row);

  boxed->container = zb_statement_dup_bytes (row, 13);
  return boxed;
}

ZbBoxed *
zb_store_read_boxed (
    ZbStore *store, gint64 unit, const char *message_id, gint64 now, GError **error)
{
  return zb_reader_one (
      store,
      "SELECT " COLUMNS
      ", container FROM sign_box WHERE unit = ?1 AND message_id = ?2 AND expires >= ?3",
      ZB_VALUES (zb_value_int (unit), zb_value_text (message_id), zb_value_int (now)), make_whole,
      "nothing of this number waits for signatures here", error);
}

GPtrArray *
zb_store_list_boxed (ZbStore *store, gint64 unit, gint64 now, GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT " COLUMNS " FROM sign_box WHERE unit = ?1 AND expires >= ?2 ORDER BY message_id",
      ZB_VALUES (zb_value_int (unit), zb_value_int (now)), make_boxed,
      (GDestroyNotify)zb_boxed_free, error);
}

GPtrArray *
zb_store_list_all_boxed (ZbStore *store, GError **error)
{
  return zb_reader_list_values (store, "SELECT " COLUMNS " FROM sign_box ORDER BY unit, message_id",
                                NULL, 0, make_boxed, (GDestroyNotify)zb_boxed_free, error);
}
