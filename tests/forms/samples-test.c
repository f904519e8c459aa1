/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/source-catalogue.h"

#include "forms/parameters.h"
#include "forms/report-reader.h"
#include "forms/report-writer.h"

#include <string.h>

/* The catalogue of the source tree: everything that is published from it must read. */

static void
test_catalogue_reads (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  ZbPeriod june = {ZB_PERIOD_MONTH, 2024, 6};

  g_assert_cmpuint (zb_catalogue_n_packages (catalogue), >=, 2);
  g_assert_nonnull (zb_catalogue_find (catalogue, "B204-1", june, NULL));
  g_assert_nonnull (zb_catalogue_find (catalogue, "B203", june, NULL));
  g_assert_nonnull (zb_catalogue_code_list (catalogue, "areas"));
}

static void
test_industry_list_is_complete (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  const ZbCodeList *list = zb_catalogue_code_list (catalogue, "industry");
  static const struct {
    const char *level;
    guint count;
  } levels[] = {{"section", 20}, {"division", 97}, {"group", 473}, {"class", 1381}};

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
    guint count = 0;

    for (guint j = 0; j < zb_code_list_length (list); j++)
      count += strcmp (zb_code_list_at (list, j)->level, levels[i].level) == 0;
    g_assert_cmpuint (count, ==, levels[i].count);
  }
}

static void
test_parameters_read (void)
{
  g_autofree char *path = zb_source_catalogue_path ("parameters/xiamen.xml");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbParameters) parameters = zb_parameters_read_file (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (parameters);
}

/* Reads one sample and writes it again: but for the package, the bytes must be the same. */
static void
check_sample (const ZbCatalogue *catalogue, const char *path)
{
  g_autofree char *text = NULL, *named = NULL, *digest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GString) expected = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  report = zb_report_read_sample (path, text, length, catalogue, &error);
  g_assert_no_error (error);
  written = zb_report_write (report);
  expected = g_string_new (text);
  digest = g_strdup_printf ("package=\"%s\"", zb_report_package (report));
  g_string_replace (expected, "package=\"sample\"", digest, 1);
  named = g_strndup (g_bytes_get_data (written, NULL), g_bytes_get_size (written));
  g_assert_cmpstr (named, ==, expected->str);
}

static guint
check_samples_below (const ZbCatalogue *catalogue, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint checked = 0;
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      checked += check_samples_below (catalogue, path);
    if (!g_str_has_suffix (name, ".xml"))
      continue;
    check_sample (catalogue, path);
    checked++;
  }
  return checked;
}

static void
test_samples_are_canonical (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    g_autofree char *below =
        g_build_filename (form->system, form->id, form->edition, "samples", NULL);
    g_autofree char *folder = zb_source_catalogue_path (below);

    g_assert_cmpuint (check_samples_below (catalogue, folder), >=, 2);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/samples/catalogue-reads", test_catalogue_reads);
  g_test_add_func ("/forms/samples/industry-list-is-complete", test_industry_list_is_complete);
  g_test_add_func ("/forms/samples/parameters-read", test_parameters_read);
  g_test_add_func ("/forms/samples/samples-are-canonical", test_samples_are_canonical);
  return g_test_run ();
}
