/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The headers of tus 1.0.0 (tus.io/protocols/resumable-upload). */
#define ZB_TUS_VERSION "1.0.0"

typedef struct {
  char *sender, *message_id, *digest;
} ZbTusMetadata;

void zb_tus_metadata_clear (ZbTusMetadata *metadata);
/* Upload-Metadata: "key base64,key base64"; sender, message-id (UUID) and digest (SHA-256, hex) are
 * needed, others are passed over. FALSE if one is missing, given twice or no such thing. */
gboolean zb_tus_metadata_parse (const char *header, ZbTusMetadata *ret_metadata);
/* Digits only, at most 15 of them. FALSE for NULL. */
gboolean zb_tus_number_parse (const char *header, guint64 *ret_number);
/* Upload-Checksum: "sha1 base64" or "sha256 base64" of @chunk. FALSE if it is no such thing;
 * @ret_matches tells whether it is the chunk's. */
gboolean zb_tus_checksum_check (const char *header, GBytes *chunk, gboolean *ret_matches);
/* Upload-Expires, an HTTP date (RFC 9110 §5.6.7). (transfer full) */
char *zb_tus_date_format (gint64 micros);
