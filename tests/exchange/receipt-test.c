/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/receipt.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/exchange/schema-check.h"

#include <string.h>

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define RECEIVED G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T16:00 in Xiamen */
#define NUMBER "20240705-Q9W1-DFWF-077Y-MGA1-M"

#define HEAD(kind)                                                                                 \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                   \
  "<receipt xmlns=\"urn:zhibao:receipt:1\" kind=\"" kind "\" id=\"" NUMBER                         \
  "\" node=\"xiamen\" received=\"2024-07-05T08:00:00.000000Z\" accuracy-ms=\"1000\" "              \
  "late=\"true\">\n"                                                                               \
  "  <message sender=\"91350200MA2XK7R35J\" id=\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\" "          \
  "container=\"" HEX "\" signer=\"" HEX "\"/>\n"                                                   \
  "  <document form=\"B203\" edition=\"2023.1\" package=\"" HEX "\" period=\"2024-06\"/>\n"        \
  "  <payload sha256=\"" HEX "\"/>\n"
#define OUTCOME                                                                                    \
  "  <outcome result=\"refused\" reason=\"period-closed\" context=\"" HEX "\">\n"                  \
  "    <text>The period &lt;2024-06&gt; is closed</text>\n"                                        \
  "    <findings>[{\"rule\":\"#1\",\"message\":\"A &amp; B\"}]</findings>\n"                       \
  "  </outcome>\n"
#define DECISION                                                                                   \
  "  <decision action=\"return\" level=\"2\" decider=\"思明区 陈红\" "                        \
  "resubmit-by=\"2024-07-09T16:00:00.000000Z\">\n"                                                 \
  "    <comment>请核实</comment>\n"                                                             \
  "    <remark cell=\"A.301.1\">比上月下降</remark>\n"                                        \
  "    <remark>请附说明</remark>\n"                                                            \
  "    <answer rule=\"#17[3974]\" cleared=\"true\">已核实</answer>\n"                           \
  "    <answer rule=\"#18\">理由不足</answer>\n"                                               \
  "  </decision>\n"
#define FOOT "</receipt>\n"
#define SIGNER "<signer certificate=\"" HEX "\" name=\"王小明\""
#define FOUR SIGNER "/>" SIGNER "/>" SIGNER "/>" SIGNER "/>"
#define EIGHT FOUR FOUR

static ZbReceipt *
read_text (const char *xml, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (xml, strlen (xml));
  return zb_receipt_read ("receipt.xml", bytes, error);
}

static void
test_reads_an_outcome (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceipt) receipt = read_text (HEAD ("outcome") OUTCOME FOOT, &error);
  g_assert_no_error (error);
  g_assert_cmpint (receipt->kind, ==, ZB_RECEIPT_OUTCOME);
  g_assert_cmpstr (receipt->id, ==, NUMBER);
  g_assert_cmpstr (receipt->node, ==, "xiamen");
  g_assert_cmpint (receipt->received, ==, RECEIVED);
  g_assert_cmpuint (receipt->accuracy_ms, ==, 1000);
  g_assert_true (receipt->late);
  g_assert_cmpstr (receipt->sender, ==, "91350200MA2XK7R35J");
  g_assert_cmpstr (receipt->message_id, ==, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  g_assert_cmpstr (receipt->container, ==, HEX);
  g_assert_cmpstr (receipt->signer, ==, HEX);
  g_assert_cmpstr (receipt->form, ==, "B203");
  g_assert_cmpstr (receipt->edition, ==, "2023.1");
  g_assert_cmpstr (receipt->package, ==, HEX);
  g_assert_cmpstr (receipt->period, ==, "2024-06");
  g_assert_cmpuint (receipt->payloads->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (receipt->payloads, 0), ==, HEX);
  g_assert_cmpstr (receipt->outcome, ==, "refused");
  g_assert_cmpstr (receipt->reason, ==, "period-closed");
  g_assert_cmpstr (receipt->reason_text, ==, "The period <2024-06> is closed");
  g_assert_cmpstr (receipt->context, ==, HEX);
  g_assert_cmpstr (receipt->findings, ==, "[{\"rule\":\"#1\",\"message\":\"A & B\"}]");
  g_assert_null (receipt->action);
}

