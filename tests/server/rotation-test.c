/* SPDX-License-Identifier: Apache-2.0 */
/* Another key for the log: at each step, cut off in between, and seen by who knows but the old one.
 */
#include "server/rotation.h"

#include "exchange/error.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "server/authority/stamping.h"
#include "server/checkup.h"
#include "server/parting.h"
#include "server/store/leaf.h"
#include "server/verify.h"
#include "tests/support/fake-request.h"
#include "tests/support/key-service.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define UNIT "91350200MA2KUY1H08"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define OVERLAP 30
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person;
  char *anchor; /* what a client knows of the log that has never asked again */
} Fixture;

static const char *
verifier_of (Fixture *fixture)
{
  return zb_node_service (zb_test_node_get (fixture->node))->log_verifier;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  fixture->anchor = g_strdup (verifier_of (fixture));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->anchor);
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

static gboolean
run (Fixture *fixture, const char *keys, GError **error)
{
  g_autoptr (ZbSuccession) succession = NULL;
  ZbRotation rotation = {
      .dir = zb_test_node_dir (fixture->node),
      .keys = keys,
      .overlap_days = OVERLAP,
      .now = fixture->now,
  };

  return zb_rotation_run (&rotation, &succession, error);
}

/* Days later; what has to be done then is done. */
static void
wait_days (Fixture *fixture, guint days)
{
  ZbNode *node = zb_test_node_get (fixture->node);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  zb_stamping_catch_up (zb_node_service (node)->stamping, &n, &error);
  g_assert_no_error (error);
  fixture->now += days * DAY;
  zb_node_tend (node, &error);
  g_assert_no_error (error);
  zb_stamping_catch_up (zb_node_service (node)->stamping, &n, &error);
  g_assert_no_error (error);
}

/* From the open node to the open node. */
static void
rotate (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  wait_days (fixture, 1);
  zb_test_node_close (fixture->node);
  run (fixture, NULL, &error);
  g_assert_no_error (error);
  zb_test_node_open (fixture->node);
}

static char *
key_path (Fixture *fixture, const char *name)
{
  return g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_KEYS, name, NULL);
}

/* Sends a report; its R1. */
static GBytes *
send_report (Fixture *fixture)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  gsize length = 0;
  guchar *bytes = g_base64_decode (zb_json_get_string (json, "r1"), &length);
  return g_bytes_new_take (bytes, length);
}

static void
assert_proves (Fixture *fixture, GBytes *r1, const char *verifier)
{
  g_autoptr (GError) error = NULL;
  ZbTrust *trust = zb_node_service (zb_test_node_get (fixture->node))->trust;
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (r1, NULL, trust, verifier, fixture->now, &error);

  g_assert_no_error (error);
}

static void
assert_proves_nothing (Fixture *fixture, GBytes *r1, const char *verifier, int code)
{
  g_autoptr (GError) error = NULL;
  ZbTrust *trust = zb_node_service (zb_test_node_get (fixture->node))->trust;

  g_assert_null (zb_evidence_verify (r1, NULL, trust, verifier, fixture->now, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
}

/* The lines of the newest checkpoint, of keys of the log. */
static guint
count_lines (Fixture *fixture)
{
  g_autoptr (ZbStoredCheckpoint) newest =
      zb_store_read_checkpoint (zb_test_node_store (fixture->node), NULL);
  g_autoptr (ZbSuccession) keys = zb_rotation_read (zb_test_node_dir (fixture->node), NULL);

  return zb_succession_count_lines (keys, newest->note, NULL);
}

/* What verify finds, the first of it. */
static char *
verify (Fixture *fixture, guint *ret_n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);

  g_assert_no_error (error);
  *ret_n = report->faults->len;
  return report->faults->len > 0 ? zb_log_fault_describe (report->faults->pdata[0]) : NULL;
}

static void
assert_stands (Fixture *fixture)
{
  guint n = 0;
  g_autofree char *fault = verify (fixture, &n);

  g_assert_cmpstr (fault, ==, NULL);
}

/* Before, during and after the overlap: each receipt is proven to who knows the first key only, and
 * to who knows all. */
static void
test_receipts_stay_proven (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = send_report (fixture);
  rotate (fixture);
  g_autoptr (GBytes) during = send_report (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 2);
  wait_days (fixture, OVERLAP + 1);
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  g_autoptr (GBytes) after = send_report (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 1);
  const char *keys = zb_node_service (zb_test_node_get (fixture->node))->log_keys;
  GBytes *const all[] = {before, during, after};

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    assert_proves (fixture, all[i], fixture->anchor);
    assert_proves (fixture, all[i], keys);
  }
  assert_proves (fixture, during, verifier_of (fixture));
  assert_proves (fixture, after, verifier_of (fixture));
  /* The new key says nothing of what was before it. */
  assert_proves_nothing (fixture, before, verifier_of (fixture), ZB_EXCHANGE_ERROR_NOT_FOUND);
  assert_stands (fixture);
}

