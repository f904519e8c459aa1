/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/leaf.h"
#include "server/store/notice.h"
#include "server/store/obligation.h"
#include "server/store/route-table.h"
#include "server/store/schema-private.h"
#include "server/store/schema.h"
#include "storage/database.h"
#include "tests/server/scratch-store.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CODE "91350200612345678X"
#define KILLS 8
#define SENDERS 4

static gint64
with_one_unit (ScratchStore *scratch)
{
  scratch_tenant (scratch, "s1", (const char *const[]){"district", "city", NULL});
  return scratch_unit (scratch, CODE, "name", "甲", "area", "350203", NULL);
}

/* Each sender reports for a period of its own, so that versions never wait for one another. */
static ScratchMessage *
message_of (gint64 unit, guint sender, guint round, guint number)
{
  g_autofree char *id = g_strdup_printf ("m-%u-%u-%u", round, sender, number);
  g_autofree char *period = g_strdup_printf ("20%02u-%02u", 10 + round, sender + 1);
  ScratchMessage *message = scratch_message_new (unit, CODE, g_intern_string (id), (gint64)number);

  message->submission.period = g_intern_string (period);
  if (number > 0) {
    g_autofree char *before = g_strdup_printf ("m-%u-%u-%u", round, sender, number - 1);
    message->submission.replaces = g_intern_string (before);
  }
  return message;
}

typedef struct {
  ScratchStore *scratch;
  gint64 unit;
  guint round, sender;
  int pipe;
} Sender;

/* Tells over the pipe of each message that was acknowledged. */
static gpointer
send_thread (gpointer data)
{
  const Sender *sender = data;

  for (guint number = 0;; number++) {
    g_autoptr (ScratchMessage) message =
        message_of (sender->unit, sender->sender, sender->round, number);
    guint told[2] = {sender->sender, number};

    message->act.time = message->submission.received = sender->scratch->now;
    if (!zb_store_commit_one (sender->scratch->store, &message->act, NULL, NULL) ||
        write (sender->pipe, told, sizeof told) != sizeof told)
      _exit (1);
  }
  return NULL;
}

/* The process that is killed. */
static void
write_until_killed (ScratchStore *scratch, gint64 unit, guint round, int out)
{
  Sender senders[SENDERS];

  scratch_store_open (scratch, 0);
  for (guint i = 0; i < SENDERS; i++) {
    senders[i] = (Sender){scratch, unit, round, i, out};
    g_thread_new ("sender", send_thread, &senders[i]);
  }
  for (;;)
    pause ();
}

/* Runs a writer, kills it after @messages acknowledgements, and tells the last one of each
 * sender. */
static void
run_and_kill (ScratchStore *scratch, gint64 unit, guint round, guint messages, int last[SENDERS])
{
  int ends[2];
  pid_t child;
  guint told[2];
  int status;

  for (guint i = 0; i < SENDERS; i++)
    last[i] = -1;
  g_assert_cmpint (pipe (ends), ==, 0);
  scratch_store_close (scratch);
  child = fork ();
  if (child == 0) {
    close (ends[0]);
    write_until_killed (scratch, unit, round, ends[1]);
  }
  close (ends[1]);
  for (guint i = 0; i < messages; i++) {
    g_assert_cmpint (read (ends[0], told, sizeof told), ==, sizeof told);
    last[told[0]] = (int)told[1];
  }
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  while (read (ends[0], told, sizeof told) == sizeof told)
    last[told[0]] = (int)told[1];
  close (ends[0]);
  scratch_store_open (scratch, 0);
}

/* Every acknowledged message is there once, with its receipts, and at most one more. */
static guint
assert_none_lost (ScratchStore *scratch, gint64 unit, guint round, const int last[SENDERS])
{
  guint kept = 0;

  for (guint sender = 0; sender < SENDERS; sender++) {
    g_autofree char *period = g_strdup_printf ("20%02u-%02u", 10 + round, sender + 1);
    ZbVersionQuery query = {.tenant = "s1", .period = period, .unit = unit, .level = -1};
    g_autoptr (GPtrArray) versions = NULL;

    /* A page may not hold them all. */
    for (gboolean more = TRUE; more;) {
      versions = zb_store_list_versions (scratch->store, &query, NULL);
      g_assert_nonnull (versions);
      more = versions->len == ZB_STORE_MAX_PAGE;
      for (guint i = 0; i < versions->len; i++) {
        const ZbVersion *version = g_ptr_array_index (versions, i);
        g_autoptr (GPtrArray) receipts =
            zb_store_list_receipts (scratch->store, version->message, NULL);

        g_assert_cmpuint (receipts->len, ==, 2);
        query.after = version->id;
        if (i + 1 == versions->len && !more) {
          g_assert_cmpint ((int)version->number, >=, last[sender] + 1);
          g_assert_cmpint ((int)version->number, <=, last[sender] + 2);
          g_assert_true (version->head);
          kept += version->number;
        }
      }
      if (more)
        g_clear_pointer (&versions, g_ptr_array_unref);
    }
    if (last[sender] >= 0)
      g_assert_cmpuint (versions->len, >, 0);
  }
  return kept;
}

