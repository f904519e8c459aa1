/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/trial.h"

#include "server/recheck/trial-memory.h"
#include "server/recheck/trial-source.h"
#include "server/store/waiver.h"
#include "validators/columns/column-check.h"

#include <string.h>

/* One ruleset put to all reports. */
typedef struct {
  const ZbTrialQuestion *question;
  const ZbArchive *archive;
  ZbRuleset *ruleset;
  ZbTrialSource *source;
  ZbColumnCheck *check;
  guint n_judged;     /* blocks, by lanes */
  gint8 *worst;       /* ZbSeverity of each report's hardest finding; -1: none */
  GArray **stopped;   /* (nullable) guint: of each report the rules that stop it */
  GPtrArray *waivers; /* (nullable) ZbWaiver for the form and period, once asked for */
} Run;

static void
unit_free (gpointer data)
{
  ZbTrialUnit *unit = data;

  g_free (unit->code);
  g_free (unit->name);
  g_free (unit->area);
  g_ptr_array_unref (unit->rules);
  g_free (unit);
}

static void
area_free (gpointer data)
{
  ZbTrialArea *area = data;

  g_free (area->area);
  g_free (area->by_rule);
  g_free (area);
}

void
zb_trial_free (ZbTrial *trial)
{
  if (trial == NULL)
    return;
  g_array_unref (trial->rules);
  g_ptr_array_unref (trial->areas);
  g_ptr_array_unref (trial->units);
  zb_ruleset_unref (trial->ruleset);
  zb_form_unref (trial->form);
  g_free (trial);
}

static void
run_clear (Run *run)
{
  for (guint i = 0; run->stopped != NULL && i < run->archive->versions->len; i++)
    g_clear_pointer (&run->stopped[i], g_array_unref);
  g_free (run->stopped);
  g_clear_pointer (&run->waivers, g_ptr_array_unref);
  g_free (run->worst);
  zb_column_check_free (run->check);
  zb_trial_source_free (run->source);
}

static gboolean
run_init (Run *run,
          const ZbTrialQuestion *question,
          const ZbArchive *archive,
          ZbRuleset *ruleset,
          GError **error)
{
  guint n = archive->versions->len;

  *run = (Run){.question = question, .archive = archive, .ruleset = ruleset};
  run->source = zb_trial_source_new (question->desk, archive, question->folder, ruleset, error);
  if (run->source == NULL)
    return FALSE;
  run->worst = g_new (gint8, n + 1);
  memset (run->worst, -1, n + 1);
  run->stopped = g_new0 (GArray *, n + 1);
  run->check = zb_column_check_new (ruleset, archive->file, zb_trial_source_context (run->source),
                                    zb_trial_source_reports (run->source), NULL);
  run->n_judged =
      zb_trial_memory_run (question->memory, run->check, run->source, ruleset, question->threads);
  return zb_trial_source_settle (run->source, error);
}

static const ZbVersion *
version_at (const ZbArchive *archive, guint report)
{
  return g_ptr_array_index (archive->versions, report);
}

static gboolean
is_seen (const ZbTrialQuestion *question, const ZbVersion *version)
{
  return question->sees == NULL ||
         question->sees (question->data, version->district, version->zone);
}

/* Whether the bureau waived the rule, or this very finding of it, for the report's unit. */
static gboolean
is_waived (Run *run, const ZbViolation *violation, gboolean *ret_waived, GError **error)
{
  const ZbVersion *version = version_at (run->archive, violation->report);
  const ZbInstance *instance = zb_column_check_kernel (run->check, violation->instance)->instance;
  const char *rule = zb_ruleset_rule_of (run->ruleset, instance)->name;
  g_autofree char *name = NULL;

  if (run->waivers == NULL)
    run->waivers = zb_store_list_waivers (run->question->desk->store, version->tenant,
                                          version->form, version->period, error);
  if (run->waivers == NULL)
    return FALSE;
  *ret_waived = FALSE;
  if (run->waivers->len > 0)
    name = zb_column_check_finding_name (run->check, violation);
  for (guint i = 0; i < run->waivers->len; i++) {
    const ZbWaiver *waiver = g_ptr_array_index (run->waivers, i);

    *ret_waived |= zb_waiver_is_of (waiver, version->unit) &&
                   (strcmp (waiver->rule, rule) == 0 || strcmp (waiver->rule, name) == 0);
  }
  return TRUE;
}

static void
note_stop (Run *run, guint report, guint rule)
{
  GArray *rules = run->stopped[report];

  if (rules == NULL)
    rules = run->stopped[report] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < rules->len; i++) {
    if (g_array_index (rules, guint, i) == rule)
      return;
  }
  g_array_append_val (rules, rule);
}

