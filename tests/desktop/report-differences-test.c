/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-model-differ.h"

#include "client/draft.h"
#include "tests/client/scratch-client.h"
#include "tests/forms/source-catalogue.h"

#include <string.h>

/* The flash of key enterprises asks for the month's output too, in ten thousand yuan. */
static void
add_flash (ZbScratchClient *client)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (GError) error = NULL;
  ZbPackage *package =
      zb_catalogue_find (catalogue, "JF-01", (ZbPeriod){ZB_PERIOD_MONTH, 2024, 6}, &error);

  g_assert_no_error (error);
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  zb_scratch_client_add_package (client, bundle);
}

static ZbReportModel *
open_flash (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) flash = zb_draft_new (client->workspace, client->account, "JF-01",
                                             (ZbPeriod){ZB_PERIOD_MONTH, 2024, 6}, NULL, &error);
  g_assert_no_error (error);
  ZbDesk *desk = zb_desk_open (client->workspace, client->account, flash, &error);
  g_assert_no_error (error);
  return zb_report_model_new (desk, FALSE, TRUE);
}

static void
test_other_forms_are_compared (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) output = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "52340");
  g_autoptr (GError) error = NULL;
  guint row, column;

  add_flash (client);
  zb_draft_save (client->workspace, client->account, output, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReportModel) model = open_flash (client);
  g_autoptr (GPtrArray) before = zb_report_model_list_differences (model);
  g_assert_cmpuint (before->len, ==, 0);

  g_assert_true (zb_report_model_find_item (model, "A", "01", "3", &row, &column));
  zb_grid_model_commit (ZB_GRID_MODEL (model), row, column, "5000", &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) after = zb_report_model_list_differences (model);
  g_assert_cmpuint (after->len, ==, 1);
  const char *words = after->pdata[0];
  g_assert_true (g_str_has_prefix (words, "A.01.3 "));
  g_assert_nonnull (strstr (words, "5,000.00 here, but 5,234.00 from B204-1"));
  /* A blank cell says nothing yet. */
  zb_grid_model_commit (ZB_GRID_MODEL (model), row, column, "", &error);
  g_autoptr (GPtrArray) blank = zb_report_model_list_differences (model);
  g_assert_cmpuint (blank->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/desktop/report-differences/other-forms-are-compared", ZbScratchClient, NULL,
              zb_scratch_client_set_up, test_other_forms_are_compared, zb_scratch_client_tear_down);
  return g_test_run ();
}
