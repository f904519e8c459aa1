/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/commitment.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/exchange/schema-check.h"

#include <string.h>

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define TEXT                                                                                       \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                   \
  "<commitment xmlns=\"urn:zhibao:commitment:1\">\n"                                               \
  "  <message node=\"350200\" sender=\"91350200MA2XK7R35J\" "                                      \
  "id=\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\" sha256=\"" HEX "\" "                                \
  "created=\"2024-07-05T08:00:00.000000Z\"/>\n"                                                    \
  "</commitment>\n"

static ZbCommitment *
read_text (const char *xml, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (xml, strlen (xml));

  return zb_commitment_read ("commitment.xml", bytes, error);
}

static void
test_reads_what_it_writes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCommitment) commitment = read_text (TEXT, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (commitment->node, ==, "350200");
  g_assert_cmpstr (commitment->sender, ==, "91350200MA2XK7R35J");
  g_assert_cmpstr (commitment->message_id, ==, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  g_assert_cmpstr (commitment->container, ==, HEX);
  g_assert_cmpint (commitment->created, ==, G_GINT64_CONSTANT (1720166400000000));
  g_autoptr (GBytes) bytes = zb_commitment_write (commitment);
  g_autofree char *text = schema_check_text (bytes);
  g_assert_cmpstr (text, ==, TEXT);
  g_assert_true (schema_check_allows ("commitment", text));
}

static void
test_refuses (gconstpointer data)
{
  const char *const *change = data;
  g_autofree char *text = schema_check_replace (TEXT, change[0], change[1]);
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (error->message, "commitment.xml"));
  g_assert_nonnull (strstr (error->message, change[2]));
  g_assert_false (schema_check_allows ("commitment", text));
}

static void
test_limit_of_bytes (void)
{
  g_autoptr (GString) text = g_string_new (TEXT);
  g_autoptr (GError) error = NULL;

  while (text->len < ZB_PROTOCOL_MAX_ENVELOPE)
    g_string_append_c (text, '\n');
  g_autoptr (ZbCommitment) at = read_text (text->str, &error);
  g_assert_no_error (error);
  g_string_append_c (text, '\n');
  g_assert_null (read_text (text->str, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  static const char *const changes[][3] = {
      {"commitment:1", "commitment:2", "this is no commitment"},
      {"sha256=\"b", "sha256=\"g", "sha256"},
      {"sha256=\"ba", "sha256=\"b", "sha256"},
      {"sender=\"91350200MA2XK7R35J\"", "sender=\"x\"", "sender"},
      {"node=\"350200\" ", "", "node"},
      {"-7cc3-", "-4cc3-", "id"},
      {"T08:00:00.000000Z", "", "created"},
      {"<message", "<message late=\"true\"", "late"},
      {"</commitment>", "<message/></commitment>", "message"},
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/commitment/reads-what-it-writes", test_reads_what_it_writes);
  g_test_add_func ("/exchange/commitment/limit-of-bytes", test_limit_of_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autofree char *path = g_strdup_printf ("/exchange/commitment/refuses/%u", i);
    g_test_add_data_func (path, changes[i], test_refuses);
  }
  return g_test_run ();
}
