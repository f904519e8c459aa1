/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signed-publication.h"
#include "server/recheck/steps.h"
#include "server/store/publication.h"

void
zb_recheck_signature (const ZbRecheck *recheck,
                      const ZbRowCheck *check,
                      const char *field,
                      GBytes *statement,
                      GBytes *signature,
                      const char *signer,
                      const char *who)
{
  g_autoptr (GError) fault = NULL;
  ZbSignatureInfo info = {0};

  if (recheck->trust == NULL)
    return;
  if (!zb_publication_verify_signature (statement, signature, recheck->trust, 0, G_MAXINT64, &info,
                                        &fault)) {
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, field, NULL, fault->message);
    return;
  }
  zb_row_check_text (check, "signer", zb_certificate_digest (info.signer), signer);
  zb_row_check_text (check, "who", zb_certificate_name (info.signer), who);
  zb_signature_info_clear (&info);
}

/* The columns say what the statement says. */
static void
check_columns (const ZbRowCheck *check,
               const ZbPublication *order,
               const ZbStoredPublication *stored)
{
  g_autofree char *edition = g_strdup_printf ("%s.%u", stored->edition, stored->revision);

  zb_row_check_text (check, "kind", order->kind, stored->kind);
  zb_row_check_text (check, "tenant", order->system, stored->tenant);
  zb_row_check_text (check, "form", order->form, stored->form);
  zb_row_check_text (check, "edition", order->edition, edition);
  zb_row_check_text (check, "package", order->package, stored->package);
  zb_row_check_text (check, "from_period", order->from != NULL ? order->from : "", stored->from);
  zb_row_check_time (check, "at", order->at, stored->at);
  zb_row_check_int (check, "hotfix", order->hotfix, stored->hotfix);
  zb_row_check_text (check, "reason", order->reason, stored->reason);
}

static gboolean
check_publication (const ZbRecheck *recheck,
                   const ZbStoredPublication *stored,
                   ZbLogReport *report,
                   GError **error)
{
  g_autofree char *row = zb_row_key (stored->id);
  const ZbRowCheck check = {report, "publication", row, stored->form};
  g_autoptr (GBytes) archive =
      zb_store_read_publication_archive (recheck->store, stored->id, error);
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbSignedPublication) opened = NULL;

  if (archive == NULL)
    return FALSE;
  report->rows++;
  opened = zb_signed_publication_open ("publication", archive, &fault);
  if (opened == NULL) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "archive", NULL, fault->message);
    return TRUE;
  }
  if (!g_bytes_equal (opened->statement, stored->statement))
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "statement", NULL, NULL);
  check_columns (&check, opened->publication, stored);
  zb_recheck_signature (recheck, &check, "signature", opened->statement, stored->signature,
                        stored->signer, stored->who);
  if (stored->second_signature != NULL)
    zb_recheck_signature (recheck, &check, "second_signature", opened->statement,
                          stored->second_signature, stored->second_signer, stored->second);
  return TRUE;
}

gboolean
zb_recheck_publications (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  ZbPublicationQuery query = {.limit = ZB_STORE_MAX_PAGE};
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_publications (recheck->store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      const ZbStoredPublication *stored = g_ptr_array_index (page, i);

      if (!check_publication (recheck, stored, report, error))
        return FALSE;
      query.after = stored->id;
    }
  } while (n == query.limit);
  return TRUE;
}
