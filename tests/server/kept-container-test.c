/* SPDX-License-Identifier: Apache-2.0 */
/* Containers that are like others, as the embedded store keeps them: what differs from one that is
 * plain, and what becomes of them where a row is changed or an act undone. */
#include "storage/statement.h"
#include "tests/server/scratch-store.h"

#include <string.h>

#define SENDER "91350200612345678X"
#define LENGTH 5000

typedef struct {
  ScratchStore *scratch;
  gint64 unit;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const levels[] = {"city", NULL};

  fixture->scratch = scratch_store_new ();
  scratch_tenant (fixture->scratch, "s1", levels);
  fixture->unit =
      scratch_unit (fixture->scratch, SENDER, "name", "厦门甲公司", "area", "350203", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scratch_store_free (fixture->scratch);
}

/* As two reports of a form are: unlike itself all the way, and like any other but in some places.
 */
static GBytes *
container_of (guint number)
{
  g_autoptr (GString) text = g_string_new ("PK");
  guint32 seed = 7;

  while (text->len < LENGTH) {
    seed = seed * 1664525 + 1013904223;
    g_string_append_printf (text, "%08x", seed);
    if (text->len % 1000 < 8)
      g_string_append_printf (text, "report %u", number);
  }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static const char *
id_of (guint number)
{
  g_autofree char *id = g_strdup_printf ("m%u", number);

  return number > 0 ? g_intern_string (id) : NULL;
}

static ScratchMessage *
message_of (const Fixture *fixture, guint number)
{
  ScratchMessage *message = scratch_message_new (fixture->unit, SENDER, id_of (number), number);

  g_bytes_unref (message->container);
  message->container = message->submission.container = container_of (number);
  message->submission.replaces = id_of (number - 1);
  return message;
}

/* Sends reports @first … @last, each correcting the one before. */
static void
send (Fixture *fixture, guint first, guint last)
{
  for (guint i = first; i <= last; i++) {
    g_autoptr (ScratchMessage) message = message_of (fixture, i);

    g_assert_cmpint (scratch_send (fixture->scratch, message), >, 0);
  }
}

/* As tests/server/scratch-store.c makes them. */
static void
assert_receipts_come_back (const Fixture *fixture, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) leaves = zb_store_list_receipts (fixture->scratch->store, number, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (leaves->len, ==, 2);
  for (guint i = 0; i < leaves->len; i++) {
    g_autofree char *text = g_strdup_printf ("R%u of %s", i + 1, id_of (number));
    g_autoptr (GBytes) receipt =
        zb_store_read_receipt (fixture->scratch->store, leaves->pdata[i], &error);

    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (receipt, NULL), g_bytes_get_size (receipt), text,
                     strlen (text));
  }
}

static void
assert_comes_back (const Fixture *fixture, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sent = container_of (number);
  g_autoptr (GBytes) kept = zb_store_read_container (fixture->scratch->store, number, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (kept, sent));
  assert_receipts_come_back (fixture, number);
}

/* One figure about the file as it lies there. */
static gint64
ask (const Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database =
      zb_database_open (fixture->scratch->path, ZB_DATABASE_READONLY, &error);
  ZbStatement *row = NULL;

  g_assert_no_error (error);
  zb_database_query_values (database, sql, &row, NULL, 0, &error);
  g_assert_no_error (error);
  return zb_statement_int (row, 0);
}

static void
test_takes_little_room (Fixture *fixture, gconstpointer data)
{
  send (fixture, 1, 300);
  for (guint i = 1; i <= 300; i++)
    assert_comes_back (fixture, i);
  /* A base serves 127 others. */
  g_assert_cmpint (ask (fixture, "SELECT count(*) FROM message_body WHERE base IS NULL"), ==, 3);
  g_assert_cmpint (ask (fixture, "SELECT max(n) FROM (SELECT count(*) AS n FROM message_body "
                                 "WHERE base IS NOT NULL GROUP BY base)"),
                   ==, 127);
  g_assert_cmpint (ask (fixture, "SELECT sum(length(container)) FROM message_body"), <,
                   300 * LENGTH / 5);
  g_assert_cmpint (ask (fixture, "SELECT count(*) FROM receipt"), ==, 0);
}

/* After a start the first one of a form is plain, and those of before are read as ever. */
static void
test_goes_on_after_a_start (Fixture *fixture, gconstpointer data)
{
  send (fixture, 1, 3);
  scratch_store_close (fixture->scratch);
  scratch_store_open (fixture->scratch, 0);
  send (fixture, 4, 6);
  for (guint i = 1; i <= 6; i++)
    assert_comes_back (fixture, i);
  g_assert_cmpint (ask (fixture, "SELECT count(*) FROM message_body WHERE base = 4"), ==, 2);
}

static void
test_forms_have_bases_of_their_own (Fixture *fixture, gconstpointer data)
{
  static const char *const packages[] = {"one", "other", NULL};

  for (guint i = 0; i < 6; i++) {
    g_autoptr (ScratchMessage) message = message_of (fixture, i + 1);
    message->submission.package = packages[i % 3];
    scratch_send (fixture->scratch, message);
  }
  g_assert_cmpint (ask (fixture, "SELECT base FROM message_body WHERE message = 4"), ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT base FROM message_body WHERE message = 5"), ==, 2);
  /* Of no package: nothing is known to be like it. */
  g_assert_cmpint (ask (fixture, "SELECT base IS NULL FROM message_body WHERE message = 6"), ==, 1);
}

/* Small ones, large ones and what is like no other stay as they came. */
static void
test_keeps_others_plain (Fixture *fixture, gconstpointer data)
{
  static const gsize lengths[] = {5000, 1000, 64 * 1024 + 1, 5000};

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (ScratchMessage) message = message_of (fixture, i + 1);
    g_autoptr (GRand) random = g_rand_new_with_seed (i);
    guint8 *bytes = g_malloc (lengths[i]);
    for (gsize k = 0; k < lengths[i]; k++)
      bytes[k] = (guint8)g_rand_int (random);
    g_bytes_unref (message->container);
    message->container = message->submission.container = g_bytes_new_take (bytes, lengths[i]);
    scratch_send (fixture->scratch, message);
    g_autoptr (GBytes) kept = zb_store_read_container (fixture->scratch->store, i + 1, NULL);
    g_assert_true (g_bytes_equal (kept, message->container));
  }
  g_assert_cmpint (ask (fixture, "SELECT count(*) FROM message_body WHERE base IS NULL"), ==, 4);
}

/* An act that has not both of them keeps what it has by itself. */
static void
test_one_receipt_is_kept_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ScratchMessage) message = message_of (fixture, 1);
  g_autoptr (GError) error = NULL;

  message->act.n_receipts = 1;
  scratch_send (fixture->scratch, message);
  g_autoptr (GBytes) kept = zb_store_read_container (fixture->scratch->store, 1, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (kept, message->container));
  g_autoptr (GPtrArray) leaves = zb_store_list_receipts (fixture->scratch->store, 1, &error);
  g_assert_cmpuint (leaves->len, ==, 1);
  g_autoptr (GBytes) receipt =
      zb_store_read_receipt (fixture->scratch->store, leaves->pdata[0], &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (receipt, message->receipts[0].bytes));
  g_assert_cmpint (ask (fixture, "SELECT count(*) FROM receipt"), ==, 1);
}

