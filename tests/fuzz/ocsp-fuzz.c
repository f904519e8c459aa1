/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "exchange/ocsp.h"
#include "exchange/protocol.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Bytes either are refused with a reason, or ask about certificates by numbers. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) der = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbOcspRequest) request = zb_ocsp_request_read (der, &error);

  if ((request == NULL) == (error == NULL) || (request != NULL && size > ZB_PROTOCOL_MAX_OCSP))
    abort ();
  for (guint i = 0; request != NULL && i < zb_ocsp_request_length (request); i++)
    if (zb_ocsp_request_serial (request, i)[0] == '\0')
      abort ();
  return 0;
}
