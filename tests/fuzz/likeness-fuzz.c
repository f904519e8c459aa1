/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "formats/likeness.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MOST 65536

/* Two bytes tell how long the original is; behind it is what was packed after it. That gives no
 * more than it may, or an error; and what it gives comes back when it is packed anew. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 2)
    return 0;
  size_t length = MIN (size - 2, (size_t)(data[0] | data[1] << 8));
  g_autoptr (GBytes) original = g_bytes_new (data + 2, length);
  g_autoptr (GBytes) packed = g_bytes_new (data + 2 + length, size - 2 - length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_likeness_unpack ("input", packed, original, MOST, &error);

  if ((bytes == NULL) != (error != NULL))
    abort ();
  if (bytes == NULL)
    return 0;
  g_autoptr (ZbLikeness) likeness = zb_likeness_new (original);
  g_autoptr (GBytes) again = zb_likeness_pack (likeness, bytes, 2 * MOST);
  if (again == NULL)
    return 0;
  g_autoptr (GBytes) back = zb_likeness_unpack ("again", again, original, MOST, NULL);
  if (g_bytes_get_size (bytes) > MOST || back == NULL || !g_bytes_equal (back, bytes))
    abort ();
  return 0;
}
