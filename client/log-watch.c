/* SPDX-License-Identifier: Apache-2.0 */
#include "client/log-watch.h"

#include "client/error.h"
#include "client/workspace-private.h"
#include "exchange/evidence.h"
#include "exchange/log-proof.h"
#include "exchange/protocol.h"
#include "storage/statement.h"

#include <string.h>

/* Receipts looked at in one call; the rest next time. */
#define MOST_RECEIPTS 64

/* A checkpoint with its text. */
typedef struct {
  char *note;
  ZbCheckpoint head;
} Seen;

static void
seen_clear (Seen *seen)
{
  g_free (seen->note);
  zb_checkpoint_clear (&seen->head);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

typedef struct {
  ZbWorkspace *workspace;
  const ZbAccount *account;
  ZbSession *session;
  const ZbSuccession *keys; /* of the log, as far as those that were known vouch for them */
  const Seen *now;          /* what the server shows */
} Watch;

void
zb_log_conflict_free (ZbLogConflict *conflict)
{
  g_free (conflict->kept);
  g_free (conflict->shown);
  g_free (conflict);
}

/* An answer in text; @most bytes. NULL with an error. */
static char *
fetch_text (ZbSession *session, const char *path, gsize most, GError **error)
{
  g_autoptr (GBytes) bytes = zb_session_get_bytes (session, path, error);
  gsize length = 0;

  if (!bytes)
    return NULL;
  const char *data = g_bytes_get_data (bytes, &length);
  char *text = g_strndup (data ? data : "", length);
  if (length <= most && strlen (text) == length)
    return text;
  g_free (text);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s: not the text that is expected",
               path);
  return NULL;
}

/* The server's log may have another key by now. Whoever has taken the old one away cannot make it
 * vouch for his own afterwards, where it was followed before. */
static gboolean
follow_keys (ZbSession *session, const ZbAccount *account, ZbSuccession *keys, GError **error)
{
  g_autofree char *text = fetch_text (session, "/log/keys", ZB_PROTOCOL_MAX_NOTE, error);
  GError *failure = NULL;

  if (!text)
    return FALSE;
  g_autoptr (ZbSuccession) shown = zb_succession_read (text, &failure);
  if (shown && zb_succession_follow (keys, shown, &failure))
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_LOG,
               "the log of %s shows a key that is not the one known here, nor vouched for by it: "
               "%s. Ask the bureau before anything else is sent",
               account->node, failure->message);
  g_error_free (failure);
  return FALSE;
}

static gboolean
fetch_now (ZbWorkspace *workspace,
           const ZbAccount *account,
           ZbSession *session,
           ZbSuccession *keys,
           Seen *ret_now,
           GError **error)
{
  ret_now->note = fetch_text (session, "/log/checkpoint", ZB_PROTOCOL_MAX_NOTE, error);
  if (!ret_now->note)
    return FALSE;
  return (zb_succession_knows_signers (keys, ret_now->note) ||
          follow_keys (session, account, keys, error)) &&
         zb_checkpoint_open_at (ret_now->note, keys, zb_workspace_now (workspace), &ret_now->head,
                                error);
}

gboolean
zb_log_watch_kept (ZbWorkspace *workspace,
                   const ZbAccount *account,
                   char **ret_note,
                   GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, "select checkpoint from account where id = ?", &row,
                          error, zb_value_int (account->id)))
    return FALSE;
  *ret_note = row ? zb_statement_dup_text (row, 0) : NULL;
  zb_statement_reset (row);
  return TRUE;
}

/* Keeps the proof that the log is not one log, and says so. */
static gboolean
accuse (const Watch *watch, const char *kept, const ZbCheckpoint *head, GError **error)
{
  zb_database_run (watch->workspace->database,
                   "insert or ignore into log_conflict (account, time, kept, shown) values "
                   "(?,?,?,?)",
                   NULL, zb_value_int (watch->account->id),
                   zb_value_int (zb_workspace_now (watch->workspace)), zb_value_text (kept),
                   zb_value_text (watch->now->note));
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_LOG,
               "the log of %s no longer holds what it held at %" G_GUINT64_FORMAT
               " records: it shows %" G_GUINT64_FORMAT
               " that do not continue them; both signed checkpoints are kept as proof",
               watch->account->node, head->size, watch->now->head.size);
  return FALSE;
}

