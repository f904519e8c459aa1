/* SPDX-License-Identifier: Apache-2.0 */
/* The district keeps a copy of the city's log: what it takes in, what it never does, and what the
 * copy shows when the city's own log was changed. */
#include "exchange/checkpoint.h"
#include "exchange/error.h"
#include "exchange/log-bundle.h"
#include "exchange/note.h"
#include "server/log/verify.h"
#include "server/rotation.h"
#include "server/store/leaf.h"
#include "server/verify.h"
#include "server/witness/log-copying.h"
#include "server/witness/witness.h"
#include "storage/database.h"
#include "tests/server/two-nodes.h"
#include "tests/support/temp-dir.h"

#include <string.h>

#define FOREVER G_MAXINT64
#define RECORDS 300

typedef struct {
  World world;
  ZbTempDir *temp;
  char *folder, *anchor;
  guint left; /* answers until the line is cut; G_MAXUINT: it is not */
  /* (nullable) may put another answer in place of the city's; takes and gives. */
  GBytes *(*bend) (const char *path, GBytes *answer, gpointer data);
  gpointer data;
} Fixture;

static GBytes *
fetch_cb (const char *path, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_auto (GStrv) parts = g_strsplit (path, "?", 2);
  g_auto (GStrv) words = g_strsplit_set (parts[1] ? parts[1] : "", "=&", -1);

  if (fixture->left != G_MAXUINT && fixture->left-- == 0) {
    fixture->left = 0;
    g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK, "cut");
    return NULL;
  }
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->world.city, fixture->world.itself, parts[0],
                   parts[1] ? (const char *const *)words : NULL);
  if (answer->status != 200) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED, "%s: %u", path,
                 answer->status);
    return NULL;
  }
  GBytes *bytes = g_bytes_new (answer->text, answer->length);
  return fixture->bend ? fixture->bend (path, bytes, fixture->data) : bytes;
}

static ZbStore *
store_of (Fixture *fixture)
{
  return zb_test_node_store (fixture->world.city);
}

/* So many records more in the city's log. */
static void
add_records (Fixture *fixture, guint n)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  ZbAct act = {.kind = ZB_ACT_RECORD, .who = "Chen", .time = NOW};
  g_autoptr (GError) error = NULL;
  static guint number;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (
        records, g_strdup_printf ("2024-07-05T03:26:40.%06uZ export %u - - - - -", i, number++));
  g_ptr_array_add (records, NULL);
  act.records = (const char *const *)records->pdata;
  zb_store_commit_one (store_of (fixture), &act, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  nodes_set_up (&fixture->world, NULL);
  nodes_lay_routes (&fixture->world, NULL);
  fixture->temp = zb_temp_dir_new ();
  fixture->folder = zb_temp_dir_path (fixture->temp, "350200");
  fixture->anchor =
      g_strdup (zb_node_service (zb_test_node_get (fixture->world.city))->log_verifier);
  fixture->left = G_MAXUINT;
  add_records (fixture, RECORDS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->anchor);
  g_free (fixture->folder);
  zb_temp_dir_free (fixture->temp);
  nodes_tear_down (&fixture->world, NULL);
}

/* As a round does after any start: what counts lies in the folder. */
static gboolean
copy (Fixture *fixture, GError **error)
{
  ZbLogSource source = {fetch_cb, fixture};
  g_autoptr (ZbLogCopy) opened = zb_log_copy_open (fixture->folder, fixture->anchor, error);
  guint64 behind = 0;

  if (!opened || !zb_log_copying_run (opened, &source, fixture->world.now, FOREVER, &behind, error))
    return FALSE;
  g_assert_cmpuint (behind, ==, 0);
  return TRUE;
}

static void
copy_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  copy (fixture, &error);
  g_assert_no_error (error);
}

static void
assert_not_copied (Fixture *fixture, GQuark domain, int code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (copy (fixture, &error));
  g_assert_error (error, domain, code);
  if (!strstr (error->message, words))
    g_error ("'%s' does not say '%s'", error->message, words);
}

