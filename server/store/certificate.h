/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Certificates that the authority issued or that came with messages, and revocation lists. */
typedef struct {
  char *digest; /* SHA-256 of the DER, hex */
  char *issuer; /* digest of the issuing certificate; "" if another's */
  char *serial; /* hex */
  char *name;   /* CN */
  char *unit;   /* 统一社会信用代码; "" for staff and nodes */
  guint uses;   /* ZbCertificateUse bits */
  gint64 not_before, not_after;
  GBytes *der;
  gint64 revoked; /* when, or 0 */
  int reason;     /* RFC 5280 CRLReason */
} ZbStoredCertificate;

void zb_stored_certificate_free (ZbStoredCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredCertificate, zb_stored_certificate_free)

/* ZB_ACT_CERTIFICATE takes a ZbStoredCertificate; the same digest again is a repetition. */

/* certificateHold of RFC 5280's CRLReason: suspended, not revoked for good. */
#define ZB_REASON_HOLD 6

/* ZB_ACT_REVOCATION. Revoking again is a repetition and keeps the first time; so does revoking for
 * good what was suspended. ZB_ACT_REINSTATEMENT ends a suspension, of issuer and serial only:
 * a repetition where there is none, STALE for what is revoked for good. */
typedef struct {
  const char *issuer, *serial;
  gint64 revoked;
  int reason;
} ZbRevocationAct;

/* ZB_ACT_CRL. A number not above the last one of the issuer is refused (STALE). */
typedef struct {
  char *issuer; /* digest of the issuing certificate */
  guint64 number;
  gint64 this_update, next_update;
  GBytes *der;
} ZbStoredCrl;

void zb_stored_crl_free (ZbStoredCrl *crl);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredCrl, zb_stored_crl_free)

ZbStoredCertificate *zb_store_read_certificate (ZbStore *store, const char *digest, GError **error);
ZbStoredCertificate *zb_store_read_certificate_by_serial (ZbStore *store,
                                                          const char *issuer, /* nullable: any */
                                                          const char *serial,
                                                          GError **error);
typedef struct {
  const char *unit;   /* (nullable) */
  const char *name;   /* (nullable) */
  const char *issuer; /* (nullable) */
  gboolean revoked;   /* only revoked ones */
  const char *after;  /* (nullable) digest of the last one seen */
  guint limit;
} ZbCertificateQuery;

/* (transfer full) ZbStoredCertificate, by digest. */
GPtrArray *
zb_store_list_certificates (ZbStore *store, const ZbCertificateQuery *query, GError **error);
/* The newest of each issuer, or of one. (transfer full) ZbStoredCrl. */
GPtrArray *zb_store_list_crls (ZbStore *store, const char *issuer, GError **error);
