/* SPDX-License-Identifier: Apache-2.0 */
#include "client/outbox-table.h"

#include "client/draft.h"
#include "client/sent.h"
#include "client/workspace-private.h"
#include "exchange/digest.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

struct _ZbOutboxView {
  ZbWorkspace *workspace;
  const ZbAccount *account;
};

static const char *
kind_name (ZbReportKind kind)
{
  static const char *const names[] = {
      [ZB_REPORT_NORMAL] = "normal",
      [ZB_REPORT_NIL] = "nil",
      [ZB_REPORT_CORRECTION] = "correction",
      [ZB_REPORT_WITHDRAWAL] = "withdrawal",
  };

  return names[kind];
}

static gboolean
put_message (ZbWorkspace *workspace,
             const ZbAccount *account,
             const ZbReport *report,
             const ZbSealed *sealed,
             guint priority,
             GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autofree char *digest = zb_digest_hex_of_bytes (sealed->container);

  return zb_database_run (
      workspace->database,
      "insert into message (id, account, form, period, kind, container, "
      "digest, priority, created, commitment, certificates, state)"
      " values (?,?,?,?,?,?,?,?,?,?,?,'queued')",
      error, zb_value_text (sealed->message_id), zb_value_int (account->id),
      zb_value_text (zb_report_form (report)->id), zb_value_text (period),
      zb_value_text (kind_name (zb_report_kind (report))), zb_value_bytes (sealed->container),
      zb_value_text (digest), zb_value_int (priority), zb_value_int (zb_workspace_now (workspace)),
      zb_value_bytes (sealed->commitment), zb_value_text (sealed->certificates));
}

static gboolean
put_member (ZbWorkspace *workspace, const ZbReport *report, const ZbSealed *sealed, GError **error)
{
  return zb_database_run (
      workspace->database, "insert into message_member (message, form) values (?,?)", error,
      zb_value_text (sealed->message_id), zb_value_text (zb_report_form (report)->id));
}

gboolean
zb_outbox_put_reports (ZbWorkspace *workspace,
                       const ZbAccount *account,
                       const GPtrArray *reports,
                       const ZbSealed *sealed,
                       guint priority,
                       GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  if (!transaction || !put_message (workspace, account, reports->pdata[0], sealed, priority, error))
    return FALSE;
  for (guint i = 0; i < reports->len; i++) {
    const ZbReport *report = reports->pdata[i];
    g_autofree char *period = zb_period_to_string (zb_report_period (report));

    if ((i > 0 && !put_member (workspace, report, sealed, error)) ||
        !zb_draft_drop (workspace, account, zb_report_form (report)->id, period, error))
      return FALSE;
  }
  return zb_transaction_commit (transaction, error);
}

gboolean
zb_outbox_put (ZbWorkspace *workspace,
               const ZbAccount *account,
               const ZbReport *report,
               const ZbSealed *sealed,
               guint priority,
               GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, (gpointer)report);
  return zb_outbox_put_reports (workspace, account, one, sealed, priority, error);
}

ZbOutboxView *
zb_outbox_view_new (ZbWorkspace *workspace, const ZbAccount *account)
{
  ZbOutboxView *view = g_new0 (ZbOutboxView, 1);

  view->workspace = workspace;
  view->account = account;
  return view;
}

void
zb_outbox_view_free (ZbOutboxView *view)
{
  g_free (view);
}

/* What is to be sent, and not held back by the person. */
#define WAITS "message.state in ('queued', 'sending') and not message.paused"

/* The report that this one corrects has gone out: nobody could tell what it replaces otherwise. */
#define IN_TURN                                                                                    \
  "not exists (select 1 from message earlier where earlier.account = message.account "             \
  "and earlier.form = message.form and earlier.period = message.period "                           \
  "and earlier.created < message.created and earlier.state in ('queued', 'sending'))"

static gboolean
next_wake (ZbOutboxView *view, gint64 *ret_wake, GError **error)
{
  ZbStatement *row = NULL;

  *ret_wake = 0;
  if (!zb_database_query (view->workspace->database,
                          "select min(retry_at) from message where account = ? and " WAITS
                          " and " IN_TURN,
                          &row, error, zb_value_int (view->account->id)))
    return FALSE;
  if (row) {
    *ret_wake = zb_statement_int (row, 0);
    zb_statement_reset (row);
  }
  return TRUE;
}

