/* SPDX-License-Identifier: Apache-2.0 */
#include "server/review/touch.h"

#include <string.h>

static void
report_free (gpointer data)
{
  ZbTouchedReport *report = data;

  g_free (report->form);
  g_free (report->period);
  g_free (report);
}

void
zb_touch_free (ZbTouch *touch)
{
  g_ptr_array_unref (touch->reports);
  g_ptr_array_unref (touch->totals);
  zb_totals_key_clear (&touch->key);
  g_free (touch);
}

static gboolean
is_of_set (const GPtrArray *bodies, const char *form)
{
  for (guint i = 0; i < bodies->len; i++)
    if (strcmp (((const ZbVersion *)bodies->pdata[i])->form, form) == 0)
      return TRUE;
  return FALSE;
}

/* Whether the rules of the form that serves @period look at one of @bodies for @corrected. */
static gboolean
looks_at (ZbRulebook *rulebook,
          const char *form,
          ZbPeriod period,
          const GPtrArray *bodies,
          ZbPeriod corrected)
{
  ZbPackage *package = zb_catalogue_find (zb_rulebook_catalogue (rulebook), form, period, NULL);
  ZbRuleset *ruleset = package ? zb_rulebook_get (rulebook, package, NULL) : NULL;
  g_autoptr (GArray) needs = ruleset ? zb_ruleset_needs (ruleset, period) : NULL;

  for (guint i = 0; needs && i < needs->len; i++) {
    const ZbNeed *need = &g_array_index (needs, ZbNeed, i);

    if (zb_period_equal (need->period, corrected) && is_of_set (bodies, need->form))
      return TRUE;
  }
  return FALSE;
}

static void
look_at (ZbTouch *touch,
         ZbRulebook *rulebook,
         const ZbObligation *obligation,
         const GPtrArray *bodies,
         ZbPeriod corrected)
{
  ZbPeriod period;
  gboolean itself;

  if (!obligation->head || obligation->state == ZB_REVIEW_WITHDRAWN ||
      !zb_period_parse (obligation->period, &period, NULL))
    return;
  itself = zb_period_equal (period, corrected) && is_of_set (bodies, obligation->form);
  if (itself || !looks_at (rulebook, obligation->form, period, bodies, corrected))
    return;
  ZbTouchedReport *report = g_new0 (ZbTouchedReport, 1);
  *report = (ZbTouchedReport){g_strdup (obligation->form), g_strdup (obligation->period),
                              obligation->state, obligation->head};
  g_ptr_array_add (touch->reports, report);
}

static int
compare_reports (gconstpointer a, gconstpointer b)
{
  const ZbTouchedReport *left = *(ZbTouchedReport *const *)a;
  const ZbTouchedReport *right = *(ZbTouchedReport *const *)b;
  int order = strcmp (left->period, right->period);

  return order ? order : strcmp (left->form, right->form);
}

static gboolean
read_reports (ZbTouch *touch,
              ZbStore *store,
              ZbRulebook *rulebook,
              const ZbVersion *version,
              const GPtrArray *bodies,
              GError **error)
{
  ZbObligationQuery query = {.unit = version->unit, .limit = ZB_STORE_MAX_PAGE};
  ZbPeriod corrected;
  guint n;

  if (!zb_period_parse (version->period, &corrected, error))
    return FALSE;
  do {
    g_autoptr (GPtrArray) page = zb_store_list_obligations (store, &query, error);

    if (!page)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      look_at (touch, rulebook, page->pdata[i], bodies, corrected);
      query.after = ((const ZbObligation *)page->pdata[i])->id;
    }
  } while (n == query.limit);
  g_ptr_array_sort (touch->reports, compare_reports);
  return TRUE;
}

/* The group that the accepted version is in now. */
static gboolean
read_totals (ZbTouch *touch,
             ZbStore *store,
             const ZbVersion *version,
             const GPtrArray *bodies,
             GError **error)
{
  g_autoptr (ZbObligation) obligation = zb_store_read_obligation (
      store, version->tenant, version->form, version->period, version->unit, error);

  if (!obligation)
    return FALSE;
  if (!obligation->accepted)
    return TRUE;
  touch->counted = TRUE;
  for (guint i = 0; i < bodies->len; i++)
    g_ptr_array_add (touch->totals, g_strdup (((const ZbVersion *)bodies->pdata[i])->form));
  return zb_store_read_totals_key (store, obligation->accepted, &touch->key, error);
}

ZbTouch *
zb_touch_read (ZbStore *store, ZbRulebook *rulebook, const ZbVersion *version, GError **error)
{
  g_autoptr (ZbTouch) touch = g_new0 (ZbTouch, 1);
  g_autoptr (GPtrArray) bodies = NULL;

  touch->reports = g_ptr_array_new_with_free_func (report_free);
  touch->totals = g_ptr_array_new_with_free_func (g_free);
  bodies = zb_store_list_bodies (store, version->message, error);
  if (!bodies || !read_reports (touch, store, rulebook, version, bodies, error) ||
      !read_totals (touch, store, version, bodies, error))
    return NULL;
  return g_steal_pointer (&touch);
}