/* Of a list that is too long the receipt holds a part, and the digest of all. */
static void
test_writes_a_shortened_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceipt) receipt = read_text (HEAD ("outcome") OUTCOME FOOT, &error);

  g_assert_no_error (error);
  g_assert_null (receipt->findings_digest);
  receipt->findings_digest = g_strdup (HEX);
  g_autoptr (GBytes) bytes = zb_receipt_write (receipt);
  g_autoptr (ZbReceipt) again = zb_receipt_read ("receipt.xml", bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->findings_digest, ==, HEX);
  receipt->findings_digest[0] = 'x';
  g_autoptr (GBytes) wrong = zb_receipt_write (receipt);
  g_assert_null (zb_receipt_read ("receipt.xml", wrong, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "findings-sha256"));
}

static void
test_reads_a_decision (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceipt) receipt = read_text (HEAD ("decision") DECISION FOOT, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (receipt->action, ==, "return");
  g_assert_cmpuint (receipt->level, ==, 2);
  g_assert_cmpstr (receipt->decider, ==, "思明区 陈红");
  g_assert_cmpstr (receipt->comment, ==, "请核实");
  g_assert_cmpint (receipt->resubmit_by, ==, G_GINT64_CONSTANT (1720540800000000));
  g_assert_cmpuint (receipt->remarks->len, ==, 2);
  const ZbRemark *first = g_ptr_array_index (receipt->remarks, 0);
  const ZbRemark *second = g_ptr_array_index (receipt->remarks, 1);
  g_assert_cmpstr (first->cell, ==, "A.301.1");
  g_assert_cmpstr (first->text, ==, "比上月下降");
  g_assert_cmpstr (second->cell, ==, "");
  g_assert_cmpstr (second->text, ==, "请附说明");
  g_assert_cmpuint (receipt->answers->len, ==, 2);
  const ZbReceiptAnswer *cleared = g_ptr_array_index (receipt->answers, 0);
  const ZbReceiptAnswer *refused = g_ptr_array_index (receipt->answers, 1);
  g_assert_cmpstr (cleared->rule, ==, "#17[3974]");
  g_assert_true (cleared->cleared);
  g_assert_cmpstr (cleared->text, ==, "已核实");
  g_assert_cmpstr (refused->rule, ==, "#18");
  g_assert_false (refused->cleared);
}

/* What a node says that another one decided. */
static void
test_reads_a_decision_handed_on (void)
{
  static const char *const relay =
      "relays=\"2\" at=\"350000\" on=\"2024-07-06T08:00:00.000000Z\" receipt=\"" HEX "\"";
  static const char *const broken[] = {
      "relays=\"9\" at=\"350000\" on=\"2024-07-06T08:00:00.000000Z\" receipt=\"" HEX "\"",
      "relays=\"1\" on=\"2024-07-06T08:00:00.000000Z\" receipt=\"" HEX "\"",
      "relays=\"1\" at=\"350000\" receipt=\"" HEX "\"",
      "relays=\"1\" at=\"350000\" on=\"2024-07-06T08:00:00.000000Z\"",
      "at=\"350000\"",
  };
  static const char *const frame =
      "%s  <route id=\"up\" table=\"3\" next=\"350200\"%s/>\n"
      "  <decision action=\"accept\" level=\"2\" decider=\"许武夷\" %s/>\n" FOOT;
  const char *evidence = " evidence=\"" HEX "\"";
  g_autofree char *text = g_strdup_printf (frame, HEAD ("decision"), evidence, relay);
  g_autofree char *unnamed = g_strdup_printf (frame, HEAD ("decision"), "", relay);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceipt) receipt = read_text (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (receipt->relays, ==, 2);
  g_assert_cmpstr (receipt->decided_at, ==, "350000");
  g_assert_cmpint (receipt->decided, ==, G_GINT64_CONSTANT (1720252800000000));
  g_assert_cmpstr (receipt->origin, ==, HEX);
  g_assert_cmpstr (receipt->next, ==, "350200");
  g_autoptr (GBytes) written = zb_receipt_write (receipt);
  g_autoptr (ZbReceipt) again = zb_receipt_read ("receipt.xml", written, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->origin, ==, HEX);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autofree char *wrong = g_strdup_printf (frame, HEAD ("decision"), evidence, broken[i]);
    g_assert_null (read_text (wrong, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_clear_error (&error);
  }
  g_assert_null (read_text (unnamed, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "a decision that is handed on names"));
}

static void
test_writes_what_it_read (void)
{
  static const char *const texts[] = {HEAD ("arrival") FOOT, HEAD ("delivery") FOOT,
                                      HEAD ("commitment") FOOT, HEAD ("outcome") OUTCOME FOOT,
                                      HEAD ("decision") DECISION FOOT};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbReceipt) receipt = read_text (texts[i], &error);
    g_assert_no_error (error);
    g_autoptr (GBytes) bytes = zb_receipt_write (receipt);
    g_autofree char *xml = schema_check_text (bytes);
    g_assert_cmpstr (xml, ==, texts[i]);
    g_assert_true (schema_check_allows ("receipt", xml));
  }
}

