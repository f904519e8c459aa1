/* SPDX-License-Identifier: Apache-2.0 */
/* What the next report is held against is kept in memory and must be what the store holds. */
#include "server/store/obligation.h"
#include "server/store/standing.h"
#include "server/store/version.h"
#include "tests/server/scratch-store.h"

#define SENDER "91350200612345678X"
#define ROUNDS 60
#define MANY 400

static ScratchStore *
with_one_unit (gint64 *ret_unit)
{
  ScratchStore *scratch = scratch_store_new ();

  scratch_tenant (scratch, "s1", (const char *const[]){"district", "city", NULL});
  *ret_unit = scratch_unit (scratch, SENDER, "name", "甲", "area", "350203", NULL);
  return scratch;
}

/* The list of the period, with this unit or nobody in it. */
static void
owe (ScratchStore *scratch, gint64 unit)
{
  const ZbRespondent respondent = {unit, SENDER, "甲", "350203", ""};
  const ZbObligations owed = {.tenant = "s1",
                              .form = "B203",
                              .period = "2024-05",
                              .respondents = &respondent,
                              .n = unit != 0 ? 1 : 0};

  scratch_do (scratch, ZB_ACT_OBLIGATIONS, &owed);
}

static ZbStanding
read_form (ScratchStore *scratch, const char *form, gint64 unit)
{
  g_autoptr (GError) error = NULL;
  ZbStanding standing;

  zb_store_read_standing (scratch->store, &(ZbStandingKey){"s1", form, "2024-05", unit}, &standing,
                          &error);
  g_assert_no_error (error);
  return standing;
}

/* Fails the test unless the standing is what the tables say. */
static ZbStanding
read_true (ScratchStore *scratch, gint64 unit)
{
  ZbStanding standing = read_form (scratch, "B203", unit);
  g_autoptr (ZbObligation) obligation =
      zb_store_read_obligation (scratch->store, "s1", "B203", "2024-05", unit, NULL);
  const ZbObligation none = {0};
  const ZbObligation *stored = obligation != NULL ? obligation : &none;

  g_assert_cmpint (standing.obligation, ==, stored->id);
  g_assert_cmpint (standing.permit_until, ==, stored->permit_until);
  g_assert_cmpint (standing.head, ==, stored->head);
  if (standing.head != 0) {
    g_autoptr (ZbVersion) version = zb_store_read_version (scratch->store, standing.head, NULL);
    g_assert_cmpuint (standing.number, ==, version->number);
  }
  g_assert_cmpint (standing.state, ==, stored->state);
  g_assert_cmpint (standing.resubmit_by, ==, stored->resubmit_by);
  g_assert_cmpint (standing.accepted, ==, stored->accepted);
  g_assert_cmpstr (standing.message, ==, stored->message);
  return standing;
}

static void
expect (ScratchStore *scratch, gint64 unit, const char *message, ZbReviewState state)
{
  g_auto (ZbStanding) standing = read_true (scratch, unit);

  g_assert_cmpstr (standing.message, ==, message);
  g_assert_cmpint (standing.state, ==, state);
}

static void
test_follows_reports (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) withdrawal = scratch_message_new (unit, SENDER, "m3", 0);

  owe (scratch, unit);
  expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  scratch_send_new (scratch, unit, "m1", NULL, 1);
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
  scratch_send_new (scratch, unit, "m2", "m1", 2);
  expect (scratch, unit, "m2", ZB_REVIEW_SUBMITTED);
  withdrawal->submission.kind = ZB_REPORT_WITHDRAWAL;
  withdrawal->submission.replaces = "m2";
  scratch_send (scratch, withdrawal);
  expect (scratch, unit, "m3", ZB_REVIEW_WITHDRAWN);
  scratch_send_new (scratch, unit, "m4", NULL, 3);
  expect (scratch, unit, "m4", ZB_REVIEW_SUBMITTED);
}

static void
test_follows_those_not_asked (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);

  expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  scratch_send_new (scratch, unit, "m1", NULL, 1);
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
}

