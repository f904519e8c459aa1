/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "exchange/key.h"

/* The answering side of the Online Certificate Status Protocol (RFC 6960, with the nonces of RFC
 * 8954). */

#define ZB_OCSP_MAX_QUESTIONS 32
#define ZB_OCSP_MAX_NONCE 32

/* What somebody asks. Immutable. */
typedef struct _ZbOcspRequest ZbOcspRequest;

/* One DER request of at most ZB_PROTOCOL_MAX_OCSP bytes. TOO_LARGE; MALFORMED, also for no question
 * or more than ZB_OCSP_MAX_QUESTIONS, a nonce of no or too many bytes, and what is critical and
 * unknown. Whether the request is signed does not matter. */
ZbOcspRequest *zb_ocsp_request_read (GBytes *der, GError **error);
void zb_ocsp_request_free (ZbOcspRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbOcspRequest, zb_ocsp_request_free)

guint zb_ocsp_request_length (const ZbOcspRequest *request);
/* Lower-case hex, as zb_certificate_serial() writes it. Borrowed. */
const char *zb_ocsp_request_serial (const ZbOcspRequest *request, guint index);
/* Whether question @index is about a certificate of @authority. Its name and key are told by
 * digests, SHA-1 among them: they only name it. */
gboolean zb_ocsp_request_is_about (const ZbOcspRequest *request,
                                   guint index,
                                   const ZbCertificate *authority);
gboolean zb_ocsp_request_has_nonce (const ZbOcspRequest *request);

typedef struct {
  enum { ZB_OCSP_GOOD, ZB_OCSP_REVOKED, ZB_OCSP_UNKNOWN } state;
  gint64 revoked_at; /* microseconds UTC */
  int reason;        /* RFC 5280 CRLReason; certificateHold says suspended */
} ZbOcspStatus;

typedef struct {
  const ZbKey *key;
  ZbCertificate *certificate;      /* of the responder, which goes along */
  gint64 this_update, next_update; /* microseconds UTC; the answers hold between them */
} ZbOcspResponder;

/* (transfer full) DER; @statuses: one for each question, in order. The nonce is given back. */
GBytes *zb_ocsp_answer (const ZbOcspRequest *request,
                        const ZbOcspStatus *statuses,
                        const ZbOcspResponder *responder,
                        GError **error);

/* RFC 6960 §4.2.1: why there is no answer. */
typedef enum {
  ZB_OCSP_MALFORMED_REQUEST = 1,
  ZB_OCSP_INTERNAL_ERROR = 2,
  ZB_OCSP_TRY_LATER = 3,
  ZB_OCSP_UNAUTHORIZED = 6, /* about another authority's certificates */
} ZbOcspRefusal;

/* (transfer full) DER, unsigned. */
GBytes *zb_ocsp_refuse (ZbOcspRefusal refusal);
