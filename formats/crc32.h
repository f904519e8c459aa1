/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* CRC-32 of zip (ISO 3309, reflected polynomial 0xEDB88320). It finds accidents, not forgery. */
guint32 zb_crc32 (const guint8 *bytes, gsize length);
