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

static gint64
take (ZbScratchClient *client, const char *period)
{
  g_autoptr (GError) error = NULL;
  gint64 id = zb_dropped_drafts_take (client->workspace, client->account, ZB_SCRATCH_FORM, period,
                                      ZB_DROP_WITH_SET, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static void
put_back (ZbScratchClient *client, gint64 id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_dropped_drafts_put_back (client->workspace, id, &error));
  g_assert_no_error (error);
}

static void
assert_stays (ZbScratchClient *client, gint64 id, ZbClientError code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_dropped_drafts_put_back (client->workspace, id, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, (int)code);
  g_assert_cmpstr (error->message, ==, message);
}

static GPtrArray *
list (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = zb_dropped_drafts_list (client->workspace, &error);

  g_assert_no_error (error);
  return found;
}

/* The very bytes, so that a window that still shows it may go on saving. */
static void
test_comes_back_as_it_was (ZbScratchClient *client, gconstpointer data)
{
  save (client, ZB_SCRATCH_PERIOD, "52340");
  save (client, "2024-05", "7");
  g_autoptr (GBytes) before = read_bytes (client, ZB_SCRATCH_PERIOD);
  gint64 id = take (client, ZB_SCRATCH_PERIOD);
  g_autoptr (GBytes) gone = read_bytes (client, ZB_SCRATCH_PERIOD);
  g_autoptr (GError) error = NULL;

  g_assert_null (gone);
  put_back (client, id);
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
  put_back (client, take (client, ZB_SCRATCH_PERIOD));
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
  gint64 id = take (client, ZB_SCRATCH_PERIOD);
  save (client, ZB_SCRATCH_PERIOD, "1");
  assert_stays (client, id, ZB_CLIENT_ERROR_EXISTS,
                "a draft of B204-1 for 2024-06 was begun meanwhile");
  g_autoptr (ZbReport) report = zb_draft_read (client->workspace, client->account, ZB_SCRATCH_FORM,
                                               ZB_SCRATCH_PERIOD, &error);
  g_assert_no_error (error);
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "1");
  /* Both are kept: one can be had for the other. */
  gint64 other = take (client, ZB_SCRATCH_PERIOD);
  put_back (client, id);
  assert_stays (client, other, ZB_CLIENT_ERROR_EXISTS,
                "a draft of B204-1 for 2024-06 was begun meanwhile");
}

/* Nor beside a report that was signed since: it would be its correction, which nobody asked for. */
static void
test_never_beside_one_signed_meanwhile (ZbScratchClient *client, gconstpointer data)
{
  save (client, ZB_SCRATCH_PERIOD, "52340");
  gint64 id = take (client, ZB_SCRATCH_PERIOD);
  client->now += G_TIME_SPAN_SECOND;
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autofree char *message = zb_scratch_client_put (client, report, 2);

  assert_stays (client, id, ZB_CLIENT_ERROR_EXISTS,
                "a report of B204-1 for 2024-06 was signed meanwhile");
  /* One that the bureau refused is to be made anew. */
  zb_scratch_client_execute (client, "update message set state = 'refused'");
  put_back (client, id);
}

/* Signatures that are on their way would be void. */
static void
test_never_voids_signatures (ZbScratchClient *client, gconstpointer data)
{
  save (client, ZB_SCRATCH_PERIOD, "52340");
  gint64 id = take (client, ZB_SCRATCH_PERIOD);
  zb_scratch_client_execute (
      client, "insert into cosign (message, account, form, forms, period, container, digest, "
              "missing, signers, signed, time) select 'm', id, 'B204-1', ' B204-1 ', '2024-06', "
              "x'', '', 6, '', 1, (select time + 1 from dropped) from account");
  assert_stays (client, id, ZB_CLIENT_ERROR_EXISTS,
                "a report of B204-1 for 2024-06 was signed meanwhile");
  zb_scratch_client_execute (client, "update cosign set voided = 1");
  put_back (client, id);
}

/* Of all enterprises, the latest first, also when the program began anew. */
static void
test_lists_what_is_kept (ZbScratchClient *client, gconstpointer data)
{
  save (client, "2024-05", "7");
  save (client, ZB_SCRATCH_PERIOD, "52340");
  gint64 first = take (client, "2024-05");
  client->now += G_TIME_SPAN_SECOND;
  gint64 second = take (client, ZB_SCRATCH_PERIOD);
  zb_workspace_free (client->workspace);
  client->workspace = zb_scratch_client_open (client);
  g_autoptr (GPtrArray) found = list (client);

  g_assert_cmpuint (found->len, ==, 2);
  const ZbDroppedDraft *one = found->pdata[0];
  g_assert_cmpint (one->id, ==, second);
  g_assert_cmpint (one->account, ==, client->account->id);
  g_assert_cmpstr (one->enterprise, ==, client->account->name);
  g_assert_cmpstr (one->form, ==, ZB_SCRATCH_FORM);
  g_assert_cmpstr (one->period, ==, ZB_SCRATCH_PERIOD);
  g_assert_cmpint (one->time, ==, client->now);
  g_assert_cmpint (((const ZbDroppedDraft *)found->pdata[1])->id, ==, first);
  put_back (client, first);
  g_autoptr (GPtrArray) left = list (client);
  g_assert_cmpuint (left->len, ==, 1);
  assert_stays (client, first, ZB_CLIENT_ERROR_NOT_FOUND,
                "what was dropped as 1 is not kept any more");
}

static void
test_is_kept_for_its_days (ZbScratchClient *client, gconstpointer data)
{
  const gint64 kept = ZB_DROPPED_DRAFTS_DAYS * 24 * 3600 * G_TIME_SPAN_SECOND;

  save (client, ZB_SCRATCH_PERIOD, "52340");
  gint64 id = take (client, ZB_SCRATCH_PERIOD);
  client->now += kept;
  g_autoptr (GPtrArray) last_day = list (client);
  g_assert_cmpuint (last_day->len, ==, 1);
  client->now++;
  g_autoptr (GPtrArray) over = list (client);
  g_assert_cmpuint (over->len, ==, 0);
  /* It goes for good with the next one. */
  save (client, "2024-05", "7");
  take (client, "2024-05");
  assert_stays (client, id, ZB_CLIENT_ERROR_NOT_FOUND,
                "what was dropped as 1 is not kept any more");
}

static void
test_says_when_there_is_none (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (zb_dropped_drafts_take (client->workspace, client->account, ZB_SCRATCH_FORM,
                                           ZB_SCRATCH_PERIOD, ZB_DROP_ALONE, &error),
                   ==, 0);
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no draft of B204-1 for 2024-06");
  g_autoptr (GPtrArray) found = list (client);
  g_assert_cmpuint (found->len, ==, 0);
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
  ADD ("never-beside-one-signed-meanwhile", test_never_beside_one_signed_meanwhile);
  ADD ("never-voids-signatures", test_never_voids_signatures);
  ADD ("lists-what-is-kept", test_lists_what_is_kept);
  ADD ("is-kept-for-its-days", test_is_kept_for_its_days);
  ADD ("says-when-there-is-none", test_says_when_there_is_none);
  return g_test_run ();
}
