/* SPDX-License-Identifier: Apache-2.0 */
/* The log's last checkpoint of each day, kept beside its store. */
#include "server/log/daily.h"

#include "tests/server/scratch-store.h"

#include <string.h>

/* 2024-07-05, 11:26:40 in bureau time */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define HOUR (3600 * G_TIME_SPAN_SECOND)
#define TODAY "2024-07-05"
#define TOMORROW "2024-07-06"

typedef struct {
  ScratchStore *scratch;
  char *folder, *verifier;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->scratch = scratch_store_new ();
  world->scratch->now = NOW;
  world->folder = zb_temp_dir_path (world->scratch->dir, "checkpoints");
  world->verifier = scratch_store_verifier (world->scratch);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->verifier);
  g_free (world->folder);
  scratch_store_free (world->scratch);
}

/* Logs @record, @after what is now, in a group of its own. */
static void
log_record (World *world, const char *record, gint64 after)
{
  const char *const records[] = {record, NULL};
  g_autoptr (GError) error = NULL;

  world->scratch->now += after;
  ZbAct act = {
      .kind = ZB_ACT_RECORD, .who = "Chen", .time = world->scratch->now, .records = records};
  zb_store_commit_one (world->scratch->store, &act, NULL, &error);
  g_assert_no_error (error);
}

static void
keep (World *world)
{
  g_autoptr (GError) error = NULL;

  zb_daily_keep (world->folder, world->scratch->store, &error);
  g_assert_no_error (error);
}

/* NULL: none is kept. */
static void
assert_kept (World *world, const char *day, const char *note)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = zb_daily_read (world->folder, day, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, note);
}

static char *
newest (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbStoredCheckpoint) checkpoint =
      zb_store_read_checkpoint (world->scratch->store, &error);

  g_assert_no_error (error);
  return g_strdup (checkpoint->note);
}

/* The file that the log does not lead on from; NULL if there is none. */
static char *
compare (World *world, guint64 *ret_size)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;

  *ret_size = 0;
  zb_daily_compare (world->folder, world->scratch->store, world->verifier, &path, ret_size, &error);
  g_assert_no_error (error);
  return path;
}

static void
assert_leads_on (World *world)
{
  guint64 size;
  g_autofree char *path = compare (world, &size);

  g_assert_cmpstr (path, ==, NULL);
  g_assert_cmpuint (size, ==, 0);
}

static void
assert_behind (World *world, const char *day, guint64 expected)
{
  guint64 size;
  g_autofree char *path = compare (world, &size);
  g_autofree char *file = g_build_filename (world->folder, day, NULL);

  g_assert_cmpstr (path, ==, file);
  g_assert_cmpuint (size, ==, expected);
}

static void
test_keeps_the_last_of_each_day (World *world, gconstpointer data)
{
  keep (world); /* nothing, of a log with nothing in it */
  assert_kept (world, TODAY, NULL);
  log_record (world, "a", 0);
  keep (world);
  log_record (world, "b", HOUR);
  keep (world);
  keep (world);
  g_autofree char *first = newest (world);
  assert_kept (world, TODAY, first);
  /* 23:26 in the bureau, 15:26 UTC … and 01:26. */
  log_record (world, "c", 11 * HOUR);
  keep (world);
  g_autofree char *last = newest (world);
  log_record (world, "d", 2 * HOUR);
  keep (world);
  g_autofree char *next = newest (world);
  assert_kept (world, TODAY, last);
  assert_kept (world, TOMORROW, next);
  assert_leads_on (world);
}

static void
test_only_days_are_read (World *world, gconstpointer data)
{
  static const char *const names[] = {"",           "2024-07-5",   "2024-7-005",  "2024-02-30",
                                      "../../../a", "2024-07-05.", "2024-07-05/", "20240705--",
                                      "2024-07-0x", "aaaa-bb-cc"};

  log_record (world, "a", 0);
  keep (world);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_kept (world, names[i], NULL);
}

/* The store of yesterday is put in the place of today's. */
static void
roll_back (World *world, const char *copy)
{
  scratch_store_close (world->scratch);
  g_free (world->scratch->path);
  world->scratch->path = g_strdup (copy);
  scratch_store_open (world->scratch, 0);
}

