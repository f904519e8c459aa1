/* SPDX-License-Identifier: Apache-2.0 */
#include "client/mailbox.h"

#include "client/sent.h"
#include "client/workspace-private.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

void
zb_letter_free (ZbLetter *letter)
{
  g_free (letter->kind);
  g_free (letter->message);
  g_free (letter->form);
  g_free (letter->period);
  zb_text_clear (&letter->text);
  g_free (letter);
}

/* Evidence about a message that was signed elsewhere (another machine) is verified and let go. */
static gboolean
file_evidence (ZbWorkspace *workspace,
               const ZbAccount *account,
               const ZbJson *notice,
               ZbTrust *trust,
               GError **error)
{
  const char *text = zb_json_get_string (notice, "evidence");
  const char *message = zb_json_get_string (notice, "message");
  gsize length = 0;

  if (!text)
    return TRUE;
  guchar *data = g_base64_decode (text, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  g_autoptr (GBytes) container = message ? zb_sent_read_container (workspace, message, NULL) : NULL;
  g_autoptr (ZbEvidence) evidence = zb_evidence_verify (bytes, container, trust, account->verifier,
                                                        zb_workspace_now (workspace), error);
  if (!evidence)
    return FALSE;
  return !container || zb_sent_file_evidence (workspace, message, bytes, error);
}

static gboolean
keep (ZbWorkspace *workspace,
      const ZbAccount *account,
      const ZbJson *notice,
      ZbTrust *trust,
      gint64 id,
      GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);
  const ZbJson *text = zb_json_get (notice, "text");
  const char *time_text = zb_json_get_string (notice, "time");
  gint64 time = 0;

  if (time_text)
    zb_time_parse (time_text, &time, NULL);
  return transaction && file_evidence (workspace, account, notice, trust, error) &&
         zb_database_run (workspace->database,
                          "insert or ignore into notice (account, id, time, kind, message, form, "
                          "period, text_zh, text_en) values (?,?,?,?,?,?,?,?,?)",
                          error, zb_value_int (account->id), zb_value_int (id), zb_value_int (time),
                          zb_value_text (zb_json_get_string (notice, "kind")),
                          zb_value_text (zb_json_get_string (notice, "message")),
                          zb_value_text (zb_json_get_string (notice, "form")),
                          zb_value_text (zb_json_get_string (notice, "period")),
                          zb_value_text (zb_json_get_string (text, "zh")),
                          zb_value_text (zb_json_get_string (text, "en"))) &&
         zb_transaction_commit (transaction, error);
}

static gint64
last_id (ZbWorkspace *workspace, const ZbAccount *account)
{
  ZbStatement *row = NULL;
  gint64 id = 0;

  if (zb_database_query (workspace->database, "select max(id) from notice where account = ?", &row,
                         NULL, zb_value_int (account->id)) &&
      row) {
    id = zb_statement_int (row, 0);
    zb_statement_reset (row);
  }
  return id;
}

/* Tells the server that the notice is kept. One that is no longer ours to acknowledge (an agent's,
 * whose mandate has ended) is done with. */
static gboolean
acknowledge (
    ZbWorkspace *workspace, const ZbAccount *account, ZbSession *session, gint64 id, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/inbox/%" G_GINT64_FORMAT "/ack", id);
  g_autoptr (GBytes) empty = g_bytes_new_static ("{}", 2);
  GError *failure = NULL;
  g_autoptr (ZbJson) answer = zb_session_post (session, path, ZB_MIME_JSON, empty, NULL, &failure);
  const ZbProblem *problem = zb_session_problem (session);

  if (failure && problem && strcmp (problem->code, "not-found") == 0)
    g_clear_error (&failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return zb_database_run (workspace->database,
                          "update notice set acknowledged = 1 where account = ? and id = ?", error,
                          zb_value_int (account->id), zb_value_int (id));
}

static GArray *
list_open (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database,
      "select id from notice where account = ? and acknowledged = 0 order by id", error);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (account->id)))
    return NULL;
  while (zb_statement_step (rows, &row, error)) {
    if (!row)
      return g_steal_pointer (&ids);
    gint64 id = zb_statement_int (rows, 0);
    g_array_append_val (ids, id);
  }
  return NULL;
}

