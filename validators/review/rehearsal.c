/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/rehearsal.h"

#include "formats/json-writer.h"
#include "forms/revision-path.h"
#include "validators/check.h"

#include <string.h>

#define AREA_LIST "areas"

/* What a rule came to, by index of the ruleset. */
typedef struct {
  guint units, stopped, findings, not_evaluable;
  GHashTable *areas; /* code → number of units stopped */
} Count;

typedef struct {
  guint reports, stopped, newly;
} AreaCount;

typedef struct {
  char *code, *name, *area;
  gboolean is_new;
  GArray *rules; /* guint: that stop it */
} Stop;

struct _ZbRehearsal {
  ZbRulebook *rulebook; /* with the new edition */
  ZbPackage *edition;
  ZbRuleset *ruleset; /* borrowed */
  ZbPeriod period;
  gint64 begun;
  guint reports, stopped, newly, freed, explain;
  GArray *counts;    /* Count, the form's own demands last */
  GHashTable *areas; /* code → AreaCount */
  GArray *stops;     /* Stop */
};

static void
clear_stop (gpointer data)
{
  Stop *stop = data;

  g_free (stop->code);
  g_free (stop->name);
  g_free (stop->area);
  g_array_unref (stop->rules);
}

static void
clear_count (gpointer data)
{
  g_hash_table_unref (((Count *)data)->areas);
}

ZbRehearsal *
zb_rehearsal_new (const ZbCatalogue *catalogue, const ZbPackage *edition, GError **error)
{
  g_autoptr (ZbRehearsal) rehearsal = g_new0 (ZbRehearsal, 1);
  g_autoptr (ZbCatalogue) all = zb_catalogue_copy (catalogue);

  rehearsal->edition = zb_package_ref ((ZbPackage *)edition);
  zb_catalogue_add (all, rehearsal->edition);
  rehearsal->rulebook = zb_rulebook_new (all);
  rehearsal->counts = g_array_new (FALSE, TRUE, sizeof (Count));
  g_array_set_clear_func (rehearsal->counts, clear_count);
  rehearsal->areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  rehearsal->stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  g_array_set_clear_func (rehearsal->stops, clear_stop);
  rehearsal->ruleset = zb_rulebook_get (rehearsal->rulebook, edition, error);
  return rehearsal->ruleset != NULL ? g_steal_pointer (&rehearsal) : NULL;
}

void
zb_rehearsal_free (ZbRehearsal *rehearsal)
{
  g_array_unref (rehearsal->stops);
  g_hash_table_unref (rehearsal->areas);
  g_array_unref (rehearsal->counts);
  zb_rulebook_free (rehearsal->rulebook);
  zb_package_unref (rehearsal->edition);
  g_free (rehearsal);
}

const ZbForm *
zb_rehearsal_form (const ZbRehearsal *rehearsal)
{
  return zb_package_form (rehearsal->edition);
}

ZbRulebook *
zb_rehearsal_rulebook (const ZbRehearsal *rehearsal)
{
  return rehearsal->rulebook;
}

ZbRuleset *
zb_rehearsal_ruleset (const ZbRehearsal *rehearsal)
{
  return rehearsal->ruleset;
}

ZbRuleset *
zb_rehearsal_rules_of (const ZbRehearsal *rehearsal, const ZbReport *report, GError **error)
{
  const ZbForm *form = zb_report_form (report);
  ZbPackage *package = zb_catalogue_find_edition (zb_rulebook_catalogue (rehearsal->rulebook),
                                                  form->id, form->edition, form->revision, error);

  return package != NULL ? zb_rulebook_get (rehearsal->rulebook, package, error) : NULL;
}

void
zb_rehearsal_begin (ZbRehearsal *rehearsal, ZbPeriod period)
{
  guint n_counts = zb_ruleset_n_rules (rehearsal->ruleset) + 1;

  rehearsal->period = period;
  rehearsal->begun = g_get_monotonic_time ();
  rehearsal->reports = rehearsal->stopped = rehearsal->newly = 0;
  rehearsal->freed = rehearsal->explain = 0;
  g_array_set_size (rehearsal->stops, 0);
  g_hash_table_remove_all (rehearsal->areas);
  g_array_set_size (rehearsal->counts, 0);
  for (guint i = 0; i < n_counts; i++) {
    Count count = {.areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL)};

    g_array_append_val (rehearsal->counts, count);
  }
}

static Count *
count_at (const ZbRehearsal *rehearsal, guint rule)
{
  return &g_array_index (rehearsal->counts, Count, rule);
}

static guint
rule_index (const ZbRuleset *ruleset, const char *name)
{
  for (guint i = 0; i < zb_ruleset_n_rules (ruleset); i++)
    if (strcmp (zb_ruleset_rule (ruleset, i).name, name) == 0)
      return i;
  return G_MAXUINT;
}

