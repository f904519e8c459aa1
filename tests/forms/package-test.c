/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "formats/error.h"
#include "formats/zip-writer.h"
#include "forms/error.h"
#include "tests/support/temp-dir.h"

#include <string.h>

static void
test_bundle_brings_its_lists (void)
{
  g_autoptr (ZbPackage) package = zb_example_package_new ();

  g_assert_cmpstr (zb_package_name (package), ==, "T-01/2024.3");
  g_assert_cmpstr (zb_package_rules (package), ==, zb_example_rules);
  g_assert_cmpstr (zb_package_rules_source (package), ==, "T-01.zip/form.rules");
  g_assert_cmpuint (zb_package_form (package)->n_code_lists, ==, 3);
  g_assert_cmpstr (zb_code_list_id (zb_package_form (package)->sections[1].keys), ==, "industry");
}

static char *
sha256 (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
test_digest_is_that_of_the_manifest (void)
{
  g_autoptr (ZbPackage) package = zb_example_package_new ();
  g_autofree char *industry = sha256 (zb_example_industry);
  g_autofree char *products = sha256 (zb_example_products);
  g_autofree char *yes_no = sha256 (zb_example_yes_no);
  g_autofree char *rules = sha256 (zb_example_rules);
  g_autofree char *form = sha256 (zb_example_form);
  g_autofree char *manifest = g_strdup_printf ("codelists/industry.xml %s\n"
                                               "codelists/products.xml %s\n"
                                               "codelists/yes-no.xml %s\n"
                                               "form.rules %s\n"
                                               "form.xml %s\n",
                                               industry, products, yes_no, rules, form);
  g_autofree char *digest = sha256 (manifest);

  g_assert_cmpstr (zb_package_digest (package), ==, digest);
}

static void
test_bundles_are_deterministic (void)
{
  g_autoptr (ZbPackage) package = zb_example_package_new ();
  g_autoptr (GBytes) original = zb_example_bundle_new (zb_example_form, zb_example_rules);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bundle, original));
}

static void
write_file (const ZbTempDir *dir, const char *name, const char *text)
{
  g_autofree char *path = zb_temp_dir_write (dir, name, text, -1);

  g_assert_nonnull (path);
}

static void
test_folder_and_bundle_are_one_package (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, NULL);
  g_autofree char *rules = zb_temp_dir_path (dir, "form.rules");
  g_autoptr (ZbPackage) bundled = zb_example_package_new (), package = NULL;
  g_autoptr (GError) error = NULL;

  write_file (dir, "form.xml", zb_example_form);
  write_file (dir, "form.rules", zb_example_rules);
  package = zb_package_read_dir (path, zb_example_find_list, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_package_digest (package), ==, zb_package_digest (bundled));
  g_assert_cmpstr (zb_package_rules_source (package), ==, rules);
}

static void
test_folder_needs_form_and_rules (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, NULL);
  g_autoptr (GError) error = NULL;

  write_file (dir, "form.xml", zb_example_form);
  g_assert_null (zb_package_read_dir (path, zb_example_find_list, NULL, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "form.rules"));
}

static void
assert_refused (GBytes *bundle, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_package_read_bundle ("x.zip", bundle, &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

/* A bundle of pairs of name and text, ended by NULL. */
static GBytes *
bundle_of (const char *first, ...)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GError) error = NULL;
  GBytes *bundle;
  va_list arguments;

  va_start (arguments, first);
  for (const char *name = first; name != NULL; name = va_arg (arguments, const char *)) {
    const char *text = va_arg (arguments, const char *);
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

    zb_zip_writer_add (writer, name, bytes);
  }
  va_end (arguments);
  bundle = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return bundle;
}

static void
test_bundle_holds_exactly_the_package (void)
{
  g_autoptr (GBytes) no_rules = bundle_of ("form.xml", zb_example_form, NULL);
  g_autoptr (GBytes) foreign = bundle_of ("form.xml", zb_example_form, "readme.txt", "x", NULL);
  g_autoptr (GBytes) misnamed = bundle_of ("codelists/size.xml", zb_example_yes_no, NULL);
  g_autoptr (GBytes) lacking = bundle_of ("form.xml", zb_example_form, "form.rules", "", NULL);
  g_autofree char *fewer = zb_example_edit (zb_example_form, "<use id='yes-no'/>", "");
  g_autofree char *no_codes =
      zb_example_edit (fewer, "type='code' codes='yes-no' required='true'", "");
  g_autofree char *no_cells = zb_example_edit (no_codes, "type='code' codes='yes-no'", "");
  g_autoptr (GBytes) more = zb_example_bundle_new (no_cells, "");

  assert_refused (no_rules, ZB_FORMS_ERROR_NOT_FOUND, "x.zip: the bundle lacks form.rules");
  assert_refused (foreign, ZB_FORMS_ERROR_INVALID, "x.zip: “readme.txt” has no place in a bundle");
  assert_refused (misnamed, ZB_FORMS_ERROR_MISMATCH,
                  "x.zip/codelists/size.xml: the file holds the code list “yes-no”");
  assert_refused (lacking, ZB_FORMS_ERROR_NOT_FOUND,
                  "x.zip/form.xml:7: there is no code list “industry”");
  assert_refused (more, ZB_FORMS_ERROR_MISMATCH, "x.zip: holds 3 code lists, the form uses 2");
}

static void
test_rules_are_bounded_text (void)
{
  g_autofree char *at_limit = g_strnfill (1024 * 1024, '#');
  g_autofree char *beyond = g_strnfill (1024 * 1024 + 1, '#');
  g_autoptr (GBytes) fitting = zb_example_bundle_new (zb_example_form, at_limit);
  g_autoptr (GBytes) large = zb_example_bundle_new (zb_example_form, beyond);
  g_autoptr (GBytes) broken = zb_example_bundle_new (zb_example_form, "\xff");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbPackage) package = zb_package_read_bundle ("x.zip", fitting, &error);

  g_assert_no_error (error);
  g_assert_nonnull (package);
  assert_refused (large, ZB_FORMS_ERROR_TOO_LARGE, "x.zip/form.rules: more than 1048576 bytes");
  assert_refused (broken, ZB_FORMS_ERROR_INVALID, "x.zip/form.rules: the rules are not UTF-8");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/package/bundle-brings-its-lists", test_bundle_brings_its_lists);
  g_test_add_func ("/forms/package/digest-is-that-of-the-manifest",
                   test_digest_is_that_of_the_manifest);
  g_test_add_func ("/forms/package/bundles-are-deterministic", test_bundles_are_deterministic);
  g_test_add_func ("/forms/package/folder-and-bundle-are-one-package",
                   test_folder_and_bundle_are_one_package);
  g_test_add_func ("/forms/package/folder-needs-form-and-rules", test_folder_needs_form_and_rules);
  g_test_add_func ("/forms/package/bundle-holds-exactly-the-package",
                   test_bundle_holds_exactly_the_package);
  g_test_add_func ("/forms/package/rules-are-bounded-text", test_rules_are_bounded_text);
  return g_test_run ();
}
