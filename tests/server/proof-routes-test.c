/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "server/authority/motion.h"
#include "server/authority/stamping.h"
#include "tests/support/fake-request.h"
#include "tests/support/temp-dir.h"

#include <gio/gio.h>
#include <string.h>

/* The answers about certificates and times, as the tools of others take them: OpenSSL's and
 * GnuTLS's clients judge by their own clock, so the node goes by the system's. */

#define UNIT "91350200MA2KUY1H08"

typedef struct {
  ZbTestNode *node;
  const ZbService *service;
  ZbTestPerson *person;
  ZbTempDir *dir;
} Fixture;

static char *
path_of (Fixture *fixture, const char *name)
{
  return zb_temp_dir_path (fixture->dir, name);
}

static void
write_pem (Fixture *fixture, const char *name, ZbCertificate *certificate)
{
  g_autofree char *path = path_of (fixture, name);
  g_autofree char *pem = zb_certificate_to_pem (certificate);

  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->node = zb_test_node_new ();
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->dir = zb_temp_dir_new ();
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));
  write_pem (fixture, "root.pem", keyring->root);
  write_pem (fixture, "services.pem", keyring->branches[ZB_BRANCH_SERVICES].certificate);
  write_pem (fixture, "issuer.pem", keyring->branches[ZB_BRANCH_TLS].certificate);
  write_pem (fixture, "own.pem", fixture->person->tls);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  zb_temp_dir_free (fixture->dir);
}

/* Runs @command in the fixture's folder; what it says on both outputs. (transfer full) */
static char *
run (Fixture *fixture, int status, const char *command)
{
  const char *const argv[] = {"/bin/sh", "-c", command, NULL};
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *folder = path_of (fixture, ".");
  g_autoptr (GError) error = NULL;
  char *said = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  if (g_subprocess_get_exit_status (process) != status)
    g_test_message ("%s: %s", command, said);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  return said;
}

/* Puts the file @request to @path, and the answer into the file @response. */
static void
post_file (
    Fixture *fixture, const char *path, const char *type, const char *request, const char *response)
{
  g_autofree char *from = path_of (fixture, request);
  g_autofree char *to = path_of (fixture, response);
  const char *const headers[] = {"Content-Type", type, NULL};
  char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_autoptr (GBytes) body = g_bytes_new_take (bytes, length);
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (
      fixture->node,
      &(ZbFakeRequest){.method = "POST", .path = path, .headers = headers, .body = body});
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_null (zb_fake_answer_header (answer, "expires"));
  g_assert_true (g_file_set_contents (to, answer->text, (gssize)answer->length, NULL));
}

/* Asks about own.pem as `openssl ocsp` does, and gives what both clients say of the answer. */
static char *
ask_openssl (Fixture *fixture, const char *options)
{
  g_autofree char *ask =
      g_strdup_printf ("openssl ocsp -issuer issuer.pem %s -cert own.pem -reqout q.der", options);
  g_autofree char *asked = run (fixture, 0, ask);

  post_file (fixture, "/ocsp", ZB_MIME_OCSP_REQUEST, "q.der", "a.der");
  /* The nonce is the one of the file: asking would put another in its place. */
  g_autofree char *judge = g_strdup_printf (
      "openssl ocsp -no_nonce -reqin q.der -respin a.der -issuer issuer.pem %s -cert own.pem "
      "-CAfile root.pem -verify_other issuer.pem 2>&1",
      options);
  return run (fixture, 0, judge);
}

static void
assert_says (const char *text, const char *expected)
{
  if (!strstr (text, expected))
    g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, expected));
}

static void
act (Fixture *fixture, int reason)
{
  g_autoptr (GError) error = NULL;

  zb_authority_revoke (fixture->service->authority, zb_certificate_serial (fixture->person->tls),
                       reason, "test", NULL, g_get_real_time (), &error);
  g_assert_no_error (error);
}

static void
suspend (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  zb_authority_suspend (fixture->service->authority, zb_certificate_serial (fixture->person->tls),
                        "test", NULL, g_get_real_time (), &error);
  g_assert_no_error (error);
}

static void
reinstate (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  zb_authority_reinstate (fixture->service->authority, zb_certificate_serial (fixture->person->tls),
                          NULL, "test", NULL, g_get_real_time (), &error);
  g_assert_no_error (error);
}

