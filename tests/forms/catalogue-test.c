/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "forms/error.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_period_chooses_the_edition (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  ZbPackage *first = zb_catalogue_find (catalogue, "T-01", zb_example_period ("2025-12"), NULL);
  ZbPackage *second = zb_catalogue_find (catalogue, "T-01", zb_example_period ("2026-02"), NULL);

  g_assert_cmpstr (zb_package_name (first), ==, "T-01/2024.3");
  g_assert_cmpstr (zb_package_name (second), ==, "T-01/2026.3");
}

static void
test_printed_code_is_an_alias (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();

  g_assert_nonnull (zb_catalogue_find (catalogue, "试验01", zb_example_period ("2024-06"), NULL));
}

static void
test_newest_revision_wins (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autofree char *form = zb_example_edit (zb_example_form, "revision='3'", "revision='12'");
  g_autoptr (GBytes) bundle = zb_example_bundle_new (form, zb_example_rules);
  g_autoptr (ZbPackage) newer = zb_package_read_bundle ("x.zip", bundle, NULL);

  zb_catalogue_add (catalogue, newer);
  g_assert_true (zb_catalogue_find (catalogue, "T-01", zb_example_period ("2024-06"), NULL) ==
                 newer);
  g_assert_true (zb_catalogue_find_edition (catalogue, "T-01", "2024", 12, NULL) == newer);
  g_assert_nonnull (zb_catalogue_find_edition (catalogue, "T-01", "2024", 3, NULL));
}

static void
test_same_package_is_added_once (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autoptr (ZbPackage) again = zb_example_package_new ();

  zb_catalogue_add (catalogue, again);
  g_assert_cmpuint (zb_catalogue_n_packages (catalogue), ==, 2);
  g_assert_cmpstr (zb_package_digest (zb_catalogue_at (catalogue, 0)), ==,
                   zb_package_digest (again));
  g_assert_true (zb_catalogue_find_digest (catalogue, zb_package_digest (again)) ==
                 zb_catalogue_at (catalogue, 0));
  g_assert_null (zb_catalogue_find_digest (catalogue, "00"));
}

