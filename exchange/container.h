/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/envelope.h"
#include "exchange/signature.h"
#include "formats/xml-reader.h"

/* report.asice: ASiC-E with CAdES (ETSI EN 319 162-1), a stored zip whose entries stand in this
 * order:
 *
 *   mimetype, envelope.xml, the bodies as the envelope lists them,
 *   then for each signature META-INF/ASiCManifestNNN.xml, META-INF/signatureNNN.p7s.
 *
 * Every manifest lists the envelope, all bodies and the signatures before it, so that each
 * signature covers all that was there. */
#define ZB_CONTAINER_MAX_SIGNATURES 8

/* (transfer full): an unsigned container: envelope.xml is written from @envelope, whose payloads
 * name
 * @bodies in order. MALFORMED if the envelope breaks its schema, BAD_DIGEST, TOO_LARGE (over
 * ZB_PROTOCOL_MAX_CONTAINER). */
GBytes *zb_container_build (const ZbEnvelope *envelope, GBytes *const *bodies, GError **error);
/* (transfer full): a new container with one more signature. The first must be of the suite and the
 * certificate that the envelope names. */
GBytes *zb_container_sign (
    GBytes *container, ZbSigner *signer, gint64 when, gboolean with_certificates, GError **error);
/* The same in these @roles (exchange/claimed-roles.h; NULL: it says nothing of any). */
GBytes *zb_container_sign_as (GBytes *container,
                              ZbSigner *signer,
                              const char *roles,
                              gint64 when,
                              gboolean with_certificates,
                              GError **error);

/* (transfer full): the same container, with @certificates (ZbCertificate) beside its only
 * signature. Its digest is another one, what is signed is not. MALFORMED where there is not exactly
 * one. */
GBytes *zb_container_embed (GBytes *container, GPtrArray *certificates, GError **error);

/* A container read and checked for structure: entries allowed and complete, manifest digests equal
 * the bytes, envelope agrees with the manifest and payloads. Its signatures are not yet verified,
 * and there may be none yet. @source names it in errors: MALFORMED, BAD_DIGEST, FORBIDDEN_SUITE,
 * TOO_LARGE. */
typedef struct _ZbContainer ZbContainer;

ZbContainer *zb_container_open (const char *source, GBytes *bytes, GError **error);
void zb_container_free (ZbContainer *container);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbContainer, zb_container_free)

/* An XML document of a container: entry @entry of the zip, and what may stand in it. */
typedef struct {
  guint entry;
  GBytes *document;
  const ZbXmlLimits *limits;
} ZbTraced;

/* (transfer full): the trace (formats/xml-trace.h) that reading the document comes to; NULL with an
 * error where there is none to be had. */
typedef GBytes *(*ZbTraceFinder) (const ZbTraced *traced, gpointer data, GError **error);
/* The same where somebody else reads the XML. @finder (nullable) is not asked for what need not be
 * read, nor once it is open. */
ZbContainer *zb_container_open_traced (
    const char *source, GBytes *bytes, ZbTraceFinder finder, gpointer finder_data, GError **error);

GBytes *zb_container_bytes (const ZbContainer *container);      /* borrowed */
const char *zb_container_digest (const ZbContainer *container); /* SHA-256 of all bytes, hex */
const ZbEnvelope *zb_container_envelope (const ZbContainer *container);
GBytes *zb_container_body (const ZbContainer *container,
                           guint index); /* borrowed: the very bytes whose digest was checked */
/* (nullable): as the finder gave it; borrowed */
GBytes *zb_container_body_trace (const ZbContainer *container, guint index);
guint zb_container_n_signatures (const ZbContainer *container);
/* Verifies signature @index (0-based) as ZB_USE_SIGNING at @at; the first must also be of the suite
 * and the certificate that the envelope names. NOT_FOUND if there is none of that index, else the
 * errors of zb_signature_verify(). @ret_info (nullable). */
gboolean zb_container_verify (ZbContainer *container,
                              guint index,
                              ZbTrust *trust,
                              gint64 at,
                              ZbCertificateFinder finder,
                              gpointer finder_data,
                              ZbSignatureInfo *ret_info,
                              GError **error);