/* What was plain in a group that is undone is no base: its number becomes another's. */
static void
test_undone_is_no_base (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ScratchMessage) first = message_of (fixture, 1);
  g_autoptr (ScratchMessage) failing = message_of (fixture, 2);
  g_autoptr (ScratchMessage) last = message_of (fixture, 2);
  ZbActNotice nowhere = {.unit = 99, .kind = "note", .text_zh = "一", .text_en = "One"};
  ZbAct acts[3];

  /* It fails when its message is written already, so that all of them are done anew. */
  failing->act.notices = &nowhere;
  failing->act.n_notices = 1;
  failing->submission.package = "other";
  acts[0] = first->act;
  acts[1] = failing->act;
  acts[2] = last->act;
  ZbActResult results[3] = {0};
  g_autoptr (GError) error = NULL;
  g_assert_true (zb_store_commit (fixture->scratch->store, acts, 3, results, &error));
  g_assert_no_error (error);
  g_assert_no_error (results[0].error);
  g_assert_nonnull (results[1].error);
  g_assert_no_error (results[2].error);
  for (guint i = 0; i < 3; i++)
    zb_act_result_clear (&results[i]);
  g_autoptr (ScratchMessage) other = message_of (fixture, 3);
  other->submission.package = "other";
  scratch_send (fixture->scratch, other);
  for (guint i = 1; i <= 3; i++)
    assert_comes_back (fixture, i);
  g_assert_cmpint (ask (fixture, "SELECT base IS NULL FROM message_body WHERE message = 3"), ==, 1);
}

