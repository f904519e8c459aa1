/* SPDX-License-Identifier: Apache-2.0 */
#include "client/sent.h"

#include "client/sent-row.h"
#include "client/workspace-private.h"
#include "exchange/container.h"
#include "exchange/digest.h"
#include "formats/zip-reader.h"
#include "forms/report-reader.h"
#include "storage/statement.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "id, message.form, period, kind, digest, state, outcome, review, code, reason, created, "        \
  "retry_at, attempts, offset, length(container), "                                                \
  "iif(state in ('queued', 'sending'), (select bytes from evidence where message = message.id "    \
  "and evidence.kind = 0), null), paused, committed_until"

void
zb_sent_free (ZbSent *sent)
{
  g_free (sent->id);
  g_free (sent->form);
  g_free (sent->period);
  g_free (sent->kind);
  g_free (sent->digest);
  g_free (sent->state);
  g_free (sent->outcome);
  g_free (sent->review);
  g_free (sent->code);
  g_free (sent->reason);
  g_free (sent);
}

static ZbReceipt *
read_column (const ZbStatement *row, guint column)
{
  g_autoptr (GBytes) evidence =
      zb_statement_is_null (row, column) ? NULL : zb_statement_dup_bytes (row, column);

  return evidence ? zb_sent_read_receipt (evidence, NULL) : NULL;
}

gint64
zb_sent_read_commitment (const ZbStatement *row, guint column)
{
  g_autoptr (ZbReceipt) receipt = read_column (row, column);

  return receipt ? receipt->received : 0;
}

ZbReceipt *
zb_sent_read_decision (const ZbStatement *row, guint column)
{
  return read_column (row, column);
}

static ZbSent *
from_row (const ZbStatement *row)
{
  ZbSent *sent = g_new0 (ZbSent, 1);

  sent->id = zb_statement_dup_text (row, 0);
  sent->form = zb_statement_dup_text (row, 1);
  sent->period = zb_statement_dup_text (row, 2);
  sent->kind = zb_statement_dup_text (row, 3);
  sent->digest = zb_statement_dup_text (row, 4);
  sent->state = zb_statement_dup_text (row, 5);
  sent->outcome = zb_statement_dup_text (row, 6);
  sent->review = zb_statement_dup_text (row, 7);
  sent->code = zb_statement_dup_text (row, 8);
  sent->reason = zb_statement_dup_text (row, 9);
  sent->created = zb_statement_int (row, 10);
  sent->retry_at = zb_statement_int (row, 11);
  sent->attempts = (guint)zb_statement_int (row, 12);
  sent->offset = (guint64)zb_statement_int (row, 13);
  sent->size = (guint64)zb_statement_int (row, 14);
  sent->committed = zb_sent_read_commitment (row, 15);
  sent->paused = zb_statement_int (row, 16) != 0;
  sent->committed_until = sent->committed != 0 ? zb_statement_int (row, 17) : 0;
  return sent;
}

static GPtrArray *
read_rows (ZbStatement *rows, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_sent_free);
  gboolean row;

  for (;;) {
    if (!zb_statement_step (rows, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&list);
    g_ptr_array_add (list, from_row (rows));
  }
}

GPtrArray *
zb_sent_list_outbox (ZbWorkspace *workspace, const ZbAccount *account, guint n_done, GError **error)
{
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database,
      "select " COLUMNS " from message where account = ?1 and (state in ('queued', 'sending') or "
      "id in (select id from message where account = ?1 and state in ('sent', 'refused') order by "
      "created desc limit ?2)) order by state in ('sent', 'refused'), iif (state in ('sent', "
      "'refused'), -created, created), id",
      error);

  return rows && zb_statement_bind (rows, error, zb_value_int (account->id), zb_value_int (n_done))
             ? read_rows (rows, error)
             : NULL;
}

GPtrArray *
zb_sent_list (ZbWorkspace *workspace,
              const ZbAccount *account,
              const char *form,
              const char *period,
              GError **error)
{
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database,
      "select " COLUMNS " from message where account = ?1 and (?2 is null or form = ?2 or "
      "exists (select 1 from message_member where message = id and message_member.form = ?2)) "
      "and (?3 is null or period = ?3) order by created desc, id desc",
      error);

  return rows && zb_statement_bind (rows, error, zb_value_int (account->id), zb_value_text (form),
                                    zb_value_text (period))
             ? read_rows (rows, error)
             : NULL;
}

