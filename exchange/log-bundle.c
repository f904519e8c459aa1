/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/log-bundle.h"

#include "exchange/error.h"

#include <string.h>

#define HEAD 2

static gboolean
fail (GError **error, ZbExchangeError code, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, code, "the bundle of records %s", what);
  return FALSE;
}

GBytes *
zb_log_bundle_write (const GPtrArray *records, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < records->len; i++) {
    const char *record = records->pdata[i];
    gsize length = strlen (record);
    const guint8 head[HEAD] = {(guint8)(length >> 8), (guint8)length};

    if (length > G_MAXUINT16 || bytes->len + length > ZB_LOG_BUNDLE_MAX - HEAD) {
      fail (error, ZB_EXCHANGE_ERROR_TOO_LARGE, "is larger than one may be");
      return NULL;
    }
    g_byte_array_append (bytes, head, HEAD);
    g_byte_array_append (bytes, (const guint8 *)record, (guint)length);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GPtrArray *
zb_log_bundle_read (GBytes *bundle, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  gsize left = 0;
  const guint8 *bytes = g_bytes_get_data (bundle, &left);

  while (left > 0) {
    gsize length = left >= HEAD ? (gsize)bytes[0] << 8 | bytes[1] : G_MAXUINT16;

    if (records->len == ZB_LOG_BUNDLE_WIDTH) {
      fail (error, ZB_EXCHANGE_ERROR_TOO_LARGE, "has more than 256");
      return NULL;
    }
    if (length + HEAD > left || memchr (bytes + HEAD, '\0', length)) {
      fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "is cut off, or holds what is no text");
      return NULL;
    }
    g_ptr_array_add (records, g_strndup ((const char *)bytes + HEAD, length));
    bytes += HEAD + length;
    left -= HEAD + length;
  }
  return g_steal_pointer (&records);
}

char *
zb_log_tile_name (guint64 index, guint width)
{
  GString *name = g_string_new (NULL);

  g_string_printf (name, "%03u", (guint)(index % 1000));
  for (index /= 1000; index > 0; index /= 1000) {
    g_autofree char *group = g_strdup_printf ("x%03u/", (guint)(index % 1000));
    g_string_prepend (name, group);
  }
  if (width < ZB_LOG_BUNDLE_WIDTH)
    g_string_append_printf (name, ".p/%u", width);
  return g_string_free (name, FALSE);
}
