/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/trial-source.h"

#include "server/intake/report-context.h"
#include "server/register/register.h"
#include "server/recheck/version-report.h"

#include <string.h>

/* Reports of another form or period beside those of the archive. */
typedef struct {
  char *form;
  ZbPeriod period;
  GPtrArray *archives; /* ZbArchive, an edition each */
  ZbColumnPart *parts;
  gint32 **reports; /* by archive */
} Beside;

struct _ZbTrialSource {
  const ZbIntakeDesk *desk;
  const ZbArchive *archive;
  const char *folder;
  ZbPeriod period;
  ZbRuleset *ruleset;
  ZbReportContext shared;
  char *parameters;  /* (nullable) */
  GPtrArray *beside; /* Beside */
  GHashTable *units; /* (nullable) id → ZbUnit, of the whole register, once rules have asked */
  GMutex mutex;
  GError *error; /* the first */
};

/* A report that is open. */
typedef struct {
  ZbReport *report;
  ZbReportContext context;
} Open;

static void
beside_free (gpointer data)
{
  Beside *beside = data;

  for (guint i = 0; beside->reports != NULL && i < beside->archives->len; i++)
    g_free (beside->reports[i]);
  g_free (beside->reports);
  g_free (beside->parts);
  g_clear_pointer (&beside->archives, g_ptr_array_unref);
  g_free (beside->form);
  g_free (beside);
}

ZbTrialSource *
zb_trial_source_new (const ZbIntakeDesk *desk,
                     const ZbArchive *archive,
                     const char *folder,
                     ZbRuleset *ruleset,
                     GError **error)
{
  g_autoptr (ZbTrialSource) source = g_new0 (ZbTrialSource, 1);
  g_autoptr (GHashTable) nothing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ZbUnit nobody = {.code = (char *)"", .attributes = nothing};

  g_mutex_init (&source->mutex);
  source->desk = desk;
  source->archive = archive;
  source->period = archive->period;
  source->folder = folder;
  source->ruleset = zb_ruleset_ref (ruleset);
  source->beside = g_ptr_array_new_with_free_func (beside_free);
  source->parameters = g_strdup (desk->parameters);
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
  g_ptr_array_unref (source->beside);
  g_clear_pointer (&source->units, g_hash_table_unref);
  g_free (source->parameters);
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

gboolean
zb_trial_source_equal (ZbTrialSource *source, ZbTrialSource *other)
{
  const ZbForm *form = zb_ruleset_form (source->ruleset);
  ZbContext one = zb_trial_source_context (source), two = zb_trial_source_context (other);
  ZbPeriod period = source->period;

  return zb_period_equal (period, other->period) &&
         g_strcmp0 (source->parameters, other->parameters) == 0 &&
         one.interface->is_joint (one.self, form, period) ==
             two.interface->is_joint (two.self, form, period);
}

static void
note_error (ZbTrialSource *source, GError *error)
{
  g_mutex_lock (&source->mutex);
  if (source->error == NULL)
    source->error = g_steal_pointer (&error);
  g_mutex_unlock (&source->mutex);
  g_clear_error (&error);
}

/* Of each report of the archive the one of the same unit in @other. */
static gint32 *
align (const ZbArchive *archive, const ZbArchive *other)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_int64_hash, g_int64_equal);
  gint32 *aligned = g_new (gint32, archive->versions->len + 1);

  for (guint i = 0; i < other->versions->len; i++) {
    ZbVersion *version = g_ptr_array_index (other->versions, i);

    if (version != NULL)
      g_hash_table_insert (numbers, &version->unit, GUINT_TO_POINTER (i + 1));
  }
  for (guint i = 0; i < archive->versions->len; i++) {
    const ZbVersion *version = g_ptr_array_index (archive->versions, i);

    aligned[i] = version == NULL
                     ? -1
                     : (gint32)GPOINTER_TO_UINT (g_hash_table_lookup (numbers, &version->unit)) - 1;
  }
  return aligned;
}

