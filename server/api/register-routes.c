/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/mandate-words.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/register/import.h"
#include "server/register/register.h"

#include <string.h>

#define MAX_UNITS 500

static void
write_unit (ZbJsonWriter *json, const ZbUnit *unit)
{
  g_autoptr (GList) names =
      g_list_sort (g_hash_table_get_keys (unit->attributes), (GCompareFunc)strcmp);

  zb_json_writer_string (json, "unit", unit->code);
  zb_json_writer_begin_object (json, "attributes");
  for (GList *name = names; name; name = name->next)
    zb_json_writer_string (json, name->data, g_hash_table_lookup (unit->attributes, name->data));
  zb_json_writer_end_object (json);
}

void
zb_handle_register_list (ZbCall *call)
{
  guint limit = zb_call_limit (call, MAX_UNITS, MAX_UNITS);
  g_autofree char *day = zb_register_day_at (call->now);
  GError *error = NULL;
  gint64 after;

  if (!zb_call_after (call, "cursor", &after))
    return;
  g_autoptr (GPtrArray) units =
      zb_store_list_units (call->service->store, zb_request_query (call->request, "q"),
                           zb_request_query (call->request, "area"), day, after, limit, &error);
  if (!units) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "units");
  for (guint i = 0; i < units->len; i++) {
    if (!zb_reach_anywhere (call, units->pdata[i]))
      continue;
    zb_json_writer_begin_object (json, NULL);
    write_unit (json, units->pdata[i]);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  if (units->len > 0)
    zb_words_next (json, units->len, limit, ((ZbUnit *)units->pdata[units->len - 1])->id);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

static void
write_history (ZbJsonWriter *json, const GPtrArray *history)
{
  zb_json_writer_begin_array (json, "history");
  for (guint i = 0; i < history->len; i++) {
    const ZbUnitHistory *line = history->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "name", line->name);
    zb_json_writer_string (json, "value", line->value);
    zb_json_writer_string (json, "day", line->day);
    zb_call_write_time (json, "time", line->time);
    zb_json_writer_string (json, "who", line->who);
    zb_json_writer_string (json, "reason", line->reason);
    zb_json_writer_boolean (json, "replaced", line->replaced);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

void
zb_handle_register_unit (ZbCall *call)
{
  g_autofree char *day = zb_register_day_at (call->now);
  GError *error = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (call->service->store, call->parts[0], day, &error);
  g_autoptr (GPtrArray) history =
      unit ? zb_store_list_unit_history (call->service->store, unit->id, &error) : NULL;

  if (!history) {
    zb_call_fail_error (call, error);
    return;
  }
  if (!zb_reach_anywhere (call, unit)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  write_unit (json, unit);
  write_history (json, history);
  if (!zb_words_mandates (json, call->service->store, unit, NULL, NULL, &error)) {
    zb_json_writer_free (json);
    zb_call_fail_error (call, error);
    return;
  }
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

static void
answer_import (ZbCall *call, const ZbImportReport *report)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "added", report->added);
  zb_json_writer_integer (json, "changed", report->changed);
  zb_json_writer_integer (json, "unchanged", report->unchanged);
  zb_json_writer_begin_array (json, "errors");
  for (guint i = 0; i < report->errors->len; i++) {
    const ZbImportError *wrong = report->errors->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_integer (json, "line", wrong->line);
    zb_json_writer_string (json, "column", wrong->column);
    zb_json_writer_string (json, "text", wrong->text);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

void
zb_handle_register_import (ZbCall *call)
{
  const char *dry_run = zb_request_query (call->request, "dry-run");
  const char *day = zb_request_query (call->request, "day");
  g_autofree char *today = zb_register_day_at (call->now);
  ZbImportOptions options = {
      .day = day ? day : today,
      .time = call->now,
      .who = call->identity.name,
      .reason = "import",
      .dry_run = dry_run && strcmp (dry_run, "0") != 0,
  };
  GError *error = NULL;
  const ZbActKey *key = NULL;

  if (day && !zb_register_day_is_valid (day)) {
    zb_call_fail (call, "bad-argument", "day");
    return;
  }
  if (!zb_call_key (call, &key))
    return;
  /* Another day makes another request of the same table. */
  g_autofree char *request = key ? g_strconcat (key->request, " ", day, NULL) : NULL;
  ZbActKey bound = key ? (ZbActKey){key->who, key->key, request} : (ZbActKey){0};
  options.key = key ? &bound : NULL;
  g_autoptr (ZbImportReport) report =
      zb_register_import (call->service->store, zb_rulebook_catalogue (call->service->rulebook),
                          "register.csv", call->request->body, &options, &error);
  if (report)
    answer_import (call, report);
  else
    zb_call_fail_error (call, error);
}
