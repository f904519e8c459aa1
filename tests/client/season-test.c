/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/score.h"
#include "client/season/stop.h"
#include "client/season/season.h"
#include "forms/error.h"
#include "tests/forms/source-catalogue.h"
#include "tests/support/temp-dir.h"
#include "validators/credit-code.h"

#include <string.h>

static gint64
value_cb (const ZbSeasonTerm *term, gpointer data)
{
  if (term->variable == NULL)
    return 1;
  g_assert_cmpstr (term->variable, ==, "output");
  return *(gint64 *)data;
}

/* The last of those to draw from. */
static guint32
draw_cb (const ZbSeasonTerm *term, G_GNUC_UNUSED gpointer data)
{
  return (guint32)(term->until - term->times);
}

static void
assert_value (const char *text, gint64 output, gint64 expected)
{
  static const ZbSeasonSource source = {value_cb, draw_cb};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSeasonFormula) formula = zb_season_formula_parse (text, &error);

  g_assert_no_error (error);
  g_assert_cmpint (zb_season_formula_evaluate (formula, &source, &output), ==, expected);
}

static void
test_formulas_add_shares (void)
{
  assert_value ("output", 7, 7);
  assert_value ("98/100*output", 150, 147);
  assert_value ("2*output - 1/3*output + 5", 100, 172);
  assert_value ("0 - 1/10*output", 99, -9);
  assert_value ("25", 0, 25);
  assert_value ("70..84/100*output", 1000, 840);
  assert_value ("95~105/100*output - 1", 1000, 1049);
}

static void
test_shapes_keep_a_side (void)
{
  assert_value ("pos:output - 10", 30, 20);
  assert_value ("pos:output - 10", 3, 0);
  assert_value ("neg:output - 10", 3, 7);
  assert_value ("neg:output - 10", 30, 0);
  assert_value ("loss:output - 10", 3, 1);
  assert_value ("loss:output - 10", 10, 0);
}

static void
test_other_texts_are_no_formulas (void)
{
  static const char *const texts[] = {"3/0*output", "3/4",           "output@never", "1/2*",
                                      "output@",    "1234567890123", "9..3*output",  "1..*output"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *expected = g_strdup_printf ("“%s” is no term of a formula", texts[i]);

    g_assert_null (zb_season_formula_parse (texts[i], &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, expected);
  }
}

static ZbSeasonModel *
read_model (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "season", NULL);
  g_autoptr (GError) error = NULL;
  ZbSeasonModel *model = zb_season_model_read (path, &error);

  g_assert_no_error (error);
  return model;
}

static ZbParameters *
read_parameters (void)
{
  g_autofree char *path = zb_source_catalogue_path ("parameters/xiamen.xml");
  g_autoptr (GError) error = NULL;
  ZbParameters *parameters = zb_parameters_read_file (path, &error);

  g_assert_no_error (error);
  return parameters;
}

/* Of 3,000 enterprises the largest 20 make about a third. */
static void
test_sizes_follow_a_power_law (void)
{
  g_autoptr (ZbSeasonModel) model = read_model ();
  g_autoptr (ZbCodeList) products = zb_source_code_list_read ("products");
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  gint64 top = 0, all = 0;

  for (guint rank = 0; rank < 3000; rank++) {
    g_autoptr (ZbSeasonUnit) unit =
        zb_season_register_unit (model->register_, 5, rank, 3000, products);
    const char *code = zb_season_unit_get (unit, "uscc");

    zb_credit_code_check (code, &error);
    g_assert_no_error (error);
    g_assert_true (g_hash_table_add (codes, g_strdup (code)));
    all += unit->scale;
    top += rank < 20 ? unit->scale : 0;
  }
  g_assert_cmpint (top * 100 / all, >=, 30);
  g_assert_cmpint (top * 100 / all, <=, 36);
}

static void
assert_model_refused (const char *register_,
                      const char *economy,
                      const char *recipes,
                      const char *message)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, NULL);
  g_autofree char *first = zb_temp_dir_write (dir, "register.csv", register_, -1);
  g_autofree char *second = zb_temp_dir_write (dir, "economy.csv", economy, -1);
  g_autofree char *third = zb_temp_dir_write (dir, "recipes.csv", recipes, -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_season_model_read (folder, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, message) == NULL)
    g_error ("“%s” does not say “%s”", error->message, message);
}

