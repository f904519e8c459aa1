/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/likeness.h"

#include <string.h>

#define LENGTH 5000

/* Text that repeats nothing of itself, of which two differ in one figure. */
static GBytes *
report_of (guint figure)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint32 seed = 1;

  while (text->len < LENGTH) {
    seed = seed * 1664525 + 1013904223;
    g_string_append_printf (text, "%08x", seed);
  }
  g_string_truncate (text, LENGTH);
  g_string_append_printf (text, " figure %u", figure);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static GBytes *
pack (GBytes *original, GBytes *bytes)
{
  g_autoptr (ZbLikeness) likeness = zb_likeness_new (original);
  GBytes *packed = zb_likeness_pack (likeness, bytes, 2 * LENGTH);

  g_assert_nonnull (packed);
  return packed;
}

static void
assert_refused (
    GBytes *packed, GBytes *original, gsize max_bytes, ZbFormatError code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_likeness_unpack ("message 7", packed, original, max_bytes, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, (int)code);
  g_assert_cmpstr (error->message, ==, text);
}

static void
test_comes_back (void)
{
  g_autoptr (GBytes) original = report_of (1);
  g_autoptr (GBytes) other = report_of (48205);
  g_autoptr (GBytes) packed = pack (original, other);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) back =
      zb_likeness_unpack ("message 7", packed, original, g_bytes_get_size (other), &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, other));
  g_assert_cmpuint (g_bytes_get_size (packed), <, 100);
}

static void
test_empty_bytes (void)
{
  g_autoptr (GBytes) original = report_of (1);
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) packed = pack (original, none);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) back = zb_likeness_unpack ("message 7", packed, original, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (back), ==, 0);
}

static void
test_packs_nothing_unlike (void)
{
  g_autoptr (GBytes) original = g_bytes_new_static ("0123456789", 10);
  g_autoptr (GBytes) other = report_of (1);
  g_autoptr (ZbLikeness) likeness = zb_likeness_new (original);

  g_assert_null (zb_likeness_pack (likeness, other, 1000));
  /* And goes on. */
  g_autoptr (GBytes) packed = zb_likeness_pack (likeness, original, 1000);
  g_assert_nonnull (packed);
}

/* By its first bytes zstd would take it for a dictionary of its own, and read something else. */
static void
test_dictionary_is_no_original (void)
{
  g_autoptr (GBytes) original = g_bytes_new_static ("\x37\xa4\x30\xec rest", 9);
  g_autoptr (GBytes) other = report_of (1);
  g_autoptr (ZbLikeness) likeness = zb_likeness_new (original);

  g_assert_null (zb_likeness_pack (likeness, other, 2 * LENGTH));
}

static void
test_limit (void)
{
  g_autoptr (GBytes) original = report_of (1);
  g_autoptr (GBytes) packed = pack (original, original);
  gsize length = g_bytes_get_size (original);
  g_autofree char *text =
      g_strdup_printf ("message 7: longer than %" G_GSIZE_FORMAT " bytes", length - 1);
  g_autoptr (GBytes) back = zb_likeness_unpack ("message 7", packed, original, length, NULL);

  g_assert_nonnull (back);
  assert_refused (packed, original, length - 1, ZB_FORMAT_ERROR_TOO_LARGE, text);
}

/* Wherever a byte is turned over it is noticed, or matters nothing. */
static void
test_damage_is_noticed (void)
{
  g_autoptr (GBytes) original = report_of (1);
  g_autoptr (GBytes) other = report_of (48205);
  g_autoptr (GBytes) packed = pack (original, other);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (packed, &length);
  guint noticed = 0;

  for (gsize i = 0; i < length; i++) {
    g_autofree guint8 *turned = g_memdup2 (bytes, length);
    turned[i] ^= 0xff;
    g_autoptr (GBytes) damaged = g_bytes_new (turned, length);
    g_autoptr (GBytes) back = zb_likeness_unpack ("message 7", damaged, original, 2 * LENGTH, NULL);

    noticed += back == NULL;
    g_assert_true (back == NULL || g_bytes_equal (back, other));
  }
  g_assert_cmpuint (noticed, >, length / 2);
}

static void
test_cut_short (void)
{
  g_autoptr (GBytes) original = report_of (1);
  g_autoptr (GBytes) packed = pack (original, original);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (packed, 0, g_bytes_get_size (packed) / 2);

  assert_refused (empty, original, LENGTH, ZB_FORMAT_ERROR_MALFORMED,
                  "message 7: no zstd frame that tells its length");
  assert_refused (half, original, 2 * LENGTH, ZB_FORMAT_ERROR_MALFORMED,
                  "message 7: Src size is incorrect");
}

static void
test_other_original (void)
{
  g_autoptr (GBytes) original = report_of (1);
  g_autoptr (GBytes) packed = pack (original, original);
  g_autoptr (GBytes) other = report_of (2);

  assert_refused (packed, other, 2 * LENGTH, ZB_FORMAT_ERROR_MALFORMED,
                  "message 7: Restored data doesn't match checksum");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/formats/likeness/" name, function)
  ADD ("comes-back", test_comes_back);
  ADD ("empty-bytes", test_empty_bytes);
  ADD ("packs-nothing-unlike", test_packs_nothing_unlike);
  ADD ("dictionary-is-no-original", test_dictionary_is_no_original);
  ADD ("limit", test_limit);
  ADD ("damage-is-noticed", test_damage_is_noticed);
  ADD ("cut-short", test_cut_short);
  ADD ("other-original", test_other_original);
  return g_test_run ();
}