/* What was kept when the line broke before it could be acknowledged. */
static gboolean
acknowledge_open (ZbWorkspace *workspace,
                  const ZbAccount *account,
                  ZbSession *session,
                  GError **error)
{
  g_autoptr (GArray) ids = list_open (workspace, account, error);

  for (guint i = 0; ids && i < ids->len; i++)
    if (!acknowledge (workspace, account, session, g_array_index (ids, gint64, i), error))
      return FALSE;
  return ids != NULL;
}

/* One page of notices, the first of which may be waited for; *ret_n tells how many it held. */
static gboolean
sync_page (ZbWorkspace *workspace,
           const ZbAccount *account,
           ZbSession *session,
           ZbTrust *trust,
           guint wait,
           guint *ret_n,
           GError **error)
{
  gint64 last = last_id (workspace, account);
  g_autofree char *after = g_strdup_printf ("%" G_GINT64_FORMAT, last);
  g_autofree char *seconds = wait > 0 ? g_strdup_printf ("%u", wait) : NULL;
  g_autofree char *path = zb_session_path ("/v1/inbox", "after", after, "wait", seconds, NULL);
  g_autoptr (ZbJson) answer = zb_session_get (session, path, error);
  const ZbJson *notices = answer ? zb_json_get (answer, "notices") : NULL;

  *ret_n = 0;
  for (guint i = 0; notices && i < zb_json_length (notices); i++) {
    const ZbJson *notice = zb_json_at (notices, i);
    const char *text = zb_json_get_string (notice, "id");
    gint64 id =
        text ? g_ascii_strtoll (text, NULL, 10) : zb_json_integer (zb_json_get (notice, "id"), 0);

    if (id <= last) {
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                   "%s: a notice has the number %" G_GINT64_FORMAT, path, id);
      return FALSE;
    }
    last = id;
    if (!keep (workspace, account, notice, trust, id, error) ||
        !acknowledge (workspace, account, session, id, error))
      return FALSE;
    (*ret_n)++;
  }
  return answer != NULL;
}

gboolean
zb_mailbox_wait (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 ZbSession *session,
                 guint seconds,
                 guint *ret_new,
                 GError **error)
{
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);
  guint fetched = 0, n = 0;

  if (!trust || !acknowledge_open (workspace, account, session, error))
    return FALSE;
  do {
    if (!sync_page (workspace, account, session, trust, fetched == 0 ? seconds : 0, &n, error))
      return FALSE;
    fetched += n;
  } while (n > 0);
  if (ret_new)
    *ret_new = fetched;
  return TRUE;
}

gboolean
zb_mailbox_sync (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 ZbSession *session,
                 guint *ret_new,
                 GError **error)
{
  return zb_mailbox_wait (workspace, account, session, 0, ret_new, error);
}

GPtrArray *
zb_mailbox_list (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  g_autoptr (GPtrArray) letters = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_letter_free);
  g_autoptr (ZbStatement) rows =
      zb_statement_new (workspace->database,
                        "select id, time, kind, message, form, period, text_zh, text_en, seen from "
                        "notice where account = ? order by id desc",
                        error);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (account->id)))
    return NULL;
  while (zb_statement_step (rows, &row, error)) {
    if (!row)
      return g_steal_pointer (&letters);
    ZbLetter *letter = g_new0 (ZbLetter, 1);
    letter->id = zb_statement_int (rows, 0);
    letter->time = zb_statement_int (rows, 1);
    letter->kind = zb_statement_dup_text (rows, 2);
    letter->message = zb_statement_dup_text (rows, 3);
    letter->form = zb_statement_dup_text (rows, 4);
    letter->period = zb_statement_dup_text (rows, 5);
    letter->text = (ZbText){zb_statement_dup_text (rows, 6), zb_statement_dup_text (rows, 7)};
    letter->seen = zb_statement_int (rows, 8) != 0;
    g_ptr_array_add (letters, letter);
  }
  return NULL;
}

gboolean
zb_mailbox_mark_seen (ZbWorkspace *workspace, const ZbAccount *account, gint64 id, GError **error)
{
  return zb_database_run (workspace->database,
                          "update notice set seen = 1 where account = ? and id = ?", error,
                          zb_value_int (account->id), zb_value_int (id));
}