static void
test_kill_loses_nothing (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  gint64 unit = with_one_unit (scratch);
  guint64 kept = 0;

  for (guint round = 0; round < KILLS; round++) {
    g_autoptr (GError) error = NULL;
    int last[SENDERS];

    run_and_kill (scratch, unit, round, 10 + round * 13, last);
    kept += assert_none_lost (scratch, unit, round, last);
    g_assert_true (zb_store_check (scratch->store, &error));
    g_assert_no_error (error);
    g_autoptr (ZbStoredCheckpoint) checkpoint = zb_store_read_checkpoint (scratch->store, &error);
    g_assert_no_error (error);
    /* Two receipts each; a record of tenant, unit and each line of the list. */
    g_autoptr (GPtrArray) lines =
        zb_store_list_obligations (scratch->store, &(ZbObligationQuery){.unit = unit}, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (checkpoint->size, ==, 2 * kept + 2 + lines->len);
    g_test_message ("round %u: %" G_GUINT64_FORMAT " messages", round, kept);
  }
}

/* Sends until the store refuses; returns how many it took. */
/* Bytes that are like no others, so that each takes its room. */
static GBytes *
body_of (guint round, guint number)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (round << 16 | number);
  guint32 *words = g_new (guint32, 5000);

  for (guint i = 0; i < 5000; i++)
    words[i] = g_rand_int (random);
  return g_bytes_new_take (words, 5000 * sizeof *words);
}

static guint
fill (ScratchStore *scratch, gint64 unit, guint round, GError **error)
{
  for (guint number = 0;; number++) {
    g_autoptr (ScratchMessage) message = message_of (unit, 0, round, number);
    g_autoptr (GBytes) body = body_of (round, number);

    message->submission.container = body;
    message->act.time = message->submission.received = scratch->now;
    if (!zb_store_commit_one (scratch->store, &message->act, NULL, error))
      return number;
  }
}

static void
assert_goes_on (ScratchStore *scratch, gint64 unit, guint taken)
{
  g_autoptr (GError) error = NULL;
  ZbVersionQuery query = {.unit = unit, .level = -1};
  g_autoptr (GPtrArray) versions = zb_store_list_versions (scratch->store, &query, &error);
  g_autoptr (ScratchMessage) next = message_of (unit, 0, 9, 0);

  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, taken);
  g_assert_cmpint (scratch_send (scratch, next), !=, 0);
  g_assert_true (zb_store_check (scratch->store, &error));
}

static void
test_full_is_told_and_loses_nothing (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  gint64 unit = with_one_unit (scratch);

  scratch_store_close (scratch);
  scratch_store_open (scratch, 2 * 1024 * 1024);
  guint taken = fill (scratch, unit, 0, &error);
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "full"));
  g_assert_cmpuint (taken, >, 10);
  /* It stays clear while it lasts … */
  g_clear_error (&error);
  g_autoptr (ScratchMessage) next = message_of (unit, 0, 0, taken);
  g_autoptr (GBytes) body = body_of (0, taken);
  next->submission.container = body;
  g_assert_false (zb_store_commit_one (scratch->store, &next->act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_FULL);
  /* … and ends with room. */
  scratch_store_close (scratch);
  scratch_store_open (scratch, 0);
  assert_goes_on (scratch, unit, taken);
}

/* In a process of its own, for the limit cannot be taken back. The exit status is how many messages
 * were taken. */
static int
fill_limited (ScratchStore *scratch, gint64 unit)
{
  struct rlimit limit = {3 * 1024 * 1024, 3 * 1024 * 1024};
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  scratch_store_open (scratch, 0);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return 250;
  /* After each failure the store takes itself up again, and what lay in its journal may make room.
   */
  guint taken = 0;
  for (guint round = 0; round < 4; round++) {
    g_clear_error (&error);
    taken += fill (scratch, unit, round, &error);
    if (!g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE) &&
        !g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_FULL))
      return 251;
  }
  return taken < 250 ? (int)taken : 249;
}

