/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Strict reading of *stored* zip archives on the trust path: local headers walked one after another
 * must equal the directory, no gap, no overlap, no byte over, no extra fields on the first entry,
 * no data descriptors, no comments, no encryption, no zip64, CRC-32 checked, names unique and of
 * ^[A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64})?$ (one folder deep). */
typedef struct _ZbZip ZbZip;

typedef struct {
  gsize max_bytes;
  guint max_entries;
} ZbZipLimits;

extern const ZbZipLimits zb_zip_default_limits; /* 16 MiB, 64 entries */

ZbZip *zb_zip_read (const char *source, GBytes *bytes, const ZbZipLimits *limits, GError **error);
void zb_zip_free (ZbZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbZip, zb_zip_free)

guint zb_zip_n_entries (const ZbZip *zip);
const char *zb_zip_entry_name (const ZbZip *zip, guint index);
/* (transfer full): a slice of the archive's own bytes, no copy. */
GBytes *zb_zip_entry_bytes (const ZbZip *zip, guint index);
/* (transfer full) (nullable): by name. */
GBytes *zb_zip_find (const ZbZip *zip, const char *name);
