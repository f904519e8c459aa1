/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/score.h"
#include "client/season/season.h"
#include "forms/error.h"
#include "formats/json-writer.h"
#include "tools/answer.h"
#include "tools/place.h"
#include "tools/table.h"
#include "tools/words.h"
#include "validators/review/sample.h"

#define DEFAULT_YEAR 2024

static const ZbOption make_options[] = {
    {"enterprises", "N", N_ ("how many enterprises")},
    {"months", "M", N_ ("how many months, from a January on")},
    {"seed", "S", N_ ("another seed, other figures; the same seed, the same bytes")},
    {"year", "YEAR", N_ ("the first year (else 2024)")},
    {"model", "DIR", N_ ("how enterprises do business, and recipes of forms, instead of ours")},
    {"register", "FILE", N_ ("take these enterprises, largest first, instead of inventing some")},
    {"forms", "FORM,…", N_ ("only these forms")},
    {"wrong", "N", N_ ("reports of a thousand that have an error (else 20)")},
    {"late", "N", N_ ("reports of a thousand that are late (else 30)")},
    {"missing", "N", N_ ("reports of a thousand that are missing (else 10)")},
    {"stopped", "N", N_ ("enterprises of a thousand that pause or close (else 20)")},
    {"threads", "N", N_ ("work in N threads (else as many as processors)")},
    {"parameters", "FILE", N_ ("dated parameters, instead of the catalogue's")},
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
read_share (
    const ZbCallLine *line, const char *option, guint otherwise, guint *ret_share, GError **error)
{
  guint64 share;

  if (!read_number (line, option, otherwise, &share, error))
    return FALSE;
  *ret_share = (guint)share;
  return TRUE;
}

static gboolean
read_plan (const ZbCallLine *line, ZbSeasonPlan *plan, GError **error)
{
  guint64 enterprises, months, year;

  if (!read_number (line, "enterprises", 0, &enterprises, error) ||
      !read_number (line, "months", 12, &months, error) ||
      !read_number (line, "seed", 1, &plan->seed, error) ||
      !read_number (line, "year", DEFAULT_YEAR, &year, error) ||
      !read_share (line, "wrong", ZB_SEASON_WRONG, &plan->wrong, error) ||
      !read_share (line, "late", ZB_SEASON_LATE, &plan->late, error) ||
      !read_share (line, "missing", ZB_SEASON_MISSING, &plan->missing, error) ||
      !read_share (line, "stopped", ZB_SEASON_STOPPED, &plan->stopped, error) ||
      !read_share (line, "threads", 0, &plan->threads, error))
    return FALSE;
  plan->enterprises = (guint)enterprises;
  plan->months = (guint)months;
  plan->year = (int)year;
  if (year >= 1952 && year <= 2180)
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_OUT_OF_RANGE, error, "%s", _ ("a year is 1952 to 2180"));
}

/* Beside the catalogue, or installed. (transfer full) */
static char *
find_beside (const ZbCallLine *line, const char *installed, const char *name)
{
  const char *catalogue = zb_call_line_get (line, "catalogue");
  g_autofree char *beside = NULL;

  if (!catalogue)
    catalogue = g_getenv ("ZHIBAO_CATALOGUE");
  beside = catalogue ? g_build_filename (catalogue, name, NULL) : NULL;
  return beside && g_file_test (beside, G_FILE_TEST_EXISTS)
             ? g_steal_pointer (&beside)
             : g_build_filename (ZB_DATA_DIR, installed, NULL);
}

/* --parameters, or the first file of the catalogue's; NULL without an error if there is none. */
static ZbParameters *
read_parameters (const ZbCallLine *line, GError **error)
{
  const char *given = zb_call_line_get (line, "parameters");
  g_autofree char *folder = find_beside (line, "catalogue/parameters", "parameters");
  g_autoptr (GPtrArray) files = zb_sample_list (folder);

  if (given)
    return zb_parameters_read_file (given, error);
  return files->len > 0 ? zb_parameters_read_file (files->pdata[0], error) : NULL;
}

/* --model, or ours, with the enterprises of --register. */
static ZbSeasonModel *
read_model (const ZbCallLine *line, ZbSeasonPlan *plan, GError **error)
{
  const char *given = zb_call_line_get (line, "model");
  const char *taken = zb_call_line_get (line, "register");
  g_autofree char *folder = given ? g_strdup (given) : find_beside (line, "season", "../season");
  g_autoptr (ZbSeasonModel) model = zb_season_model_read (folder, error);

  if (!model || (taken && !zb_season_register_take (model->register_, taken, error)))
    return NULL;
  if (taken)
    plan->enterprises = zb_season_register_n_taken (model->register_);
  return g_steal_pointer (&model);
}

