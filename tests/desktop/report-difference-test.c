/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-difference.h"

#include "client/sent.h"
#include "desktop/enterprise/model/set-part.h"
#include "tests/desktop/office-fixture.h"

#include <string.h>

/* The draft of @world, twice, with a figure changed, one blanked and a class of products added. */
static void
test_tells_every_place (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) before = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "52340");
  g_autoptr (ZbReport) after = zb_report_copy (before);
  g_autoptr (GError) error = NULL;

  zb_report_set_canonical (before, 0, 1, 0, "9800", &error);
  g_assert_no_error (error);
  zb_report_set_canonical (after, 0, 0, 0, "52350", &error);
  g_assert_no_error (error);
  int row = zb_report_add_row (after, 1, "3985", &error);
  g_assert_no_error (error);
  zb_report_set_canonical (after, 1, (guint)row, 0, "7", &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) changes = zb_report_difference (before, after);
  g_assert_cmpuint (changes->len, ==, 3);
  const ZbReportChange *change = changes->pdata[0];
  g_assert_cmpstr (change->item, ==, "A.01.1");
  g_assert_cmpstr (change->before, ==, "52,340");
  g_assert_cmpstr (change->after, ==, "52,350");
  g_assert_nonnull (strstr (change->name, "Gross industrial output value"));
  change = changes->pdata[1];
  g_assert_cmpstr (change->item, ==, "A.02.1");
  g_assert_cmpstr (change->after, ==, "");
  change = changes->pdata[2];
  g_assert_cmpstr (change->item, ==, "B.3985.1");
  g_assert_cmpstr (change->before, ==, "");
}

/* A row that is gone is told of as well as one that is new. */
static void
test_tells_of_a_row_that_is_gone (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) after = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "52340");
  g_autoptr (ZbReport) before = zb_report_copy (after);
  g_autoptr (GError) error = NULL;
  int row = zb_report_add_row (before, 1, "3985", &error);

  zb_report_set_canonical (before, 1, (guint)row, 0, "7", &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) changes = zb_report_difference (before, after);
  g_assert_cmpuint (changes->len, ==, 1);
  const ZbReportChange *change = changes->pdata[0];
  g_assert_cmpstr (change->item, ==, "B.3985.1");
  g_assert_cmpstr (change->before, ==, "7");
  g_assert_cmpstr (change->after, ==, "");
}

/* A remark that names no form is on the head of a set. */
static void
test_a_remark_is_on_one_form (void)
{
  ZbRemark on_head = {(char *)"A.11.1", NULL}, on_member = {(char *)"VAT-1-2:A.12.3", NULL};

  g_assert_cmpstr (zb_set_remark_cell (&on_head, "VAT-1", "VAT-1"), ==, "A.11.1");
  g_assert_null (zb_set_remark_cell (&on_head, "VAT-1", "VAT-1-2"));
  g_assert_cmpstr (zb_set_remark_cell (&on_member, "VAT-1", "VAT-1-2"), ==, "A.12.3");
  g_assert_null (zb_set_remark_cell (&on_member, "VAT-1", "VAT-1"));
  g_assert_null (zb_set_remark_cell (&on_member, "VAT-1", "VAT-1-"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/desktop/report-difference/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, \
              function, zb_scratch_client_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tells-every-place", test_tells_every_place);
  ADD ("tells-of-a-row-that-is-gone", test_tells_of_a_row_that_is_gone);
  g_test_add_func ("/desktop/set-part/a-remark-is-on-one-form", test_a_remark_is_on_one_form);
  return g_test_run ();
}
