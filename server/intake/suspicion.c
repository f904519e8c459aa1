/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/suspicion.h"

#include "exchange/container.h"
#include "server/intake/bodies.h"
#include "server/intake/report-context.h"
#include "server/register/register.h"
#include "validators/suspects/suspects-json.h"

/* All reports of the version's message. (transfer full) ZbReport */
static GPtrArray *
read_reports (const ZbIntakeDesk *desk, const ZbVersion *version, GError **error)
{
  g_autoptr (GBytes) bytes = zb_store_read_container (desk->store, version->message, error);
  g_autoptr (ZbContainer) container =
      bytes ? zb_container_open (version->message_id, bytes, error) : NULL;

  return container ? zb_bodies_read (container, zb_rulebook_catalogue (desk->rulebook), error)
                   : NULL;
}

static char *
find_suspects (ZbRuleset *ruleset, ZbReport *report, const ZbReportContext *context)
{
  g_autoptr (ZbCheck) check = zb_check_new (
      ruleset, report, zb_memory_context_get (context->memory), ZB_CHECK_VERIFY, TRUE);
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();

  zb_check_run (check);
  g_autoptr (ZbSuspectCase) suspect_case = zb_suspect_case_new (check, ZB_SEVERITY_QUASI);
  g_autoptr (ZbSuspects) suspects = zb_suspect_case_solve (suspect_case, NULL);
  zb_suspects_write_json (suspects, writer, NULL);
  return zb_json_writer_finish (writer);
}

char *
zb_suspicion_read (const ZbIntakeDesk *desk, const ZbVersion *version, GError **error)
{
  g_autoptr (GPtrArray) reports = read_reports (desk, version, error);
  ZbReportContext context;

  if (!reports || version->body >= reports->len)
    return NULL;
  ZbReport *report = reports->pdata[version->body];
  ZbPackage *package =
      zb_catalogue_find_digest (zb_rulebook_catalogue (desk->rulebook), zb_report_package (report));
  ZbPeriod period = zb_report_period (report);
  ZbRuleset *ruleset = package ? zb_rulebook_get (desk->rulebook, package, error) : NULL;
  g_autoptr (ZbUnit) unit =
      ruleset ? zb_register_read (desk->store, version->code, period, error) : NULL;
  if (!package)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "the package of version %" G_GINT64_FORMAT " is not known here", version->id);
  if (!unit || !zb_report_context_read (desk, ruleset, unit, period, FALSE, &context, error))
    return NULL;
  zb_bodies_add_others (reports, version->body, context.memory);
  char *text = find_suspects (ruleset, report, &context);
  zb_report_context_clear (&context);
  return text;
}
