/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"

/* A certificate authority's work with its own key: the server's authority and the tests' throw-away
 * one use it. */
typedef struct _ZbIssuer ZbIssuer;

typedef struct {
  const char *name;  /* subject CN, at most 64 characters */
  const char *unit;  /* (nullable) 统一社会信用代码 */
  guint uses;        /* one ZbCertificateUse, or both of TLS; ZB_USE_CA for a lower authority */
  gint64 not_before; /* microseconds UTC */
  gint64 not_after;
  const char *host; /* (nullable) TLS server: DNS name or IP address for subjectAltName */
  guint issues;     /* of an authority: ZbCertificateUse bits it may give; 0: all */
} ZbIssue;

/* @key is taken; @certificate and @chain (nullable: the authorities above, ZbCertificate) are
 * shared. */
ZbIssuer *zb_issuer_new (ZbKey *key, ZbCertificate *certificate, GPtrArray *chain);
void zb_issuer_free (ZbIssuer *issuer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbIssuer, zb_issuer_free)

/* From now on what @issuer certifies names @address/crl/DIGEST.crl, by its own certificate's
 * digest, as where its list is distributed, and @address/ocsp as its responder; NULL: neither.
 * MALFORMED. */
gboolean zb_issuer_set_published_at (ZbIssuer *issuer, const char *address, GError **error);
/* "http://report.example", also with a port and a path; no slash at the end. */
gboolean zb_issuer_address_is_valid (const char *address);

ZbCertificate *zb_issuer_certificate (ZbIssuer *issuer); /* borrowed */
GPtrArray *zb_issuer_chain (ZbIssuer *issuer);           /* borrowed (nullable) */
/* Self-signed root for @key (borrowed). (transfer full) */
ZbCertificate *zb_issuer_make_root (
    const ZbKey *key, const char *name, gint64 not_before, gint64 not_after, GError **error);
/* (transfer full): certifies the public key of a PKCS#10 request whose self-signature verifies;
 * subject and uses come from @issue only. MALFORMED, FORBIDDEN_SUITE, BAD_SIGNATURE. */
ZbCertificate *
zb_issuer_certify (ZbIssuer *issuer, GBytes *request, const ZbIssue *issue, GError **error);

/* (transfer full): certifies @authority, whom another root certified, under this one as well: with
 * the same name, key and purposes, so that whatever it issued leads to either. It begins when both
 * were there, so that what was signed before is judged as before; it ends with @issuer at the
 * latest. MALFORMED. */
ZbCertificate *zb_issuer_certify_again (ZbIssuer *issuer,
                                        const ZbCertificate *authority,
                                        gint64 not_after,
                                        GError **error);

/* Whether zb_issuer_certify() could do it, which is not done; @ret_public (nullable): the key of
 * the request, (transfer full) SubjectPublicKeyInfo in DER. */
gboolean
zb_issuer_check (GBytes *request, const ZbIssue *issue, GBytes **ret_public, GError **error);

typedef struct {
  const char *serial; /* hex, as zb_certificate_serial() writes it */
  gint64 revoked_at;  /* microseconds UTC */
  int reason;         /* RFC 5280 CRLReason */
} ZbRevocation;

/* (transfer full) DER of a complete CRL (RFC 5280 §5) with its number. */
GBytes *zb_issuer_make_crl (ZbIssuer *issuer,
                            const ZbRevocation *revocations,
                            guint n,
                            guint64 number,
                            gint64 this_update,
                            gint64 next_update,
                            GError **error);
