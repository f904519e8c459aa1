/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/diagnostic.h"
#include "validators/ruleset.h"

#include <string.h>

/* Each rule of the catalogue fails in at least one sample, so that none is there for show. */

/* Adds "B204-1#7" for each line "B204-1#7/A.03 soft fail" of @text. */
static void
add_rules_of_lines (GHashTable *failing, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_hash_table_add (failing, g_strndup (lines[i], strcspn (lines[i], "/ ")));
}

static GHashTable *
read_failing_rules (const char *folder)
{
  GHashTable *failing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;

    if (!g_str_has_suffix (name, ".findings"))
      continue;
    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    add_rules_of_lines (failing, text);
  }
  return failing;
}

/* Whether the compiler warned between the lines of the rule and of the next one: it looks at a form
 * that is not installed and cannot be evaluated yet. */
static gboolean
waits_for_a_form (const ZbRuleset *ruleset, guint index, const GPtrArray *diagnostics)
{
  int first = zb_ruleset_rule (ruleset, index).line, end = G_MAXINT;

  for (guint i = 0; i < zb_ruleset_n_rules (ruleset); i++) {
    int line = zb_ruleset_rule (ruleset, i).line;

    if (line > first)
      end = MIN (end, line);
  }
  for (guint i = 0; i < diagnostics->len; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

    if (diagnostic->line >= first && diagnostic->line < end &&
        strstr (diagnostic->message, "is not installed") != NULL)
      return TRUE;
  }
  return FALSE;
}

static guint
check_package (const ZbCatalogue *catalogue, const char *root, const ZbPackage *package)
{
  const ZbForm *form = zb_package_form (package);
  g_autofree char *folder =
      g_build_filename (root, form->system, form->id, form->edition, "samples", NULL);
  g_autoptr (GHashTable) failing = read_failing_rules (folder);
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRuleset) ruleset =
      zb_ruleset_compile_package (package, catalogue, diagnostics, &error);
  guint n_waiting = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < zb_ruleset_n_rules (ruleset); i++) {
    const char *name = zb_ruleset_rule (ruleset, i).name;

    if (waits_for_a_form (ruleset, i, diagnostics))
      n_waiting++;
    else if (!g_hash_table_contains (failing, name))
      g_error ("%s fails in no sample", name);
  }
  return n_waiting;
}

static void
test_each_rule_fails_somewhere (void)
{
  g_autofree char *root =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);
  guint n_waiting = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++)
    n_waiting += check_package (catalogue, root, zb_catalogue_at (catalogue, i));
  /* Energy, wages, trade and the balance sheet: two relations of each form. */
  g_assert_cmpuint (n_waiting, <=, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/coverage/each-rule-fails-somewhere",
                   test_each_rule_fails_somewhere);
  return g_test_run ();
}