static void
test_models_name_the_line_that_is_wrong (void)
{
  assert_model_refused ("head,,\na,1,size = 1\n", "", "",
                        "register.csv:2: respondents, column 1: expected reg.ATTRIBUTE");
  assert_model_refused ("", "head,,,,\nsales,flow,CNY10000,ouput,\n", "",
                        "economy.csv:2: there is no variable “ouput”");
  assert_model_refused ("", "head,,,,\nsales,flow,CNY10000\n", "",
                        "economy.csv:2: 3 fields, not 5");
  assert_model_refused ("", "head,,,,\nsales,flaw,CNY10000,1,\n", "",
                        "economy.csv:2: “flaw” is neither flow nor stock");
  assert_model_refused ("", "head,,,,\nsales,flow,CNY7,1,\n", "",
                        "economy.csv:2: there is no measure “CNY7”");
  assert_model_refused ("", "", "head,,,\nT-01,A.1.1,sales,\n",
                        "recipes.csv:2: there is no variable “sales”");
  assert_model_refused ("", "", "head,,,\nT-01,A.1.1,1..2*scale,\n",
                        "recipes.csv:2: “1..2*scale” draws a share");
  assert_model_refused ("", "", "head,,,\nT-01,A.*.1,span:week,\n",
                        "recipes.csv:2: “week” is no span");
}

/* A season in a folder of its own. */
static ZbTempDir *
make_season (ZbCatalogue *catalogue, const ZbParameters *parameters, const ZbSeasonPlan *plan)
{
  g_autoptr (ZbSeasonModel) model = read_model ();
  g_autoptr (GError) error = NULL;
  ZbTempDir *dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, NULL);

  zb_season_make (plan, model, catalogue, parameters, folder, &error);
  g_assert_no_error (error);
  return dir;
}

static ZbSeasonScore *
score_season (ZbCatalogue *catalogue, const ZbParameters *parameters, const ZbTempDir *dir)
{
  g_autofree char *folder = zb_temp_dir_path (dir, NULL);
  g_autoptr (GError) error = NULL;
  ZbSeasonScore *score = zb_season_score_new (folder, catalogue, parameters, &error);

  g_assert_no_error (error);
  return score;
}

static gboolean
has_reports (const ZbTempDir *dir, const char *form)
{
  g_autofree char *folder = zb_temp_dir_path (dir, NULL);
  g_autoptr (GDir) periods = g_dir_open (folder, 0, NULL);
  g_autofree char *prefix = g_strconcat (form, "-91", NULL);
  const char *period, *name;
  gboolean found = FALSE;

  while (!found && (period = g_dir_read_name (periods)) != NULL) {
    g_autofree char *path = g_build_filename (folder, period, NULL);
    g_autoptr (GDir) files = g_dir_open (path, 0, NULL);

    while (files != NULL && !found && (name = g_dir_read_name (files)) != NULL)
      found = g_str_has_prefix (name, prefix);
  }
  return found;
}

/* A year and a month of every form: not one that is right is stopped, and hardly one in a thousand
 * has something to explain. */
static void
test_every_form_is_reported_right (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (ZbParameters) parameters = read_parameters ();
  ZbSeasonPlan plan = {.enterprises = 24, .months = 13, .seed = 5, .year = 2023, .threads = 2};
  g_autoptr (ZbTempDir) dir = make_season (catalogue, parameters, &plan);
  g_autoptr (ZbSeasonScore) score = score_season (catalogue, parameters, dir);

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const char *form = zb_package_form (zb_catalogue_at (catalogue, i))->id;

    if (!has_reports (dir, form))
      g_error ("nobody reports %s", form);
  }
  for (guint i = 0; i < score->alarms->len; i++) {
    const ZbSeasonAlarm *alarm = score->alarms->pdata[i];

    g_test_message ("%s %u: %s", alarm->rule, alarm->n, alarm->example);
  }
  g_assert_cmpuint (score->reports, >, 6000);
  g_assert_cmpuint (score->stopped, ==, 0);
  g_assert_cmpuint (score->asked * 1000, <=, score->reports * 2);
}

