/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/report-context.h"

#include "forms/form-lookup.h"
#include "forms/report-writer.h"
#include "server/store/terms.h"
#include "server/store/version.h"

#include <string.h>

void
zb_report_context_clear (ZbReportContext *context)
{
  g_clear_pointer (&context->document, zb_context_document_free);
  g_clear_pointer (&context->memory, zb_memory_context_free);
}

static void
add_parameters (ZbReportContext *context, const ZbIntakeDesk *desk, gboolean whole)
{
  if (!desk->parameters)
    return;
  zb_memory_context_take_parameters (context->memory, zb_parameters_ref (desk->known_parameters));
  context->document->parameters_digest = g_strdup (desk->parameters_digest);
  if (whole)
    context->document->parameters = g_strdup (desk->parameters);
}

static void
add_waivers (ZbReportContext *context, const GPtrArray *waivers, gint64 unit)
{
  for (guint i = 0; i < waivers->len; i++) {
    const ZbWaiver *waiver = waivers->pdata[i];

    if (!zb_waiver_is_of (waiver, unit))
      continue;
    zb_memory_context_add_waiver (context->memory, waiver->rule, waiver->reason);
    g_ptr_array_add (context->document->waivers,
                     g_strdup_printf ("%s %s", waiver->rule, waiver->reason));
  }
}

/* What the tenant's calendar says against the form's own word. */
static void
add_joint (ZbReportContext *context,
           const ZbCalendarEntry *entry,
           const ZbForm *form,
           ZbPeriod period)
{
  char text[ZB_PERIOD_TEXT_SIZE];

  if (!entry || entry->joint < 0 || entry->joint == zb_form_is_joint (form, period))
    return;
  zb_memory_context_set_joint (context->memory, form->id, period, entry->joint);
  g_ptr_array_add (context->document->joint,
                   g_strdup_printf ("%s%s %s", entry->joint ? "" : "!", form->id,
                                    zb_period_format (period, text)));
}

static gboolean
add_terms (ZbReportContext *context,
           ZbStore *store,
           const ZbForm *form,
           ZbPeriod period,
           gint64 unit,
           GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autoptr (ZbTerms) terms =
      zb_store_read_terms (store, form->system, form->id, zb_period_format (period, text), error);

  if (!terms)
    return FALSE;
  add_waivers (context, terms->waivers, unit);
  add_joint (context, terms->hours, form, period);
  return TRUE;
}

static gboolean
add_report (const ZbIntakeDesk *desk,
            ZbReportContext *context,
            const ZbUnit *unit,
            const ZbNeed *need,
            gboolean whole,
            GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  GError *failure = NULL;
  g_autoptr (ZbVersion) version = zb_store_read_reference (
      desk->store, need->form, zb_period_format (need->period, text), unit->id, &failure);
  ZbPackage *package =
      version ? zb_catalogue_find_digest (zb_rulebook_catalogue (desk->rulebook), version->package)
              : NULL;

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (!package)
    return TRUE;
  g_autoptr (ZbPackedReport) packed = zb_store_read_packed (desk->store, version->id, error);
  if (!packed)
    return FALSE;
  g_autoptr (ZbReport) report = zb_packed_report_unpack (
      packed, zb_package_form (package), version->package, version->code, need->period, error);
  if (!report)
    return FALSE;
  g_autoptr (GBytes) bytes = whole ? zb_report_write (report) : NULL;
  zb_context_document_add_report (context->document, need->form, text,
                                  zb_review_state_to_string (version->state), version->digest,
                                  bytes);
  zb_memory_context_add_report (context->memory, report);
  return TRUE;
}

static gboolean
add_reports (const ZbIntakeDesk *desk,
             ZbReportContext *context,
             ZbRuleset *ruleset,
             const ZbUnit *unit,
             ZbPeriod period,
             gboolean whole,
             GError **error)
{
  const ZbForm *form = zb_ruleset_form (ruleset);
  g_autoptr (GArray) needs = zb_ruleset_needs (ruleset, period);

  for (guint i = 0; i < needs->len; i++) {
    const ZbNeed *need = &g_array_index (needs, ZbNeed, i);
    gboolean itself = strcmp (need->form, form->id) == 0 && zb_period_equal (need->period, period);

    if (!itself && !add_report (desk, context, unit, need, whole, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_report_context_read (const ZbIntakeDesk *desk,
                        ZbRuleset *ruleset,
                        const ZbUnit *unit,
                        ZbPeriod period,
                        gboolean whole,
                        ZbReportContext *ret_context,
                        GError **error)
{
  const ZbForm *form = zb_ruleset_form (ruleset);
  ZbReportContext context = {
      .document = zb_context_document_new_of (unit->attributes, unit->lines),
      .memory = zb_memory_context_new (zb_rulebook_catalogue (desk->rulebook)),
  };

  zb_memory_context_share_attributes (context.memory, unit->attributes);
  add_parameters (&context, desk, whole);
  if (add_terms (&context, desk->store, form, period, unit->id, error) &&
      add_reports (desk, &context, ruleset, unit, period, whole, error)) {
    *ret_context = context;
    return TRUE;
  }
  zb_report_context_clear (&context);
  return FALSE;
}