/* What is read and what the schema allows when @from in @whole becomes @to. */
typedef struct {
  const char *whole;
  const char *from;
  const char *to;
  gboolean allowed;
} Variation;

static void
check_variations (const Variation *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *xml = schema_check_replace (cases[i].whole, cases[i].from, cases[i].to);
    g_autoptr (ZbReceipt) receipt = read_text (xml, &error);
    if ((receipt != NULL) != cases[i].allowed)
      g_error ("%s → %s: %s", cases[i].from, cases[i].to, error != NULL ? error->message : "read");
    if (schema_check_allows ("receipt", xml) != cases[i].allowed)
      g_error ("%s → %s: the schema thinks otherwise", cases[i].from, cases[i].to);
  }
}

static void
test_agrees_with_the_schema (void)
{
  static const char outcome[] = HEAD ("outcome") OUTCOME FOOT;
  static const char decision[] = HEAD ("decision") DECISION FOOT;
  static const Variation cases[] = {
      {outcome, NUMBER, NUMBER "-R2", TRUE},
      {outcome, NUMBER, NUMBER "-R4-12", TRUE},
      {outcome, NUMBER, NUMBER "-R5", FALSE},
      {outcome, NUMBER, NUMBER "-R4-0", FALSE},
      {outcome, NUMBER, "20240705-Q9W1-DFWF-077Y-MGA1", FALSE},
      {outcome, "kind=\"outcome\"", "kind=\"R2\"", FALSE},
      {outcome, " accuracy-ms=\"1000\"", "", TRUE},
      {outcome, "accuracy-ms=\"1000\"", "accuracy-ms=\"3600000\"", TRUE},
      {outcome, "accuracy-ms=\"1000\"", "accuracy-ms=\"3600001\"", FALSE},
      {outcome, "late=\"true\"", "late=\"1\"", FALSE},
      {outcome, "late=\"true\"", "late=\"true\" permit=\"true\"", TRUE},
      {outcome, "late=\"true\"", "late=\"true\" permit=\"yes\"", FALSE},
      {outcome, " signer=\"" HEX "\"", " signer=\"" HEX "\" carrier=\"" HEX "\"", TRUE},
      {outcome, " signer=\"" HEX "\"", " signer=\"" HEX "\" carrier=\"x\"", FALSE},
      {outcome, "result=\"refused\"", "result=\"valid-with-findings\"", TRUE},
      {outcome, "result=\"refused\"", "result=\"accepted\"", FALSE},
      {outcome, "reason=\"period-closed\"", "reason=\"Period closed\"", FALSE},
      {outcome, " reason=\"period-closed\"", "", TRUE},
      {outcome, "<text>The", "<text lang=\"en\">The", FALSE},
      {outcome, "<text>The", "<text><b/>The", FALSE},
      {outcome, "    <text>The period &lt;2024-06&gt; is closed</text>\n", "", TRUE},
      {outcome, "</outcome>", "<extensions/></outcome>", TRUE},
      {outcome, "</receipt>", "<extensions><hop xmlns=\"urn:x\"/></extensions></receipt>", TRUE},
      {outcome, "</receipt>", "<token/></receipt>", FALSE},
      {decision, "action=\"return\"", "action=\"refuse-explanation\"", TRUE},
      {decision, "action=\"return\"", "action=\"answer\"", TRUE},
      {decision, "action=\"return\"", "action=\"delete\"", FALSE},
      {decision, " rule=\"#18\"", "", FALSE},
      {decision, "cleared=\"true\"", "cleared=\"false\"", FALSE},
      {decision, "<remark cell", "<answer rule=\"#1\">first</answer><remark cell", FALSE},
      {decision, "level=\"2\"", "level=\"9\"", TRUE},
      {decision, "level=\"2\"", "level=\"0\"", FALSE},
      {decision, "level=\"2\"", "level=\"10\"", FALSE},
      {decision, "decider=\"思明区 陈红\"", "decider=\"\"", FALSE},
      {decision, " decider=\"思明区 陈红\"", "", FALSE},
      {decision, " resubmit-by=\"2024-07-09T16:00:00.000000Z\"", "", TRUE},
      {decision, "<remark>", "<remark cell=\"\">", FALSE},
      {decision, "<comment>", "<remark>first</remark><comment>", FALSE},
  };
  check_variations (cases, G_N_ELEMENTS (cases));
}