/* What the server shows must only add to @head, whose note is @kept. */
static gboolean
check_continues (const Watch *watch, const char *kept, const ZbCheckpoint *head, GError **error)
{
  const ZbCheckpoint *now = &watch->now->head;

  if (head->size > now->size ||
      (head->size == now->size && memcmp (&head->root, &now->root, sizeof head->root) != 0))
    return accuse (watch, kept, head, error);
  if (head->size == now->size || head->size == 0)
    return TRUE;
  g_autofree char *path = g_strdup_printf (
      "/log/proof?from=%" G_GUINT64_FORMAT "&to=%" G_GUINT64_FORMAT, head->size, now->size);
  g_autofree char *text = fetch_text (watch->session, path, ZB_PROTOCOL_MAX_NOTE, error);
  g_autoptr (GArray) proof = text ? zb_log_path_read (text, error) : NULL;
  if (!proof)
    return FALSE;
  return zb_merkle_verify_consistency (head->size, &head->root, now->size, &now->root,
                                       (const ZbHash *)(gpointer)proof->data, proof->len) ||
         accuse (watch, kept, head, error);
}

static gboolean
check_kept (const Watch *watch, GError **error)
{
  g_auto (Seen) kept = {0};

  if (!zb_log_watch_kept (watch->workspace, watch->account, &kept.note, error))
    return FALSE;
  return !kept.note || (zb_checkpoint_open_at (kept.note, watch->keys, 0, &kept.head, error) &&
                        check_continues (watch, kept.note, &kept.head, error));
}

/* The next receipt that was not looked at; NULL without an error when there is none. */
static GBytes *
next_receipt (const Watch *watch, gint64 *ret_id, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (watch->workspace->database,
                          "select evidence.id, evidence.bytes from evidence join message on "
                          "message.id = evidence.message join account on account.id = "
                          "message.account where account.id = ? and evidence.id > account.watched "
                          "order by evidence.id limit 1",
                          &row, error, zb_value_int (watch->account->id)) ||
      !row)
    return NULL;
  *ret_id = zb_statement_int (row, 0);
  GBytes *bytes = zb_statement_dup_bytes (row, 1);
  zb_statement_reset (row);
  return bytes;
}

static gboolean
check_receipt (const Watch *watch, GBytes *receipt, GError **error)
{
  g_auto (Seen) seen = {0};

  return zb_evidence_read_checkpoint (receipt, watch->account->verifier, &seen.head, &seen.note,
                                      error) &&
         check_continues (watch, seen.note, &seen.head, error);
}

static gboolean
check_receipts (const Watch *watch, GError **error)
{
  for (guint n = 0; n < MOST_RECEIPTS; n++) {
    GError *failure = NULL;
    gint64 id = 0;
    g_autoptr (GBytes) receipt = next_receipt (watch, &id, &failure);

    if (!receipt) {
      if (failure)
        g_propagate_error (error, failure);
      return !failure;
    }
    if (!check_receipt (watch, receipt, error) ||
        !zb_database_run (watch->workspace->database, "update account set watched = ? where id = ?",
                          error, zb_value_int (id), zb_value_int (watch->account->id)))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_log_watch_sync (ZbWorkspace *workspace,
                   const ZbAccount *account,
                   ZbSession *session,
                   GError **error)
{
  g_auto (Seen) now = {0};
  g_autoptr (ZbSuccession) keys = zb_succession_read (account->verifier, error);
  Watch watch = {workspace, account, session, keys, &now};

  if (!keys || !fetch_now (workspace, account, session, keys, &now, error) ||
      !check_kept (&watch, error) || !check_receipts (&watch, error))
    return FALSE;
  guint n = zb_succession_length (keys);
  g_autofree char *verifier = n > 1 ? zb_succession_write (keys, n) : g_strdup (account->verifier);
  return zb_database_run (
      workspace->database, "update account set checkpoint = ?, verifier = ? where id = ?", error,
      zb_value_text (now.note), zb_value_text (verifier), zb_value_int (account->id));
}

GPtrArray *
zb_log_watch_conflicts (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_log_conflict_free);
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database,
      "select time, kept, shown from log_conflict where account = ? order by time", error);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (account->id)))
    return NULL;
  for (;;) {
    if (!zb_statement_step (rows, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&list);
    ZbLogConflict *conflict = g_new0 (ZbLogConflict, 1);
    conflict->time = zb_statement_int (rows, 0);
    conflict->kept = zb_statement_dup_text (rows, 1);
    conflict->shown = zb_statement_dup_text (rows, 2);
    g_ptr_array_add (list, conflict);
  }
}
