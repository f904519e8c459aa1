/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/words.h"
#include "server/export/group-name.h"
#include "server/intake/intake.h"
#include "server/recheck/trial.h"
#include "validators/language/diagnostic.h"
#include "validators/finding.h"

/* Threads that one request may take. */
#define MAX_THREADS 8
/* Stopped units that are named; all are counted. */
#define MAX_UNITS 1000
/* Errors of a file of rules that are told. */
#define MAX_DIAGNOSTICS 20

static gboolean
sees (gpointer data, const char *district, const char *zone)
{
  return zb_grant_reaches (data, district, zone);
}

/* Whom a rule stops, area by area. */
static void
write_rule_areas (ZbJsonWriter *json, const ZbTrial *trial, guint rule)
{
  zb_json_writer_begin_array (json, "areas");
  for (guint i = 0; i < trial->areas->len; i++) {
    const ZbTrialArea *area = g_ptr_array_index (trial->areas, i);

    if (area->by_rule[rule] == 0)
      continue;
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "area", area->area);
    zb_json_writer_integer (json, "stopped", area->by_rule[rule]);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_rules (ZbJsonWriter *json, const ZbTrial *trial)
{
  zb_json_writer_begin_array (json, "rules");
  for (guint i = 0; i < trial->rules->len; i++) {
    const ZbTrialRule *rule = &g_array_index (trial->rules, ZbTrialRule, i);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "rule", rule->name);
    zb_json_writer_string (json, "severity", zb_severity_to_string (rule->severity));
    zb_json_writer_integer (json, "units", rule->units);
    zb_json_writer_integer (json, "stopped", rule->stopped);
    zb_json_writer_integer (json, "findings", rule->findings);
    zb_json_writer_integer (json, "not_evaluable", rule->not_evaluable);
    zb_json_writer_boolean (json, "in_columns", rule->in_lanes);
    write_rule_areas (json, trial, i);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_areas (ZbJsonWriter *json, const ZbTrial *trial, const ZbCatalogue *catalogue)
{
  zb_json_writer_begin_array (json, "areas");
  for (guint i = 0; i < trial->areas->len; i++) {
    const ZbTrialArea *area = g_ptr_array_index (trial->areas, i);
    ZbText name = zb_group_name (catalogue, ZB_BY_DISTRICT, area->area);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "area", area->area);
    zb_words_text (json, "name", &name);
    zb_text_clear (&name);
    zb_json_writer_integer (json, "reports", area->reports);
    zb_json_writer_integer (json, "stopped", area->stopped);
    zb_json_writer_integer (json, "newly", area->newly);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_units (ZbJsonWriter *json, const ZbTrial *trial)
{
  zb_json_writer_begin_array (json, "units");
  for (guint i = 0; i < MIN (trial->units->len, MAX_UNITS); i++) {
    const ZbTrialUnit *unit = g_ptr_array_index (trial->units, i);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "unit", unit->code);
    zb_json_writer_string (json, "name", unit->name);
    zb_json_writer_string (json, "area", unit->area);
    zb_json_writer_boolean (json, "newly", unit->is_new);
    zb_json_writer_begin_array (json, "rules");
    for (guint j = 0; j < unit->rules->len; j++)
      zb_json_writer_string (json, NULL, g_ptr_array_index (unit->rules, j));
    zb_json_writer_end_array (json);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
answer_trial (ZbCall *call, const ZbTrial *trial, const char *period, gint64 micros)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", trial->form->id);
  zb_json_writer_string (json, "edition", trial->form->edition);
  zb_json_writer_string (json, "period", period);
  zb_json_writer_integer (json, "reports", trial->reports);
  zb_json_writer_integer (json, "other_editions", trial->other_editions);
  zb_json_writer_integer (json, "stopped", trial->stopped);
  zb_json_writer_integer (json, "newly", trial->newly);
  zb_json_writer_integer (json, "freed", trial->freed);
  zb_json_writer_integer (json, "explain", trial->explain);
  zb_json_writer_integer (json, "milliseconds", micros / 1000);
  write_rules (json, trial);
  write_areas (json, trial, zb_rulebook_catalogue (call->service->rulebook));
  write_units (json, trial);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

/* Takes @error, which the author of the rules may have caused: then it is told what the compiler
 * says of them. */
static void
fail (ZbCall *call, const GPtrArray *diagnostics, GError *error)
{
  g_autoptr (GString) en = g_string_new (NULL);
  g_autoptr (GString) zh = g_string_new (NULL);

  for (guint i = 0, n = 0; i < diagnostics->len && n < MAX_DIAGNOSTICS; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
    g_autofree char *text = zb_diagnostic_to_text (diagnostic, "en");
    g_autofree char *text_zh = zb_diagnostic_to_text (diagnostic, "zh");

    if (!diagnostic->is_error)
      continue;
    g_string_append_printf (en, "%s%s", n == 0 ? "" : "\n", text);
    g_string_append_printf (zh, "%s%s", n == 0 ? "" : "\n", text_zh);
    n++;
  }
  if (en->len == 0) {
    zb_call_fail_error (call, error);
    return;
  }
  zb_call_fail_in_words (call, "bad-rules", &(ZbText){.zh = zh->str, .en = en->str});
  g_error_free (error);
}

/* What was asked for with the path. */
typedef struct {
  const char *form, *period, *tenant;
  const char *rules, *source; /* (nullable) */
} Asked;

/* The form asked for must be one of the caller's own system. */
static gboolean
read_form (ZbCall *call, ZbTrialQuestion *question, const char *period, const char *tenant)
{
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  GError *error = NULL;
  ZbPackage *package = NULL;

  if (zb_period_parse (period, &question->period, &error))
    package = zb_catalogue_find (catalogue, question->form, question->period, &error);
  if (!package) {
    zb_call_fail_error (call, error);
    return FALSE;
  }
  if (g_strcmp0 (zb_package_form (package)->system, tenant) == 0)
    return TRUE;
  zb_call_fail (call, "not-found", question->form);
  return FALSE;
}

static void
run (ZbCall *call, const Asked *asked)
{
  ZbGrant grant;
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  ZbTrialQuestion question = {.desk = zb_intake_desk (call->service->intake),
                              .folder = call->service->columns,
                              .form = asked->form,
                              .rules = asked->rules,
                              .source = asked->source,
                              .diagnostics = diagnostics,
                              .memory = call->service->trials,
                              .threads = zb_call_limit (call, 1, MAX_THREADS),
                              .sees = sees,
                              .data = &grant};
  GError *error = NULL;
  gint64 begun = g_get_monotonic_time ();

  if (!zb_call_grant (call, asked->tenant, &grant) ||
      !read_form (call, &question, asked->period, asked->tenant))
    return;
  g_autoptr (ZbTrial) trial = zb_trial_run (&question, &error);
  if (!trial) {
    fail (call, diagnostics, error);
    return;
  }
  answer_trial (call, trial, asked->period, g_get_monotonic_time () - begun);
}

void
zb_handle_recheck (ZbCall *call)
{
  const char *tenant = zb_call_require_query (call, "tenant");

  if (tenant)
    run (call, &(Asked){.form = call->parts[0], .period = call->parts[1], .tenant = tenant});
}

void
zb_handle_recheck_trial (ZbCall *call)
{
  const char *tenant = zb_call_require_query (call, "tenant");
  g_autoptr (ZbJson) body = tenant ? zb_call_read_json (call) : NULL;

  if (!body)
    return;
  if (!zb_json_get_string (body, "rules"))
    zb_call_fail (call, "missing-argument", "rules");
  else
    run (call, &(Asked){.form = call->parts[0],
                        .period = call->parts[1],
                        .tenant = tenant,
                        .rules = zb_json_get_string (body, "rules"),
                        .source = zb_json_get_string (body, "name")});
}
