/* SPDX-License-Identifier: Apache-2.0 */
#include "client/trust-keeper.h"

#include "client/error.h"
#include "exchange/evidence.h"
#include "formats/json-writer.h"
#include "tests/client/scripted-server.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

/* What the server says of @trust, as it says it of any version. */
static void
serve (ZbScriptedWorld *world, const ZbSignedTrust *trust, gboolean with_signature)
{
  g_autofree char *request = g_strdup_printf ("GET /v1/trust/%u", trust->bundle->version);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_bytes (json, "statement", trust->statement);
  if (with_signature)
    zb_json_writer_bytes (json, "signature", trust->signature);
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  zb_scripted_server_answer (world->server, request, 200, text);
}

/* Served, and announced with whatever is answered. */
static void
offer (ZbScriptedWorld *world, const ZbSignedTrust *trust)
{
  serve (world, trust, TRUE);
  zb_scripted_server_announce (world->server, trust);
}

/* Asks for something else, and syncs by the way. */
static gboolean
ask_and_sync (ZbScriptedWorld *world, gboolean *ret_taken, GError **error)
{
  g_autoptr (GError) nothing = NULL;
  g_autoptr (GBytes) bytes = zb_session_get_bytes (world->session, "/v1/me", &nothing);

  g_assert_null (bytes);
  return zb_trust_keeper_sync (world->client.workspace, world->client.account, world->session,
                               ret_taken, error);
}

static void
sync_well (ZbScriptedWorld *world, gboolean takes)
{
  g_autoptr (GError) error = NULL;
  gboolean taken = FALSE;

  ask_and_sync (world, &taken, &error);
  g_assert_no_error (error);
  g_assert_cmpint (taken, ==, takes);
}

/* Refused as @code, in words that tell what to do; what was held is held, and it is on record. */
static void
sync_refused (ZbScriptedWorld *world, guint held, int code, const char *advice, guint n_refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean taken = FALSE;

  g_assert_false (ask_and_sync (world, &taken, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, code);
  if (!strstr (error->message, advice))
    g_error ("'%s' does not say '%s'", error->message, advice);
  g_autoptr (ZbSignedTrust) kept =
      zb_trust_keeper_read (world->client.workspace, world->client.account, &failure);
  g_assert_no_error (failure);
  g_assert_cmpuint (kept ? kept->bundle->version : 0, ==, held);
  g_autoptr (GPtrArray) refusals =
      zb_trust_keeper_refusals (world->client.workspace, world->client.account, &failure);
  g_assert_no_error (failure);
  g_assert_cmpuint (refusals->len, ==, n_refused);
}

static ZbSignedTrust *
make (ZbScriptedWorld *world, guint version)
{
  return zb_test_authority_sign_trust (world->client.authority, ZB_TEST_NODE, version);
}

static void
test_takes_what_is_announced (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);

  sync_well (world, FALSE);
  offer (world, first);
  sync_well (world, TRUE);
  g_autoptr (ZbAccount) account =
      zb_account_read (world->client.workspace, world->client.account->id, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (account->bundle, first->statement));
  /* Nothing is asked for while the same is announced. */
  g_free (zb_scripted_server_take_seen (world->server));
  sync_well (world, FALSE);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_null (strstr (seen, "/v1/trust"));
}

