/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/trust-shelf.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "server/authority/error.h"
#include "server/store/leaf.h"
#include "server/trust-renewal.h"
#include "server/verify.h"
#include "storage/database.h"
#include "tests/support/fake-request.h"

#include <glib/gstdio.h>
#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  char *next; /* where a bundle is put for the node to take */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->next = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_NEXT_TRUST);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_node_free (fixture->node);
  g_free (fixture->next);
}

/* Signed as @how says, a day later. */
static guint
renew_as (Fixture *fixture, ZbTrustRenewal how)
{
  g_autoptr (GError) error = NULL;
  guint version = 0;

  fixture->now += DAY;
  how.dir = zb_test_node_dir (fixture->node);
  how.clock = zb_clock_fixed (&fixture->now);
  zb_trust_renewal_make (&how, &version, &error);
  g_assert_no_error (error);
  return version;
}

/* By the root. */
static guint
renew (Fixture *fixture)
{
  return renew_as (fixture, (ZbTrustRenewal){NULL});
}

static void
take_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  zb_node_reload (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->next, G_FILE_TEST_EXISTS));
}

/* It stays where it is, and the node says what it said. */
static void
take_refused (Fixture *fixture, int code, const char *text, guint in_force)
{
  ZbStore *store = zb_test_node_store (fixture->node);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_node_reload (zb_test_node_get (fixture->node), &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
  if (!strstr (error->message, text))
    g_error ("'%s' does not say '%s'", error->message, text);
  g_assert_true (g_file_test (fixture->next, G_FILE_TEST_EXISTS));
  g_autoptr (ZbStoredTrustBundle) stored = zb_store_read_trust_bundle (store, NULL);
  g_assert_cmpuint (stored->version, ==, in_force);
}

static ZbSignedTrust *
read_in_force (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbStoredTrustBundle) stored =
      zb_store_read_trust_bundle (zb_test_node_store (fixture->node), &error);
  g_assert_no_error (error);
  ZbSignedTrust *trust =
      zb_signed_trust_new ("trust.xml", stored->statement, stored->signature, &error);
  g_assert_no_error (error);
  return trust;
}

static void
put (Fixture *fixture, const ZbSignedTrust *trust)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) packed = zb_signed_trust_pack (trust, &error);
  gsize length = 0;
  const char *data = g_bytes_get_data (packed, &length);

  g_file_set_contents (fixture->next, data, (gssize)length, &error);
  g_assert_no_error (error);
}

static ZbIssuer *
open_root (Fixture *fixture)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));
  g_autofree char *key =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_KEYS, ZB_KEYRING_ROOT_KEY, NULL);
  g_autoptr (GError) error = NULL;
  ZbIssuer *root = zb_keyring_open_root (keyring->root, key, &error);

  g_assert_no_error (error);
  return root;
}

static ZbFakeAnswer *
get (Fixture *fixture, const char *path, const char *known)
{
  const char *const headers[] = {"If-None-Match", known, NULL};

  return zb_fake_ask (
      fixture->node,
      &(ZbFakeRequest){.method = "GET", .path = path, .headers = known ? headers : NULL});
}

/* A node is founded with its first, which says what its directory says. */
static void
test_founded_with_the_first (Fixture *fixture, gconstpointer data)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) trust = read_in_force (fixture);
  g_autoptr (ZbTrust) believed = zb_trust_bundle_to_trust (trust->bundle, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (trust->bundle->version, ==, 1);
  g_assert_cmpuint (trust->bundle->grace_days, ==, 15);
  g_assert_true (
      zb_trust_check (believed, keyring->receipt, NULL, ZB_USE_RECEIPT, fixture->now, &error));
  g_assert_true (
      zb_trust_check (believed, keyring->stamp, NULL, ZB_USE_TIMESTAMP, fixture->now, &error));
  g_assert_cmpstr (zb_trust_bundle_find_log (trust->bundle, fixture->now), ==,
                   zb_node_service (zb_test_node_get (fixture->node))->log_verifier);
}

