/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings/findings-paper.h"

#include <string.h>

#include "forms/report-reader.h"
#include "paper/paper-text.h"
#include "tests/forms/source-catalogue.h"

/* The text of the findings' paper of a sample of B204-1. (transfer full) */
static char *
print_sample (const char *name)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  g_autofree char *below = g_strconcat ("s1/B204-1/2023/samples/", name, NULL);
  g_autofree char *path = zb_source_catalogue_path (below);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReport) report = zb_report_read_sample (name, text, length, catalogue, &error);
  g_assert_no_error (error);
  ZbDesk *desk = zb_desk_new (rulebook, report, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReportModel) model = zb_report_model_new (desk, FALSE, TRUE);
  g_autoptr (ZbPaper) paper = zb_findings_paper_new (model, "厦门海沧光电有限公司");
  return zb_paper_to_text (paper, 120);
}

static void
assert_tells (const char *text, const char *words)
{
  if (strstr (text, words) == NULL)
    g_error ("no “%s” in:\n%s", words, text);
}

static void
test_tells_rule_and_sides (void)
{
  g_autofree char *text = print_sample ("bad-classes-open.xml");

  assert_tells (text, "Findings: Industrial output");
  assert_tells (text, "厦门海沧光电有限公司");
  assert_tells (text, "Errors: must be corrected");
  assert_tells (text, "B204-1#");
  assert_tells (text, "difference");
}

static void
test_says_that_nothing_was_found (void)
{
  g_autofree char *text = print_sample ("good-worked-example.xml");

  g_assert_null (strstr (text, "must be corrected"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/findings-paper/tells-rule-and-sides", test_tells_rule_and_sides);
  g_test_add_func ("/desktop/findings-paper/says-that-nothing-was-found",
                   test_says_that_nothing_was_found);
  return g_test_run ();
}