#define NO_R0_OF(id) "not exists (select 1 from evidence e where e.message = " id " and e.kind = 0)"
#define NO_R0 NO_R0_OF ("message.id")
#define SELECT_ITEMS                                                                               \
  "select message.id, container, digest, priority, upload, offset, attempts, certificates, "       \
  "iif(" NO_R0 ", commitment, null) from message where account = ? and "

static ZbOutboxItem *
from_row (const ZbOutboxView *view, const ZbStatement *row)
{
  ZbOutboxItem *item = g_new0 (ZbOutboxItem, 1);
  const char *pem = zb_statement_text (row, 7);

  item->id = zb_statement_dup_text (row, 0);
  item->sender = g_strdup (view->account->unit);
  item->container = zb_statement_dup_bytes (row, 1);
  item->digest = zb_statement_dup_text (row, 2);
  item->priority = (guint)zb_statement_int (row, 3);
  item->upload = zb_statement_dup_text (row, 4);
  item->offset = (guint64)zb_statement_int (row, 5);
  item->attempts = (guint)zb_statement_int (row, 6);
  if (pem)
    item->certificates = zb_certificate_read_all (pem, strlen (pem), NULL);
  if (!zb_statement_is_null (row, 8))
    item->commitment = zb_statement_dup_bytes (row, 8);
  return item;
}

/* Seen by whoever looks at the outbox; what breaks it off leaves it so until the next attempt. */
static gboolean
note_going (ZbOutboxView *view, const char *id, GError **error)
{
  return zb_database_run (view->workspace->database,
                          "update message set state = 'sending' where id = ?", error,
                          zb_value_text (id));
}

static ZbOutboxItem *
next (gpointer self, gint64 now, gint64 *ret_wake, GError **error)
{
  ZbOutboxView *view = self;
  ZbStatement *row = NULL;

  if (!zb_database_query (view->workspace->database,
                          SELECT_ITEMS WAITS
                          " and " IN_TURN " and retry_at <= ? order by priority, created limit 1",
                          &row, error, zb_value_int (view->account->id), zb_value_int (now)))
    return NULL;
  if (!row) {
    next_wake (view, ret_wake, error);
    return NULL;
  }
  ZbOutboxItem *item = from_row (view, row);
  zb_statement_reset (row);
  if (note_going (view, item->id, error))
    return item;
  zb_outbox_item_free (item);
  return NULL;
}

static gboolean
note_upload (gpointer self, const char *id, const char *upload, guint64 offset, GError **error)
{
  ZbOutboxView *view = self;

  return zb_database_run (
      view->workspace->database,
      "update message set state = iif (paused, 'queued', 'sending'), upload = ?, offset = ? where "
      "id = ?",
      error, zb_value_text (upload), zb_value_int ((gint64)offset), zb_value_text (id));
}

/* In place of a digest: the node once asked for the certificates that were left out, so they stay
 * in. */
#define ASKED_FOR "asked"

/* Whose signature was receipted, his certificate the node has. */
static gboolean
note_known (ZbOutboxView *view, GBytes *r1, GError **error)
{
  g_autoptr (ZbReceipt) receipt = zb_sent_read_receipt (r1, error);

  return receipt &&
         zb_database_run (view->workspace->database,
                          "update account set known = ? where id = ? and known is not '" ASKED_FOR
                          "'",
                          error, zb_value_text (receipt->signer), zb_value_int (view->account->id));
}

static gboolean
note_evidence (gpointer self, const char *id, GBytes *r1, GBytes *r2, GError **error)
{
  ZbOutboxView *view = self;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (view->workspace->database, error);

  if (!transaction || (r1 && !zb_sent_file_evidence (view->workspace, id, r1, error)) ||
      (r2 && !zb_sent_file_evidence (view->workspace, id, r2, error)) ||
      (r1 && !note_known (view, r1, error)))
    return FALSE;
  return zb_transaction_commit (transaction, error);
}

