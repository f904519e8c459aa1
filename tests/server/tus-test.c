/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/tus.h"

#include <string.h>

#define ID "01908f5e-4b1c-7d7a-9c3e-2f5a7b8c9d0e"
#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static char *
encode (const char *text)
{
  return g_base64_encode ((const guchar *)text, strlen (text));
}

static char *
header_of (const char *sender, const char *id, const char *digest)
{
  g_autofree char *a = encode (sender);
  g_autofree char *b = encode (id);
  g_autofree char *c = encode (digest);

  return g_strdup_printf ("sender %s,message-id %s, digest %s", a, b, c);
}

static void
test_metadata (void)
{
  g_autofree char *header = header_of ("9135020061202218XY", ID, DIGEST);
  g_autofree char *with_more = g_strconcat (header, ",filename eA==,is_private", NULL);
  ZbTusMetadata metadata;

  g_assert_true (zb_tus_metadata_parse (with_more, &metadata));
  g_assert_cmpstr (metadata.sender, ==, "9135020061202218XY");
  g_assert_cmpstr (metadata.message_id, ==, ID);
  g_assert_cmpstr (metadata.digest, ==, DIGEST);
  zb_tus_metadata_clear (&metadata);
}

static void
refuse_metadata (const char *header)
{
  ZbTusMetadata metadata = {0};

  g_test_message ("%s", header ? header : "(none)");
  g_assert_false (zb_tus_metadata_parse (header, &metadata));
  g_assert_null (metadata.sender);
}

static void
test_refuses_other_metadata (void)
{
  g_autofree char *good = header_of ("9135020061202218XY", ID, DIGEST);
  g_autofree char *twice = g_strconcat (good, ",sender eA==", NULL);
  g_autofree char *no_uuid = header_of ("9135020061202218XY", "12", DIGEST);
  g_autofree char *no_digest = header_of ("9135020061202218XY", ID, "e3b0");
  g_autofree char *two_lines = header_of ("91350\n20061202218XY", ID, DIGEST);
  g_autofree char *empty = header_of ("", ID, DIGEST);
  g_autofree char *blank = g_strconcat (good, ",", NULL);

  refuse_metadata (NULL);
  refuse_metadata ("");
  refuse_metadata ("sender OTEz");
  refuse_metadata (twice);
  refuse_metadata (no_uuid);
  refuse_metadata (no_digest);
  refuse_metadata (two_lines);
  refuse_metadata (empty);
  refuse_metadata (blank);
}

static void
test_metadata_at_the_limit (void)
{
  g_autofree char *good = header_of ("9135020061202218XY", ID, DIGEST);
  g_autoptr (GString) header = g_string_new (good);
  ZbTusMetadata metadata;

  g_string_append (header, ",x ");
  while (header->len < 2048)
    g_string_append_c (header, 'A');
  g_assert_true (zb_tus_metadata_parse (header->str, &metadata));
  zb_tus_metadata_clear (&metadata);
  g_string_append_c (header, 'A');
  g_assert_false (zb_tus_metadata_parse (header->str, &metadata));
}

static void
test_numbers (void)
{
  static const char *const refused[] = {"",   "-1", "+1",  "0x1",
                                        "1 ", " 1", "1.0", "1000000000000000"};
  guint64 number = 7;

  g_assert_true (zb_tus_number_parse ("0", &number));
  g_assert_cmpuint (number, ==, 0);
  g_assert_true (zb_tus_number_parse ("999999999999999", &number));
  g_assert_cmpuint (number, ==, 999999999999999);
  number = 7;
  g_assert_false (zb_tus_number_parse (NULL, &number));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (zb_tus_number_parse (refused[i], &number));
  g_assert_cmpuint (number, ==, 7);
}

static void
test_checksums (void)
{
  g_autoptr (GBytes) chunk = g_bytes_new_static ("abc", 3);
  gboolean matches = FALSE;

  g_assert_true (zb_tus_checksum_check ("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", chunk, &matches));
  g_assert_true (matches);
  g_assert_true (zb_tus_checksum_check (
      "sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", chunk, &matches));
  g_assert_true (matches);
  g_assert_true (zb_tus_checksum_check ("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J4=", chunk, &matches));
  g_assert_false (matches);
}

static void
test_refuses_other_checksums (void)
{
  static const char *const refused[] = {"",
                                        "sha1",
                                        "sha1 ",
                                        "md5 kAFQmDzST7DWlj99KOF/cg==",
                                        "sha256 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
                                        "SHA1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="};
  g_autoptr (GBytes) chunk = g_bytes_new_static ("abc", 3);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    gboolean matches = TRUE;
    g_assert_false (zb_tus_checksum_check (refused[i], chunk, &matches));
  }
}

static void
test_date (void)
{
  /* RFC 9110's own example. */
  g_autofree char *text = zb_tus_date_format (784111777 * G_GINT64_CONSTANT (1000000));

  g_assert_cmpstr (text, ==, "Sun, 06 Nov 1994 08:49:37 GMT");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/tus/metadata", test_metadata);
  g_test_add_func ("/server/tus/refuses-other-metadata", test_refuses_other_metadata);
  g_test_add_func ("/server/tus/metadata-at-the-limit", test_metadata_at_the_limit);
  g_test_add_func ("/server/tus/numbers", test_numbers);
  g_test_add_func ("/server/tus/checksums", test_checksums);
  g_test_add_func ("/server/tus/refuses-other-checksums", test_refuses_other_checksums);
  g_test_add_func ("/server/tus/date", test_date);
  return g_test_run ();
}