static void
test_openssl_ocsp (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = ask_openssl (fixture, "");

  assert_says (good, "Response verify OK");
  assert_says (good, "own.pem: good");
  g_assert_null (strstr (good, "no nonce in response"));
  /* SHA-1 only names the authority; SHA-256 does as well. */
  g_autofree char *sha256 = ask_openssl (fixture, "-sha256");
  assert_says (sha256, "own.pem: good");
  suspend (fixture);
  g_autofree char *suspended = ask_openssl (fixture, "");
  assert_says (suspended, "own.pem: revoked");
  assert_says (suspended, "Reason: certificateHold");
  reinstate (fixture);
  g_autofree char *reinstated = ask_openssl (fixture, "");
  assert_says (reinstated, "own.pem: good");
  act (fixture, 1);
  g_autofree char *revoked = ask_openssl (fixture, "");
  assert_says (revoked, "Response verify OK");
  assert_says (revoked, "own.pem: revoked");
  assert_says (revoked, "Reason: keyCompromise");
}

static void
test_unknown_serial (Fixture *fixture, gconstpointer data)
{
  g_autofree char *asked =
      run (fixture, 0, "openssl ocsp -issuer issuer.pem -serial 0x7f00 -reqout q.der");

  post_file (fixture, "/ocsp", ZB_MIME_OCSP_REQUEST, "q.der", "a.der");
  g_autofree char *said =
      run (fixture, 0,
           "openssl ocsp -no_nonce -reqin q.der -respin a.der -issuer issuer.pem -serial 0x7f00 "
           "-CAfile root.pem -verify_other issuer.pem 2>&1");
  assert_says (said, "Response verify OK");
  assert_says (said, "0x7f00: unknown");
}

static void
test_gnutls_ocsptool (Fixture *fixture, gconstpointer data)
{
  g_autofree char *asked = run (fixture, 0,
                                "ocsptool --load-issuer issuer.pem --load-cert own.pem "
                                "--generate-request --outder --outfile q.der");

  post_file (fixture, "/ocsp", ZB_MIME_OCSP_REQUEST, "q.der", "a.der");
  g_autofree char *said = run (fixture, 0,
                               "cat issuer.pem root.pem > trust.pem; "
                               "ocsptool --verify-response --load-trust trust.pem "
                               "--load-response a.der; ocsptool -j --infile a.der");
  assert_says (said, "Verifying OCSP Response: Success");
  assert_says (said, "Certificate Status: good");
}

/* Whoever signs an answer that nobody let him is not believed. */
static void
test_responder_is_delegated (Fixture *fixture, gconstpointer data)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));

  write_pem (fixture, "other.pem", keyring->branches[ZB_BRANCH_SIGNING].certificate);
  g_autofree char *good = ask_openssl (fixture, "");
  assert_says (good, "own.pem: good");
  /* About a certificate of another branch the same answer says nothing. */
  g_autofree char *asked =
      run (fixture, 0, "openssl ocsp -issuer root.pem -cert issuer.pem -reqout q.der");
  post_file (fixture, "/ocsp", ZB_MIME_OCSP_REQUEST, "q.der", "a.der");
  g_autofree char *refused = run (fixture, 1, "openssl ocsp -respin a.der -noverify 2>&1");
  assert_says (refused, "unauthorized");
}

static ZbFakeAnswer *
get_ocsp (Fixture *fixture, const char *file)
{
  g_autofree char *path = path_of (fixture, file);
  char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_autofree char *base64 = g_base64_encode ((guchar *)bytes, length);
  g_autofree char *target = g_strconcat ("/ocsp/", base64, NULL);
  g_free (bytes);
  return zb_fake_get (fixture->node, NULL, target, NULL);
}

/* RFC 5019: what is asked by GET may be kept on the way, unless it was asked with a nonce. */
static void
test_get_may_be_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *asked =
      run (fixture, 0, "openssl ocsp -issuer issuer.pem -cert own.pem -no_nonce -reqout q.der");
  g_autoptr (ZbFakeAnswer) answer = get_ocsp (fixture, "q.der");

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (zb_fake_answer_header (answer, "content-type"), ==, ZB_MIME_OCSP_RESPONSE);
  g_assert_cmpstr (zb_fake_answer_header (answer, "cache-control"), ==,
                   "max-age=3600, public, no-transform, must-revalidate");
  g_assert_nonnull (strstr (zb_fake_answer_header (answer, "expires"), " GMT"));
  g_autofree char *once =
      run (fixture, 0, "openssl ocsp -issuer issuer.pem -cert own.pem -nonce -reqout q.der");
  g_autoptr (ZbFakeAnswer) fresh = get_ocsp (fixture, "q.der");
  g_assert_cmpuint (fresh->status, ==, 200);
  g_assert_null (zb_fake_answer_header (fresh, "expires"));
}

