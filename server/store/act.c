/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/act.h"

#include "server/store/change-private.h"
#include "server/store/motion-private.h"
#include "server/store/route-private.h"
#include "server/store/store-private.h"
#include "server/store/trust-bundle-private.h"
#include "storage/transaction.h"

static gboolean
apply_record (ZbApply *apply, gconstpointer what, GError **error)
{
  return TRUE;
}

/* What each kind of act does. */
static const ZbApplyFunc kinds[ZB_ACT_KINDS] = {
    [ZB_ACT_RECORD] = apply_record,
    [ZB_ACT_TENANT] = zb_apply_tenant,
    [ZB_ACT_STAFF] = zb_apply_staff,
    [ZB_ACT_UNIT] = zb_apply_unit,
    [ZB_ACT_MANDATE] = zb_apply_mandate,
    [ZB_ACT_CALENDAR] = zb_apply_calendar,
    [ZB_ACT_OBLIGATIONS] = zb_apply_obligations,
    [ZB_ACT_EXEMPTION] = zb_apply_exemption,
    [ZB_ACT_PERMIT] = zb_apply_permit,
    [ZB_ACT_PACKAGE] = zb_apply_package,
    [ZB_ACT_SUBMISSION] = zb_apply_submission,
    [ZB_ACT_DECISION] = zb_apply_decision,
    [ZB_ACT_WAIVER] = zb_apply_waiver,
    [ZB_ACT_CERTIFICATE] = zb_apply_certificate,
    [ZB_ACT_REVOCATION] = zb_apply_revocation,
    [ZB_ACT_CRL] = zb_apply_crl,
    [ZB_ACT_INVITATION] = zb_apply_invitation,
    [ZB_ACT_INVITATION_USE] = zb_apply_invitation_use,
    [ZB_ACT_INVITATION_TRY] = zb_apply_invitation_try,
    [ZB_ACT_UPLOAD] = zb_apply_upload,
    [ZB_ACT_UPLOAD_PROGRESS] = zb_apply_upload_progress,
    [ZB_ACT_UPLOAD_END] = zb_apply_upload_end,
    [ZB_ACT_ACKNOWLEDGEMENT] = zb_apply_acknowledgement,
    [ZB_ACT_WAIVER_CONFIRMATION] = zb_apply_waiver_confirmation,
    [ZB_ACT_IMPORT] = zb_apply_import,
    [ZB_ACT_PUBLICATION] = zb_apply_publication,
    [ZB_ACT_PUBLICATION_CONFIRMATION] = zb_apply_publication_confirmation,
    [ZB_ACT_PUBLICATION_END] = zb_apply_publication_end,
    [ZB_ACT_STAMP] = zb_apply_stamp,
    [ZB_ACT_REINSTATEMENT] = zb_apply_reinstatement,
    [ZB_ACT_REQUEST] = zb_apply_request,
    [ZB_ACT_REQUEST_APPROVAL] = zb_apply_request_approval,
    [ZB_ACT_REQUEST_REJECTION] = zb_apply_request_rejection,
    [ZB_ACT_CORRECTION_REQUEST] = zb_apply_correction_request,
    [ZB_ACT_CORRECTION_ANSWER] = zb_apply_correction_answer,
    [ZB_ACT_ROUTE_TABLE] = zb_apply_route_table,
    [ZB_ACT_ROUTE_TABLE_CONFIRMATION] = zb_apply_route_table_confirmation,
    [ZB_ACT_ROUTE_TABLE_END] = zb_apply_route_table_end,
    [ZB_ACT_FORWARD_NOTE] = zb_apply_forward_note,
    [ZB_ACT_FORWARD_STEP] = zb_apply_forward_step,
    [ZB_ACT_COMMITMENT] = zb_apply_commitment,
    [ZB_ACT_SIGN_BOX] = zb_apply_sign_box,
    [ZB_ACT_RELAYED_DECISION] = zb_apply_relayed_decision,
    [ZB_ACT_FEED] = zb_apply_feed,
    [ZB_ACT_TRUST_BUNDLE] = zb_apply_trust_bundle,
    [ZB_ACT_MOTION] = zb_apply_motion,
    [ZB_ACT_MOTION_APPROVAL] = zb_apply_motion_approval,
    [ZB_ACT_MOTION_REJECTION] = zb_apply_motion_rejection,
};

