/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transfer.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/route-table.h"
#include "formats/zip-writer.h"

#include <string.h>

static GPtrArray *
hops_new (guint n)
{
  GPtrArray *hops = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf ("evidence %u", i);
    g_ptr_array_add (hops, g_bytes_new (text, strlen (text)));
  }
  return hops;
}

static void
test_keeps_the_order (void)
{
  g_autoptr (GBytes) container = g_bytes_new_static ("PK", 2);
  g_autoptr (GPtrArray) hops = hops_new (ZB_ROUTE_MAX_HOPS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) packed = zb_transfer_pack (container, hops, &error);
  g_autoptr (ZbTransfer) opened = zb_transfer_open ("transfer", packed, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened->container, container));
  g_assert_cmpuint (opened->hops->len, ==, ZB_ROUTE_MAX_HOPS);
  for (guint i = 0; i < ZB_ROUTE_MAX_HOPS; i++)
    g_assert_true (g_bytes_equal (opened->hops->pdata[i], hops->pdata[i]));
}

static void
assert_refused (GBytes *packed, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTransfer) opened = zb_transfer_open ("transfer", packed, &error);

  g_assert_null (opened);
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
  g_assert_nonnull (strstr (error->message, "transfer"));
}

static void
test_needs_hops (void)
{
  g_autoptr (GBytes) container = g_bytes_new_static ("PK", 2);
  g_autoptr (GPtrArray) none = hops_new (0);
  g_autoptr (GPtrArray) many = hops_new (ZB_ROUTE_MAX_HOPS + 1);
  g_autoptr (GBytes) without = zb_transfer_pack (container, none, NULL);
  g_autoptr (GBytes) over = zb_transfer_pack (container, many, NULL);

  assert_refused (without, ZB_EXCHANGE_ERROR_MALFORMED);
  assert_refused (over, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

static void
test_holds_nothing_else (void)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("PK", 2);

  zb_zip_writer_add (writer, "container.asice", bytes);
  zb_zip_writer_add (writer, "hops/1.evidence", bytes);
  zb_zip_writer_add (writer, "else", bytes);
  g_autoptr (GBytes) packed = zb_zip_writer_finish (writer, NULL);
  assert_refused (packed, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_limit_of_bytes (void)
{
  g_autoptr (GBytes) container =
      g_bytes_new_take (g_malloc0 (ZB_PROTOCOL_MAX_TRANSFER), ZB_PROTOCOL_MAX_TRANSFER);
  g_autoptr (GPtrArray) hops = hops_new (1);
  g_autoptr (GBytes) small = g_bytes_new_static ("PK", 2);
  g_autoptr (GBytes) packed = zb_transfer_pack (small, hops, NULL);
  gsize around = g_bytes_get_size (packed) - 2;
  g_autoptr (GBytes) most =
      g_bytes_new_from_bytes (container, 0, ZB_PROTOCOL_MAX_TRANSFER - around);
  g_autoptr (GBytes) over =
      g_bytes_new_from_bytes (container, 0, ZB_PROTOCOL_MAX_TRANSFER - around + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) fits = zb_transfer_pack (most, hops, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (fits), ==, ZB_PROTOCOL_MAX_TRANSFER);
  g_assert_null (zb_transfer_pack (over, hops, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/transfer/keeps-the-order", test_keeps_the_order);
  g_test_add_func ("/exchange/transfer/needs-hops", test_needs_hops);
  g_test_add_func ("/exchange/transfer/holds-nothing-else", test_holds_nothing_else);
  g_test_add_func ("/exchange/transfer/limit-of-bytes", test_limit_of_bytes);
  return g_test_run ();
}
