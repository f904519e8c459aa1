/* SPDX-License-Identifier: Apache-2.0 */
#include "client/permit.h"

#include "client/workspace-private.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

/* By ZbPermitState; the server's words. */
static const char *const states[] = {
    [ZB_PERMIT_ASKED] = "asked",     [ZB_PERMIT_GRANTED] = "granted",
    [ZB_PERMIT_REFUSED] = "refused", [ZB_PERMIT_USED] = "used",
    [ZB_PERMIT_EXPIRED] = "expired", [ZB_PERMIT_NOTED] = "noted",
    [ZB_PERMIT_CARRIED] = "carried", [ZB_PERMIT_SETTLED] = "settled",
};

void
zb_permit_free (ZbPermit *permit)
{
  g_free (permit->form);
  g_free (permit->period);
  g_free (permit->reason);
  g_free (permit->answer);
  g_free (permit->answered_by);
  g_free (permit);
}

static gint64
read_time (const ZbJson *json, const char *name)
{
  const char *text = zb_json_get_string (json, name);
  gint64 time = 0;

  return text && zb_time_parse (text, &time, NULL) ? time : 0;
}

static gboolean
keep (ZbWorkspace *workspace, const ZbAccount *account, const ZbJson *json, GError **error)
{
  return zb_database_run (
      workspace->database,
      "insert or replace into permit (account, id, form, period, reason, time, state, until,"
      " answer, answered_by) values (?,?,?,?,?,?,?,?,?,?)",
      error, zb_value_int (account->id),
      zb_value_int (zb_json_integer (zb_json_get (json, "id"), 0)),
      zb_value_text (zb_json_get_string (json, "form")),
      zb_value_text (zb_json_get_string (json, "period")),
      zb_value_text (zb_json_get_string (json, "reason")), zb_value_int (read_time (json, "time")),
      zb_value_text (zb_json_get_string (json, "state")), zb_value_int (read_time (json, "until")),
      zb_value_text (zb_json_get_string (json, "answer")),
      zb_value_text (zb_json_get_string (json, "answered_by")));
}

/* Adds to @pages (ZbJson) all that the server has of the account's requests. */
static gboolean
fetch_pages (const ZbAccount *account, ZbSession *session, GPtrArray *pages, GError **error)
{
  g_autofree char *cursor = NULL;

  do {
    g_autofree char *path =
        zb_session_path ("/v1/corrections", "unit", account->unit, "cursor", cursor, NULL);
    ZbJson *answer = zb_session_get (session, path, error);

    if (!answer)
      return FALSE;
    g_ptr_array_add (pages, answer);
    if (zb_json_type (zb_json_get (answer, "corrections")) != ZB_JSON_ARRAY) {
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                   "%s: the answer lacks corrections", path);
      return FALSE;
    }
    g_free (cursor);
    cursor = g_strdup (zb_json_get_string (answer, "next"));
  } while (cursor);
  return TRUE;
}

gboolean
zb_permit_sync (ZbWorkspace *workspace,
                const ZbAccount *account,
                ZbSession *session,
                GError **error)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_json_free);

  if (!fetch_pages (account, session, pages, error))
    return FALSE;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);
  if (!transaction || !zb_database_run (workspace->database, "delete from permit where account = ?",
                                        error, zb_value_int (account->id)))
    return FALSE;
  for (guint i = 0; i < pages->len; i++) {
    const ZbJson *list = zb_json_get (pages->pdata[i], "corrections");

    for (guint k = 0; k < zb_json_length (list); k++)
      if (!keep (workspace, account, zb_json_at (list, k), error))
        return FALSE;
  }
  return zb_transaction_commit (transaction, error);
}

gboolean
zb_permit_ask (ZbWorkspace *workspace,
               const ZbAccount *account,
               ZbSession *session,
               const char *form,
               const char *period,
               const char *reason,
               GError **error)
{
  g_autofree char *path = zb_session_path ("/v1/corrections", "unit", account->unit, NULL);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", form);
  zb_json_writer_string (json, "period", period);
  zb_json_writer_string (json, "reason", reason);
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  g_autoptr (ZbJson) answer = zb_session_post (session, path, ZB_MIME_JSON, body, NULL, error);

  return answer && zb_permit_sync (workspace, account, session, error);
}

