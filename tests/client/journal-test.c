/* SPDX-License-Identifier: Apache-2.0 */
#include "client/journal.h"

#include "tests/client/scratch-client.h"

static void
add_well (ZbScratchClient *client, const char *period, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_journal_add (client->workspace, client->account->id, ZB_SCRATCH_FORM, period,
                                 text, &error));
  g_assert_no_error (error);
}

static void
test_lists_the_newest_first (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_well (client, ZB_SCRATCH_PERIOD, "A.01.1 523400 → 52340");
  add_well (client, ZB_SCRATCH_PERIOD, "A.02.1 980 → 9800");
  add_well (client, "2023-01", "another period");
  g_autoptr (GPtrArray) list = zb_journal_list (client->workspace, client->account->id,
                                                ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  const ZbJournalEntry *entry = list->pdata[0];
  g_assert_cmpstr (entry->text, ==, "A.02.1 980 → 9800");
  g_assert_cmpint (entry->time, ==, client->now);
}

static void
test_is_empty_at_first (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = zb_journal_list (client->workspace, client->account->id,
                                                ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/journal/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, function,  \
              zb_scratch_client_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lists-the-newest-first", test_lists_the_newest_first);
  ADD ("is-empty-at-first", test_is_empty_at_first);
  return g_test_run ();
}
