/* SPDX-License-Identifier: Apache-2.0 */
#include "client/enrolment.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "formats/json.h"
#include "tests/client/scratch-client.h"
#include "tests/support/http-peer.h"

#include <string.h>

#define PASSPHRASE "correct horse"
#define OTHER_UNIT "91350200MA2KUY1H08"
#define HOUR (3600 * G_TIME_SPAN_SECOND)

/* A server that certifies whatever it is asked to, the same for the same Idempotency-Key. */
typedef struct {
  ZbScratchClient client;
  ZbTestIdentity *identity;
  ZbHttpPeer *peer;
  ZbInvitationText *invitation;
  GMutex lock;          /* guards what follows: the peer answers in its own thread */
  guint lose;           /* so many answers are lost on the way */
  const char *problem;  /* (nullable) answered instead */
  const char *lacking;  /* (nullable) left out of the answer */
  ZbSignedTrust *trust; /* (nullable) what comes with the answer */
  GHashTable *answers;  /* key → JSON */
  guint asked;
} World;

static char *
certify (World *world, const ZbJson *json, const char *name, guint use)
{
  const char *text = zb_json_get_string (json, name);
  gsize length = 0;
  guchar *der = g_base64_decode (text, &length);
  g_autoptr (GBytes) request = g_bytes_new_take (der, length);
  ZbIssue issue = {
      .name = zb_json_get_string (json, "name"),
      .unit = OTHER_UNIT,
      .uses = use,
      .not_before = world->client.now - HOUR,
      .not_after = world->client.now + 24 * HOUR,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCertificate) certificate = zb_issuer_certify (
      zb_test_authority_issuer (world->client.authority), request, &issue, &error);

  g_assert_no_error (error);
  return zb_certificate_to_pem (certificate);
}

static void
write_unless_lacking (World *world, ZbJsonWriter *json, const char *name, const char *value)
{
  if (g_strcmp0 (world->lacking, name) != 0)
    zb_json_writer_string (json, name, value);
}

static char *
answer_to (World *world, const ZbPeerRequest *request)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (request->body, &length);
  g_autoptr (ZbJson) asked = zb_json_read ("request", text, length, ZB_PROTOCOL_MAX_JSON, NULL);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  g_autofree char *signing = certify (world, asked, "signing_request", ZB_USE_SIGNING);
  g_autofree char *tls = certify (world, asked, "tls_request", ZB_USE_TLS_CLIENT);
  g_autofree char *chain = zb_certificate_to_pem (world->client.author->chain->pdata[0]);

  g_assert_cmpstr (zb_json_get_string (asked, "code"), ==, "CODE");
  zb_json_writer_begin_object (json, NULL);
  write_unless_lacking (world, json, "signing_certificate", signing);
  write_unless_lacking (world, json, "tls_certificate", tls);
  write_unless_lacking (world, json, "chain", chain);
  zb_json_writer_begin_object (json, "trust");
  if (!world->trust)
    world->trust = zb_test_authority_sign_trust (world->client.authority, "350200", 1);
  if (g_strcmp0 (world->lacking, "trust bundle") != 0)
    zb_json_writer_bytes (json, "statement", world->trust->statement);
  if (g_strcmp0 (world->lacking, "nobody has signed") != 0)
    zb_json_writer_bytes (json, "signature", world->trust->signature);
  zb_json_writer_end_object (json);
  zb_json_writer_end_object (json);
  return zb_json_writer_finish (json);
}

static void
answer_cb (const ZbPeerRequest *request, ZbPeerAnswer *answer, gpointer data)
{
  World *world = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&world->lock);
  const char *key = g_hash_table_lookup (request->headers, "idempotency-key");

  g_assert_nonnull (key);
  world->asked++;
  if (world->problem) {
    answer->status = 403;
    answer->body = g_bytes_new (world->problem, strlen (world->problem));
    return;
  }
  if (!g_hash_table_contains (world->answers, key))
    g_hash_table_insert (world->answers, g_strdup (key), answer_to (world, request));
  const char *text = g_hash_table_lookup (world->answers, key);
  answer->status = world->lose > 0 ? 0 : 201;
  world->lose -= world->lose > 0;
  answer->body = g_bytes_new (text, strlen (text));
}