static void
test_follows_decisions (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (GError) error = NULL;

  owe (scratch, unit);
  expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  gint64 first = scratch_send_new (scratch, unit, "m1", NULL, 1);
  g_assert_true (scratch_decide (scratch, first, ZB_REVIEW_RETURNED, 0, NULL, &error));
  expect (scratch, unit, "m1", ZB_REVIEW_RETURNED);
  gint64 second = scratch_send_new (scratch, unit, "m2", "m1", 2);
  expect (scratch, unit, "m2", ZB_REVIEW_SUBMITTED);
  ZbTotalsChange change = {.enters = second, .key = scratch_key ("350203", "", "39")};
  g_assert_true (scratch_decide (scratch, second, ZB_REVIEW_ACCEPTED, 2, &change, &error));
  expect (scratch, unit, "m2", ZB_REVIEW_ACCEPTED);
  /* The accepted one stays so under its correction. */
  scratch_send_new (scratch, unit, "m3", "m2", 3);
  g_auto (ZbStanding) standing = read_true (scratch, unit);
  g_assert_cmpint (standing.accepted, ==, second);
}

static void
test_follows_permits (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  const ZbPermit permit = {
      .tenant = "s1", .form = "B203", .period = "2024-05", .unit = unit, .until = 77};

  owe (scratch, unit);
  expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  scratch_do (scratch, ZB_ACT_PERMIT, &permit);
  g_auto (ZbStanding) permitted = read_true (scratch, unit);
  g_assert_cmpint (permitted.permit_until, ==, 77);
  scratch_send_new (scratch, unit, "m1", NULL, 1);
  g_auto (ZbStanding) sent = read_true (scratch, unit);
  g_assert_cmpint (sent.permit_until, ==, 77);
}

/* Whoever is dropped from a list loses what he was permitted. */
static void
test_follows_lists (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  const ZbPermit permit = {
      .tenant = "s1", .form = "B203", .period = "2024-05", .unit = unit, .until = 77};

  owe (scratch, unit);
  scratch_do (scratch, ZB_ACT_PERMIT, &permit);
  expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  owe (scratch, 0);
  g_auto (ZbStanding) dropped = read_true (scratch, unit);
  g_assert_cmpint (dropped.permit_until, ==, 0);
  owe (scratch, unit);
  expect (scratch, unit, NULL, ZB_REVIEW_NONE);
}

static void
test_follows_sets (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (GError) error = NULL;
  g_autoptr (ScratchMessage) message = scratch_message_new (unit, SENDER, "m1", 1);
  g_autoptr (ZbPackedReport) values = scratch_values ((const gint64[]){2}, 1);
  const ZbSubmissionMember member = {.form = "B204",
                                     .edition = "2023.1",
                                     .package = "package",
                                     .kind = ZB_REPORT_NORMAL,
                                     .report = values};

  g_auto (ZbStanding) before = read_form (scratch, "B204", unit);
  g_assert_cmpint (before.head, ==, 0);
  message->submission.members = &member;
  message->submission.n_members = 1;
  gint64 head = scratch_send (scratch, message);
  g_auto (ZbStanding) sent = read_form (scratch, "B204", unit);
  g_assert_cmpstr (sent.message, ==, "m1");
  g_assert_cmpint (sent.head, !=, head);
  g_assert_true (scratch_decide (scratch, head, ZB_REVIEW_RETURNED, 0, NULL, &error));
  g_auto (ZbStanding) returned = read_form (scratch, "B204", unit);
  g_assert_cmpint (returned.state, ==, ZB_REVIEW_RETURNED);
}

