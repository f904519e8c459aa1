/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* An X.509 certificate (RFC 5280), immutable and shared. */
typedef struct _ZbCertificate ZbCertificate;

typedef enum {
  ZB_USE_SIGNING = 1 << 0, /* digitalSignature + nonRepudiation, no TLS purpose */
  ZB_USE_TLS_CLIENT = 1 << 1,
  ZB_USE_TLS_SERVER = 1 << 2,
  ZB_USE_RECEIPT = 1 << 3, /* the node's receipt key (own extended key usage) */
  ZB_USE_CA = 1 << 4,
  ZB_USE_TIMESTAMP = 1 << 5, /* a time-stamping authority's key (RFC 3161 §2.3) */
  ZB_USE_OCSP = 1 << 6,      /* answers for the authority that issued it (RFC 6960 §4.2.2.2) */
  ZB_USE_TRUST = 1 << 7,     /* signs one trust bundle (exchange/signed-trust.h) */
} ZbCertificateUse;

/* DER, or the first certificate of a PEM text; at most ZB_PROTOCOL_MAX_CERTIFICATE bytes of DER.
 * MALFORMED for anything that is not exactly one certificate in DER. */
ZbCertificate *zb_certificate_read (const void *bytes, gsize length, GError **error);
/* (transfer full): every certificate of a PEM text in its order, ZbCertificate; other blocks are
 * passed over. MALFORMED if there is none. */
GPtrArray *zb_certificate_read_all (const char *pem, gsize length, GError **error);
ZbCertificate *zb_certificate_ref (ZbCertificate *certificate);
void zb_certificate_unref (ZbCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCertificate, zb_certificate_unref)

GBytes *zb_certificate_der (const ZbCertificate *certificate);        /* borrowed */
char *zb_certificate_to_pem (const ZbCertificate *certificate);       /* (transfer full) */
const char *zb_certificate_digest (const ZbCertificate *certificate); /* SHA-256 of the DER, hex */
const char *zb_certificate_serial (const ZbCertificate *certificate); /* lower-case hex */
const char *zb_certificate_name (const ZbCertificate *certificate);   /* subject CN, "" if none */
/* CN of who issued it, or its organization, "" if neither is there. (transfer full) */
char *zb_certificate_dup_issuer_name (const ZbCertificate *certificate);
/* 统一社会信用代码 from organizationIdentifier (2.5.4.97) "NTRCN-…"; NULL for staff and nodes. */
const char *zb_certificate_unit (const ZbCertificate *certificate);
gint64 zb_certificate_not_before (const ZbCertificate *certificate); /* microseconds UTC */
gint64 zb_certificate_not_after (const ZbCertificate *certificate);  /* the last second included */
guint zb_certificate_uses (const ZbCertificate *certificate);        /* ZbCertificateUse bits */
/* ZbCertificateUse bits that an authority may give to others: all, unless its extended key usage
 * says less. */
guint zb_certificate_issues (const ZbCertificate *authority);
/* Whether names and key identifiers say that @authority issued @certificate; the signature is not
 * looked at. */
gboolean zb_certificate_issued_by (const ZbCertificate *certificate,
                                   const ZbCertificate *authority);
/* (transfer full): those of @authorities (ZbCertificate) that issued @certificate. */
GPtrArray *zb_certificate_pick_issuers (const ZbCertificate *certificate, GPtrArray *authorities);
/* Whether both are over one public key. */
gboolean zb_certificate_same_key (const ZbCertificate *a, const ZbCertificate *b);
