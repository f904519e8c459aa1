/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/paper/paper-print.h"
#include "paper/form-paper.h"
#include "tests/forms/source-catalogue.h"
#include "tests/support/temp-dir.h"

/* What goes to a printer, printed into a file and told of by pdfinfo. */

static ZbPaper *
lay_out (const char *form)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (GError) error = NULL;
  ZbFormPaper wanted = {.language = "en", .draft = TRUE, .catalogue = catalogue};
  ZbPeriod period;

  g_assert_true (zb_period_parse ("2024-06", &period, NULL));
  const ZbPackage *package = zb_catalogue_find (catalogue, form, period, &error);
  g_assert_no_error (error);
  return zb_form_paper_new (package, &wanted);
}

/* What pdfinfo says of the printed form; caller frees. */
static char *
print_form (const char *form)
{
  g_autoptr (ZbTempDir) folder = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (folder, "print.pdf");
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkPrintOperation) operation = zb_paper_print_new (lay_out (form), form);
  char *told = NULL;

  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (
      gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error), ==,
      GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_autoptr (GSubprocess) pdfinfo =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "pdfinfo", path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (pdfinfo, NULL, NULL, &told, NULL, &error));
  g_assert_true (g_subprocess_get_successful (pdfinfo));
  return told;
}

static void
assert_tells (const char *told, const char *pattern)
{
  if (!g_regex_match_simple (pattern, told, G_REGEX_MULTILINE, 0))
    g_error ("no “%s” in: %s", pattern, told);
}

static void
test_prints_every_page (void)
{
  g_autofree char *told = print_form ("B204-1");

  assert_tells (told, "^Pages: +2$");
  assert_tells (told, "^Page size: +595[.0-9]* x 84[12]");
}

static void
test_lays_a_wide_form_across (void)
{
  g_autofree char *told = print_form ("B203");

  assert_tells (told, "^Page size: +84[12][.0-9]* x 595");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/desktop/paper-print/prints-every-page", test_prints_every_page);
  g_test_add_func ("/desktop/paper-print/lays-a-wide-form-across", test_lays_a_wide_form_across);
  return g_test_run ();
}
