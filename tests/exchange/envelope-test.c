/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/envelope.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/exchange/schema-check.h"

#include <string.h>

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static const char whole[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<envelope xmlns=\"urn:zhibao:envelope:1\">\n"
    "  <message id=\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\" "
    "conversation=\"017f22e2-79b0-7cc3-98c4-dc0c0c073980\" "
    "ref=\"017f22e2-79b0-7cc3-98c4-dc0c0c073981\" created=\"2024-07-05T08:00:00.000000Z\" "
    "expires=\"2024-08-05T08:00:00.000001Z\" priority=\"1\" suite=\"p256\" test=\"true\"/>\n"
    "  <sender unit=\"91350200MA2XK7R35J\" certificate=\"" HEX "\"/>\n"
    "  <receiver node=\"node.test\" region=\"350200\"/>\n"
    "  <document form=\"B204-1\" edition=\"2023.1\" package=\"" HEX "\" period=\"2024-06\"/>\n"
    "  <payloads>\n"
    "    <payload name=\"body/001-B204-1.xml\" type=\"application/xml\" size=\"3\" sha256=\"" HEX
    "\"/>\n"
    "    <payload name=\"body/101-scan.pdf\" type=\"application/pdf\" size=\"0\" sha256=\"" HEX
    "\"/>\n"
    "  </payloads>\n"
    "</envelope>\n";

static ZbEnvelope *
read_text (const char *xml, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (xml, strlen (xml));
  return zb_envelope_read ("envelope.xml", bytes, error);
}

static void
test_reads_all_of_it (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEnvelope) envelope = read_text (whole, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (envelope->message_id, ==, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  g_assert_cmpstr (envelope->conversation_id, ==, "017f22e2-79b0-7cc3-98c4-dc0c0c073980");
  g_assert_cmpstr (envelope->ref_message_id, ==, "017f22e2-79b0-7cc3-98c4-dc0c0c073981");
  g_assert_cmpstr (envelope->sender, ==, "91350200MA2XK7R35J");
  g_assert_cmpstr (envelope->sender_certificate, ==, HEX);
  g_assert_cmpstr (envelope->receiver, ==, "node.test");
  g_assert_cmpstr (envelope->region, ==, "350200");
  g_assert_cmpstr (envelope->form, ==, "B204-1");
  g_assert_cmpstr (envelope->edition, ==, "2023.1");
  g_assert_cmpstr (envelope->package, ==, HEX);
  g_assert_cmpstr (envelope->period, ==, "2024-06");
  g_assert_cmpint (envelope->created, ==, G_GINT64_CONSTANT (1720166400000000));
  g_assert_cmpint (envelope->expires, ==, G_GINT64_CONSTANT (1722844800000001));
  g_assert_cmpuint (envelope->priority, ==, 1);
  g_assert_cmpstr (envelope->suite, ==, "p256");
  g_assert_true (envelope->test);
  g_assert_cmpuint (envelope->payloads->len, ==, 2);
  const ZbPayload *payload = g_ptr_array_index (envelope->payloads, 0);
  g_assert_cmpstr (payload->name, ==, "body/001-B204-1.xml");
  g_assert_cmpstr (payload->type, ==, "application/xml");
  g_assert_cmpuint (payload->size, ==, 3);
  g_assert_cmpstr (payload->digest, ==, HEX);
}

static void
test_writes_what_it_read (void)
{
  g_autoptr (ZbEnvelope) envelope = read_text (whole, NULL);
  g_autoptr (GBytes) bytes = zb_envelope_write (envelope);
  g_autofree char *xml = schema_check_text (bytes);
  g_assert_cmpstr (xml, ==, whole);
}

static void
test_payloads_carry_digests (void)
{
  g_autoptr (ZbEnvelope) envelope = zb_envelope_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  zb_envelope_add_payload (envelope, "body/001-x.xml", "application/xml", bytes);
  const ZbPayload *payload = g_ptr_array_index (envelope->payloads, 0);
  g_assert_cmpstr (payload->digest, ==, HEX);
  g_assert_cmpuint (payload->size, ==, 3);
}

static const struct {
  const char *from;
  const char *to;
  gboolean allowed;
} changes[] = {
    {"<message", "<message", TRUE},
    {" conversation=\"017f22e2-79b0-7cc3-98c4-dc0c0c073980\"", "", TRUE},
    {" test=\"true\"", "", TRUE},
    {"test=\"true\"", "test=\"false\"", FALSE},
    {"id=\"017f22e2-79b0-7cc3", "id=\"017f22e2-79b0-4cc3", FALSE},
    {"id=\"017f22e2-79b0", "id=\"017F22E2-79b0", FALSE},
    {" id=\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\"", "", FALSE},
    {"id=\"017f22e2", "Id=\"017f22e2", FALSE},
    {"priority=\"1\"", "priority=\"3\"", TRUE},
    {"priority=\"1\"", "priority=\"4\"", FALSE},
    {"priority=\"1\"", "priority=\"01\"", FALSE},
    {"priority=\"1\"", "priority=\"1\" hops=\"2\"", FALSE},
    {"suite=\"p256\"", "suite=\"rsa3072\"", TRUE},
    {"suite=\"p256\"", "suite=\"sm2\"", TRUE},
    {"suite=\"p256\"", "suite=\"rsa1024\"", FALSE},
    {"suite=\"p256\"", "suite=\"\"", FALSE},
    {"2024-07-05T08:00:00.000000Z", "2024-07-05T08:00:00Z", FALSE},
    {"2024-07-05T08:00:00.000000Z", "2024-07-05T16:00:00.000000+08:00", FALSE},
    {"2024-07-05T08:00:00.000000Z", "2024-13-05T08:00:00.000000Z", FALSE},
    {"91350200MA2XK7R35J", "91350200ma2xk7r35j", FALSE},
    {"91350200MA2XK7R35J", "91350200MA2XK7R35", FALSE},
    {"certificate=\"ba", "certificate=\"BA", FALSE},
    {"node.test", "节点", FALSE},
    {"node.test", ".node", FALSE},
    {"\"350200\"", "\"350203001002\"", TRUE},
    {"\"350200\"", "\"3502\"", FALSE},
    {"\"350200\"", "\"3502030010021\"", FALSE},
    {"\"B204-1\"", "\"205-1\"", TRUE},
    {"\"B204-1\"", "\"b204\"", FALSE},
    {"\"B204-1\"", "\"-204\"", FALSE},
    {"\"B204-1\"", "\"B\"", FALSE},
    {"\"B204-1\"", "\"B2345678901234567\"", FALSE},
    {"2023.1", "2023", FALSE},
    {"2023.1", "2023.", FALSE},
    {"2023.1", "2023.1234567", FALSE},
    {"\"2024-06\"", "\"2024\"", TRUE},
    {"\"2024-06\"", "\"2024-H2\"", TRUE},
    {"\"2024-06\"", "\"2024-Q4\"", TRUE},
    {"\"2024-06\"", "\"2024-12-D3\"", TRUE},
    {"\"2024-06\"", "\"2024-13\"", FALSE},
    {"\"2024-06\"", "\"2024-00\"", FALSE},
    {"\"2024-06\"", "\"2024-H3\"", FALSE},
    {"\"2024-06\"", "\"2024-Q5\"", FALSE},
    {"\"2024-06\"", "\"2024-06-D4\"", FALSE},
    {"\"2024-06\"", "\"2024-Q1-D1\"", FALSE},
    {"\"2024-06\"", "\"2024-06-\"", FALSE},
    {"body/001-B204-1.xml", "body/../secret", FALSE},
    {"body/001-B204-1.xml", "body/.hidden", FALSE},
    {"body/001-B204-1.xml", "envelope.xml", FALSE},
    {"body/001-B204-1.xml", "body/", FALSE},
    {"application/xml", "xml", FALSE},
    {"application/xml", "/xml", FALSE},
    {"size=\"3\"", "size=\"8388608\"", TRUE},
    {"size=\"3\"", "size=\"8388609\"", FALSE},
    {"size=\"3\"", "size=\"-1\"", FALSE},
    {"size=\"3\"", "size=\"003\"", FALSE},
    {" sha256=\"" HEX "\"", "", FALSE},
    {"<receiver", "<receiver/><receiver", FALSE},
    {"<sender", "<party", FALSE},
    {"<payloads>", "<payloads kind=\"all\">", FALSE},
    {"</payloads>", "</payloads><extensions/>", TRUE},
    {"</payloads>", "</payloads><extensions><t xmlns=\"urn:x\"/></extensions>", TRUE},
    {"</payloads>", "</payloads><hops/>", FALSE},
    {"</payloads>", "</payloads><extensions/><extensions/>", FALSE},
    {"urn:zhibao:envelope:1", "urn:zhibao:envelope:2", FALSE},
    {"<envelope xmlns", "<envelope version=\"1\" xmlns", FALSE},
};

/* Reader and published schema agree on every one of these. */
static void
test_agrees_with_the_schema (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *xml = schema_check_replace (whole, changes[i].from, changes[i].to);
    g_autoptr (ZbEnvelope) envelope = read_text (xml, &error);
    if ((envelope != NULL) != changes[i].allowed)
      g_error ("%s → %s: %s", changes[i].from, changes[i].to,
               error != NULL ? error->message : "read");
    if (schema_check_allows ("envelope", xml) != changes[i].allowed)
      g_error ("%s → %s: the schema thinks otherwise", changes[i].from, changes[i].to);
  }
}

static void
check_refused (const char *from, const char *to, ZbExchangeError code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = schema_check_replace (whole, from, to);
  g_assert_null (read_text (xml, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
test_names_what_is_wrong (void)
{
  check_refused ("\"2024-06\"", "\"2024-13\"", ZB_EXCHANGE_ERROR_MALFORMED,
                 "envelope.xml:6: \"2024-13\" is no period of <document>");
  check_refused (" period=\"2024-06\"", "", ZB_EXCHANGE_ERROR_MALFORMED, "period");
  check_refused ("suite=\"p256\"", "suite=\"sha1-rsa\"", ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "the suite sha1-rsa is not accepted");
  check_refused ("2024-08-05T08:00:00.000001Z", "2024-07-05T08:00:00.000000Z",
                 ZB_EXCHANGE_ERROR_MALFORMED, "expires before it was created");
  check_refused ("body/101-scan.pdf", "body/001-B204-1.xml", ZB_EXCHANGE_ERROR_MALFORMED,
                 "envelope.xml:9: the payload body/001-B204-1.xml is named twice");
  check_refused ("<envelope xmlns", "<!DOCTYPE envelope><envelope xmlns",
                 ZB_EXCHANGE_ERROR_MALFORMED, "DOCTYPE");
}

static void
test_limit_of_payloads (void)
{
  for (guint n = ZB_ENVELOPE_MAX_PAYLOADS; n <= ZB_ENVELOPE_MAX_PAYLOADS + 1; n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbEnvelope) envelope = read_text (whole, NULL);
    g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
    for (guint i = envelope->payloads->len; i < n; i++) {
      g_autofree char *name = g_strdup_printf ("body/2%02u-more.txt", i);
      zb_envelope_add_payload (envelope, name, "text/plain", bytes);
    }
    g_autoptr (GBytes) written = zb_envelope_write (envelope);
    g_autoptr (ZbEnvelope) again = zb_envelope_read ("envelope.xml", written, &error);
    g_assert_cmpint (again != NULL, ==, n == ZB_ENVELOPE_MAX_PAYLOADS);
    if (again == NULL)
      g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  }
}

static void
test_limit_of_size (void)
{
  for (gsize over = 0; over < 2; over++) {
    g_autoptr (GError) error = NULL;
    gsize room = ZB_PROTOCOL_MAX_ENVELOPE - strlen (whole) + over;
    g_autofree char *blanks = g_strnfill (room, ' ');
    g_autofree char *xml = g_strconcat (whole, blanks, NULL);
    g_autoptr (ZbEnvelope) envelope = read_text (xml, &error);
    g_assert_cmpint (envelope != NULL, ==, over == 0);
    if (over)
      g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/envelope/reads-all-of-it", test_reads_all_of_it);
  g_test_add_func ("/exchange/envelope/writes-what-it-read", test_writes_what_it_read);
  g_test_add_func ("/exchange/envelope/payloads-carry-digests", test_payloads_carry_digests);
  g_test_add_func ("/exchange/envelope/agrees-with-the-schema", test_agrees_with_the_schema);
  g_test_add_func ("/exchange/envelope/names-what-is-wrong", test_names_what_is_wrong);
  g_test_add_func ("/exchange/envelope/limit-of-payloads", test_limit_of_payloads);
  g_test_add_func ("/exchange/envelope/limit-of-size", test_limit_of_size);
  return g_test_run ();
}
