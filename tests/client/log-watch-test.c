/* SPDX-License-Identifier: Apache-2.0 */
#include "client/log-watch.h"

#include "client/error.h"
#include "exchange/evidence.h"
#include "exchange/log-proof.h"
#include "tests/client/scripted-server.h"

#include <string.h>

/* Logs of the test: records "r0", "r1" …, of which one log of a liar has a changed one. */
#define NONE G_MAXUINT

typedef struct {
  guint changed; /* the record that the liar changed, or NONE */
} Log;

static const Log honest = {NONE}, liar = {1};

static gboolean
read_cb (guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error)
{
  const Log *log = data;
  ZbHash left, right;

  if (level == 0) {
    g_autofree char *record = g_strdup_printf (index == log->changed ? "R%u" : "r%u", (guint)index);
    *ret_hash = zb_merkle_leaf (record, strlen (record));
    return TRUE;
  }
  read_cb (level - 1, 2 * index, &left, data, error);
  read_cb (level - 1, 2 * index + 1, &right, data, error);
  *ret_hash = zb_merkle_node (&left, &right);
  return TRUE;
}

static char *
note_of (ZbScriptedWorld *world, const Log *log, guint64 size)
{
  ZbCheckpoint checkpoint = {.origin = (char *)ZB_TEST_LOG, .size = size};
  g_autoptr (GError) error = NULL;

  zb_merkle_root (size, read_cb, (gpointer)log, &checkpoint.root, &error);
  g_assert_no_error (error);
  char *note = zb_checkpoint_sign (&checkpoint, zb_test_authority_log_key (world->client.authority),
                                   ZB_TEST_LOG, &error);
  g_assert_no_error (error);
  return note;
}

static void
show (ZbScriptedWorld *world, const Log *log, guint64 size)
{
  g_autofree char *note = note_of (world, log, size);

  zb_scripted_server_answer (world->server, "GET /log/checkpoint", 200, note);
}

static void
serve_proof (ZbScriptedWorld *world, const Log *log, guint64 from, guint64 to)
{
  g_autofree char *request =
      g_strdup_printf ("GET /log/proof?from=%u&to=%u", (guint)from, (guint)to);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) path = zb_merkle_consistency (from, to, read_cb, (gpointer)log, &error);

  g_assert_no_error (error);
  g_autofree char *text = zb_log_path_write ((const ZbHash *)(gpointer)path->data, path->len);
  zb_scripted_server_answer (world->server, request, 200, text);
}

static gboolean
watch (ZbScriptedWorld *world, GError **error)
{
  return zb_log_watch_sync (world->client.workspace, world->client.account, world->session, error);
}

static void
watch_well (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;

  watch (world, &error);
  g_assert_no_error (error);
}

static void
watch_and_accuse (ZbScriptedWorld *world, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (watch (world, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_LOG);
  if (!strstr (error->message, message))
    g_error ("'%s' does not say '%s'", error->message, message);
}

static void
assert_conflict (ZbScriptedWorld *world, const char *kept, const char *shown)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts =
      zb_log_watch_conflicts (world->client.workspace, world->client.account, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (conflicts->len, ==, 1);
  const ZbLogConflict *conflict = conflicts->pdata[0];
  g_assert_cmpstr (conflict->kept, ==, kept);
  g_assert_cmpstr (conflict->shown, ==, shown);
  g_assert_cmpint (conflict->time, ==, world->client.now);
}

static void
test_asks_to_be_proven_that_the_log_grew (ZbScriptedWorld *world, gconstpointer data)
{
  show (world, &honest, 3);
  watch_well (world);
  watch_well (world);
  show (world, &honest, 7);
  serve_proof (world, &honest, 3, 7);
  watch_well (world);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_cmpstr (seen, ==,
                   "GET /log/checkpoint\nGET /log/checkpoint\nGET /log/checkpoint\n"
                   "GET /log/proof?from=3&to=7\n");
  g_autoptr (GPtrArray) conflicts =
      zb_log_watch_conflicts (world->client.workspace, world->client.account, NULL);
  g_assert_cmpuint (conflicts->len, ==, 0);
}

static void
test_a_log_that_shrank (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *kept = note_of (world, &honest, 5);
  g_autofree char *shown = note_of (world, &honest, 4);

  show (world, &honest, 5);
  watch_well (world);
  show (world, &honest, 4);
  watch_and_accuse (world, "held at 5 records: it shows 4 ");
  /* Again: the proof is there once, and what was kept stands. */
  watch_and_accuse (world, "held at 5 records: it shows 4 ");
  assert_conflict (world, kept, shown);
  show (world, &honest, 5);
  watch_well (world);
}

static void
test_another_log_of_the_same_size (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *kept = note_of (world, &honest, 5);
  g_autofree char *shown = note_of (world, &liar, 5);

  show (world, &honest, 5);
  watch_well (world);
  show (world, &liar, 5);
  watch_and_accuse (world, "held at 5 records: it shows 5 ");
  assert_conflict (world, kept, shown);
}

static void
test_a_proof_that_does_not_lead_there (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *kept = note_of (world, &honest, 3);
  g_autofree char *shown = note_of (world, &liar, 8);

  show (world, &honest, 3);
  watch_well (world);
  show (world, &liar, 8);
  serve_proof (world, &liar, 3, 8);
  watch_and_accuse (world, "held at 3 records: it shows 8 ");
  assert_conflict (world, kept, shown);
}

/* Being away or garbled is no accusation. */
static void
test_what_is_no_answer_accuses_nobody (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) away = NULL;
  g_autoptr (GError) garbled = NULL;
  g_autoptr (GError) foreign = NULL;

  show (world, &honest, 3);
  watch_well (world);
  show (world, &honest, 8);
  g_assert_false (watch (world, &away));
  g_assert_error (away, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER);
  zb_scripted_server_answer (world->server, "GET /log/proof?from=3&to=8", 200, "no hash\n");
  g_assert_false (watch (world, &garbled));
  g_assert_cmpuint (garbled->domain, !=, ZB_CLIENT_ERROR);
  zb_scripted_server_answer (world->server, "GET /log/checkpoint", 200, "no note\n");
  g_assert_false (watch (world, &foreign));
  g_autoptr (GPtrArray) conflicts =
      zb_log_watch_conflicts (world->client.workspace, world->client.account, NULL);
  g_assert_cmpuint (conflicts->len, ==, 0);
  show (world, &honest, 8);
  serve_proof (world, &honest, 3, 8);
  watch_well (world);
}

