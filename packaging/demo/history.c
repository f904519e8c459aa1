/* SPDX-License-Identifier: Apache-2.0 */
#include "packaging/demo/history.h"

#include "client/context-cache.h"
#include "client/desk.h"
#include "client/outbox-table.h"
#include "client/post.h"
#include "client/sent.h"
#include "forms/report-reader.h"
#include "validators/explanation.h"

#include <string.h>

/* Explains what needs it; a hard finding is a fault of the figures and fails. */
static gboolean
explain (ZbDesk *desk, gint64 now, GError **error)
{
  const GPtrArray *findings = zb_check_findings (zb_desk_check (desk));

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];

    if (finding->severity == ZB_SEVERITY_HARD) {
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "%s: %s", finding->instance,
                   zb_finding_message (finding)->en);
      return FALSE;
    }
    if (finding->severity == ZB_SEVERITY_INFO)
      continue;
    ZbExplanation *explanation = zb_explanation_new (
        finding, "orders", "本期订单变化较大，已与台账和发票逐项核对，数据属实。", "苏美珍", now);
    zb_report_explain (zb_desk_report (desk), explanation);
    zb_explanation_free (explanation);
  }
  return TRUE;
}

static gboolean
deliver (ZbWorkspace *workspace, ZbEnterprise *enterprise, const char *message_id, GError **error)
{
  if (!zb_post_deliver (workspace, enterprise->account, enterprise->session, NULL, NULL, NULL, NULL,
                        error))
    return FALSE;
  g_autoptr (ZbSent) sent = zb_sent_read (workspace, message_id, error);
  if (sent && strcmp (sent->state, "sent") != 0)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "%s: %s", sent->state,
                 sent->reason ? sent->reason : "");
  return sent && strcmp (sent->state, "sent") == 0;
}

static gboolean
send_report (ZbWorkspace *workspace,
             ZbEnterprise *enterprise,
             ZbSigner *signer,
             ZbReport *report,
             GError **error)
{
  gint64 now = zb_workspace_now (workspace);
  g_autoptr (ZbDesk) desk = zb_desk_open (workspace, enterprise->account, report, error);
  ZbSealed sealed = {0};

  if (!desk || !explain (desk, now, error))
    return FALSE;
  zb_desk_stamp (desk);
  if (!zb_seal_report (enterprise->account, report, signer, 2, now, &sealed, error))
    return FALSE;
  gboolean done = zb_outbox_put (workspace, enterprise->account, report, &sealed, 2, error) &&
                  deliver (workspace, enterprise, sealed.message_id, error);
  zb_sealed_clear (&sealed);
  return done;
}

/* PERIOD/FORM-UNIT.xml of the season. */
static ZbReport *
read_report (const char *folder,
             const ZbCatalogue *catalogue,
             const char *unit,
             const char *form,
             const char *period,
             GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.xml", form, unit);
  g_autofree char *path = g_build_filename (folder, period, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, error))
    return NULL;
  return zb_report_read (path, bytes, length, catalogue, error);
}

gboolean
zb_history_send (const char *folder,
                 ZbWorkspace *workspace,
                 ZbEnterprise *enterprise,
                 ZbSigner *signer,
                 const char *form,
                 ZbPeriod period,
                 GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];

  if (!zb_context_cache_fetch (workspace, enterprise->account, enterprise->session, form,
                               zb_period_format (period, text), error))
    return FALSE;
  g_autoptr (ZbReport) report =
      read_report (folder, zb_workspace_catalogue (workspace), enterprise->unit, form, text, error);
  if (!report)
    return FALSE;
  gboolean sent = send_report (workspace, enterprise, signer, report, error);
  if (!sent)
    g_prefix_error (error, "%s %s %s: ", enterprise->unit, form, text);
  return sent;
}
