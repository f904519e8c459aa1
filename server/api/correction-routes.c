/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/calendar.h"
#include "forms/form-set.h"
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/register/register.h"
#include "server/review/touch.h"
#include "server/store/correction.h"

#include <string.h>

#define PAGE 100
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

/* Commits in the caller's name. FALSE after answering. */
static gboolean
commit (ZbCall *call, ZbAct *act, ZbActResult *ret_result)
{
  GError *error = NULL;

  act->time = call->now;
  act->who = call->identity.name;
  if (!zb_call_key (call, &act->key))
    return FALSE;
  if (zb_store_commit_one (call->service->store, act, ret_result, &error))
    return TRUE;
  zb_call_fail_error (call, error);
  return FALSE;
}

static void
write_request (ZbJsonWriter *json,
               const ZbCorrectionRequest *request,
               const ZbUnit *unit,
               gint64 now)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", request->id);
  zb_json_writer_string (json, "tenant", request->tenant);
  zb_json_writer_string (json, "form", request->form);
  zb_json_writer_string (json, "period", request->period);
  zb_json_writer_string (json, "unit", unit ? unit->code : NULL);
  zb_json_writer_string (json, "name", unit ? zb_unit_attribute (unit, "name") : NULL);
  zb_json_writer_integer (json, "report", request->version);
  zb_json_writer_string (json, "reason", request->reason);
  zb_call_write_time (json, "time", request->time);
  zb_json_writer_string (json, "state", zb_correction_request_state (request, now));
  zb_call_write_time (json, "until", request->until);
  zb_json_writer_string (json, "answer", request->answer);
  zb_json_writer_string (json, "answered_by", request->answered_by);
  zb_json_writer_string (json, "carrier", request->carrier);
  zb_json_writer_end_object (json);
}

static gboolean
write_requests (ZbCall *call, ZbJsonWriter *json, const GPtrArray *requests, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);

  zb_json_writer_begin_array (json, "corrections");
  for (guint i = 0; i < requests->len; i++) {
    const ZbCorrectionRequest *request = requests->pdata[i];
    g_autoptr (ZbUnit) unit =
        zb_store_read_unit_by_id (call->service->store, request->unit, day, error);

    if (!unit)
      return FALSE;
    write_request (json, request, unit, call->now);
  }
  zb_json_writer_end_array (json);
  return TRUE;
}

static void
answer_requests (ZbCall *call, const ZbCorrectionQuery *query)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) requests =
      zb_store_list_correction_requests (call->service->store, query, &error);
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  if (!requests || !write_requests (call, json, requests, &error)) {
    zb_json_writer_free (json);
    zb_call_fail_error (call, error);
    return;
  }
  if (requests->len > 0)
    zb_words_next (json, requests->len, query->limit,
                   ((const ZbCorrectionRequest *)requests->pdata[requests->len - 1])->id);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

void
zb_handle_corrections (ZbCall *call)
{
  const char *tenant = zb_request_query (call->request, "tenant");
  ZbCorrectionQuery query = {.tenant = tenant,
                             .limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE)};
  g_autofree const char **areas = NULL;
  ZbGrant grant;

  if (!zb_call_after (call, "cursor", &query.after))
    return;
  query.waiting = g_strcmp0 (zb_request_query (call->request, "state"), "asked") == 0;
  if (call->identity.kind == ZB_KIND_ENTERPRISE) {
    g_autoptr (ZbUnit) unit = zb_reach_unit (call, tenant, NULL);
    if (!unit)
      return;
    query.unit = unit->id;
  } else if (!zb_call_require_query (call, "tenant") || !zb_call_grant (call, tenant, &grant)) {
    return;
  } else {
    query.areas = areas = zb_reach_areas (&grant);
  }
  answer_requests (call, &query);
}

/* The accepted report that @request is about; FALSE after answering why none can be corrected so.
 */
static gboolean
find_report (ZbCall *call, ZbPackage *package, ZbCorrectionRequest *request)
{
  const ZbForm *form = zb_package_form (package);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbObligation) obligation = zb_store_read_obligation (
      call->service->store, form->system, form->id, request->period, request->unit, &error);

  if (!obligation || !obligation->accepted) {
    zb_call_fail (call, "wrong-state", "only what was accepted needs a permit to be corrected");
    return FALSE;
  }
  request->version = obligation->accepted;
  request->note = form->filing.correction == ZB_CORRECTION_NOTE;
  return TRUE;
}

static void
ask (ZbCall *call, ZbCorrectionRequest *request)
{
  ZbAct act = {.kind = ZB_ACT_CORRECTION_REQUEST, .what = request};
  ZbActResult result = {0};

  if (!commit (call, &act, &result))
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", result.id);
  zb_json_writer_string (json, "state", request->note ? "noted" : "asked");
  zb_json_writer_end_object (json);
  zb_act_result_clear (&result);
  zb_call_answer_json (call, 201, json);
}

/* {"form", "period", "unit" (agents), "reason"} */
void
zb_handle_correction (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  const char *form = json ? zb_json_get_string (json, "form") : NULL;
  ZbCorrectionRequest request = {0};
  g_autoptr (ZbUnit) unit = NULL;
  GError *error = NULL;
  ZbPeriod period;

  if (!json)
    return;
  request.period = (char *)zb_json_get_string (json, "period");
  request.reason = (char *)zb_json_get_string (json, "reason");
  if (!form || !request.period || !request.reason || !*request.reason) {
    zb_call_fail (call, "missing-argument", "form, period, reason");
    return;
  }
  ZbPackage *package = zb_period_parse (request.period, &period, &error)
                           ? zb_catalogue_find (catalogue, form, period, &error)
                           : NULL;
  if (!package) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbPackage *head = zb_form_set_head (catalogue, zb_package_form (package)->id, period);
  const ZbForm *asked = zb_package_form (head ? head : package);
  request.tenant = asked->system;
  request.form = asked->id;
  unit = zb_reach_unit (call, request.tenant, request.period);
  if (!unit)
    return;
  request.unit = unit->id;
  if (find_report (call, head ? head : package, &request))
    ask (call, &request);
}