static void
assert_not_found (const char *form, const char *text, int code, const char *message)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_catalogue_find (catalogue, form, zb_example_period (text), &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_unknown_form_and_unserved_period_differ (void)
{
  assert_not_found ("t-01", "2024-06", ZB_FORMS_ERROR_NOT_FOUND,
                    "there is no form “t-01”; did you mean “T-01”?");
  assert_not_found ("B203", "2024-06", ZB_FORMS_ERROR_NOT_FOUND, "there is no form “B203”");
  assert_not_found ("T-01", "2024-01", ZB_FORMS_ERROR_NO_EDITION,
                    "no edition of form T-01 serves the period 2024-01: T-01/2024.3 serves 2024-02 "
                    "to 2025-12, T-01/2026.3 serves 2026-01 and later");
  assert_not_found ("T-01", "2024-Q2", ZB_FORMS_ERROR_NO_EDITION,
                    "no edition of form T-01 serves the period 2024-Q2: T-01/2024.3 serves 2024-02 "
                    "to 2025-12, T-01/2026.3 serves 2026-01 and later");
}

static void
test_unknown_edition_names_the_known (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_catalogue_find_edition (catalogue, "T-01", "2024", 4, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NO_EDITION);
  g_assert_cmpstr (error->message, ==,
                   "there is no edition 2024.4 of form T-01, only T-01/2024.3, T-01/2026.3");
}

static void
test_bundles_share_code_lists_that_are_the_same (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autofree char *text = zb_example_edit (zb_example_yes_no, "version='2012'", "version='2030'");
  g_autoptr (ZbCodeList) newer = zb_code_list_read ("x.xml", text, strlen (text), NULL);
  g_autoptr (GBytes) bundle = zb_example_bundle_new (zb_example_form, zb_example_rules);
  g_autoptr (ZbPackage) package = NULL;
  const ZbForm *form;

  zb_catalogue_add_code_list (catalogue, newer);
  package = zb_catalogue_read_bundle (catalogue, "x.zip", bundle, NULL);
  g_assert_nonnull (package);
  form = zb_package_form (package);
  for (guint i = 0; i < form->n_code_lists; i++) {
    const char *id = zb_code_list_id (form->code_lists[i]);

    /* The bundle keeps its own where the bytes differ. */
    g_assert_true ((form->code_lists[i] == zb_catalogue_code_list (catalogue, id)) ==
                   (strcmp (id, "yes-no") != 0));
  }
}

static void
test_newest_code_list_is_handed_out (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autofree char *text = zb_example_edit (zb_example_yes_no, "version='2012'", "version='2030'");
  g_autoptr (ZbCodeList) newer = zb_code_list_read ("x.xml", text, strlen (text), NULL);

  g_assert_cmpstr (zb_code_list_version (zb_catalogue_code_list (catalogue, "yes-no")), ==, "2012");
  zb_catalogue_add_code_list (catalogue, newer);
  zb_catalogue_add_code_list (catalogue, zb_example_find_list ("yes-no", NULL));
  g_assert_true (zb_catalogue_code_list (catalogue, "yes-no") == newer);
  g_assert_null (zb_catalogue_code_list (catalogue, "areas"));
}

static void
write_below (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* The example as a catalogue's folders, its form in @place (SYSTEM/FORM-ID/EDITION). */
static char *
make_tree (const ZbTempDir *dir, const char *place)
{
  char *root = zb_temp_dir_path (dir, "catalogue");
  g_autofree char *lists = g_build_filename (root, "codelists", NULL);
  g_autofree char *parameters = g_build_filename (root, "parameters", NULL);
  g_autofree char *form = g_build_filename (root, place, NULL);

  write_below (root, "README.md", "text\n");
  write_below (parameters, "x.xml", "none");
  write_below (lists, "industry.xml", zb_example_industry);
  write_below (lists, "products.xml", zb_example_products);
  write_below (lists, "yes-no.xml", zb_example_yes_no);
  write_below (form, "form.xml", zb_example_form);
  write_below (form, "form.rules", zb_example_rules);
  return root;
}

static void
test_reads_a_tree_of_folders (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *root = make_tree (dir, "s1/T-01/2024");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_catalogue_n_packages (catalogue), ==, 1);
  g_assert_cmpuint (zb_code_list_length (zb_catalogue_code_list (catalogue, "industry")), ==, 4);
}

static void
assert_tree_refused (const char *place, const char *message)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *root = make_tree (dir, place);
  g_autofree char *expected = g_strdup_printf ("%s/%s: %s", root, place, message);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_catalogue_read_dir (root, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_folders_agree_with_their_forms (void)
{
  assert_tree_refused ("s2/T-01/2024", "the folder says system “s2”, its form.xml “s1”");
  assert_tree_refused ("s1/T-02/2024", "the folder says form “T-02”, its form.xml “T-01”");
  assert_tree_refused ("s1/T-01/2025", "the folder says edition “2025”, its form.xml “2024”");
}

static void
test_files_are_named_for_their_lists (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *root = make_tree (dir, "s1/T-01/2024");
  g_autofree char *lists = g_build_filename (root, "codelists", NULL);
  g_autoptr (GError) error = NULL;

  write_below (lists, "areas.xml", zb_example_yes_no);
  g_assert_null (zb_catalogue_read_dir (root, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH);
  g_assert_true (
      g_str_has_suffix (error->message, "areas.xml: the file holds the code list “yes-no”"));
}

static void
test_missing_folder_is_named (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_catalogue_read_dir ("/nonexistent/catalogue", &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nonexistent/catalogue"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/catalogue/period-chooses-the-edition", test_period_chooses_the_edition);
  g_test_add_func ("/forms/catalogue/printed-code-is-an-alias", test_printed_code_is_an_alias);
  g_test_add_func ("/forms/catalogue/newest-revision-wins", test_newest_revision_wins);
  g_test_add_func ("/forms/catalogue/same-package-is-added-once", test_same_package_is_added_once);
  g_test_add_func ("/forms/catalogue/unknown-form-and-unserved-period-differ",
                   test_unknown_form_and_unserved_period_differ);
  g_test_add_func ("/forms/catalogue/unknown-edition-names-the-known",
                   test_unknown_edition_names_the_known);
  g_test_add_func ("/forms/catalogue/bundles-share-code-lists-that-are-the-same",
                   test_bundles_share_code_lists_that_are_the_same);
  g_test_add_func ("/forms/catalogue/newest-code-list-is-handed-out",
                   test_newest_code_list_is_handed_out);
  g_test_add_func ("/forms/catalogue/reads-a-tree-of-folders", test_reads_a_tree_of_folders);
  g_test_add_func ("/forms/catalogue/folders-agree-with-their-forms",
                   test_folders_agree_with_their_forms);
  g_test_add_func ("/forms/catalogue/files-are-named-for-their-lists",
                   test_files_are_named_for_their_lists);
  g_test_add_func ("/forms/catalogue/missing-folder-is-named", test_missing_folder_is_named);
  return g_test_run ();
}
