/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"
#include "exchange/trust-bundle.h"
#include "formats/json.h"

/* A trust bundle with the signature under it: a CAdES one by a key that the root certified for this
 * bundle alone (ZB_USE_TRUST) and that nobody keeps. No authority below the root can make such a
 * certificate: who says whom to believe is none of those who are to be believed. As a stored zip
 * trust.xml and signature.p7s. */
typedef struct {
  ZbTrustBundle *bundle;
  GBytes *statement; /* trust.xml, the bytes that are signed */
  GBytes *signature;
  char *digest; /* SHA-256 of the statement, hex */
} ZbSignedTrust;

void zb_signed_trust_free (ZbSignedTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSignedTrust, zb_signed_trust_free)

/* Signs @bundle by @root, which certifies a new key for it. */
ZbSignedTrust *zb_signed_trust_make (const ZbTrustBundle *bundle, ZbIssuer *root, GError **error);
/* Reads one; the signature is not verified yet. MALFORMED, TOO_LARGE; BAD_SIGNATURE where there is
 * none (@signature: nullable). */
ZbSignedTrust *
zb_signed_trust_new (const char *source, GBytes *statement, GBytes *signature, GError **error);
/* The same from an answer to GET /v1/trust or a part of one, the members "statement" and
 * "signature" in base64; NOT_FOUND where the node has none. */
ZbSignedTrust *zb_signed_trust_read (const char *source, const ZbJson *document, GError **error);
/* (transfer full) */
GBytes *zb_signed_trust_pack (const ZbSignedTrust *trust, GError **error);
ZbSignedTrust *zb_signed_trust_open (const char *source, GBytes *bytes, GError **error);

/* That one of @roots (ZbCertificate) had it signed, as of its issue. BAD_DIGEST, BAD_SIGNATURE,
 * UNTRUSTED and what else zb_signature_verify() says. */
gboolean zb_signed_trust_verify (const ZbSignedTrust *trust, GPtrArray *roots, GError **error);
/* That @next may take the place of @held: it is of the same node (UNTRUSTED), no older (ROLLBACK),
 * where it has the same version the very same (FORK), and signed by a root that @held names. */
gboolean
zb_signed_trust_check_next (const ZbSignedTrust *next, const ZbSignedTrust *held, GError **error);
/* EXPIRED from its end on. */
gboolean zb_signed_trust_check_time (const ZbSignedTrust *trust, gint64 now, GError **error);
