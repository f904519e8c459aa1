/* SPDX-License-Identifier: Apache-2.0 */
#include "client/earlier-reports.h"

#include "client/draft.h"
#include "tests/client/scratch-client.h"

static void
save_draft (ZbScratchClient *client, const char *period, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, output);
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

static void
put (ZbScratchClient *client, const char *period, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, output);
  g_autofree char *id = zb_scratch_client_put (client, report, 2);

  g_assert_nonnull (id);
}

/* "2024-05=7 2024-02=3", as they come. (transfer full) */
static char *
describe (ZbScratchClient *client, const char *period)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, "1");
  g_autoptr (GPtrArray) earlier =
      zb_earlier_reports_read (client->workspace, client->account, report);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < earlier->len; i++) {
    g_autofree char *name = zb_period_to_string (zb_report_period (earlier->pdata[i]));
    g_autofree char *output = zb_scratch_client_output (earlier->pdata[i]);

    g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", name, output);
  }
  return g_string_free (text, FALSE);
}

static void
assert_periods (ZbScratchClient *client, const char *before, guint n, const char *expected)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, before, "1");
  ZbPeriod periods[ZB_EARLIER_REPORTS];
  guint found = zb_earlier_periods (zb_report_form (report), zb_report_period (report), periods, n);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < found; i++) {
    g_autofree char *name = zb_period_to_string (periods[i]);
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", name);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

/* January is reported with February. */
static void
test_passes_over_what_is_not_collected (ZbScratchClient *client, gconstpointer data)
{
  assert_periods (client, "2024-04", 4, "2024-03 2024-02 2023-12 2023-11");
  assert_periods (client, "2024-04", 1, "2024-03");
  assert_periods (client, "2024-04", 0, "");
}

static void
test_goes_back_twelve (ZbScratchClient *client, gconstpointer data)
{
  assert_periods (client, "2024-06", ZB_EARLIER_REPORTS,
                  "2024-05 2024-04 2024-03 2024-02 2023-12 2023-11 2023-10 2023-09 2023-08 "
                  "2023-07 2023-06 2023-05");
  save_draft (client, "2023-05", "5");
  save_draft (client, "2023-04", "4");
  g_autofree char *found = describe (client, "2024-06");
  g_assert_cmpstr (found, ==, "2023-05=5");
}

static void
test_newest_first_with_gaps (ZbScratchClient *client, gconstpointer data)
{
  save_draft (client, "2024-02", "3");
  save_draft (client, "2024-05", "7");
  g_autofree char *found = describe (client, "2024-06");

  g_assert_cmpstr (found, ==, "2024-05=7 2024-02=3");
}

/* Neither the report itself nor a later one. */
static void
test_none_is_there (ZbScratchClient *client, gconstpointer data)
{
  save_draft (client, "2024-06", "9");
  save_draft (client, "2024-07", "8");
  g_autofree char *found = describe (client, "2024-06");

  g_assert_cmpstr (found, ==, "");
}

static void
test_what_was_sent_counts_before_a_draft (ZbScratchClient *client, gconstpointer data)
{
  put (client, "2024-05", "7");
  save_draft (client, "2024-05", "70");
  g_autofree char *found = describe (client, "2024-06");

  g_assert_cmpstr (found, ==, "2024-05=7");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/earlier-reports/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,    \
              function, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("passes-over-what-is-not-collected", test_passes_over_what_is_not_collected);
  ADD ("goes-back-twelve", test_goes_back_twelve);
  ADD ("newest-first-with-gaps", test_newest_first_with_gaps);
  ADD ("none-is-there", test_none_is_there);
  ADD ("what-was-sent-counts-before-a-draft", test_what_was_sent_counts_before_a_draft);
  return g_test_run ();
}
