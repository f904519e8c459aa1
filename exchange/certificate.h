/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* An X.509 certificate, immutable and shared. */
typedef struct _ZbCertificate ZbCertificate;

typedef enum {
  ZB_USE_SIGNING = 1 << 0, /* digitalSignature + nonRepudiation, no TLS purpose */
  ZB_USE_TLS_CLIENT = 1 << 1,
  ZB_USE_TLS_SERVER = 1 << 2,
  ZB_USE_RECEIPT = 1 << 3, /* the node's receipt key (own extended key usage) */
  ZB_USE_CA = 1 << 4,
} ZbCertificateUse;

ZbCertificate *
zb_certificate_read (const void *bytes, gsize length, GError **error); /* DER or PEM */
ZbCertificate *zb_certificate_ref (ZbCertificate *certificate);
void zb_certificate_unref (ZbCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCertificate, zb_certificate_unref)

GBytes *zb_certificate_der (const ZbCertificate *certificate); /* borrowed */
char *zb_certificate_to_pem (const ZbCertificate *certificate);
const char *zb_certificate_digest (const ZbCertificate *certificate); /* SHA-256 of the DER, hex */
const char *zb_certificate_serial (const ZbCertificate *certificate); /* hex */
const char *zb_certificate_name (const ZbCertificate *certificate);   /* subject CN */
/* 统一社会信用代码 from organizationIdentifier (2.5.4.97) "NTRCN-…"; NULL for staff and nodes. */
const char *zb_certificate_unit (const ZbCertificate *certificate);
gint64 zb_certificate_not_before (const ZbCertificate *certificate); /* microseconds UTC */
gint64 zb_certificate_not_after (const ZbCertificate *certificate);
guint zb_certificate_uses (const ZbCertificate *certificate); /* ZbCertificateUse bits */