static void
test_malformed_questions (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_OCSP_REQUEST, NULL};
  static const guint8 malformed[] = {0x30, 0x03, 0x0a, 0x01, 0x01};
  g_autoptr (GBytes) body = g_bytes_new_static ("\x30\x03\x0a\x01\x00", 5);
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (
      fixture->node,
      &(ZbFakeRequest){.method = "POST", .path = "/ocsp", .headers = headers, .body = body});
  g_autoptr (ZbFakeAnswer) wrong_type = zb_fake_ask (
      fixture->node, &(ZbFakeRequest){.method = "POST", .path = "/ocsp", .body = body});
  g_autoptr (ZbFakeAnswer) no_base64 = zb_fake_get (fixture->node, NULL, "/ocsp/????", NULL);

  g_assert_cmpmem (answer->text, answer->length, malformed, sizeof malformed);
  zb_fake_assert_refused (wrong_type, 415, "wrong-type");
  g_assert_cmpmem (no_base64->text, no_base64->length, malformed, sizeof malformed);
}

/* As a client on the network does it, base64 with its slashes included. */
static void
test_over_the_network (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (fixture->node, NULL);
  guint slashes = 0;

  for (guint serial = 0x100; slashes < 3 && serial < 0x4000; serial++) {
    g_autofree char *ask = g_strdup_printf (
        "openssl ocsp -issuer issuer.pem -serial 0x3fff%x -no_nonce -reqout q.der", serial);
    g_autofree char *said = run (fixture, 0, ask);
    g_autofree char *file = path_of (fixture, "q.der");
    g_autofree char *bytes = NULL;
    gsize length = 0;
    g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
    g_autofree char *base64 = g_base64_encode ((guchar *)bytes, length);
    g_autofree char *escaped = g_uri_escape_string (base64, NULL, FALSE);
    g_autofree char *path = g_strconcat ("/ocsp/", escaped, NULL);
    slashes += strchr (base64, '/') != NULL;
    g_assert_cmpuint (zb_test_ask (client, "GET", path, NULL, NULL, NULL), ==, 200);
  }
  g_assert_cmpuint (slashes, >=, 1);
}

static void
test_openssl_ts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *asked = run (fixture, 0,
                                "echo 报表 > data; "
                                "openssl ts -query -data data -sha256 -cert -out q.tsq");

  post_file (fixture, "/tsa", ZB_MIME_STAMP_REQUEST, "q.tsq", "a.tsr");
  g_autofree char *verified = run (fixture, 0,
                                   "openssl ts -verify -queryfile q.tsq -in a.tsr -CAfile root.pem "
                                   "-untrusted services.pem 2>&1; "
                                   "openssl ts -reply -in a.tsr -text");
  assert_says (verified, "Verification: OK");
  assert_says (verified, "Accuracy: 0x01 seconds");
  assert_says (verified, "Ordering: yes");
  assert_says (verified, "Policy OID: 2.25.276074272697723203051111125324076137513");
  g_autofree char *sha512 = run (fixture, 0, "openssl ts -query -data data -sha512 -out q.tsq");
  post_file (fixture, "/tsa", ZB_MIME_STAMP_REQUEST, "q.tsq", "a.tsr");
  /* Whoever does not ask for the certificate has it. */
  g_autofree char *bare = run (fixture, 0, "openssl ts -reply -in a.tsr -text");
  assert_says (bare, "Status: Granted.");
}

static void
test_stamps_refused (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *make, *says;
  } cases[] = {
      {"openssl ts -query -data data -sha1 -out q.tsq", "unrecognized or unsupported algorithm"},
      {"openssl ts -query -data data -md5 -out q.tsq", "unrecognized or unsupported algorithm"},
      {"openssl ts -query -data data -sha256 -tspolicy 1.2.3 -out q.tsq",
       "TSA policy is not supported"},
      {"printf 'no request' > q.tsq", "the data submitted has the wrong format"},
      {": > q.tsq", "the data submitted has the wrong format"},
  };
  g_autofree char *made = run (fixture, 0, "echo x > data");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *asked = run (fixture, 0, cases[i].make);
    post_file (fixture, "/tsa", ZB_MIME_STAMP_REQUEST, "q.tsq", "a.tsr");
    g_autofree char *said = run (fixture, 0, "openssl ts -reply -in a.tsr -text");
    assert_says (said, "Status: Rejected.");
    assert_says (said, cases[i].says);
  }
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/proof-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("openssl-ocsp", test_openssl_ocsp);
  ADD ("unknown-serial", test_unknown_serial);
  ADD ("gnutls-ocsptool", test_gnutls_ocsptool);
  ADD ("responder-is-delegated", test_responder_is_delegated);
  ADD ("get-may-be-kept", test_get_may_be_kept);
  ADD ("malformed-questions", test_malformed_questions);
  ADD ("over-the-network", test_over_the_network);
  ADD ("openssl-ts", test_openssl_ts);
  ADD ("stamps-refused", test_stamps_refused);
  return g_test_run ();
}
