/* SPDX-License-Identifier: Apache-2.0 */
#include "client/rehearsal.h"

#include "formats/json-writer.h"
#include "forms/revision-carry.h"
#include "validators/check.h"
#include "validators/memory-context.h"

#include <string.h>

#define AREA_LIST "areas"

/* One enterprise and what it has reported. */
typedef struct {
  char *code;
  GHashTable *attributes; /* char* → char* */
  GPtrArray *reports;     /* ZbReport */
} Unit;

struct _ZbRehearsal {
  ZbRulebook *rulebook; /* with the new edition */
  ZbPackage *edition;
  ZbRuleset *ruleset; /* borrowed */
  char *parameters;   /* (nullable) */
  GPtrArray *units;   /* Unit in order of their codes, once run */
  GHashTable *by_code;
};

/* What a rule came to, by index of the ruleset. */
typedef struct {
  guint units, stopped, findings, not_evaluable;
  GHashTable *areas; /* code → number of units stopped */
} Count;

typedef struct {
  guint reports, stopped, newly;
} AreaCount;

typedef struct {
  const Unit *unit;
  gboolean is_new;
  GArray *rules; /* guint: that stop it */
} Stop;

typedef struct {
  ZbRehearsal *rehearsal;
  ZbPeriod period;
  guint reports, stopped, newly, freed, explain;
  Count *counts;
  GHashTable *areas; /* code → AreaCount */
  GArray *stops;     /* Stop */
} Tally;

static void
unit_free (gpointer data)
{
  Unit *unit = data;

  g_free (unit->code);
  g_hash_table_unref (unit->attributes);
  g_ptr_array_unref (unit->reports);
  g_free (unit);
}

ZbRehearsal *
zb_rehearsal_new (const ZbCatalogue *catalogue, const ZbPackage *edition, GError **error)
{
  g_autoptr (ZbRehearsal) rehearsal = g_new0 (ZbRehearsal, 1);
  g_autoptr (ZbCatalogue) all = zb_catalogue_copy (catalogue);

  rehearsal->edition = zb_package_ref ((ZbPackage *)edition);
  zb_catalogue_add (all, rehearsal->edition);
  rehearsal->rulebook = zb_rulebook_new (all);
  rehearsal->units = g_ptr_array_new_with_free_func (unit_free);
  rehearsal->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  rehearsal->ruleset = zb_rulebook_get (rehearsal->rulebook, edition, error);
  return rehearsal->ruleset != NULL ? g_steal_pointer (&rehearsal) : NULL;
}

void
zb_rehearsal_free (ZbRehearsal *rehearsal)
{
  g_hash_table_unref (rehearsal->by_code);
  g_ptr_array_unref (rehearsal->units);
  zb_rulebook_free (rehearsal->rulebook);
  zb_package_unref (rehearsal->edition);
  g_free (rehearsal->parameters);
  g_free (rehearsal);
}

void
zb_rehearsal_set_parameters (ZbRehearsal *rehearsal, const char *text)
{
  g_free (rehearsal->parameters);
  rehearsal->parameters = g_strdup (text);
}

static Unit *
find_unit (ZbRehearsal *rehearsal, const char *code)
{
  Unit *unit = g_hash_table_lookup (rehearsal->by_code, code);

  if (unit != NULL)
    return unit;
  unit = g_new0 (Unit, 1);
  unit->code = g_strdup (code);
  unit->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  unit->reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_ptr_array_add (rehearsal->units, unit);
  g_hash_table_insert (rehearsal->by_code, unit->code, unit);
  return unit;
}

void
zb_rehearsal_set_attribute (ZbRehearsal *rehearsal,
                            const char *unit,
                            const char *name,
                            const char *value)
{
  g_hash_table_replace (find_unit (rehearsal, unit)->attributes, g_strdup (name), g_strdup (value));
}

