/* SPDX-License-Identifier: Apache-2.0 */
#include "server/totals/totals.h"

#include "server/recheck/steps.h"
#include "server/register/register.h"

/* How long after a decision was made the register may have been read for it. */
#define LEEWAY (60 * G_TIME_SPAN_SECOND)

typedef struct {
  const ZbRecheck *recheck;
  ZbLogReport *report;
} Walk;

/* When the version was accepted; 0 if it was not. */
static gboolean
read_acceptance (ZbStore *store, gint64 version, gint64 *ret_time, GError **error)
{
  g_autoptr (GPtrArray) decisions = zb_store_list_decisions (store, version, error);

  *ret_time = 0;
  for (guint i = 0; decisions != NULL && i < decisions->len; i++) {
    const ZbStoredDecision *decision = decisions->pdata[i];

    if (decision->state == ZB_REVIEW_ACCEPTED)
      *ret_time = decision->time;
  }
  return decisions != NULL;
}

static gboolean
keys_equal (const ZbTotalsKey *a, const ZbTotalsKey *b)
{
  return g_strcmp0 (a->district, b->district) == 0 && g_strcmp0 (a->zone, b->zone) == 0 &&
         g_strcmp0 (a->industry, b->industry) == 0 && g_strcmp0 (a->size, b->size) == 0 &&
         g_strcmp0 (a->registration, b->registration) == 0;
}

/* The group that the register, as known at @known, gives the version's unit. FALSE if it does not
 * know the unit. */
static gboolean
read_known_key (
    ZbStore *store, const ZbVersion *version, gint64 known, ZbTotalsKey *ret_key, GError **error)
{
  ZbPeriod period;
  g_autofree char *day = NULL;
  g_autoptr (ZbUnit) unit = NULL;

  if (!zb_period_parse (version->period, &period, NULL))
    return FALSE;
  day = zb_register_day (period);
  unit = zb_store_read_unit_known (store, version->unit, day, known, error);
  if (unit == NULL)
    return FALSE;
  zb_totals_key_of (unit, ret_key);
  return TRUE;
}

static void
compare_keys (const ZbRowCheck *check, const ZbTotalsKey *expected, const ZbTotalsKey *found)
{
  zb_row_check_text (check, "district", expected->district, found->district);
  zb_row_check_text (check, "zone", expected->zone, found->zone);
  zb_row_check_text (check, "industry", expected->industry, found->industry);
  zb_row_check_text (check, "size", expected->size, found->size);
  zb_row_check_text (check, "registration", expected->registration, found->registration);
}

/* A unit's group is the one that the register gave it when its report was accepted. */
static gboolean
check_group (const Walk *walk, const ZbVersion *version, GError **error)
{
  ZbStore *store = walk->recheck->store;
  g_autofree char *row = zb_row_key (version->id);
  const ZbRowCheck check = {walk->report, "version_total", row, version->message_id};
  ZbTotalsKey found = {0}, expected = {0};
  g_autoptr (GError) fault = NULL;
  gint64 accepted;

  if (!read_acceptance (store, version->id, &accepted, error))
    return FALSE;
  if (!zb_store_read_totals_key (store, version->id, &found, &fault)) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_MISSING, NULL, NULL, NULL);
    return TRUE;
  }
  if (read_known_key (store, version, accepted, &expected, &fault) &&
      !keys_equal (&expected, &found)) {
    zb_totals_key_clear (&expected);
    if (read_known_key (store, version, accepted + LEEWAY, &expected, &fault))
      compare_keys (&check, &expected, &found);
  }
  zb_totals_key_clear (&expected);
  zb_totals_key_clear (&found);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
check_groups (const Walk *walk, ZbVersionQuery *query, GError **error)
{
  gboolean more = TRUE;

  query->limit = ZB_STORE_MAX_PAGE;
  while (more) {
    g_autoptr (GPtrArray) versions = zb_store_list_versions (walk->recheck->store, query, error);

    if (versions == NULL)
      return FALSE;
    for (guint i = 0; i < versions->len; i++) {
      const ZbVersion *version = versions->pdata[i];

      if (!check_group (walk, version, error))
        return FALSE;
      query->after = version->id;
    }
    more = versions->len > 0;
  }
  return TRUE;
}

static void
add_difference (ZbLogReport *report, const ZbTotalled *place, const ZbTotalsDifference *difference)
{
  g_autofree char *row =
      g_strdup_printf ("%s/%s/%s %s", place->tenant, place->form, place->period, difference->group);
  const ZbRowCheck check = {report, "total", row, NULL};

  zb_row_check_fault (&check, ZB_LOG_FAULT_TOTALS,
                      difference->item[0] != '\0' ? difference->item : "units", difference->rebuilt,
                      difference->running);
}

static gboolean
check_place (const Walk *walk, const ZbTotalled *place, GError **error)
{
  const ZbRecheck *recheck = walk->recheck;
  ZbVersionQuery query = {.tenant = place->tenant,
                          .form = place->form,
                          .period = place->period,
                          .level = -1,
                          .accepted = TRUE};
  g_autoptr (GError) fault = NULL;
  g_autoptr (GPtrArray) differences = zb_totals_rebuild_compare (
      recheck->store, recheck->catalogue, place->tenant, place->form, place->period, &fault);

  walk->report->totals++;
  for (guint i = 0; differences != NULL && i < differences->len; i++)
    add_difference (walk->report, place, differences->pdata[i]);
  if (differences == NULL) {
    g_autofree char *row = g_strdup_printf ("%s/%s/%s", place->tenant, place->form, place->period);
    const ZbRowCheck check = {walk->report, "total", row, NULL};

    /* Figures that cannot be summed were changed or lack their package, and so do totals that
     * cannot be read. */
    if (!g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT) &&
        !g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND) &&
        !g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_OVERFLOW)) {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
    zb_row_check_fault (&check, ZB_LOG_FAULT_TOTALS, "sums", NULL, fault->message);
  }
  return check_groups (walk, &query, error);
}

gboolean
zb_recheck_totals (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  const Walk walk = {recheck, report};
  g_autoptr (GPtrArray) places = zb_store_list_totalled (recheck->store, error);

  for (guint i = 0; places != NULL && i < places->len; i++)
    if (!check_place (&walk, places->pdata[i], error))
      return FALSE;
  return places != NULL;
}
