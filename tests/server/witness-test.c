/* SPDX-License-Identifier: Apache-2.0 */
/* A witness of another node's log: what it signs, and what it never does. */
#include "server/witness/witness.h"

#include "exchange/cosignature.h"
#include "exchange/witness-request.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <string.h>

#define LOG "zhibao-log/350203"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define NONE G_MAXUINT64

/* Records are their numbers; of a liar's log one is another. */
typedef struct {
  guint64 changed;
} Log;

static const Log honest = {NONE}, liar = {1};

typedef struct {
  ZbTempDir *temp;
  char *folder;
  ZbKey *key; /* the log's */
  gint64 now;
  ZbKeychain *keychain;
  ZbWitness *witness;
} World;

static gboolean
read_cb (guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error)
{
  const Log *log = data;
  ZbHash left, right;

  if (level == 0) {
    guint64 record = index == log->changed ? 1000 : index;
    *ret_hash = zb_merkle_leaf (&record, sizeof record);
    return TRUE;
  }
  read_cb (level - 1, 2 * index, &left, data, error);
  read_cb (level - 1, 2 * index + 1, &right, data, error);
  *ret_hash = zb_merkle_node (&left, &right);
  return TRUE;
}

static void
write_file (const World *world, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (world->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
open_witness (World *world)
{
  g_autoptr (GError) error = NULL;

  world->witness = zb_witness_open (world->folder, "350200", world->keychain, &error);
  g_assert_no_error (error);
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->temp = zb_temp_dir_new ();
  world->folder = zb_temp_dir_path (world->temp, "witness");
  g_assert_cmpint (g_mkdir (world->folder, 0700), ==, 0);
  world->key = zb_key_generate ("ed25519", &error);
  g_assert_no_error (error);
  g_autofree char *vkey = zb_checkpoint_verifier (world->key, LOG, &error);
  g_autofree char *logs = g_strdup_printf ("# the districts\n%s\n", vkey);
  write_file (world, "logs", logs);
  world->now = NOW;
  ZbVaultOptions options = {.node = "350200", .clock = zb_clock_fixed (&world->now)};
  g_autofree char *dir = g_path_get_dirname (world->folder);
  world->keychain = zb_keychain_new_local (dir, &options);
  open_witness (world);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_witness_free (world->witness);
  zb_keychain_free (world->keychain);
  zb_key_free (world->key);
  g_free (world->folder);
  zb_temp_dir_free (world->temp);
}

static char *
note_of (const ZbKey *key, const char *origin, const Log *log, guint64 size)
{
  ZbCheckpoint checkpoint = {.origin = (char *)origin, .size = size};
  g_autoptr (GError) error = NULL;

  zb_merkle_root (size, read_cb, (gpointer)log, &checkpoint.root, &error);
  g_assert_no_error (error);
  char *note = zb_checkpoint_sign (&checkpoint, key, origin, &error);
  g_assert_no_error (error);
  return note;
}

static GArray *
path_of (const Log *log, guint64 old, guint64 size)
{
  g_autoptr (GError) error = NULL;

  if (old == 0 || old >= size)
    return g_array_new (FALSE, FALSE, sizeof (ZbHash));
  GArray *path = zb_merkle_consistency (old, size, read_cb, (gpointer)log, &error);
  g_assert_no_error (error);
  return path;
}

static ZbWitnessAnswer
show (World *world, const Log *log, guint64 old, guint64 size)
{
  g_autofree char *note = note_of (world->key, LOG, log, size);
  g_autoptr (GArray) path = path_of (log, old, size);
  ZbWitnessRequest request = {old, path, note};
  g_autofree char *text = zb_witness_request_write (&request);
  ZbWitnessAnswer answer = {0};

  zb_witness_cosign (world->witness, text, NOW, &answer);
  return answer;
}

static void
assert_refused (World *world, const Log *log, guint64 old, guint64 size, guint status)
{
  g_auto (ZbWitnessAnswer) answer = show (world, log, old, size);

  g_assert_cmpuint (answer.status, ==, status);
}

static void
assert_signed (World *world, guint64 old, guint64 size)
{
  g_auto (ZbWitnessAnswer) answer = show (world, &honest, old, size);
  g_autofree char *note = note_of (world->key, LOG, &honest, size);
  g_autofree char *path = g_build_filename (world->folder, "witness.vkey", NULL);
  g_autofree char *vkey = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time = 0;

  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_true (g_file_get_contents (path, &vkey, NULL, NULL));
  zb_cosignature_verify (note, answer.text, g_strchomp (vkey), &time, &error);
  g_assert_no_error (error);
  g_assert_cmpint (time, ==, NOW);
}

static void
test_signs_what_continues (World *world, gconstpointer data)
{
  assert_signed (world, 0, 3);
  assert_signed (world, 3, 3);
  assert_signed (world, 3, 9);
  /* What it saw outlives it. */
  zb_witness_free (world->witness);
  open_witness (world);
  assert_signed (world, 9, 12);
}

static void
test_tells_which_size_it_saw (World *world, gconstpointer data)
{
  g_auto (ZbWitnessAnswer) ahead = show (world, &honest, 5, 9);

  g_assert_cmpuint (ahead.status, ==, 409);
  g_assert_cmpstr (ahead.text, ==, "0\n");
  assert_signed (world, 0, 9);
  g_auto (ZbWitnessAnswer) behind = show (world, &honest, 5, 12);
  g_assert_cmpuint (behind.status, ==, 409);
  g_assert_cmpstr (behind.text, ==, "9\n");
}

/* Neither a log that lost or changed a record nor one that went back gets its signature, and what
 * was seen stands. */
static void
test_signs_no_second_log (World *world, gconstpointer data)
{
  assert_signed (world, 0, 9);
  assert_refused (world, &liar, 9, 12, 422);
  assert_refused (world, &liar, 9, 9, 409);
  assert_refused (world, &honest, 9, 8, 400);
  assert_refused (world, &honest, 8, 8, 409);
  assert_signed (world, 9, 10);
}

static void
test_refuses_a_proof_where_none_belongs (World *world, gconstpointer data)
{
  g_autofree char *note = note_of (world->key, LOG, &honest, 9);
  g_autoptr (GArray) path = path_of (&honest, 3, 9);
  ZbWitnessRequest request = {0, path, note};
  g_autofree char *text = zb_witness_request_write (&request);
  g_auto (ZbWitnessAnswer) answer = {0};

  zb_witness_cosign (world->witness, text, NOW, &answer);
  g_assert_cmpuint (answer.status, ==, 422);
}

static void
assert_answer (World *world, const char *text, guint status)
{
  g_auto (ZbWitnessAnswer) answer = {0};

  zb_witness_cosign (world->witness, text, NOW, &answer);
  g_assert_cmpuint (answer.status, ==, status);
}

static void
test_knows_its_logs (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) stranger = zb_key_generate ("ed25519", &error);
  g_autofree char *unknown = note_of (world->key, "zhibao-log/350211", &honest, 3);
  g_autofree char *forged = note_of (stranger, LOG, &honest, 3);
  g_autofree char *of_unknown = g_strconcat ("old 0\n\n", unknown, NULL);
  g_autofree char *of_forged = g_strconcat ("old 0\n\n", forged, NULL);

  assert_answer (world, of_unknown, 404);
  assert_answer (world, of_forged, 403);
}

static void
test_refuses_what_is_no_request (World *world, gconstpointer data)
{
  g_autofree char *note = note_of (world->key, LOG, &honest, 3);
  static const char *const heads[] = {"",           "old\n\n",   "old \n\n",      "old 00\n\n",
                                      "old -1\n\n", "new 0\n\n", "old 0\nxx\n\n", "old 0\n"};

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    g_autofree char *text = g_strconcat (heads[i], note, NULL);
    g_test_message ("%s", heads[i]);
    assert_answer (world, text, 400);
  }
}