static void
set_up (World *world, gconstpointer data)
{
  zb_scratch_client_set_up (&world->client, data);
  g_mutex_init (&world->lock);
  world->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  world->identity = zb_test_authority_identify (world->client.authority, "p256", "127.0.0.1", NULL,
                                                ZB_USE_TLS_SERVER);
  world->peer = zb_http_peer_new (world->identity, NULL, answer_cb, world);
  world->invitation = g_new0 (ZbInvitationText, 1);
  world->invitation->url = g_strdup (zb_http_peer_url (world->peer));
  world->invitation->unit = g_strdup (OTHER_UNIT);
  world->invitation->name = g_strdup ("厦门屿曜芯集成电路");
  world->invitation->code = g_strdup ("CODE");
  world->invitation->expires = world->client.now + HOUR;
  world->invitation->root = g_strdup (zb_test_authority_roots_pem (world->client.authority));
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_http_peer_free (world->peer);
  zb_test_identity_free (world->identity);
  zb_invitation_text_free (world->invitation);
  g_hash_table_unref (world->answers);
  g_clear_pointer (&world->trust, zb_signed_trust_free);
  g_mutex_clear (&world->lock);
  zb_scratch_client_tear_down (&world->client, data);
}

static guint
count_keys (World *world)
{
  g_autofree char *folder = g_build_filename (world->client.path, "keys", NULL);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (listing))
    n++;
  return n;
}

static void
assert_works (World *world, const ZbAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAccount) kept = zb_account_read (world->client.workspace, account->id, &error);

  g_assert_no_error (error);
  g_autoptr (ZbSigner) signer = zb_account_open_signer (kept, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_unit (zb_signer_certificate (signer)), ==, OTHER_UNIT);
  g_autoptr (ZbKey) tls = zb_key_read_pem (kept->tls_key_file, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbCertificate) certificate =
      zb_certificate_read (kept->tls_certificate, strlen (kept->tls_certificate), &error);
  g_assert_true (zb_key_fits (tls, certificate));
  g_autoptr (ZbTrust) trust = zb_account_trust (kept, &error);
  g_assert_no_error (error);
  g_assert_true (
      zb_trust_check (trust, certificate, NULL, ZB_USE_TLS_CLIENT, world->client.now, &error));
}

static ZbAccount *
enrol (World *world, GError **error)
{
  return zb_enrol (world->client.workspace, world->invitation, PASSPHRASE, error);
}

static void
test_keeps_keys_and_certificates (World *world, gconstpointer data)
{
  guint before = count_keys (world);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAccount) account = enrol (world, &error);

  g_assert_no_error (error);
  assert_works (world, account);
  g_assert_cmpuint (world->asked, ==, 1);
  /* The signing key is in its file of passphrase and certificate only. */
  g_assert_cmpuint (count_keys (world), ==, before + 2);
}

static void
test_asks_again_at_once (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->lose = 1;
  g_autoptr (ZbAccount) account = enrol (world, &error);
  g_assert_no_error (error);
  assert_works (world, account);
  g_assert_cmpuint (world->asked, ==, 2);
  g_assert_cmpuint (g_hash_table_size (world->answers), ==, 1);
}

/* When its certificates are over for too long: a new invitation, and nothing of before is lost. */
static void
test_enrols_anew (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAccount) first = enrol (world, &error);
  g_assert_no_error (error);
  world->client.now++; /* key files are named by it */
  g_autoptr (ZbAccount) again = enrol (world, &error);

  g_assert_no_error (error);
  g_assert_cmpint (again->id, ==, first->id);
  g_assert_cmpstr (again->signing_file, !=, first->signing_file);
  assert_works (world, again);
  g_autoptr (GPtrArray) accounts = zb_account_list (world->client.workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 2);
}

