/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/series-command.h"

#include "client/series.h"
#include "formats/json-writer.h"
#include "forms/concept.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "tools/form-place.h"
#include "tools/report-folder.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

const ZbOption zb_report_series_options[] = {
    {"history", "DIR", N_ ("stored reports: every report or container in this folder and below")},
    {"unit", "CODE", N_ ("of this unit only; else the sum of all")},
    {"edition", "EDITION", N_ ("in the terms of this edition; else of the newest")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};

/* Those of the form that is asked for, of --unit alone if that is given. (transfer full) */
static GPtrArray *
read_reports (const ZbCallLine *line,
              const ZbCatalogue *catalogue,
              const ZbForm *form,
              const char *folder,
              GError **error)
{
  const char *unit = zb_call_line_get (line, "unit");
  g_autoptr (GPtrArray) all = zb_report_folder_read (folder, catalogue, error);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);

  for (guint i = 0; all && i < all->len; i++) {
    ZbReport *report = all->pdata[i];

    if (strcmp (zb_report_form (report)->id, form->id) == 0 &&
        (!unit || strcmp (zb_report_unit (report), unit) == 0))
      g_ptr_array_add (reports, zb_report_ref (report));
  }
  if (!all || reports->len > 0)
    return all ? g_steal_pointer (&reports) : NULL;
  if (unit)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("%s: among %u reports there is none of %s by %s"), folder, all->len, form->id,
                 unit);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("%s: among %u reports there is none of %s"), folder, all->len, form->id);
  return NULL;
}

/* The item of the form that asks for the concept, of the year to date or of the end before others;
 * @word itself if it is no concept. Caller frees. */
static char *
find_item (const ZbForm *form, const char *word)
{
  char *item = NULL;

  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];

    for (guint i = 0; i < section->n_rows * section->n_columns; i++) {
      const ZbCellSpec *spec = &section->specs[i];
      gboolean first = spec->span == ZB_SPAN_TO_DATE || spec->span == ZB_SPAN_END;

      if (!spec->concept || strcmp (spec->concept->code, word) != 0 || (item && !first))
        continue;
      g_free (item);
      item = zb_form_item_id (form, s, section->rows[i / section->n_columns].code,
                              i % section->n_columns);
      if (first)
        return item;
    }
  }
  return item ? item : g_strdup (word);
}

static const char *
comparability_words (ZbComparability comparability)
{
  switch (comparability) {
  case ZB_COMPARABLE_BY_KEY:
    return _ ("share of a whole, by key");
  case ZB_NOT_COMPARABLE:
    return _ ("not comparable");
  case ZB_COMPARABLE:
  default:
    return "";
  }
}

static const char *
comparability_code (ZbComparability comparability)
{
  static const char *const codes[] = {"exact", "by-key", "not-comparable"};

  return codes[comparability];
}

static void
print_points (const GPtrArray *points)
{
  const char *heads[] = {_ ("Period"), _ ("Edition"), _ (">Reports"), _ (">Value"), "", NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; i < points->len; i++) {
    const ZbSeriesPoint *point = points->pdata[i];
    g_autofree char *reports = g_strdup_printf ("%u", point->reports);
    char period[ZB_PERIOD_TEXT_SIZE];

    zb_table_add (table, zb_period_format (point->period, period), point->edition, reports,
                  point->value, comparability_words (point->comparability), NULL);
  }
  zb_table_print (table);
}

static void
print_json (const ZbForm *form, const char *item, const GPtrArray *points)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", form->id);
  zb_json_writer_string (json, "edition", form->edition);
  zb_json_writer_string (json, "item", item);
  zb_json_writer_begin_array (json, "points");
  for (guint i = 0; i < points->len; i++) {
    const ZbSeriesPoint *point = points->pdata[i];
    char period[ZB_PERIOD_TEXT_SIZE];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "period", zb_period_format (point->period, period));
    zb_json_writer_string (json, "edition", point->edition);
    zb_json_writer_integer (json, "reports", point->reports);
    zb_json_writer_string (json, "value", point->value);
    zb_json_writer_string (json, "comparable", comparability_code (point->comparability));
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_answer_print (json);
}

int
zb_report_series (const ZbCallLine *line, GError **error)
{
  const char *folder = zb_call_line_get (line, "history");
  g_autoptr (ZbCatalogue) catalogue = zb_form_place_around (line, line->words[0], error);

  if (!folder) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say where the reports are: --history=DIR"));
    return ZB_EXIT_USAGE;
  }
  g_autoptr (ZbPackage) package =
      catalogue ? zb_form_place_find (catalogue, line->words[0], zb_call_line_get (line, "edition"),
                                      NULL, error)
                : NULL;
  if (!package)
    return ZB_EXIT_UNREADABLE;
  zb_catalogue_add (catalogue, package);
  ZbForm *form = zb_package_form (package);
  g_autoptr (GPtrArray) reports = read_reports (line, catalogue, form, folder, error);
  if (!reports)
    return ZB_EXIT_UNREADABLE;
  g_autofree char *item = find_item (form, line->words[1]);
  g_autoptr (GPtrArray) points = zb_series_new (catalogue, reports, form, item, error);
  if (!points)
    return ZB_EXIT_UNREADABLE;
  if (zb_call_line_has (line, "json"))
    print_json (form, item, points);
  else
    print_points (points);
  return ZB_EXIT_OK;
}
