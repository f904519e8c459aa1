/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/calendar.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/form-set.h"
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/intake/window.h"
#include "server/publishing/error.h"
#include "server/publishing/opening.h"
#include "server/register/register.h"
#include "server/register/respondents.h"
#include "server/store/calendar.h"
#include "server/store/tenant.h"

#include <string.h>

/* "levels": {"district": TIME, …}, those that the calendar speaks of. */
static void
write_entry_levels (ZbJsonWriter *json, const ZbCalendarEntry *entry)
{
  g_auto (GStrv) words = g_strsplit (entry->levels ? entry->levels : "", " ", -1);

  zb_json_writer_begin_object (json, "levels");
  for (guint i = 0; words[i]; i++) {
    char *equals = strchr (words[i], '=');

    if (!equals)
      continue;
    *equals = '\0';
    zb_call_write_time (json, words[i], g_ascii_strtoll (equals + 1, NULL, 10));
  }
  zb_json_writer_end_object (json);
}

static void
write_entry (ZbJsonWriter *json, const ZbCalendarEntry *entry)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", entry->form);
  zb_json_writer_string (json, "period", entry->period);
  zb_call_write_time (json, "opens", MAX (entry->opens, 0));
  zb_call_write_time (json, "deadline", MAX (entry->deadline, 0));
  zb_call_write_time (json, "closes", MAX (entry->closes, 0));
  if (entry->joint >= 0)
    zb_json_writer_boolean (json, "joint", entry->joint);
  write_entry_levels (json, entry);
  zb_json_writer_string (json, "reason", entry->reason);
  zb_json_writer_end_object (json);
}

void
zb_handle_periods (ZbCall *call)
{
  const char *tenant = zb_call_require_query (call, "tenant");
  ZbGrant grant;
  GError *error = NULL;

  if (!tenant || !zb_call_grant (call, tenant, &grant))
    return;
  g_autoptr (GPtrArray) entries = zb_store_list_calendar (
      call->service->store, tenant, zb_request_query (call->request, "form"), &error);
  if (!entries) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "periods");
  for (guint i = 0; i < entries->len; i++)
    write_entry (json, entries->pdata[i]);
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

/* An order about a period, as read from JSON. */
typedef struct {
  ZbCall *call;
  const ZbJson *json;
  const char *tenant, *period_text;
  ZbPackage *package;
  const ZbForm *form;
  ZbPeriod period;
  const ZbActKey *key;
  ZbGrant grant;
} PeriodOrder;

static gboolean
read_time (const ZbJson *json, const char *name, gint64 *time, GError **error)
{
  const char *text = zb_json_get_string (json, name);

  return !text || zb_time_parse (text, time, error);
}

static gboolean
commit_act (const PeriodOrder *order, ZbActKind kind, gconstpointer what, GError **error)
{
  ZbAct act = {
      .kind = kind,
      .what = what,
      .time = order->call->now,
      .who = order->call->identity.name,
      .key = order->key,
  };
  ZbActResult result = {0};
  gboolean done = zb_store_commit_one (order->call->service->store, &act, &result, error);

  zb_act_result_clear (&result);
  return done;
}

/* Closes at once; a deadline that lies ahead has come with it. */
static gboolean
shut (const PeriodOrder *order, ZbCalendarEntry *entry, GError **error)
{
  gint64 now = order->call->now;
  ZbReportWindow window;

  if (!zb_report_window_read (order->call->service->store, order->form, order->period, NULL,
                              &window, error))
    return FALSE;
  entry->closes = now;
  entry->deadline = MIN (window.hours.deadline, now);
  return TRUE;
}

/* The tenant's hours as they will be: what the order does not name stays as it was. (transfer full)
 */
static ZbCalendarEntry *
read_entry (const PeriodOrder *order, GError **error)
{
  ZbStore *store = order->call->service->store;
  const ZbJson *joint = zb_json_get (order->json, "joint");
  GError *failure = NULL;
  g_autoptr (ZbCalendarEntry) entry =
      zb_store_read_calendar (store, order->tenant, order->form->id, order->period_text, &failure);

  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (!entry) {
    entry = g_new0 (ZbCalendarEntry, 1);
    entry->tenant = g_strdup (order->tenant);
    entry->form = g_strdup (order->form->id);
    entry->period = g_strdup (order->period_text);
    entry->opens = entry->deadline = entry->closes = entry->joint = -1;
  }
  g_free (entry->reason);
  entry->reason = g_strdup (zb_json_get_string (order->json, "reason"));
  if (joint)
    entry->joint = zb_json_boolean (joint, FALSE);
  return g_steal_pointer (&entry);
}

static gboolean
fail_level (const char *level, const char *why, GError **error)
{
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "the level %s %s", level, why);
  return FALSE;
}