void
zb_rehearsal_add_report (ZbRehearsal *rehearsal, ZbReport *report)
{
  g_ptr_array_add (find_unit (rehearsal, zb_report_unit (report))->reports, zb_report_ref (report));
}

static const char *
attribute (const Unit *unit, const char *name)
{
  const char *value = g_hash_table_lookup (unit->attributes, name);

  return value != NULL ? value : "";
}

/* The managing zone if there is one, else the district. */
static const char *
area_of (const Unit *unit)
{
  const char *zone = attribute (unit, "zone");

  return *zone != '\0' ? zone : attribute (unit, "area");
}

/* (transfer full) @report in the new edition's rows. */
static ZbReport *
carry (const ZbRehearsal *rehearsal, const ZbReport *report)
{
  ZbForm *form = zb_package_form (rehearsal->edition);
  const ZbForm *old = zb_report_form (report);
  g_autoptr (ZbRevisionMap) same = NULL;
  const ZbRevisionMap *map = form->map;

  if (map == NULL || strcmp (map->from, old->edition) != 0)
    map = same = zb_revision_map_by_ids (old, form);
  return zb_revision_carry (map, FALSE, report, form, zb_package_digest (rehearsal->edition));
}

/* What the unit's rules look at; with @carried, its reports of the form in the new edition's rows.
 */
static ZbMemoryContext *
open_context (const ZbRehearsal *rehearsal, const Unit *unit, gboolean carried, GError **error)
{
  g_autoptr (ZbMemoryContext) context =
      zb_memory_context_new (zb_rulebook_catalogue (rehearsal->rulebook));
  const char *form = zb_package_form (rehearsal->edition)->id, *text = rehearsal->parameters;
  GHashTableIter iter;
  gpointer name, value;

  if (text != NULL) {
    ZbParameters *parameters = zb_parameters_read ("parameters", text, strlen (text), error);

    if (parameters == NULL)
      return NULL;
    zb_memory_context_take_parameters (context, parameters);
  }
  g_hash_table_iter_init (&iter, unit->attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    zb_memory_context_set_attribute (context, name, value);
  for (guint i = 0; i < unit->reports->len; i++) {
    ZbReport *report = unit->reports->pdata[i];

    if (carried && strcmp (zb_report_form (report)->id, form) == 0) {
      g_autoptr (ZbReport) copy = carry (rehearsal, report);
      zb_memory_context_add_report (context, copy);
    } else {
      zb_memory_context_add_report (context, report);
    }
  }
  return g_steal_pointer (&context);
}

static guint
rule_index (const ZbRuleset *ruleset, const char *name)
{
  for (guint i = 0; i < zb_ruleset_n_rules (ruleset); i++)
    if (strcmp (zb_ruleset_rule (ruleset, i).name, name) == 0)
      return i;
  return G_MAXUINT;
}

/* Whether the report would be stopped by the rules that it was made for. */
static gboolean
is_stopped_today (
    const Tally *tally, const Unit *unit, ZbReport *report, gboolean *ret_stopped, GError **error)
{
  ZbRulebook *rulebook = tally->rehearsal->rulebook;
  const ZbForm *form = zb_report_form (report);
  ZbPackage *package = zb_catalogue_find_edition (zb_rulebook_catalogue (rulebook), form->id,
                                                  form->edition, form->revision, error);
  ZbRuleset *ruleset = package != NULL ? zb_rulebook_get (rulebook, package, error) : NULL;
  g_autoptr (ZbMemoryContext) context =
      ruleset != NULL ? open_context (tally->rehearsal, unit, FALSE, error) : NULL;

  if (context == NULL)
    return FALSE;
  g_autoptr (ZbCheck) check =
      zb_check_new (ruleset, report, zb_memory_context_get (context), ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  *ret_stopped = zb_check_verdict (check).hard > 0;
  return TRUE;
}

/* Notes that a rule stops the unit, each rule once. */
static void
note_stop (Count *count, GArray *rules, guint rule, const Unit *unit)
{
  for (guint i = 0; i < rules->len; i++)
    if (g_array_index (rules, guint, i) == rule)
      return;
  g_array_append_val (rules, rule);
  count->stopped++;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (count->areas, area_of (unit)));
  g_hash_table_replace (count->areas, g_strdup (area_of (unit)), GUINT_TO_POINTER (n + 1));
}

/* The findings of one check by rule; those of the form itself stop under the index behind the last.
 */
static GArray *
count_findings (const Tally *tally, const ZbCheck *check, const Unit *unit)
{
  const ZbRuleset *ruleset = tally->rehearsal->ruleset;
  const GPtrArray *findings = zb_check_findings (check);
  guint n_rules = zb_ruleset_n_rules (ruleset);
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *counted = g_new0 (gboolean, n_rules + 1);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    guint rule = MIN (rule_index (ruleset, finding->rule), n_rules);

    tally->counts[rule].findings++;
    tally->counts[rule].units += !counted[rule];
    counted[rule] = TRUE;
    if (finding->severity == ZB_SEVERITY_HARD)
      note_stop (&tally->counts[rule], stops, rule, unit);
  }
  for (guint i = 0; i < n_rules; i++)
    tally->counts[i].not_evaluable += zb_check_rule_has (check, i, ZB_OUTCOME_NOT_EVALUABLE);
  return stops;
}