/* What the node goes on serving while its term ends. */
static void
test_old_key_ends_while_it_serves (Fixture *fixture, gconstpointer data)
{
  rotate (fixture);
  wait_days (fixture, OVERLAP + 1);
  g_autoptr (GBytes) after = send_report (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 1);
  assert_proves (fixture, after, fixture->anchor);
  assert_stands (fixture);
}

static void
test_follows_twice (Fixture *fixture, gconstpointer data)
{
  rotate (fixture);
  wait_days (fixture, OVERLAP + 1);
  rotate (fixture);
  g_autoptr (GBytes) r1 = send_report (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 2);
  assert_proves (fixture, r1, fixture->anchor);
  assert_stands (fixture);
}

static void
test_one_overlap_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL, served = NULL;

  g_assert_false (run (fixture, NULL, &served));
  g_assert_error (served, ZB_NODE_ERROR, ZB_NODE_ERROR_BUSY);
  rotate (fixture);
  zb_test_node_close (fixture->node);
  g_assert_false (run (fixture, NULL, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "signs until 2024-08-05T"));
}

/* Everybody is shown the keys, and a new client is told them all. */
static void
test_keys_are_published (Fixture *fixture, gconstpointer data)
{
  rotate (fixture);
  g_autoptr (ZbFakeAnswer) keys =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET", .path = "/log/keys"});
  g_autoptr (ZbFakeAnswer) trust =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET", .path = "/v1/trust"});
  g_autoptr (ZbJson) json = zb_fake_answer_json (trust);

  g_assert_cmpuint (keys->status, ==, 200);
  g_assert_true (g_str_has_prefix (keys->text, fixture->anchor));
  g_assert_cmpstr (zb_json_get_string (json, "log_keys"), ==, keys->text);
  g_assert_cmpstr (verifier_of (fixture), !=, fixture->anchor);
}

static char *
read_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = key_path (fixture, name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = key_path (fixture, name);

  if (text)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  else
    g_unlink (path);
}

static void
assert_not_opened (Fixture *fixture, const char *why)
{
  g_autoptr (GError) error = NULL;
  ZbClock clock = zb_clock_fixed (&fixture->now);

  g_assert_null (zb_node_open (zb_test_node_dir (fixture->node), &clock, &error));
  if (!strstr (error->message, why))
    g_error ("'%s' does not say '%s'", error->message, why);
}

/* The directory as each step leaves it, put together from before and after. */
static void
test_cut_off_anywhere (Fixture *fixture, gconstpointer data)
{
  zb_test_node_close (fixture->node);
  g_autofree char *old_key = read_file (fixture, "log.key.pem");
  g_autofree char *old_vkey = read_file (fixture, "log.vkey");
  g_autoptr (GError) error = NULL;

  run (fixture, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *new_key = read_file (fixture, "log.key.pem");
  g_autofree char *new_vkey = read_file (fixture, "log.vkey");
  const struct {
    const char *key, *before, *next, *vkey;
  } steps[] = {{old_key, NULL, new_key, old_vkey},
               {old_key, old_key, new_key, old_vkey},
               {old_key, old_key, new_key, new_vkey},
               {new_key, old_key, NULL, new_vkey}};

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_test_message ("after step %u", i);
    write_file (fixture, "log.key.pem", steps[i].key);
    write_file (fixture, "log-before.key.pem", steps[i].before);
    write_file (fixture, "log-next.key.pem", steps[i].next);
    write_file (fixture, "log.vkey", steps[i].vkey);
    gboolean decided = steps[i].vkey == new_vkey;
    if (decided && steps[i].next)
      assert_not_opened (fixture, "its rotation was not finished; \"zhibaod rotate\" finishes it");
    if (steps[i].next) {
      run (fixture, NULL, &error);
      g_assert_no_error (error);
    }
    g_autofree char *key = read_file (fixture, "log.key.pem");
    g_autofree char *before = read_file (fixture, "log-before.key.pem");
    g_autofree char *next = read_file (fixture, "log-next.key.pem");
    g_assert_cmpstr (key, ==, new_key);
    g_assert_cmpstr (before, ==, old_key);
    g_assert_cmpstr (next, ==, NULL);
    assert_stands (fixture);
  }
  zb_test_node_open (fixture->node);
  g_autoptr (GBytes) r1 = send_report (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 2);
  assert_proves (fixture, r1, fixture->anchor);
  /* Opened again and again it is on the record once. */
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  assert_stands (fixture);
}

