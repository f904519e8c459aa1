/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/mandate-words.h"
#include "server/register/register.h"
#include "server/store/mandate.h"
#include "server/store/tenant.h"

#include <string.h>

/* An enterprise lets an agent (代理记账) carry and sign for it, or a person of its own sign as the
 * legal signer's deputy: in one bureau system or in all, on some days, for reports of some periods.
 * The enterprise itself does, by a legal signer. */

/* The caller's own unit; NULL after answering. */
static ZbUnit *
read_own (ZbCall *call)
{
  g_autofree char *day = zb_register_day_at (call->now);
  GError *error = NULL;
  ZbUnit *unit = zb_store_read_unit (call->service->store, call->identity.unit, day, &error);

  if (!unit)
    zb_call_fail_error (call, error);
  return unit;
}

/* Only a legal signer of the unit in @tenant lets others sign: no deputy does. FALSE after
 * answering. */
static gboolean
check_signer (ZbCall *call, const ZbUnit *own, const char *tenant)
{
  g_autofree char *day = zb_register_day_at (call->now);
  GError *error = NULL;
  guint roles = 0;

  if (!zb_store_read_mandate (call->service->store, tenant, own->id, call->identity.unit,
                              call->identity.name, day, &roles, &error))
    zb_call_fail_error (call, error);
  else if (!(roles & ZB_MANDATE_LEGAL_SIGNER))
    zb_call_fail (call, "no-mandate", tenant);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_tenant (ZbCall *call, const char *tenant, GError **error)
{
  g_autoptr (ZbTenant) known = NULL;

  if (strcmp (tenant, "*") == 0)
    return TRUE;
  known = zb_store_read_tenant (call->service->store, tenant, error);
  return known != NULL;
}

/* The agent is a unit of the register, and another one. FALSE after answering. */
static gboolean
check_holder (ZbCall *call, const ZbUnit *own, const char *holder)
{
  g_autofree char *day = zb_register_day_at (call->now);
  GError *error = NULL;
  g_autoptr (ZbUnit) agent = zb_store_read_unit (call->service->store, holder, day, &error);

  if (g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_error_free (error);
    zb_call_fail (call, "unknown-unit", holder);
  } else if (error) {
    zb_call_fail_error (call, error);
  } else if (agent->id == own->id) {
    zb_call_fail (call, "bad-argument", "holder: another enterprise is expected");
  } else {
    return TRUE;
  }
  return FALSE;
}

/* FALSE after answering. A mandate says nothing of days gone by. */
static gboolean
check_days (ZbCall *call, const ZbMandate *mandate, const char *today)
{
  if (!zb_register_day_is_valid (mandate->from_day) || strcmp (mandate->from_day, today) < 0)
    zb_call_fail (call, "bad-argument", "from: a day from today on is expected");
  else if (mandate->to_day && (!zb_register_day_is_valid (mandate->to_day) ||
                               strcmp (mandate->to_day, mandate->from_day) < 0))
    zb_call_fail (call, "bad-argument", "to: a day not before the first is expected");
  else
    return TRUE;
  return FALSE;
}

/* FALSE after answering. */
static gboolean
check_periods (ZbCall *call, const ZbMandate *mandate)
{
  ZbPeriod first, last;

  if (mandate->from_period && !zb_period_parse (mandate->from_period, &first, NULL))
    zb_call_fail (call, "bad-argument", "first_period: a period such as 2024-06 is expected");
  else if (mandate->to_period && !zb_period_parse (mandate->to_period, &last, NULL))
    zb_call_fail (call, "bad-argument", "last_period: a period such as 2024-12 is expected");
  else if (mandate->from_period && mandate->to_period && zb_period_compare (last, first) < 0)
    zb_call_fail (call, "bad-argument", "last_period: a period not before the first is expected");
  else
    return TRUE;
  return FALSE;
}

/* A deputy is another person of the enterprise, for a time that ends. FALSE after answering. */
static gboolean
check_deputy (ZbCall *call, const ZbMandate *mandate)
{
  if (!mandate->person || !*mandate->person)
    zb_call_fail (call, "missing-argument", "person");
  else if (strcmp (mandate->person, call->identity.name) == 0)
    zb_call_fail (call, "bad-argument", "person: another person is expected");
  else if (!mandate->to_day)
    zb_call_fail (call, "missing-argument", "to: the last day of a deputy");
  else
    return TRUE;
  return FALSE;
}

static void
grant (ZbCall *call, const ZbMandate *mandate)
{
  ZbAct act = {.kind = ZB_ACT_MANDATE, .what = mandate};
  ZbActResult result;

  if (!zb_call_commit (call, &act, &result))
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", result.id);
  zb_json_writer_end_object (json);
  zb_act_result_clear (&result);
  zb_call_answer_json (call, 201, json);
}

/* What is to be given, borrowed from @json and the others; FALSE after answering. */
static gboolean
read_mandate (
    ZbCall *call, const ZbJson *json, const ZbUnit *own, const char *today, ZbMandate *ret_mandate)
{
  const char *role = zb_json_get_string (json, "role");
  const char *from = zb_json_get_string (json, "from");
  gboolean deputy = g_strcmp0 (role, "deputy") == 0;

  *ret_mandate = (ZbMandate){
      .tenant = (char *)zb_json_get_string (json, "tenant"),
      .unit = own->id,
      .holder = (char *)(deputy ? call->identity.unit : zb_json_get_string (json, "holder")),
      .person = (char *)zb_json_get_string (json, "person"),
      .role = deputy ? ZB_MANDATE_DEPUTY : ZB_MANDATE_AGENT,
      .from_day = (char *)(from ? from : today),
      .to_day = (char *)zb_json_get_string (json, "to"),
      .from_period = (char *)zb_json_get_string (json, "first_period"),
      .to_period = (char *)zb_json_get_string (json, "last_period"),
  };
  if (role && !deputy && strcmp (role, "agent") != 0)
    zb_call_fail (call, "bad-argument", "role: agent or deputy");
  else if (!ret_mandate->tenant || !ret_mandate->holder)
    zb_call_fail (call, "missing-argument", "tenant, holder");
  else
    return TRUE;
  return FALSE;
}

void
zb_handle_mandate (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autofree char *today = zb_register_day_at (call->now);
  g_autoptr (ZbUnit) own = json ? read_own (call) : NULL;
  GError *error = NULL;
  ZbMandate mandate;

  if (!own || !read_mandate (call, json, own, today, &mandate) ||
      !check_days (call, &mandate, today) || !check_periods (call, &mandate) ||
      !check_signer (call, own, mandate.tenant))
    return;
  if (mandate.role == ZB_MANDATE_DEPUTY ? !check_deputy (call, &mandate)
                                        : !check_holder (call, own, mandate.holder))
    return;
  if (check_tenant (call, mandate.tenant, &error))
    grant (call, &mandate);
  else
    zb_call_fail_error (call, error);
}

/* Whether a legal signer may end it: agents' and deputies', and what other people of the enterprise
 * hold (who leaves it, or is to sign on some days only). Not his own, so that one always stays. */
static gboolean
can_be_ended (const ZbCall *call, const ZbMandate *mandate)
{
  return mandate->role == ZB_MANDATE_AGENT || mandate->role == ZB_MANDATE_DEPUTY ||
         (mandate->person && strcmp (mandate->person, call->identity.name) != 0);
}

/* The mandate of the route, which the caller's unit gave; NULL after answering. */
static ZbMandate *
find_mandate (ZbCall *call, const ZbUnit *own)
{
  g_autoptr (ZbMandate) mandate = NULL;
  GError *error = NULL;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  mandate = zb_store_read_mandate_by_id (call->service->store, id, &error);
  if (!mandate)
    zb_call_fail_error (call, error);
  else if (mandate->unit != own->id || !can_be_ended (call, mandate))
    zb_call_fail (call, "not-found", call->parts[0]);
  else if (check_signer (call, own, mandate->tenant))
    return g_steal_pointer (&mandate);
  return NULL;
}

/* Sets the last day. It can only come nearer, and never lie further back than yesterday: what the
 * holder did while it held stays done. FALSE after answering. */
static gboolean
check_last_day (ZbCall *call, const ZbMandate *mandate, const char *to_day, const char *yesterday)
{
  if (zb_register_day_is_valid (to_day) && strcmp (to_day, yesterday) >= 0 &&
      (!mandate->to_day || strcmp (to_day, mandate->to_day) <= 0))
    return TRUE;
  zb_call_fail (call, "bad-argument", "to: from yesterday to the last day so far");
  return FALSE;
}

void
zb_handle_mandate_end (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autofree char *yesterday = zb_register_day_at (call->now - 24 * 3600 * G_TIME_SPAN_SECOND);
  g_autoptr (ZbUnit) own = json ? read_own (call) : NULL;
  g_autoptr (ZbMandate) mandate = own ? find_mandate (call, own) : NULL;
  ZbActResult result;

  if (!mandate)
    return;
  const char *to = zb_json_get_string (json, "to");
  const char *to_day = to ? to : yesterday;
  if (!check_last_day (call, mandate, to_day, yesterday))
    return;
  ZbMandate ended = {.id = mandate->id, .to_day = (char *)to_day};
  ZbAct act = {.kind = ZB_ACT_MANDATE, .what = &ended};
  if (!zb_call_commit (call, &act, &result))
    return;
  zb_act_result_clear (&result);
  zb_call_answer_empty (call, 204, NULL);
}

static gboolean
write_mandate (ZbJsonWriter *json, ZbCall *call, const ZbMandate *mandate, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit_by_id (call->service->store, mandate->unit, day, error);

  if (!unit)
    return FALSE;
  zb_words_mandate (json, mandate, unit->code);
  return TRUE;
}

/* Those of @unit (0: those that the caller holds), one's own left out of the second. */
static gboolean
write_mandates (ZbJsonWriter *json, const char *key, ZbCall *call, gint64 unit, GError **error)
{
  const char *code = call->identity.unit;
  g_autoptr (GPtrArray) mandates = zb_store_list_mandates (call->service->store, unit, code, error);

  if (!mandates)
    return FALSE;
  zb_json_writer_begin_array (json, key);
  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    if ((unit != 0 || mandate->role == ZB_MANDATE_AGENT) &&
        !write_mandate (json, call, mandate, error))
      return FALSE;
  }
  zb_json_writer_end_array (json);
  return TRUE;
}

void
zb_handle_mandates (ZbCall *call)
{
  g_autoptr (ZbUnit) own = read_own (call);
  GError *error = NULL;

  if (!own)
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  if (write_mandates (json, "given", call, own->id, &error) &&
      write_mandates (json, "held", call, 0, &error)) {
    zb_json_writer_end_object (json);
    zb_call_answer_json (call, 200, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}