/* An act that fails after it wrote its report, alone and beside one that is done. */
static void
test_forgets_what_was_undone (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  gint64 other = scratch_unit (scratch, "91350200612345679Y", "name", "乙", NULL);
  g_autoptr (ScratchMessage) good = scratch_message_new (other, "91350200612345679Y", "n1", 1);
  g_autoptr (ScratchMessage) bad = scratch_message_new (unit, SENDER, "m2", 2);
  g_autoptr (GError) error = NULL;
  ZbActResult results[2] = {0};

  scratch_send_new (scratch, unit, "m1", NULL, 1);
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
  expect (scratch, other, NULL, ZB_REVIEW_NONE);
  bad->submission.replaces = "m1";
  bad->submission.correction = 99; /* there is no such grant */
  const ZbAct acts[] = {bad->act, good->act};
  g_assert_true (zb_store_commit (scratch->store, acts, 2, results, &error));
  g_assert_error (results[0].error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  g_assert_no_error (results[1].error);
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
  expect (scratch, other, "n1", ZB_REVIEW_SUBMITTED);
  for (guint i = 0; i < 2; i++)
    zb_act_result_clear (&results[i]);
}

/* What came just before, and a list that is made anew between; @known: the list is in memory. */
static void
test_follows_its_own_group (gconstpointer known)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) first = scratch_message_new (unit, SENDER, "m1", 1);
  g_autoptr (ScratchMessage) second = scratch_message_new (unit, SENDER, "m2", 2);
  g_autoptr (ScratchMessage) third = scratch_message_new (unit, SENDER, "m3", 3);
  const ZbObligations nobody = {.tenant = "s1", .form = "B203", .period = "2024-05"};
  ZbActResult results[4] = {0};
  g_autoptr (GError) error = NULL;

  owe (scratch, unit);
  if (known != NULL)
    expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  second->submission.replaces = "m1";
  third->submission.replaces = "m1"; /* too late */
  const ZbAct acts[] = {first->act,
                        second->act,
                        {.kind = ZB_ACT_OBLIGATIONS, .what = &nobody, .who = "city"},
                        third->act};
  g_assert_true (zb_store_commit (scratch->store, acts, G_N_ELEMENTS (acts), results, &error));
  for (guint i = 0; i < 3; i++)
    g_assert_no_error (results[i].error);
  g_assert_error (results[3].error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  g_auto (ZbStanding) standing = read_true (scratch, unit);
  g_assert_cmpstr (standing.message, ==, "m2");
  g_assert_cmpuint (standing.number, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    zb_act_result_clear (&results[i]);
}

typedef struct {
  ZbKey *key;
  gboolean fails;
} Sealer;

static gboolean
seal_cb (gpointer self,
         const ZbCheckpoint *checkpoint,
         gint64 time,
         char **ret_note,
         GBytes **ret_signature,
         GError **error)
{
  const Sealer *sealer = self;

  if (sealer->fails) {
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "the token was pulled out");
    return FALSE;
  }
  *ret_note = zb_checkpoint_sign (checkpoint, sealer->key, "test.example", error);
  *ret_signature = g_bytes_new_static ("", 0);
  return *ret_note != NULL;
}

/* What a group noted that was not kept does not come with the next one. */
static void
test_forgets_a_lost_group (void)
{
  Sealer sealer = {.key = zb_key_generate ("ed25519", NULL)};
  g_autoptr (ScratchStore) scratch = scratch_store_new_sealed ((ZbLogSealer){seal_cb, &sealer});

  scratch_tenant (scratch, "s1", (const char *const[]){"city", NULL});
  gint64 unit = scratch_unit (scratch, SENDER, "name", "甲", NULL);
  g_autoptr (ScratchMessage) lost = scratch_message_new (unit, SENDER, "m2", 2);

  scratch_send_new (scratch, unit, "m1", NULL, 1);
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
  lost->submission.replaces = "m1";
  sealer.fails = TRUE;
  g_assert_false (zb_store_commit_one (scratch->store, &lost->act, NULL, NULL));
  sealer.fails = FALSE;
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
  scratch_unit (scratch, "91350200612345679Y", "name", "乙", NULL);
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
  scratch_store_close (scratch);
  zb_key_free (sealer.key);
}

/* Who holds a moment is told nothing newer, whether the list is @known or not, and does not make it
 * older for others. */
static void
test_keeps_to_the_moment (gconstpointer known)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autoptr (ScratchMessage) message = scratch_message_new (unit, SENDER, "m1", 1);

  owe (scratch, unit);
  if (known != NULL)
    expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  zb_store_begin_reading (scratch->store);
  g_autoptr (GPtrArray) tenants = zb_store_list_tenants (scratch->store, NULL);
  g_assert_true (zb_store_commit_one (scratch->store, &message->act, NULL, NULL));
  expect (scratch, unit, NULL, ZB_REVIEW_NONE);
  zb_store_end_reading (scratch->store);
  expect (scratch, unit, "m1", ZB_REVIEW_SUBMITTED);
  g_assert_cmpuint (tenants->len, >, 0);
}

/* All of a list is known once one of it was asked for: what is changed behind the store's back is
 * not seen until the list is read again. */