static void
test_names_the_signers (void)
{
  static const char outcome[] = HEAD ("outcome") OUTCOME FOOT;
  static const Variation cases[] = {
      {outcome, "  <outcome", SIGNER "/><outcome", TRUE},
      {outcome, "  <outcome", SIGNER " roles=\"preparer legal-signer\"/>" SIGNER "/><outcome",
       TRUE},
      {outcome, "  <outcome", SIGNER " roles=\"Boss\"/><outcome", FALSE},
      {outcome, "  <outcome", SIGNER " roles=\"\"/><outcome", FALSE},
      {outcome, "  <outcome", SIGNER "><b/></signer><outcome", FALSE},
      {outcome, "  <outcome", "<signer name=\"王小明\"/><outcome", FALSE},
      {outcome, "  <outcome", "<signer certificate=\"" HEX "\"/><outcome", FALSE},
      {outcome, "  <outcome", EIGHT "<outcome", TRUE},
      {outcome, "  <outcome", EIGHT SIGNER "/><outcome", FALSE},
  };

  check_variations (cases, G_N_ELEMENTS (cases));
}

/* What the schema cannot say. */
static void
test_parts_fit_the_kind (void)
{
  static const char *const wrong[] = {
      HEAD ("arrival") OUTCOME FOOT,  HEAD ("outcome") FOOT,
      HEAD ("outcome") DECISION FOOT, HEAD ("decision") OUTCOME DECISION FOOT,
      HEAD ("decision") FOOT,
  };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (read_text (wrong[i], &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  }
}

static void
test_a_commitment_knows_less (void)
{
  static const char document[] =
      "  <document form=\"B203\" edition=\"2023.1\" package=\"" HEX "\" period=\"2024-06\"/>\n";
  const char *const kinds[] = {HEAD ("commitment") FOOT, HEAD ("arrival") FOOT};
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *less = schema_check_replace (kinds[i], document, "");
    g_autofree char *least = schema_check_replace (less, " signer=\"" HEX "\"", "");
    g_autoptr (ZbReceipt) receipt = read_text (least, NULL);
    g_assert_cmpint (receipt != NULL, ==, i == 0);
  }
}

static void
test_limit_of_size (void)
{
  for (gsize over = 0; over < 2; over++) {
    g_autoptr (GError) error = NULL;
    gsize room = ZB_PROTOCOL_MAX_RECEIPT - strlen (HEAD ("arrival") FOOT) + over;
    g_autofree char *blanks = g_strnfill (room, ' ');
    g_autofree char *xml = g_strconcat (HEAD ("arrival") FOOT, blanks, NULL);
    g_autoptr (ZbReceipt) receipt = read_text (xml, &error);
    g_assert_cmpint (receipt != NULL, ==, over == 0);
    if (over)
      g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
  }
}

