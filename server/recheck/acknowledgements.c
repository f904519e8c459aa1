/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/acknowledgement.h"
#include "exchange/digest.h"
#include "server/recheck/steps.h"
#include "server/store/notice.h"

/* What was signed, beside the notice that it is about. */
static void
check_notice (const ZbRowCheck *check,
              const ZbAcknowledgement *acknowledgement,
              const ZbNotice *notice)
{
  g_autofree char *digest = zb_acknowledgement_digest (&(ZbNoticeWords){
      .kind = notice->kind,
      .message = notice->message_id,
      .form = notice->form,
      .period = notice->period,
      .zh = notice->text_zh,
      .en = notice->text_en,
  });

  zb_row_check_int (check, "notice", (gint64)acknowledgement->number, notice->id);
  zb_row_check_text (check, "notice", acknowledgement->notice, digest);
}

static void
check_signature (const ZbRecheck *recheck,
                 const ZbRowCheck *check,
                 const ZbStoredAcknowledgement *stored)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbAcknowledgement) verified = NULL;

  if (recheck->trust == NULL)
    return;
  verified = zb_acknowledgement_verify (stored->statement, stored->signature, stored->signer,
                                        recheck->trust, stored->time, &fault);
  if (verified == NULL)
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, "signature", NULL, fault->message);
}

static gboolean
check_acknowledgement (const ZbRecheck *recheck,
                       const ZbStoredAcknowledgement *stored,
                       ZbLogReport *report,
                       GError **error)
{
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", stored->notice, stored->unit);
  const ZbRowCheck check = {report, "acknowledgement", row, NULL};
  GError *failure = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *digest = zb_digest_hex_of_bytes (stored->statement);
  g_autoptr (ZbAcknowledgement) acknowledgement =
      zb_acknowledgement_read ("acknowledgement.xml", stored->statement, &fault);
  g_autoptr (ZbNotice) notice = zb_store_read_notice (recheck->store, stored->notice, &failure);

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  report->rows++;
  if (acknowledgement == NULL) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "statement", NULL, fault->message);
    return TRUE;
  }
  zb_row_check_text (&check, "statement", stored->digest, digest);
  zb_row_check_text (&check, "unit", acknowledgement->unit, stored->unit);
  if (notice != NULL)
    check_notice (&check, acknowledgement, notice);
  check_signature (recheck, &check, stored);
  return TRUE;
}

gboolean
zb_recheck_acknowledgements (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  gint64 after = 0;
  guint n;

  do {
    g_autoptr (GPtrArray) page =
        zb_store_list_acknowledgements (recheck->store, after, ZB_STORE_MAX_PAGE, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      const ZbStoredAcknowledgement *stored = g_ptr_array_index (page, i);

      if (!check_acknowledgement (recheck, stored, report, error))
        return FALSE;
      after = stored->notice;
    }
  } while (n > 0);
  return TRUE;
}
