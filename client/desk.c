/* SPDX-License-Identifier: Apache-2.0 */
#include "client/desk.h"

#include "client/context-cache.h"
#include "client/pool.h"

#include <string.h>

struct _ZbDesk {
  ZbReport *report;
  ZbRuleset *ruleset;
  ZbMemoryContext *context;
  char *context_digest; /* (nullable) */
  ZbCheck *check;
  GPtrArray *shared; /* (nullable) ZbSharedFigure */
};

void
zb_desk_free (ZbDesk *desk)
{
  g_clear_pointer (&desk->check, zb_check_free);
  g_clear_pointer (&desk->context, zb_memory_context_free);
  g_clear_pointer (&desk->ruleset, zb_ruleset_unref);
  g_clear_pointer (&desk->report, zb_report_unref);
  g_clear_pointer (&desk->shared, g_ptr_array_unref);
  g_free (desk->context_digest);
  g_free (desk);
}

ZbDesk *
zb_desk_new (ZbRulebook *rulebook,
             ZbReport *report,
             const ZbContextDocument *context,
             GError **error)
{
  g_autoptr (ZbDesk) desk = g_new0 (ZbDesk, 1);
  ZbCatalogue *catalogue = zb_rulebook_catalogue (rulebook);
  ZbPackage *package = zb_catalogue_find_digest (catalogue, zb_report_package (report));
  ZbForm *form = zb_report_form (report);

  if (!package)
    package = zb_catalogue_find_edition (catalogue, form->id, form->edition, form->revision, error);
  if (!package)
    return NULL;
  ZbRuleset *ruleset = zb_rulebook_get (rulebook, package, error);
  desk->ruleset = ruleset ? zb_ruleset_ref (ruleset) : NULL;
  desk->context = context ? zb_context_document_open (context, catalogue, error)
                          : zb_memory_context_new (catalogue);
  if (!desk->ruleset || !desk->context)
    return NULL;
  desk->context_digest = context ? zb_context_document_digest (context) : NULL;
  desk->report = zb_report_ref (report);
  desk->check = zb_check_new (desk->ruleset, report, zb_memory_context_get (desk->context),
                              ZB_CHECK_COMPUTE, FALSE);
  zb_check_run (desk->check);
  return g_steal_pointer (&desk);
}

ZbDesk *
zb_desk_open (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report, GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  GError *failure = NULL;
  g_autoptr (ZbContextDocument) context = zb_context_cache_read (
      workspace, account, zb_report_form (report)->id, period, NULL, &failure);

  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  ZbDesk *desk = zb_desk_new (zb_workspace_rulebook (workspace), report, context, error);
  if (desk) {
    g_autoptr (ZbPool) pool = zb_pool_new (workspace, account);
    desk->shared = zb_pool_figures (pool, report);
  }
  return desk;
}

ZbReport *
zb_desk_report (const ZbDesk *desk)
{
  return desk->report;
}

ZbCheck *
zb_desk_check (const ZbDesk *desk)
{
  return desk->check;
}

const ZbReport *
zb_desk_earlier (const ZbDesk *desk, const char *form, ZbPeriod period)
{
  ZbContext context = zb_memory_context_get (desk->context);
  ZbAvailability why;

  return context.interface->report (context.self, form, period, &why);
}

const ZbSharedFigure *
zb_desk_shared (const ZbDesk *desk, const char *item_id)
{
  for (guint i = 0; desk->shared && i < desk->shared->len; i++) {
    const ZbSharedFigure *figure = desk->shared->pdata[i];

    if (strcmp (figure->item, item_id) == 0)
      return figure;
  }
  return NULL;
}

void
zb_desk_stamp (ZbDesk *desk)
{
  if (desk->context_digest)
    zb_report_set_context_digest (desk->report, desk->context_digest);
}
