/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/export/group-name.h"
#include "server/review/progress.h"

static void
write_row (ZbJsonWriter *json, const ZbProgressRow *row, const ZbCatalogue *catalogue)
{
  ZbText name = zb_group_name (catalogue, *row->key ? ZB_BY_DISTRICT : ZB_BY_TOTAL, row->key);
  g_autofree char *response = zb_progress_rate (row->due - row->missing, row->due);
  g_autofree char *punctuality = zb_progress_rate (row->sent - row->late, row->due);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "key", row->key);
  zb_words_text (json, "name", &name);
  zb_json_writer_integer (json, "due", row->due);
  zb_json_writer_integer (json, "exempt", row->exempt);
  zb_json_writer_integer (json, "sent", row->sent);
  zb_json_writer_integer (json, "late", row->late);
  zb_json_writer_integer (json, "submitted", row->submitted);
  zb_json_writer_integer (json, "passed", row->passed);
  zb_json_writer_integer (json, "returned", row->returned);
  zb_json_writer_integer (json, "accepted", row->accepted);
  zb_json_writer_integer (json, "missing", row->missing);
  zb_json_writer_string (json, "response_rate", response);
  zb_json_writer_string (json, "punctuality_rate", punctuality);
  zb_json_writer_end_object (json);
  zb_text_clear (&name);
}

static void
write_missing (ZbJsonWriter *json, const GPtrArray *missing)
{
  zb_json_writer_begin_array (json, "missing_units");
  for (guint i = 0; i < missing->len; i++) {
    const ZbObligation *obligation = missing->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "unit", obligation->code);
    zb_json_writer_string (json, "name", obligation->name);
    zb_json_writer_string (json, "district", obligation->district);
    zb_json_writer_string (json, "zone", obligation->zone);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
answer_progress (ZbCall *call, const ZbProgress *progress)
{
  ZbJsonWriter *json = zb_json_writer_new ();
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "groups");
  for (guint i = 0; i < progress->rows->len; i++)
    write_row (json, &g_array_index (progress->rows, ZbProgressRow, i), catalogue);
  zb_json_writer_end_array (json);
  write_missing (json, progress->missing);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

void
zb_handle_progress (ZbCall *call)
{
  const char *by_text = zb_request_query (call->request, "by");
  ZbObligationQuery query = {.tenant = zb_call_require_query (call, "tenant")};
  ZbProgressBy by;
  ZbGrant grant;
  GError *error = NULL;

  if (!query.tenant)
    return;
  query.form = zb_call_require_query (call, "form");
  query.period = query.form ? zb_call_require_query (call, "period") : NULL;
  if (!query.period || !zb_call_grant (call, query.tenant, &grant))
    return;
  if (!zb_progress_by_parse (by_text ? by_text : "total", &by, &error)) {
    zb_call_fail (call, "bad-argument", error->message);
    g_error_free (error);
    return;
  }
  g_autofree const char **areas = zb_reach_areas (&grant);
  query.areas = areas;
  g_autoptr (ZbProgress) progress = zb_progress_read (call->service->store, &query, by, &error);
  if (progress)
    answer_progress (call, progress);
  else
    zb_call_fail_error (call, error);
}
