/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/temp-dir.h"
#include "validators/review/coverage.h"
#include "validators/language/diagnostic.h"

#include <glib/gstdio.h>
#include <string.h>

/* The samples of the catalogue try each rule: one makes it fail, another lets it hold. */

static char *
root_folder (void)
{
  return g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
}

/* Whether the rule looks at a form that the compiler warned of: one that is not installed, so that
 * nothing of it can be evaluated yet. It warns once a form, at the first rule that names it. */
static gboolean
waits_for_a_form (const ZbRuleset *ruleset, guint index, const GPtrArray *diagnostics)
{
  const char *rule = zb_ruleset_rule (ruleset, index).text;

  for (guint i = 0; i < diagnostics->len; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
    g_auto (GStrv) parts = g_strsplit (diagnostic->message, "“", 2);
    g_autofree char *reference = NULL;

    if (strstr (diagnostic->message, "is not installed") == NULL || g_strv_length (parts) < 2)
      continue;
    /* The closing quote begins with this byte. */
    reference = g_strdup_printf ("%.*s:", (int)strcspn (parts[1], "\xe2"), parts[1]);
    if (strstr (rule, reference) != NULL)
      return TRUE;
  }
  return FALSE;
}

static GPtrArray *
compile (ZbCatalogue *catalogue, const ZbPackage *package)
{
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRuleset) ruleset =
      zb_ruleset_compile_package (package, catalogue, diagnostics, &error);

  g_assert_no_error (error);
  return g_steal_pointer (&diagnostics);
}

static guint
check_package (ZbRulebook *rulebook, const char *root, const ZbPackage *package)
{
  const ZbForm *form = zb_package_form (package);
  g_autofree char *folder =
      g_build_filename (root, form->system, form->id, form->edition, "samples", NULL);
  g_autofree char *parameters = g_build_filename (root, "parameters", "xiamen.xml", NULL);
  g_autoptr (GPtrArray) diagnostics = compile (zb_rulebook_catalogue (rulebook), package);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCoverage) coverage = zb_coverage_new (rulebook, package, folder, parameters, &error);
  guint n_waiting = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < coverage->rules->len; i++) {
    const ZbRuleCoverage *rule = &g_array_index (coverage->rules, ZbRuleCoverage, i);

    if (waits_for_a_form (coverage->ruleset, i, diagnostics))
      n_waiting++;
    else if (rule->n_failing == 0)
      g_error ("%s fails in no sample", rule->rule);
    else if (rule->n_holding == 0)
      g_error ("%s holds in no sample", rule->rule);
  }
  return n_waiting;
}

static void
test_each_rule_is_tried_both_ways (void)
{
  g_autofree char *root = root_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);
  g_autoptr (ZbRulebook) rulebook = NULL;
  guint n_waiting = 0;

  g_assert_no_error (error);
  rulebook = zb_rulebook_new (catalogue);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++)
    n_waiting += check_package (rulebook, root, zb_catalogue_at (catalogue, i));
  g_test_message ("%u rules wait for a form that is not installed", n_waiting);
}

/* The samples of B203 in a folder of their own, but the one that says nothing of balance. */
static char *
copy_samples (const ZbTempDir *dir, const char *left_out)
{
  g_autofree char *root = root_folder ();
  g_autofree char *from = g_build_filename (root, "s1", "B203", "2023", "samples", NULL);
  char *to = zb_temp_dir_path (dir, "samples");
  g_autoptr (GDir) files = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    g_autofree char *text = NULL;
    gsize length;

    if (strstr (name, left_out) != NULL || !g_file_get_contents (source, &text, &length, NULL))
      continue;
    g_assert_true (g_file_set_contents (target, text, (gssize)length, NULL));
  }
  return to;
}

static void
test_untried_rules_and_wrong_findings_are_told (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *root = root_folder ();
  g_autofree char *samples = copy_samples (dir, "bad-balance");
  g_autofree char *wrong = g_build_filename (samples, "bad-negative.findings", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  ZbPackage *package = zb_catalogue_find_edition (catalogue, "B203", "2023", 1, &error);
  gboolean told = FALSE;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (wrong, "B203#1/1 hard fail\n", -1, NULL));
  g_autoptr (ZbCoverage) coverage = zb_coverage_new (rulebook, package, samples, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_coverage_n_untried (coverage), >, 0);
  for (guint i = 0; i < coverage->wrong->len; i++)
    told |= strcmp (g_ptr_array_index (coverage->wrong, i),
                    "bad-negative does not give B203#1/1 hard fail") == 0;
  g_assert_true (told);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/coverage/each-rule-is-tried-both-ways",
                   test_each_rule_is_tried_both_ways);
  g_test_add_func ("/validators/coverage/untried-rules-and-wrong-findings-are-told",
                   test_untried_rules_and_wrong_findings_are_told);
  return g_test_run ();
}