static ZbLogCopy *
look (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ZbLogCopy *copied = zb_log_copy_look (fixture->folder, &error);

  g_assert_no_error (error);
  return copied;
}

/* What is there is the beginning of the city's log, record by record. Its length. */
static guint64
assert_true_copy (Fixture *fixture)
{
  g_autoptr (ZbLogCopy) copied = look (fixture);
  g_autoptr (ZbLogReport) report = zb_log_report_new ();
  g_autoptr (GError) error = NULL;

  zb_log_verify_copy (store_of (fixture), copied, report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpuint (report->copied, ==, zb_log_copy_size (copied));
  return zb_log_copy_size (copied);
}

static guint64
size_of_log (Fixture *fixture)
{
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (store_of (fixture), NULL);

  return newest->size;
}

static void
test_records_are_for_nodes (Fixture *fixture, gconstpointer data)
{
  static const char path[] = "/log/tile/entries/000";
  g_autoptr (ZbFakeAnswer) nobody = zb_fake_get (fixture->world.city, NULL, path, NULL);
  g_autoptr (ZbFakeAnswer) admin =
      zb_fake_get (fixture->world.city, fixture->world.admins[CITY][0], path, NULL);
  g_autoptr (ZbFakeAnswer) node =
      zb_fake_get (fixture->world.city, fixture->world.itself, path, NULL);
  g_autoptr (ZbFakeAnswer) more =
      zb_fake_get (fixture->world.city, fixture->world.itself, "/log/tile/entries/001.p/255", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (nobody->status, ==, 401);
  g_assert_cmpuint (admin->status, ==, 403);
  g_assert_cmpuint (node->status, ==, 200);
  g_assert_cmpuint (more->status, ==, 404);
  g_autoptr (GBytes) bytes = g_bytes_new (node->text, node->length);
  g_autoptr (GPtrArray) records = zb_log_bundle_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 256);
  g_autoptr (ZbLeaf) leaf = zb_store_read_leaf (store_of (fixture), 255, &error);
  g_assert_cmpstr (records->pdata[255], ==, leaf->record);
}

static void
test_grows_with_the_log (Fixture *fixture, gconstpointer data)
{
  copy_well (fixture);
  g_assert_cmpuint (assert_true_copy (fixture), ==, size_of_log (fixture));
  copy_well (fixture);
  /* To the end of a bundle, one into the next, and over several. */
  add_records (fixture, (guint)(256 - size_of_log (fixture) % 256));
  copy_well (fixture);
  g_assert_cmpuint (assert_true_copy (fixture) % 256, ==, 0);
  add_records (fixture, 1);
  copy_well (fixture);
  add_records (fixture, 700);
  copy_well (fixture);
  g_assert_cmpuint (assert_true_copy (fixture), ==, size_of_log (fixture));
}

/* A long log comes in batches, each of which counts once it is proven. */
static void
test_goes_on_after_a_cut (Fixture *fixture, gconstpointer data)
{
  guint cuts = 0;
  guint64 before = 0;

  add_records (fixture, ZB_LOG_COPYING_BATCH + 500);
  for (guint answers = 0;; answers++) {
    g_autoptr (GError) error = NULL;

    fixture->left = answers;
    if (copy (fixture, &error))
      break;
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
    cuts++;
    g_autofree char *head = g_build_filename (fixture->folder, "head", NULL);
    guint64 size = g_file_test (head, G_FILE_TEST_EXISTS) ? assert_true_copy (fixture) : 0;
    g_assert_cmpuint (size, >=, before);
    before = size;
  }
  g_assert_cmpuint (cuts, >, 5);
  g_assert_cmpuint (before, >=, ZB_LOG_COPYING_BATCH);
  g_assert_cmpuint (before, <, size_of_log (fixture));
  g_assert_cmpuint (assert_true_copy (fixture), ==, size_of_log (fixture));
}

static char *
read_head (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "head", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
write_head (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, "head", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Killed when bundles and hashes were written and the head was not: they do not count, and are
 * written again. */
static void
test_goes_on_after_a_kill (Fixture *fixture, gconstpointer data)
{
  copy_well (fixture);
  g_autofree char *head = read_head (fixture);
  guint64 before = size_of_log (fixture);

  add_records (fixture, 400);
  copy_well (fixture);
  write_head (fixture, head);
  g_assert_cmpuint (assert_true_copy (fixture), ==, before);
  add_records (fixture, 3);
  copy_well (fixture);
  g_assert_cmpuint (assert_true_copy (fixture), ==, size_of_log (fixture));
}

static void
test_names_a_damaged_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  copy_well (fixture);
  g_autofree char *head = read_head (fixture);
  head[strlen ("zhibao-log-copy/v1\n")] ^= 1;
  write_head (fixture, head);
  assert_not_copied (fixture, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                     "/head is missing or damaged");
  head[strlen ("zhibao-log-copy/v1\n")] ^= 1;
  write_head (fixture, head);
  g_autofree char *bundle = g_build_filename (fixture->folder, "entries", "000", NULL);
  g_autofree char *text = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (bundle, &text, &length, NULL));
  text[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (bundle, text, (gssize)length, NULL));
  g_autoptr (ZbLogCopy) copied = look (fixture);
  g_autoptr (ZbLogReport) report = zb_log_report_new ();
  g_assert_false (zb_log_verify_copy (store_of (fixture), copied, report, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
}

/* One sign of a record is another, as if somebody had changed the city's table. */
static GBytes *
change_record (const char *path, GBytes *answer, gpointer data)
{
  gsize length = 0;

  if (!g_str_has_prefix (path, data))
    return answer;
  char *bytes = g_bytes_unref_to_data (answer, &length);
  bytes[length - 1] ^= 1;
  return g_bytes_new_take (bytes, length);
}

static void
test_takes_nothing_that_was_not_signed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head = g_build_filename (fixture->folder, "head", NULL);

  fixture->bend = change_record;
  fixture->data = (gpointer) "/log/tile/entries/000";
  assert_not_copied (fixture, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
                     "are not those that it signed");
  g_assert_false (g_file_test (head, G_FILE_TEST_EXISTS));
  fixture->bend = NULL;
  copy_well (fixture);
  /* Nor is what was copied handed out otherwise without being noticed. */
  add_records (fixture, 1);
  fixture->bend = change_record;
  fixture->data = (gpointer) "/log/tile/entries/001";
  guint64 before = size_of_log (fixture) - 1;
  assert_not_copied (fixture, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST, "record");
  g_assert_cmpuint (assert_true_copy (fixture), ==, before);
}

static GBytes *
show_note (const char *path, GBytes *answer, gpointer data)
{
  if (strcmp (path, "/log/checkpoint") != 0)
    return answer;
  g_bytes_unref (answer);
  return g_bytes_new (data, strlen (data));
}

static char *
newest_note (Fixture *fixture)
{
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (store_of (fixture), NULL);

  return g_strdup (newest->note);
}

static void
assert_proof_kept (Fixture *fixture, const char *kept, const char *shown)
{
  g_autofree char *path = g_build_filename (fixture->folder, "conflict", NULL);
  g_autofree char *both = g_strconcat (kept, "\n", shown, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, both);
}

static void
test_a_log_that_shrank (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old = newest_note (fixture);

  add_records (fixture, 5);
  g_autofree char *new = newest_note (fixture);
  copy_well (fixture);
  fixture->bend = show_note;
  fixture->data = old;
  assert_not_copied (fixture, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_CONFLICT, "the log shrank");
  assert_proof_kept (fixture, new, old);
  g_assert_cmpuint (assert_true_copy (fixture), ==, size_of_log (fixture));
}

/* Who has the log's key signs another log, as long as the one that was copied, or longer. */
static void
test_a_log_that_forked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_build_filename (zb_test_node_dir (fixture->world.city), ZB_NODE_KEYS, "log.key.pem", NULL);
  g_autoptr (ZbKey) key = zb_key_read_pem (path, NULL, NULL);

  copy_well (fixture);
  g_autofree char *kept = newest_note (fixture);
  g_autofree char *first = NULL;
  for (guint more = 0; more < 2; more++) {
    ZbCheckpoint other = {.origin = (char *)"zhibao-log/350200",
                          .size = size_of_log (fixture) - more};
    if (more)
      add_records (fixture, 1);
    g_autofree char *note = zb_checkpoint_sign (&other, key, other.origin, NULL);
    fixture->bend = show_note;
    fixture->data = note;
    assert_not_copied (fixture, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_CONFLICT,
                       more ? "the log shrank" : "the log forked");
    if (!first)
      first = g_steal_pointer (&note);
  }
  assert_proof_kept (fixture, kept, first);
}

/* The path of the proof is bent, as of a log that was made anew below what was signed before. */
static GBytes *
bend_proof (const char *path, GBytes *answer, gpointer data)
{
  if (!g_str_has_prefix (path, "/log/proof"))
    return answer;
  g_bytes_unref (answer);
  return g_bytes_new ("AAAA\n", 0);
}

static void
test_a_proof_that_does_not_lead_there (Fixture *fixture, gconstpointer data)
{
  copy_well (fixture);
  add_records (fixture, 5);
  fixture->bend = bend_proof;
  assert_not_copied (fixture, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_CONFLICT, "the log forked");
}

static void
test_follows_the_logs_next_key (Fixture *fixture, gconstpointer data)
{
  ZbTestNode *city = fixture->world.city;
  g_autoptr (ZbSuccession) succession = NULL;
  g_autoptr (GError) error = NULL;
  ZbRotation rotation = {.dir = zb_test_node_dir (city), .now = fixture->world.now};

  copy_well (fixture);
  zb_test_node_close (city);
  fixture->world.now += G_TIME_SPAN_SECOND;
  rotation.now = fixture->world.now;
  zb_rotation_run (&rotation, &succession, &error);
  g_assert_no_error (error);
  fixture->world.now += G_TIME_SPAN_SECOND;
  zb_test_node_open (city);
  add_records (fixture, 5);
  copy_well (fixture);
  g_assert_cmpuint (assert_true_copy (fixture), ==, size_of_log (fixture));
  g_autoptr (ZbLogCopy) copied = look (fixture);
  g_assert_cmpuint (zb_succession_length (zb_log_copy_keys (copied)), ==, 2);
}

/* With all rights over the city's database. */
static void
tamper (Fixture *fixture, const char *sql)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->world.city), ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (path, 0, &error);
  g_autofree char *script =
      g_strconcat ("PRAGMA foreign_keys = OFF;"
                   "DROP TRIGGER log_leaf_stays; DROP TRIGGER log_leaf_stands;",
                   sql, NULL);

  g_assert_no_error (error);
  zb_database_execute (database, script, &error);
  g_assert_no_error (error);
}

