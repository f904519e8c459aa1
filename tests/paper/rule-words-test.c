/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/rule-words.h"
#include "tests/forms/source-catalogue.h"

#include <string.h>

static char *
tell (ZbCatalogue *catalogue, const char *form, const char *rule, const char *language)
{
  g_autofree char *start = g_strdup_printf (strcmp (language, "zh") == 0 ? "%s（" : "%s (", rule);
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  zb_period_parse ("2024-06", &period, NULL);
  ZbPackage *package = zb_catalogue_find (catalogue, form, period, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) lines = zb_rules_in_words (package, catalogue, language);
  for (guint i = 0; i < lines->len; i++)
    if (g_str_has_prefix (lines->pdata[i], start))
      return g_strdup (lines->pdata[i]);
  g_assert_not_reached ();
}

static void
assert_words (const char *form, const char *rule, const char *zh, const char *en)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autofree char *chinese = tell (catalogue, form, rule, "zh");
  g_autofree char *english = tell (catalogue, form, rule, "en");

  if (!g_str_has_prefix (chinese, zh))
    g_assert_cmpstr (chinese, ==, zh);
  if (!g_str_has_prefix (english, en))
    g_assert_cmpstr (english, ==, en);
}

static void
test_names_rows_and_columns (void)
{
  assert_words (
      "B204-1", "1",
      "1（强制性）第1—4栏：工业总产值（当年价格）[A.01] ≥ 新产品产值[A.02]。新产品产值是",
      "1 (mandatory) columns 1 to 4: Gross industrial output value (current prices) [A.01] "
      "≥ new products [A.02]. New products are");
}

static void
test_tells_sets_tolerances_and_sums (void)
{
  assert_words (
      "B204-1", "3",
      "3（强制性）第1—4栏：B部分各行之和 = 工业总产值（当年价格）[A.01]（允差：四舍五入）。",
      "3 (mandatory) columns 1 to 4: the sum of the rows of B = Gross industrial output "
      "value (current prices) [A.01] (within rounding). ");
}

static void
test_tells_premises_and_periods (void)
{
  assert_words ("B204-1", "7",
                "7（核实性）A部分各行、B部分各行、C部分各行：当本期不是本年首期时，"
                "本行第2栏 = 本行第2栏（上期） + 本行第1栏（允差：四舍五入）。",
                "7 (to explain) the rows of A, the rows of B, the rows of C: when this is not the "
                "year's first period, column 2 = column 2 (period before) + column 1 (within "
                "rounding). ");
}

static void
test_names_other_forms (void)
{
  assert_words (
      "B204-1", "20",
      "20（核实性）当工业销售产值（当年价格）[A.03]第2栏 > 0时，B203表营业收入[301]第1栏 ÷ "
      "工业销售产值（当年价格）[A.03]第2栏介于0.7与1.5之间。",
      "20 (to explain) when Industrial sales value (current prices) [A.03] column 2 > 0, "
      "B203: Operating revenue [301] column 1 ÷ Industrial sales value (current prices) "
      "[A.03] column 2 between 0.7 and 1.5. ");
}

static void
test_names_rows_by_their_code (void)
{
  assert_words (
      "JF-02", "10", "10（核实性）C部分各行：本行第2栏 = B204-1表同代码的行第2栏（允差1%）。",
      "10 (to explain) the rows of C: column 2 = B204-1: the row of the same code, column 2 "
      "(within 1%). ");
}

/* Nothing of the notation is left in words, whatever the rule. */
static void
test_finds_words_for_every_rule (void)
{
  static const char *const leftovers[] = {"?(", "$", ":=", " => ", "@", "joint", ".*"};
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *package = zb_catalogue_at (catalogue, i);
    g_autoptr (GPtrArray) lines = zb_rules_in_words (package, catalogue, "zh");

    g_assert_cmpuint (lines->len, >, 0);
    for (guint l = 0; l < lines->len; l++)
      for (gsize k = 0; k < G_N_ELEMENTS (leftovers); k++)
        if (strstr (lines->pdata[l], leftovers[k]))
          g_error ("%s: “%s” in %s", zb_package_name (package), leftovers[k],
                   (char *)lines->pdata[l]);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/rule-words/names-rows-and-columns", test_names_rows_and_columns);
  g_test_add_func ("/paper/rule-words/tells-sets-tolerances-and-sums",
                   test_tells_sets_tolerances_and_sums);
  g_test_add_func ("/paper/rule-words/tells-premises-and-periods", test_tells_premises_and_periods);
  g_test_add_func ("/paper/rule-words/names-other-forms", test_names_other_forms);
  g_test_add_func ("/paper/rule-words/names-rows-by-their-code", test_names_rows_by_their_code);
  g_test_add_func ("/paper/rule-words/finds-words-for-every-rule", test_finds_words_for_every_rule);
  return g_test_run ();
}