static void
test_is_served_and_announced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = read_in_force (fixture);

  g_assert_cmpuint (renew (fixture), ==, 2);
  take_well (fixture);
  g_autoptr (ZbFakeAnswer) newest = get (fixture, "/v1/trust", NULL);
  g_autoptr (ZbFakeAnswer) before = get (fixture, "/v1/trust/1", NULL);
  g_autoptr (ZbFakeAnswer) none = get (fixture, "/v1/trust/3", NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (newest);
  g_autoptr (ZbJson) json_before = zb_fake_answer_json (before);
  g_autoptr (ZbSignedTrust) second = zb_signed_trust_read ("/v1/trust", json, &error);
  g_assert_no_error (error);
  g_autoptr (ZbSignedTrust) same = zb_signed_trust_read ("/v1/trust/1", json_before, &error);
  g_assert_no_error (error);
  g_assert_true (zb_signed_trust_check_next (second, first, &error));
  g_assert_cmpstr (same->digest, ==, first->digest);
  zb_fake_assert_refused (none, 404, "not-found");
  g_autofree char *announced = g_strdup_printf ("2 %s", second->digest);
  g_assert_cmpstr (zb_fake_answer_header (before, ZB_HEADER_TRUST), ==, announced);
  g_autoptr (ZbFakeAnswer) again =
      get (fixture, "/v1/trust", zb_fake_answer_header (newest, "ETag"));
  g_assert_cmpuint (again->status, ==, 304);
}

/* A record of the log has the digest, and what was kept holds against it. */
static void
test_is_logged_and_verified (Fixture *fixture, gconstpointer data)
{
  ZbStore *store = zb_test_node_store (fixture->node);
  g_autoptr (GError) error = NULL;

  renew (fixture);
  take_well (fixture);
  g_autoptr (ZbSignedTrust) second = read_in_force (fixture);
  gboolean logged = FALSE;
  for (guint64 i = 0; !logged; i++) {
    g_autoptr (ZbLeaf) leaf = zb_store_read_leaf (store, i, &error);
    g_assert_no_error (error);
    logged = strstr (leaf->record, " trust-bundle ") && strstr (leaf->record, second->digest) &&
             strstr (leaf->record, "version-2");
  }
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

static void
test_rollback_and_fork (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = read_in_force (fixture);
  g_autoptr (ZbIssuer) root = open_root (fixture);

  /* The same again does no harm: it was taken, and the file was still there. */
  put (fixture, first);
  take_well (fixture);
  renew (fixture);
  take_well (fixture);
  put (fixture, first);
  take_refused (fixture, ZB_EXCHANGE_ERROR_ROLLBACK, "1 is offered, but 2 is known", 2);
  g_autoptr (ZbSignedTrust) second = read_in_force (fixture);
  second->bundle->grace_days = 99;
  g_autoptr (ZbSignedTrust) other = zb_signed_trust_make (second->bundle, root, &error);
  g_assert_no_error (error);
  put (fixture, other);
  take_refused (fixture, ZB_EXCHANGE_ERROR_FORK, "there are two trust bundles 2", 2);
}

static void
test_foreign_signer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = read_in_force (fixture);
  g_autoptr (ZbKey) key = zb_key_generate ("p256", &error);
  g_autoptr (ZbCertificate) certificate =
      zb_issuer_make_root (key, "Zhibao root 350200", NOW - DAY, NOW + 1000 * DAY, &error);
  g_autoptr (ZbIssuer) stranger = zb_issuer_new (g_steal_pointer (&key), certificate, NULL);

  first->bundle->version = 2;
  g_autoptr (ZbSignedTrust) foreign = zb_signed_trust_make (first->bundle, stranger, &error);
  g_assert_no_error (error);
  put (fixture, foreign);
  take_refused (fixture, ZB_EXCHANGE_ERROR_UNTRUSTED, fixture->next, 1);
}

static void
test_stripped_signature (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbSignedTrust) first = read_in_force (fixture);
  const ZbSignedTrust stripped = {NULL, first->statement, g_bytes_new (NULL, 0), NULL};

  put (fixture, &stripped);
  take_refused (fixture, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "nobody has signed", 1);
  g_bytes_unref (stripped.signature);
}