/* Whoever was away goes from each to the next, as each names who may sign the one after it. */
static void
test_walks_every_version (ZbScriptedWorld *world, gconstpointer data)
{
  ZbTestAuthority *before = world->client.authority;
  g_autoptr (ZbTestAuthority) after = zb_test_authority_new (world->client.now);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbSignedTrust) other = make (world, 2);
  g_autoptr (ZbSignedTrust) third = zb_test_authority_sign_trust (after, ZB_TEST_NODE, 3);

  offer (world, first);
  sync_well (world, TRUE);
  /* The second names the next root beside the old one. */
  ZbTrusted *root = zb_trust_bundle_add (other->bundle, ZB_TRUSTED_ROOT);
  g_ptr_array_add (root->certificates, zb_certificate_ref (zb_test_authority_root (after)));
  g_ptr_array_insert (other->bundle->authorities, 1,
                      g_ptr_array_steal_index (other->bundle->authorities, 2));
  g_autoptr (ZbSignedTrust) second =
      zb_signed_trust_make (other->bundle, zb_test_authority_root_issuer (before), &error);
  g_assert_no_error (error);
  serve (world, second, TRUE);
  offer (world, third);
  sync_well (world, TRUE);
  g_autoptr (ZbAccount) account =
      zb_account_read (world->client.workspace, world->client.account->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (account->roots, ==, zb_test_authority_roots_pem (after));
  g_assert_cmpstr (account->verifier, ==, zb_test_authority_log_verifier (after));
}

static void
test_refuses_a_rollback (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbSignedTrust) second = make (world, 2);

  offer (world, first);
  sync_well (world, TRUE);
  offer (world, second);
  sync_well (world, TRUE);
  offer (world, first);
  sync_refused (world, 2, ZB_CLIENT_ERROR_TRUST_OLD, "ask the bureau before you send", 1);
  sync_refused (world, 2, ZB_CLIENT_ERROR_TRUST_OLD, "1 is offered, but 2 is known", 1);
}

static void
test_refuses_a_fork (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);

  offer (world, first);
  sync_well (world, TRUE);
  first->bundle->grace_days = 30;
  g_autoptr (ZbSignedTrust) other = zb_signed_trust_make (
      first->bundle, zb_test_authority_root_issuer (world->client.authority), &error);
  g_assert_no_error (error);
  offer (world, other);
  sync_refused (world, 1, ZB_CLIENT_ERROR_TRUST_FORKED, "zhibao trust check", 1);
}

/* What ended is not taken as the newest. */
static void
test_refuses_what_has_ended (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbSignedTrust) first = make (world, 1);

  offer (world, first);
  world->client.now = first->bundle->until;
  sync_refused (world, 0, ZB_CLIENT_ERROR_TRUST_ENDED, "zhibaod trust", 1);
}

static void
test_refuses_a_stripped_signature (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbSignedTrust) first = make (world, 1);

  offer (world, first);
  serve (world, first, FALSE);
  sync_refused (world, 0, ZB_CLIENT_ERROR_TRUST, "nobody has signed", 0);
}

static void
test_refuses_a_foreign_signer (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) stranger = zb_test_authority_new (world->client.now);
  g_autoptr (ZbSignedTrust) first = zb_test_authority_sign_trust (stranger, ZB_TEST_NODE, 1);
  g_autoptr (ZbSignedTrust) elsewhere =
      zb_test_authority_sign_trust (world->client.authority, "350999", 1);

  offer (world, first);
  sync_refused (world, 0, ZB_CLIENT_ERROR_TRUST, "the one of before goes on to hold", 1);
  offer (world, elsewhere);
  sync_refused (world, 0, ZB_CLIENT_ERROR_TRUST, "is of 350999", 2);
}