static void
test_next_key_that_was_lost (Fixture *fixture, gconstpointer data)
{
  zb_test_node_close (fixture->node);
  g_autofree char *old_key = read_file (fixture, "log.key.pem");
  g_autoptr (GError) error = NULL;

  run (fixture, NULL, NULL);
  write_file (fixture, "log.key.pem", old_key);
  g_autoptr (ZbKey) stranger = zb_key_generate ("ed25519", NULL);
  g_autofree char *next = key_path (fixture, "log-next.key.pem");
  g_assert_true (zb_key_write_pem (stranger, next, NULL, NULL));
  g_assert_false (run (fixture, NULL, &error));
  g_assert_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "bring the right one back"));
}

/* Somebody with all rights over the machine makes a key of his own the log's: the node serves, but
 * nobody who knew the log before believes it, and verify says so. */
static void
test_key_that_nobody_vouched_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = send_report (fixture);
  g_autoptr (ZbKey) stranger = zb_key_generate ("ed25519", NULL);
  g_autofree char *path = key_path (fixture, "log.key.pem");
  guint n = 0;

  zb_test_node_close (fixture->node);
  g_assert_true (zb_key_write_pem (stranger, path, NULL, NULL));
  assert_not_opened (fixture, "the log's key is not the newest in keys/log.vkey");
  g_autofree char *vkey = zb_checkpoint_verifier (stranger, "zhibao-log/350200", NULL);
  write_file (fixture, "log.vkey", vkey);
  zb_test_node_open (fixture->node);
  g_autoptr (GBytes) after = send_report (fixture);
  assert_proves_nothing (fixture, after, fixture->anchor, ZB_EXCHANGE_ERROR_NOT_FOUND);
  g_autofree char *fault = verify (fixture, &n);
  g_assert_cmpuint (n, >, 0);
  g_assert_nonnull (strstr (fault, "log_checkpoint"));
}

/* The statement is on the record: one that is taken out of log.vkey, or exchanged, is missed. */
static void
test_statement_is_on_the_record (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old_key = read_file (fixture, "log.key.pem");
  g_autofree char *old_vkey = read_file (fixture, "log.vkey");
  guint n = 0;

  rotate (fixture);
  zb_test_node_close (fixture->node);
  write_file (fixture, "log.vkey", old_vkey);
  g_autofree char *gone = verify (fixture, &n);
  g_assert_nonnull (strstr (gone, "log_key "));
  g_assert_nonnull (strstr (gone, "missing"));
  /* Another one of the old key, which verifies as well. */
  write_file (fixture, "log.key.pem", old_key);
  run (fixture, NULL, NULL);
  fixture->now += 60 * DAY;
  g_autofree char *other = verify (fixture, &n);
  g_assert_nonnull (strstr (other, "log_"));
  g_assert_cmpuint (n, >=, 1);
}

/* The holder of the old key refuses once its term has ended, whoever asks. */
static void
test_old_key_refuses_after_its_term (Fixture *fixture, gconstpointer data)
{
  guint8 root[ZB_DIGEST_SIZE] = {0};
  g_autoptr (GError) error = NULL;

  rotate (fixture);
  ZbKeyholder *before = zb_keychain_get (
      zb_node_service (zb_test_node_get (fixture->node))->keychain, ZB_VAULT_LOG_BEFORE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++) {
    GVariant *bytes = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, root, sizeof root, 1);
    g_autoptr (GVariant) given = zb_keyholder_ask (
        before, ZB_ASK_CHECKPOINT, g_variant_new ("(t@ay)", (guint64)7, bytes), &error);
    g_assert_cmpint (given != NULL, ==, i == 0);
    fixture->now += (OVERLAP + 1) * DAY;
  }
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "its term has ended"));
}