static int
season_make (const ZbCallLine *line, GError **error)
{
  const char *folder = zb_call_line_get (line, "output");
  const char *wanted = zb_call_line_get (line, "forms");
  g_auto (GStrv) forms = wanted ? g_strsplit (wanted, ",", -1) : NULL;
  ZbSeasonPlan plan = {.forms = (const char *const *)forms};
  GError *failure = NULL;

  if (!folder) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, "%s",
                 _ ("say where to: --output=DIR"));
    return ZB_EXIT_USAGE;
  }
  if (!read_plan (line, &plan, error))
    return ZB_EXIT_USAGE;
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autoptr (ZbSeasonModel) model = catalogue ? read_model (line, &plan, error) : NULL;
  g_autoptr (ZbParameters) parameters = model ? read_parameters (line, &failure) : NULL;

  if (failure)
    g_propagate_error (error, failure);
  if (failure || !model || !zb_season_make (&plan, model, catalogue, parameters, folder, error))
    return ZB_EXIT_UNREADABLE;
  return ZB_EXIT_OK;
}

static void
print_kinds (const ZbSeasonScore *score)
{
  const char *const heads[] = {
      _ ("Error"), _ (">Planted"), _ (">Stopped"), _ (">To explain"), _ (">Told"), _ (">Not found"),
      NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; i < score->kinds->len; i++) {
    const ZbSeasonKindScore *kind = score->kinds->pdata[i];
    const guint counts[] = {kind->planted, kind->stopped, kind->asked, kind->told,
                            kind->planted - kind->stopped - kind->asked - kind->told};
    char texts[G_N_ELEMENTS (counts)][12];

    for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
      g_snprintf (texts[c], sizeof texts[c], "%u", counts[c]);
    zb_table_add (table, kind->kind, texts[0], texts[1], texts[2], texts[3], texts[4], NULL);
  }
  zb_table_print (table);
}

static void
print_score (const ZbSeasonScore *score)
{
  g_print (_ ("%u reports, %u late, %u missing\n"), score->reports, score->late, score->missing);
  g_print (_ ("%u of nothing to report; %u enterprises paused, %u closed, and %u reports have a "
              "pause to explain\n"),
           score->nil, score->suspended, score->closed, score->asked_of_pause);
  print_kinds (score);
  g_print (_ ("Reports without an error: %u are stopped all the same, %u have to explain.\n"),
           score->stopped, score->asked);
  for (guint i = 0; i < score->alarms->len; i++) {
    const ZbSeasonAlarm *alarm = score->alarms->pdata[i];

    g_print ("  %s  %s  %u×  %s\n", zb_severity_to_string (alarm->severity), alarm->rule, alarm->n,
             alarm->example);
  }
}

static void
print_json (const ZbSeasonScore *score)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "reports", score->reports);
  zb_json_writer_integer (json, "late", score->late);
  zb_json_writer_integer (json, "missing", score->missing);
  zb_json_writer_integer (json, "nil", score->nil);
  zb_json_writer_integer (json, "paused", score->suspended);
  zb_json_writer_integer (json, "closed", score->closed);
  zb_json_writer_integer (json, "asked_of_pause", score->asked_of_pause);
  zb_json_writer_integer (json, "stopped", score->stopped);
  zb_json_writer_integer (json, "asked", score->asked);
  zb_json_writer_begin_array (json, "kinds");
  for (guint i = 0; i < score->kinds->len; i++) {
    const ZbSeasonKindScore *kind = score->kinds->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "kind", kind->kind);
    zb_json_writer_integer (json, "planted", kind->planted);
    zb_json_writer_integer (json, "stopped", kind->stopped);
    zb_json_writer_integer (json, "asked", kind->asked);
    zb_json_writer_integer (json, "told", kind->told);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_begin_array (json, "alarms");
  for (guint i = 0; i < score->alarms->len; i++) {
    const ZbSeasonAlarm *alarm = score->alarms->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "rule", alarm->rule);
    zb_json_writer_string (json, "severity", zb_severity_to_string (alarm->severity));
    zb_json_writer_integer (json, "findings", alarm->n);
    zb_json_writer_string (json, "example", alarm->example);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_answer_print (json);
}

static int
season_score (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  GError *failure = NULL;
  g_autoptr (ZbParameters) parameters = catalogue ? read_parameters (line, &failure) : NULL;

  if (failure)
    g_propagate_error (error, failure);
  g_autoptr (ZbSeasonScore) score =
      catalogue && !failure ? zb_season_score_new (line->words[0], catalogue, parameters, error)
                            : NULL;
  if (!score)
    return ZB_EXIT_UNREADABLE;
  if (zb_call_line_has (line, "json"))
    print_json (score);
  else
    print_score (score);
  return score->stopped > 0 ? ZB_EXIT_HARD : ZB_EXIT_OK;
}

static const ZbOption score_options[] = {

    {"parameters", "FILE", N_ ("dated parameters, instead of the catalogue's")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};

const ZbCommand zb_season_commands[] = {
    {"season", "make", "", N_ ("make an invented register and its reports, some of them wrong"), 0,
     0, make_options, season_make},
    {"season", "score", "DIR", N_ ("count the errors of a season that the rules find"), 1, 1,
     score_options, season_score},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
