/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json.h"
#include "forms/report-notes.h"
#include "server/recheck/steps.h"

#include <string.h>

#define MAX_FINDINGS_BYTES (64 * 1024 * 1024)

/* Findings by severity as the outcome tells them; waived ones do not count. */
static void
count_findings (const char *findings, guint *ret_quasi, guint *ret_soft)
{
  g_autoptr (ZbJson) json =
      findings != NULL
          ? zb_json_read ("findings", findings, strlen (findings), MAX_FINDINGS_BYTES, NULL)
          : NULL;

  *ret_quasi = *ret_soft = 0;
  for (guint i = 0; i < zb_json_length (json); i++) {
    const ZbJson *finding = zb_json_at (json, i);
    const char *severity = zb_json_get_string (finding, "severity");

    if (zb_json_get_string (finding, "waiver") != NULL)
      continue;
    *ret_quasi += g_strcmp0 (severity, "quasi") == 0;
    *ret_soft += g_strcmp0 (severity, "soft") == 0;
  }
}

static void
check_outcome (const ZbRowCheck *check, const ZbVersion *version, const ZbReceipt *outcome)
{
  guint quasi, soft;

  if (outcome == NULL)
    return;
  count_findings (outcome->findings, &quasi, &soft);
  zb_row_check_int (check, "late", outcome->late, version->late);
  zb_row_check_int (check, "permit", outcome->permit, version->permit);
  zb_row_check_text (check, "context", outcome->context, version->context);
  zb_row_check_int (check, "quasi", quasi, version->quasi);
  zb_row_check_int (check, "soft", soft, version->soft);
}

/* That it stands with the unit, form and period that were signed. */
static void
check_place (const ZbRowCheck *check, const ZbVersion *version, const ZbMessage *message)
{
  g_autofree char *expected = g_strdup_printf ("%s/%s/%s unit %" G_GINT64_FORMAT, message->tenant,
                                               message->form, message->period, message->unit);
  g_autofree char *found = g_strdup_printf ("%s/%s/%s unit %" G_GINT64_FORMAT, version->tenant,
                                            version->form, version->period, version->unit);

  zb_row_check_text (check, "obligation", expected, found);
}

gboolean
zb_recheck_version (const ZbRecheck *recheck,
                    ZbLogReport *report,
                    const ZbMessage *message,
                    const ZbReport *signed_report,
                    const ZbReceipt *outcome,
                    GError **error)
{
  g_autofree char *row = zb_row_key (message->version);
  g_autofree char *name = g_strdup_printf ("%s/%s", message->sender, message->message_id);
  const ZbRowCheck check = {report, "version", row, name};
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbVersion) version = zb_store_read_version (recheck->store, message->version, &fault);

  report->rows++;
  if (version == NULL && g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_UNLOGGED, "obligation", NULL, NULL);
    return TRUE;
  }
  if (version == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  check_place (&check, version, message);
  check_outcome (&check, version, outcome);
  zb_row_check_int (&check, "on_behalf", zb_report_on_behalf (signed_report) != NULL,
                    version->on_behalf);
  zb_row_check_int (&check, "explanations", zb_report_n_explanations (signed_report),
                    version->explanations);
  return zb_recheck_sections (recheck, report, version, signed_report, error);
}
