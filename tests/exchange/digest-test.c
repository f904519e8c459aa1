/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"

#include <string.h>

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void
test_known_digest (void)
{
  g_autofree char *hex = zb_digest_hex_of ("abc", 3);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autofree char *of_bytes = zb_digest_hex_of_bytes (bytes);
  g_assert_cmpstr (hex, ==, ABC); /* FIPS 180-4 */
  g_assert_cmpstr (of_bytes, ==, ABC);
}

static void
test_reads_hex (void)
{
  guint8 digest[ZB_DIGEST_SIZE], untouched[ZB_DIGEST_SIZE];
  g_assert_true (zb_digest_from_hex (ABC, digest));
  g_autofree char *again = zb_digest_to_hex (digest);
  g_assert_cmpstr (again, ==, ABC);

  static const char *const wrong[] = {
      "", "ba78", ABC "00", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
      "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
  memcpy (untouched, digest, sizeof digest);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (zb_digest_from_hex (wrong[i], digest));
  g_assert_false (zb_digest_from_hex (NULL, digest));
  g_assert_cmpmem (digest, sizeof digest, untouched, sizeof untouched);
}

static void
test_random_bytes_differ (void)
{
  guint8 first[32] = {0}, second[32] = {0};
  zb_random_bytes (first, sizeof first);
  zb_random_bytes (second, sizeof second);
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);
}

static void
test_uuid_tells_the_time (void)
{
  /* RFC 9562 A.6: 2022-02-22 14:22:22 -05:00 is 017f22e2-79b0-7… */
  g_autofree char *uuid = zb_uuid_new (G_GINT64_CONSTANT (1645557742000000));
  g_assert_true (g_str_has_prefix (uuid, "017f22e2-79b0-7"));
  g_assert_true (zb_uuid_is_valid (uuid));
  g_autofree char *other = zb_uuid_new (G_GINT64_CONSTANT (1645557742000000));
  g_assert_cmpstr (uuid, !=, other);
}

static void
test_uuid_shape (void)
{
  g_assert_true (zb_uuid_is_valid ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
  static const char *const wrong[] = {
      "",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
      "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", /* version 4 */
      "017f22e2-79b0-7cc3-18c4-dc0c0c07398f", /* another variant */
      "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", /* a second spelling of the same id */
      "017f22e2_79b0-7cc3-98c4-dc0c0c07398f"};
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (zb_uuid_is_valid (wrong[i]));
  g_assert_false (zb_uuid_is_valid (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/digest/known-digest", test_known_digest);
  g_test_add_func ("/exchange/digest/reads-hex", test_reads_hex);
  g_test_add_func ("/exchange/digest/random-bytes-differ", test_random_bytes_differ);
  g_test_add_func ("/exchange/digest/uuid-tells-the-time", test_uuid_tells_the_time);
  g_test_add_func ("/exchange/digest/uuid-shape", test_uuid_shape);
  return g_test_run ();
}
