/* SPDX-License-Identifier: Apache-2.0 */
/* The OCSP responder of a province's authority is asked about those who sign. */
#include "exchange/protocol.h"
#include "exchange/sm2.h"
#include "server/checkup.h"
#include "server/reading/error.h"
#include "tests/server/others-fixture.h"
#include "tests/support/responder.h"
#include "tests/support/sample.h"

#include <string.h>

typedef struct {
  ZbOthersFixture all;
  ZbResponder *responder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  zb_others_set_up (&fixture->all, data);
  zb_others_register_both (&fixture->all);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_responder_free (fixture->responder);
  zb_others_tear_down (&fixture->all, data);
}

/* Begins anew with @url as the responder. */
static void
ask_at (Fixture *fixture, const char *url, const char *more)
{
  g_autofree char *settings = g_strdup_printf ("certificates = province.pem\nunit = subject OU\n"
                                               "lists = root.crl persons.crl\nocsp = %s\n%s",
                                               url, more);

  zb_test_node_close (fixture->all.node);
  zb_others_configure (&fixture->all, settings);
  zb_test_node_open (fixture->all.node);
}

static void
respond (Fixture *fixture, const char *index, const char *signer, const char *more)
{
  zb_province_certify (fixture->all.province, "responder", "/CN=OCSP", ZB_USE_OCSP);
  fixture->responder = zb_responder_new (fixture->all.province, index, signer, NULL);
  ask_at (fixture, zb_responder_url (fixture->responder), more);
}

static ZbFakeAnswer *
send_at_once (Fixture *fixture)
{
  return zb_others_send (&fixture->all, &fixture->all.person, &fixture->all.person);
}

/* The body comes once the head was judged. */
static ZbFakeAnswer *
send_after_its_head (Fixture *fixture)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  const ZbTestPerson *person = &fixture->all.person;
  g_autoptr (GBytes) message = zb_sample_message (fixture->all.node, person, NULL);

  return zb_fake_ask (fixture->all.node, &(ZbFakeRequest){
                                             .method = "POST",
                                             .path = "/v1/messages",
                                             .headers = headers,
                                             .body = message,
                                             .judged = TRUE,
                                             .person = person,
                                         });
}

/* As a courier does, who comes again while a responder is being asked. */
static ZbFakeAnswer *
repeat (Fixture *fixture, ZbFakeAnswer *(*send) (Fixture *fixture))
{
  for (guint i = 0;; i++) {
    ZbFakeAnswer *answer = send (fixture);

    if (answer->status != 503 || !strstr (answer->text, "is being asked"))
      return answer;
    g_assert_cmpuint (i, <, 100);
    g_assert_nonnull (zb_fake_answer_header (answer, "retry-after"));
    zb_fake_answer_free (answer);
    g_usleep (50000);
  }
}

static ZbFakeAnswer *
send_patiently (Fixture *fixture)
{
  return repeat (fixture, send_at_once);
}

static void
assert_counted (Fixture *fixture, const char *outcome)
{
  ZbMetrics *metrics = zb_node_service (zb_test_node_get (fixture->all.node))->metrics;
  g_autofree char *page = zb_metrics_write (metrics);
  g_autofree char *line = g_strdup_printf (
      "zhibaod_ocsp_answers_total{authority=\"province\",outcome=\"%s\"} 1\n", outcome);

  if (!strstr (page, line))
    g_error ("%s is not in\n%s", line, page);
}

/* A list that is over is no hindrance then: only who connects is judged by it. */
static void
test_good_is_asked_once (Fixture *fixture, gconstpointer data)
{
  zb_province_list (fixture->all.province, "-crlsec 1");
  zb_province_run (fixture->all.province, "sleep 3", NULL);
  respond (fixture, "index.txt", "responder", "");
  fixture->all.person.tls = fixture->all.own->tls;
  for (guint i = 0; i < 2; i++) {
    g_autoptr (ZbFakeAnswer) sent = send_patiently (fixture);

    g_assert_cmpint (sent->status / 100, ==, 2);
  }
  assert_counted (fixture, "good");
}

/* Who was proven by the head of a request is known when it goes on after the responder's answer. */
static void
test_knows_who_waited (Fixture *fixture, gconstpointer data)
{
  respond (fixture, "index.txt", "responder", "ocsp-away = refuse\n");
  g_autoptr (ZbFakeAnswer) sent = repeat (fixture, send_after_its_head);
  g_assert_cmpuint (sent->status, ==, 201);
  assert_counted (fixture, "good");
}

/* The authority itself may answer, too. */
static void
test_by_the_authority_itself (Fixture *fixture, gconstpointer data)
{
  respond (fixture, "index.txt", "below", "ocsp-away = refuse\n");
  g_autoptr (ZbFakeAnswer) sent = send_patiently (fixture);
  g_assert_cmpuint (sent->status, ==, 201);
  assert_counted (fixture, "good");
}

