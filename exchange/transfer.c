/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transfer.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/route-table.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

#define CONTAINER "container.asice"
#define HOP "hops/%u.evidence"

void
zb_transfer_free (ZbTransfer *transfer)
{
  if (transfer == NULL)
    return;
  g_clear_pointer (&transfer->container, g_bytes_unref);
  g_clear_pointer (&transfer->hops, g_ptr_array_unref);
  g_free (transfer);
}

GBytes *
zb_transfer_pack (GBytes *container, GPtrArray *hops, GError **error)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  GError *cause = NULL;

  zb_zip_writer_add (writer, CONTAINER, container);
  for (guint i = 0; i < hops->len; i++) {
    g_autofree char *name = g_strdup_printf (HOP, i + 1);

    zb_zip_writer_add (writer, name, g_ptr_array_index (hops, i));
  }
  bytes = zb_zip_writer_finish (writer, &cause);
  if (bytes == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  if (g_bytes_get_size (bytes) <= ZB_PROTOCOL_MAX_TRANSFER)
    return g_steal_pointer (&bytes);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
               "the message has more than %d bytes with what it passed", ZB_PROTOCOL_MAX_TRANSFER);
  return NULL;
}

/* Takes what the archive holds, and finds nothing else in it. */
static gboolean
take_all (const ZbZip *zip, const char *source, ZbTransfer *transfer, GError **error)
{
  guint n = zb_zip_n_entries (zip);

  transfer->container = zb_zip_find (zip, CONTAINER);
  transfer->hops = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 1; i < n; i++) {
    g_autofree char *name = g_strdup_printf (HOP, i);
    GBytes *hop = zb_zip_find (zip, name);

    if (hop != NULL)
      g_ptr_array_add (transfer->hops, hop);
  }
  if (transfer->container != NULL && transfer->hops->len > 0 && n == transfer->hops->len + 1)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "%s: it is no container with the evidence of the nodes it passed", source);
  return FALSE;
}

ZbTransfer *
zb_transfer_open (const char *source, GBytes *bytes, GError **error)
{
  static const ZbZipLimits limits = {ZB_PROTOCOL_MAX_TRANSFER, ZB_ROUTE_MAX_HOPS + 1};
  g_autoptr (ZbTransfer) transfer = g_new0 (ZbTransfer, 1);
  GError *cause = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read (source, bytes, &limits, &cause);

  if (zip == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  return take_all (zip, source, transfer, error) ? g_steal_pointer (&transfer) : NULL;
}
