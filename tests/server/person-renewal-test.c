/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "exchange/signature.h"
#include "formats/json-writer.h"
#include "server/authority/authority.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <string.h>

/* Persons get another term by the keys that they have. */

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350200MA32Q09R2R"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  const ZbService *service;
  ZbTestPerson *person;
  gint64 end; /* of the person's certificates */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->end = zb_certificate_not_after (fixture->person->tls);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

/* Also puts a fresh revocation list in place, as the minute's round does. */
static void
go_to (Fixture *fixture, gint64 when)
{
  g_autoptr (GError) error = NULL;

  fixture->now = when;
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
}

/* A renewal of the connection's key and, with @signing, of a signing key, asked by @signer. */
static char *
make_request (Fixture *fixture, const ZbKey *tls, const ZbKey *signing, ZbSigner *signer)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  g_autoptr (GError) error = NULL;

  zb_json_writer_begin_object (json, NULL);
  if (tls) {
    g_autoptr (GBytes) request = zb_key_request (tls, "asked", NULL, &error);
    zb_json_writer_bytes (json, "tls_request", request);
  }
  if (signing) {
    g_autoptr (GBytes) request = zb_key_request (signing, "asked", NULL, &error);
    gsize length = 0;
    const void *bytes = g_bytes_get_data (request, &length);
    g_autoptr (GBytes) signature =
        zb_signature_make (signer, bytes, length, fixture->now, TRUE, &error);
    g_assert_no_error (error);
    zb_json_writer_bytes (json, "signing_request", request);
    zb_json_writer_bytes (json, "signature", signature);
  }
  zb_json_writer_end_object (json);
  return zb_json_writer_finish (json);
}

static ZbFakeAnswer *
renew (Fixture *fixture, const ZbKey *tls, const ZbKey *signing, ZbSigner *signer)
{
  g_autofree char *json = make_request (fixture, tls, signing, signer);

  return zb_fake_post (fixture->node, fixture->person, "/v1/renewals", json, NULL);
}

static ZbCertificate *
read_member (const ZbFakeAnswer *answer, const char *name)
{
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const char *pem = zb_json_get_string (json, name);
  g_autoptr (GError) error = NULL;

  if (!pem)
    return NULL;
  ZbCertificate *certificate = zb_certificate_read (pem, strlen (pem), &error);
  g_assert_no_error (error);
  return certificate;
}

static void
take_tls (Fixture *fixture, const ZbFakeAnswer *answer)
{
  if (answer->status != 201)
    g_test_message ("%s", answer->text);
  g_assert_cmpuint (answer->status, ==, 201);
  zb_certificate_unref (fixture->person->tls);
  fixture->person->tls = read_member (answer, "tls_certificate");
  g_assert_nonnull (fixture->person->tls);
}

static void
test_says_the_same_for_longer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbKey) fresh = zb_test_key_new ();

  go_to (fixture, fixture->end - 30 * DAY);
  g_autoptr (ZbFakeAnswer) answer =
      renew (fixture, fixture->person->tls_key, fresh, fixture->person->signer);
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbCertificate) tls = read_member (answer, "tls_certificate");
  g_autoptr (ZbCertificate) signing = read_member (answer, "signing_certificate");
  g_assert_true (zb_certificate_same_key (tls, fixture->person->tls));
  g_assert_true (zb_key_fits (fresh, signing));
  g_assert_cmpstr (zb_certificate_name (tls), ==, zb_certificate_name (fixture->person->tls));
  g_assert_cmpstr (zb_certificate_unit (signing), ==, UNIT);
  g_assert_cmpuint (zb_certificate_uses (signing), ==, ZB_USE_SIGNING);
  g_assert_cmpuint (zb_certificate_uses (tls), ==, ZB_USE_TLS_CLIENT);
  g_assert_cmpint (zb_certificate_not_after (tls), >, fixture->end + 300 * DAY);
}

static void
test_not_too_early (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, fixture->end - 61 * DAY);
  g_autoptr (ZbFakeAnswer) early = renew (fixture, fixture->person->tls_key, NULL, NULL);
  zb_fake_assert_refused (early, 409, "too-early");
  go_to (fixture, fixture->end - 59 * DAY);
  g_autoptr (ZbFakeAnswer) in_time = renew (fixture, fixture->person->tls_key, NULL, NULL);
  g_assert_cmpuint (in_time->status, ==, 201);
}

