/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/request.h"

#include "server/store/certificate-private.h"
#include "server/store/mandate-private.h"
#include "server/store/reader-private.h"

void
zb_stored_request_free (ZbStoredRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->handle);
  g_free (request->unit);
  g_free (request->person);
  g_free (request->contact);
  g_clear_pointer (&request->signing, g_bytes_unref);
  g_clear_pointer (&request->tls, g_bytes_unref);
  g_free (request->first);
  g_free (request->second);
  g_free (request->signing_certificate);
  g_free (request->tls_certificate);
  g_free (request->rejected_by);
  g_free (request->reason);
  g_free (request);
}

#define LIFE (ZB_REQUEST_DAYS * G_TIME_SPAN_DAY)
/* Takes since when what is to wait was asked. */
#define WAITS "second IS NULL AND rejected_by IS NULL AND time >= "

gboolean
zb_stored_request_has_expired (const ZbStoredRequest *request, gint64 now)
{
  return !request->second && !request->rejected_by && request->time < now - LIFE;
}

static gboolean
check_room (ZbApply *apply, const char *unit, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT count(*), coalesce(sum(unit = ?1), 0) "
                          "FROM certificate_request WHERE " WAITS "?2",
                          &row, error, zb_value_text (unit),
                          zb_value_int (apply->act->time - LIFE)))
    return FALSE;
  gint64 all = zb_statement_int (row, 0), of_unit = zb_statement_int (row, 1);
  zb_statement_reset (row);
  if (all < ZB_REQUEST_MAX_WAITING && of_unit < ZB_REQUEST_MAX_OF_UNIT)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA,
               "too many requests for certificates wait for an approval");
  return FALSE;
}

/* Whether the request is there already; its id then is the result's. */
static gboolean
find_repeated (ZbApply *apply, const char *handle, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database, "SELECT id FROM certificate_request WHERE handle = ?1",
                          &row, error, zb_value_text (handle)))
    return FALSE;
  apply->result->repeated = row != NULL;
  if (row == NULL)
    return TRUE;
  apply->result->id = zb_statement_int (row, 0);
  zb_statement_reset (row);
  return TRUE;
}

gboolean
zb_apply_request (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbStoredRequest *request = what;

  if (!find_repeated (apply, request->handle, error))
    return FALSE;
  if (apply->result->repeated)
    return TRUE;
  if (!check_room (apply, request->unit, error) ||
      !zb_database_run (
          apply->database,
          "INSERT INTO certificate_request (handle, unit, person, contact, signing, tls, time) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
          error, zb_value_text (request->handle), zb_value_text (request->unit),
          zb_value_text (request->person), zb_value_text (request->contact),
          zb_value_bytes (request->signing), zb_value_bytes (request->tls),
          zb_value_int (apply->act->time)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

static gboolean
fail_stale (GError **error, gint64 request)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "request %" G_GINT64_FORMAT " no longer waits for this", request);
  return FALSE;
}

static gboolean
approve_first (ZbApply *apply, const ZbRequestApproval *approval, GError **error)
{
  if (!zb_database_run (apply->database,
                        "UPDATE certificate_request SET first = ?2, first_time = ?3 "
                        "WHERE id = ?1 AND first IS NULL AND " WAITS "?4",
                        error, zb_value_int (approval->request), zb_value_text (approval->person),
                        zb_value_int (apply->act->time), zb_value_int (apply->act->time - LIFE)))
    return FALSE;
  return zb_database_changes (apply->database) == 1 || fail_stale (error, approval->request);
}

static gboolean
approve_second (ZbApply *apply, const ZbRequestApproval *approval, GError **error)
{
  if (!zb_database_run (
          apply->database,
          "UPDATE certificate_request SET second = ?2, second_time = ?3, "
          "signing_certificate = ?4, tls_certificate = ?5 "
          "WHERE id = ?1 AND first IS NOT NULL AND first <> ?2 AND " WAITS "?6",
          error, zb_value_int (approval->request), zb_value_text (approval->person),
          zb_value_int (apply->act->time), zb_value_text (approval->certificates[0].digest),
          zb_value_text (approval->certificates[1].digest), zb_value_int (apply->act->time - LIFE)))
    return FALSE;
  return zb_database_changes (apply->database) == 1 || fail_stale (error, approval->request);
}

gboolean
zb_apply_request_approval (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRequestApproval *approval = what;
  gboolean first = approval->n_certificates != 2;

  apply->result->id = approval->request;
  if (first ? !approve_first (apply, approval, error) : !approve_second (apply, approval, error))
    return FALSE;
  for (guint i = 0; i < approval->n_certificates; i++)
    if (!zb_certificate_keep (apply, &approval->certificates[i], error))
      return FALSE;
  for (guint i = 0; i < approval->n_mandates; i++)
    if (!zb_mandate_grant (apply, &approval->mandates[i], error))
      return FALSE;
  return TRUE;
}

gboolean
zb_apply_request_rejection (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRequestRejection *rejection = what;

  apply->result->id = rejection->request;
  if (!zb_database_run (apply->database,
                        "UPDATE certificate_request SET rejected = ?3, rejected_by = ?2, "
                        "reason = ?4 WHERE id = ?1 AND " WAITS "?5",
                        error, zb_value_int (rejection->request), zb_value_text (rejection->person),
                        zb_value_int (apply->act->time), zb_value_text (rejection->reason),
                        zb_value_int (apply->act->time - LIFE)))
    return FALSE;
  return zb_database_changes (apply->database) == 1 || fail_stale (error, rejection->request);
}

#define SELECT_REQUESTS                                                                            \
  "SELECT id, handle, unit, person, contact, signing, tls, time, first, second, "                  \
  "signing_certificate, tls_certificate, rejected_by, reason FROM certificate_request WHERE "

static gpointer
make_request (const ZbStatement *row)
{
  ZbStoredRequest *request = g_new0 (ZbStoredRequest, 1);

  request->id = zb_statement_int (row, 0);
  request->handle = zb_statement_dup_text (row, 1);
  request->unit = zb_statement_dup_text (row, 2);
  request->person = zb_statement_dup_text (row, 3);
  request->contact = zb_statement_dup_text (row, 4);
  request->signing = zb_statement_dup_bytes (row, 5);
  request->tls = zb_statement_dup_bytes (row, 6);
  request->time = zb_statement_int (row, 7);
  request->first = zb_statement_dup_text (row, 8);
  request->second = zb_statement_dup_text (row, 9);
  request->signing_certificate = zb_statement_dup_text (row, 10);
  request->tls_certificate = zb_statement_dup_text (row, 11);
  request->rejected_by = zb_statement_dup_text (row, 12);
  request->reason = zb_statement_dup_text (row, 13);
  return request;
}

ZbStoredRequest *
zb_store_read_request (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_REQUESTS "id = ?1", ZB_VALUES (zb_value_int (id)),
                        make_request, "there is no such request for certificates", error);
}

ZbStoredRequest *
zb_store_read_request_by_handle (ZbStore *store, const char *handle, GError **error)
{
  return zb_reader_one (store, SELECT_REQUESTS "handle = ?1", ZB_VALUES (zb_value_text (handle)),
                        make_request, "there is no such request for certificates", error);
}

GPtrArray *
zb_store_list_requests (ZbStore *store, gint64 now, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_REQUESTS);
  zb_filter_add (&filter, WAITS "?", zb_value_int (now - LIFE));
  zb_filter_add (&filter, " AND id > ?", zb_value_int (after));
  zb_filter_page (&filter, "id", limit);
  return zb_reader_list (store, &filter, make_request, (GDestroyNotify)zb_stored_request_free,
                         error);
}