static void
test_file_limit_is_survived (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  gint64 unit = with_one_unit (scratch);
  pid_t child;
  int status;

  scratch_store_close (scratch);
  child = fork ();
  if (child == 0)
    _exit (fill_limited (scratch, unit));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), >, 10);
  g_assert_cmpint (WEXITSTATUS (status), <, 249);
  scratch_store_open (scratch, 0);
  assert_goes_on (scratch, unit, (guint)WEXITSTATUS (status));
}

static void
test_backup_while_ingesting (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autofree char *copy = zb_temp_dir_path (scratch->dir, "copy.db");
  g_autoptr (GError) error = NULL;
  gint64 unit = with_one_unit (scratch);

  for (guint i = 0; i < 40; i++) {
    g_autoptr (ScratchMessage) message = message_of (unit, 0, 0, i);
    scratch_send (scratch, message);
    if (i == 20)
      zb_store_backup (scratch->store, copy, &error);
  }
  g_assert_no_error (error);
  g_autoptr (ZbStore) restored = zb_store_open (copy, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (zb_store_check (restored, &error));
  g_autoptr (GPtrArray) versions =
      zb_store_list_versions (restored, &(ZbVersionQuery){.level = -1}, &error);
  g_assert_cmpuint (versions->len, ==, 21);
}

static void
count_cb (const ZbActResult *results, guint n, gpointer data)
{
  guint *done = data;

  for (guint i = 0; i < n; i++)
    g_assert_no_error (results[i].error);
  g_atomic_int_add (done, (int)n);
}

static void
test_closing_finishes_what_was_submitted (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  gint64 unit = with_one_unit (scratch);
  ScratchMessage *messages[200];
  guint done = 0;

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++) {
    messages[i] = message_of (unit, 0, 0, i);
    zb_store_submit (scratch->store, &messages[i]->act, 1, count_cb, &done);
  }
  scratch_store_close (scratch);
  g_assert_cmpuint (done, ==, G_N_ELEMENTS (messages));
  scratch_store_open (scratch, 0);
  /* One after another, in far fewer groups than messages. */
  g_autoptr (GPtrArray) checkpoints = zb_store_list_checkpoints (scratch->store, 0, 0, NULL);
  g_assert_cmpuint (checkpoints->len, <, G_N_ELEMENTS (messages) / 2);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    scratch_message_free (messages[i]);
}

/* A store of an old schema, as a file. (transfer full) its path */
static char *
make_old_store (const ZbTempDir *dir, const char *schema)
{
  g_autofree char *script =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests/data/store", schema, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  char *place = zb_temp_dir_path (dir, "old.db");
  g_autoptr (ZbDatabase) database = zb_database_open (place, ZB_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (script, &sql, NULL, &error));
  g_assert_true (zb_database_execute (database, sql, &error));
  return place;
}

static void
assert_number (ZbStore *store, gint64 version, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbPackedReport) packed = zb_store_read_packed (store, version, &error);
  gint64 number = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (packed->sections->len, ==, 1);
  g_assert_true (zb_packed_section_number (packed->sections->pdata[0], 0, &number));
  g_assert_cmpint (number, ==, expected);
}

/* A version of before holds one report, whose edition is the message's. */
static void
test_opens_the_sixth_schema (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *place = make_old_store (dir, "006.sql");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbStore) store = zb_store_open (place, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbVersion) version = zb_store_read_reference (store, "B203", "2024-05", 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (version->body, ==, 0);
  g_assert_cmpstr (version->edition, ==, "2023.1");
  g_autoptr (GPtrArray) bodies = zb_store_list_bodies (store, version->message, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bodies->len, ==, 1);
  g_assert_cmpint (((ZbVersion *)bodies->pdata[0])->id, ==, version->id);
}

static void
test_opens_the_first_schema (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *place = make_old_store (dir, "001.sql");
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (ZbDatabase) database = zb_database_open (place, ZB_DATABASE_CREATE, &error);
    g_assert_no_error (error);
    g_assert_true (zb_database_execute (
        database,
        "INSERT INTO notice (unit, time, kind, text_zh, text_en, message) "
        "SELECT unit, 1, 'return', '退回', 'Returned', id FROM message LIMIT 1",
        &error));
  }
  g_autoptr (ZbStore) store = zb_store_open (place, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbVersion) version = zb_store_read_reference (store, "B203", "2024-05", 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (version->name, ==, "厦门甲公司");
  assert_number (store, version->id, 42);
  g_autoptr (GPtrArray) totals = zb_store_list_totals (store, "s1", "B203", "2024-05", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (totals->len, ==, 1);
  g_autoptr (GPtrArray) unit = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_ptr_array_add (unit, zb_addressee_new (version->unit, "s1", NULL, NULL));
  g_autoptr (GPtrArray) notices = zb_store_list_notices (store, unit, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notices->len, ==, 1);
}

static void
assert_schema_is_the_newest (ZbStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) differences = zb_store_list_schema_differences (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < differences->len; i++) {
    const ZbRowDifference *one = differences->pdata[i];
    g_test_message ("%s: %s instead of %s", one->row, one->found, one->written);
  }
  g_assert_cmpuint (differences->len, ==, 0);
}

