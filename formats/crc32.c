/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/crc32.h"

#include <zlib.h>

guint32
zb_crc32 (const guint8 *bytes, gsize length)
{
  return (guint32)crc32_z (0, bytes, length);
}