/* What the order says of one level; *@before is when those before it have decided. */
static gboolean
read_level (const ZbJson *levels,
            const char *id,
            ZbCalendarEntry *entry,
            gint64 *before,
            guint *n_known,
            GError **error)
{
  gint64 until = -1;

  if (!read_time (levels, id, &until, error))
    return FALSE;
  if (zb_json_get (levels, id)) {
    (*n_known)++;
    zb_calendar_entry_set_level (entry, id, until);
  }
  until = zb_calendar_entry_level (entry, id);
  if (until >= 0 && until < *before)
    return fail_level (id, "decides before it can have the reports", error);
  *before = MAX (*before, until);
  return TRUE;
}

/* {"levels": {"district": TIME, "city": null}}: null gives the word back to the form. Each decides
 * after the enterprises' deadline and after the level before it. */
static gboolean
read_levels (const PeriodOrder *order, ZbCalendarEntry *entry, GError **error)
{
  const ZbJson *levels = zb_json_get (order->json, "levels");
  ZbStore *store = order->call->service->store;
  g_autoptr (ZbTenant) tenant = levels ? zb_store_read_tenant (store, order->tenant, error) : NULL;
  ZbReportWindow window;
  guint n_known = 0;

  if (!levels)
    return TRUE;
  if (!tenant || !zb_report_window_read (store, order->form, order->period, NULL, &window, error))
    return FALSE;
  gint64 before = entry->deadline >= 0 ? entry->deadline : window.hours.deadline;
  for (guint i = 0; i < tenant->levels->len; i++)
    if (!read_level (levels, ((const ZbLevel *)tenant->levels->pdata[i])->id, entry, &before,
                     &n_known, error))
      return FALSE;
  return n_known == zb_json_n_members (levels) ||
         fail_level ("named", "is not of this system's review chain", error);
}

static gboolean
read_hours (const PeriodOrder *order, ZbCalendarEntry *entry, GError **error)
{
  return read_time (order->json, "opens", &entry->opens, error) &&
         read_time (order->json, "deadline", &entry->deadline, error) &&
         read_time (order->json, "closes", &entry->closes, error) &&
         read_levels (order, entry, error);
}

static gboolean
set_hours (const PeriodOrder *order, gboolean close_now, GError **error)
{
  g_autoptr (ZbCalendarEntry) entry = read_entry (order, error);

  return entry && (!close_now || shut (order, entry, error)) && read_hours (order, entry, error) &&
         commit_act (order, ZB_ACT_CALENDAR, entry, error);
}

/* The opening with the hours that @entry will give it. */
static gboolean
read_opening (const PeriodOrder *order,
              const ZbCalendarEntry *entry,
              ZbOpening *ret_opening,
              GError **error)
{
  const ZbService *service = order->call->service;
  ZbReportWindow window;

  if (!zb_report_window_read (service->store, order->form, order->period, NULL, &window, error))
    return FALSE;
  if (entry->opens >= 0)
    window.hours.opens = entry->opens;
  if (entry->deadline >= 0)
    window.hours.deadline = entry->deadline;
  if (entry->closes >= 0)
    window.hours.closes = entry->closes;
  *ret_opening = (ZbOpening){
      .store = service->store,
      .catalogue = zb_rulebook_catalogue (service->rulebook),
      .package = order->package,
      .period = order->period,
      .hours = window.hours,
      .now = order->call->now,
  };
  return TRUE;
}

/* That no point of the checklist fails, or the order says to open anyway and why; the calendar then
 * keeps what was passed over. */
static gboolean
check_ready (const PeriodOrder *order,
             const ZbOpening *opening,
             ZbCalendarEntry *entry,
             GError **error)
{
  g_autoptr (GPtrArray) points = zb_opening_check (opening, error);
  g_autofree char *failures = points ? zb_opening_tell_failures (points) : NULL;
  gboolean anyway = zb_json_boolean (zb_json_get (order->json, "anyway"), FALSE);

  if (!points || !failures)
    return points != NULL;
  if (!anyway || !entry->reason || !*entry->reason) {
    g_set_error (error, ZB_PUBLISHING_ERROR, ZB_PUBLISHING_ERROR_NOT_READY, "%s%s", failures,
                 anyway ? "\nto open it anyway, say why" : "");
    return FALSE;
  }
  g_autofree char *reason = g_steal_pointer (&entry->reason);
  entry->reason = g_strdup_printf ("%s (opened although %s)", reason, failures);
  return TRUE;
}

/* Those who are asked are told once. */
static gboolean
open_period (const PeriodOrder *order, guint *ret_n, GError **error)
{
  g_autoptr (ZbCalendarEntry) entry = read_entry (order, error);
  ZbOpening opening;

  if (!entry || !read_hours (order, entry, error) ||
      !read_opening (order, entry, &opening, error) || !check_ready (order, &opening, entry, error))
    return FALSE;
  ZbText notice = zb_opening_notice (&opening);
  const ZbFreeze freeze = {.tenant = order->tenant,
                           .form = order->form,
                           .period = order->period,
                           .hours = entry,
                           .notice = &notice,
                           .time = order->call->now,
                           .who = order->call->identity.name,
                           .key = order->key};
  gboolean done = zb_respondents_freeze (order->call->service->store, &freeze, ret_n, error);
  zb_text_clear (&notice);
  return done;
}