static void
test_expired (Fixture *fixture, gconstpointer data)
{
  renew (fixture);
  fixture->now += ZB_TRUST_RENEWAL_DAYS * DAY;
  g_autoptr (GError) error = NULL;
  const ZbTrustTaking taking = {fixture->next, "350200",
                                zb_node_keyring (zb_test_node_get (fixture->node))->root,
                                fixture->now};
  g_autoptr (ZbTrustShelf) shelf = zb_trust_shelf_open (zb_test_node_store (fixture->node), &error);

  g_assert_no_error (error);
  g_assert_false (zb_trust_shelf_take (shelf, &taking, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED);
  g_assert_true (g_str_has_prefix (zb_trust_shelf_announcement (shelf), "1 "));
}

/* By another key than the root's nothing is signed. */
static void
test_wants_the_roots_key (Fixture *fixture, gconstpointer data)
{
  const char *dir = zb_test_node_dir (fixture->node);
  g_autofree char *key = g_build_filename (dir, ZB_NODE_KEYS, "receipt.key.pem", NULL);
  const ZbTrustRenewal renewal = {
      .dir = dir, .root_key = key, .clock = zb_clock_fixed (&fixture->now)};
  g_autoptr (GError) error = NULL;
  guint version = 0;

  g_assert_false (zb_trust_renewal_make (&renewal, &version, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS);
  g_assert_nonnull (strstr (error->message, "is not the key of this node's root"));
  g_assert_false (g_file_test (fixture->next, G_FILE_TEST_EXISTS));
}

/* A root made elsewhere: the files of its certificate and of its key. */
typedef struct {
  char *certificate, *key;
} Planned;

static void
planned_clear (Planned *planned)
{
  g_free (planned->certificate);
  g_free (planned->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Planned, planned_clear)

static void
write_pem (const char *path, const char *pem)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, pem, -1, &error);
  g_assert_no_error (error);
}

static Planned
make_root (Fixture *fixture)
{
  const char *dir = zb_test_node_dir (fixture->node);
  const Planned planned = {g_build_filename (dir, "planned.pem", NULL),
                           g_build_filename (dir, "planned.key.pem", NULL)};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("p256", &error);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Zhibao root 350200 (2034)", NOW - DAY, NOW + 5000 * DAY, &error);
  g_assert_no_error (error);
  g_autofree char *pem = zb_certificate_to_pem (root);

  write_pem (planned.certificate, pem);
  zb_key_write_pem (key, planned.key, NULL, &error);
  g_assert_no_error (error);
  return planned;
}

static guint
count_roots (Fixture *fixture)
{
  g_autoptr (ZbSignedTrust) trust = read_in_force (fixture);
  g_autoptr (GPtrArray) roots = zb_trust_bundle_list_roots (trust->bundle);

  return roots->len;
}

/* Before the node has taken the bundle that names it. */
static void
by_the_next_root_too_early (Fixture *fixture, const char *key)
{
  const ZbTrustRenewal early = {.dir = zb_test_node_dir (fixture->node),
                                .root_key = key,
                                .clock = zb_clock_fixed (&fixture->now)};
  g_autoptr (GError) error = NULL;
  guint version = 0;

  g_assert_false (zb_trust_renewal_make (&early, &version, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
}

/* One that is named signs, too, and bundles go on to name it until it is taken back. */
static void
test_names_the_next_root (Fixture *fixture, gconstpointer data)
{
  g_auto (Planned) planned = make_root (fixture);

  g_assert_cmpuint (count_roots (fixture), ==, 1);
  renew_as (fixture, (ZbTrustRenewal){.next_root = planned.certificate});
  by_the_next_root_too_early (fixture, planned.key);
  take_well (fixture);
  g_assert_cmpuint (count_roots (fixture), ==, 2);
  renew (fixture);
  take_well (fixture);
  g_assert_cmpuint (count_roots (fixture), ==, 2);
  g_autoptr (ZbSignedTrust) third = read_in_force (fixture);
  g_assert_cmpuint (renew_as (fixture, (ZbTrustRenewal){.root_key = planned.key}), ==, 4);
  take_well (fixture);
  g_autoptr (ZbSignedTrust) fourth = read_in_force (fixture);
  g_autoptr (GError) error = NULL;
  zb_signed_trust_check_next (fourth, third, &error);
  g_assert_no_error (error);
  renew_as (fixture, (ZbTrustRenewal){.no_next_root = TRUE});
  take_well (fixture);
  g_assert_cmpuint (count_roots (fixture), ==, 1);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

static void
renew_refused (Fixture *fixture, ZbTrustRenewal how, const char *says)
{
  g_autoptr (GError) error = NULL;
  guint version = 0;

  how.dir = zb_test_node_dir (fixture->node);
  how.clock = zb_clock_fixed (&fixture->now);
  g_assert_false (zb_trust_renewal_make (&how, &version, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS);
  if (!strstr (error->message, says))
    g_error ("'%s' does not say '%s'", error->message, says);
  g_assert_false (g_file_test (fixture->next, G_FILE_TEST_EXISTS));
}

/* What could not be a root, is one already, or comes by a key that nobody names yet. */
static void
test_plans_only_what_can_be_a_root (Fixture *fixture, gconstpointer data)
{
  g_auto (Planned) planned = make_root (fixture);
  const char *dir = zb_test_node_dir (fixture->node);
  g_autofree char *own = g_build_filename (dir, ZB_NODE_KEYS, "root.pem", NULL);
  g_autofree char *leaf = g_build_filename (dir, ZB_NODE_KEYS, "receipt.pem", NULL);
  g_autofree char *below = g_build_filename (dir, ZB_NODE_KEYS, "authority-signing.pem", NULL);

  renew_refused (fixture, (ZbTrustRenewal){.next_root = leaf}, "is not the certificate of a root");
  renew_refused (fixture, (ZbTrustRenewal){.next_root = below}, "is not the certificate of a root");
  renew_refused (fixture, (ZbTrustRenewal){.next_root = own},
                 "its key is that of an authority of this node already");
  renew_refused (fixture, (ZbTrustRenewal){.no_next_root = TRUE}, "no next root is planned");
  renew_refused (fixture,
                 (ZbTrustRenewal){.next_root = planned.certificate, .root_key = planned.key},
                 "is not the key of this node's root");
  gint64 now = fixture->now;
  fixture->now = NOW + 6000 * DAY;
  renew_refused (fixture, (ZbTrustRenewal){.next_root = planned.certificate}, "is not valid now");
  fixture->now = now;
  renew_as (fixture, (ZbTrustRenewal){.next_root = planned.certificate});
  take_well (fixture);
  renew_refused (fixture, (ZbTrustRenewal){.next_root = planned.certificate}, "is planned already");
  g_assert_cmpuint (count_roots (fixture), ==, 2);
}

/* Nothing of what was asked stays behind: neither a plan, nor that it was taken back. */
static void
fail_to_sign (Fixture *fixture, ZbTrustRenewal how)
{
  const char *dir = zb_test_node_dir (fixture->node);
  g_autofree char *plan = g_build_filename (dir, ZB_NODE_KEYS, "next-root.pem", NULL);
  gboolean planned = g_file_test (plan, G_FILE_TEST_EXISTS);
  gint64 now = fixture->now;
  g_autoptr (GError) error = NULL;
  guint version = 0;

  /* By a clock that goes wrong no bundle can follow the one in force. */
  fixture->now = NOW - DAY / 2;
  how.dir = dir;
  how.clock = zb_clock_fixed (&fixture->now);
  g_assert_false (zb_trust_renewal_make (&how, &version, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_ROLLBACK);
  g_assert_cmpint (g_file_test (plan, G_FILE_TEST_EXISTS), ==, planned);
  g_assert_false (g_file_test (fixture->next, G_FILE_TEST_EXISTS));
  fixture->now = now;
}

static void
test_plans_nothing_unsigned (Fixture *fixture, gconstpointer data)
{
  g_auto (Planned) planned = make_root (fixture);

  fixture->now += DAY;
  fail_to_sign (fixture, (ZbTrustRenewal){.next_root = planned.certificate});
  renew_as (fixture, (ZbTrustRenewal){.next_root = planned.certificate});
  take_well (fixture);
  fail_to_sign (fixture, (ZbTrustRenewal){.no_next_root = TRUE});
  renew_as (fixture, (ZbTrustRenewal){.no_next_root = TRUE});
  take_well (fixture);
  g_assert_cmpuint (count_roots (fixture), ==, 1);
}

/* Where the bundle cannot be put, its plan is not kept either. */
static void
test_plans_nothing_that_has_no_place (Fixture *fixture, gconstpointer data)
{
  g_auto (Planned) planned = make_root (fixture);
  const char *dir = zb_test_node_dir (fixture->node);
  g_autofree char *plan = g_build_filename (dir, ZB_NODE_KEYS, "next-root.pem", NULL);
  const ZbTrustRenewal renewal = {
      .dir = dir, .next_root = planned.certificate, .clock = zb_clock_fixed (&fixture->now)};
  g_autoptr (GError) error = NULL;
  guint version = 0;

  g_assert_cmpint (g_mkdir (fixture->next, 0700), ==, 0);
  g_assert_false (zb_trust_renewal_make (&renewal, &version, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_assert_false (g_file_test (plan, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (fixture->next), ==, 0);
}

static void
test_damaged_on_the_way (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->next, "no bundle", -1, NULL));
  take_refused (fixture, ZB_EXCHANGE_ERROR_MALFORMED, "is damaged, and was not taken", 1);
  renew (fixture);
  take_well (fixture);
}

static void
damage_the_bundle_in_force (Fixture *fixture)
{
  g_autofree char *place = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (place, 0, &error);

  g_assert_no_error (error);
  zb_database_execute (database, "UPDATE trust_bundle SET statement = 'x' || statement", &error);
  g_assert_no_error (error);
}

/* Whoever signs the next one is told which file it is, and what to do. */
static void
test_damaged_below_the_next (Fixture *fixture, gconstpointer data)
{
  const ZbTrustRenewal renewal = {.dir = zb_test_node_dir (fixture->node),
                                  .clock = zb_clock_fixed (&fixture->now)};
  g_autofree char *says = g_build_filename (renewal.dir, ZB_NODE_STORE " is damaged", NULL);
  g_autoptr (GError) error = NULL;
  guint version = 0;

  zb_test_node_close (fixture->node);
  damage_the_bundle_in_force (fixture);
  g_assert_false (zb_trust_renewal_make (&renewal, &version, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
  g_assert_true (g_str_has_prefix (error->message, says));
  g_assert_nonnull (strstr (error->message, "a backup made by \"zhibaod backup\""));
}

/* It was read before it was kept, so that the store is at fault. */
static void
test_damaged_in_the_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_test_node_close (fixture->node);
  damage_the_bundle_in_force (fixture);
  g_assert_null (zb_node_open (zb_test_node_dir (fixture->node), NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "is damaged"));
  g_assert_nonnull (strstr (error->message, "the trust bundle in force:1: "));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/server/trust-shelf/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("founded-with-the-first", test_founded_with_the_first);
  ADD ("is-served-and-announced", test_is_served_and_announced);
  ADD ("is-logged-and-verified", test_is_logged_and_verified);
  ADD ("rollback-and-fork", test_rollback_and_fork);
  ADD ("foreign-signer", test_foreign_signer);
  ADD ("stripped-signature", test_stripped_signature);
  ADD ("expired", test_expired);
  ADD ("wants-the-roots-key", test_wants_the_roots_key);
  ADD ("names-the-next-root", test_names_the_next_root);
  ADD ("plans-only-what-can-be-a-root", test_plans_only_what_can_be_a_root);
  ADD ("plans-nothing-unsigned", test_plans_nothing_unsigned);
  ADD ("plans-nothing-that-has-no-place", test_plans_nothing_that_has_no_place);
  ADD ("damaged-on-the-way", test_damaged_on_the_way);
  ADD ("damaged-below-the-next", test_damaged_below_the_next);
  ADD ("damaged-in-the-store", test_damaged_in_the_store);
  return g_test_run ();
}
