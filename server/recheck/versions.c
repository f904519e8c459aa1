/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json.h"
#include "forms/report-notes.h"
#include "server/recheck/steps.h"

#include <string.h>

#define MAX_FINDINGS_BYTES (64 * 1024 * 1024)

static gboolean
is_of_form (const ZbJson *finding, const char *form)
{
  const char *rule = zb_json_get_string (finding, "rule");
  gsize length = strlen (form);

  return rule != NULL && strncmp (rule, form, length) == 0 && rule[length] == '#';
}

/* Findings of @form by severity as the outcome tells them; waived ones do not count. */
static void
count_findings (const char *findings, const char *form, guint *ret_quasi, guint *ret_soft)
{
  g_autoptr (ZbJson) json =
      findings != NULL
          ? zb_json_read ("findings", findings, strlen (findings), MAX_FINDINGS_BYTES, NULL)
          : NULL;

  *ret_quasi = *ret_soft = 0;
  for (guint i = 0; i < zb_json_length (json); i++) {
    const ZbJson *finding = zb_json_at (json, i);
    const char *severity = zb_json_get_string (finding, "severity");

    if (zb_json_get_string (finding, "waiver") != NULL || !is_of_form (finding, form))
      continue;
    *ret_quasi += g_strcmp0 (severity, "quasi") == 0;
    *ret_soft += g_strcmp0 (severity, "soft") == 0;
  }
}

/* All of them, also where the receipt holds the first of each rule: that what is stored then is
 * what was found, the check of the message has seen. (transfer full) */
static char *
read_findings (const ZbRecheck *recheck, const ZbVersion *version, const ZbReceipt *outcome)
{
  return outcome->findings_digest != NULL
             ? zb_store_read_findings (recheck->store, version->message, NULL)
             : g_strdup (outcome->findings);
}

static void
check_outcome (const ZbRecheck *recheck,
               const ZbRowCheck *check,
               const ZbVersion *version,
               const ZbReceipt *outcome)
{
  g_autofree char *findings = NULL;
  guint quasi, soft;

  if (outcome == NULL)
    return;
  findings = read_findings (recheck, version, outcome);
  count_findings (findings, version->form, &quasi, &soft);
  zb_row_check_int (check, "late", outcome->late, version->late);
  zb_row_check_int (check, "permit", outcome->permit, version->permit);
  zb_row_check_text (check, "context", outcome->context, version->context);
  zb_row_check_int (check, "quasi", quasi, version->quasi);
  zb_row_check_int (check, "soft", soft, version->soft);
}

/* That it stands with the unit, form and period that were signed. */
static void
check_place (const ZbRowCheck *check,
             const ZbVersion *version,
             const ZbMessage *message,
             const ZbReport *signed_report)
{
  g_autofree char *expected =
      g_strdup_printf ("%s/%s/%s unit %" G_GINT64_FORMAT, message->tenant,
                       zb_report_form (signed_report)->id, message->period, message->unit);
  g_autofree char *found = g_strdup_printf ("%s/%s/%s unit %" G_GINT64_FORMAT, version->tenant,
                                            version->form, version->period, version->unit);

  zb_row_check_text (check, "obligation", expected, found);
}

/* Of a body behind the head the row says itself what the message says of the head. */
static void
check_body (const ZbRowCheck *check, const ZbVersion *version, const ZbReport *signed_report)
{
  const ZbForm *form = zb_report_form (signed_report);
  g_autofree char *edition = g_strdup_printf ("%s.%u", form->edition, form->revision);

  zb_row_check_text (check, "edition", edition, version->edition);
  zb_row_check_text (check, "package", zb_report_package (signed_report), version->package);
  zb_row_check_int (check, "kind", zb_report_kind (signed_report), version->kind);
}

static gboolean
check_version (const ZbRecheck *recheck,
               ZbLogReport *report,
               const ZbMessage *message,
               const ZbVersion *version,
               const ZbReport *signed_report,
               const ZbReceipt *outcome,
               GError **error)
{
  g_autofree char *row = zb_row_key (version->id);
  g_autofree char *name = g_strdup_printf ("%s/%s", message->sender, message->message_id);
  const ZbRowCheck check = {report, "version", row, name};

  report->rows++;
  check_place (&check, version, message, signed_report);
  check_outcome (recheck, &check, version, outcome);
  if (version->body > 0)
    check_body (&check, version, signed_report);
  zb_row_check_int (&check, "on_behalf", zb_report_on_behalf (signed_report) != NULL,
                    version->on_behalf);
  zb_row_check_int (&check, "explanations", zb_report_n_explanations (signed_report),
                    version->explanations);
  return zb_recheck_sections (recheck, &check, version, signed_report, error);
}

/* The version of body @index, or NULL. */
static const ZbVersion *
find_body (const GPtrArray *versions, guint index)
{
  for (guint i = 0; i < versions->len; i++)
    if (((const ZbVersion *)versions->pdata[i])->body == index)
      return versions->pdata[i];
  return NULL;
}

gboolean
zb_recheck_versions (const ZbRecheck *recheck,
                     ZbLogReport *report,
                     const ZbMessage *message,
                     const GPtrArray *signed_reports,
                     const ZbReceipt *outcome,
                     GError **error)
{
  g_autofree char *row = zb_row_key (message->version);
  g_autofree char *name = g_strdup_printf ("%s/%s", message->sender, message->message_id);
  const ZbRowCheck check = {report, "version", row, name};
  g_autoptr (GPtrArray) versions = zb_store_list_bodies (recheck->store, message->id, error);

  for (guint i = 0; versions != NULL && i < MAX (signed_reports->len, versions->len); i++) {
    const ZbVersion *version = find_body (versions, i);

    if (version == NULL || i >= signed_reports->len)
      zb_row_check_fault (&check, version == NULL ? ZB_LOG_FAULT_MISSING : ZB_LOG_FAULT_UNLOGGED,
                          "obligation", NULL, NULL);
    else if (!check_version (recheck, report, message, version, signed_reports->pdata[i], outcome,
                             error))
      return FALSE;
  }
  return versions != NULL;
}
