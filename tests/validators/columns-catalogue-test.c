/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-check.h"
#include "validators/columns/column-writer.h"
#include "validators/rulebook.h"

#include <glib/gstdio.h>

/* How many rules of the catalogue are judged in lanes, form by form: run it with --verbose. */

static gboolean
find_cb (
    gpointer self, const char *form, ZbPeriod period, const ZbColumnPart **ret_parts, guint *ret_n)
{
  *ret_parts = NULL;
  *ret_n = 0;
  return TRUE;
}

/* A column file of @form without reports. */
static ZbColumnFile *
empty_file (const char *path, ZbForm *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (path, form, form->valid_from, &error);
  ZbColumnFile *file;

  zb_column_writer_finish (writer, &error);
  g_assert_no_error (error);
  file = zb_column_file_open (path, form, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return file;
}

typedef struct {
  guint n_rules, n_lanes;
} Count;

/* A rule counts as one of lanes if all its instances are. */
static Count
count_rules (ZbRuleset *ruleset, const ZbColumnCheck *check)
{
  guint n = zb_ruleset_n_rules (ruleset);
  g_autofree gboolean *whole = g_new0 (gboolean, n + 1);
  Count count = {.n_rules = n};

  for (guint i = 0; i < zb_column_check_n_kernels (check); i++) {
    const ZbLaneKernel *kernel = zb_column_check_kernel (check, i);

    whole[kernel->instance->rule] |= !kernel->in_lanes;
  }
  for (guint i = 0; i < n; i++) {
    count.n_lanes += !whole[i];
    if (whole[i])
      g_test_message ("report by report: %s", zb_ruleset_rule (ruleset, i).name);
  }
  return count;
}

static void
test_rules_in_lanes (void)
{
  g_autofree char *root =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autofree char *folder = g_dir_make_tmp ("zb-columns-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "empty.columns", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);
  g_autoptr (ZbRulebook) rulebook = NULL;
  Count all = {0};

  g_assert_no_error (error);
  rulebook = zb_rulebook_new (catalogue);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbPackage *package = zb_catalogue_at (catalogue, i);
    ZbForm *form = zb_package_form (package);
    ZbRuleset *ruleset = zb_rulebook_get (rulebook, package, &error);
    g_autoptr (ZbColumnFile) file = empty_file (path, form);
    g_autoptr (ZbColumnCheck) check = zb_column_check_new (
        ruleset, file, zb_context_empty, (ZbReportSource){.neighbours = {.find = find_cb}}, NULL);
    Count count = count_rules (ruleset, check);

    g_test_message ("%s: %u of %u rules in lanes", form->id, count.n_lanes, count.n_rules);
    all.n_rules += count.n_rules;
    all.n_lanes += count.n_lanes;
  }
  g_rmdir (folder);
  g_test_message ("%u of %u rules in lanes", all.n_lanes, all.n_rules);
  g_assert_cmpuint (all.n_lanes * 6, >=, all.n_rules * 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/columns-catalogue/rules-in-lanes", test_rules_in_lanes);
  return g_test_run ();
}
