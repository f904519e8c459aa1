/* SPDX-License-Identifier: Apache-2.0 */
#include "client/desk.h"

#include "forms/report-writer.h"
#include "tests/client/scratch-client.h"

#include <string.h>

static ZbDesk *
open_desk (ZbScratchClient *client, ZbReport *report)
{
  g_autoptr (GError) error = NULL;
  ZbDesk *desk = zb_desk_open (client->workspace, client->account, report, &error);

  g_assert_no_error (error);
  return desk;
}

/* Without a context the report is checked all the same, and no context is named. */
static void
test_works_without_a_context (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (ZbDesk) desk = open_desk (client, report);

  g_assert_true (zb_desk_report (desk) == report);
  g_assert_nonnull (zb_desk_check (desk));
  zb_desk_stamp (desk);
  g_assert_null (zb_report_context_digest (report));
}

static void
test_shows_an_earlier_report (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) earlier = zb_scratch_client_report (client, "2024-05", "7");
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (ZbContextDocument) context = zb_context_document_new ();
  g_autofree char *digest = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_report_write (earlier);
  ZbPeriod may;

  zb_context_document_add_report (context, ZB_SCRATCH_FORM, "2024-05", "accepted", digest, bytes);
  g_autoptr (ZbDesk) desk =
      zb_desk_new (zb_workspace_rulebook (client->workspace), report, context, &error);
  g_assert_no_error (error);
  g_assert_true (zb_period_parse ("2024-05", &may, NULL));
  const ZbReport *shown = zb_desk_earlier (desk, ZB_SCRATCH_FORM, may);
  g_assert_nonnull (shown);
  g_autofree char *output = zb_scratch_client_output (shown);
  g_assert_cmpstr (output, ==, "7");
  g_assert_true (zb_period_parse ("2024-04", &may, NULL));
  g_assert_null (zb_desk_earlier (desk, ZB_SCRATCH_FORM, may));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/desk/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, function,     \
              zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("works-without-a-context", test_works_without_a_context);
  ADD ("shows-an-earlier-report", test_shows_an_earlier_report);
  return g_test_run ();
}