static gboolean
note_retry (gpointer self,
            const char *id,
            gint64 retry_at,
            const char *code,
            const char *reason,
            GError **error)
{
  ZbOutboxView *view = self;

  return zb_database_run (view->workspace->database,
                          "update message set state = 'queued', attempts = attempts + 1, retry_at "
                          "= ?, code = ?, reason = ? where id = ?",
                          error, zb_value_int (retry_at), zb_value_text (code),
                          zb_value_text (reason), zb_value_text (id));
}

static gboolean
note_refused (gpointer self, const char *id, const char *code, const char *reason, GError **error)
{
  ZbOutboxView *view = self;

  return zb_database_run (view->workspace->database,
                          "update message set state = 'refused', code = ?, reason = ? where id = ?",
                          error, zb_value_text (code), zb_value_text (reason), zb_value_text (id));
}

static ZbOutboxItem *
next_uncommitted (gpointer self, GError **error)
{
  ZbOutboxView *view = self;
  ZbStatement *row = NULL;

  if (!zb_database_query (view->workspace->database,
                          SELECT_ITEMS WAITS " and commitment is not null and " NO_R0
                                             " order by priority, created limit 1",
                          &row, error, zb_value_int (view->account->id)) ||
      !row)
    return NULL;
  ZbOutboxItem *item = from_row (view, row);
  zb_statement_reset (row);
  return item;
}

static gboolean
note_commitment (gpointer self, const char *id, GBytes *r0, const char *expires, GError **error)
{
  ZbOutboxView *view = self;
  gint64 until = 0;

  /* That is for the person's eyes only: without it the receipt counts just as well. */
  if (expires)
    zb_time_parse (expires, &until, NULL);
  return zb_database_run (view->workspace->database,
                          "update message set committed_until = ? where id = ?", error,
                          zb_value_int (until), zb_value_text (id)) &&
         zb_sent_file_evidence (view->workspace, id, r0, error);
}

static gboolean
note_container (gpointer self, const char *id, GBytes *container, gboolean asked, GError **error)
{
  ZbOutboxView *view = self;
  g_autofree char *digest = zb_digest_hex_of_bytes (container);

  return (!asked || zb_database_run (view->workspace->database,
                                     "update account set known = '" ASKED_FOR "' where id = ?",
                                     error, zb_value_int (view->account->id))) &&
         zb_database_run (view->workspace->database,
                          "update message set container = ?, digest = ?, certificates = null, "
                          "upload = null, offset = 0 where id = ?",
                          error, zb_value_bytes (container), zb_value_text (digest),
                          zb_value_text (id));
}

ZbOutbox
zb_outbox_view_get (ZbOutboxView *view)
{
  static const ZbOutboxInterface interface = {
      next,         note_upload,      note_evidence,   note_retry,
      note_refused, next_uncommitted, note_commitment, note_container};

  return (ZbOutbox){&interface, view};
}

gboolean
zb_outbox_hurry (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  return zb_database_run (
      workspace->database,
      "update message set retry_at = 0 where account = ? and state in ('queued', 'sending')", error,
      zb_value_int (account->id));
}

gboolean
zb_outbox_pause (ZbWorkspace *workspace, const char *message_id, gboolean paused, GError **error)
{
  return zb_database_run (workspace->database,
                          "update message set paused = ?1, state = 'queued',"
                          " retry_at = iif (?1, retry_at, 0)"
                          " where id = ?2 and state in ('queued', 'sending')",
                          error, zb_value_int (paused), zb_value_text (message_id));
}

gboolean
zb_outbox_is_uncommitted (ZbWorkspace *workspace, const ZbAccount *account)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (
          workspace->database,
          "select 1 from message join obligation o using (account, form, period) where account = ? "
          "and " WAITS " and commitment is not null and "
          "max(o.deadline, o.resubmit_by) > ? and " NO_R0_OF ("message.id") " limit 1",
          &row, NULL, zb_value_int (account->id), zb_value_int (zb_workspace_now (workspace))) ||
      !row)
    return FALSE;
  zb_statement_reset (row);
  return TRUE;
}