/* Notes that a rule stops the unit, each rule once. */
static void
note_stop (Count *count, GArray *rules, guint rule, const char *area)
{
  for (guint i = 0; i < rules->len; i++)
    if (g_array_index (rules, guint, i) == rule)
      return;
  g_array_append_val (rules, rule);
  count->stopped++;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (count->areas, area));
  g_hash_table_replace (count->areas, g_strdup (area), GUINT_TO_POINTER (n + 1));
}

/* The findings of one check by rule, those that are waived left out; those of the form itself stop
 * under the index behind the last. */
static GArray *
count_findings (const ZbRehearsal *rehearsal, const ZbCheck *check, const char *area)
{
  const ZbRuleset *ruleset = rehearsal->ruleset;
  const GPtrArray *findings = zb_check_findings (check);
  guint n_rules = zb_ruleset_n_rules (ruleset);
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *counted = g_new0 (gboolean, n_rules + 1);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    guint rule = MIN (rule_index (ruleset, finding->rule), n_rules);
    Count *count = count_at (rehearsal, rule);

    if (finding->waiver != NULL)
      continue;
    count->findings++;
    count->units += !counted[rule];
    counted[rule] = TRUE;
    if (finding->severity == ZB_SEVERITY_HARD)
      note_stop (count, stops, rule, area);
  }
  for (guint i = 0; i < n_rules; i++)
    count_at (rehearsal, i)->not_evaluable +=
        zb_check_rule_has (check, i, ZB_OUTCOME_NOT_EVALUABLE);
  return stops;
}

static AreaCount *
find_area (const ZbRehearsal *rehearsal, const char *code)
{
  AreaCount *area = g_hash_table_lookup (rehearsal->areas, code);

  if (area == NULL) {
    area = g_new0 (AreaCount, 1);
    g_hash_table_insert (rehearsal->areas, g_strdup (code), area);
  }
  return area;
}

/* Takes @rules, those that stop the unit. */
static void
count_report (ZbRehearsal *rehearsal,
              const ZbRehearsedUnit *unit,
              const ZbVerdict *verdict,
              gboolean today,
              GArray *rules)
{
  AreaCount *area = find_area (rehearsal, unit->area);
  gboolean stops = verdict->hard > 0;
  Stop stop = {.is_new = !today, .rules = rules};

  rehearsal->reports++;
  area->reports++;
  rehearsal->stopped += stops;
  area->stopped += stops;
  rehearsal->newly += stops && !today;
  area->newly += stops && !today;
  rehearsal->freed += today && !stops;
  rehearsal->explain += !stops && verdict->quasi + verdict->soft > 0;
  if (!stops) {
    g_array_unref (rules);
    return;
  }
  stop.code = g_strdup (unit->code);
  stop.name = g_strdup (unit->name);
  stop.area = g_strdup (unit->area);
  g_array_append_val (rehearsal->stops, stop);
}

gboolean
zb_rehearsal_add (ZbRehearsal *rehearsal,
                  const ZbRehearsedUnit *unit,
                  ZbReport *report,
                  ZbContext today,
                  ZbContext then,
                  GError **error)
{
  ZbRuleset *before = zb_rehearsal_rules_of (rehearsal, report, error);
  g_autoptr (ZbReport) carried = NULL;
  g_autoptr (ZbCheck) old = NULL;
  g_autoptr (ZbCheck) new = NULL;
  ZbVerdict verdict;

  if (before == NULL)
    return FALSE;
  old = zb_check_new (before, report, today, ZB_CHECK_VERIFY, TRUE);
  zb_check_run (old);
  carried = zb_revision_carry_to (zb_rulebook_catalogue (rehearsal->rulebook), report,
                                  zb_package_form (rehearsal->edition),
                                  zb_package_digest (rehearsal->edition));
  new = zb_check_new (rehearsal->ruleset, carried, then, ZB_CHECK_COMPUTE, TRUE);
  zb_check_run (new);
  verdict = zb_check_verdict (new);
  count_report (rehearsal, unit, &verdict, zb_check_verdict (old).hard > 0,
                count_findings (rehearsal, new, unit->area));
  return TRUE;
}

static void
write_name (ZbJsonWriter *json, const ZbCatalogue *catalogue, const char *code)
{
  const ZbCodeList *areas = zb_catalogue_code_list (catalogue, AREA_LIST);
  const ZbCode *area = areas != NULL ? zb_code_list_find (areas, code) : NULL;

  zb_json_writer_begin_object (json, "name");
  zb_json_writer_string (json, "zh", area != NULL ? area->name.zh : code);
  zb_json_writer_string (json, "en", area != NULL ? area->name.en : code);
  zb_json_writer_end_object (json);
}

static GList *
sorted_keys (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), (GCompareFunc)strcmp);
}