void
zb_act_result_clear (ZbActResult *result)
{
  g_clear_error (&result->error);
  g_clear_pointer (&result->seal, zb_seal_unref);
  g_clear_pointer (&result->record, g_free);
  *result = (ZbActResult){0};
}

gboolean
zb_act_apply_part (ZbApply *whole, const ZbAct *act, GError **error)
{
  ZbActResult result = {0};
  ZbApply apply = *whole;

  apply.act = act;
  apply.result = &result;
  if (!kinds[act->kind](&apply, act->what, error))
    return FALSE;
  if (!result.repeated || act->records == NULL)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "what was asked for has been done already");
  return FALSE;
}

/* Looks for the first time the same request was made. */
static gboolean
find_key (ZbApply *apply, gboolean *ret_found, GError **error)
{
  const ZbActKey *key = apply->act->key;
  ZbStatement *row;
  gboolean same;

  if (!zb_database_query (
          apply->database,
          "SELECT request, kind, id, first_leaf, n_leaves FROM act_key WHERE who = ?1 AND key = ?2",
          &row, error, zb_value_text (key->who), zb_value_text (key->key)))
    return FALSE;
  *ret_found = row != NULL;
  if (row == NULL)
    return TRUE;
  same = g_str_equal (zb_statement_text (row, 0), key->request) &&
         zb_statement_int (row, 1) == apply->act->kind;
  apply->result->id = zb_statement_int (row, 2);
  apply->result->first_leaf = (guint64)zb_statement_int (row, 3);
  apply->result->n_leaves = (guint)zb_statement_int (row, 4);
  apply->result->repeated = TRUE;
  zb_statement_reset (row);
  if (!same)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_KEY_REUSED,
                 "the idempotency key %s was used for another request", key->key);
  return same;
}

static gboolean
keep_key (ZbApply *apply, GError **error)
{
  const ZbAct *act = apply->act;

  return zb_database_run (
      apply->database, "INSERT INTO act_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error,
      zb_value_text (act->key->who), zb_value_text (act->key->key),
      zb_value_text (act->key->request), zb_value_int (act->kind), zb_value_int (apply->result->id),
      zb_value_int ((gint64)apply->result->first_leaf), zb_value_int (apply->result->n_leaves),
      zb_value_int (act->time));
}

static gboolean
put_record (ZbApply *apply, gint64 leaf, const char *record, GPtrArray *records, GError **error)
{
  g_ptr_array_add (records, (gpointer)record);
  return zb_database_run (apply->database, "INSERT INTO log_leaf (id, record) VALUES (?1, ?2)",
                          error, zb_value_int (leaf), zb_value_text (record));
}

static gboolean
log_record (ZbApply *apply, const char *record, GPtrArray *records, GError **error)
{
  gint64 leaf = (gint64)apply->next_leaf + apply->result->n_leaves++;

  return put_record (apply, leaf, record, records, error);
}

/* One whose bytes are in the message's body. */
static gboolean
log_enclosed (ZbApply *apply, const ZbActReceipt *receipt, GPtrArray *records, GError **error)
{
  gint64 leaf = (gint64)apply->next_leaf + apply->result->n_leaves++;

  g_ptr_array_add (records, (gpointer)receipt->record);
  return zb_database_run (
      apply->database, "INSERT INTO log_leaf (id, record, kind, message) VALUES (?1, ?2, ?3, ?4)",
      error, zb_value_int (leaf), zb_value_text (receipt->record), zb_value_int (receipt->kind),
      zb_value_int (apply->message));
}

static gboolean
log_receipt (ZbApply *apply, const ZbActReceipt *receipt, GPtrArray *records, GError **error)
{
  gint64 leaf = (gint64)apply->next_leaf + apply->result->n_leaves;

  if (apply->encloses)
    return log_enclosed (apply, receipt, records, error);
  return log_record (apply, receipt->record, records, error) &&
         zb_database_run (
             apply->database,
             "INSERT INTO receipt (leaf, kind, message, bytes) VALUES (?1, ?2, ?3, ?4)", error,
             zb_value_int (leaf), zb_value_int (receipt->kind),
             apply->message != 0 ? zb_value_int (apply->message) : zb_value_text (NULL),
             zb_value_bytes (receipt->bytes));
}

