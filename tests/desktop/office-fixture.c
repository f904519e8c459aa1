/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/office-fixture.h"

void
office_fixture_set_up (OfficeFixture *fixture, gconstpointer data)
{
  ZbScratchClient *client = &fixture->client;
  g_autoptr (GError) error = NULL;

  zb_scratch_client_set_up (client, data);
  zb_key_write_file (client->author->key, client->author->certificate, client->author->chain,
                     OFFICE_PASSPHRASE, client->account->signing_file, &error);
  g_assert_no_error (error);
  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  ZbClock clock = zb_clock_fixed (&client->now);
  fixture->office = zb_office_new (client->path, &clock);
}

void
office_fixture_tear_down (OfficeFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_object_unref (fixture->office);
  zb_scratch_client_tear_down (&fixture->client, data);
}

void
office_fixture_done_cb (GObject *source, GAsyncResult *result, gpointer fixture)
{
  g_set_object (&((OfficeFixture *)fixture)->result, result);
}

GAsyncResult *
office_fixture_wait (OfficeFixture *fixture)
{
  g_clear_object (&fixture->result);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return fixture->result;
}

ZbDueState
office_fixture_read_state (OfficeFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  zb_office_load_async (fixture->office, office_fixture_done_cb, fixture);
  zb_office_load_finish (fixture->office, office_fixture_wait (fixture), &error);
  g_assert_no_error (error);
  g_autoptr (ZbDueItem) item = zb_office_find_due (fixture->office, fixture->client.account->id,
                                                   ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  g_assert_nonnull (item);
  return zb_due_item_get_due (item)->state;
}
