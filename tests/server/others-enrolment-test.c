/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolling by an invitation with a certificate that a province's authority made. */
#include "formats/json-writer.h"
#include "server/verify.h"
#include "tests/server/others-fixture.h"

#include <string.h>

#define OTHER "91350213MA3BWYA54F"

static char *
ask_code (ZbOthersFixture *fixture)
{
  g_autofree char *invitation = zb_test_node_invite_unit (fixture->node, ZB_OTHERS_UNIT);

  return zb_test_invitation_line (invitation, "code");
}

static ZbKey *
read_key (ZbOthersFixture *fixture, const char *file)
{
  g_autofree char *name = g_strconcat (file, ".key", NULL);
  g_autofree char *path = zb_province_path (fixture->province, name);
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_read_pem (path, NULL, &error);

  g_assert_no_error (error);
  return key;
}

/* With the certificate of FILE (nullable: none), and a request by @key. */
static ZbFakeAnswer *
enrol (ZbOthersFixture *fixture, const char *code, const char *file, const ZbKey *key)
{
  g_autoptr (ZbCertificate) certificate =
      file ? zb_province_certificate (fixture->province, file) : NULL;
  g_autoptr (ZbKey) tls = zb_test_key_new ();
  g_autoptr (GBytes) signing_request = zb_key_request (key, "asked", NULL, NULL);
  g_autoptr (GBytes) tls_request = zb_key_request (tls, "asked", NULL, NULL);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "code", code);
  zb_json_writer_string (json, "name", ZB_OTHERS_PERSON);
  zb_json_writer_bytes (json, "signing_request", signing_request);
  zb_json_writer_bytes (json, "tls_request", tls_request);
  if (certificate)
    zb_json_writer_bytes (json, "signing_certificate", zb_certificate_der (certificate));
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  ZbFakeAnswer *answer = zb_fake_post (fixture->node, NULL, "/v1/enrolments", text, NULL);
  g_test_message ("%s", answer->text);
  return answer;
}

static void
take_tls (ZbOthersFixture *fixture, const ZbFakeAnswer *answer)
{
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const char *pem = zb_json_get_string (json, "tls_certificate");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (answer->status, ==, 201);
  zb_certificate_unref (fixture->tls);
  fixture->tls = zb_certificate_read (pem, strlen (pem), &error);
  g_assert_no_error (error);
  fixture->person.tls = fixture->tls;
}

static void
test_registers_and_reports (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autofree char *code = ask_code (fixture);
  g_autoptr (ZbKey) key = read_key (fixture, "signing");
  g_autoptr (ZbFakeAnswer) enrolled = enrol (fixture, code, "signing", key);
  g_autoptr (ZbJson) json = zb_fake_answer_json (enrolled);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (enrolled->status, ==, 201);
  const char *pem = zb_json_get_string (json, "signing_certificate");
  g_autoptr (ZbCertificate) back = zb_certificate_read (pem, strlen (pem), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_digest (back), ==,
                   zb_certificate_digest (zb_signer_certificate (fixture->signer)));
  /* The connection's is this node's own, for the person whom the province names. */
  take_tls (fixture, enrolled);
  g_assert_cmpstr (zb_certificate_name (fixture->tls), ==, ZB_OTHERS_PERSON);
  g_assert_cmpstr (zb_certificate_unit (fixture->tls), ==, ZB_OTHERS_UNIT);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, &fixture->person);
  g_assert_cmpuint (sent->status, ==, 201);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  const ZbLogFault *fault = report->faults->len > 0 ? report->faults->pdata[0] : NULL;
  g_assert_cmpstr (fault ? fault->table : "in order", ==, "in order");
}

/* What is refused leaves the invitation as it is. */
static void
test_nobody_elses (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autofree char *code = ask_code (fixture);
  g_autoptr (ZbKey) key = read_key (fixture, "signing");
  g_autoptr (ZbKey) another = zb_test_key_new ();

  zb_province_certify (fixture->province, "other", "/CN=" ZB_OTHERS_PERSON "/OU=" OTHER,
                       ZB_USE_SIGNING);
  g_autoptr (ZbKey) others_key = read_key (fixture, "other");
  g_autoptr (ZbKey) tls_key = read_key (fixture, "tls");
  g_autoptr (ZbFakeAnswer) stolen = enrol (fixture, code, "signing", another);
  g_autoptr (ZbFakeAnswer) other = enrol (fixture, code, "other", others_key);
  g_autoptr (ZbFakeAnswer) connects = enrol (fixture, code, "tls", tls_key);
  zb_others_assert_tells (stolen, 403, "not-ones-own", "not made with the key");
  zb_others_assert_tells (other, 422, "bad-name", "is not one to sign for " ZB_OTHERS_UNIT);
  zb_others_assert_tells (connects, 422, "bad-name", "is not one to sign for " ZB_OTHERS_UNIT);
  g_autoptr (ZbFakeAnswer) own = enrol (fixture, code, "signing", key);
  g_assert_cmpuint (own->status, ==, 201);
  g_autoptr (ZbFakeAnswer) spent = enrol (fixture, code, "signing", key);
  g_assert_cmpuint (spent->status, >=, 400);
}