static void
test_refused_is_no_base (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 3; i++) {
    g_autoptr (ScratchMessage) message = message_of (fixture, i);
    message->submission.replaces = NULL;
    message->submission.refusal = i != 2 ? "rules" : NULL;
    scratch_send (fixture->scratch, message);
    assert_comes_back (fixture, i);
  }
  g_assert_cmpint (ask (fixture, "SELECT count(*) FROM message_body WHERE base IS NULL"), ==, 2);
  g_assert_cmpint (ask (fixture, "SELECT base FROM message_body WHERE message = 3"), ==, 2);
}

/* What someone does to rows behind the store's back, whose container cannot be read then, and what
 * is said of it. */
static const struct {
  const char *name, *sql;
  guint lost, whole;
  const char *text;
} changes[] = {
    {"packed", "UPDATE message_body SET container = x'00' WHERE message = 2", 2, 3,
     "container of message 2, kept as it differs from that of message 1: no zstd frame that tells "
     "its length"},
    {"packed-of-other",
     "UPDATE message_body SET container = (SELECT container FROM message_body WHERE message = 1) "
     "WHERE message = 2",
     2, 3,
     "container of message 2, kept as it differs from that of message 1: no zstd frame that tells "
     "its length"},
    {"base", "UPDATE message_body SET container = zeroblob (length (container)) WHERE message = 1",
     2, 4,
     "container of message 2, kept as it differs from that of message 1: Restored data doesn't "
     "match checksum"},
    {"base-gone", "DELETE FROM message_body WHERE message = 1", 3, 4,
     "container of message 3, kept as it differs from that of message 1: that is gone"},
    {"base-of-base", "UPDATE message_body SET base = 3 WHERE message = 2", 2, 3,
     "container of message 2, kept as it differs from that of message 3: that is not plain itself"},
    {"base-itself", "UPDATE message_body SET base = 2 WHERE message = 2", 2, 3,
     "container of message 2, kept as it differs from that of message 2: that is not plain itself"},
};

static void
test_damage_is_named (Fixture *fixture, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  g_autofree char *sql = g_strconcat ("PRAGMA foreign_keys = OFF; DROP TRIGGER message_body_stays;"
                                      "DROP TRIGGER message_body_stands;",
                                      changes[which].sql, NULL);
  g_autoptr (GError) error = NULL;

  send (fixture, 1, 3);
  scratch_store_close (fixture->scratch);
  scratch_store_open (fixture->scratch, 0);
  send (fixture, 4, 4);
  scratch_store_sql (fixture->scratch, sql);
  assert_comes_back (fixture, changes[which].whole);
  g_assert_null (zb_store_read_container (fixture->scratch->store, changes[which].lost, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
  g_assert_cmpstr (error->message, ==, changes[which].text);
  /* As with any damage, nothing is acknowledged from then on. */
  g_autofree char *damage = zb_store_dup_damage (fixture->scratch->store);
  g_assert_cmpstr (damage, ==, changes[which].text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/server/kept-container/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("takes-little-room", test_takes_little_room);
  ADD ("goes-on-after-a-start", test_goes_on_after_a_start);
  ADD ("forms-have-bases-of-their-own", test_forms_have_bases_of_their_own);
  ADD ("keeps-others-plain", test_keeps_others_plain);
  ADD ("one-receipt-is-kept-apart", test_one_receipt_is_kept_apart);
  ADD ("undone-is-no-base", test_undone_is_no_base);
  ADD ("refused-is-no-base", test_refused_is_no_base);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autofree char *path = g_strconcat ("/server/kept-container/damage/", changes[i].name, NULL);
    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_damage_is_named, tear_down);
  }
  return g_test_run ();
}
