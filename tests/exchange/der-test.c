/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/der.h"

#include <string.h>

#define DER(text)                                                                                  \
  {                                                                                                \
    (const guint8 *)(text), sizeof (text) - 1                                                      \
  }

static void
test_takes_what_is_der (void)
{
  ZbDer der = DER ("\x30\x03\x02\x01\x05\x05\x00"), content, element, inner;
  g_assert_false (zb_der_take (&der, ZB_DER_SET, &content, &element));
  g_assert_cmpuint (der.length, ==, 7);
  g_assert_true (zb_der_take (&der, ZB_DER_SEQUENCE, &content, &element));
  g_assert_true (zb_der_equals (&content, "\x02\x01\x05", 3));
  g_assert_true (zb_der_equals (&element, "\x30\x03\x02\x01\x05", 5));
  g_assert_true (zb_der_take_any (&der, &inner));
  g_assert_true (zb_der_equals (&inner, "\x05\x00", 2));
  g_assert_cmpuint (der.length, ==, 0);
  g_assert_false (zb_der_take_any (&der, &inner));
}

static void
test_long_lengths (void)
{
  /* The shortest form at each border, and the same length in a longer one. */
  static const struct {
    gsize length;
    const char *head;
    gsize head_length;
    gboolean der;
  } cases[] = {
      {127, "\x04\x7f", 2, TRUE},
      {127, "\x04\x81\x7f", 3, FALSE},
      {128, "\x04\x81\x80", 3, TRUE},
      {255, "\x04\x82\x00\xff", 4, FALSE},
      {256, "\x04\x82\x01\x00", 4, TRUE},
      {65535, "\x04\x83\x00\xff\xff", 5, FALSE},
      {65536, "\x04\x83\x01\x00\x00", 5, TRUE},
      {65536, "\x04\x84\x00\x01\x00\x00", 6, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree guint8 *bytes = g_malloc0 (cases[i].head_length + cases[i].length);
    memcpy (bytes, cases[i].head, cases[i].head_length);
    ZbDer der = {bytes, cases[i].head_length + cases[i].length}, content;
    g_assert_cmpint (zb_der_take (&der, ZB_DER_OCTET_STRING, &content, NULL), ==, cases[i].der);
    if (cases[i].der)
      g_assert_cmpuint (content.length, ==, cases[i].length);
  }
}

static void
test_refuses_what_is_not (void)
{
  static const struct {
    const char *bytes;
    gsize length;
  } cases[] = {
      {"", 0},
      {"\x30", 1},
      {"\x30\x01", 2},             /* one byte short */
      {"\x30\x81", 2},             /* half a length */
      {"\x30\x80\x00\x00", 4},     /* indefinite */
      {"\x3f\x81\x01\x00", 4},     /* a tag of several bytes */
      {"\x30\xff\x00\x00", 4},     /* reserved form */
      {"\x30\x83\xff\xff\xff", 5}, /* longer than all there is */
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    ZbDer der = {(const guint8 *)cases[i].bytes, cases[i].length}, element;
    g_assert_false (zb_der_take_any (&der, &element));
    g_assert_cmpuint (der.length, ==, cases[i].length);
  }
}

static void
test_orders_a_set (void)
{
  ZbDer shorter = DER ("\x30\x01"), longer = DER ("\x30\x01\x00"), other = DER ("\x31");
  g_assert_cmpint (zb_der_compare (&shorter, &longer), <, 0);
  g_assert_cmpint (zb_der_compare (&longer, &shorter), >, 0);
  g_assert_cmpint (zb_der_compare (&longer, &other), <, 0);
  g_assert_cmpint (zb_der_compare (&other, &other), ==, 0);
}

static void
test_reads_times (void)
{
  static const struct {
    const char *bytes;
    gint64 seconds; /* -1: no time */
  } cases[] = {
      {"\x17\x0d"
       "240705080000Z",
       1720166400},
      {"\x17\x0d"
       "500101000000Z",
       -631152000},
      {"\x17\x0d"
       "491231235959Z",
       2524607999},
      {"\x18\x0f"
       "20500101000000Z",
       2524608000},
      {"\x17\x0d"
       "240230080000Z",
       -1}, /* the 30th of February */
      {"\x17\x0d"
       "240705240000Z",
       -1},
      {"\x17\x0d"
       "2407050800 0Z",
       -1},
      {"\x17\x0b"
       "2407050800Z",
       -1}, /* without seconds */
      {"\x17\x11"
       "240705080000+0800",
       -1},
      {"\x18\x11"
       "20240705080000.5Z",
       -1},
      {"\x04\x0d"
       "240705080000Z",
       -1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    ZbDer der = {(const guint8 *)cases[i].bytes, strlen (cases[i].bytes)};
    gint64 micros = -1;
    gboolean taken = zb_der_take_time (&der, &micros);
    g_assert_cmpint (taken, ==, cases[i].seconds != -1);
    if (taken)
      g_assert_cmpint (micros, ==, cases[i].seconds * G_USEC_PER_SEC);
    g_assert_cmpint (der.length == 0, ==, taken);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/der/takes-what-is-der", test_takes_what_is_der);
  g_test_add_func ("/exchange/der/long-lengths", test_long_lengths);
  g_test_add_func ("/exchange/der/refuses-what-is-not", test_refuses_what_is_not);
  g_test_add_func ("/exchange/der/orders-a-set", test_orders_a_set);
  g_test_add_func ("/exchange/der/reads-times", test_reads_times);
  return g_test_run ();
}
