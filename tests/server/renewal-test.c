/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "server/store/certificate.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#define UNIT "91350200MA2KUY1H08"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

static void
tend (ZbTestNode *node)
{
  g_autoptr (GError) error = NULL;

  zb_node_tend (zb_test_node_get (node), &error);
  g_assert_no_error (error);
}

/* A certificate in use is never over: 31 days ahead nothing happens, 29 days ahead it does. */
static void
test_the_servers_in_time (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (node));
  gint64 end = zb_certificate_not_after (keyring->tls);
  g_autofree char *serial = g_strdup (zb_certificate_serial (keyring->tls));
  g_autofree char *receipt = g_strdup (zb_certificate_serial (keyring->receipt));
  g_autoptr (GError) error = NULL;

  now = end - 31 * DAY;
  tend (node);
  g_assert_cmpstr (zb_certificate_serial (keyring->tls), ==, serial);
  now = end - 29 * DAY;
  tend (node);
  g_assert_cmpstr (zb_certificate_serial (keyring->tls), !=, serial);
  g_assert_cmpint (zb_certificate_not_after (keyring->tls), >, end);
  g_assert_cmpstr (zb_certificate_serial (keyring->receipt), ==, receipt);
  /* It is in the register of certificates, and so in the log. */
  g_autoptr (ZbStoredCertificate) kept = zb_store_read_certificate (
      zb_test_node_store (node), zb_certificate_digest (keyring->tls), &error);
  g_assert_no_error (error);
}

/* Receipts of before and after verify, by whom they were signed. */
static void
test_the_receipts_while_reports_come (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  ZbNode *open = zb_test_node_get (node);
  const ZbService *service = zb_node_service (open);
  g_autofree char *before = g_strdup (zb_certificate_serial (zb_node_keyring (open)->receipt));
  g_autoptr (GError) error = NULL;

  now = zb_certificate_not_after (zb_node_keyring (open)->receipt) - 29 * DAY;
  tend (node);
  g_assert_cmpstr (zb_certificate_serial (zb_node_keyring (open)->receipt), !=, before);
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (node, UNIT, "厦门屿曜芯集成电路");
  zb_test_node_open_period (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  g_autoptr (GBytes) container = zb_sample_message (node, person, NULL);
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (node, &(ZbFakeRequest){.method = "POST",
                                                                        .path = "/v1/messages",
                                                                        .headers = headers,
                                                                        .body = container,
                                                                        .person = person});
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  gsize length = 0;
  guchar *bytes = g_base64_decode (zb_json_get_string (json, "r1"), &length);
  g_autoptr (GBytes) r1 = g_bytes_new_take (bytes, length);
  /* A year on, when the certificate of before is over. */
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (r1, container, service->trust, service->log_verifier, now, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/renewal/the-servers-in-time", test_the_servers_in_time);
  g_test_add_func ("/server/renewal/the-receipts-while-reports-come",
                   test_the_receipts_while_reports_come);
  return g_test_run ();
}
