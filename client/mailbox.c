/* SPDX-License-Identifier: Apache-2.0 */
#include "client/mailbox.h"

#include "client/sent.h"
#include "client/workspace-private.h"
#include "exchange/acknowledgement.h"
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

/* One account's inbox while it is fetched. */
typedef struct {
  ZbWorkspace *workspace;
  const ZbAccount *account;
  ZbSession *session;
  ZbTrust *trust;
  ZbSigner *carrier; /* signs acknowledgements: what connects needs nobody's PIN */
} Fetching;

static void
fetching_clear (Fetching *fetching)
{
  g_clear_pointer (&fetching->trust, zb_trust_unref);
  g_clear_pointer (&fetching->carrier, zb_signer_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetching, fetching_clear)

static gboolean
open_carrier (Fetching *fetching, GError **error)
{
  const ZbAccount *account = fetching->account;
  g_autoptr (ZbKey) key = zb_key_read_pem (account->tls_key_file, NULL, error);
  g_autoptr (ZbCertificate) certificate =
      key ? zb_certificate_read (account->tls_certificate, strlen (account->tls_certificate), error)
          : NULL;

  if (!certificate)
    return FALSE;
  fetching->carrier = zb_signer_new_for_key (g_steal_pointer (&key), certificate, NULL);
  return TRUE;
}

/* Evidence about a message that was signed elsewhere (another machine) is verified and let go.
 * @ret_receipt: (nullable) the digest of the receipt in it. */
static gboolean
verify_evidence (const Fetching *fetching,
                 const ZbJson *notice,
                 GBytes **ret_evidence,
                 char **ret_receipt,
                 GError **error)
{
  const char *text = zb_json_get_string (notice, "evidence");
  const char *message = zb_json_get_string (notice, "message");

  if (!text)
    return TRUE;
  gsize length = 0;
  guchar *data = g_base64_decode (text, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  g_autoptr (GBytes) container =
      message ? zb_sent_read_container (fetching->workspace, message, NULL) : NULL;
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (bytes, container, fetching->trust, fetching->account->verifier,
                          zb_workspace_now (fetching->workspace), error);
  g_autofree char *receipt = evidence ? zb_evidence_receipt_digest (bytes, error) : NULL;

  if (!receipt)
    return FALSE;
  if (container)
    *ret_evidence = g_steal_pointer (&bytes);
  *ret_receipt = g_steal_pointer (&receipt);
  return TRUE;
}

static gboolean
keep (const Fetching *fetching, const ZbJson *notice, gint64 id, GBytes *evidence, GError **error)
{
  ZbWorkspace *workspace = fetching->workspace;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);
  const ZbJson *text = zb_json_get (notice, "text");
  const char *time_text = zb_json_get_string (notice, "time");
  const char *message = zb_json_get_string (notice, "message");
  gint64 time = 0;

  if (time_text)
    zb_time_parse (time_text, &time, NULL);
  return transaction &&
         (!evidence || zb_sent_file_evidence (workspace, message, evidence, error)) &&
         zb_database_run (workspace->database,
                          "insert or ignore into notice (account, id, time, kind, message, form, "
                          "period, text_zh, text_en) values (?,?,?,?,?,?,?,?,?)",
                          error, zb_value_int (fetching->account->id), zb_value_int (id),
                          zb_value_int (time), zb_value_text (zb_json_get_string (notice, "kind")),
                          zb_value_text (message),
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

/* That the notice is here, signed. */
static GBytes *
sign (
    const Fetching *fetching, const ZbJson *notice, gint64 id, const char *receipt, GError **error)
{
  const ZbJson *text = zb_json_get (notice, "text");
  const ZbNoticeWords words = {
      .kind = zb_json_get_string (notice, "kind"),
      .message = zb_json_get_string (notice, "message"),
      .form = zb_json_get_string (notice, "form"),
      .period = zb_json_get_string (notice, "period"),
      .zh = zb_json_get_string (text, "zh"),
      .en = zb_json_get_string (text, "en"),
  };
  g_autofree char *digest = zb_acknowledgement_digest (&words);
  const ZbAcknowledgement acknowledgement = {
      .node = fetching->account->node,
      .unit = fetching->account->unit,
      .number = (guint64)id,
      .notice = digest,
      .receipt = (char *)receipt,
      .created = zb_workspace_now (fetching->workspace),
  };

  return zb_acknowledgement_sign (&acknowledgement, fetching->carrier, error);
}

static gboolean
note_done (const Fetching *fetching, gint64 id, GError **error)
{
  return zb_database_run (fetching->workspace->database,
                          "update notice set acknowledged = 1 where account = ? and id = ?", error,
                          zb_value_int (fetching->account->id), zb_value_int (id));
}

/* Tells the server that the notice is kept. One that is no longer ours to acknowledge (an agent's,
 * whose mandate has ended) is done with. */
static gboolean
acknowledge (
    const Fetching *fetching, const ZbJson *notice, gint64 id, const char *receipt, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/inbox/%" G_GINT64_FORMAT "/ack", id);
  g_autoptr (GBytes) body = sign (fetching, notice, id, receipt, error);
  GError *failure = NULL;

  if (!body)
    return FALSE;
  g_autoptr (ZbJson) answer =
      zb_session_post (fetching->session, path, ZB_MIME_JSON, body, NULL, &failure);
  const ZbProblem *problem = zb_session_problem (fetching->session);

  if (failure && problem && strcmp (problem->code, "not-found") == 0)
    g_clear_error (&failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return note_done (fetching, id, error);
}

static gboolean
read_id (const char *path, const ZbJson *notice, gint64 last, gint64 *ret_id, GError **error)
{
  const char *text = zb_json_get_string (notice, "id");
  gint64 id =
      text ? g_ascii_strtoll (text, NULL, 10) : zb_json_integer (zb_json_get (notice, "id"), 0);

  *ret_id = id;
  if (id > last)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
               "%s: a notice has the number %" G_GINT64_FORMAT, path, id);
  return FALSE;
}

/* Verifies, keeps and then acknowledges; what does not verify is neither kept nor acknowledged. */
static gboolean
take (const Fetching *fetching, const ZbJson *notice, gint64 id, GError **error)
{
  g_autoptr (GBytes) evidence = NULL;
  g_autofree char *receipt = NULL;

  return verify_evidence (fetching, notice, &evidence, &receipt, error) &&
         keep (fetching, notice, id, evidence, error) &&
         acknowledge (fetching, notice, id, receipt, error);
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

/* What is to be signed is asked for again, for what is kept of it is less. */
static gboolean
acknowledge_again (const Fetching *fetching, gint64 id, GError **error)
{
  g_autofree char *after = g_strdup_printf ("%" G_GINT64_FORMAT, id - 1);
  g_autofree char *path = zb_session_path ("/v1/inbox", "after", after, "limit", "1", NULL);
  g_autoptr (ZbJson) answer = zb_session_get (fetching->session, path, error);
  const ZbJson *notices = answer ? zb_json_get (answer, "notices") : NULL;
  const ZbJson *notice = notices && zb_json_length (notices) > 0 ? zb_json_at (notices, 0) : NULL;
  gint64 found = 0;

  if (!answer || (notice && !read_id (path, notice, id - 1, &found, error)))
    return FALSE;
  return found == id ? take (fetching, notice, id, error) : note_done (fetching, id, error);
}

/* What was kept when the line broke before it could be acknowledged. */
static gboolean
acknowledge_open (const Fetching *fetching, GError **error)
{
  g_autoptr (GArray) ids = list_open (fetching->workspace, fetching->account, error);

  for (guint i = 0; ids && i < ids->len; i++)
    if (!acknowledge_again (fetching, g_array_index (ids, gint64, i), error))
      return FALSE;
  return ids != NULL;
}

/* One page of notices, the first of which may be waited for; *ret_n tells how many it held. */
static gboolean
sync_page (const Fetching *fetching, guint wait, guint *ret_n, GError **error)
{
  gint64 last = last_id (fetching->workspace, fetching->account);
  g_autofree char *after = g_strdup_printf ("%" G_GINT64_FORMAT, last);
  g_autofree char *seconds = wait > 0 ? g_strdup_printf ("%u", wait) : NULL;
  g_autofree char *path = zb_session_path ("/v1/inbox", "after", after, "wait", seconds, NULL);
  g_autoptr (ZbJson) answer = zb_session_get (fetching->session, path, error);
  const ZbJson *notices = answer ? zb_json_get (answer, "notices") : NULL;

  *ret_n = 0;
  for (guint i = 0; notices && i < zb_json_length (notices); i++) {
    const ZbJson *notice = zb_json_at (notices, i);

    if (!read_id (path, notice, last, &last, error) || !take (fetching, notice, last, error))
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
  g_auto (Fetching)
      fetching = {workspace, account, session, zb_account_trust (account, error), NULL};
  guint fetched = 0, n = 0;

  if (!fetching.trust || !open_carrier (&fetching, error) || !acknowledge_open (&fetching, error))
    return FALSE;
  do {
    if (!sync_page (&fetching, fetched == 0 ? seconds : 0, &n, error))
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
