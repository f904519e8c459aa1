/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-lookup.h"
#include "server/api/handlers.h"
#include "server/api/level-words.h"
#include "server/api/words.h"
#include "server/intake/window.h"
#include "server/publishing/opening.h"
#include "server/store/calendar.h"
#include "server/store/tenant.h"

#include <string.h>

/* Ten-day periods of a year. */
#define MOST_PERIODS 36

static guint
periods_a_year (ZbPeriodKind kind)
{
  static const guint counts[] = {1, 2, 4, 12, MOST_PERIODS};

  return counts[kind];
}

static gboolean
write_period (ZbCall *call,
              ZbJsonWriter *json,
              const ZbTenant *tenant,
              const ZbPackage *package,
              ZbPeriod period,
              GError **error)
{
  const ZbForm *form = zb_package_form (package);
  char text[ZB_PERIOD_TEXT_SIZE];
  ZbReportWindow window;
  GError *failure = NULL;
  g_autoptr (ZbCalendarEntry) own = zb_store_read_calendar (
      call->service->store, form->system, form->id, zb_period_format (period, text), &failure);

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (!zb_report_window_read (call->service->store, form, period, NULL, &window, error))
    return FALSE;
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "period", text);
  zb_json_writer_string (json, "package", zb_package_name (package));
  zb_json_writer_boolean (json, "joint", window.hours.joint);
  zb_call_write_time (json, "opens", window.hours.opens);
  zb_call_write_time (json, "deadline", window.hours.deadline);
  zb_call_write_time (json, "closes", window.hours.closes);
  zb_json_writer_boolean (json, "own_hours", own != NULL);
  zb_json_writer_string (json, "reason", own ? own->reason : NULL);
  if (!zb_words_levels (call, json, tenant, form, period, error))
    return FALSE;
  zb_json_writer_end_object (json);
  return TRUE;
}

/* All of @year that are collected. */
static gboolean
write_year (ZbCall *call, ZbJsonWriter *json, const ZbForm *any, int year, GError **error)
{
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  g_autoptr (ZbTenant) tenant = zb_store_read_tenant (call->service->store, any->system, error);

  if (!tenant)
    return FALSE;
  zb_json_writer_begin_array (json, "periods");
  for (guint i = 1; i <= periods_a_year (any->period_kind); i++) {
    ZbPeriod period = {any->period_kind, year, i};
    ZbPackage *package = zb_catalogue_find (catalogue, any->id, period, NULL);

    if (package && zb_form_collects (zb_package_form (package), period) &&
        !write_period (call, json, tenant, package, period, error))
      return FALSE;
  }
  zb_json_writer_end_array (json);
  return TRUE;
}

/* The latest package of the form, by id or printed code; NULL if there is none. */
static ZbPackage *
find_any (const ZbCatalogue *catalogue, const char *name)
{
  ZbPackage *found = NULL;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));

    if (strcmp (form->id, name) == 0 || strcmp (form->code, name) == 0)
      found = zb_catalogue_at (catalogue, i);
  }
  return found;
}

/* FALSE after answering; this year, where none is asked for. */
static gboolean
read_year (ZbCall *call, int *ret_year)
{
  const char *text = zb_request_query (call->request, "year");
  GDate today = zb_time_to_day (call->now);
  ZbPeriod period = {ZB_PERIOD_YEAR, (int)g_date_get_year (&today), 1};

  if (text && (!zb_period_parse (text, &period, NULL) || period.kind != ZB_PERIOD_YEAR)) {
    zb_call_fail (call, "bad-argument", "year");
    return FALSE;
  }
  *ret_year = period.year;
  return TRUE;
}

void
zb_handle_calendar (ZbCall *call)
{
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  ZbPackage *package = find_any (catalogue, call->parts[0]);
  GError *error = NULL;
  int year;

  if (!package) {
    zb_call_fail (call, "unknown-form", call->parts[0]);
    return;
  }
  if (!read_year (call, &year))
    return;
  const ZbForm *form = zb_package_form (package);
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", form->id);
  zb_json_writer_string (json, "code", form->code);
  zb_words_text (json, "title", &form->title);
  if (!write_year (call, json, form, year, &error)) {
    zb_json_writer_free (json);
    zb_call_fail_error (call, error);
    return;
  }
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

/* FALSE after answering. */
static gboolean
read_opening (ZbCall *call, ZbOpening *ret_opening)
{
  const char *tenant = zb_call_require_query (call, "tenant");
  const char *form = tenant ? zb_call_require_query (call, "form") : NULL;
  const ZbService *service = call->service;
  ZbOpening opening = {.store = service->store,
                       .catalogue = zb_rulebook_catalogue (service->rulebook),
                       .now = call->now};
  ZbReportWindow window;
  GError *error = NULL;
  ZbGrant grant;

  if (!form || !zb_call_grant (call, tenant, &grant))
    return FALSE;
  if (zb_period_parse (call->parts[0], &opening.period, &error))
    opening.package = zb_catalogue_find (opening.catalogue, form, opening.period, &error);
  if (!opening.package || !zb_report_window_read (service->store, zb_package_form (opening.package),
                                                  opening.period, NULL, &window, &error)) {
    zb_call_fail_error (call, error);
    return FALSE;
  }
  if (strcmp (zb_package_form (opening.package)->system, tenant) != 0) {
    zb_call_fail (call, "unknown-form", form);
    return FALSE;
  }
  opening.hours = window.hours;
  *ret_opening = opening;
  return TRUE;
}

void
zb_handle_checklist (ZbCall *call)
{
  GError *error = NULL;
  ZbOpening opening;

  if (!read_opening (call, &opening))
    return;
  g_autoptr (GPtrArray) points = zb_opening_check (&opening, &error);
  if (!points) {
    zb_call_fail_error (call, error);
    return;
  }
  g_autofree char *failures = zb_opening_tell_failures (points);
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", zb_package_form (opening.package)->id);
  zb_json_writer_string (json, "period", call->parts[0]);
  zb_json_writer_boolean (json, "ready", failures == NULL);
  zb_json_writer_begin_array (json, "points");
  for (guint i = 0; i < points->len; i++) {
    const ZbPoint *point = points->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "id", point->id);
    zb_json_writer_string (json, "state", zb_point_state_to_string (point->state));
    zb_words_text (json, "text", &point->text);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}
