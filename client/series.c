/* SPDX-License-Identifier: Apache-2.0 */
#include "client/series.h"

#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

/* Editions that a figure may go through on its way. */
#define MAX_STEPS 40

typedef struct {
  const ZbCatalogue *catalogue;
  ZbForm *form;
  guint section, column;
  char *key;
  ZbCellSpec spec;
} Asked;

void
zb_series_point_free (ZbSeriesPoint *point)
{
  g_free (point->edition);
  g_free (point->value);
  g_free (point);
}

/* The newest revision of @edition, or with @edition NULL the form whose map comes from @after. */
static ZbForm *
find_form (const ZbCatalogue *catalogue, const char *id, const char *edition, const char *after)
{
  ZbForm *found = NULL;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    gboolean fits = edition != NULL ? strcmp (form->edition, edition) == 0
                                    : form->map != NULL && strcmp (form->map->from, after) == 0;

    if (fits && strcmp (form->id, id) == 0 && (found == NULL || form->revision > found->revision))
      found = form;
  }
  return found;
}

/* Whether @form came after @edition, by the maps at hand. */
static gboolean
follows (const ZbCatalogue *catalogue, const ZbForm *form, const char *edition)
{
  for (guint i = 0; form != NULL && form->map != NULL && i < MAX_STEPS; i++) {
    if (strcmp (form->map->from, edition) == 0)
      return TRUE;
    form = find_form (catalogue, form->id, form->map->from, NULL);
  }
  return FALSE;
}

/* The cell as @report, of the asked edition, holds it. */
static char *
read_cell (const Asked *asked, const ZbReport *report)
{
  int row = zb_report_find_row (report, asked->section, asked->key);
  ZbDecimal value;

  if (row < 0 || !zb_report_decimal (report, asked->section, (guint)row, asked->column, &value))
    return NULL;
  return zb_decimal_to_string (value);
}

/* What @report holds in the asked edition's terms, one step from there to it. */
static char *
take_step (const Asked *asked,
           const ZbRevisionMap *map,
           gboolean back,
           const ZbReport *report,
           ZbComparability *ret_comparability)
{
  const ZbSection *section = &asked->form->sections[asked->section];

  return zb_revision_take (map, back, report, section->id, asked->key,
                           section->columns[asked->column].code, &asked->spec, ret_comparability);
}

/* Brings the report into the edition next to the asked one, whose terms the last step leaves. NULL
 * if no maps lead there. */
static ZbReport *
approach (const Asked *asked, const ZbReport *report, gboolean back)
{
  ZbReport *at = zb_report_ref ((ZbReport *)report);

  for (guint i = 0; at != NULL && i < MAX_STEPS; i++) {
    const ZbForm *form = zb_report_form (at);
    ZbForm *next = back ? NULL : find_form (asked->catalogue, form->id, NULL, form->edition);
    ZbReport *carried = NULL;

    if (back && form->map != NULL)
      next = find_form (asked->catalogue, form->id, form->map->from, NULL);
    if (next == NULL || strcmp (next->edition, asked->form->edition) == 0)
      return at;
    carried =
        zb_revision_carry (back ? form->map : next->map, back, at, next, zb_report_package (at));
    zb_report_unref (at);
    at = carried;
  }
  return at;
}

static char *
take (const Asked *asked, const ZbReport *report, ZbComparability *ret_comparability)
{
  const ZbForm *form = zb_report_form (report);
  gboolean back = follows (asked->catalogue, form, asked->form->edition);
  g_autoptr (ZbReport) near = NULL;

  *ret_comparability = ZB_COMPARABLE;
  if (strcmp (form->edition, asked->form->edition) == 0)
    return read_cell (asked, report);
  *ret_comparability = ZB_NOT_COMPARABLE;
  if (!back && !follows (asked->catalogue, asked->form, form->edition))
    return NULL;
  near = approach (asked, report, back);
  return take_step (asked, back ? zb_report_form (near)->map : asked->form->map, back, near,
                    ret_comparability);
}

static ZbSeriesPoint *
find_point (GPtrArray *points, const ZbReport *report)
{
  ZbPeriod period = zb_report_period (report);
  ZbSeriesPoint *point;

  for (guint i = 0; i < points->len; i++) {
    point = points->pdata[i];
    if (zb_period_equal (point->period, period))
      return point;
  }
  point = g_new0 (ZbSeriesPoint, 1);
  point->period = period;
  point->edition = g_strdup (zb_report_form (report)->edition);
  g_ptr_array_add (points, point);
  return point;
}

static gboolean
add_value (const Asked *asked, ZbSeriesPoint *point, const char *text, GError **error)
{
  ZbDecimal sum = {0, asked->spec.scale}, value;
  char period[ZB_PERIOD_TEXT_SIZE];

  if (point->value != NULL && !zb_decimal_parse (point->value, sum.scale, &sum, error))
    return FALSE;
  if (!zb_decimal_parse (text, sum.scale, &value, error))
    return FALSE;
  if (__builtin_add_overflow (sum.digits, value.digits, &sum.digits) ||
      sum.digits > ZB_DECIMAL_MAX_DIGITS || sum.digits < -ZB_DECIMAL_MAX_DIGITS)
    return zb_forms_fail (ZB_FORMS_ERROR_OUT_OF_RANGE, error, "the sum of %s is too large",
                          zb_period_format (point->period, period));
  g_free (point->value);
  point->value = zb_decimal_to_string (sum);
  point->reports++;
  return TRUE;
}

static gboolean
add_report (const Asked *asked, GPtrArray *points, const ZbReport *report, GError **error)
{
  ZbSeriesPoint *point = find_point (points, report);
  ZbComparability comparability;
  g_autofree char *text = take (asked, report, &comparability);

  point->comparability = MAX (point->comparability, comparability);
  return text == NULL || add_value (asked, point, text, error);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  return zb_period_compare ((*(ZbSeriesPoint *const *)a)->period,
                            (*(ZbSeriesPoint *const *)b)->period);
}

/* A sum in which some figures cannot be compared is none. */
static void
finish (GPtrArray *points)
{
  g_ptr_array_sort (points, compare_points);
  for (guint i = 0; i < points->len; i++) {
    ZbSeriesPoint *point = points->pdata[i];

    if (point->comparability == ZB_NOT_COMPARABLE)
      g_clear_pointer (&point->value, g_free);
  }
}

GPtrArray *
zb_series_new (const ZbCatalogue *catalogue,
               const GPtrArray *reports,
               ZbForm *form,
               const char *item,
               GError **error)
{
  g_autoptr (GPtrArray) points =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_series_point_free);
  Asked asked = {.catalogue = catalogue, .form = form};
  g_autofree char *key = NULL;
  gboolean done = TRUE;

  if (!zb_form_split_item_id (form, item, &asked.section, &key, &asked.column) ||
      !zb_section_cell_spec (&form->sections[asked.section], key, asked.column, &asked.spec) ||
      asked.spec.type != ZB_CELL_NUMBER) {
    zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "%s/%s has no figure “%s”", form->id,
                   form->edition, item);
    return NULL;
  }
  asked.key = key;
  for (guint i = 0; done && i < reports->len; i++) {
    const ZbReport *report = reports->pdata[i];

    if (strcmp (zb_report_form (report)->id, form->id) == 0)
      done = add_report (&asked, points, report, error);
  }
  if (!done)
    return NULL;
  finish (points);
  return g_steal_pointer (&points);
}
