/* SPDX-License-Identifier: Apache-2.0 */
#include "client/desk.h"

#include "client/context-cache.h"
#include "client/draft.h"
#include "client/pool.h"
#include "forms/form-set.h"

#include <string.h>

struct _ZbDesk {
  ZbReport *report;
  ZbRuleset *ruleset;
  ZbMemoryContext *context;
  char *context_digest; /* (nullable) */
  char *context_fault;  /* (nullable) */
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
  g_free (desk->context_fault);
  g_free (desk);
}

/* A check looks around once, when it begins. */
static void
run_anew (ZbDesk *desk)
{
  g_clear_pointer (&desk->check, zb_check_free);
  desk->check = zb_check_new (desk->ruleset, desk->report, zb_memory_context_get (desk->context),
                              ZB_CHECK_COMPUTE, FALSE);
  zb_check_run (desk->check);
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
  run_anew (desk);
  return g_steal_pointer (&desk);
}

void
zb_desk_put_beside (ZbDesk *desk, ZbReport *other)
{
  zb_memory_context_add_report (desk->context, other);
  run_anew (desk);
}

ZbContext
zb_desk_context (const ZbDesk *desk)
{
  return zb_memory_context_get (desk->context);
}

/* What is being filled in the other forms of the set; one that cannot be read is told when it is
 * opened itself. */
static void
put_drafts_beside (ZbDesk *desk, ZbWorkspace *workspace, const ZbAccount *account)
{
  const char *form = zb_report_form (desk->report)->id;
  ZbPeriod period = zb_report_period (desk->report);
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);
  ZbPackage *head = zb_form_set_head (catalogue, form, period);
  g_autoptr (GPtrArray) packages = head ? zb_form_set_packages (catalogue, head, period) : NULL;
  char text[ZB_PERIOD_TEXT_SIZE];
  guint n = 0;

  zb_period_format (period, text);
  for (guint i = 0; packages && i < packages->len; i++) {
    const char *other = zb_package_form (packages->pdata[i])->id;
    g_autoptr (ZbReport) draft = strcmp (other, form) != 0
                                     ? zb_draft_read_kept (workspace, account, other, text, NULL)
                                     : NULL;

    if (!draft)
      continue;
    zb_memory_context_add_report (desk->context, draft);
    n++;
  }
  if (n > 0)
    run_anew (desk);
}

/* In the context kept here; one that cannot be read keeps no report from the desk. */
static ZbDesk *
open_in_context (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report, GError **error)
{
  ZbRulebook *rulebook = zb_workspace_rulebook (workspace);
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbContextDocument) context = zb_context_cache_read (
      workspace, account, zb_report_form (report)->id, period, NULL, &failure);
  ZbDesk *desk = failure ? NULL : zb_desk_new (rulebook, report, context, &failure);

  if (desk)
    return desk;
  if (!zb_context_cache_is_damaged (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  desk = zb_desk_new (rulebook, report, NULL, error);
  if (desk)
    desk->context_fault = g_strdup (failure->message);
  return desk;
}

ZbDesk *
zb_desk_open (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report, GError **error)
{
  ZbDesk *desk = open_in_context (workspace, account, report, error);

  if (desk) {
    g_autoptr (ZbPool) pool = zb_pool_new (workspace, account);
    desk->shared = zb_pool_figures (pool, report);
    put_drafts_beside (desk, workspace, account);
  }
  return desk;
}

const char *
zb_desk_context_fault (const ZbDesk *desk)
{
  return desk->context_fault;
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