/* A checkpoint of @size in the log's name by @key. */
static guint
show_by (World *world, const ZbKey *key, guint64 old, guint64 size)
{
  g_autofree char *note = note_of (key, LOG, &honest, size);
  g_autoptr (GArray) path = path_of (&honest, old, size);
  ZbWitnessRequest request = {old, path, note};
  g_autofree char *text = zb_witness_request_write (&request);
  g_auto (ZbWitnessAnswer) answer = {0};

  zb_witness_cosign (world->witness, text, world->now, &answer);
  return answer.status;
}

static guint
tell_keys (World *world, const char *text, const char *words)
{
  g_auto (ZbWitnessAnswer) answer = {0};

  zb_witness_follow (world->witness, text, &answer);
  if (words)
    g_assert_nonnull (strstr (answer.text, words));
  return answer.status;
}

/* The keys of a log that @old began and @next follows. */
static char *
keys_of (const ZbKey *old, const ZbKey *next, const char *log)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *vkey = zb_checkpoint_verifier (old, log, &error);
  g_autoptr (ZbSuccession) succession = zb_succession_read (vkey, &error);

  zb_succession_vouch (succession, old, next, NOW, NOW + G_TIME_SPAN_DAY, &error);
  g_assert_no_error (error);
  return zb_succession_write (succession, 2);
}