/* Years later, when those of then are named no more. */
static void
test_proves_by_the_bundle_of_then (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (ZbTestAuthority) after = zb_test_authority_new (client->now);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, "2024-05", "1");
  g_autofree char *message = zb_scratch_client_put (client, report, 2);
  g_autoptr (GBytes) evidence =
      zb_scratch_client_evidence (client, message, ZB_RECEIPT_ARRIVAL, NULL);
  g_autoptr (ZbReceipt) receipt = zb_evidence_read_receipt (evidence, &error);

  g_assert_no_error (error);
  offer (world, first);
  sync_well (world, TRUE);
  /* The next names others only. */
  g_autoptr (ZbSignedTrust) draft = zb_test_authority_sign_trust (after, ZB_TEST_NODE, 2);
  draft->bundle->issued = client->now + 30 * DAY;
  g_autoptr (ZbSignedTrust) second = zb_signed_trust_make (
      draft->bundle, zb_test_authority_root_issuer (client->authority), &error);
  g_assert_no_error (error);
  client->now += 31 * DAY;
  offer (world, second);
  sync_well (world, TRUE);
  g_autoptr (ZbAccount) account = zb_account_read (client->workspace, client->account->id, &error);
  g_autoptr (ZbTrust) newest = zb_account_trust (account, &error);
  g_assert_null (
      zb_evidence_verify (evidence, NULL, newest, account->verifier, client->now, &error));
  g_clear_error (&error);
  g_autoptr (ZbTrust) then = NULL;
  g_autofree char *verifier = NULL;
  zb_trust_keeper_believe (client->workspace, account, receipt->received, &then, &verifier, &error);
  g_assert_no_error (error);
  g_autoptr (ZbEvidence) verified =
      zb_evidence_verify (evidence, NULL, then, verifier, client->now, &error);
  g_assert_no_error (error);
  g_assert_nonnull (verified);
}

/* A client that slept through a change of roots and enrols anew goes on to hold what it held. */
static void
test_enrols_anew_under_another_root (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (ZbTestAuthority) after = zb_test_authority_new (client->now);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbSignedTrust) second = make (world, 2);
  g_autoptr (ZbSignedTrust) fourth = zb_test_authority_sign_trust (after, ZB_TEST_NODE, 4);
  g_autoptr (ZbSignedTrust) anew = zb_test_authority_sign_trust (after, ZB_TEST_NODE, 2);

  offer (world, first);
  sync_well (world, TRUE);
  offer (world, second);
  sync_well (world, TRUE);
  g_assert_true (zb_trust_keeper_begin (client->workspace, client->account, fourth, &error));
  g_autoptr (ZbSignedTrust) held =
      zb_trust_keeper_read_version (client->workspace, client->account, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (held->digest, ==, second->digest);
  /* One that was founded anew counts anew. */
  g_assert_true (zb_trust_keeper_begin (client->workspace, client->account, second, &error));
  g_assert_true (zb_trust_keeper_begin (client->workspace, client->account, anew, &error));
  g_autoptr (ZbSignedTrust) newest =
      zb_trust_keeper_read (client->workspace, client->account, &error);
  g_assert_cmpstr (newest->digest, ==, anew->digest);
}

/* From files, each on the word of the one before; that one of them has ended is of no matter. */
static void
test_takes_files (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (ZbTestAuthority) stranger = zb_test_authority_new (client->now);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbSignedTrust) second = make (world, 2);
  g_autoptr (ZbSignedTrust) foreign = zb_test_authority_sign_trust (stranger, ZB_TEST_NODE, 2);

  offer (world, first);
  sync_well (world, TRUE);
  g_assert_false (zb_trust_keeper_take (client->workspace, client->account, foreign, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_TRUST);
  g_clear_error (&error);
  client->now = second->bundle->until + DAY;
  g_assert_true (zb_trust_keeper_take (client->workspace, client->account, second, &error));
  g_assert_no_error (error);
  g_assert_false (zb_trust_keeper_take (client->workspace, client->account, first, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_TRUST_OLD);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/trust-keeper/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up,       \
              function, zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("takes-what-is-announced", test_takes_what_is_announced);
  ADD ("walks-every-version", test_walks_every_version);
  ADD ("refuses-a-rollback", test_refuses_a_rollback);
  ADD ("refuses-a-fork", test_refuses_a_fork);
  ADD ("refuses-what-has-ended", test_refuses_what_has_ended);
  ADD ("refuses-a-stripped-signature", test_refuses_a_stripped_signature);
  ADD ("refuses-a-foreign-signer", test_refuses_a_foreign_signer);
  ADD ("proves-by-the-bundle-of-then", test_proves_by_the_bundle_of_then);
  ADD ("enrols-anew-under-another-root", test_enrols_anew_under_another_root);
  ADD ("takes-files", test_takes_files);
  return g_test_run ();
}