static const ZbSeasonKindScore *
find_kind (const ZbSeasonScore *score, const char *name)
{
  for (guint i = 0; i < score->kinds->len; i++) {
    const ZbSeasonKindScore *kind = score->kinds->pdata[i];

    if (strcmp (kind->kind, name) == 0)
      return kind;
  }
  g_error ("no %s was planted", name);
}

/* Every second report has a mistake: of all kinds, and the rules find what they must. */
static void
test_mistakes_of_every_kind_are_found (void)
{
  static const char *const kinds[] = {
      "unit-10",     "unit-1000",       "unit-10000",   "sign",       "digit-swap", "typo",
      "shifted-row", "retyped-to-date", "missing-cell", "sum-broken", "wrong-code", "other-form",
      "jump",        "copied",          "nil",          "duplicate",  "corrected"};
  static const char *const sure[] = {"missing-cell", "sum-broken", "wrong-code", "duplicate"};
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (ZbParameters) parameters = read_parameters ();
  ZbSeasonPlan plan = {.enterprises = 12,
                       .months = 4,
                       .seed = 5,
                       .year = 2024,
                       .wrong = 500,
                       .late = 30,
                       .missing = 20};
  g_autoptr (ZbTempDir) dir = make_season (catalogue, parameters, &plan);
  g_autoptr (ZbSeasonScore) score = score_season (catalogue, parameters, dir);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpuint (find_kind (score, kinds[i])->planted, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sure); i++) {
    const ZbSeasonKindScore *kind = find_kind (score, sure[i]);

    g_assert_cmpuint (kind->stopped, ==, kind->planted);
  }
  const ZbSeasonKindScore *slip = find_kind (score, "unit-1000");
  g_assert_cmpuint ((slip->stopped + slip->asked) * 4, >=, slip->planted * 3);
  g_assert_cmpuint (score->late, >, 0);
  g_assert_cmpuint (score->missing, >, 0);
  g_assert_cmpuint (score->stopped, ==, 0);
}

static ZbSeasonUnit *
unit_at (ZbSeasonModel *model, const ZbCodeList *products, const ZbSeasonPlan *plan, guint rank)
{
  return zb_season_register_unit (model->register_, plan->seed, rank, plan->enterprises, products);
}

/* The last period of a monthly form that the unit reported, "" if there is none. */
static char *
last_month_of (const ZbTempDir *dir, const char *unit)
{
  g_autofree char *folder = zb_temp_dir_path (dir, NULL);
  g_autoptr (GDir) periods = g_dir_open (folder, 0, NULL);
  const char *period, *name;
  char *last = g_strdup ("");

  while ((period = g_dir_read_name (periods)) != NULL) {
    g_autofree char *path = g_build_filename (folder, period, NULL);
    g_autoptr (GDir) files = g_dir_open (path, 0, NULL);
    gboolean month = strlen (period) == strlen ("2024-06") && strpbrk (period, "QH") == NULL;

    while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
      if (!month || strstr (name, unit) == NULL || strcmp (period, last) <= 0)
        continue;
      g_free (last);
      last = g_strdup (period);
    }
  }
  return last;
}

/* Who closes reports nothing that ends later, and the register says so; who pauses goes on. */
static void
assert_stopped (const ZbTempDir *dir,
                const ZbSeasonUnit *unit,
                const ZbSeasonStop *stop,
                const char *register_text,
                const ZbSeasonPlan *plan)
{
  const char *code = zb_season_unit_get (unit, "uscc");
  g_autofree char *last = last_month_of (dir, code);
  guint until = zb_season_stop_ends (stop, plan->months) ? stop->first : plan->months;
  g_autofree char *expected = g_strdup_printf ("%d-%02u", plan->year, until);
  const char *line = strstr (register_text, code);
  g_auto (GStrv) heads = g_strsplit (register_text, ",", -1);
  guint column = 0;

  while (strcmp (heads[column], "status") != 0)
    column++;
  g_auto (GStrv) fields = g_strsplit (line, ",", -1);
  g_assert_cmpstr (last, ==, expected);
  g_assert_cmpstr (fields[column], ==, until < plan->months ? "4" : "1");
}