/* All that differs, a line each. */
static char *
compare (Fixture *fixture)
{
  g_autoptr (ZbLogReport) report = zb_log_report_new ();
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  zb_node_verify_copy (zb_test_node_dir (fixture->world.city), fixture->folder, report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];
    g_string_append_printf (text, "%s %s %d %s %s %s\n", fault->table, fault->row, fault->kind,
                            fault->field ? fault->field : "-",
                            fault->expected ? fault->expected : "-",
                            fault->found ? fault->found : "-");
  }
  return g_string_free (text, FALSE);
}

typedef struct {
  const char *name, *sql, *found;
} Tampering;

/* From the 100th record on there are those of add_records(): the numbers in them count up, and so
 * do the parts of the second. */
static const Tampering tamperings[] = {
    {"changed",
     "UPDATE log_leaf SET record = replace(record, ' export ', ' import ') WHERE id = 120",
     "log_leaf 120 0 event export import\n"},
    {"back-dated", "UPDATE log_leaf SET record = '2023' || substr(record, 5) WHERE id = 120",
     "log_leaf 120 0 time 2024-"},
    {"dropped", "DELETE FROM log_leaf WHERE id = 120", "log_leaf 120 1 - - -\n"},
    {"dropped, and closed up",
     "DELETE FROM log_leaf WHERE id IN (120, 125);"
     "UPDATE log_leaf SET id = id - 1000000 WHERE id > 120;"
     "UPDATE log_leaf SET id = id + 999999 WHERE id < 0 AND id + 1000000 < 125;"
     "UPDATE log_leaf SET id = id + 999998 WHERE id < 0",
     "log_leaf 120 1 - - -\nlog_leaf 125 1 - - -\n"},
    {"put in between",
     "UPDATE log_leaf SET id = id - 1000000 WHERE id >= 120;"
     "UPDATE log_leaf SET id = id + 1000001 WHERE id < 0;"
     "INSERT INTO log_leaf (id, record) VALUES (120, '2024-07-05T03:26:40.000000Z export new - - - "
     "- -')",
     "log_leaf 120 0 id 120 121\nlog_leaf 120 3 - - -\n"},
    {"cut off", "DELETE FROM log_leaf WHERE id > (SELECT max(id) - 2 FROM log_leaf)", " 1 - - -\n"},
};