static ZbPermitState
parse_state (const char *text, gint64 until, gint64 now)
{
  ZbPermitState state = ZB_PERMIT_ASKED;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i], text) == 0)
      state = i;
  return state == ZB_PERMIT_GRANTED && until <= now ? ZB_PERMIT_EXPIRED : state;
}

ZbPermit *
zb_permit_find (ZbWorkspace *workspace,
                const ZbAccount *account,
                const char *form,
                const char *period,
                GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database,
                          "select id, form, period, reason, time, state, until, answer, answered_by"
                          " from permit where account = ? and form = ? and period = ?"
                          " order by id desc limit 1",
                          &row, error, zb_value_int (account->id), zb_value_text (form),
                          zb_value_text (period)) ||
      !row)
    return NULL;
  ZbPermit *permit = g_new0 (ZbPermit, 1);
  permit->id = zb_statement_int (row, 0);
  permit->form = zb_statement_dup_text (row, 1);
  permit->period = zb_statement_dup_text (row, 2);
  permit->reason = zb_statement_dup_text (row, 3);
  permit->time = zb_statement_int (row, 4);
  permit->until = zb_statement_int (row, 6);
  permit->state =
      parse_state (zb_statement_text (row, 5), permit->until, zb_workspace_now (workspace));
  permit->answer = zb_statement_dup_text (row, 7);
  permit->answered_by = zb_statement_dup_text (row, 8);
  zb_statement_reset (row);
  return permit;
}

/* What a correction touches */

static void
free_report (gpointer data)
{
  ZbTouchedReport *report = data;
  g_free (report->form);
  g_free (report->period);
  g_free (report->state);
  g_free (report);
}

static void
free_total (gpointer data)
{
  ZbTouchedTotal *total = data;
  g_free (total->form);
  g_free (total->period);
  g_free (total->district);
  g_free (total->zone);
  g_free (total->industry);
  g_free (total);
}

void
zb_touched_free (ZbTouched *touched)
{
  g_ptr_array_unref (touched->reports);
  g_ptr_array_unref (touched->totals);
  g_free (touched);
}

static char *
dup_string (const ZbJson *json, const char *name)
{
  return g_strdup (zb_json_get_string (json, name));
}

static void
add_report (ZbTouched *touched, const ZbJson *json)
{
  ZbTouchedReport *report = g_new0 (ZbTouchedReport, 1);
  *report = (ZbTouchedReport){dup_string (json, "form"), dup_string (json, "period"),
                              dup_string (json, "state")};
  g_ptr_array_add (touched->reports, report);
}

static void
add_total (ZbTouched *touched, const ZbJson *json)
{
  ZbTouchedTotal *total = g_new0 (ZbTouchedTotal, 1);
  *total = (ZbTouchedTotal){dup_string (json, "form"), dup_string (json, "period"),
                            dup_string (json, "district"), dup_string (json, "zone"),
                            dup_string (json, "industry")};
  g_ptr_array_add (touched->totals, total);
}

ZbTouched *
zb_touched_fetch (ZbSession *session, gint64 report, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/touched", report);
  g_autoptr (ZbJson) answer = zb_session_get (session, path, error);
  const ZbJson *reports = answer ? zb_json_get (answer, "reports") : NULL;
  const ZbJson *totals = answer ? zb_json_get (answer, "totals") : NULL;

  if (!answer)
    return NULL;
  ZbTouched *touched = g_new0 (ZbTouched, 1);
  touched->reports = g_ptr_array_new_with_free_func (free_report);
  touched->totals = g_ptr_array_new_with_free_func (free_total);
  for (guint i = 0; reports && i < zb_json_length (reports); i++)
    add_report (touched, zb_json_at (reports, i));
  for (guint i = 0; totals && i < zb_json_length (totals); i++)
    add_total (touched, zb_json_at (totals, i));
  return touched;
}
