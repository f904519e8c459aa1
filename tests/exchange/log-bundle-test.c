/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/log-bundle.h"

#include "exchange/error.h"

#include <string.h>

static GPtrArray *
make_records (guint n, gsize length)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (records, g_strnfill (length, 'a'));
  return records;
}

static GBytes *
write_well (const GPtrArray *records)
{
  g_autoptr (GError) error = NULL;
  GBytes *bundle = zb_log_bundle_write (records, &error);

  g_assert_no_error (error);
  return bundle;
}

static void
test_writes_what_it_reads (void)
{
  static const char expected[] = {0, 3, 'o', 'n', 'e', 0, 0, 0, 2, 'a', 'b'};
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (records, (gpointer) "one");
  g_ptr_array_add (records, (gpointer) "");
  g_ptr_array_add (records, (gpointer) "ab");
  g_autoptr (GBytes) bundle = write_well (records);
  g_assert_cmpmem (g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle), expected,
                   sizeof expected);
  g_autoptr (GPtrArray) read = zb_log_bundle_read (bundle, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (read->pdata[i], ==, records->pdata[i]);
}

static void
assert_refused (const void *data, gsize length, int code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_log_bundle_read (bytes, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
}

static void
test_refuses_what_is_cut_off (void)
{
  assert_refused ("\0", 1, ZB_EXCHANGE_ERROR_MALFORMED);
  assert_refused ("\0\3on", 4, ZB_EXCHANGE_ERROR_MALFORMED);
  assert_refused ("\0\3one\0", 6, ZB_EXCHANGE_ERROR_MALFORMED);
  assert_refused ("\0\3o\0e", 5, ZB_EXCHANGE_ERROR_MALFORMED);
  assert_refused ("\377\377", 2, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_limits (void)
{
  g_autoptr (GPtrArray) full = make_records (256, 1), more = make_records (257, 1);
  g_autoptr (GPtrArray) longest = make_records (1, G_MAXUINT16);
  g_autoptr (GPtrArray) longer = make_records (1, G_MAXUINT16 + 1);
  g_autoptr (GPtrArray) heavy = make_records (17, G_MAXUINT16 - 1);
  g_autoptr (GBytes) whole = write_well (full), over = write_well (more),
                     single = write_well (longest);
  g_autoptr (GPtrArray) read = zb_log_bundle_read (whole, NULL);
  g_autoptr (GPtrArray) one = zb_log_bundle_read (single, NULL);
  g_autoptr (GError) error = NULL, too_heavy = NULL;

  g_assert_cmpuint (read->len, ==, 256);
  g_assert_cmpuint (strlen (one->pdata[0]), ==, G_MAXUINT16);
  assert_refused (g_bytes_get_data (over, NULL), g_bytes_get_size (over),
                  ZB_EXCHANGE_ERROR_TOO_LARGE);
  g_assert_null (zb_log_bundle_write (longer, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
  g_assert_null (zb_log_bundle_write (heavy, &too_heavy));
  g_assert_error (too_heavy, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

/* As c2sp.org/tlog-tiles spells them. */
static void
test_names (void)
{
  static const struct {
    guint64 index;
    guint width;
    const char *name;
  } names[] = {{0, 256, "000"},
               {67, 5, "067.p/5"},
               {1234067, 256, "x001/x234/067"},
               {1000, 255, "x001/000.p/255"}};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = zb_log_tile_name (names[i].index, names[i].width);
    g_assert_cmpstr (name, ==, names[i].name);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/log-bundle/writes-what-it-reads", test_writes_what_it_reads);
  g_test_add_func ("/exchange/log-bundle/refuses-what-is-cut-off", test_refuses_what_is_cut_off);
  g_test_add_func ("/exchange/log-bundle/limits", test_limits);
  g_test_add_func ("/exchange/log-bundle/names", test_names);
  return g_test_run ();
}
