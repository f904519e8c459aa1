/* SPDX-License-Identifier: Apache-2.0 */
#include "client/dropped-drafts.h"

#include "client/cell-note.h"
#include "client/draft.h"
#include "client/journal.h"
#include "tests/client/scratch-client.h"

static void
save (ZbScratchClient *client, const char *period, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, output);
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

static GBytes *
read_bytes (ZbScratchClient *client, const char *period)
{
  g_autoptr (GBytes) seen = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = zb_draft_read_seen (client->workspace, client->account,
                                                    ZB_SCRATCH_FORM, period, &seen, &error);

  g_assert_no_error (error);
  return g_steal_pointer (&seen);
}

static ZbDroppedDrafts *
take (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  ZbDroppedDrafts *dropped = zb_dropped_drafts_take (client->workspace, client->account,
                                                     ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);

  g_assert_no_error (error);
  return dropped;
}

/* The very bytes, so that a window that still shows it may go on saving. */
static void
test_comes_back_as_it_was (ZbScratchClient *client, gconstpointer data)
{
  save (client, ZB_SCRATCH_PERIOD, "52340");
  save (client, "2024-05", "7");
  g_autoptr (GBytes) before = read_bytes (client, ZB_SCRATCH_PERIOD);
  g_autoptr (ZbDroppedDrafts) dropped = take (client);
  g_autoptr (GBytes) gone = read_bytes (client, ZB_SCRATCH_PERIOD);
  g_autoptr (GError) error = NULL;

  g_assert_null (gone);
  zb_dropped_drafts_put_back (client->workspace, dropped, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) after = read_bytes (client, ZB_SCRATCH_PERIOD);
  g_assert_nonnull (after);
  g_assert_true (g_bytes_equal (before, after));
  zb_draft_check_seen (client->workspace, client->account, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD,
                       before, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) other = read_bytes (client, "2024-05");
  g_assert_nonnull (other);
}

static void
test_notes_and_journal_stay (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  save (client, ZB_SCRATCH_PERIOD, "52340");
  zb_cell_note_put (client->workspace, client->account, ZB_SCRATCH_FORM, "A.01.1", "ask Su",
                    &error);
  g_assert_no_error (error);
  zb_journal_add (client->workspace, client->account->id, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD,
                  "01: 5234 → 52340", &error);
  g_assert_no_error (error);
  g_autoptr (ZbDroppedDrafts) dropped = take (client);
  zb_dropped_drafts_put_back (client->workspace, dropped, &error);
  g_assert_no_error (error);
  g_autoptr (GHashTable) notes =
      zb_cell_notes_read (client->workspace, client->account, ZB_SCRATCH_FORM, &error);
  g_autoptr (GPtrArray) journal = zb_journal_list (client->workspace, client->account->id,
                                                   ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);
  g_assert_cmpstr (g_hash_table_lookup (notes, "A.01.1"), ==, "ask Su");
  g_assert_cmpuint (journal->len, ==, 1);
}

static void
test_never_over_one_begun_meanwhile (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  save (client, ZB_SCRATCH_PERIOD, "52340");
  g_autoptr (ZbDroppedDrafts) dropped = take (client);
  save (client, ZB_SCRATCH_PERIOD, "1");
  g_assert_false (zb_dropped_drafts_put_back (client->workspace, dropped, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED);
  g_assert_cmpstr (error->message, ==, "a draft of B204-1 for 2024-06 was begun meanwhile");
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbReport) report = zb_draft_read (client->workspace, client->account, ZB_SCRATCH_FORM,
                                               ZB_SCRATCH_PERIOD, &failure);
  g_assert_no_error (failure);
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "1");
}

static void
test_says_when_there_is_none (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_dropped_drafts_take (client->workspace, client->account, ZB_SCRATCH_FORM,
                                         ZB_SCRATCH_PERIOD, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no draft of B204-1 for 2024-06");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/client/dropped-drafts/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,     \
              test, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("comes-back-as-it-was", test_comes_back_as_it_was);
  ADD ("notes-and-journal-stay", test_notes_and_journal_stay);
  ADD ("never-over-one-begun-meanwhile", test_never_over_one_begun_meanwhile);
  ADD ("says-when-there-is-none", test_says_when_there_is_none);
  return g_test_run ();
}