static void
test_reads_a_list_once (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);

  owe (scratch, unit);
  g_auto (ZbStanding) nobody = read_form (scratch, "B203", unit + 1);
  scratch_store_sql (scratch, "UPDATE obligation SET permit_until = 5");
  g_auto (ZbStanding) known = read_form (scratch, "B203", unit);
  g_assert_cmpint (known.permit_until, ==, 0);
  owe (scratch, unit);
  g_auto (ZbStanding) again = read_form (scratch, "B203", unit);
  g_assert_cmpint (again.permit_until, ==, 5);
  g_assert_cmpint (nobody.permit_until, ==, 0);
}

typedef struct {
  ScratchStore *scratch;
  ZbObligations owed; /* a list that takes its time to be read */
  gint64 unit;
  int sent, over; /* atomic */
} Race;

/* Lists are read and dropped all the time. */
static gpointer
disturb_thread (gpointer data)
{
  Race *race = data;

  while (!g_atomic_int_get (&race->over))
    scratch_do (race->scratch, ZB_ACT_OBLIGATIONS, &race->owed);
  return NULL;
}

/* Never older than what was answered before it was asked for. */
static gpointer
read_thread (gpointer data)
{
  Race *race = data;

  while (!g_atomic_int_get (&race->over)) {
    int sent = g_atomic_int_get (&race->sent);
    g_auto (ZbStanding) standing = read_form (race->scratch, "B203", race->unit);
    gint64 seen = standing.message != NULL ? g_ascii_strtoll (standing.message, NULL, 10) : 0;

    g_assert_cmpint (seen, >=, sent);
  }
  return NULL;
}

static void
test_whoever_was_answered_sees_it (void)
{
  gint64 unit;
  g_autoptr (ScratchStore) scratch = with_one_unit (&unit);
  g_autofree ZbRespondent *respondents = g_new0 (ZbRespondent, MANY);
  const ZbObligations owed = {
      .tenant = "s1", .form = "B203", .period = "2024-05", .respondents = respondents, .n = MANY};
  Race race = {scratch, owed, unit, 0, FALSE};

  respondents[0] = (ZbRespondent){unit, SENDER, "甲", "350203", ""};
  for (guint i = 1; i < MANY; i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA%07uX", i);

    respondents[i] = (ZbRespondent){scratch_unit (scratch, code, NULL), SENDER, "乙", "350203", ""};
  }
  GThread *threads[] = {g_thread_new ("disturb", disturb_thread, &race),
                        g_thread_new ("read", read_thread, &race),
                        g_thread_new ("read", read_thread, &race)};
  for (int i = 1; i <= ROUNDS; i++) {
    g_autofree char *before = g_strdup_printf ("%d", i - 1);
    g_autofree char *id = g_strdup_printf ("%d", i);

    scratch_send_new (scratch, unit, id, i > 1 ? before : NULL, i);
    g_atomic_int_set (&race.sent, i);
    expect (scratch, unit, id, ZB_REVIEW_SUBMITTED);
  }
  g_atomic_int_set (&race.over, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/standing/" name, function)
  ADD ("follows-reports", test_follows_reports);
  ADD ("follows-those-not-asked", test_follows_those_not_asked);
  ADD ("follows-decisions", test_follows_decisions);
  ADD ("follows-permits", test_follows_permits);
  ADD ("follows-lists", test_follows_lists);
  ADD ("follows-sets", test_follows_sets);
  g_test_add_data_func ("/server/standing/follows-its-own-group/known", "known",
                        test_follows_its_own_group);
  g_test_add_data_func ("/server/standing/follows-its-own-group/unknown", NULL,
                        test_follows_its_own_group);
  ADD ("forgets-what-was-undone", test_forgets_what_was_undone);
  ADD ("forgets-a-lost-group", test_forgets_a_lost_group);
  g_test_add_data_func ("/server/standing/keeps-to-the-moment/known", "known",
                        test_keeps_to_the_moment);
  g_test_add_data_func ("/server/standing/keeps-to-the-moment/unknown", NULL,
                        test_keeps_to_the_moment);
  ADD ("reads-a-list-once", test_reads_a_list_once);
  ADD ("whoever-was-answered-sees-it", test_whoever_was_answered_sees_it);
  return g_test_run ();
}