/* The program ends, the invitation expires: what the server certified is still to be had. */
static void
test_finishes_what_was_begun (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->lose = 2;
  g_assert_null (enrol (world, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
  g_clear_error (&error);
  zb_workspace_free (world->client.workspace);
  world->client.workspace = zb_scratch_client_open (&world->client);
  world->client.now += 2 * HOUR;
  g_autoptr (ZbAccount) account = enrol (world, &error);
  g_assert_no_error (error);
  assert_works (world, account);
  g_assert_cmpuint (g_hash_table_size (world->answers), ==, 1);
}

static void
test_wants_the_same_passphrase (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->lose = 2;
  g_assert_null (enrol (world, NULL));
  g_assert_null (
      zb_enrol (world->client.workspace, world->invitation, "another passphrase", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_assert_true (g_str_has_prefix (error->message, "the enrolment was begun before: "));
  g_assert_cmpuint (world->asked, ==, 2);
}

static void
test_lets_go_of_what_was_refused (World *world, gconstpointer data)
{
  guint before = count_keys (world);
  g_autoptr (GError) error = NULL;

  world->problem = "{\"type\":\"urn:zhibao:problem:wrong-code\",\"status\":403,"
                   "\"title\":\"The code is wrong\"}";
  g_assert_null (enrol (world, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "The code is wrong (wrong-code)");
  g_assert_cmpuint (count_keys (world), ==, before);
  world->problem = NULL;
  g_clear_error (&error);
  g_autoptr (ZbAccount) account = enrol (world, &error);
  g_assert_no_error (error);
  assert_works (world, account);
}

static void
test_checks_before_it_asks (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_enrol (world->client.workspace, world->invitation, "seven77", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION);
  g_assert_nonnull (strstr (error->message, "at least 8 characters"));
  g_clear_error (&error);
  world->invitation->expires = world->client.now - 1;
  g_assert_null (enrol (world, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION);
  g_assert_nonnull (strstr (error->message, "expired at"));
  g_assert_cmpuint (world->asked, ==, 0);
}

/* An answer that lacks something makes no account, and the whole one is still to be had. */
static void
test_needs_a_whole_answer (World *world, gconstpointer data)
{
  static const char *const members[] = {"signing_certificate", "tls_certificate", "chain",
                                        "trust bundle", "nobody has signed"};

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autoptr (GError) error = NULL;
    world->lacking = members[i];
    g_hash_table_remove_all (world->answers);
    g_assert_null (enrol (world, &error));
    int code = i < 3 ? ZB_CLIENT_ERROR_ANSWER : ZB_CLIENT_ERROR_TRUST;
    g_assert_error (error, ZB_CLIENT_ERROR, code);
    g_assert_nonnull (strstr (error->message, members[i]));
  }
  g_autoptr (GError) error = NULL;
  world->lacking = NULL;
  g_hash_table_remove_all (world->answers);
  g_autoptr (ZbAccount) account = enrol (world, &error);
  g_assert_no_error (error);
  assert_works (world, account);
}

static void
refuse_trust (World *world, int code)
{
  g_autoptr (GError) error = NULL;

  g_hash_table_remove_all (world->answers);
  g_assert_null (enrol (world, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, code);
}

/* The server it may be; whom to believe is what the invitation's root has signed, for now. */
static void
test_believes_the_invitations_root (World *world, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (world->client.now);
  g_autoptr (GError) error = NULL;

  world->trust = zb_test_authority_sign_trust (other, "350200", 1);
  refuse_trust (world, ZB_CLIENT_ERROR_TRUST);
  zb_signed_trust_free (g_steal_pointer (&world->trust));
  world->trust = zb_test_authority_sign_trust (world->client.authority, "350200", 2);
  g_hash_table_remove_all (world->answers);
  g_autoptr (ZbAccount) account = enrol (world, &error);
  g_assert_no_error (error);
  /* Enrolled anew, it is not set back. */
  zb_signed_trust_free (g_steal_pointer (&world->trust));
  refuse_trust (world, ZB_CLIENT_ERROR_TRUST_OLD);
}

/* A server whose certificate the invitation's root did not issue never hears the code. */
static void
test_speaks_only_to_the_inviter (World *world, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (world->client.now);
  g_autoptr (GError) error = NULL;

  g_free (world->invitation->root);
  world->invitation->root = g_strdup (zb_test_authority_roots_pem (other));
  g_assert_null (enrol (world, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (world->asked, ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/enrolment/" name, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-keys-and-certificates", test_keeps_keys_and_certificates);
  ADD ("enrols-anew", test_enrols_anew);
  ADD ("asks-again-at-once", test_asks_again_at_once);
  ADD ("finishes-what-was-begun", test_finishes_what_was_begun);
  ADD ("wants-the-same-passphrase", test_wants_the_same_passphrase);
  ADD ("lets-go-of-what-was-refused", test_lets_go_of_what_was_refused);
  ADD ("checks-before-it-asks", test_checks_before_it_asks);
  ADD ("needs-a-whole-answer", test_needs_a_whole_answer);
  ADD ("believes-the-invitations-root", test_believes_the_invitations_root);
  ADD ("speaks-only-to-the-inviter", test_speaks_only_to_the_inviter);
  return g_test_run ();
}