/* One that this node certified needs no other way in. */
static void
test_not_of_this_node (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autofree char *code = ask_code (fixture);
  g_autofree char *path = zb_province_path (fixture->province, "own.pem");
  g_autofree char *pem = zb_certificate_to_pem (zb_signer_certificate (fixture->own->signer));
  g_autoptr (ZbKey) key = zb_test_key_new ();

  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  g_autoptr (ZbFakeAnswer) answer = enrol (fixture, code, "own", key);
  zb_others_assert_tells (answer, 403, "not-ones-own", "not made with the key");
}

/* From now on the node certifies no unit's signatures, and everything for so short that it can be
 * renewed at once. */
static void
certify_elsewhere (ZbOthersFixture *fixture)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  zb_test_node_close (fixture->node);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more =
      g_strconcat (text, "[authority]\ncertify-units = 0\ncertificate-days = 30\n", NULL);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
  zb_test_node_open (fixture->node);
}

static ZbFakeAnswer *
renew_tls (ZbOthersFixture *fixture)
{
  g_autoptr (ZbKey) key = zb_test_key_new ();
  g_autoptr (GBytes) request = zb_key_request (key, "asked", NULL, NULL);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_bytes (json, "tls_request", request);
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  return zb_fake_post (fixture->node, &fixture->person, "/v1/renewals", text, NULL);
}

/* Where units are certified by the province only: with its certificate, and not without one. */
static void
test_instead_of_ours (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (ZbKey) key = read_key (fixture, "signing");
  g_autoptr (ZbKey) another = zb_test_key_new ();

  certify_elsewhere (fixture);
  g_autofree char *code = ask_code (fixture);
  g_autoptr (ZbFakeAnswer) without = enrol (fixture, code, NULL, another);
  zb_others_assert_tells (without, 409, "certified-elsewhere", "certifies no unit's signatures");
  g_autoptr (ZbFakeAnswer) enrolled = enrol (fixture, code, "signing", key);
  take_tls (fixture, enrolled);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, &fixture->person);
  g_assert_cmpuint (sent->status, ==, 201);
  /* The connection's goes on to be renewed, so that the next report comes through, too. */
  g_autoptr (ZbFakeAnswer) renewed = renew_tls (fixture);
  take_tls (fixture, renewed);
  g_autoptr (ZbFakeAnswer) again = zb_others_send (fixture, &fixture->person, &fixture->person);
  g_assert_cmpint (again->status / 100, ==, 2);
}

/* Nor does the queue of requests, which two persons approve, give one to sign with. */
static void
test_no_requests_then (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (ZbKey) signing = zb_test_key_new (), tls = zb_test_key_new ();
  g_autoptr (GBytes) signing_request = zb_key_request (signing, "asked", NULL, NULL);
  g_autoptr (GBytes) tls_request = zb_key_request (tls, "asked", NULL, NULL);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  certify_elsewhere (fixture);
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "unit", ZB_OTHERS_UNIT);
  zb_json_writer_string (json, "name", ZB_OTHERS_PERSON);
  zb_json_writer_string (json, "contact", "13800000000");
  zb_json_writer_bytes (json, "signing_request", signing_request);
  zb_json_writer_bytes (json, "tls_request", tls_request);
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  g_autoptr (ZbFakeAnswer) asked = zb_fake_post (fixture->node, NULL, "/v1/csr", text, NULL);
  zb_others_assert_tells (asked, 409, "certified-elsewhere", "by an invitation");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/others-enrolment/" name, ZbOthersFixture, NULL, zb_others_set_up, test,     \
              zb_others_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("registers-and-reports", test_registers_and_reports);
  ADD ("nobody-elses", test_nobody_elses);
  ADD ("not-of-this-node", test_not_of_this_node);
  ADD ("instead-of-ours", test_instead_of_ours);
  ADD ("no-requests-then", test_no_requests_then);
  return g_test_run ();
}
