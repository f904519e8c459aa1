/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/register/register.h"
#include "server/store/waiver.h"

#define PAGE 100

/* Commits as the person himself, for two of his certificates are still one person. FALSE after
 * answering. */
static gboolean
commit (ZbCall *call, ZbActKind kind, gconstpointer what, gint64 *ret_id)
{
  ZbAct act = {.kind = kind, .what = what, .time = call->now, .who = call->identity.name};
  ZbActResult result = {0};
  GError *error = NULL;

  if (!zb_call_key (call, &act.key))
    return FALSE;
  gboolean done = zb_store_commit_one (call->service->store, &act, &result, &error);
  *ret_id = result.id;
  zb_act_result_clear (&result);
  if (!done)
    zb_call_fail_error (call, error);
  return done;
}

/* The unit of a waiver: 0 for all. FALSE after answering. */
static gboolean
read_unit (ZbCall *call, const ZbGrant *grant, const char *code, gint64 *ret_unit)
{
  GError *error = NULL;

  *ret_unit = 0;
  if (!code)
    return TRUE;
  g_autoptr (ZbUnit) unit = zb_reach_named (call, grant, code, &error);
  if (unit)
    *ret_unit = unit->id;
  else
    zb_call_fail_error (call, error);
  return unit != NULL;
}

static void
propose (ZbCall *call, const ZbWaiver *waiver)
{
  gint64 id;

  if (!commit (call, ZB_ACT_WAIVER, waiver, &id))
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", id);
  zb_json_writer_string (json, "state", "proposed");
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 201, json);
}

void
zb_handle_waiver (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  ZbWaiver waiver = {0};
  ZbGrant grant;

  if (!json)
    return;
  waiver.tenant = (char *)zb_json_get_string (json, "tenant");
  waiver.form = (char *)zb_json_get_string (json, "form");
  waiver.rule = (char *)zb_json_get_string (json, "rule");
  waiver.period = (char *)zb_json_get_string (json, "period");
  waiver.reason = (char *)zb_json_get_string (json, "reason");
  if (!waiver.tenant || !waiver.form || !waiver.rule || !waiver.period || !waiver.reason) {
    zb_call_fail (call, "missing-argument", "tenant, form, rule, period, reason");
    return;
  }
  const char *unit = zb_json_get_string (json, "unit");
  if (zb_call_grant (call, waiver.tenant, &grant) && zb_reach_check (call, &grant, unit != NULL) &&
      read_unit (call, &grant, unit, &waiver.unit))
    propose (call, &waiver);
}

/* The unit of @waiver; NULL with an error, or without one for a waiver for all. */
static ZbUnit *
read_waived (ZbCall *call, const ZbWaiver *waiver, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);

  return waiver->unit ? zb_store_read_unit_by_id (call->service->store, waiver->unit, day, error)
                      : NULL;
}

static gboolean
reaches (const ZbGrant *grant, const ZbUnit *unit)
{
  return unit ? zb_grant_reaches (grant, zb_unit_attribute (unit, "area"),
                                  zb_unit_attribute (unit, "zone"))
              : grant->all_areas;
}

/* The waiver of the route, if the caller has a say in it; NULL after answering. */
static ZbWaiver *
find_waiver (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbWaiver) waiver = NULL;
  g_autoptr (ZbUnit) unit = NULL;
  ZbGrant grant;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  waiver = zb_store_read_waiver (call->service->store, id, &error);
  if (waiver)
    unit = read_waived (call, waiver, &error);
  if (error)
    zb_call_fail_error (call, error);
  else if (!zb_grant_for (&grant, &call->identity, call->roles, waiver->tenant) ||
           !reaches (&grant, unit))
    zb_call_fail (call, "not-found", call->parts[0]);
  else
    return g_steal_pointer (&waiver);
  return NULL;
}

void
zb_handle_waiver_confirmation (ZbCall *call)
{
  g_autoptr (ZbWaiver) waiver = find_waiver (call);
  gint64 id;

  if (waiver &&
      commit (call, ZB_ACT_WAIVER_CONFIRMATION, &(ZbWaiverConfirmation){.waiver = waiver->id}, &id))
    zb_call_answer_empty (call, 204, NULL);
}

void
zb_handle_waiver_end (ZbCall *call)
{
  g_autoptr (ZbWaiver) waiver = find_waiver (call);
  gint64 id;

  if (waiver && commit (call, ZB_ACT_WAIVER, waiver, &id))
    zb_call_answer_empty (call, 204, NULL);
}

static void
write_waiver (ZbJsonWriter *json, const ZbWaiver *waiver, const ZbUnit *unit)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", waiver->id);
  zb_json_writer_string (json, "form", waiver->form);
  zb_json_writer_string (json, "rule", waiver->rule);
  zb_json_writer_string (json, "period", waiver->period);
  zb_json_writer_string (json, "unit", unit ? unit->code : NULL);
  zb_json_writer_string (json, "reason", waiver->reason);
  zb_json_writer_string (json, "who", waiver->who);
  zb_json_writer_string (json, "second", *waiver->second ? waiver->second : NULL);
  zb_json_writer_string (json, "state",
                         waiver->ended       ? "ended"
                         : waiver->confirmed ? "confirmed"
                                             : "proposed");
  zb_json_writer_end_object (json);
}

static gboolean
write_waivers (ZbJsonWriter *json,
               ZbCall *call,
               const ZbGrant *grant,
               const GPtrArray *waivers,
               GError **error)
{
  GError *failure = NULL;

  zb_json_writer_begin_array (json, "waivers");
  for (guint i = 0; i < waivers->len && !failure; i++) {
    const ZbWaiver *waiver = waivers->pdata[i];
    g_autoptr (ZbUnit) unit = read_waived (call, waiver, &failure);

    /* One for all units concerns every reviewer. */
    if (!failure && (!unit || reaches (grant, unit)))
      write_waiver (json, waiver, unit);
  }
  zb_json_writer_end_array (json);
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

void
zb_handle_waivers (ZbCall *call)
{
  const char *tenant = zb_call_require_query (call, "tenant");
  guint limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE);
  ZbGrant grant;
  GError *error = NULL;
  gint64 after;

  if (!tenant || !zb_call_grant (call, tenant, &grant) || !zb_call_after (call, "cursor", &after))
    return;
  g_autoptr (GPtrArray) waivers =
      zb_store_list_all_waivers (call->service->store, tenant,
                                 zb_request_query (call->request, "period"), after, limit, &error);
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  if (!waivers || !write_waivers (json, call, &grant, waivers, &error)) {
    zb_json_writer_free (json);
    zb_call_fail_error (call, error);
    return;
  }
  if (waivers->len > 0)
    zb_words_next (json, waivers->len, limit,
                   ((const ZbWaiver *)waivers->pdata[waivers->len - 1])->id);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}