/* $1: the identifier. */
static const char make_sm2_responder[] =
    "set -e; openssl genpkey -quiet -algorithm SM2 -out sm2.key\n"
    "openssl req -new -key sm2.key -sm3 -sigopt distid:$1 -config ca.cnf -subj /CN=OCSP -out "
    "sm2.csr\n"
    "openssl x509 -req -in sm2.csr -vfyopt distid:$1 -CA below.pem -CAkey below.key "
    "-CAcreateserial -days 9 -extfile ca.cnf -extensions responder -out sm2.pem\n";

/* OpenSSL's responder asks for the identifier, which is ours and everybody's. */
static void
test_by_sm2 (Fixture *fixture, gconstpointer data)
{
  static const char *const options[] = {"-rmd", "sm3", "-rsigopt", "distid:" ZB_SM2_ID, NULL};

  zb_province_run (fixture->all.province, make_sm2_responder,
                   (const char *const[]){ZB_SM2_ID, NULL});
  fixture->responder = zb_responder_new (fixture->all.province, "index.txt", "sm2", options);
  ask_at (fixture, zb_responder_url (fixture->responder), "ocsp-away = refuse\n");
  g_autoptr (ZbFakeAnswer) sent = send_patiently (fixture);
  g_assert_cmpuint (sent->status, ==, 201);
  assert_counted (fixture, "good");
}

/* The responder knows before any list says so. */
static void
test_revoked (Fixture *fixture, gconstpointer data)
{
  zb_province_run (fixture->all.province,
                   "openssl ca -config ca.cnf -name of_below -revoke signing.pem", NULL);
  respond (fixture, "index.txt", "responder", "");
  g_autoptr (ZbFakeAnswer) sent = send_patiently (fixture);
  zb_others_assert_tells (sent, 403, "signer-revoked", ZB_OTHERS_PERSON);
  assert_counted (fixture, "revoked");
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  respond (fixture, "none.txt", "responder", "");
  g_autoptr (ZbFakeAnswer) sent = send_patiently (fixture);
  zb_others_assert_tells (sent, 403, "unknown-certificate",
                          "is not known to the authority that it names");
  assert_counted (fixture, "unknown");
}

/* A person of the authority may not answer for it: it is as if nobody did. */
static void
test_signed_by_whom_it_may_not (Fixture *fixture, gconstpointer data)
{
  respond (fixture, "index.txt", "signing", "ocsp-away = refuse\n");
  g_autoptr (ZbFakeAnswer) sent = send_patiently (fixture);
  zb_others_assert_tells (sent, 503, "revocation-unknown", "responder does not answer");
  assert_counted (fixture, "bad");
}

static gboolean
refuse_answers (ZbForeignKind kind, const void *bytes, gsize length, gpointer data, GError **error)
{
  if (kind != ZB_FOREIGN_OCSP_ANSWER)
    return TRUE;
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE, "its parser died");
  return FALSE;
}

/* An answer that kills its parser is none. */
static void
test_answer_that_nobody_comes_through (Fixture *fixture, gconstpointer data)
{
  respond (fixture, "index.txt", "responder", "ocsp-away = refuse\n");
  zb_trust_set_vet (zb_node_service (zb_test_node_get (fixture->all.node))->trust, refuse_answers,
                    NULL);
  g_autoptr (ZbFakeAnswer) held = send_patiently (fixture);
  zb_others_assert_tells (held, 503, "revocation-unknown", "responder does not answer");
  assert_counted (fixture, "bad");
}

/* Where nobody listens the list decides, unless the operator says otherwise. */
static void
test_away (Fixture *fixture, gconstpointer data)
{
  respond (fixture, "index.txt", "responder", "");
  g_autofree char *url = g_strdup (zb_responder_url (fixture->responder));
  g_clear_pointer (&fixture->responder, zb_responder_free);
  g_autoptr (ZbFakeAnswer) sent = send_patiently (fixture);
  g_assert_cmpuint (sent->status, ==, 201);
  assert_counted (fixture, "away");
  ask_at (fixture, url, "ocsp-away = refuse\n");
  g_autoptr (ZbFakeAnswer) held = send_patiently (fixture);
  zb_others_assert_tells (held, 503, "revocation-unknown", "responder does not answer");
  g_assert_nonnull (zb_fake_answer_header (held, "retry-after"));
}