/* Exemption or permit: about one unit. */
static gboolean
for_unit (const PeriodOrder *order, gboolean permit, GError **error)
{
  const char *code = zb_json_get_string (order->json, "unit");
  const char *reason = zb_json_get_string (order->json, "reason");
  g_autoptr (ZbUnit) unit = zb_reach_named (order->call, &order->grant, code, error);
  gint64 until = 0;

  if (!unit || !read_time (order->json, "until", &until, error))
    return FALSE;
  if (permit) {
    ZbPermit act = {order->tenant, order->form->id, order->period_text, unit->id, until, reason};
    return commit_act (order, ZB_ACT_PERMIT, &act, error);
  }
  ZbExemption act = {order->tenant,
                     order->form->id,
                     order->period_text,
                     unit->id,
                     zb_json_boolean (zb_json_get (order->json, "lift"), FALSE),
                     reason};
  return commit_act (order, ZB_ACT_EXEMPTION, &act, error);
}

/* FALSE with @error; an unknown action answers by itself through @ret_known. */
static gboolean
carry_out (
    const PeriodOrder *order, const char *action, guint *ret_n, gboolean *ret_known, GError **error)
{
  *ret_known = TRUE;
  if (strcmp (action, "open") == 0)
    return open_period (order, ret_n, error);
  if (strcmp (action, "close") == 0)
    return set_hours (order, TRUE, error);
  if (strcmp (action, "extend") == 0)
    return set_hours (order, FALSE, error);
  if (strcmp (action, "exempt") == 0)
    return for_unit (order, FALSE, error);
  if (strcmp (action, "permit") == 0)
    return for_unit (order, TRUE, error);
  *ret_known = FALSE;
  return FALSE;
}

static gboolean
is_about_unit (const ZbJson *json)
{
  const char *action = zb_json_get_string (json, "action");

  return g_strcmp0 (action, "exempt") == 0 || g_strcmp0 (action, "permit") == 0;
}

/* Nobody is to owe what would be refused when it came. FALSE after answering. */
static gboolean
check_asked (ZbCall *call, const PeriodOrder *order)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  ZbPackage *head = zb_form_set_head (catalogue, order->form->id, order->period);
  g_autofree char *text = NULL;

  if (!zb_form_collects (order->form, order->period))
    text = g_strdup_printf ("%s does not collect %s", order->form->id, order->period_text);
  else if (head && zb_package_form (head) != order->form)
    text = g_strdup_printf ("%s is reported in the set of %s: name that form", order->form->id,
                            zb_package_form (head)->id);
  if (text)
    zb_call_fail (call, "bad-argument", text);
  return !text;
}

/* FALSE after answering. */
static gboolean
read_order (ZbCall *call, const ZbJson *json, PeriodOrder *order)
{
  const char *form = zb_json_get_string (json, "form");
  GError *error = NULL;
  ZbPackage *package = NULL;

  *order = (PeriodOrder){.call = call, .json = json, .period_text = call->parts[0]};
  order->tenant = zb_json_get_string (json, "tenant");
  if (!order->tenant || !form) {
    zb_call_fail (call, "missing-argument", "tenant, form");
    return FALSE;
  }
  if (!zb_call_grant (call, order->tenant, &order->grant) ||
      !zb_reach_check (call, &order->grant, is_about_unit (json)) ||
      !zb_call_key (call, &order->key))
    return FALSE;
  if (zb_period_parse (order->period_text, &order->period, &error))
    package = zb_catalogue_find (zb_rulebook_catalogue (call->service->rulebook), form,
                                 order->period, &error);
  if (!package) {
    zb_call_fail_error (call, error);
    return FALSE;
  }
  order->package = package;
  order->form = zb_package_form (package);
  if (strcmp (order->form->system, order->tenant) != 0) {
    zb_call_fail (call, "unknown-form", form);
    return FALSE;
  }
  return check_asked (call, order);
}

void
zb_handle_period_order (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  PeriodOrder order;
  GError *error = NULL;
  gboolean known;
  guint n = 0;

  if (!json || !read_order (call, json, &order))
    return;
  const char *action = zb_json_get_string (json, "action");
  if (carry_out (&order, action ? action : "", &n, &known, &error)) {
    ZbJsonWriter *answer = zb_json_writer_new ();
    zb_json_writer_begin_object (answer, NULL);
    zb_json_writer_string (answer, "period", order.period_text);
    zb_json_writer_integer (answer, "respondents", n);
    zb_json_writer_end_object (answer);
    zb_call_answer_json (call, 200, answer);
  } else if (known) {
    zb_call_fail_error (call, error);
  } else {
    zb_call_fail (call, "bad-argument", "action: open, close, extend, exempt or permit");
  }
}
