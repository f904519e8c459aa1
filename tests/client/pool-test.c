/* SPDX-License-Identifier: Apache-2.0 */
#include "client/pool.h"

#include "client/desk.h"
#include "client/draft.h"
#include "client/shared-words.h"
#include "tests/client/scratch-client.h"

#include <string.h>

/* The workspace has the flash of key enterprises too. */
static void
add_flash (ZbScratchClient *client)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (path, &error);

  g_assert_no_error (error);
  ZbPackage *package =
      zb_catalogue_find (catalogue, "JF-01", (ZbPeriod){ZB_PERIOD_MONTH, 2024, 6}, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  zb_scratch_client_add_package (client, bundle);
}

/* A draft of @form for ZB_SCRATCH_PERIOD. */
static ZbReport *
new_draft (ZbScratchClient *client, const char *form)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  zb_period_parse (ZB_SCRATCH_PERIOD, &period, &error);
  g_assert_no_error (error);
  ZbReport *report = zb_draft_new (client->workspace, client->account, form, period, NULL, &error);
  g_assert_no_error (error);
  return report;
}

static void
save_output (ZbScratchClient *client, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, output);
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

/* Signs a report with @output and lets @action be the bureau's word on it. */
static char *
send_output (ZbScratchClient *client, const char *output, const char *action)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, output);
  char *id = zb_scratch_client_put (client, report, 2);

  if (action != NULL) {
    g_autoptr (GBytes) evidence =
        zb_scratch_client_evidence (client, id, ZB_RECEIPT_DECISION, action);
    g_autoptr (GError) error = NULL;

    zb_sent_file_evidence (client->workspace, id, evidence, &error);
    g_assert_no_error (error);
  }
  return id;
}

/* What the flash of key enterprises is told of the month's output. */
static void
check_flash (ZbScratchClient *client, const char *text, ZbStanding standing, const char *version)
{
  g_autoptr (ZbReport) flash = new_draft (client, "JF-01");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDesk) desk = zb_desk_open (client->workspace, client->account, flash, &error);

  g_assert_no_error (error);
  const ZbSharedFigure *figure = zb_desk_shared (desk, "A.01.3");
  if (text == NULL) {
    g_assert_null (figure);
    return;
  }
  g_assert_cmpstr (figure->text, ==, text);
  g_assert_cmpint (figure->standing, ==, standing);
  g_assert_cmpstr (figure->version, ==, version);
  g_assert_cmpstr (figure->form, ==, "B204-1");
  g_assert_cmpstr (figure->source_item, ==, "A.01.1");
}

static void
test_drafts_fill_other_forms (ZbScratchClient *client, gconstpointer data)
{
  add_flash (client);
  check_flash (client, NULL, ZB_STANDING_DRAFT, NULL);
  save_output (client, "52340");
  check_flash (client, "5234.00", ZB_STANDING_DRAFT, NULL);
  g_autoptr (ZbReport) flash = new_draft (client, "JF-01");
  ZbDecimal value;

  g_assert_true (zb_report_decimal (flash, 0, 0, 2, &value));
  g_assert_cmpint (value.digits, ==, 523400);
}

static void
test_what_was_sent_counts_for_more (ZbScratchClient *client, gconstpointer data)
{
  add_flash (client);
  save_output (client, "1");
  g_autofree char *sent = send_output (client, "52340", NULL);
  check_flash (client, "5234.00", ZB_STANDING_SENT, sent);
  client->now += G_USEC_PER_SEC;
  g_autofree char *accepted = send_output (client, "52350", "accept");
  check_flash (client, "5235.00", ZB_STANDING_ACCEPTED, accepted);
}

static void
test_what_was_returned_counts_no_more (ZbScratchClient *client, gconstpointer data)
{
  add_flash (client);
  g_autofree char *returned = send_output (client, "52340", "return");

  check_flash (client, NULL, ZB_STANDING_DRAFT, NULL);
}

static void
test_words_name_the_source (void)
{
  ZbSharedFigure figure = {.form = (char *)"KQ-02",
                           .source_item = (char *)"A.1.C",
                           .original = (char *)"12345500.00",
                           .measure = zb_measure_find ("CNY"),
                           .precision = ZB_FIGURE_ROUNDED,
                           .period = {ZB_PERIOD_QUARTER, 2024, 2},
                           .standing = ZB_STANDING_ACCEPTED,
                           .version = (char *)"m1"};
  g_autofree char *rounded = zb_shared_figure_words (&figure, "en");
  figure.version = NULL;
  figure.precision = ZB_FIGURE_EXACT;
  figure.standing = ZB_STANDING_DRAFT;
  g_autofree char *plain = zb_shared_figure_words (&figure, "en");

  g_assert_cmpstr (rounded, ==,
                   "KQ-02 of Q2 2024, cell A.1.C, as accepted (message m1); rounded from "
                   "12,345,500.00 yuan");
  g_assert_cmpstr (plain, ==, "KQ-02 of Q2 2024, cell A.1.C, from the draft");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/client/pool/" path, ZbScratchClient, NULL, zb_scratch_client_set_up, test,         \
              zb_scratch_client_tear_down)
  ADD ("drafts-fill-other-forms", test_drafts_fill_other_forms);
  ADD ("what-was-sent-counts-for-more", test_what_was_sent_counts_for_more);
  ADD ("what-was-returned-counts-no-more", test_what_was_returned_counts_no_more);
#undef ADD
  g_test_add_func ("/client/pool/words-name-the-source", test_words_name_the_source);
  return g_test_run ();
}
