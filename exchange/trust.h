/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* Whom we trust: roots, intermediates, CRLs. Thread-safe; remembers verified certificates by the
 * digest of their DER until the earlier of notAfter and the CRL's nextUpdate. */
typedef struct _ZbTrust ZbTrust;

ZbTrust *zb_trust_new (void);
ZbTrust *zb_trust_ref (ZbTrust *trust);
void zb_trust_unref (ZbTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrust, zb_trust_unref)

/* A trust bundle: a PEM file of roots (self-signed) and intermediates, and CRLs ("X509 CRL") if
 * any. */
gboolean zb_trust_add_pem (
    ZbTrust *trust, const char *source, const char *pem, gsize length, GError **error);
void zb_trust_add_root (ZbTrust *trust, ZbCertificate *root);
void zb_trust_add_intermediate (ZbTrust *trust, ZbCertificate *certificate);
/* Replaces an older CRL of the same issuer; its signature must verify. */
gboolean zb_trust_add_crl (ZbTrust *trust, GBytes *der, GError **error);
/* With @required, certificates of an issuer without a fresh CRL fail with STALE_CRL. */
void zb_trust_require_crl (ZbTrust *trust, gboolean required);
/* Whether @certificate chains to a root, is valid at @at (microseconds UTC), is not revoked, and
 * may be used as @use.
 * @extra: (nullable) further intermediates, not trusted by themselves. */
gboolean zb_trust_check (ZbTrust *trust,
                         ZbCertificate *certificate,
                         GPtrArray *extra,
                         ZbCertificateUse use,
                         gint64 at,
                         GError **error);
