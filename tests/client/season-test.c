/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season-formula.h"
#include "client/season-model.h"
#include "client/season-register.h"

#include "forms/error.h"
#include "tests/support/temp-dir.h"
#include "validators/credit-code.h"

#include <string.h>

static gint64
value_cb (const ZbSeasonTerm *term, gpointer data)
{
  g_assert_cmpstr (term->variable, ==, "output");
  return *(gint64 *)data;
}

static void
assert_value (const char *text, gint64 output, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) formula = zb_season_formula_parse (text, &error);

  g_assert_no_error (error);
  g_assert_cmpint (zb_season_formula_evaluate (formula, value_cb, &output), ==, expected);
}

static void
test_formulas_add_shares (void)
{
  assert_value ("output", 7, 7);
  assert_value ("98/100*output", 150, 147);
  assert_value ("2*output - 1/3*output + 5", 100, 172);
  assert_value ("0 - 1/10*output", 99, -9);
  assert_value ("25", 0, 25);
}

static void
test_other_texts_are_no_formulas (void)
{
  static const char *const texts[] = {"3/0*output", "3/4",     "output@never",
                                      "1/2*",       "output@", "1234567890123"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *expected = g_strdup_printf ("“%s” is no term of a formula", texts[i]);

    g_assert_null (zb_season_formula_parse (texts[i], &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, expected);
  }
}

/* Of 3,000 enterprises the largest 20 make about a third. */
static void
test_sizes_follow_a_power_law (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue",
                                            "codelists", "products.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCodeList) products = zb_code_list_read_file (path, &error);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 top = 0, all = 0;

  g_assert_no_error (error);
  for (guint rank = 0; rank < 3000; rank++) {
    ZbSeasonUnit *unit = zb_season_unit_new (5, rank, 3000, products);
    const char *code = zb_season_unit_get (unit, "uscc");

    zb_credit_code_check (code, &error);
    g_assert_no_error (error);
    g_assert_true (g_hash_table_add (codes, g_strdup (code)));
    all += unit->scale;
    top += rank < 20 ? unit->scale : 0;
    zb_season_unit_free (unit);
  }
  g_assert_cmpint (top * 100 / all, >=, 30);
  g_assert_cmpint (top * 100 / all, <=, 36);
}

static void
assert_model_refused (const char *economy, const char *recipes, const char *message)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, NULL);
  g_autofree char *first = zb_temp_dir_path (dir, "economy.csv");
  g_autofree char *second = zb_temp_dir_path (dir, "recipes.csv");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (first, economy, -1, NULL));
  g_assert_true (g_file_set_contents (second, recipes, -1, NULL));
  g_assert_null (zb_season_model_read (folder, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_models_name_the_line_that_is_wrong (void)
{
  assert_model_refused ("head,,,\nsales,flow,CNY10000,ouput\n", "",
                        "economy.csv:2: there is no variable “ouput”");
  assert_model_refused ("head,,,\nsales,flow,CNY10000\n", "", "economy.csv:2: 3 fields, not 4");
  assert_model_refused ("head,,,\n", "head,,\nT-01,A.1.1,sales\n",
                        "recipes.csv:2: there is no variable “sales”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/season/formulas-add-shares", test_formulas_add_shares);
  g_test_add_func ("/client/season/other-texts-are-no-formulas", test_other_texts_are_no_formulas);
  g_test_add_func ("/client/season/sizes-follow-a-power-law", test_sizes_follow_a_power_law);
  g_test_add_func ("/client/season/models-name-the-line-that-is-wrong",
                   test_models_name_the_line_that_is_wrong);
  return g_test_run ();
}
