/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "exchange/digest.h"
#include "exchange/openssl.h"

/* The extended key usage of a node's receipt key, under the UUID arc 2.25 (ITU-T X.667), which
 * needs no registration. */
#define ZB_OID_RECEIPT "2.25.166213094123283039157300120983839739714"

/* The one of a key that signs a trust bundle, which only a root certifies. */
#define ZB_OID_TRUST "2.25.81734946743921744749219703475213276941"

/* id-kp-documentSigning of RFC 9336, which OpenSSL 3.0 has no name for. */
#define ZB_OID_DOCUMENT_SIGNING "1.3.6.1.5.5.7.3.36"

/* The one scheme of organizationIdentifier that names a unit (ETSI EN 319 412-1 §5.1.4). */
#define ZB_UNIT_SCHEME "NTRCN-"

/* @x509 is taken, also on failure. */
ZbCertificate *zb_certificate_take (X509 *x509, GError **error);
X509 *zb_certificate_x509 (const ZbCertificate *certificate);           /* borrowed */
EVP_PKEY *zb_certificate_public_key (const ZbCertificate *certificate); /* borrowed */
const guint8 *zb_certificate_raw_digest (const ZbCertificate *certificate);
/* Whether it is these bytes. */
gboolean zb_certificate_is (const ZbCertificate *certificate, const void *der, gsize length);
/* Whether @signature is the key's over something with this digest: by ECDSA or PKCS#1 v1.5 over
 * SHA-256, by SM2 over what zb_sm2_digest() gives. */
gboolean zb_certificate_verify_digest (ZbCertificate *certificate,
                                       const guint8 digest[ZB_DIGEST_SIZE],
                                       const guint8 *signature,
                                       gsize length);
/* The suite whose signatures this key makes ("p256", "rsa3072", "sm2"), static; NULL for any other
 * key. An RSA key of 2048 bits belongs to rsa3072, but may only verify. */
const char *zb_certificate_suite (const ZbCertificate *certificate);
guint zb_certificate_key_bits (const ZbCertificate *certificate);
#define ZB_LEAST_RSA_BITS 3072 /* to sign; 2048 may verify */
/* Whether a critical extension is there that neither we nor OpenSSL understand. */
gboolean zb_certificate_has_unknown_critical (const ZbCertificate *certificate);

/* An error that names the certificate. Returns FALSE. */
gboolean zb_certificate_fail (GError **error,
                              ZbExchangeError code,
                              const ZbCertificate *certificate,
                              const char *what);

/* The suite of a key, static: "p256", "rsa3072" (2048 bits and more), "sm2", "ed25519" or
 * NULL. */
const char *zb_openssl_suite (EVP_PKEY *key);