static AreaCount *
find_area (const Tally *tally, const char *code)
{
  AreaCount *area = g_hash_table_lookup (tally->areas, code);

  if (area == NULL) {
    area = g_new0 (AreaCount, 1);
    g_hash_table_insert (tally->areas, g_strdup (code), area);
  }
  return area;
}

static gboolean
rehearse_report (Tally *tally, const Unit *unit, ZbReport *report, GError **error)
{
  g_autoptr (ZbMemoryContext) context = open_context (tally->rehearsal, unit, TRUE, error);
  g_autoptr (ZbReport) carried = context != NULL ? carry (tally->rehearsal, report) : NULL;
  AreaCount *area = find_area (tally, area_of (unit));
  gboolean today = FALSE;

  if (context == NULL || !is_stopped_today (tally, unit, report, &today, error))
    return FALSE;
  g_autoptr (ZbCheck) check = zb_check_new (
      tally->rehearsal->ruleset, carried, zb_memory_context_get (context), ZB_CHECK_COMPUTE, TRUE);
  zb_check_run (check);
  ZbVerdict verdict = zb_check_verdict (check);
  Stop stop = {unit, !today, count_findings (tally, check, unit)};
  gboolean stops = verdict.hard > 0;

  tally->reports++;
  area->reports++;
  tally->stopped += stops;
  area->stopped += stops;
  tally->newly += stops && !today;
  area->newly += stops && !today;
  tally->freed += today && !stops;
  tally->explain += !stops && verdict.quasi + verdict.soft > 0;
  if (stops)
    g_array_append_val (tally->stops, stop);
  else
    g_array_unref (stop.rules);
  return TRUE;
}

