/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/digest.h"

/* ASiCManifest (ETSI EN 319 162-1 §A.4): the files that one signature covers, with their digests.
 */
typedef struct {
  char *uri;  /* name of the entry */
  char *type; /* media type */
  guint8 digest[ZB_DIGEST_SIZE];
} ZbManifestEntry;

typedef struct {
  char *signature; /* name of the entry that holds the signature over this manifest */
  gboolean sm3;    /* the digests are SM3 (suite sm2), else SHA-256 */
  GArray *entries; /* ZbManifestEntry */
} ZbManifest;

ZbManifest *zb_manifest_new (const char *signature, gboolean sm3);
void zb_manifest_free (ZbManifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbManifest, zb_manifest_free)

void zb_manifest_add (ZbManifest *manifest, const char *uri, const char *type, GBytes *bytes);
/* The same for a file whose digest, of the manifest's kind, is known. */
void zb_manifest_add_digest (ZbManifest *manifest,
                             const char *uri,
                             const char *type,
                             const guint8 digest[ZB_DIGEST_SIZE]);
/* (transfer full) */
GBytes *zb_manifest_write (const ZbManifest *manifest);
/* MALFORMED for anything in it that is not a file's name, type and digest; FORBIDDEN_SUITE for a
 * digest other than SHA-256 and SM3, and for both in one manifest. */
ZbManifest *zb_manifest_read (const char *source, GBytes *bytes, GError **error);
/* The same of what another process read (formats/xml-trace.h). */
ZbManifest *zb_manifest_read_trace (const char *source, GBytes *trace, GError **error);
