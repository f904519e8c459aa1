/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/envelope.h"
#include "exchange/signature.h"

/* report.asice: ASiC-E with CAdES (ETSI EN 319 162-1). */

/* Builds an unsigned container: envelope.xml is written from @envelope, whose payloads name @bodies
 * in order. */
GBytes *zb_container_build (const ZbEnvelope *envelope, GBytes *const *bodies, GError **error);
/* A new container with one more signature over the same manifest (or one that covers the earlier
 * signatures). */
GBytes *zb_container_sign (
    GBytes *container, ZbSigner *signer, gint64 when, gboolean with_certificates, GError **error);

/* A container read and checked for structure: entries allowed and complete, manifest digests equal
 * the bytes, envelope agrees with the manifest and payloads. Its signatures are not yet verified.
 */
typedef struct _ZbContainer ZbContainer;

ZbContainer *zb_container_open (const char *source, GBytes *bytes, GError **error);
void zb_container_free (ZbContainer *container);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbContainer, zb_container_free)

GBytes *zb_container_bytes (const ZbContainer *container);      /* borrowed */
const char *zb_container_digest (const ZbContainer *container); /* SHA-256 of all bytes, hex */
const ZbEnvelope *zb_container_envelope (const ZbContainer *container);
GBytes *zb_container_body (const ZbContainer *container,
                           guint index); /* borrowed: the very bytes whose digest was checked */
guint zb_container_n_signatures (const ZbContainer *container);
/* Verifies signature @index as ZB_USE_SIGNING at @at. */
gboolean zb_container_verify (ZbContainer *container,
                              guint index,
                              ZbTrust *trust,
                              gint64 at,
                              ZbCertificateFinder finder,
                              gpointer finder_data,
                              ZbSignatureInfo *ret_info,
                              GError **error);