static void
assert_container (ZbStore *store, gint64 message, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) container = zb_store_read_container (store, message, &error);
  g_autoptr (GBytes) expected = g_bytes_new (text, strlen (text));

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (container, expected));
}

/* Whatever schema it was left in, it arrives with all that it held: the report, its bytes and
 * receipts, the log and the totals; and goes on. */
static void
test_opens_every_schema (void)
{
  guint newest = 0;

  zb_store_migrations (&newest);
  for (guint schema = 1; schema < newest; schema++) {
    g_autofree char *name = g_strdup_printf ("%03u.sql", schema);
    g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
    g_autofree char *place = make_old_store (dir, name);
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbStore) store = zb_store_open (place, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (ZbVersion) version = zb_store_read_version (store, 1, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (version->name, ==, "厦门甲公司");
    g_assert_false (version->head);
    g_autoptr (GPtrArray) leaves = zb_store_list_receipts (store, version->message, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (leaves->len, >=, 2);
    g_autoptr (GBytes) arrival = zb_store_read_receipt (store, leaves->pdata[0], &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (arrival, NULL), g_bytes_get_size (arrival), "R1 of m1", 8);
    assert_container (store, 1, "container of m1: 42");
    assert_container (store, 2, "container of m2: 43");
    assert_number (store, 1, 42);
    g_autoptr (GPtrArray) totals = zb_store_list_totals (store, "s1", "B203", "2024-05", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (totals->len, ==, 1);
    g_assert_null (zb_store_read_routes (store, &error));
    g_assert_no_error (error);
    g_assert_true (zb_store_check (store, &error));
    g_assert_no_error (error);
    assert_schema_is_the_newest (store);
  }
}

/* Turns over the first page behind the schema's that holds anything. */
static void
damage_file (const ScratchStore *scratch)
{
  int file = open (scratch->path, O_RDWR | O_CLOEXEC);
  guint8 bytes[512];

  g_assert_cmpint (pread (file, bytes, sizeof bytes, 2 * 8192), ==, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] ^= 0xff;
  g_assert_cmpint (pwrite (file, bytes, sizeof bytes, 2 * 8192), ==, sizeof bytes);
  close (file);
}

/* Once damage was met nothing is acknowledged any more, wherever it would be written. */
static void
test_damage_stops_acts (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  gint64 unit = with_one_unit (scratch);
  g_autoptr (ScratchMessage) message = message_of (unit, 0, 0, 0);

  g_assert_true (zb_store_check_before_use (scratch->store, &error));
  g_assert_null (zb_store_dup_damage (scratch->store));
  scratch_store_close (scratch);
  damage_file (scratch);
  scratch_store_open (scratch, 0);
  g_assert_false (zb_store_check_before_use (scratch->store, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, scratch->path));
  g_clear_error (&error);
  g_autofree char *damage = zb_store_dup_damage (scratch->store);
  g_assert_nonnull (damage);
  message->act.time = message->submission.received = scratch->now;
  g_assert_false (zb_store_commit_one (scratch->store, &message->act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, damage));
}

static void
test_leaves_a_newer_store_alone (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  scratch_store_close (scratch);
  scratch_store_sql (scratch, "PRAGMA user_version = 99");
  g_assert_null (zb_store_open (scratch->path, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "version 99"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/durability/" name, function)
  ADD ("kill-loses-nothing", test_kill_loses_nothing);
  ADD ("full-is-told-and-loses-nothing", test_full_is_told_and_loses_nothing);
  ADD ("file-limit-is-survived", test_file_limit_is_survived);
  ADD ("backup-while-ingesting", test_backup_while_ingesting);
  ADD ("closing-finishes-what-was-submitted", test_closing_finishes_what_was_submitted);
  ADD ("opens-the-first-schema", test_opens_the_first_schema);
  ADD ("opens-every-schema", test_opens_every_schema);
  ADD ("opens-the-sixth-schema", test_opens_the_sixth_schema);
  ADD ("damage-stops-acts", test_damage_stops_acts);
  ADD ("leaves-a-newer-store-alone", test_leaves_a_newer_store_alone);
  return g_test_run ();
}