/* The request of the route, if the caller has a say in it; NULL after answering. */
static ZbCorrectionRequest *
find_request (ZbCall *call)
{
  g_autoptr (ZbCorrectionRequest) request = NULL;
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (ZbUnit) unit = NULL;
  GError *error = NULL;
  ZbGrant grant;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  request = zb_store_read_correction_request (call->service->store, id, &error);
  if (request)
    unit = zb_store_read_unit_by_id (call->service->store, request->unit, day, &error);
  if (!unit)
    zb_call_fail_error (call, error);
  else if (!zb_grant_for (&grant, &call->identity, call->roles, request->tenant) ||
           !zb_grant_reaches (&grant, zb_unit_attribute (unit, "area"),
                              zb_unit_attribute (unit, "zone")))
    zb_call_fail (call, "not-found", call->parts[0]);
  else
    return g_steal_pointer (&request);
  return NULL;
}

/* How long a grant holds if the bureau names no time: as many days as the form says. */
static gint64
default_until (ZbCall *call, const ZbCorrectionRequest *request)
{
  ZbPeriod period;
  ZbPackage *package = zb_period_parse (request->period, &period, NULL)
                           ? zb_catalogue_find (zb_rulebook_catalogue (call->service->rulebook),
                                                request->form, period, NULL)
                           : NULL;
  guint days = package ? zb_package_form (package)->filing.correction_days : 1;

  return call->now + MAX (days, 1) * DAY;
}

static void
commit_answer (ZbCall *call, const ZbCorrectionRequest *request, const ZbCorrectionAnswer *answer)
{
  g_autofree char *until_zh = zb_time_to_words (answer->until, "zh", TRUE);
  g_autofree char *until_en = zb_time_to_words (answer->until, "en", TRUE);
  const char *words = answer->answer ? answer->answer : "";
  g_autofree char *zh =
      answer->until
          ? g_strdup_printf ("%s %s：准予更正，%s 前报送一次。%s", request->form, request->period,
                             until_zh, words)
          : g_strdup_printf ("%s %s：不予更正。%s", request->form, request->period, words);
  g_autofree char *en = answer->until
                            ? g_strdup_printf ("%s %s: you may correct it once, until %s. %s",
                                               request->form, request->period, until_en, words)
                            : g_strdup_printf ("%s %s: no permit to correct it. %s", request->form,
                                               request->period, words);
  const ZbActNotice notice = {.unit = request->unit,
                              .kind = answer->until ? "correction-granted" : "correction-refused",
                              .text_zh = zh,
                              .text_en = g_strchomp (en),
                              .receipt = -1,
                              .tenant = request->tenant,
                              .form = request->form,
                              .period = request->period};
  ZbAct act = {
      .kind = ZB_ACT_CORRECTION_ANSWER, .what = answer, .notices = &notice, .n_notices = 1};
  ZbActResult result = {0};

  if (!commit (call, &act, &result))
    return;
  zb_act_result_clear (&result);
  zb_call_answer_empty (call, 204, NULL);
}

/* {"grant": true, "until" (by default as the form says), "reason"} */
void
zb_handle_correction_answer (ZbCall *call)
{
  g_autoptr (ZbCorrectionRequest) request = find_request (call);
  g_autoptr (ZbJson) json = request ? zb_call_read_json (call) : NULL;
  ZbCorrectionAnswer answer = {0};
  GError *error = NULL;

  if (!json)
    return;
  gboolean granted = zb_json_boolean (zb_json_get (json, "grant"), FALSE);
  const char *until = zb_json_get_string (json, "until");
  answer =
      (ZbCorrectionAnswer){.request = request->id, .answer = zb_json_get_string (json, "reason")};
  if (granted && until && !zb_time_parse (until, &answer.until, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  if (granted && !until)
    answer.until = default_until (call, request);
  if (granted ? answer.until <= call->now : !answer.answer || !*answer.answer) {
    zb_call_fail (call, "bad-argument", granted ? "until lies in the past" : "reason");
    return;
  }
  commit_answer (call, request, &answer);
}

static void
write_touched (ZbJsonWriter *json, const ZbTouch *touch, const char *period)
{
  zb_json_writer_begin_array (json, "reports");
  for (guint i = 0; i < touch->reports->len; i++) {
    const ZbTouchedReport *report = touch->reports->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "form", report->form);
    zb_json_writer_string (json, "period", report->period);
    zb_json_writer_string (json, "state", zb_review_state_to_string (report->state));
    zb_json_writer_integer (json, "report", report->version);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_begin_array (json, "totals");
  for (guint i = 0; i < touch->totals->len; i++) {
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "form", touch->totals->pdata[i]);
    zb_json_writer_string (json, "period", period);
    zb_json_writer_string (json, "district", touch->key.district);
    zb_json_writer_string (json, "zone", touch->key.zone);
    zb_json_writer_string (json, "industry", touch->key.industry);
    zb_json_writer_string (json, "size", touch->key.size);
    zb_json_writer_string (json, "registration", touch->key.registration);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

void
zb_handle_report_touched (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbVersion) version = zb_reach_version (call, NULL);
  g_autoptr (ZbTouch) touch = NULL;

  if (!version)
    return;
  touch = zb_touch_read (call->service->store, call->service->rulebook, version, &error);
  if (!touch) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  write_touched (json, touch, version->period);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}
