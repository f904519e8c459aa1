/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/timestamp.h"

static void
test_both_ways (void)
{
  static const struct {
    gint64 micros;
    const char *text;
  } cases[] = {{0, "1970-01-01T00:00:00.000000Z"},
               {-1, "1969-12-31T23:59:59.999999Z"},
               {G_GINT64_CONSTANT (1720166400123456), "2024-07-05T08:00:00.123456Z"},
               {G_GINT64_CONSTANT (1709251199000000), "2024-02-29T23:59:59.000000Z"},
               {G_GINT64_CONSTANT (-62135596800000000), "0001-01-01T00:00:00.000000Z"},
               {G_GINT64_CONSTANT (253402300799999999), "9999-12-31T23:59:59.999999Z"}};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 micros = 7;
    g_autofree char *text = zb_timestamp_format (cases[i].micros);
    g_assert_cmpstr (text, ==, cases[i].text);
    g_assert_true (zb_timestamp_parse (text, &micros));
    g_assert_cmpint (micros, ==, cases[i].micros);
  }
}

static void
test_one_spelling (void)
{
  static const char *const wrong[] = {
      "",
      "2024-07-05T08:00:00Z",
      "2024-07-05T08:00:00.123Z",
      "2024-07-05t08:00:00.123456Z",
      "2024-07-05T08:00:00.123456z",
      "2024-07-05T08:00:00.123456+",
      "2024-07-05 08:00:00.123456Z",
      "2024-02-30T08:00:00.123456Z",
      "2024-07-05T24:00:00.123456Z",
      "2024-07-05T08:60:00.123456Z",
      "2024-07-05T08:00:60.123456Z",
      "0000-07-05T08:00:00.123456Z",
      "+024-07-05T08:00:00.123456Z",
      "2024-07-05T08:00:00.1234567Z",
  };
  gint64 micros = 7;
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (zb_timestamp_parse (wrong[i], &micros));
  g_assert_false (zb_timestamp_parse (NULL, &micros));
  g_assert_cmpint (micros, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/timestamp/both-ways", test_both_ways);
  g_test_add_func ("/exchange/timestamp/one-spelling", test_one_spelling);
  return g_test_run ();
}
