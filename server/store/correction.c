/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/correction.h"

#include "server/store/correction-private.h"
#include "server/store/reader-private.h"

void
zb_correction_request_free (ZbCorrectionRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->tenant);
  g_free (request->form);
  g_free (request->period);
  g_free (request->reason);
  g_free (request->who);
  g_free (request->answer);
  g_free (request->answered_by);
  g_free (request->carrier);
  g_free (request);
}

const char *
zb_correction_request_state (const ZbCorrectionRequest *request, gint64 now)
{
  if (request->note)
    return request->message == 0 ? "noted" : request->settled ? "settled" : "carried";
  if (request->answered == 0)
    return "asked";
  if (request->until == 0)
    return "refused";
  if (request->message != 0)
    return "used";
  return now > request->until ? "expired" : "granted";
}

static gboolean
find_waiting (ZbApply *apply, const ZbCorrectionRequest *request, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT id FROM correction WHERE tenant = ?1 AND form = ?2 AND "
                          "period = ?3 AND unit = ?4 AND answered IS NULL",
                          &row, error, zb_value_text (request->tenant),
                          zb_value_text (request->form), zb_value_text (request->period),
                          zb_value_int (request->unit)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS,
               "request %" G_GINT64_FORMAT " to correct %s %s waits for an answer",
               zb_statement_int (row, 0), request->form, request->period);
  zb_statement_reset (row);
  return FALSE;
}

gboolean
zb_apply_correction_request (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbCorrectionRequest *request = what;

  if (!find_waiting (apply, request, error) ||
      !zb_database_run (
          apply->database,
          "INSERT INTO correction (tenant, form, period, unit, version, reason, time, who, "
          "answered) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          error, zb_value_text (request->tenant), zb_value_text (request->form),
          zb_value_text (request->period), zb_value_int (request->unit),
          zb_value_int (request->version), zb_value_text (request->reason),
          zb_value_int (apply->act->time), zb_value_text (apply->act->who),
          request->note ? zb_value_int (apply->act->time) : zb_value_text (NULL)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

gboolean
zb_apply_correction_answer (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbCorrectionAnswer *answer = what;

  if (!zb_database_run (
          apply->database,
          "UPDATE correction SET until = ?2, answer = ?3, answered = ?4, answered_by = ?5 "
          "WHERE id = ?1 AND answered IS NULL",
          error, zb_value_int (answer->request),
          answer->until != 0 ? zb_value_int (answer->until) : zb_value_text (NULL),
          zb_value_text (answer->answer), zb_value_int (apply->act->time),
          zb_value_text (apply->act->who)))
    return FALSE;
  apply->result->id = answer->request;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "there is no request %" G_GINT64_FORMAT " that waits for an answer",
               answer->request);
  return FALSE;
}

G_STATIC_ASSERT (ZB_REVIEW_ACCEPTED == 4 && ZB_REVIEW_LOCKED == 5);

/* A note needs no answer: it has a time for one, and nobody who gave it. */
#define IS_NOTE "c.answered IS NOT NULL AND c.answered_by IS NULL"

/* Notes of earlier periods of what is reported. */
#define EARLIER_NOTES "c.tenant = ?1 AND c.form = ?2 AND c.unit = ?3 AND c.period < ?4 AND " IS_NOTE

/* Few have any, and to look is far cheaper than to change nothing. */
static gboolean
find_notes (ZbApply *apply, const ZbSubmission *submission, gboolean *ret_found, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (
          apply->database, "SELECT 1 FROM correction AS c WHERE " EARLIER_NOTES " LIMIT 1", &row,
          error, zb_value_text (submission->tenant), zb_value_text (submission->form),
          zb_value_int (submission->unit), zb_value_text (submission->period)))
    return FALSE;
  *ret_found = row != NULL;
  if (row != NULL)
    zb_statement_reset (row);
  return TRUE;
}

gboolean
zb_carry_notes (ZbApply *apply, const ZbSubmission *submission, GError **error)
{
  gboolean found = FALSE;

  if (submission->kind == ZB_REPORT_WITHDRAWAL)
    return TRUE;
  if (!find_notes (apply, submission, &found, error))
    return FALSE;
  return !found || zb_database_run (
                       apply->database,
                       "UPDATE correction AS c SET message = ?5 WHERE " EARLIER_NOTES
                       " AND (c.message IS NULL OR EXISTS "
                       "(SELECT 1 FROM version v JOIN message m ON m.id = v.message "
                       "WHERE m.id = c.message AND (m.period = ?4 OR v.state = ?6)))",
                       error, zb_value_text (submission->tenant), zb_value_text (submission->form),
                       zb_value_int (submission->unit), zb_value_text (submission->period),
                       zb_value_int (apply->message), zb_value_int (ZB_REVIEW_WITHDRAWN));
}

#define SELECT_REQUESTS                                                                            \
  "SELECT c.id, c.tenant, c.form, c.period, c.unit, c.version, c.reason, c.time, c.who, c.until, " \
  "c.answer, c.answered, c.answered_by, c.message, " IS_NOTE ", k.period, "                        \
  "v.state IN (4, 5) FROM correction c "                                                           \
  "LEFT JOIN version v ON v.message = c.message AND v.body = 0 "                                   \
  "LEFT JOIN obligation k ON k.id = v.obligation "                                                 \
  "JOIN obligation o ON o.tenant = c.tenant AND o.form = c.form AND o.period = c.period "          \
  "AND o.unit = c.unit WHERE "

static gpointer
make_request (const ZbStatement *row)
{
  ZbCorrectionRequest *request = g_new0 (ZbCorrectionRequest, 1);

  request->id = zb_statement_int (row, 0);
  request->tenant = zb_statement_dup_text (row, 1);
  request->form = zb_statement_dup_text (row, 2);
  request->period = zb_statement_dup_text (row, 3);
  request->unit = zb_statement_int (row, 4);
  request->version = zb_statement_int (row, 5);
  request->reason = zb_statement_dup_text (row, 6);
  request->time = zb_statement_int (row, 7);
  request->who = zb_statement_dup_text (row, 8);
  request->until = zb_statement_int (row, 9);
  request->answer = zb_statement_dup_text (row, 10);
  request->answered = zb_statement_int (row, 11);
  request->answered_by = zb_statement_dup_text (row, 12);
  request->message = zb_statement_int (row, 13);
  request->note = zb_statement_int (row, 14) != 0;
  request->carrier = zb_statement_dup_text (row, 15);
  request->settled = zb_statement_int (row, 16) != 0;
  return request;
}

ZbCorrectionRequest *
zb_store_read_correction_request (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_REQUESTS "c.id = ?1", ZB_VALUES (zb_value_int (id)),
                        make_request, "there is no such request", error);
}