static gboolean
log_act (ZbApply *apply, GPtrArray *records, GError **error)
{
  const ZbAct *act = apply->act;

  apply->result->first_leaf = apply->next_leaf;
  for (guint i = 0; i < act->n_receipts; i++)
    if (!log_receipt (apply, &act->receipts[i], records, error))
      return FALSE;
  for (guint i = 0; act->records != NULL && act->records[i] != NULL; i++)
    if (!log_record (apply, act->records[i], records, error))
      return FALSE;
  return TRUE;
}

/* What the act wrote into tables that nothing else proves. Its record is behind those of the act,
 * and not one of them. */
static gboolean
log_changes (ZbApply *apply, gboolean journalled, GPtrArray *records, GError **error)
{
  gint64 leaf = (gint64)apply->next_leaf + apply->result->n_leaves;

  if (!journalled)
    return TRUE;
  if (!zb_change_take_record (apply, &apply->result->record, error))
    return FALSE;
  return apply->result->record == NULL ||
         (put_record (apply, leaf, apply->result->record, records, error) &&
          zb_change_settle (apply, leaf, error));
}

static gboolean
post_notice (ZbApply *apply, const ZbActNotice *notice, GError **error)
{
  gboolean has_leaf = notice->receipt >= 0 && (guint)notice->receipt < apply->act->n_receipts;

  return zb_database_run (
      apply->database,
      "INSERT INTO notice (unit, time, kind, text_zh, text_en, message, form, period, leaf, "
      "tenant) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
      "coalesce(?10, (SELECT tenant FROM message WHERE id = ?6), ''))",
      error, zb_value_int (notice->unit), zb_value_int (apply->act->time),
      zb_value_text (notice->kind), zb_value_text (notice->text_zh),
      zb_value_text (notice->text_en),
      apply->message != 0 ? zb_value_int (apply->message) : zb_value_text (NULL),
      zb_value_text (notice->form), zb_value_text (notice->period),
      has_leaf ? zb_value_int ((gint64)apply->next_leaf + notice->receipt) : zb_value_text (NULL),
      zb_value_text (notice->tenant));
}

static gboolean
check_act (const ZbAct *act, gboolean journalled, GError **error)
{
  gboolean logs = act->n_receipts > 0 || (act->records != NULL && act->records[0] != NULL);

  if ((guint)act->kind >= ZB_ACT_KINDS) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID, "unknown kind of act %d",
                 (int)act->kind);
    return FALSE;
  }
  if (logs && !journalled) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "the act has log records, but the store keeps no log");
    return FALSE;
  }
  return TRUE;
}

static gboolean
apply_all (ZbApply *apply, gboolean journalled, GPtrArray *records, GError **error)
{
  const ZbAct *act = apply->act;
  gboolean found = FALSE;

  if (act->key != NULL && !find_key (apply, &found, error))
    return FALSE;
  if (found)
    return TRUE;
  if (!kinds[act->kind](apply, act->what, error))
    return FALSE;
  if (apply->result->repeated)
    return TRUE;
  if (!log_act (apply, records, error))
    return FALSE;
  for (guint i = 0; i < act->n_notices; i++)
    if (!post_notice (apply, &act->notices[i], error))
      return FALSE;
  return log_changes (apply, journalled, records, error) &&
         (act->key == NULL || keep_key (apply, error));
}

static gboolean
apply_nested (ZbApply *apply, gboolean journalled, GPtrArray *records, GError **error)
{
  g_autoptr (ZbTransaction) nested = zb_transaction_begin_nested (apply->database, error);

  return nested != NULL && apply_all (apply, journalled, records, error) &&
         zb_transaction_commit (nested, error);
}

gboolean
zb_act_apply (ZbApply *apply, gboolean journalled, ZbUndo undo, GPtrArray *records, GError **error)
{
  guint n_records = records->len;

  if (check_act (apply->act, journalled, error) &&
      (undo == ZB_UNDO_ACT ? apply_nested (apply, journalled, records, error)
                           : apply_all (apply, journalled, records, error)))
    return TRUE;
  g_ptr_array_set_size (records, (int)n_records);
  return FALSE;
}