/* A log's next key is followed if the one before it has vouched for it, and for ever after; what
 * was seen stands. */
static void
test_follows_the_next_key (World *world, gconstpointer data)
{
  g_autoptr (ZbKey) next = zb_key_generate ("ed25519", NULL);
  g_autofree char *keys = keys_of (world->key, next, LOG);

  assert_signed (world, 0, 3);
  g_assert_cmpuint (show_by (world, next, 3, 5), ==, 403);
  g_assert_cmpuint (tell_keys (world, keys, NULL), ==, 200);
  g_assert_cmpuint (show_by (world, next, 3, 5), ==, 200);
  zb_witness_free (world->witness);
  open_witness (world);
  g_assert_cmpuint (show_by (world, next, 5, 7), ==, 200);
  /* Until its term ends the old key counts, too. */
  g_assert_cmpuint (show_by (world, world->key, 7, 8), ==, 200);
  world->now += 2 * G_TIME_SPAN_DAY;
  g_assert_cmpuint (show_by (world, world->key, 8, 9), ==, 403);
}

static void
test_follows_no_other_key (World *world, gconstpointer data)
{
  g_autoptr (ZbKey) next = zb_key_generate ("ed25519", NULL);
  g_autoptr (ZbKey) stranger = zb_key_generate ("ed25519", NULL);
  g_autofree char *keys = keys_of (world->key, next, LOG);
  g_autofree char *fork = keys_of (world->key, stranger, LOG);
  g_autofree char *foreign = keys_of (stranger, next, LOG);
  g_autofree char *unknown = keys_of (stranger, next, "zhibao-log/350211");

  g_assert_cmpuint (tell_keys (world, foreign, "was not vouched for"), ==, 403);
  g_assert_cmpuint (tell_keys (world, unknown, "not known here"), ==, 404);
  g_assert_cmpuint (tell_keys (world, "keys", "no verifier key"), ==, 400);
  g_assert_cmpuint (tell_keys (world, keys, NULL), ==, 200);
  g_assert_cmpuint (tell_keys (world, fork, "vouched for two"), ==, 403);
  g_assert_cmpuint (show_by (world, stranger, 0, 3), ==, 403);
}

static void
test_a_broken_memory_signs_nothing (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *vkey = zb_checkpoint_verifier (world->key, LOG, &error);
  g_auto (GStrv) parts = g_strsplit (vkey, "+", 3);
  g_autofree char *name = g_strconcat (parts[1], ".checkpoint", NULL);

  assert_signed (world, 0, 3);
  write_file (world, name, "half a checkpo");
  assert_refused (world, &honest, 3, 9, 500);
}

#define ADD(name, test) g_test_add ("/server/witness/" name, World, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("signs-what-continues", test_signs_what_continues);
  ADD ("tells-which-size-it-saw", test_tells_which_size_it_saw);
  ADD ("signs-no-second-log", test_signs_no_second_log);
  ADD ("refuses-a-proof-where-none-belongs", test_refuses_a_proof_where_none_belongs);
  ADD ("knows-its-logs", test_knows_its_logs);
  ADD ("refuses-what-is-no-request", test_refuses_what_is_no_request);
  ADD ("follows-the-next-key", test_follows_the_next_key);
  ADD ("follows-no-other-key", test_follows_no_other_key);
  ADD ("a-broken-memory-signs-nothing", test_a_broken_memory_signs_nothing);
  return g_test_run ();
}
