/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Reads a whole file of at most @max_bytes. (transfer full). Errors are ZB_FORMAT_ERROR: IO, or
 * TOO_LARGE for a longer file (also an endless one such as a device), "path: …". */
GBytes *zb_file_read (const char *path, gsize max_bytes, GError **error);