static void
not_found (const char *message_id, GError **error)
{
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "there is no message %s here",
               message_id);
}

ZbSent *
zb_sent_read (ZbWorkspace *workspace, const char *message_id, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, "select " COLUMNS " from message where id = ?", &row,
                          error, zb_value_text (message_id)))
    return NULL;
  if (!row) {
    not_found (message_id, error);
    return NULL;
  }
  ZbSent *sent = from_row (row);
  zb_statement_reset (row);
  return sent;
}

GBytes *
zb_sent_read_container (ZbWorkspace *workspace, const char *message_id, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, "select container from message where id = ?", &row,
                          error, zb_value_text (message_id)))
    return NULL;
  if (!row) {
    not_found (message_id, error);
    return NULL;
  }
  GBytes *container = zb_statement_dup_bytes (row, 0);
  zb_statement_reset (row);
  return container;
}

GPtrArray *
zb_sent_read_reports (ZbWorkspace *workspace, const char *message_id, GError **error)
{
  g_autoptr (GBytes) bytes = zb_sent_read_container (workspace, message_id, error);
  g_autoptr (ZbContainer) container = bytes ? zb_container_open (message_id, bytes, error) : NULL;
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);

  if (!container)
    return NULL;
  for (guint i = 0; i < zb_container_envelope (container)->payloads->len; i++) {
    gsize length = 0;
    gconstpointer body = g_bytes_get_data (zb_container_body (container, i), &length);
    ZbReport *report = zb_report_read (message_id, body, length, workspace->catalogue, error);

    if (!report)
      return NULL;
    g_ptr_array_add (reports, report);
  }
  return g_steal_pointer (&reports);
}

ZbReport *
zb_sent_read_report_of (ZbWorkspace *workspace,
                        const char *message_id,
                        const char *form,
                        GError **error)
{
  g_autoptr (GPtrArray) reports = zb_sent_read_reports (workspace, message_id, error);

  for (guint i = 0; reports && i < reports->len; i++)
    if (strcmp (zb_report_form (reports->pdata[i])->id, form) == 0)
      return zb_report_ref (reports->pdata[i]);
  if (reports)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "message %s holds no %s",
                 message_id, form);
  return NULL;
}

ZbReport *
zb_sent_read_report (ZbWorkspace *workspace, const char *message_id, GError **error)
{
  g_autoptr (GPtrArray) reports = zb_sent_read_reports (workspace, message_id, error);

  return reports ? zb_report_ref (reports->pdata[0]) : NULL;
}

ZbReceipt *
zb_sent_read_receipt (GBytes *evidence, GError **error)
{
  g_autoptr (ZbZip) zip = zb_zip_read ("evidence", evidence, &zb_zip_default_limits, error);
  g_autoptr (GBytes) receipt = zip ? zb_zip_find (zip, "receipt.xml") : NULL;

  if (receipt)
    return zb_receipt_read ("receipt.xml", receipt, error);
  if (zip)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "the evidence holds no receipt");
  return NULL;
}

/* What a receipt means for the message it is about. */
static gboolean
note_receipt (ZbWorkspace *workspace,
              const char *message_id,
              const ZbReceipt *receipt,
              GError **error)
{
  gboolean refused = g_strcmp0 (receipt->outcome, "refused") == 0;

  switch (receipt->kind) {
  case ZB_RECEIPT_OUTCOME:
    return zb_database_run (
        workspace->database,
        "update message set state = ?, outcome = ?, code = ?, reason = ? where id = ?", error,
        zb_value_text (refused ? "refused" : "sent"), zb_value_text (receipt->outcome),
        zb_value_text (receipt->reason), zb_value_text (receipt->reason_text),
        zb_value_text (message_id));
  case ZB_RECEIPT_DECISION:
    /* Answers to explanations leave the review where it is. */
    return strcmp (receipt->action, "answer") == 0 ||
           zb_database_run (workspace->database, "update message set review = ? where id = ?",
                            error, zb_value_text (receipt->action), zb_value_text (message_id));
  case ZB_RECEIPT_ARRIVAL:
    return zb_database_run (
        workspace->database,
        "update message set state = 'sent' where id = ? and state in ('queued', 'sending')", error,
        zb_value_text (message_id));
  case ZB_RECEIPT_DELIVERY:
    /* What the first node did not judge is what a later one says it is. */
    return zb_database_run (
        workspace->database,
        "update message set state = ?, outcome = ?, code = ?, reason = ? where id = ? and outcome "
        "in ('passed-on', 'forwarded', 'undelivered')",
        error, zb_value_text (refused ? "refused" : "sent"), zb_value_text (receipt->outcome),
        zb_value_text (receipt->reason), zb_value_text (receipt->reason_text),
        zb_value_text (message_id));
  default:
    return TRUE;
  }
}