static void
test_copy_shows_what_was_done (Fixture *fixture, gconstpointer data)
{
  const Tampering *tampering = data;

  copy_well (fixture);
  zb_test_node_close (fixture->world.city);
  g_autofree char *nothing = compare (fixture);
  g_assert_cmpstr (nothing, ==, "");
  tamper (fixture, tampering->sql);
  g_autofree char *found = compare (fixture);
  if (!strstr (found, tampering->found))
    g_error ("'%s' is not in '%s'", tampering->found, found);
  /* No more than what was done: two records, three lines, at the most. */
  g_auto (GStrv) lines = g_strsplit (found, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), <=, 4);
  zb_test_node_open (fixture->world.city);
}

static void
test_is_of_this_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbLogReport) report = zb_log_report_new ();
  g_autoptr (GError) error = NULL;

  copy_well (fixture);
  g_assert_false (zb_node_verify_copy (zb_test_node_dir (fixture->world.district), fixture->folder,
                                       report, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "is no copy of the log zhibao-log/350203"));
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/log-copy/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("records-are-for-nodes", test_records_are_for_nodes);
  ADD ("grows-with-the-log", test_grows_with_the_log);
  ADD ("goes-on-after-a-cut", test_goes_on_after_a_cut);
  ADD ("goes-on-after-a-kill", test_goes_on_after_a_kill);
  ADD ("names-a-damaged-copy", test_names_a_damaged_copy);
  ADD ("takes-nothing-that-was-not-signed", test_takes_nothing_that_was_not_signed);
  ADD ("a-log-that-shrank", test_a_log_that_shrank);
  ADD ("a-log-that-forked", test_a_log_that_forked);
  ADD ("a-proof-that-does-not-lead-there", test_a_proof_that_does_not_lead_there);
  ADD ("follows-the-logs-next-key", test_follows_the_logs_next_key);
  ADD ("is-of-this-log", test_is_of_this_log);
  for (gsize i = 0; i < G_N_ELEMENTS (tamperings); i++) {
    g_autofree char *path = g_strdup_printf ("/server/log-copy/shows/%s", tamperings[i].name);
    g_test_add (path, Fixture, &tamperings[i], set_up, test_copy_shows_what_was_done, tear_down);
  }
  return g_test_run ();
}