/* Weighs one violation, and counts it in @rules (nullable, ZbTrialRule by rule) where @last
 * remembers by rule whose report was counted before. */
static gboolean
weigh (Run *run, const ZbViolation *violation, GArray *rules, gint64 *last, GError **error)
{
  const ZbInstance *instance = zb_column_check_kernel (run->check, violation->instance)->instance;
  gboolean waived;
  ZbSeverity severity;

  if (!is_seen (run->question, version_at (run->archive, violation->report)))
    return TRUE;
  if (!is_waived (run, violation, &waived, error))
    return FALSE;
  if (waived)
    return TRUE;
  severity = zb_column_check_severity (run->check, violation);
  run->worst[violation->report] = MAX (run->worst[violation->report], (gint8)severity);
  if (severity == ZB_SEVERITY_HARD)
    note_stop (run, violation->report, instance->rule);
  if (rules == NULL)
    return TRUE;
  g_array_index (rules, ZbTrialRule, instance->rule).findings++;
  g_array_index (rules, ZbTrialRule, instance->rule).units +=
      last[instance->rule] != violation->report;
  last[instance->rule] = violation->report;
  return TRUE;
}

/* Violations come by instance; a rule's units are counted report by report. */
static int
compare_reports (gconstpointer a, gconstpointer b)
{
  const ZbViolation *left = *(const ZbViolation *const *)a;
  const ZbViolation *right = *(const ZbViolation *const *)b;

  return left->report < right->report ? -1 : left->report > right->report;
}

static gboolean
weigh_all (Run *run, GArray *rules, GError **error)
{
  g_autofree gint64 *last = g_new (gint64, run->ruleset->rules->len + 1);
  g_autoptr (GPtrArray) block = g_ptr_array_new ();

  for (guint i = 0; i < run->ruleset->rules->len; i++)
    last[i] = -1;
  for (guint i = 0; i < zb_column_file_n_blocks (run->archive->file); i++) {
    guint n;
    const ZbViolation *violations = zb_column_check_violations (run->check, i, &n);

    g_ptr_array_set_size (block, 0);
    for (guint j = 0; j < n; j++)
      g_ptr_array_add (block, (gpointer)&violations[j]);
    g_ptr_array_sort (block, compare_reports);
    for (guint j = 0; j < n; j++) {
      if (!weigh (run, g_ptr_array_index (block, j), rules, last, error))
        return FALSE;
    }
  }
  return TRUE;
}

static void
list_rules (const Run *run, GArray *rules)
{
  for (guint i = 0; i < zb_ruleset_n_rules (run->ruleset); i++) {
    ZbRuleInfo info = zb_ruleset_rule (run->ruleset, i);
    ZbTrialRule rule = {.name = info.name, .severity = info.severity, .in_lanes = TRUE};

    g_array_append_val (rules, rule);
  }
  for (guint i = 0; i < zb_column_check_n_kernels (run->check); i++) {
    const ZbLaneKernel *kernel = zb_column_check_kernel (run->check, i);
    ZbTrialRule *rule = &g_array_index (rules, ZbTrialRule, kernel->instance->rule);

    rule->in_lanes &= kernel->in_lanes;
    rule->not_evaluable += zb_column_check_tally (run->check, i).not_evaluable;
  }
}

static ZbTrialArea *
find_area (ZbTrial *trial, const char *name)
{
  ZbTrialArea *area;

  for (guint i = 0; i < trial->areas->len; i++) {
    area = g_ptr_array_index (trial->areas, i);
    if (strcmp (area->area, name) == 0)
      return area;
  }
  area = g_new0 (ZbTrialArea, 1);
  area->area = g_strdup (name);
  area->by_rule = g_new0 (guint, trial->rules->len + 1);
  g_ptr_array_add (trial->areas, area);
  return area;
}

static void
add_unit (ZbTrial *trial,
          const ZbVersion *version,
          ZbTrialArea *area,
          const GArray *rules,
          gboolean is_new)
{
  ZbTrialUnit *unit = g_new0 (ZbTrialUnit, 1);

  unit->code = g_strdup (version->code);
  unit->name = g_strdup (version->name);
  unit->area = g_strdup (area->area);
  unit->is_new = is_new;
  unit->rules = g_ptr_array_new ();
  for (guint i = 0; i < rules->len; i++) {
    guint index = g_array_index (rules, guint, i);
    ZbTrialRule *rule = &g_array_index (trial->rules, ZbTrialRule, index);

    rule->stopped++;
    area->by_rule[index]++;
    g_ptr_array_add (unit->rules, (gpointer)rule->name);
  }
  g_ptr_array_add (trial->units, unit);
}