/* An old key that is gone stops nothing: the new one signs alone, and is followed all the same. */
static void
test_goes_on_without_the_old_key (Fixture *fixture, gconstpointer data)
{
  zb_test_node_close (fixture->node);
  run (fixture, NULL, NULL);
  write_file (fixture, "log-before.key.pem", NULL);
  /* It is told of, which is fatal to other tests. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  zb_test_node_open (fixture->node);
  g_autoptr (GBytes) r1 = send_report (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 1);
  assert_proves (fixture, r1, fixture->anchor);
  assert_stands (fixture);
}

static guint
count_points (Fixture *fixture, const char *name, ZbCheckupLevel level)
{
  g_autoptr (GPtrArray) points = zb_checkup_make (zb_test_node_dir (fixture->node), fixture->now);
  guint n = 0;

  for (guint i = 0; i < points->len; i++) {
    const ZbCheckupPoint *point = points->pdata[i];
    n += point->level == level && g_str_equal (point->name, name);
  }
  return n;
}

static void
test_checkup_tells_of_old_keys (Fixture *fixture, gconstpointer data)
{
  rotate (fixture);
  zb_test_node_close (fixture->node);
  g_assert_cmpuint (count_points (fixture, "log-key", ZB_CHECKUP_WELL), ==, 1);
  fixture->now += (OVERLAP + 1) * DAY;
  g_assert_cmpuint (count_points (fixture, "log-key", ZB_CHECKUP_WARNING), ==, 1);
  write_file (fixture, "log-before.key.pem", NULL);
  g_assert_cmpuint (count_points (fixture, "log-key", ZB_CHECKUP_WARNING), ==, 0);
}

/* The keys of a parted node: the rotation finds them where they are, and each has its service. */
static void
test_keys_in_services (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (node, UNIT, "厦门屿曜芯");
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  g_autofree char *keys = zb_temp_dir_path (temp, "keys");
  g_autofree char *sockets = zb_temp_dir_path (temp, "run");
  Fixture fixture = {.now = zb_clock_now (&zb_clock_system), .node = node, .person = person};
  GPid pids[ZB_N_VAULTS] = {0};
  g_autoptr (GError) error = NULL;

  zb_test_node_close (node);
  zb_test_key_service_configure (node, sockets);
  g_assert_cmpint (g_mkdir (sockets, 0700), ==, 0);
  zb_keys_part (zb_test_node_dir (node), keys, &error);
  g_assert_no_error (error);
  run (&fixture, keys, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (i != ZB_VAULT_WITNESS && i != ZB_VAULT_FIRST)
      pids[i] = zb_test_key_service_start ((ZbVaultRole)i, keys, sockets);
  g_assert_cmpuint (count_points (&fixture, "key-holders", ZB_CHECKUP_ERROR), ==, 0);
  zb_test_node_spawn (node);
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (node, NULL);
  g_autofree char *note = NULL;
  g_assert_cmpuint (zb_test_ask (client, "GET", "/log/checkpoint", NULL, NULL, &note), ==, 200);
  g_autoptr (ZbSuccession) succession = zb_rotation_read (zb_test_node_dir (node), &error);
  g_assert_cmpuint (zb_succession_count_lines (succession, note, NULL), ==, 2);
  zb_test_node_kill (node, SIGTERM);
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (pids[i] != 0) {
      g_assert_cmpint (kill (pids[i], SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (pids[i], NULL, 0), ==, pids[i]);
    }
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/rotation/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("receipts-stay-proven", test_receipts_stay_proven);
  ADD ("old-key-ends-while-it-serves", test_old_key_ends_while_it_serves);
  ADD ("follows-twice", test_follows_twice);
  ADD ("one-overlap-at-a-time", test_one_overlap_at_a_time);
  ADD ("keys-are-published", test_keys_are_published);
  ADD ("cut-off-anywhere", test_cut_off_anywhere);
  ADD ("next-key-that-was-lost", test_next_key_that_was_lost);
  ADD ("key-that-nobody-vouched-for", test_key_that_nobody_vouched_for);
  ADD ("statement-is-on-the-record", test_statement_is_on_the_record);
  ADD ("old-key-refuses-after-its-term", test_old_key_refuses_after_its_term);
  ADD ("goes-on-without-the-old-key", test_goes_on_without_the_old_key);
  ADD ("checkup-tells-of-old-keys", test_checkup_tells_of_old_keys);
  g_test_add_func ("/server/rotation/keys-in-services", test_keys_in_services);
  return g_test_run ();
}