static void
test_number_is_of_the_bureaus_day (void)
{
  static const struct {
    gint64 received;
    const char *day;
  } cases[] = {{RECEIVED, "20240705"},
               {RECEIVED + 8 * 3600 * G_GINT64_CONSTANT (1000000) - 1, "20240705"},
               {RECEIVED + 8 * 3600 * G_GINT64_CONSTANT (1000000), "20240706"}};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *number = zb_receipt_number (HEX, cases[i].received);
    g_assert_true (g_str_has_prefix (number, cases[i].day));
    g_assert_true (zb_receipt_number_check (number));
  }
  g_autofree char *number = zb_receipt_number (HEX, RECEIVED);
  g_assert_cmpstr (number, ==, NUMBER);
}

static void
test_number_as_people_write_it (void)
{
  g_assert_true (zb_receipt_number_check ("20240705-q9wi-dfwf-o77y-mgai-m"));
  g_assert_true (zb_receipt_number_check ("20240705Q9WLDFWF077YMGA1M"));
  g_assert_true (zb_receipt_number_check ("2O2407O5-Q9W1-DFWF-077Y-MGA1-M"));
  static const char *const wrong[] = {
      "",
      "20240705",
      "20240705-Q9W1-DFWF-077Y-MGA1",
      "20240705-Q9W1-DFWF-077Y-MGA1-M9",
      "20240705-Q9U1-DFWF-077Y-MGA1-M", /* U is a check symbol only */
      "20240705-Q9W1-DFWF-077Y-MGA*-M",
      "20240230-Q9W1-DFWF-077Y-MGA1-M", /* no such day */
      "20240705 Q9W1-DFWF-077Y-MGA1-M",
      "ABCDEFGH-Q9W1-DFWF-077Y-MGA1-M",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (zb_receipt_number_check (wrong[i]));
}

static char *
random_number (void)
{
  guint8 digest[32];
  for (gsize i = 0; i < sizeof digest; i++)
    digest[i] = (guint8)g_test_rand_int_range (0, 256);
  g_autoptr (GString) hex = g_string_new (NULL);
  for (gsize i = 0; i < sizeof digest; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return zb_receipt_number (hex->str, RECEIVED + g_test_rand_int_range (0, 900) * G_TIME_SPAN_DAY);
}

/* Every wrong sign and every swap of neighbours is noticed; of 300 numbers all of them. */
static void
test_number_notices_slips (void)
{
  static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (int round = 0; round < 300; round++) {
    g_autofree char *number = random_number ();
    g_assert_true (zb_receipt_number_check (number));
    gsize length = strlen (number) - 2; /* up to the check symbol */
    for (gsize i = 0; i < length; i++) {
      char right = number[i], next = number[i + 1];
      if (right == '-')
        continue;
      for (gsize d = 0; d < strlen (digits); d++) {
        number[i] = digits[d];
        g_assert_cmpint (zb_receipt_number_check (number), ==, digits[d] == right);
      }
      number[i] = right;
      if (next == '-' || next == right)
        continue;
      number[i] = next;
      number[i + 1] = right;
      g_assert_false (zb_receipt_number_check (number));
      number[i] = right;
      number[i + 1] = next;
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/receipt/writes-a-shortened-list", test_writes_a_shortened_list);
  g_test_add_func ("/exchange/receipt/reads-an-outcome", test_reads_an_outcome);
  g_test_add_func ("/exchange/receipt/reads-a-decision", test_reads_a_decision);
  g_test_add_func ("/exchange/receipt/reads-a-decision-handed-on", test_reads_a_decision_handed_on);
  g_test_add_func ("/exchange/receipt/writes-what-it-read", test_writes_what_it_read);
  g_test_add_func ("/exchange/receipt/agrees-with-the-schema", test_agrees_with_the_schema);
  g_test_add_func ("/exchange/receipt/names-the-signers", test_names_the_signers);
  g_test_add_func ("/exchange/receipt/parts-fit-the-kind", test_parts_fit_the_kind);
  g_test_add_func ("/exchange/receipt/a-commitment-knows-less", test_a_commitment_knows_less);
  g_test_add_func ("/exchange/receipt/limit-of-size", test_limit_of_size);
  g_test_add_func ("/exchange/receipt-number/is-of-the-bureaus-day",
                   test_number_is_of_the_bureaus_day);
  g_test_add_func ("/exchange/receipt-number/as-people-write-it", test_number_as_people_write_it);
  g_test_add_func ("/exchange/receipt-number/notices-slips", test_number_notices_slips);
  return g_test_run ();
}