static void
write_rule (ZbJsonWriter *json, const char *name, ZbSeverity severity, const Count *count)
{
  g_autoptr (GList) areas = sorted_keys (count->areas);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "rule", name);
  zb_json_writer_string (json, "severity", zb_severity_to_string (severity));
  zb_json_writer_integer (json, "units", count->units);
  zb_json_writer_integer (json, "stopped", count->stopped);
  zb_json_writer_integer (json, "findings", count->findings);
  zb_json_writer_integer (json, "not_evaluable", count->not_evaluable);
  zb_json_writer_boolean (json, "in_columns", FALSE);
  zb_json_writer_begin_array (json, "areas");
  for (GList *item = areas; item != NULL; item = item->next) {
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "area", item->data);
    zb_json_writer_integer (json, "stopped",
                            GPOINTER_TO_UINT (g_hash_table_lookup (count->areas, item->data)));
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
}

/* What the form itself demands counts as one rule. */
static char *
form_rule (const ZbRehearsal *rehearsal)
{
  return g_strconcat (zb_package_form (rehearsal->edition)->id, "#form", NULL);
}

static void
write_rules (ZbJsonWriter *json, const ZbRehearsal *rehearsal)
{
  const ZbRuleset *ruleset = rehearsal->ruleset;
  guint n_rules = zb_ruleset_n_rules (ruleset);
  g_autofree char *own = form_rule (rehearsal);

  zb_json_writer_begin_array (json, "rules");
  for (guint i = 0; i < n_rules; i++) {
    ZbRuleInfo rule = zb_ruleset_rule (ruleset, i);

    write_rule (json, rule.name, rule.severity, count_at (rehearsal, i));
  }
  if (count_at (rehearsal, n_rules)->findings > 0)
    write_rule (json, own, ZB_SEVERITY_HARD, count_at (rehearsal, n_rules));
  zb_json_writer_end_array (json);
}

static void
write_areas (ZbJsonWriter *json, const ZbRehearsal *rehearsal)
{
  g_autoptr (GList) areas = sorted_keys (rehearsal->areas);

  zb_json_writer_begin_array (json, "areas");
  for (GList *item = areas; item != NULL; item = item->next) {
    const AreaCount *area = find_area (rehearsal, item->data);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "area", item->data);
    write_name (json, zb_rulebook_catalogue (rehearsal->rulebook), item->data);
    zb_json_writer_integer (json, "reports", area->reports);
    zb_json_writer_integer (json, "stopped", area->stopped);
    zb_json_writer_integer (json, "newly", area->newly);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_units (ZbJsonWriter *json, const ZbRehearsal *rehearsal, guint max_units)
{
  const ZbRuleset *ruleset = rehearsal->ruleset;
  g_autofree char *own = form_rule (rehearsal);

  zb_json_writer_begin_array (json, "units");
  for (guint i = 0; i < MIN (rehearsal->stops->len, max_units); i++) {
    const Stop *stop = &g_array_index (rehearsal->stops, Stop, i);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "unit", stop->code);
    zb_json_writer_string (json, "name", stop->name);
    zb_json_writer_string (json, "area", stop->area);
    zb_json_writer_boolean (json, "newly", stop->is_new);
    zb_json_writer_begin_array (json, "rules");
    for (guint r = 0; r < stop->rules->len; r++) {
      guint rule = g_array_index (stop->rules, guint, r);
      gboolean is_own = rule == zb_ruleset_n_rules (ruleset);

      zb_json_writer_string (json, NULL, is_own ? own : zb_ruleset_rule (ruleset, rule).name);
    }
    zb_json_writer_end_array (json);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static int
compare_stops (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Stop *)a)->code, ((const Stop *)b)->code);
}

char *
zb_rehearsal_finish (ZbRehearsal *rehearsal, guint max_units)
{
  const ZbForm *form = zb_package_form (rehearsal->edition);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  char period[ZB_PERIOD_TEXT_SIZE];

  g_array_sort (rehearsal->stops, compare_stops);
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", form->id);
  zb_json_writer_string (json, "edition", form->edition);
  zb_json_writer_string (json, "period", zb_period_format (rehearsal->period, period));
  zb_json_writer_integer (json, "reports", rehearsal->reports);
  zb_json_writer_integer (json, "other_editions", 0);
  zb_json_writer_integer (json, "stopped", rehearsal->stopped);
  zb_json_writer_integer (json, "newly", rehearsal->newly);
  zb_json_writer_integer (json, "freed", rehearsal->freed);
  zb_json_writer_integer (json, "explain", rehearsal->explain);
  zb_json_writer_integer (json, "milliseconds",
                          (g_get_monotonic_time () - rehearsal->begun) / 1000);
  write_rules (json, rehearsal);
  write_areas (json, rehearsal);
  write_units (json, rehearsal, max_units);
  zb_json_writer_end_object (json);
  return zb_json_writer_finish (json);
}