/* @published is what the rules in force say of the same reports; the same run where there are no
 * others. */
static void
count_reports (ZbTrial *trial, const Run *run, const Run *published)
{
  for (guint i = 0; i < run->archive->versions->len; i++) {
    const ZbVersion *version = version_at (run->archive, i);
    gboolean stops = run->worst[i] == ZB_SEVERITY_HARD;
    gboolean stopped = published->worst[i] == ZB_SEVERITY_HARD;
    ZbTrialArea *area;

    if (version == NULL || !is_seen (run->question, version))
      continue;
    area = find_area (trial, version->zone[0] != '\0' ? version->zone : version->district);
    trial->reports++;
    area->reports++;
    trial->freed += stopped && !stops;
    trial->explain +=
        run->worst[i] == ZB_SEVERITY_QUASI || run->worst[i] == ZB_SEVERITY_SOFT ? 1 : 0;
    if (!stops)
      continue;
    trial->stopped++;
    area->stopped++;
    trial->newly += !stopped;
    area->newly += !stopped;
    add_unit (trial, version, area, run->stopped[i], !stopped);
  }
}

static int
compare_areas (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ZbTrialArea *const *)a)->area, (*(ZbTrialArea *const *)b)->area);
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ZbTrialUnit *const *)a)->code, (*(ZbTrialUnit *const *)b)->code);
}

static ZbTrial *
trial_new (const Run *run)
{
  ZbTrial *trial = g_new0 (ZbTrial, 1);

  trial->form = zb_form_ref (run->archive->form);
  trial->ruleset = zb_ruleset_ref (run->ruleset);
  trial->other_editions = run->archive->n_other;
  trial->rules = g_array_new (FALSE, TRUE, sizeof (ZbTrialRule));
  trial->areas = g_ptr_array_new_with_free_func (area_free);
  trial->units = g_ptr_array_new_with_free_func (unit_free);
  list_rules (run, trial->rules);
  return trial;
}

/* @proposed may be the ruleset in force itself. */
static ZbTrial *
compare (const ZbTrialQuestion *question,
         const ZbArchive *archive,
         ZbRuleset *in_force,
         ZbRuleset *proposed,
         GError **error)
{
  g_autoptr (ZbTrial) trial = NULL;
  Run published = {.archive = archive}, run = {.archive = archive};
  gboolean done = run_init (&published, question, archive, in_force, error);

  if (done && proposed != in_force)
    done =
        weigh_all (&published, NULL, error) && run_init (&run, question, archive, proposed, error);
  if (done) {
    Run *asked = proposed == in_force ? &published : &run;

    trial = trial_new (asked);
    done = weigh_all (asked, trial->rules, error);
    count_reports (trial, asked, &published);
    g_ptr_array_sort (trial->areas, compare_areas);
    g_ptr_array_sort (trial->units, compare_codes);
    trial->judged = published.n_judged;
    trial->opened = zb_column_check_n_opened (published.check);
    zb_trial_memory_keep (question->memory, in_force, &published.check, &published.source);
  }
  run_clear (&run);
  run_clear (&published);
  return done ? g_steal_pointer (&trial) : NULL;
}

static ZbRuleset *
compile (const ZbTrialQuestion *question, ZbForm *form, GError **error)
{
  return zb_ruleset_compile (form, question->source == NULL ? "form.rules" : question->source,
                             question->rules, zb_rulebook_catalogue (question->desk->rulebook),
                             question->diagnostics, error);
}

ZbTrial *
zb_trial_run (const ZbTrialQuestion *question, GError **error)
{
  ZbRulebook *rulebook = question->desk->rulebook;
  ZbCatalogue *catalogue = zb_rulebook_catalogue (rulebook);
  ZbArchiveDesk desk = {
      .store = question->desk->store, .catalogue = catalogue, .folder = question->folder};
  ZbPackage *package = zb_catalogue_find (catalogue, question->form, question->period, error);
  ZbRuleset *in_force = package == NULL ? NULL : zb_rulebook_get (rulebook, package, error);
  g_autoptr (ZbRuleset) proposed = NULL;
  g_autoptr (ZbArchive) archive = NULL;

  if (in_force == NULL)
    return NULL;
  proposed = question->rules == NULL ? zb_ruleset_ref (in_force)
                                     : compile (question, zb_package_form (package), error);
  if (proposed == NULL)
    return NULL;
  archive = zb_archive_read (&desk, zb_package_form (package), question->period, error);
  return archive == NULL ? NULL : compare (question, archive, in_force, proposed, error);
}
