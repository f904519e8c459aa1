/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/trial-source.h"

#include "server/intake/report-context.h"
#include "server/register/register.h"

struct _ZbTrialSource {
  const ZbIntakeDesk *desk;
  const ZbArchive *archive;
  ZbRuleset *ruleset;
  ZbReportContext shared;
  GMutex mutex;
  GError *error; /* the first */
};

/* A report that is open. */
typedef struct {
  ZbReport *report;
  ZbReportContext context;
} Open;

ZbTrialSource *
zb_trial_source_new (const ZbIntakeDesk *desk,
                     const ZbArchive *archive,
                     ZbRuleset *ruleset,
                     GError **error)
{
  g_autoptr (ZbTrialSource) source = g_new0 (ZbTrialSource, 1);
  g_autoptr (GHashTable) nothing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ZbUnit nobody = {.code = (char *)"", .attributes = nothing};

  g_mutex_init (&source->mutex);
  source->desk = desk;
  source->archive = archive;
  source->ruleset = zb_ruleset_ref (ruleset);
  if (!zb_report_context_read (desk, ruleset, &nobody, archive->period, FALSE, &source->shared,
                               error))
    return NULL;
  return g_steal_pointer (&source);
}

void
zb_trial_source_free (ZbTrialSource *source)
{
  if (source == NULL)
    return;
  zb_report_context_clear (&source->shared);
  g_clear_error (&source->error);
  zb_ruleset_unref (source->ruleset);
  g_mutex_clear (&source->mutex);
  g_free (source);
}

ZbContext
zb_trial_source_context (ZbTrialSource *source)
{
  return zb_memory_context_get (source->shared.memory);
}

/* A unit that was entered after the period is judged by what is known of it now. */
static ZbUnit *
read_unit (ZbTrialSource *source, const ZbVersion *version, GError **error)
{
  ZbStore *store = source->desk->store;
  ZbUnit *unit = zb_register_read (store, version->code, source->archive->period, NULL);
  g_autofree char *today = NULL;

  if (unit != NULL)
    return unit;
  today = zb_register_day_at (zb_clock_now (&source->desk->clock));
  return zb_store_read_unit_by_id (store, version->unit, today, error);
}

static gboolean
read_open (ZbTrialSource *source, guint index, Open *open, GError **error)
{
  const ZbVersion *version = g_ptr_array_index (source->archive->versions, index);
  g_autoptr (ZbUnit) unit = read_unit (source, version, error);

  if (unit == NULL)
    return FALSE;
  open->report = zb_archive_report (source->archive, source->desk->store, index, error);
  return open->report != NULL &&
         zb_report_context_read (source->desk, source->ruleset, unit, source->archive->period,
                                 FALSE, &open->context, error);
}

static void
open_free (Open *open)
{
  if (open->context.memory != NULL)
    zb_report_context_clear (&open->context);
  g_clear_pointer (&open->report, zb_report_unref);
  g_free (open);
}

static gboolean
open_cb (gpointer self, guint index, ZbWholeReport *ret_whole)
{
  ZbTrialSource *source = self;
  Open *open = g_new0 (Open, 1);
  GError *error = NULL;

  if (read_open (source, index, open, &error)) {
    *ret_whole = (ZbWholeReport){.report = open->report,
                                 .context = zb_memory_context_get (open->context.memory),
                                 .owner = open};
    return TRUE;
  }
  g_mutex_lock (&source->mutex);
  if (source->error == NULL)
    source->error = g_steal_pointer (&error);
  g_mutex_unlock (&source->mutex);
  g_clear_error (&error);
  open_free (open);
  return FALSE;
}

static void
close_cb (gpointer self, ZbWholeReport *whole)
{
  open_free (whole->owner);
}

ZbReportSource
zb_trial_source_reports (ZbTrialSource *source)
{
  return (ZbReportSource){.open = open_cb, .close = close_cb, .self = source};
}

gboolean
zb_trial_source_settle (ZbTrialSource *source, GError **error)
{
  if (source->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&source->error));
  return FALSE;
}
