/* SPDX-License-Identifier: Apache-2.0 */
/* What a proxy says of its peer's certificate; what is read is written and read again. */
#include "server/listener/proxy.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *escaped = g_strndup (size > 0 ? (const char *)data : "", size);
  g_autoptr (GBytes) der = zb_proxy_read_certificate (escaped);

  if (!der)
    return 0;
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (der, &length);
  g_autofree char *base64 = g_base64_encode (bytes, length);
  g_autofree char *pem =
      g_strconcat ("-----BEGIN CERTIFICATE-----\n", base64, "\n-----END CERTIFICATE-----\n", NULL);
  g_autofree char *again = g_uri_escape_string (pem, NULL, FALSE);
  g_autoptr (GBytes) same = zb_proxy_read_certificate (again);
  if (strlen (again) <= ZB_PROXY_MAX_CERTIFICATE)
    g_assert_true (same && g_bytes_equal (same, der));
  return 0;
}
