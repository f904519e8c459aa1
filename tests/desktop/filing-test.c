/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/filing.h"

#include "client/draft.h"
#include "desktop/enterprise/office/error-words.h"
#include "exchange/error.h"
#include "tests/desktop/office-fixture.h"

typedef struct {
  OfficeFixture base;
  ZbReport *report;
  ZbDraftKeeper *keeper;
} World;

/* A draft on disk as the desktop keeps it. */
static void
set_up (World *world, gconstpointer data)
{
  ZbScratchClient *client = &world->base.client;
  g_autoptr (GBytes) seen = NULL;
  g_autoptr (GError) error = NULL;

  office_fixture_set_up (&world->base, data);
  world->report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "52340");
  zb_draft_save_over (client->workspace, client->account, world->report, &seen, &error);
  g_assert_no_error (error);
  world->keeper = zb_draft_keeper_new (world->base.office, client->account->id, seen, NULL, NULL);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_draft_keeper_leave (world->keeper);
  zb_report_unref (world->report);
  office_fixture_tear_down (&world->base, data);
}

/* The message's id, NULL with an error. (transfer full) */
static char *
sign (World *world, const char *passphrase, GError **error)
{
  zb_filing_sign_async (world->base.office, world->base.client.account->id, world->report,
                        world->keeper, 0, passphrase, office_fixture_done_cb, &world->base);
  return zb_filing_sign_finish (office_fixture_wait (&world->base), error);
}

static void
send (World *world, GCancellable *cancellable, GError **error)
{
  zb_filing_send_async (world->base.office, world->base.client.account->id, NULL, NULL, cancellable,
                        office_fixture_done_cb, &world->base);
  zb_filing_send_finish (office_fixture_wait (&world->base), error);
}

static ZbSent *
read_sent (World *world, const char *id)
{
  g_autoptr (GError) error = NULL;
  ZbSent *sent = zb_sent_read (world->base.client.workspace, id, &error);

  g_assert_no_error (error);
  return sent;
}

static void
test_signs_into_the_outbox (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = sign (world, OFFICE_PASSPHRASE, &error);

  g_assert_no_error (error);
  g_autoptr (ZbSent) sent = read_sent (world, id);
  g_assert_cmpstr (sent->state, ==, "queued");
  g_autoptr (ZbReport) signed_report =
      zb_sent_read_report (world->base.client.workspace, id, &error);
  g_assert_no_error (error);
  g_autofree char *output = zb_scratch_client_output (signed_report);
  g_assert_cmpstr (output, ==, "52340");
  g_assert_cmpint (office_fixture_read_state (&world->base), ==, ZB_DUE_QUEUED);
}

static void
test_a_wrong_passphrase_signs_nothing (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = sign (world, "correct horse buttery", &error);

  g_assert_null (id);
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_autofree char *words = zb_error_words (error);
  g_assert_cmpstr (words, ==, "The passphrase is not right. Nothing was signed; try again.");
  g_assert_cmpint (office_fixture_read_state (&world->base), ==, ZB_DUE_DRAFT);
}

static void
test_signs_no_draft_changed_elsewhere (World *world, gconstpointer data)
{
  ZbScratchClient *client = &world->base.client;
  g_autoptr (ZbReport) other = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "7");
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, other, &error);
  g_assert_no_error (error);
  g_autofree char *id = sign (world, OFFICE_PASSPHRASE, &error);
  g_assert_null (id);
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED);
  g_assert_cmpint (office_fixture_read_state (&world->base), ==, ZB_DUE_DRAFT);
}

static void
test_stays_in_the_outbox_without_a_bureau (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = sign (world, OFFICE_PASSPHRASE, &error);

  g_assert_no_error (error);
  for (guint tries = 1; tries <= 2; tries++) {
    send (world, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (ZbSent) sent = read_sent (world, id);
    g_assert_cmpstr (sent->state, ==, "queued");
    g_assert_cmpuint (sent->attempts, ==, tries);
    g_assert_cmpint (sent->retry_at, >, world->base.client.now);
  }
  g_assert_cmpint (office_fixture_read_state (&world->base), ==, ZB_DUE_QUEUED);
  g_assert_cmpuint (zb_office_n_queued (world->base.office), ==, 1);
}

static void
test_cancelled_before_it_began_it_stays (World *world, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = sign (world, OFFICE_PASSPHRASE, &error);

  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  send (world, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (ZbSent) sent = read_sent (world, id);
  g_assert_cmpstr (sent->state, ==, "queued");
  g_assert_cmpuint (sent->attempts, ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/desktop/filing/" name, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("signs-into-the-outbox", test_signs_into_the_outbox);
  ADD ("a-wrong-passphrase-signs-nothing", test_a_wrong_passphrase_signs_nothing);
  ADD ("signs-no-draft-changed-elsewhere", test_signs_no_draft_changed_elsewhere);
  ADD ("stays-in-the-outbox-without-a-bureau", test_stays_in_the_outbox_without_a_bureau);
  ADD ("cancelled-before-it-began-it-stays", test_cancelled_before_it_began_it_stays);
  return g_test_run ();
}
