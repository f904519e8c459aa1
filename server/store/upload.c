/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/upload.h"

#include "server/store/reader-private.h"

/* What a file takes of a disk, at the least; many that promise a byte each must count. */
#define BLOCK 4096

void
zb_upload_free (ZbUpload *upload)
{
  if (upload == NULL)
    return;
  g_free (upload->id);
  g_free (upload->carrier);
  g_free (upload->sender);
  g_free (upload->message_id);
  g_free (upload->digest);
  g_free (upload);
}

#define SUM_OF_SENDER                                                                              \
  "SELECT coalesce(sum((length + ?2 - 1) / ?2 * ?2), 0) FROM upload "                              \
  "WHERE sender = ?1 AND ended = 0"

/* With @begin's upload in the table. */
static gboolean
check_quota (ZbApply *apply, const ZbUploadBegin *begin, GError **error)
{
  const char *sender = begin->upload->sender;
  ZbStatement *row;

  if (!zb_database_query (apply->database, SUM_OF_SENDER, &row, error, zb_value_text (sender),
                          zb_value_int (BLOCK)))
    return FALSE;
  gboolean fits = (guint64)zb_statement_int (row, 0) <= begin->quota;
  zb_statement_reset (row);
  if (!fits)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA,
                 "the uploads of %s under way take all the room it has", sender);
  return fits;
}

gboolean
zb_apply_upload (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbUploadBegin *begin = what;
  const ZbUpload *upload = begin->upload;

  if (!zb_database_run (apply->database,
                        "INSERT INTO upload VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0) "
                        "ON CONFLICT (carrier, sender, message_id, digest) WHERE ended = 0 "
                        "DO NOTHING",
                        error, zb_value_text (upload->id), zb_value_text (upload->carrier),
                        zb_value_text (upload->sender), zb_value_text (upload->message_id),
                        zb_value_text (upload->digest), zb_value_int ((gint64)upload->length),
                        zb_value_int ((gint64)upload->offset), zb_value_int (upload->expires)))
    return FALSE;
  apply->result->repeated = zb_database_changes (apply->database) == 0;
  return apply->result->repeated || check_quota (apply, begin, error);
}

gboolean
zb_apply_upload_progress (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbUploadProgress *progress = what;

  if (!zb_database_run (apply->database,
                        "UPDATE upload SET offset = ?3, expires = ?4 WHERE id = ?1 AND ended = 0 "
                        "AND offset = ?2 AND ?3 BETWEEN ?2 AND length",
                        error, zb_value_text (progress->id), zb_value_int ((gint64)progress->from),
                        zb_value_int ((gint64)progress->to), zb_value_int (progress->expires)))
    return FALSE;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "upload %s has ended or does not go on at byte %" G_GUINT64_FORMAT, progress->id,
               progress->from);
  return FALSE;
}

gboolean
zb_apply_upload_end (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbUploadEnd *end = what;

  if (!zb_database_run (apply->database, "UPDATE upload SET ended = 1 WHERE id = ?1 AND ended = 0",
                        error, zb_value_text (end->id)))
    return FALSE;
  apply->result->repeated = zb_database_changes (apply->database) == 0;
  return TRUE;
}

#define SELECT_UPLOADS                                                                             \
  "SELECT id, carrier, sender, message_id, digest, length, offset, expires, ended FROM upload "    \
  "WHERE "

static gpointer
make_upload (const ZbStatement *row)
{
  ZbUpload *upload = g_new0 (ZbUpload, 1);

  upload->id = zb_statement_dup_text (row, 0);
  upload->carrier = zb_statement_dup_text (row, 1);
  upload->sender = zb_statement_dup_text (row, 2);
  upload->message_id = zb_statement_dup_text (row, 3);
  upload->digest = zb_statement_dup_text (row, 4);
  upload->length = (guint64)zb_statement_int (row, 5);
  upload->offset = (guint64)zb_statement_int (row, 6);
  upload->expires = zb_statement_int (row, 7);
  upload->ended = zb_statement_int (row, 8) != 0;
  return upload;
}

ZbUpload *
zb_store_read_upload (ZbStore *store, const char *id, GError **error)
{
  return zb_reader_one (store, SELECT_UPLOADS "id = ?1", ZB_VALUES (zb_value_text (id)),
                        make_upload, "there is no such upload", error);
}

ZbUpload *
zb_store_find_upload (ZbStore *store,
                      const char *carrier,
                      const char *sender,
                      const char *message_id,
                      const char *digest,
                      GError **error)
{
  return zb_reader_one (store,
                        SELECT_UPLOADS "carrier = ?1 AND sender = ?2 AND message_id = ?3 "
                                       "AND digest = ?4 AND ended = 0",
                        ZB_VALUES (zb_value_text (carrier), zb_value_text (sender),
                                   zb_value_text (message_id), zb_value_text (digest)),
                        make_upload, "there is no such upload", error);
}

GPtrArray *
zb_store_list_expired_uploads (ZbStore *store, gint64 now, GError **error)
{
  return zb_reader_list_values (store, SELECT_UPLOADS "ended = 0 AND expires < ?1 ORDER BY expires",
                                ZB_VALUES (zb_value_int (now)), make_upload,
                                (GDestroyNotify)zb_upload_free, error);
}

static gpointer
make_quota (const ZbStatement *row)
{
  guint64 *bytes = g_new (guint64, 1);

  *bytes = (guint64)zb_statement_int (row, 0);
  return bytes;
}

gboolean
zb_store_read_upload_quota (ZbStore *store, const char *sender, guint64 *ret_bytes, GError **error)
{
  g_autofree guint64 *bytes =
      zb_reader_one (store, SUM_OF_SENDER, ZB_VALUES (zb_value_text (sender), zb_value_int (BLOCK)),
                     make_quota, NULL, error);

  if (bytes == NULL)
    return FALSE;
  *ret_bytes = *bytes;
  return TRUE;
}
