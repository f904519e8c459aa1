/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Strict reading of *stored* zip archives (APPNOTE 6.3) on the trust path: the local headers,
 * walked one after another, must equal the directory, so that every byte belongs to exactly one
 * entry. No gap, overlap or byte over, no extra fields, data descriptors, comments, encryption,
 * zip64, split archives or links; maker and attributes the same for all entries; CRC-32 checked;
 * names as zb_zip_name_is_valid() says, unique also without regard to case. */
typedef struct _ZbZip ZbZip;

typedef struct {
  gsize max_bytes;   /* of the archive */
  guint max_entries; /* at most 65534, what zip can count */
} ZbZipLimits;

extern const ZbZipLimits zb_zip_default_limits; /* 16 MiB, 64 entries */

/* @source names the archive in messages; @limits NULL means the default. Bytes that contradict the
 * format or each other are ZB_FORMAT_ERROR_MALFORMED, constructs and names outside the above
 * FORBIDDEN, passed limits TOO_LARGE; the text is "source: entry N: …". */
ZbZip *zb_zip_read (const char *source, GBytes *bytes, const ZbZipLimits *limits, GError **error);
void zb_zip_free (ZbZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbZip, zb_zip_free)

guint zb_zip_n_entries (const ZbZip *zip);
const char *zb_zip_entry_name (const ZbZip *zip, guint index);
/* (transfer full): a slice of the archive's own bytes, no copy. */
GBytes *zb_zip_entry_bytes (const ZbZip *zip, guint index);
/* (transfer full) (nullable): by name. */
GBytes *zb_zip_find (const ZbZip *zip, const char *name);

/* ^[A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64})?$ (one folder deep), no part being "." or "..". */
gboolean zb_zip_name_is_valid (const char *name, gsize length);
