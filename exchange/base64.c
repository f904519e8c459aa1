/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/base64.h"

#include <string.h>

GBytes *
zb_base64_read_bytes (const char *text)
{
  gsize length = 0;
  g_autofree guint8 *bytes = g_base64_decode (text, &length);
  g_autofree char *again = g_base64_encode (bytes, length);
  return g_str_equal (again, text) ? g_bytes_new_take (g_steal_pointer (&bytes), length) : NULL;
}

gboolean
zb_base64_read (const char *text, guint8 *ret_bytes, gsize size)
{
  if (strlen (text) != (size + 2) / 3 * 4)
    return FALSE;
  g_autoptr (GBytes) bytes = zb_base64_read_bytes (text);
  if (bytes == NULL || g_bytes_get_size (bytes) != size)
    return FALSE;
  memcpy (ret_bytes, g_bytes_get_data (bytes, NULL), size);
  return TRUE;
}