static gboolean
same_entry (ZbZip *a, ZbZip *b, const char *name)
{
  g_autoptr (GBytes) of_a = zb_zip_find (a, name);
  g_autoptr (GBytes) of_b = zb_zip_find (b, name);

  return of_a && of_b && g_bytes_equal (of_a, of_b);
}

/* Evidence of a receipt that is filed already may come again with a time stamp, and takes the place
 * of the one without. *@ret_filed: whether there is nothing left to file. */
static gboolean
replace_unstamped (ZbWorkspace *workspace,
                   const char *message_id,
                   GBytes *evidence,
                   const char *digest,
                   gboolean *ret_filed,
                   GError **error)
{
  g_autoptr (ZbZip) fresh = zb_zip_read ("evidence", evidence, &zb_zip_default_limits, error);
  g_autoptr (GPtrArray) filed = fresh ? zb_sent_list_evidence (workspace, message_id, error) : NULL;

  if (!filed)
    return FALSE;
  g_autoptr (GBytes) token = zb_zip_find (fresh, "checkpoint.tst");
  *ret_filed = FALSE;
  for (guint i = 0; i < filed->len && !*ret_filed; i++) {
    g_autoptr (ZbZip) known =
        zb_zip_read ("evidence", filed->pdata[i], &zb_zip_default_limits, NULL);
    g_autoptr (GBytes) stamped = known ? zb_zip_find (known, "checkpoint.tst") : NULL;
    g_autofree char *old = zb_digest_hex_of_bytes (filed->pdata[i]);

    *ret_filed = known && same_entry (known, fresh, "receipt.xml");
    if (*ret_filed && token && !stamped &&
        !zb_database_run (
            workspace->database,
            "update evidence set digest = ?, bytes = ? where message = ? and digest = ?", error,
            zb_value_text (digest), zb_value_bytes (evidence), zb_value_text (message_id),
            zb_value_text (old)))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_sent_file_evidence (ZbWorkspace *workspace,
                       const char *message_id,
                       GBytes *evidence,
                       GError **error)
{
  g_autoptr (ZbReceipt) receipt = zb_sent_read_receipt (evidence, error);
  g_autofree char *digest = zb_digest_hex_of_bytes (evidence);
  gboolean filed = FALSE;

  if (!receipt)
    return FALSE;
  if (strcmp (receipt->message_id, message_id) != 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the receipt is about message %s, not %s", receipt->message_id, message_id);
    return FALSE;
  }
  if (!replace_unstamped (workspace, message_id, evidence, digest, &filed, error))
    return FALSE;
  if (filed)
    return TRUE;
  if (!zb_database_run (
          workspace->database,
          "insert or ignore into evidence (message, kind, digest, bytes) values (?,?,?,?)", error,
          zb_value_text (message_id), zb_value_int (receipt->kind), zb_value_text (digest),
          zb_value_bytes (evidence)))
    return FALSE;
  /* What was filed before must not undo what came after it. */
  return zb_database_changes (workspace->database) == 0 ||
         note_receipt (workspace, message_id, receipt, error);
}

GPtrArray *
zb_sent_list_evidence (ZbWorkspace *workspace, const char *message_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database, "select bytes from evidence where message = ? order by id", error);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_text (message_id)))
    return NULL;
  for (;;) {
    if (!zb_statement_step (rows, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&list);
    g_ptr_array_add (list, zb_statement_dup_bytes (rows, 0));
  }
}

GPtrArray *
zb_sent_list_receipts (ZbWorkspace *workspace, const char *message_id, GError **error)
{
  g_autoptr (GPtrArray) evidence = zb_sent_list_evidence (workspace, message_id, error);
  g_autoptr (GPtrArray) receipts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_receipt_free);

  for (guint i = 0; evidence && i < evidence->len; i++) {
    ZbReceipt *receipt = zb_sent_read_receipt (evidence->pdata[i], error);

    if (!receipt)
      return NULL;
    g_ptr_array_add (receipts, receipt);
  }
  return evidence ? g_steal_pointer (&receipts) : NULL;
}
