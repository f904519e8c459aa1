/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* SHA-256, raw and as 64 lower-case hex characters. */
#define ZB_DIGEST_SIZE 32

void zb_digest_compute (const void *bytes, gsize length, guint8 ret_digest[ZB_DIGEST_SIZE]);
char *zb_digest_to_hex (const guint8 digest[ZB_DIGEST_SIZE]); /* (transfer full) */
/* FALSE, and @ret_digest untouched, unless @hex (nullable) is 64 lower-case hex characters. */
gboolean zb_digest_from_hex (const char *hex, guint8 ret_digest[ZB_DIGEST_SIZE]);
/* (transfer full): the hex digest of bytes. */
char *zb_digest_hex_of (const void *bytes, gsize length);
char *zb_digest_hex_of_bytes (GBytes *bytes);
/* Cryptographically strong random bytes. */
void zb_random_bytes (void *buffer, gsize length);
/* (transfer full): a fresh UUIDv7 (RFC 9562) for @micros since 1970. */
char *zb_uuid_new (gint64 micros);
/* Whether @text (nullable) is a UUIDv7 in its one canonical spelling, lower case. */
gboolean zb_uuid_is_valid (const char *text);
