/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/ruleset.h"

#include "validators/diagnostic.h"

/* The rules of the catalogue compile, and say no more than that forms are not installed yet. */
static void
test_compiles_the_catalogue (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_catalogue_n_packages (catalogue), >, 0);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    g_autoptr (GPtrArray) diagnostics =
        g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
    g_autoptr (ZbRuleset) ruleset =
        zb_ruleset_compile_package (zb_catalogue_at (catalogue, i), catalogue, diagnostics, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (zb_ruleset_n_rules (ruleset), >, 0);
    for (guint j = 0; j < diagnostics->len; j++) {
      const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, j);

      g_assert_false (diagnostic->is_error);
      g_assert_nonnull (strstr (diagnostic->message, "is not installed"));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/ruleset/compiles-the-catalogue", test_compiles_the_catalogue);
  return g_test_run ();
}
