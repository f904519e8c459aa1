/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/edition-trial.h"

#include "server/intake/report-context.h"
#include "server/recheck/archive-versions.h"
#include "server/recheck/version-report.h"
#include "validators/review/rehearsal.h"

/* What one set of rules looks at for one unit. */
static gboolean
read_context (const ZbEditionTrial *trial,
              ZbRuleset *ruleset,
              const ZbUnit *unit,
              ZbReportContext *ret_context,
              GError **error)
{
  return zb_report_context_read (trial->desk, ruleset, unit, trial->period, FALSE, ret_context,
                                 error);
}

static void
context_clear (ZbReportContext *context)
{
  if (context->memory != NULL)
    zb_report_context_clear (context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbReportContext, context_clear)

static gboolean
rehearse (const ZbEditionTrial *trial,
          ZbRehearsal *rehearsal,
          const ZbVersion *version,
          ZbForm *form,
          GError **error)
{
  ZbRehearsedUnit named = {.code = version->code,
                           .name = version->name,
                           .area = version->zone[0] != '\0' ? version->zone : version->district};
  g_autoptr (ZbReport) report =
      zb_version_read_report (trial->desk->store, version, form, trial->period, error);
  g_autoptr (ZbUnit) unit =
      report != NULL ? zb_version_read_unit (trial->desk, version, trial->period, error) : NULL;
  ZbRuleset *before = unit != NULL ? zb_rehearsal_rules_of (rehearsal, report, error) : NULL;
  g_auto (ZbReportContext) today = {0}, then = {0};

  return before != NULL && read_context (trial, before, unit, &today, error) &&
         read_context (trial, zb_rehearsal_ruleset (rehearsal), unit, &then, error) &&
         zb_rehearsal_add (rehearsal, &named, report, zb_memory_context_get (today.memory),
                           zb_memory_context_get (then.memory), error);
}

char *
zb_edition_trial_run (const ZbEditionTrial *trial, GError **error)
{
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (trial->desk->rulebook);
  ZbArchiveDesk desk = {.store = trial->desk->store, .catalogue = catalogue};
  g_autoptr (ZbRehearsal) rehearsal = zb_rehearsal_new (catalogue, trial->edition, error);
  g_autoptr (GPtrArray) versions =
      rehearsal != NULL
          ? zb_archive_list_all (&desk, zb_package_form (trial->edition), trial->period, error)
          : NULL;

  if (versions == NULL)
    return NULL;
  zb_rehearsal_begin (rehearsal, trial->period);
  for (guint i = 0; i < versions->len; i++) {
    const ZbVersion *version = versions->pdata[i];
    ZbForm *form = zb_archive_form_of (&desk, version);

    if (form != NULL && trial->sees (trial->data, version->district, version->zone) &&
        !rehearse (trial, rehearsal, version, form, error))
      return NULL;
  }
  return zb_rehearsal_finish (rehearsal, trial->max_units);
}
