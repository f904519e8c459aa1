/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/calendar.h"

#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

struct _ZbSeasonCalendar {
  GPtrArray *editions; /* ZbSeasonEdition */
  GArray *dues;
};

static void
edition_free (gpointer data)
{
  ZbSeasonEdition *edition = data;

  g_clear_pointer (&edition->recipe, zb_season_recipe_free);
  g_free (edition);
}

static gboolean
has_computed (const ZbForm *form)
{
  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];
    guint n = section->n_columns * (section->dynamic ? 1 : section->n_rows);

    for (guint i = 0; i < n; i++)
      if (section->specs[i].flags & ZB_CELL_COMPUTED)
        return TRUE;
  }
  return FALSE;
}

static ZbSeasonEdition *
add_edition (ZbSeasonCalendar *calendar,
             const ZbSeasonModel *model,
             ZbRulebook *rulebook,
             ZbPackage *package,
             GError **error)
{
  ZbSeasonEdition *edition = g_new0 (ZbSeasonEdition, 1);

  g_ptr_array_add (calendar->editions, edition);
  edition->package = package;
  edition->computes = has_computed (zb_package_form (package));
  edition->ruleset = zb_rulebook_get (rulebook, package, error);
  if (edition->ruleset != NULL)
    edition->recipe = zb_season_recipe_new (model->recipes, zb_package_form (package), error);
  return edition->recipe != NULL ? edition : NULL;
}

static ZbSeasonEdition *
find_edition (ZbSeasonCalendar *calendar,
              const ZbSeasonModel *model,
              ZbRulebook *rulebook,
              ZbPackage *package,
              GError **error)
{
  for (guint i = 0; i < calendar->editions->len; i++) {
    ZbSeasonEdition *edition = calendar->editions->pdata[i];

    if (edition->package == package)
      return edition;
  }
  return add_edition (calendar, model, rulebook, package, error);
}

/* How many periods of a kind end with the month, 0 if none does, and the last of them. */
static guint
periods_ending (ZbPeriodKind kind, ZbPeriod month, ZbPeriod *ret_last)
{
  GDate month_end = zb_period_last_day (month);
  GDate end;

  if (kind == ZB_PERIOD_TENDAY) {
    *ret_last = (ZbPeriod){ZB_PERIOD_TENDAY, month.year, month.index * 3};
    return 3;
  }
  *ret_last = zb_period_to_kind (month, kind);
  end = zb_period_last_day (*ret_last);
  return g_date_compare (&end, &month_end) == 0 ? 1 : 0;
}

/* The packages of @form that serve a period ending with the month. */
static gboolean
add_month (ZbSeasonCalendar *calendar,
           const ZbSeasonModel *model,
           ZbRulebook *rulebook,
           const char *form,
           ZbPeriod month,
           GError **error)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (rulebook);

  for (ZbPeriodKind kind = ZB_PERIOD_YEAR; kind <= ZB_PERIOD_TENDAY; kind++) {
    ZbPeriod last;
    guint n = periods_ending (kind, month, &last);

    for (guint i = 0; i < n; i++) {
      ZbSeasonDue due = {NULL, zb_period_add (last, (int)i - (int)n + 1)};
      ZbPackage *package = zb_catalogue_find (catalogue, form, due.period, NULL);

      if (package == NULL || !zb_form_collects (zb_package_form (package), due.period))
        continue;
      due.edition = find_edition (calendar, model, rulebook, package, error);
      if (due.edition == NULL)
        return FALSE;
      g_array_append_val (calendar->dues, due);
    }
  }
  return TRUE;
}

static gboolean
is_wanted (const char *form, const char *const *forms)
{
  return forms == NULL || g_strv_contains (forms, form);
}

static gboolean
has_recipes (const GPtrArray *all, const char *form)
{
  for (guint i = 0; i < all->len; i++)
    if (strcmp (all->pdata[i], form) == 0)
      return TRUE;
  return FALSE;
}

/* A catalogue may hold a few forms only; those that are asked for must be there. */
static gboolean
check_forms (const GPtrArray *all, ZbCatalogue *catalogue, const char *const *forms, GError **error)
{
  for (; forms != NULL && *forms != NULL; forms++) {
    gboolean found = FALSE;

    for (guint i = 0; i < zb_catalogue_n_packages (catalogue) && !found; i++)
      found = strcmp (zb_package_form (zb_catalogue_at (catalogue, i))->id, *forms) == 0;
    if (!found)
      return zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there is no form “%s”", *forms);
    if (!has_recipes (all, *forms))
      return zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there are no recipes for “%s”",
                            *forms);
  }
  return TRUE;
}

ZbSeasonCalendar *
zb_season_calendar_new (const ZbSeasonModel *model,
                        ZbRulebook *rulebook,
                        int year,
                        guint months,
                        const char *const *forms,
                        GError **error)
{
  g_autoptr (ZbSeasonCalendar) calendar = g_new0 (ZbSeasonCalendar, 1);
  const GPtrArray *all = zb_season_recipes_forms (model->recipes);

  calendar->editions = g_ptr_array_new_with_free_func (edition_free);
  calendar->dues = g_array_new (FALSE, FALSE, sizeof (ZbSeasonDue));
  if (!check_forms (all, zb_rulebook_catalogue (rulebook), forms, error))
    return NULL;
  for (guint m = 0; m < months; m++) {
    ZbPeriod month = {ZB_PERIOD_MONTH, year + (int)(m / 12), m % 12 + 1};

    for (guint i = 0; i < all->len; i++)
      if (is_wanted (all->pdata[i], forms) &&
          !add_month (calendar, model, rulebook, all->pdata[i], month, error))
        return NULL;
  }
  return g_steal_pointer (&calendar);
}

void
zb_season_calendar_free (ZbSeasonCalendar *calendar)
{
  g_array_unref (calendar->dues);
  g_ptr_array_unref (calendar->editions);
  g_free (calendar);
}

const GArray *
zb_season_calendar_dues (const ZbSeasonCalendar *calendar)
{
  return calendar->dues;
}
