/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/publication.h"
#include "exchange/signature.h"

/* A publication with the signatures of the one who proposes it and the one who confirms it, each
 * CAdES over the same publication.xml; as a stored zip publication.xml, signature1.p7s,
 * signature2.p7s and, where the files travel with it, files/0001 … in the order it names them. */
typedef struct {
  ZbPublication *publication;
  GBytes *statement;     /* publication.xml, the bytes that are signed */
  GBytes *signatures[2]; /* (nullable) each */
  GPtrArray *contents;   /* (nullable) GBytes by file */
} ZbSignedPublication;

#define ZB_SIGNED_PUBLICATION_SIGNERS 2

/* (transfer full) Signatures and contents are nullable. TOO_LARGE over
 * ZB_PROTOCOL_MAX_PUBLICATION. */
GBytes *zb_signed_publication_pack (GBytes *statement,
                                    GBytes *const signatures[ZB_SIGNED_PUBLICATION_SIGNERS],
                                    GPtrArray *contents,
                                    GError **error);
/* Reads one; files that travel with it have the sizes and digests that it names. MALFORMED,
 * BAD_DIGEST (naming the file), TOO_LARGE. Signatures are not verified yet. */
ZbSignedPublication *zb_signed_publication_open (const char *source, GBytes *bytes, GError **error);
void zb_signed_publication_free (ZbSignedPublication *signed_publication);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSignedPublication, zb_signed_publication_free)

/* That @signature over @statement is of a person of the bureau, whose certificate names no unit,
 * as of @at; 0: as of its own signing time, which must not lie after @latest. @ret_info (nullable).
 * Errors as of zb_signature_verify(). */
gboolean zb_publication_verify_signature (GBytes *statement,
                                          GBytes *signature,
                                          ZbTrust *trust,
                                          gint64 at,
                                          gint64 latest,
                                          ZbSignatureInfo *ret_info,
                                          GError **error);
/* That two certificates are of two persons: neither name nor key is the same. BAD_SIGNATURE. */
gboolean
zb_publication_check_two (const ZbCertificate *first, const ZbCertificate *second, GError **error);
/* Both signatures, of two persons, each as of its signing time. */
gboolean zb_signed_publication_verify (const ZbSignedPublication *signed_publication,
                                       ZbTrust *trust,
                                       gint64 latest,
                                       GError **error);
