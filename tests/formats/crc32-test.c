/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/crc32.h"

/* The check value every description of this CRC gives. */
static void
test_check_value (void)
{
  g_assert_cmphex (zb_crc32 ((const guint8 *)"123456789", 9), ==, 0xCBF43926);
  g_assert_cmphex (zb_crc32 (NULL, 0), ==, 0);
}

/* The definition, a bit at a time. */
static guint32
slow_crc32 (const guint8 *bytes, gsize length)
{
  guint32 crc = 0xFFFFFFFF;

  for (gsize i = 0; i < 8 * length; i++) {
    guint32 bit = (guint32)bytes[i / 8] >> i % 8 & 1;

    crc = (crc >> 1) ^ (((crc ^ bit) & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

static void
test_every_length_and_place (void)
{
  guint8 bytes[48 + 200];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)(i * 73 + 19);
  for (gsize from = 0; from < 8; from++) {
    for (gsize length = 0; from + length <= sizeof bytes; length++)
      g_assert_cmphex (zb_crc32 (bytes + from, length), ==, slow_crc32 (bytes + from, length));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/crc32/check-value", test_check_value);
  g_test_add_func ("/formats/crc32/every-length-and-place", test_every_length_and_place);
  return g_test_run ();
}
