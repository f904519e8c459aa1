/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Reading of zip archives as office programs write them: entries compressed by deflate. For
 * documents of people, never on the trust path, where zip-reader.h is. */
typedef struct _ZbPackedZip ZbPackedZip;

typedef struct {
  gsize max_bytes;   /* of the archive */
  guint max_entries; /* in it */
  gsize max_entry;   /* bytes of one entry, unpacked */
  gsize max_total;   /* bytes unpacked from the archive, all reads together */
} ZbPackedZipLimits;

/* Errors are ZB_FORMAT_ERROR, "source: …": MALFORMED, FORBIDDEN (encrypted, another method than
 * stored and deflate), TOO_LARGE. */
ZbPackedZip *zb_packed_zip_open (const char *source,
                                 GBytes *bytes,
                                 const ZbPackedZipLimits *limits,
                                 GError **error);
void zb_packed_zip_free (ZbPackedZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPackedZip, zb_packed_zip_free)

gboolean zb_packed_zip_has (ZbPackedZip *zip, const char *name);
/* (transfer full) an entry, unpacked; MALFORMED where there is none. Not for several threads. */
GBytes *zb_packed_zip_read (ZbPackedZip *zip, const char *name, GError **error);
