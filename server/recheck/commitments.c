/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/commitment.h"
#include "server/recheck/steps.h"
#include "server/store/commitment.h"

static void
check_receipt (const ZbRecheck *recheck, const ZbRowCheck *check, const ZbStoredCommitment *stored)
{
  g_autoptr (ZbReceipt) receipt =
      zb_recheck_read_receipt (recheck->store, stored->first_leaf, ZB_RECEIPT_COMMITMENT,
                               stored->sender, stored->message_id);

  if (receipt == NULL) {
    g_autofree char *leaf = zb_row_key ((gint64)stored->first_leaf);

    zb_row_check_fault (check, ZB_LOG_FAULT_UNLOGGED, "first_leaf", NULL, leaf);
    return;
  }
  zb_row_check_text (check, "digest", receipt->container, stored->digest);
  zb_row_check_text (check, "signer", receipt->signer, stored->signer);
  zb_row_check_text (check, "carrier", receipt->carrier, stored->carrier);
  zb_row_check_time (check, "received", receipt->received, stored->received);
}

/* The statement is what was signed, and the columns say what it says. */
static void
check_statement (const ZbRecheck *recheck,
                 const ZbRowCheck *check,
                 const ZbStoredCommitment *stored)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbCommitment) statement =
      zb_commitment_read ("commitment.xml", stored->statement, &fault);
  gsize size = 0, length = 0;
  const void *signature = g_bytes_get_data (stored->signature, &size);
  const void *bytes = g_bytes_get_data (stored->statement, &length);
  ZbSignatureInfo info = {0};

  if (statement == NULL) {
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, "statement", NULL, fault->message);
    return;
  }
  zb_row_check_text (check, "sender", statement->sender, stored->sender);
  zb_row_check_text (check, "message_id", statement->message_id, stored->message_id);
  zb_row_check_text (check, "digest", statement->container, stored->digest);
  if (recheck->trust == NULL)
    return;
  if (!zb_signature_verify (signature, size, bytes, length, recheck->trust,
                            ZB_USE_SIGNING | ZB_USE_BY_OTHERS, stored->received, NULL, NULL, &info,
                            &fault)) {
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, "signature", NULL, fault->message);
    return;
  }
  zb_row_check_text (check, "signer", zb_certificate_digest (info.signer), stored->signer);
  zb_signature_info_clear (&info);
}

static void
check_commitment (const ZbRecheck *recheck, const ZbStoredCommitment *stored, ZbLogReport *report)
{
  g_autofree char *row = zb_row_key (stored->id);
  g_autofree char *name = g_strdup_printf ("%s/%s", stored->sender, stored->message_id);
  const ZbRowCheck check = {report, "commitment", row, name};

  report->rows++;
  check_receipt (recheck, &check, stored);
  check_statement (recheck, &check, stored);
}

gboolean
zb_recheck_commitments (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  gint64 after = 0;
  guint n;

  do {
    g_autoptr (GPtrArray) page =
        zb_store_list_commitments (recheck->store, after, ZB_STORE_MAX_PAGE, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      const ZbStoredCommitment *stored = g_ptr_array_index (page, i);

      check_commitment (recheck, stored, report);
      after = stored->id;
    }
  } while (n > 0);
  return TRUE;
}
