/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-set.h"
#include "server/api/handlers.h"
#include "server/api/level-words.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/intake/intake.h"
#include "server/intake/standing.h"
#include "server/intake/window.h"
#include "server/store/correction.h"
#include "server/store/tenant.h"

#include <string.h>

static void
write_window (ZbJsonWriter *json, const ZbReportWindow *window)
{
  zb_json_writer_boolean (json, "joint", window->hours.joint);
  zb_call_write_time (json, "opens", window->hours.opens);
  zb_call_write_time (json, "deadline", window->hours.deadline);
  zb_call_write_time (json, "closes", window->hours.closes);
  zb_call_write_time (json, "permit_until", window->permit_until);
}

/* Who it is that asks, for people. */
static void
write_bureau (ZbJsonWriter *json, const ZbTenant *tenant)
{
  const ZbText name = {tenant->name_zh, tenant->name_en};

  zb_words_text (json, "bureau", &name);
}

static void
write_disclaimer (ZbCall *call, ZbJsonWriter *json, const ZbForm *form)
{
  const ZbText *disclaimer =
      zb_standing_disclaimer (form, zb_intake_desk (call->service->intake)->statutory);

  if (disclaimer)
    zb_words_text (json, "disclaimer", disclaimer);
}

/* What becomes of a correction of this report once it is accepted. */
static gboolean
write_correction (ZbCall *call,
                  ZbJsonWriter *json,
                  const ZbForm *form,
                  const ZbObligation *obligation,
                  GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbCorrectionRequest) grant = NULL;

  zb_json_writer_string (json, "correction", zb_correction_to_string (form->filing.correction));
  if (obligation->accepted)
    grant =
        zb_store_find_correction_grant (call->service->store, obligation->tenant, obligation->form,
                                        obligation->period, obligation->unit, call->now, &failure);
  zb_call_write_time (json, "correct_until", grant ? grant->until : 0);
  if (obligation->accepted)
    zb_json_writer_integer (json, "accepted", obligation->accepted);
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
write_obligation (ZbCall *call, ZbJsonWriter *json, const ZbObligation *obligation, GError **error)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  ZbReportWindow window;
  ZbPeriod period;

  if (!zb_period_parse (obligation->period, &period, error))
    return FALSE;
  ZbPackage *package = zb_catalogue_find (catalogue, obligation->form, period, NULL);
  /* The head of a set stands for all of it. */
  if (!package || zb_form_set_has_member (catalogue, obligation->form, period))
    return TRUE;
  const ZbForm *form = zb_package_form (package);
  const ZbStanding standing = {.permit_until = obligation->permit_until,
                               .state = obligation->state,
                               .resubmit_by = obligation->resubmit_by};
  g_autoptr (ZbTenant) tenant =
      zb_store_read_tenant (call->service->store, obligation->tenant, error);
  if (!tenant ||
      !zb_report_window_read (call->service->store, form, period, &standing, &window, error))
    return FALSE;
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "tenant", obligation->tenant);
  write_bureau (json, tenant);
  zb_json_writer_string (json, "unit", obligation->code);
  zb_json_writer_string (json, "form", form->id);
  zb_json_writer_string (json, "code", form->code);
  zb_words_text (json, "title", &form->title);
  zb_json_writer_string (json, "edition", form->edition);
  zb_json_writer_string (json, "package", zb_package_digest (package));
  zb_json_writer_string (json, "period", obligation->period);
  write_disclaimer (call, json, form);
  write_window (json, &window);
  zb_json_writer_string (json, "state", zb_review_state_to_string (obligation->state));
  zb_json_writer_integer (json, "level", obligation->level);
  zb_json_writer_boolean (json, "late", obligation->late);
  zb_json_writer_string (json, "message", obligation->message);
  zb_json_writer_string (json, "digest", obligation->digest);
  zb_call_write_time (json, "resubmit_by", obligation->resubmit_by);
  if (!write_correction (call, json, form, obligation, error) ||
      !zb_words_levels (call, json, tenant, form, period, error))
    return FALSE;
  zb_json_writer_end_object (json);
  return TRUE;
}

/* Whether the obligation's period lies between from= and to=, as far as they are given. */
static gboolean
in_range (ZbCall *call, const ZbObligation *obligation)
{
  const char *from = zb_request_query (call->request, "from");
  const char *to = zb_request_query (call->request, "to");
  ZbPeriod bound, period;

  if (!zb_period_parse (obligation->period, &period, NULL))
    return FALSE;
  if (from && zb_period_parse (from, &bound, NULL) && zb_period_compare (period, bound) < 0)
    return FALSE;
  return !(to && zb_period_parse (to, &bound, NULL) && zb_period_compare (period, bound) > 0);
}

/* Adds what the caller may see of @obligation, an agent in the systems and periods of
 * his mandates only. */
static gboolean
add_obligation (ZbCall *call,
                ZbJsonWriter *json,
                const ZbUnit *unit,
                const ZbObligation *obligation,
                GError **error)
{
  gboolean may = FALSE;

  if (!in_range (call, obligation))
    return TRUE;
  if (!zb_reach_tenant (call, unit, obligation->tenant, obligation->period, &may, error))
    return FALSE;
  return !may || write_obligation (call, json, obligation, error);
}

/* All of the unit's, however many the years have brought. */
static gboolean
add_all (ZbCall *call, ZbJsonWriter *json, const ZbUnit *unit, GError **error)
{
  ZbObligationQuery query = {.unit = unit->id, .limit = ZB_STORE_MAX_PAGE};
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_obligations (call->service->store, &query, error);

    if (!page)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      const ZbObligation *obligation = page->pdata[i];
      if (!add_obligation (call, json, unit, obligation, error))
        return FALSE;
      query.after = obligation->id;
    }
  } while (n == query.limit);
  return TRUE;
}

void
zb_handle_due (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbUnit) unit = zb_reach_unit (call, NULL, NULL);
  ZbJsonWriter *json;

  if (!unit)
    return;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "unit", unit->code);
  zb_json_writer_string (json, "name", zb_unit_attribute (unit, "name"));
  zb_json_writer_begin_array (json, "obligations");
  if (!add_all (call, json, unit, &error)) {
    zb_json_writer_free (json);
    zb_call_fail_error (call, error);
    return;
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}
