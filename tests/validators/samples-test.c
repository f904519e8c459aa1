/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/coverage.h"

/* Every sample of the catalogue gives exactly the findings that lie beside it. */

typedef struct {
  char *root, *parameters; /* of the catalogue */
  ZbRulebook *rulebook;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  g_autoptr (ZbCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;

  fixture->root = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  fixture->parameters = g_build_filename (fixture->root, "parameters", "xiamen.xml", NULL);
  catalogue = zb_catalogue_read_dir (fixture->root, &error);
  g_assert_no_error (error);
  fixture->rulebook = zb_rulebook_new (catalogue);
}

static void
fixture_clear (Fixture *fixture)
{
  zb_rulebook_free (fixture->rulebook);
  g_free (fixture->root);
  g_free (fixture->parameters);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static ZbCoverage *
cover (const Fixture *fixture, guint index)
{
  const ZbPackage *package = zb_catalogue_at (zb_rulebook_catalogue (fixture->rulebook), index);
  const ZbForm *form = zb_package_form (package);
  g_autofree char *samples =
      g_build_filename (fixture->root, form->system, form->id, form->edition, "samples", NULL);
  g_autoptr (GError) error = NULL;
  ZbCoverage *coverage =
      zb_coverage_new (fixture->rulebook, package, samples, fixture->parameters, &error);

  g_assert_no_error (error);
  return coverage;
}

static void
test_samples_give_their_findings (void)
{
  g_auto (Fixture) fixture = {NULL};
  guint n_packages, n_wrong = 0;

  fixture_init (&fixture);
  n_packages = zb_catalogue_n_packages (zb_rulebook_catalogue (fixture.rulebook));
  g_assert_cmpuint (n_packages, >, 0);
  for (guint i = 0; i < n_packages; i++) {
    g_autoptr (ZbCoverage) coverage = cover (&fixture, i);

    for (guint j = 0; j < coverage->wrong->len; j++)
      g_test_message ("%s", (char *)g_ptr_array_index (coverage->wrong, j));
    n_wrong += coverage->wrong->len;
    g_assert_cmpuint (coverage->n_good, >=, 2);
    g_assert_cmpuint (coverage->n_bad, >=, 4);
  }
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/samples/give-their-findings", test_samples_give_their_findings);
  return g_test_run ();
}
