/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season.h"
#include "forms/error.h"
#include "tools/place.h"
#include "tools/words.h"

#define DEFAULT_YEAR 2024

static const ZbOption make_options[] = {
    {"enterprises", "N", N_ ("how many enterprises")},
    {"months", "M", N_ ("how many months, from a January on")},
    {"seed", "S", N_ ("another seed, other figures; the same seed, the same bytes")},
    {"year", "YEAR", N_ ("the first year (else 2024)")},
    {"model", "DIR", N_ ("how enterprises do business, and recipes of forms, instead of ours")},
    {"output", "DIR", N_ ("write into this folder (-o DIR)")},
    {NULL, NULL, NULL},
};

/* A whole number of an option; @otherwise where it is not given. */
static gboolean
read_number (const ZbCallLine *line,
             const char *option,
             guint64 otherwise,
             guint64 *ret_number,
             GError **error)
{
  const char *text = zb_call_line_get (line, option);

  *ret_number = otherwise;
  return !text || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, ret_number, error);
}

static gboolean
read_plan (const ZbCallLine *line, ZbSeasonPlan *plan, GError **error)
{
  guint64 enterprises, months, year;

  if (!read_number (line, "enterprises", 0, &enterprises, error) ||
      !read_number (line, "months", 12, &months, error) ||
      !read_number (line, "seed", 1, &plan->seed, error) ||
      !read_number (line, "year", DEFAULT_YEAR, &year, error))
    return FALSE;
  plan->enterprises = (guint)enterprises;
  plan->months = (guint)months;
  plan->year = (int)year;
  if (year >= 1950 && year <= 2180)
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_OUT_OF_RANGE, error, "%s", _ ("a year is 1950 to 2180"));
}

static int
season_make (const ZbCallLine *line, GError **error)
{
  const char *folder = zb_call_line_get (line, "output");
  const char *given = zb_call_line_get (line, "model");
  ZbSeasonPlan plan;

  if (!folder) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, "%s",
                 _ ("say where to: --output=DIR"));
    return ZB_EXIT_USAGE;
  }
  if (!read_plan (line, &plan, error))
    return ZB_EXIT_USAGE;
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autofree char *model_folder =
      given ? g_strdup (given) : g_build_filename (ZB_DATA_DIR, "season", NULL);
  g_autoptr (ZbSeasonModel) model = catalogue ? zb_season_model_read (model_folder, error) : NULL;
  if (!model || !zb_season_make (&plan, model, catalogue, folder, error))
    return ZB_EXIT_UNREADABLE;
  return ZB_EXIT_OK;
}

const ZbCommand zb_season_commands[] = {
    {"season", "make", "", N_ ("make an invented register and its reports, some of them wrong"), 0,
     0, make_options, season_make},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
