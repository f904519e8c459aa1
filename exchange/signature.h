/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/claimed-roles.h"
#include "exchange/signer.h"
#include "exchange/trust.h"

/* Detached CAdES-B-B signatures (ETSI EN 319 122-1) over bytes, through an external signer. */

/* (transfer full) DER. @when goes into signingTime. @with_certificates embeds certificate and
 * chain, but no root. FORBIDDEN_SUITE (RSA below 3072 bits may only verify), BAD_SIGNATURE when the
 * signer's key is not its certificate's, and whatever the signer itself says. */
GBytes *zb_signature_make (ZbSigner *signer,
                           const void *bytes,
                           gsize length,
                           gint64 when,
                           gboolean with_certificates,
                           GError **error);
/* The same in these @roles (exchange/claimed-roles.h; NULL: it says nothing of any). */
GBytes *zb_signature_make_as (ZbSigner *signer,
                              const char *roles,
                              const void *bytes,
                              gsize length,
                              gint64 when,
                              gboolean with_certificates,
                              GError **error);

/* (transfer full) The same signature with @certificates (ZbCertificate) beside it, but no root:
 * they are not under it. MALFORMED. */
GBytes *zb_signature_embed (GBytes *signature, GPtrArray *certificates, GError **error);

typedef struct {
  ZbCertificate *signer;
  gint64 signing_time;               /* microseconds UTC, as the signer says */
  const char *suite;                 /* static: "p256", "sm2" or "rsa3072" (RSA from 2048 bits) */
  gboolean embedded;                 /* it carries the signer's certificate */
  char roles[ZB_CLAIMED_ROLES_SIZE]; /* that he says he signs in; "" if he says none */
} ZbSignatureInfo;

void zb_signature_info_clear (ZbSignatureInfo *info);

/* Finds a registered certificate by SHA-256 of its DER; (transfer full) or NULL. Asked for each
 * signature that does not embed its certificate: keep certificates parsed, not their DER. */
typedef ZbCertificate *(*ZbCertificateFinder) (const char *digest, gpointer data);

/* Verifies one detached signature: id-signedData in DER only, one SignerInfo, allow-listed
 * algorithms, required signed attributes, digest, ESSCertIDv2, the signature itself, and the
 * signer's chain at
 * @at as @use. @finder (nullable) resolves a certificate that is not embedded. @ret_info
 * (nullable). Errors: TOO_LARGE, MALFORMED, FORBIDDEN_SUITE, BAD_DIGEST, BAD_SIGNATURE, NOT_FOUND
 * (certificate), and those of zb_trust_check(). */
gboolean zb_signature_verify (const void *signature,
                              gsize signature_length,
                              const void *bytes,
                              gsize length,
                              ZbTrust *trust,
                              ZbCertificateUse use,
                              gint64 at,
                              ZbCertificateFinder finder,
                              gpointer finder_data,
                              ZbSignatureInfo *ret_info,
                              GError **error);