/* The receipt rests on a tree of seven records that is none of the logs above: whoever handed it
 * out shows two logs. */
static void
test_a_receipt_of_another_log (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");
  g_autofree char *id = zb_scratch_client_put (&world->client, report, 2);
  g_autoptr (GBytes) evidence =
      zb_scratch_client_evidence (&world->client, id, ZB_RECEIPT_ARRIVAL, NULL);
  g_autoptr (GError) error = NULL;

  zb_sent_file_evidence (world->client.workspace, id, evidence, &error);
  g_assert_no_error (error);
  show (world, &honest, 9);
  serve_proof (world, &honest, 7, 9);
  watch_and_accuse (world, "held at 7 records: it shows 9 ");
  g_autoptr (GPtrArray) conflicts =
      zb_log_watch_conflicts (world->client.workspace, world->client.account, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
}

/* The log's next key shows its checkpoint; @vouched: by the old key's statement, else by a
 * stranger's. */
static void
show_next_key (ZbScriptedWorld *world, const ZbKey *next, gboolean vouched, guint64 size)
{
  const ZbKey *old = zb_test_authority_log_key (world->client.authority);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) stranger = zb_key_generate ("ed25519", &error);
  g_autofree char *vkey = zb_checkpoint_verifier (vouched ? old : stranger, ZB_TEST_LOG, &error);
  g_autoptr (ZbSuccession) succession = zb_succession_read (vkey, &error);
  ZbCheckpoint checkpoint = {.origin = (char *)ZB_TEST_LOG, .size = size};
  gint64 now = world->client.now;

  zb_succession_vouch (succession, vouched ? old : stranger, next, now - G_TIME_SPAN_DAY, now,
                       &error);
  g_assert_no_error (error);
  g_autofree char *keys = zb_succession_write (succession, 2);
  zb_merkle_root (size, read_cb, (gpointer)&honest, &checkpoint.root, &error);
  g_autofree char *note = zb_checkpoint_sign (&checkpoint, next, ZB_TEST_LOG, &error);
  g_assert_no_error (error);
  zb_scripted_server_answer (world->server, "GET /log/checkpoint", 200, note);
  zb_scripted_server_answer (world->server, "GET /log/keys", 200, keys);
}

static void
take_account (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = zb_account_list (world->client.workspace, &error);

  g_assert_no_error (error);
  zb_account_free (world->client.account);
  world->client.account = g_ptr_array_steal_index (accounts, 0);
}

/* A client that was away for years learns of the next key, keeps it, and asks no more. */
static void
test_follows_the_next_key (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbKey) next = zb_key_generate ("ed25519", NULL);

  show (world, &honest, 3);
  watch_well (world);
  show_next_key (world, next, TRUE, 7);
  serve_proof (world, &honest, 3, 7);
  watch_well (world);
  take_account (world);
  watch_well (world);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_cmpstr (seen, ==,
                   "GET /log/checkpoint\nGET /log/checkpoint\nGET /log/keys\n"
                   "GET /log/proof?from=3&to=7\nGET /log/checkpoint\n");
}

static void
test_follows_no_other_key (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbKey) next = zb_key_generate ("ed25519", NULL);

  show (world, &honest, 3);
  watch_well (world);
  show_next_key (world, next, FALSE, 7);
  watch_and_accuse (world, "shows a key that is not the one known here, nor vouched for by it");
  show (world, &honest, 3);
  watch_well (world);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/log-watch/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up,          \
              function, zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("asks-to-be-proven-that-the-log-grew", test_asks_to_be_proven_that_the_log_grew);
  ADD ("a-log-that-shrank", test_a_log_that_shrank);
  ADD ("another-log-of-the-same-size", test_another_log_of_the_same_size);
  ADD ("a-proof-that-does-not-lead-there", test_a_proof_that_does_not_lead_there);
  ADD ("what-is-no-answer-accuses-nobody", test_what_is_no_answer_accuses_nobody);
  ADD ("a-receipt-of-another-log", test_a_receipt_of_another_log);
  ADD ("follows-the-next-key", test_follows_the_next_key);
  ADD ("follows-no-other-key", test_follows_no_other_key);
  return g_test_run ();
}
