/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/draft-keeper.h"

#include "client/draft.h"
#include "tests/desktop/office-fixture.h"

/* What a keeper said. */
typedef struct {
  guint n_said;
  GError *error; /* the latest */
} Said;

static void
saved_cb (const GError *error, gpointer data)
{
  Said *said = data;

  said->n_said++;
  g_clear_error (&said->error);
  said->error = error != NULL ? g_error_copy (error) : NULL;
}

static ZbDraftKeeper *
make_keeper (OfficeFixture *fixture, Said *said)
{
  return zb_draft_keeper_new (fixture->office, fixture->client.account->id, NULL, saved_cb, said);
}

static void
save (OfficeFixture *fixture, ZbDraftKeeper *keeper, const char *output)
{
  g_autoptr (ZbReport) report =
      zb_scratch_client_report (&fixture->client, ZB_SCRATCH_PERIOD, output);
  zb_draft_keeper_save (keeper, report);
}

static void
wait_said (Said *said)
{
  guint before = said->n_said;
  while (said->n_said == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
check_on_disk (OfficeFixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = zb_draft_read (fixture->client.workspace, fixture->client.account,
                                               ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);
  g_assert_no_error (error);
  g_autofree char *output = report != NULL ? zb_scratch_client_output (report) : NULL;
  g_assert_cmpstr (output, ==, expected);
}

static void
test_saves_the_newest (OfficeFixture *fixture, gconstpointer data)
{
  Said said = {0};
  g_autoptr (ZbDraftKeeper) keeper = make_keeper (fixture, &said);

  for (guint i = 1; i <= 50; i++) {
    g_autofree char *output = g_strdup_printf ("%u", i);
    save (fixture, keeper, output);
  }
  wait_said (&said);
  g_assert_no_error (said.error);
  /* Told once, when all is on disk. */
  g_assert_cmpuint (said.n_said, ==, 1);
  check_on_disk (fixture, "50");
}

static void
test_finishes_after_its_owner_left (OfficeFixture *fixture, gconstpointer data)
{
  Said said = {0};
  ZbDraftKeeper *keeper = make_keeper (fixture, &said);

  save (fixture, keeper, "1");
  save (fixture, keeper, "2");
  zb_draft_keeper_leave (keeper);
  g_assert_cmpint (office_fixture_read_state (fixture), ==, ZB_DUE_DRAFT);
  g_assert_cmpint (office_fixture_read_state (fixture), ==, ZB_DUE_DRAFT);
  check_on_disk (fixture, "2");
  g_assert_cmpuint (said.n_said, ==, 0);
}

static void
test_stops_at_anothers_draft (OfficeFixture *fixture, gconstpointer data)
{
  Said mine = {0};
  Said theirs = {0};
  g_autoptr (ZbDraftKeeper) keeper = make_keeper (fixture, &mine);
  g_autoptr (ZbDraftKeeper) other = make_keeper (fixture, &theirs);

  save (fixture, keeper, "1");
  wait_said (&mine);
  save (fixture, other, "2");
  wait_said (&theirs);
  g_assert_error (theirs.error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED);
  g_assert_true (zb_draft_keeper_is_stopped (other));
  save (fixture, other, "3");
  g_assert_cmpint (office_fixture_read_state (fixture), ==, ZB_DUE_DRAFT);
  check_on_disk (fixture, "1");
  g_assert_cmpuint (theirs.n_said, ==, 1);
  g_clear_error (&theirs.error);
}

static void
test_overwrites_when_told (OfficeFixture *fixture, gconstpointer data)
{
  Said mine = {0};
  Said theirs = {0};
  g_autoptr (ZbDraftKeeper) keeper = make_keeper (fixture, &mine);
  g_autoptr (ZbDraftKeeper) other = make_keeper (fixture, &theirs);
  g_autoptr (ZbReport) chosen = zb_scratch_client_report (&fixture->client, ZB_SCRATCH_PERIOD, "2");

  save (fixture, keeper, "1");
  wait_said (&mine);
  save (fixture, other, "2");
  wait_said (&theirs);
  zb_draft_keeper_overwrite (other, chosen);
  wait_said (&theirs);
  g_assert_no_error (theirs.error);
  g_assert_false (zb_draft_keeper_is_stopped (other));
  check_on_disk (fixture, "2");
  save (fixture, other, "4");
  wait_said (&theirs);
  check_on_disk (fixture, "4");
  /* And now it is the first that has not seen the latest. */
  save (fixture, keeper, "5");
  wait_said (&mine);
  g_assert_error (mine.error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED);
  g_clear_error (&mine.error);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/desktop/draft-keeper/" name, OfficeFixture, NULL, office_fixture_set_up, function, \
              office_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("saves-the-newest", test_saves_the_newest);
  ADD ("finishes-after-its-owner-left", test_finishes_after_its_owner_left);
  ADD ("stops-at-anothers-draft", test_stops_at_anothers_draft);
  ADD ("overwrites-when-told", test_overwrites_when_told);
  return g_test_run ();
}
