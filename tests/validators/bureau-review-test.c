/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/bureau-review.h"

#include "validators/language/diagnostic.h"

#include <string.h>

static ZbCatalogue *
read_catalogue (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  ZbCatalogue *catalogue = zb_catalogue_read_dir (path, &error);

  g_assert_no_error (error);
  return catalogue;
}

/* What is told of rules of the balance sheet (KQ-01, system s3), each "LINE message". */
static char *
review (const char *rules, gboolean chinese)
{
  g_autoptr (ZbCatalogue) catalogue = read_catalogue ();
  g_autofree char *text = g_strconcat ("form KQ-01 revision 1\n", rules, NULL);
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (GError) error = NULL;
  GString *told = g_string_new (NULL);
  ZbPackage *package =
      zb_catalogue_find (catalogue, "KQ-01", (ZbPeriod){ZB_PERIOD_QUARTER, 2024, 4}, &error);

  g_assert_no_error (error);
  g_autoptr (ZbRuleset) ruleset =
      zb_ruleset_compile (zb_package_form (package), "form.rules", text, catalogue, NULL, &error);
  g_assert_no_error (error);
  guint n_errors = zb_rules_review_bureaus (ruleset, "form.rules", diagnostics);
  g_assert_cmpuint (n_errors, ==, diagnostics->len);
  for (guint i = 0; i < diagnostics->len; i++) {
    const ZbDiagnostic *diagnostic = diagnostics->pdata[i];

    g_assert_true (diagnostic->is_error);
    g_string_append_printf (told, "%s%d %s", i == 0 ? "" : " | ", diagnostic->line - 1,
                            chinese ? diagnostic->message_zh : diagnostic->message);
  }
  return g_string_free (told, FALSE);
}

static void
assert_told (const char *rules, const char *expected)
{
  g_autofree char *told = review (rules, FALSE);

  g_assert_cmpstr (told, ==, expected);
}

#define B203 "this rule looks at B203 of another bureau (system s1): it can be soft only"

static void
test_rules_across_bureaus_are_soft (void)
{
  assert_told ("#1 soft [34,E] = B203:[213,1] within 1%", "");
  assert_told ("#1 info [34,E] = B203:[213,1] within 1%", "");
  assert_told ("#1 hard [34,E] = B203:[213,1] within 1%", "1 " B203);
  assert_told ("#1 quasi when B203:[213,1] > 0 => [34,E] > 0", "1 " B203);
  assert_told ("#1 severity ([1,E] > 0 ? hard : soft) [34,E] = B203:[213,1]", "1 " B203);
  assert_told ("#1 hard [34,E] >= sum(B203:[201..205,1])", "1 " B203);
}

static void
test_the_bureau_s_own_forms_are_free (void)
{
  assert_told ("#1 hard [70,E] = KQ-02:[24,C]\n#2 quasi [34,E] = KB-02:[09,1] within 10000 CNY",
               "");
}

static void
test_a_rule_is_told_once_in_both_languages (void)
{
  g_autofree char *chinese =
      review ("#1 hard each c in E,B : [34,c] = B203:[213,1] and [60,c] = B203:[217,1]", TRUE);

  g_assert_cmpstr (chinese, ==, "1 本规则引用其他部门（系统s1）的B203，只能为核实性");
}

/* What the bureaus publish keeps to it. */
static void
test_the_catalogue_keeps_to_it (void)
{
  g_autoptr (ZbCatalogue) catalogue = read_catalogue ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    g_autoptr (GPtrArray) diagnostics =
        g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
    g_autoptr (GError) error = NULL;
    const ZbPackage *package = zb_catalogue_at (catalogue, i);
    g_autoptr (ZbRuleset) ruleset = zb_ruleset_compile_package (package, catalogue, NULL, &error);

    g_assert_no_error (error);
    zb_rules_review_bureaus (ruleset, zb_package_rules_source (package), diagnostics);
    for (guint d = 0; d < diagnostics->len; d++) {
      g_autofree char *text = zb_diagnostic_to_text (diagnostics->pdata[d], "en");

      g_error ("%s", text);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/bureau-review/" name, test)
  ADD ("rules-across-bureaus-are-soft", test_rules_across_bureaus_are_soft);
  ADD ("the-bureau-s-own-forms-are-free", test_the_bureau_s_own_forms_are_free);
  ADD ("a-rule-is-told-once-in-both-languages", test_a_rule_is_told_once_in_both_languages);
  ADD ("the-catalogue-keeps-to-it", test_the_catalogue_keeps_to_it);
#undef ADD
  return g_test_run ();
}