static gboolean
rehearse_unit (Tally *tally, const Unit *unit, GError **error)
{
  const char *form = zb_package_form (tally->rehearsal->edition)->id;

  for (guint i = 0; i < unit->reports->len; i++) {
    ZbReport *report = unit->reports->pdata[i];

    if (strcmp (zb_report_form (report)->id, form) == 0 &&
        zb_period_equal (zb_report_period (report), tally->period) &&
        !rehearse_report (tally, unit, report, error))
      return FALSE;
  }
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
form_rule (const Tally *tally)
{
  return g_strconcat (zb_package_form (tally->rehearsal->edition)->id, "#form", NULL);
}

static void
write_rules (ZbJsonWriter *json, const Tally *tally)
{
  const ZbRuleset *ruleset = tally->rehearsal->ruleset;
  guint n_rules = zb_ruleset_n_rules (ruleset);
  g_autofree char *own = form_rule (tally);

  zb_json_writer_begin_array (json, "rules");
  for (guint i = 0; i < n_rules; i++) {
    ZbRuleInfo rule = zb_ruleset_rule (ruleset, i);

    write_rule (json, rule.name, rule.severity, &tally->counts[i]);
  }
  if (tally->counts[n_rules].findings > 0)
    write_rule (json, own, ZB_SEVERITY_HARD, &tally->counts[n_rules]);
  zb_json_writer_end_array (json);
}

static void
write_areas (ZbJsonWriter *json, const Tally *tally)
{
  g_autoptr (GList) areas = sorted_keys (tally->areas);

  zb_json_writer_begin_array (json, "areas");
  for (GList *item = areas; item != NULL; item = item->next) {
    const AreaCount *area = find_area (tally, item->data);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "area", item->data);
    write_name (json, zb_rulebook_catalogue (tally->rehearsal->rulebook), item->data);
    zb_json_writer_integer (json, "reports", area->reports);
    zb_json_writer_integer (json, "stopped", area->stopped);
    zb_json_writer_integer (json, "newly", area->newly);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_units (ZbJsonWriter *json, const Tally *tally)
{
  const ZbRuleset *ruleset = tally->rehearsal->ruleset;
  g_autofree char *own = form_rule (tally);

  zb_json_writer_begin_array (json, "units");
  for (guint i = 0; i < tally->stops->len; i++) {
    const Stop *stop = &g_array_index (tally->stops, Stop, i);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "unit", stop->unit->code);
    zb_json_writer_string (json, "name", attribute (stop->unit, "name"));
    zb_json_writer_string (json, "area", area_of (stop->unit));
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

static char *
write_tally (const Tally *tally, gint64 micros)
{
  const ZbForm *form = zb_package_form (tally->rehearsal->edition);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  char period[ZB_PERIOD_TEXT_SIZE];

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", form->id);
  zb_json_writer_string (json, "edition", form->edition);
  zb_json_writer_string (json, "period", zb_period_format (tally->period, period));
  zb_json_writer_integer (json, "reports", tally->reports);
  zb_json_writer_integer (json, "other_editions", 0);
  zb_json_writer_integer (json, "stopped", tally->stopped);
  zb_json_writer_integer (json, "newly", tally->newly);
  zb_json_writer_integer (json, "freed", tally->freed);
  zb_json_writer_integer (json, "explain", tally->explain);
  zb_json_writer_integer (json, "milliseconds", micros / 1000);
  write_rules (json, tally);
  write_areas (json, tally);
  write_units (json, tally);
  zb_json_writer_end_object (json);
  return zb_json_writer_finish (json);
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Unit *const *)a)->code, (*(Unit *const *)b)->code);
}

static void
clear_stop (gpointer data)
{
  g_array_unref (((Stop *)data)->rules);
}

char *
zb_rehearsal_run (ZbRehearsal *rehearsal, ZbPeriod period, GError **error)
{
  guint n_counts = zb_ruleset_n_rules (rehearsal->ruleset) + 1;
  g_autoptr (GHashTable) areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GArray) stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  g_autofree Count *counts = g_new0 (Count, n_counts);
  Tally tally = {
      .rehearsal = rehearsal, .period = period, .counts = counts, .areas = areas, .stops = stops};
  gint64 begun = g_get_monotonic_time ();
  gboolean done = TRUE;
  char *answer;

  g_array_set_clear_func (stops, clear_stop);
  for (guint i = 0; i < n_counts; i++)
    counts[i].areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_sort (rehearsal->units, compare_units);
  for (guint i = 0; done && i < rehearsal->units->len; i++)
    done = rehearse_unit (&tally, rehearsal->units->pdata[i], error);
  answer = done ? write_tally (&tally, g_get_monotonic_time () - begun) : NULL;
  for (guint i = 0; i < n_counts; i++)
    g_hash_table_unref (counts[i].areas);
  return answer;
}