/* A lost answer costs nothing: the same key gets the same certificate. */
static void
test_asked_again_is_the_same (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, fixture->end - DAY);
  g_autoptr (ZbFakeAnswer) first = renew (fixture, fixture->person->tls_key, NULL, NULL);
  g_autoptr (ZbFakeAnswer) again = renew (fixture, fixture->person->tls_key, NULL, NULL);
  g_autoptr (ZbCertificate) one = read_member (first, "tls_certificate");
  g_autoptr (ZbCertificate) two = read_member (again, "tls_certificate");
  g_assert_cmpstr (zb_certificate_digest (one), ==, zb_certificate_digest (two));
}

/* Over, it opens nothing but its own renewal, and that for fifteen days. */
static void
test_grace (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, fixture->end + 14 * DAY);
  g_autoptr (ZbFakeAnswer) shut = zb_fake_get (fixture->node, fixture->person, "/v1/me", NULL);
  zb_fake_assert_refused (shut, 403, "certificate-expired");
  g_autoptr (ZbFakeAnswer) answer = renew (fixture, fixture->person->tls_key, NULL, NULL);
  take_tls (fixture, answer);
  g_autoptr (ZbFakeAnswer) open = zb_fake_get (fixture->node, fixture->person, "/v1/me", NULL);
  g_assert_cmpuint (open->status, ==, 200);
}

static void
test_grace_ends (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, fixture->end + 15 * DAY + G_USEC_PER_SEC);
  g_autoptr (ZbFakeAnswer) answer = renew (fixture, fixture->person->tls_key, NULL, NULL);
  zb_fake_assert_refused (answer, 403, "certificate-expired");
}

static void
test_suspended_is_not_renewed (Fixture *fixture, gconstpointer data)
{
  const char *serial = zb_certificate_serial (fixture->person->tls);
  g_autoptr (GError) error = NULL;

  go_to (fixture, fixture->end + DAY);
  zb_authority_suspend (fixture->service->authority, serial, "test", NULL, fixture->now, &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) answer = renew (fixture, fixture->person->tls_key, NULL, NULL);
  zb_fake_assert_refused (answer, 403, "certificate-revoked");
}

static void
test_by_ones_own_signing_key_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) other = zb_test_node_add_enterprise (fixture->node, OTHER, "厦门鹭岛");
  g_autoptr (ZbKey) fresh = zb_test_key_new ();

  go_to (fixture, fixture->end - DAY);
  g_autoptr (ZbFakeAnswer) of_other = renew (fixture, NULL, fresh, other->signer);
  zb_fake_assert_refused (of_other, 403, "not-ones-own");
  /* And a key for one purpose stays out of the other. */
  g_autoptr (ZbFakeAnswer) mixed =
      renew (fixture, fixture->person->tls_key, fixture->person->tls_key, fixture->person->signer);
  zb_fake_assert_refused (mixed, 422, "bad-name");
}

static guint
send_report (Fixture *fixture, char **ret_code)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});
  *ret_code = zb_fake_answer_code (answer);
  return answer->status;
}

/* Deadline day: both certificates ended in the night. The connection's is renewed with its key, and
 * the report that was signed arrives. */
static void
test_deadline_day (Fixture *fixture, gconstpointer data)
{
  g_autofree char *none = NULL;

  go_to (fixture, fixture->end + DAY);
  g_autoptr (ZbFakeAnswer) answer = renew (fixture, fixture->person->tls_key, NULL, NULL);
  take_tls (fixture, answer);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  g_assert_cmpuint (send_report (fixture, &none), ==, 201);
}

static void
test_signature_after_the_grace (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = NULL;

  go_to (fixture, fixture->end + DAY);
  g_autoptr (ZbFakeAnswer) answer = renew (fixture, fixture->person->tls_key, NULL, NULL);
  take_tls (fixture, answer);
  go_to (fixture, fixture->end + 16 * DAY);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  g_assert_cmpuint (send_report (fixture, &code), ==, 403);
  g_assert_cmpstr (code, ==, "signer-expired");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/person-renewal/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("says-the-same-for-longer", test_says_the_same_for_longer);
  ADD ("not-too-early", test_not_too_early);
  ADD ("asked-again-is-the-same", test_asked_again_is_the_same);
  ADD ("grace", test_grace);
  ADD ("grace-ends", test_grace_ends);
  ADD ("suspended-is-not-renewed", test_suspended_is_not_renewed);
  ADD ("by-ones-own-signing-key-only", test_by_ones_own_signing_key_only);
  ADD ("deadline-day", test_deadline_day);
  ADD ("signature-after-the-grace", test_signature_after_the_grace);
  return g_test_run ();
}