/* While one hangs nobody else waits for it. */
static void
test_slow (Fixture *fixture, gconstpointer data)
{
  fixture->responder = zb_responder_new_mute ();
  ask_at (fixture, zb_responder_url (fixture->responder), "ocsp-away = refuse\n");
  g_autoptr (ZbFakeAnswer) held = send_patiently (fixture);
  zb_others_assert_tells (held, 503, "revocation-unknown", "responder does not answer");
  g_autoptr (ZbFakeAnswer) own = zb_others_send (&fixture->all, fixture->all.own, fixture->all.own);
  g_assert_cmpuint (own->status, ==, 201);
}

/* $1: the responder, which reads its index once: the certificate that names it has the number of
 * one that the index knows. */
static const char name_responder[] =
    "set -e; sed -i \"s|^.signing.$|&\\nauthorityInfoAccess = OCSP;URI:$1|\" ca.cnf\n"
    "serial=$(openssl x509 -in named.pem -noout -serial | cut -d= -f2)\n"
    "openssl x509 -req -in named.csr -CA below.pem -CAkey below.key -set_serial 0x$serial "
    "-days 365 -extfile ca.cnf -extensions signing -out named.pem\n";

/* The certificate says where. */
static void
test_address_of_the_certificate (Fixture *fixture, gconstpointer data)
{
  ZbTestPerson person = fixture->all.person;

  zb_province_certify (fixture->all.province, "named",
                       "/CN=" ZB_OTHERS_PERSON "/OU=" ZB_OTHERS_UNIT, ZB_USE_SIGNING);
  respond (fixture, "index.txt", "responder", "");
  zb_province_run (fixture->all.province, name_responder,
                   (const char *const[]){zb_responder_url (fixture->responder), NULL});
  ask_at (fixture, "ask", "ocsp-away = refuse\n");
  g_autoptr (ZbSigner) signer = zb_province_signer (fixture->all.province, "named");
  for (guint i = 0;; i++) {
    g_autoptr (ZbFakeAnswer) registered =
        zb_others_register (&fixture->all, fixture->all.city, zb_signer_certificate (signer));

    g_assert_cmpuint (i, <, 100);
    if (registered->status == 201)
      break;
    g_assert_cmpuint (registered->status, ==, 503);
  }
  assert_counted (fixture, "good");
  /* One that names nobody cannot be asked about. */
  g_autoptr (ZbFakeAnswer) unnamed = send_patiently (fixture);
  zb_others_assert_tells (unnamed, 503, "revocation-unknown", "responder does not answer");
  person.signer = signer;
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (&fixture->all, &person, &person);
  g_assert_cmpuint (sent->status, ==, 201);
}

static void
assert_checkup (Fixture *fixture, ZbCheckupLevel level, const char *says)
{
  g_autoptr (GPtrArray) points =
      zb_checkup_make (zb_test_node_dir (fixture->all.node), g_get_real_time ());
  gboolean found = FALSE;

  for (guint i = 0; i < points->len; i++) {
    const ZbCheckupPoint *point = points->pdata[i];

    if (!g_str_equal (point->name, "others"))
      continue;
    g_test_message ("%s", point->detail);
    g_assert_cmpint (point->level, ==, level);
    g_assert_nonnull (strstr (point->detail, says));
    found = TRUE;
  }
  g_assert_true (found);
}

/* An operator sees before a restart what his clients would meet. */
static void
test_checkup_asks_it (Fixture *fixture, gconstpointer data)
{
  respond (fixture, "index.txt", "responder", "");
  assert_checkup (fixture, ZB_CHECKUP_WELL, "answers");
  g_autofree char *url = g_strdup (zb_responder_url (fixture->responder));
  g_clear_pointer (&fixture->responder, zb_responder_free);
  assert_checkup (fixture, ZB_CHECKUP_WARNING, url);
  ask_at (fixture, url, "ocsp-away = refuse\n");
  assert_checkup (fixture, ZB_CHECKUP_ERROR, "nothing of it is believed");
  ask_at (fixture, url, "");
  zb_others_configure (&fixture->all, "certificates\n");
  assert_checkup (fixture, ZB_CHECKUP_ERROR, "province.conf:1:");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/others-ocsp/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* That a responder is away is told as a warning. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  ADD ("good-is-asked-once", test_good_is_asked_once);
  ADD ("knows-who-waited", test_knows_who_waited);
  ADD ("by-the-authority-itself", test_by_the_authority_itself);
  ADD ("by-sm2", test_by_sm2);
  ADD ("revoked", test_revoked);
  ADD ("unknown", test_unknown);
  ADD ("signed-by-whom-it-may-not", test_signed_by_whom_it_may_not);
  ADD ("answer-that-nobody-comes-through", test_answer_that_nobody_comes_through);
  ADD ("away", test_away);
  ADD ("slow", test_slow);
  ADD ("address-of-the-certificate", test_address_of_the_certificate);
  ADD ("checkup-asks-it", test_checkup_asks_it);
  return g_test_run ();
}
