/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "server/api/handlers.h"
#include "server/api/message-reach.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/intake/intake.h"
#include "server/intake/suspicion.h"
#include "server/intake/window.h"
#include "server/store/correction.h"
#include "server/store/decision.h"
#include "server/store/tenant.h"

#include <string.h>

#define MAX_QUEUE 200

static const struct {
  const char *name;
  guint states;
} queue_states[] = {
    {"submitted", 1u << ZB_REVIEW_SUBMITTED}, {"passed", 1u << ZB_REVIEW_PASSED},
    {"returned", 1u << ZB_REVIEW_RETURNED},   {"accepted", 1u << ZB_REVIEW_ACCEPTED},
    {"withdrawn", 1u << ZB_REVIEW_WITHDRAWN}, {"all", 0},
};

/* "mine", what waits for this reviewer's level, unless state= says otherwise. */
static gboolean
choose_states (ZbCall *call, const ZbGrant *grant, ZbVersionQuery *query)
{
  const char *name = zb_request_query (call->request, "state");

  query->level = -1;
  if (!name || strcmp (name, "mine") == 0) {
    query->states = 1u << (grant->level <= 1 ? ZB_REVIEW_SUBMITTED : ZB_REVIEW_PASSED);
    query->level = grant->level > 1 ? (int)grant->level - 1 : -1;
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (queue_states); i++)
    if (strcmp (name, queue_states[i].name) == 0) {
      query->states = queue_states[i].states;
      return TRUE;
    }
  zb_call_fail (call, "bad-argument", "state");
  return FALSE;
}

static void
write_version (ZbJsonWriter *json, const ZbVersion *version)
{
  zb_json_writer_integer (json, "id", version->id);
  zb_json_writer_string (json, "tenant", version->tenant);
  zb_json_writer_string (json, "unit", version->code);
  zb_json_writer_string (json, "name", version->name);
  zb_json_writer_string (json, "district", version->district);
  zb_json_writer_string (json, "zone", version->zone);
  zb_json_writer_string (json, "form", version->form);
  zb_json_writer_string (json, "edition", version->edition);
  zb_json_writer_string (json, "package", version->package);
  zb_json_writer_string (json, "period", version->period);
  zb_json_writer_integer (json, "version", version->number);
  zb_json_writer_string (json, "state", zb_review_state_to_string (version->state));
  zb_json_writer_integer (json, "level", version->level);
  zb_json_writer_boolean (json, "latest", version->head);
  zb_json_writer_boolean (json, "late", version->late);
  zb_json_writer_boolean (json, "permit", version->permit);
  zb_json_writer_boolean (json, "nil", version->kind == ZB_REPORT_NIL);
  zb_call_write_time (json, "received", version->received);
  zb_json_writer_string (json, "sender", version->sender);
  zb_json_writer_string (json, "message", version->message_id);
  zb_json_writer_string (json, "digest", version->digest);
  zb_json_writer_integer (json, "quasi", version->quasi);
  zb_json_writer_integer (json, "soft", version->soft);
  zb_json_writer_integer (json, "explanations", version->explanations);
  zb_json_writer_integer (json, "body", version->body);
}

