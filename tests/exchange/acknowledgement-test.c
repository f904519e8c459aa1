/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/acknowledgement.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/exchange/schema-check.h"

#include <string.h>

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define TEXT                                                                                       \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                   \
  "<acknowledgement xmlns=\"urn:zhibao:acknowledgement:1\">\n"                                     \
  "  <notice node=\"350200\" unit=\"91350200MA2XK7R35J\" "                                         \
  "number=\"17\" sha256=\"" HEX "\" receipt=\"" HEX "\" "                                          \
  "created=\"2024-07-05T08:00:00.000000Z\"/>\n"                                                    \
  "</acknowledgement>\n"

static ZbAcknowledgement *
read_text (const char *xml, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (xml, strlen (xml));

  return zb_acknowledgement_read ("acknowledgement.xml", bytes, error);
}

static void
test_reads_what_it_writes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAcknowledgement) said = read_text (TEXT, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (said->node, ==, "350200");
  g_assert_cmpstr (said->unit, ==, "91350200MA2XK7R35J");
  g_assert_cmpuint (said->number, ==, 17);
  g_assert_cmpstr (said->notice, ==, HEX);
  g_assert_cmpstr (said->receipt, ==, HEX);
  g_assert_cmpint (said->created, ==, G_GINT64_CONSTANT (1720166400000000));
  g_autoptr (GBytes) bytes = zb_acknowledgement_write (said);
  g_autofree char *text = schema_check_text (bytes);
  g_assert_cmpstr (text, ==, TEXT);
  g_assert_true (schema_check_allows ("acknowledgement", text));
}

static void
test_refuses (gconstpointer data)
{
  const char *const *change = data;
  g_autofree char *text = schema_check_replace (TEXT, change[0], change[1]);
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (error->message, "acknowledgement.xml"));
  g_assert_nonnull (strstr (error->message, change[2]));
  g_assert_false (schema_check_allows ("acknowledgement", text));
}

static void
test_limit_of_bytes (void)
{
  g_autoptr (GString) text = g_string_new (TEXT);
  g_autoptr (GError) error = NULL;

  while (text->len < ZB_PROTOCOL_MAX_ENVELOPE)
    g_string_append_c (text, '\n');
  g_autoptr (ZbAcknowledgement) at = read_text (text->str, &error);
  g_assert_no_error (error);
  g_string_append_c (text, '\n');
  g_assert_null (read_text (text->str, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

/* Each of the six words counts, and where it ends. */
static void
test_digest_of_a_notice (void)
{
  const ZbNoticeWords all = {"return", "m", "B203", "2024-06", "退回", "returned"};
  const ZbNoticeWords shifted = {"return", "mB203", NULL, "2024-06", "退回", "returned"};
  const ZbNoticeWords fewer = {"opened", NULL, NULL, NULL, "开网", "opened"};
  g_autofree char *one = zb_acknowledgement_digest (&all);
  g_autofree char *other = zb_acknowledgement_digest (&shifted);
  g_autofree char *last = zb_acknowledgement_digest (&fewer);
  static const char text[] = "opened\0\0\0\0开网\0opened";
  g_autofree char *by_hand =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, sizeof text);

  g_assert_cmpstr (one, !=, other);
  g_assert_cmpstr (last, ==, by_hand);
}

int
main (int argc, char **argv)
{
  static const char *const changes[][3] = {
      {"acknowledgement:1", "acknowledgement:2", "this is no acknowledgement"},
      {"sha256=\"b", "sha256=\"g", "sha256"},
      {"sha256=\"ba", "sha256=\"b", "sha256"},
      {"unit=\"91350200MA2XK7R35J\"", "unit=\"x\"", "unit"},
      {"node=\"350200\" ", "", "node"},
      {"number=\"17\"", "number=\"-1\"", "number"},
      {"receipt=\"b", "receipt=\"", "receipt"},
      {"T08:00:00.000000Z", "", "created"},
      {"<notice", "<notice late=\"true\"", "late"},
      {"</acknowledgement>", "<notice/></acknowledgement>", "notice"},
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/acknowledgement/reads-what-it-writes", test_reads_what_it_writes);
  g_test_add_func ("/exchange/acknowledgement/limit-of-bytes", test_limit_of_bytes);
  g_test_add_func ("/exchange/acknowledgement/digest-of-a-notice", test_digest_of_a_notice);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autofree char *path = g_strdup_printf ("/exchange/acknowledgement/refuses/%u", i);
    g_test_add_data_func (path, changes[i], test_refuses);
  }
  return g_test_run ();
}
