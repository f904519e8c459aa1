/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "exchange/ocsp.h"

/* The asking side of the Online Certificate Status Protocol: what became of one certificate. */
typedef struct _ZbOcspQuestion ZbOcspQuestion;

/* @issuer issued @certificate; NULL asks about number 1, whether there is one or not. With a nonce
 * of its own, which an answer gives back or leaves out.
 */
ZbOcspQuestion *
zb_ocsp_question_new (ZbCertificate *certificate, ZbCertificate *issuer, GError **error);
void zb_ocsp_question_free (ZbOcspQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbOcspQuestion, zb_ocsp_question_free)

/* (transfer full) The request, DER. */
GBytes *zb_ocsp_question_der (const ZbOcspQuestion *question);

typedef struct {
  ZbOcspStatus status;
  gint64 this_update, next_update; /* microseconds UTC; next_update 0: none is said */
} ZbOcspAnswer;

/* Reads what came back: signed by the issuer or by who it certified to answer (OCSPSigning), for
 * this certificate, with this nonce or none, of @now (five minutes between the clocks are borne).
 * At most ZB_PROTOCOL_MAX_OCSP_ANSWER bytes. TOO_LARGE, MALFORMED, REFUSED if the responder says
 * why it does not answer, BAD_SIGNATURE, FORBIDDEN_SUITE, BAD_DIGEST for another certificate or
 * nonce, STALE_CRL for an answer that is over or of the future. */
gboolean zb_ocsp_question_read_answer (const ZbOcspQuestion *question,
                                       GBytes *der,
                                       gint64 now,
                                       ZbOcspAnswer *ret_answer,
                                       GError **error);

/* The responder that @certificate itself names (Authority Information Access), "http://…"; NULL if
 * it names none. (transfer full) */
char *zb_ocsp_responder_of (const ZbCertificate *certificate);