/* All but the largest stop. What they report is right: no rule stops it, and those who pause have
 * something to explain. */
static void
test_enterprises_stop (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (ZbParameters) parameters = read_parameters ();
  g_autoptr (ZbSeasonModel) model = read_model ();
  g_autoptr (ZbCodeList) products = zb_source_code_list_read ("products");
  ZbSeasonPlan plan = {
      .enterprises = 20, .months = 12, .seed = 7, .year = 2024, .stopped = 1000, .threads = 2};
  g_autoptr (ZbTempDir) dir = make_season (catalogue, parameters, &plan);
  g_autofree char *path = zb_temp_dir_path (dir, "register.csv");
  g_autofree char *text = NULL;
  guint n_closed = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (guint rank = 0; rank < plan.enterprises; rank++) {
    g_autoptr (ZbSeasonUnit) unit = unit_at (model, products, &plan, rank);
    ZbSeasonStop stop =
        zb_season_stop_draw (unit, rank, plan.enterprises, plan.stopped, plan.months);

    g_assert_true ((rank > 0) == (stop.kind != NULL));
    n_closed += zb_season_stop_ends (&stop, plan.months);
    assert_stopped (dir, unit, &stop, text, &plan);
  }
  g_autoptr (ZbSeasonScore) score = score_season (catalogue, parameters, dir);
  for (guint i = 0; i < score->alarms->len; i++) {
    const ZbSeasonAlarm *alarm = score->alarms->pdata[i];

    g_test_message ("%s %u: %s", alarm->rule, alarm->n, alarm->example);
  }
  g_assert_cmpuint (score->closed, ==, n_closed);
  g_assert_cmpuint (score->suspended, ==, plan.enterprises - 1 - n_closed);
  g_assert_cmpuint (score->nil, >, 20);
  g_assert_cmpuint (score->asked_of_pause, >, 0);
  g_assert_cmpuint (score->stopped, ==, 0);
  g_assert_cmpuint (score->asked * 1000, <=, score->reports * 2);
}

static char *
checksum_of (const ZbTempDir *dir)
{
  static const char *const names[] = {"register.csv", "ledger.csv"};
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = zb_temp_dir_path (dir, names[i]);
    g_autofree char *text = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_checksum_update (checksum, (const guchar *)text, -1);
  }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
test_threads_change_nothing (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  ZbSeasonPlan plan = {.enterprises = 8,
                       .months = 2,
                       .seed = 3,
                       .year = 2024,
                       .wrong = 300,
                       .stopped = 500,
                       .threads = 1};
  g_autoptr (ZbTempDir) one = make_season (catalogue, NULL, &plan);
  plan.threads = 4;
  g_autoptr (ZbTempDir) four = make_season (catalogue, NULL, &plan);
  g_autofree char *first = checksum_of (one), *second = checksum_of (four);

  g_assert_cmpstr (first, ==, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/season/formulas-add-shares", test_formulas_add_shares);
  g_test_add_func ("/client/season/shapes-keep-a-side", test_shapes_keep_a_side);
  g_test_add_func ("/client/season/other-texts-are-no-formulas", test_other_texts_are_no_formulas);
  g_test_add_func ("/client/season/sizes-follow-a-power-law", test_sizes_follow_a_power_law);
  g_test_add_func ("/client/season/models-name-the-line-that-is-wrong",
                   test_models_name_the_line_that_is_wrong);
  g_test_add_func ("/client/season/every-form-is-reported-right",
                   test_every_form_is_reported_right);
  g_test_add_func ("/client/season/mistakes-of-every-kind-are-found",
                   test_mistakes_of_every_kind_are_found);
  g_test_add_func ("/client/season/enterprises-stop", test_enterprises_stop);
  g_test_add_func ("/client/season/threads-change-nothing", test_threads_change_nothing);
  return g_test_run ();
}