static void
write_versions (ZbJsonWriter *json, const char *key, const GPtrArray *versions)
{
  zb_json_writer_begin_array (json, key);
  for (guint i = 0; i < versions->len; i++) {
    zb_json_writer_begin_object (json, NULL);
    write_version (json, versions->pdata[i]);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

/* Until when the caller's level decides on @version; 0 where nothing is said. */
static gboolean
read_decide_by (ZbCall *call,
                const ZbTenant *tenant,
                const ZbVersion *version,
                guint level,
                gint64 *ret_until,
                GError **error)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  ZbPackage *package = zb_catalogue_find_digest (catalogue, version->package);
  ZbPeriod period;

  *ret_until = 0;
  if (!package || level == 0 || level > tenant->levels->len ||
      !zb_period_parse (version->period, &period, NULL))
    return TRUE;
  return zb_report_cut_off_read (call->service->store, zb_package_form (package), period,
                                 ((const ZbLevel *)tenant->levels->pdata[level - 1])->id, ret_until,
                                 error);
}

static gboolean
write_items (ZbCall *call,
             ZbJsonWriter *json,
             const GPtrArray *versions,
             const ZbGrant *grant,
             GError **error)
{
  g_autoptr (ZbTenant) tenant = NULL;

  zb_json_writer_begin_array (json, "items");
  for (guint i = 0; i < versions->len; i++) {
    const ZbVersion *version = versions->pdata[i];
    gint64 until;

    if (!tenant)
      tenant = zb_store_read_tenant (call->service->store, version->tenant, error);
    if (!tenant || !read_decide_by (call, tenant, version, grant->level, &until, error))
      return FALSE;
    zb_json_writer_begin_object (json, NULL);
    write_version (json, version);
    zb_call_write_time (json, "decide_by", until);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  return TRUE;
}

void
zb_handle_queue (ZbCall *call)
{
  const char *tenant = zb_call_require_query (call, "tenant");
  ZbGrant grant;
  GError *error = NULL;
  gint64 after;

  if (!tenant || !zb_call_grant (call, tenant, &grant) || !zb_call_after (call, "cursor", &after))
    return;
  g_autofree const char **areas = zb_reach_areas (&grant);
  ZbVersionQuery query = {
      .tenant = tenant,
      .form = zb_request_query (call->request, "form"),
      .period = zb_request_query (call->request, "period"),
      .areas = areas,
      .heads = TRUE,
      .whole = TRUE,
      .after = after,
      .limit = zb_call_limit (call, MAX_QUEUE, MAX_QUEUE),
  };
  if (!choose_states (call, &grant, &query))
    return;
  g_autoptr (GPtrArray) versions = zb_store_list_versions (call->service->store, &query, &error);
  if (!versions) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  if (!write_items (call, json, versions, &grant, &error)) {
    zb_json_writer_free (json);
    zb_call_fail_error (call, error);
    return;
  }
  if (versions->len > 0)
    zb_words_next (json, versions->len, query.limit,
                   ((ZbVersion *)versions->pdata[versions->len - 1])->id);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

static void
write_remarks (ZbJsonWriter *json, const GPtrArray *remarks)
{
  zb_json_writer_begin_array (json, "remarks");
  for (guint i = 0; i < remarks->len; i++) {
    const ZbCellRemark *remark = remarks->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "cell", remark->cell);
    zb_json_writer_string (json, "text", remark->text);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_answers (ZbJsonWriter *json, const GPtrArray *answers)
{
  zb_json_writer_begin_array (json, "explanations");
  for (guint i = 0; i < answers->len; i++) {
    const ZbExplanationAnswer *answer = answers->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "rule", answer->rule);
    zb_json_writer_string (json, "answer", answer->cleared ? "clear" : "refuse");
    zb_json_writer_string (json, "text", answer->text);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_decision (ZbJsonWriter *json, const ZbStoredDecision *decision)
{
  zb_json_writer_begin_object (json, NULL);
  zb_call_write_time (json, "time", decision->time);
  zb_json_writer_string (json, "who", decision->who);
  zb_json_writer_integer (json, "level", decision->level);
  zb_json_writer_string (json, "action", decision->action);
  zb_json_writer_string (json, "reason", decision->reason);
  zb_json_writer_string (json, "state", zb_review_state_to_string (decision->state));
  zb_call_write_time (json, "resubmit_by", decision->resubmit_by);
  write_remarks (json, decision->remarks);
  write_answers (json, decision->answers);
  zb_json_writer_end_object (json);
}

/* The reports that came in the same message, where there are several: they are decided on as one,
 * by the first. */
static gboolean
write_set (ZbCall *call, const ZbVersion *version, ZbJsonWriter *json, GError **error)
{
  g_autoptr (GPtrArray) bodies =
      zb_store_list_bodies (call->service->store, version->message, error);

  if (!bodies)
    return FALSE;
  if (bodies->len > 1)
    write_versions (json, "set", bodies);
  return TRUE;
}

/* What the unit notes about earlier reports that were accepted: this one's cumulative figures hold
 * the difference. */
static gboolean
write_notes (ZbCall *call, const ZbVersion *version, ZbJsonWriter *json, GError **error)
{
  const ZbCorrectionQuery query = {.carrier = version->message};
  g_autoptr (GPtrArray) notes =
      zb_store_list_correction_requests (call->service->store, &query, error);

  if (!notes)
    return FALSE;
  zb_json_writer_begin_array (json, "notes");
  for (guint i = 0; i < notes->len; i++) {
    const ZbCorrectionRequest *note = notes->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_integer (json, "id", note->id);
    zb_json_writer_string (json, "period", note->period);
    zb_json_writer_integer (json, "report", note->version);
    zb_json_writer_string (json, "reason", note->reason);
    zb_json_writer_string (json, "who", note->who);
    zb_call_write_time (json, "time", note->time);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  return TRUE;
}

void
zb_handle_report (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbVersion) version = zb_reach_version (call, NULL);
  g_autoptr (GPtrArray) decisions =
      version ? zb_store_list_decisions (call->service->store, version->id, &error) : NULL;

  if (!version)
    return;
  if (!decisions) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  write_version (json, version);
  zb_json_writer_begin_array (json, "decisions");
  for (guint i = 0; i < decisions->len; i++)
    write_decision (json, decisions->pdata[i]);
  zb_json_writer_end_array (json);
  if (!write_set (call, version, json, &error) || !write_notes (call, version, json, &error) ||
      !zb_message_write_acknowledged (json, call->service->store, version->message, &error)) {
    zb_json_writer_free (json);
    zb_call_fail_error (call, error);
    return;
  }
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

void
zb_handle_report_container (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbVersion) version = zb_reach_version (call, NULL);

  if (!version)
    return;
  g_autoptr (GBytes) container =
      zb_store_read_container (call->service->store, version->message, &error);
  if (container)
    zb_call_answer_bytes (call, 200, ZB_MIME_ASICE, container);
  else
    zb_call_fail_error (call, error);
}

/* Whoever reviews sees which cells are probably wrong; "null" where nothing fails that could tell,
 * or what would be needed is no longer here. */
static void
write_suspects (ZbCall *call, const ZbVersion *version, ZbJsonWriter *json)
{
  g_autofree char *suspects = NULL;

  if (call->identity.kind != ZB_KIND_STAFF)
    return;
  if (version->quasi > 0)
    suspects = zb_suspicion_read (zb_intake_desk (call->service->intake), version, NULL);
  if (suspects)
    zb_json_writer_raw (json, "suspects", suspects);
  else
    zb_json_writer_string (json, "suspects", NULL);
}

void
zb_handle_report_findings (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbVersion) version = zb_reach_version (call, NULL);

  if (!version)
    return;
  g_autofree char *findings =
      zb_store_read_findings (call->service->store, version->message, &error);
  if (!findings) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_raw (json, "findings", findings);
  write_suspects (call, version, json);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

void
zb_handle_report_versions (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbVersion) version = zb_reach_version (call, NULL);

  if (!version)
    return;
  ZbVersionQuery query = {
      .tenant = version->tenant,
      .form = version->form,
      .period = version->period,
      .unit = version->unit,
      .level = -1,
      .limit = MAX_QUEUE,
  };
  g_autoptr (GPtrArray) versions = zb_store_list_versions (call->service->store, &query, &error);
  if (!versions) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  write_versions (json, "versions", versions);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}
