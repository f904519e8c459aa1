/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Base64 (RFC 4648 §4) in its one canonical spelling: padded, no blanks, no bits left over. GLib's
 * decoder passes over what it does not know, so that one value would have many texts. */

/* Exactly @size bytes; FALSE, and @ret_bytes untouched, for anything else. */
gboolean zb_base64_read (const char *text, guint8 *ret_bytes, gsize size);
/* (transfer full): any number of bytes; NULL if @text is not base64. */
GBytes *zb_base64_read_bytes (const char *text);
