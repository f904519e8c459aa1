/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Bytes written as what differs from others that they are like, the original: a zstd frame (RFC
 * 8878) that looks back into those, with its content's length and a checksum of it. "zstd -d
 * --patch-from=ORIGINAL" reads it, too. */
typedef struct _ZbLikeness ZbLikeness;

/* Immutable; any threads may pack after it. */
ZbLikeness *zb_likeness_new (GBytes *original);
void zb_likeness_free (ZbLikeness *likeness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLikeness, zb_likeness_free)

/* (transfer full) NULL if that would take more than @max_bytes. */
GBytes *zb_likeness_pack (const ZbLikeness *likeness, GBytes *bytes, gsize max_bytes);
/* (transfer full) What was packed after the likeness of @original, at most @max_bytes; @source
 * names it in messages. A frame that would give more is ZB_FORMAT_ERROR_TOO_LARGE; one that is
 * broken, or was made after another original, ZB_FORMAT_ERROR_MALFORMED. */
GBytes *zb_likeness_unpack (
    const char *source, GBytes *packed, GBytes *original, gsize max_bytes, GError **error);
