/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/base64.h"

static void
test_exact_size (void)
{
  guint8 bytes[4] = {9, 9, 9, 9};
  g_assert_true (zb_base64_read ("AAEC/w==", bytes, 4));
  g_assert_cmpmem (bytes, 4, "\x00\x01\x02\xff", 4);
  g_assert_false (zb_base64_read ("AAEC", bytes, 4));
  g_assert_false (zb_base64_read ("AAEC/////w==", bytes, 4));
  g_assert_cmpmem (bytes, 4, "\x00\x01\x02\xff", 4);
}

static void
test_one_spelling (void)
{
  /* All of these are AAEC/w== to a lenient reader. */
  static const char *const others[] = {
      "AAEC/w",    "AAEC/w=",  "AAEC/x==",  "AAE C/w==",   "AAEC/w==\n",
      " AAEC/w==", "AAEC_w==", "AAEC/w===", "AAEC/w==AAAA"};
  guint8 bytes[4];
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_assert_false (zb_base64_read (others[i], bytes, 4));
    g_assert_null (zb_base64_read_bytes (others[i]));
  }
}

static void
test_any_size (void)
{
  g_autoptr (GBytes) none = zb_base64_read_bytes ("");
  g_autoptr (GBytes) some = zb_base64_read_bytes ("AAEC/w==");
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  g_assert_cmpuint (g_bytes_get_size (some), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/base64/exact-size", test_exact_size);
  g_test_add_func ("/exchange/base64/one-spelling", test_one_spelling);
  g_test_add_func ("/exchange/base64/any-size", test_any_size);
  return g_test_run ();
}
