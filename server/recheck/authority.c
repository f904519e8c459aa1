/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/crl.h"
#include "server/recheck/steps.h"
#include "server/store/certificate.h"

static void
check_certificate (const ZbRecheck *recheck, const ZbStoredCertificate *stored, ZbLogReport *report)
{
  const ZbRowCheck check = {report, "certificate", stored->digest, stored->name};
  g_autoptr (GError) fault = NULL;
  gsize length = 0;
  const void *der = g_bytes_get_data (stored->der, &length);
  g_autoptr (ZbCertificate) certificate = zb_certificate_read (der, length, &fault);
  const char *unit;

  report->rows++;
  if (certificate == NULL) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "der", NULL, fault->message);
    return;
  }
  unit = zb_certificate_unit (certificate);
  zb_row_check_text (&check, "digest", zb_certificate_digest (certificate), stored->digest);
  zb_row_check_text (&check, "serial", zb_certificate_serial (certificate), stored->serial);
  zb_row_check_text (&check, "name", zb_certificate_name (certificate), stored->name);
  /* Where another authority's names it, its record in the log tells (server/log). */
  if (*stored->issuer != '\0' || *stored->unit == '\0')
    zb_row_check_text (&check, "unit", unit != NULL ? unit : "", stored->unit);
  zb_row_check_int (&check, "uses", zb_certificate_uses (certificate), stored->uses);
  zb_row_check_time (&check, "not_before", zb_certificate_not_before (certificate),
                     stored->not_before);
  zb_row_check_time (&check, "not_after", zb_certificate_not_after (certificate),
                     stored->not_after);
}

static gboolean
check_certificates (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  ZbCertificateQuery query = {.limit = ZB_STORE_MAX_PAGE};
  g_autofree char *after = NULL;
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_certificates (recheck->store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++)
      check_certificate (recheck, page->pdata[i], report);
    if (n > 0) {
      g_free (after);
      after = g_strdup (((const ZbStoredCertificate *)page->pdata[n - 1])->digest);
      query.after = after;
    }
  } while (n == query.limit);
  return TRUE;
}

/* A list tells whole seconds only. */
static gint64
to_second (gint64 micros)
{
  return micros - micros % G_USEC_PER_SEC;
}

/* Older lists say nothing any more. */
static void
check_crl (const ZbRecheck *recheck, const ZbStoredCrl *stored, ZbLogReport *report)
{
  g_autofree char *row = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, stored->issuer, stored->number);
  const ZbRowCheck check = {report, "crl", row, NULL};
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbCrl) crl = zb_crl_read (stored->der, recheck->authorities, &fault);

  report->rows++;
  if (crl == NULL) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "der", NULL, fault->message);
    return;
  }
  zb_row_check_time (&check, "this_update", zb_crl_this_update (crl),
                     to_second (stored->this_update));
  zb_row_check_time (&check, "next_update", zb_crl_next_update (crl),
                     to_second (stored->next_update));
}

gboolean
zb_recheck_authority (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  g_autoptr (GPtrArray) crls = NULL;

  if (!check_certificates (recheck, report, error))
    return FALSE;
  crls = zb_store_list_crls (recheck->store, NULL, error);
  for (guint i = 0; crls != NULL && i < crls->len; i++)
    check_crl (recheck, crls->pdata[i], report);
  return crls != NULL;
}