static Beside *
read_beside (ZbTrialSource *source, const char *form, ZbPeriod period, GError **error)
{
  ZbArchiveDesk desk = {.store = source->desk->store,
                        .catalogue = zb_rulebook_catalogue (source->desk->rulebook),
                        .folder = source->folder};
  GPtrArray *archives = zb_archive_read_references (&desk, form, period, error);
  Beside *beside;

  if (archives == NULL)
    return NULL;
  beside = g_new0 (Beside, 1);
  beside->form = g_strdup (form);
  beside->period = period;
  beside->archives = archives;
  beside->parts = g_new0 (ZbColumnPart, archives->len + 1);
  beside->reports = g_new0 (gint32 *, archives->len + 1);
  for (guint i = 0; i < archives->len; i++) {
    const ZbArchive *archive = g_ptr_array_index (archives, i);

    beside->reports[i] = align (source->archive, archive);
    beside->parts[i] =
        (ZbColumnPart){.file = archive->file, .form = archive->form, .reports = beside->reports[i]};
  }
  return beside;
}

/* Reports that cannot be read by column are read one by one, if they can be. */
static gboolean
find_cb (
    gpointer self, const char *form, ZbPeriod period, const ZbColumnPart **ret_parts, guint *ret_n)
{
  ZbTrialSource *source = self;
  Beside *beside = NULL;

  for (guint i = 0; i < source->beside->len && beside == NULL; i++) {
    beside = g_ptr_array_index (source->beside, i);
    if (strcmp (beside->form, form) != 0 || !zb_period_equal (beside->period, period))
      beside = NULL;
  }
  if (beside == NULL) {
    beside = read_beside (source, form, period, NULL);
    if (beside == NULL)
      return FALSE;
    g_ptr_array_add (source->beside, beside);
  }
  *ret_parts = beside->parts;
  *ret_n = beside->archives->len;
  return TRUE;
}

/* All units as of the period, which takes a moment where one by one would take minutes. */
static GHashTable *
read_units (ZbTrialSource *source, GError **error)
{
  g_autoptr (GHashTable) units =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)zb_unit_free);
  g_autofree char *day = zb_register_day (source->archive->period);
  gint64 after = 0;

  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) page =
        zb_store_list_units (source->desk->store, NULL, NULL, day, after, ZB_STORE_MAX_PAGE, error);

    if (page == NULL)
      return NULL;
    more = page->len > 0;
    for (guint i = 0; i < page->len; i++) {
      ZbUnit *unit = g_steal_pointer (&page->pdata[i]);

      after = unit->id;
      g_hash_table_insert (units, &unit->id, unit);
    }
  }
  return g_steal_pointer (&units);
}

static const char *
attribute_cb (gpointer self, guint index, const char *name)
{
  ZbTrialSource *source = self;
  const ZbVersion *version = g_ptr_array_index (source->archive->versions, index);
  const ZbUnit *unit;

  if (source->units == NULL) {
    GError *error = NULL;

    source->units = read_units (source, &error);
    if (source->units == NULL) {
      note_error (source, error);
      source->units = g_hash_table_new (g_int64_hash, g_int64_equal);
    }
  }
  unit = version == NULL ? NULL : g_hash_table_lookup (source->units, &version->unit);
  return unit == NULL ? NULL : zb_unit_attribute (unit, name);
}

static gboolean
read_open (ZbTrialSource *source, guint index, Open *open, GError **error)
{
  const ZbVersion *version = g_ptr_array_index (source->archive->versions, index);
  g_autoptr (ZbUnit) unit =
      zb_version_read_unit (source->desk, version, source->archive->period, error);

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
  note_error (source, error);
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
  return (ZbReportSource){.open = open_cb,
                          .close = close_cb,
                          .attribute = attribute_cb,
                          .self = source,
                          .neighbours = {.find = find_cb, .self = source}};
}

gboolean
zb_trial_source_settle (ZbTrialSource *source, GError **error)
{
  if (source->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&source->error));
  return FALSE;
}