GPtrArray *
zb_store_list_correction_requests (ZbStore *store, const ZbCorrectionQuery *query, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_REQUESTS);
  zb_filter_add (&filter, "c.id > ?", zb_value_int (query->after));
  zb_filter_add_text (&filter, " AND c.tenant = ?", query->tenant);
  if (query->unit != 0)
    zb_filter_add (&filter, " AND c.unit = ?", zb_value_int (query->unit));
  if (query->carrier != 0)
    zb_filter_add (&filter, " AND " IS_NOTE " AND c.message = ?", zb_value_int (query->carrier));
  zb_filter_add_list (&filter, ZB_FILTER_AREA, query->areas);
  if (query->waiting)
    g_string_append (filter.sql, " AND c.answered IS NULL");
  zb_filter_page (&filter, "c.id", query->limit);
  return zb_reader_list (store, &filter, make_request, (GDestroyNotify)zb_correction_request_free,
                         error);
}

ZbCorrectionRequest *
zb_store_find_correction_grant (ZbStore *store,
                                const char *tenant,
                                const char *form,
                                const char *period,
                                gint64 unit,
                                gint64 now,
                                GError **error)
{
  return zb_reader_one (store,
                        SELECT_REQUESTS
                        "c.tenant = ?1 AND c.form = ?2 AND c.period = ?3 AND c.unit = ?4 "
                        "AND c.until >= ?5 AND c.message IS NULL ORDER BY c.id DESC LIMIT 1",
                        ZB_VALUES (zb_value_text (tenant), zb_value_text (form),
                                   zb_value_text (period), zb_value_int (unit), zb_value_int (now)),
                        make_request, NULL, error);
}
