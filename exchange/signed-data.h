/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/claimed-roles.h"

/* The shapes of CMS SignedData (RFC 5652) that we take: detached over plain data, or a time stamp
 * around its TSTInfo (RFC 3161 §2.4.2); one SignerInfo with signed attributes, SHA-256 (SM3 under
 * SM2), no CRLs, no unsigned attributes. Read from DER without OpenSSL, so that no other kind of
 * CMS is ever parsed and every byte is accounted for: a byte that carries no meaning for us is
 * refused, not passed over. */
#define ZB_SIGNED_DATA_MAX_CERTIFICATES 8

typedef enum {
  ZB_SIGNED_BY_ECDSA,
  ZB_SIGNED_BY_RSA,     /* PKCS#1 v1.5 */
  ZB_SIGNED_BY_RSA_PSS, /* SHA-256, MGF1 with SHA-256, salt of 32 bytes */
  ZB_SIGNED_BY_SM2,     /* with SM3, and no other goes with it */
} ZbSignedBy;

typedef enum {
  ZB_SIGNED_DETACHED,
  ZB_SIGNED_STAMP, /* signingTime may be left out */
} ZbSignedKind;

/* All spans lie in the bytes read. */
typedef struct {
  ZbSignedKind kind;
  ZbDer content; /* of a time stamp: the TSTInfo */
  ZbDer certificates[ZB_SIGNED_DATA_MAX_CERTIFICATES];
  guint n_certificates;
  ZbDer issuer;         /* signer's identifier: Name, the whole element */
  ZbDer serial;         /* … and serial number, the whole element */
  ZbDer key_identifier; /* or, with @issuer empty, the subject key identifier */
  ZbDer attributes;     /* signed attributes: the whole element, still with the tag [0] */
  gboolean sm3;         /* messageDigest is SM3, not SHA-256 */
  ZbSignedBy by;
  ZbDer signature;
  /* of the attributes */
  ZbDer content_digest;              /* messageDigest, 32 bytes */
  gint64 signing_time;               /* microseconds UTC; 0 where a time stamp leaves it out */
  ZbDer certificate_digest;          /* signingCertificateV2: SHA-256 of the signer's certificate */
  ZbDer ess_issuer;                  /* and, unless empty, its issuer … */
  ZbDer ess_serial;                  /* … and serial number */
  char roles[ZB_CLAIMED_ROLES_SIZE]; /* claimed, "" if none are */
} ZbSignedData;

/* MALFORMED, TOO_LARGE (over ZB_PROTOCOL_MAX_SIGNATURE) or FORBIDDEN_SUITE. */
gboolean zb_signed_data_read (
    const void *bytes, gsize length, ZbSignedKind kind, ZbSignedData *ret_data, GError **error);