/* Two records, a copy of that, and a third on each of two days. */
static char *
make_history (World *world)
{
  char *copy = zb_temp_dir_path (world->scratch->dir, "copy.db");
  g_autoptr (GError) error = NULL;

  log_record (world, "a", 0);
  log_record (world, "b", 0);
  zb_store_backup (world->scratch->store, copy, &error);
  g_assert_no_error (error);
  log_record (world, "c", HOUR);
  keep (world);
  log_record (world, "d", 24 * HOUR);
  keep (world);
  return copy;
}

static void
test_tells_an_older_store (World *world, gconstpointer data)
{
  g_autofree char *copy = make_history (world);

  roll_back (world, copy);
  assert_behind (world, TOMORROW, 4);
}

/* Another history of the same length, or a longer one, is no continuation. */
static void
test_tells_another_history (World *world, gconstpointer data)
{
  g_autofree char *copy = make_history (world);

  roll_back (world, copy);
  log_record (world, "x", 0);
  log_record (world, "y", 0);
  assert_behind (world, TOMORROW, 4);
  log_record (world, "z", 0);
  assert_behind (world, TOMORROW, 4);
}

/* What was published stands, until somebody who may set it aside. */
static void
test_a_shorter_log_takes_no_days_place (World *world, gconstpointer data)
{
  g_autofree char *copy = make_history (world);
  g_autofree char *there = newest (world);
  g_autoptr (GError) error = NULL;

  roll_back (world, copy);
  log_record (world, "x", 0);
  g_assert_false (zb_daily_keep (world->folder, world->scratch->store, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  g_autofree char *told = g_strdup_printf ("%s/" TOMORROW " is a checkpoint of 4 records, and the "
                                           "log has 3: it is not the log that was here",
                                           world->folder);
  g_assert_cmpstr (error->message, ==, told);
  assert_kept (world, TOMORROW, there);
}

static void
test_sets_aside_what_lies_ahead (World *world, gconstpointer data)
{
  g_autofree char *copy = make_history (world);
  g_autofree char *aside = g_build_filename (world->folder, TODAY ".behind-2", NULL);
  g_autofree char *path = g_build_filename (world->folder, TOMORROW, NULL);
  g_autoptr (GError) error = NULL;

  roll_back (world, copy);
  zb_daily_set_aside (world->folder, path, 2, &error);
  g_assert_no_error (error);
  assert_kept (world, TODAY, NULL);
  assert_kept (world, TOMORROW, NULL);
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_REGULAR));
  assert_leads_on (world);
  log_record (world, "x", 0);
  keep (world);
  assert_leads_on (world);
}

/* A note that the log's key did not sign proves nothing, and is not passed over in silence. */
static void
test_names_a_file_that_nobody_signed (World *world, gconstpointer data)
{
  g_autofree char *path = g_build_filename (world->folder, TODAY, NULL);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  guint64 size = 0;

  log_record (world, "a", 0);
  keep (world);
  g_autofree char *note = newest (world);
  char *hash = strchr (strchr (note, '\n') + 1, '\n') + 1;
  *hash = *hash == 'A' ? 'B' : 'A';
  g_assert_true (g_file_set_contents (path, note, -1, NULL));
  g_assert_false (zb_daily_compare (world->folder, world->scratch->store, world->verifier, &found,
                                    &size, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_null (found);
}

#define ADD(name, test) g_test_add ("/server/daily/" name, World, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-the-last-of-each-day", test_keeps_the_last_of_each_day);
  ADD ("only-days-are-read", test_only_days_are_read);
  ADD ("tells-an-older-store", test_tells_an_older_store);
  ADD ("tells-another-history", test_tells_another_history);
  ADD ("a-shorter-log-takes-no-days-place", test_a_shorter_log_takes_no_days_place);
  ADD ("sets-aside-what-lies-ahead", test_sets_aside_what_lies_ahead);
  ADD ("names-a-file-that-nobody-signed", test_names_a_file_that_nobody_signed);
  return g_test_run ();
}
