/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/crc32.h"

#include <libdeflate.h>

guint32
zb_crc32 (const guint8 *bytes, gsize length)
{
  return libdeflate_crc32 (0, bytes, length);
}
