/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/enrolment.h"

/* Another term for a person's certificates, asked for with the keys that they have: no invitation
 * is needed as long as those are neither revoked nor suspended, nor over for longer than the grace.
 */

/* How long before its end a certificate is renewed, microseconds. */
#define ZB_RENEWAL_AHEAD (60 * G_GINT64_CONSTANT (24) * 3600 * G_TIME_SPAN_SECOND)

typedef struct {
  ZbCertificate *tls;      /* by which the connection was proven */
  GBytes *tls_request;     /* PKCS#10, DER; NULL: it is not asked for */
  GBytes *signing_request; /* the same */
  GBytes *signature;       /* over @signing_request, by the signing key of before */
} ZbRenewal;

/* What is renewed has the name, unit and purpose of what it follows. Asked again for the same key,
 * it is the same certificate. In @ret_renewed what was not asked for is NULL. BAD_NAME for a
 * request that cannot be certified, TOO_EARLY, WRONG_SIGNER for a signature of somebody else; and
 * the errors of zb_signature_verify(). */
gboolean zb_authority_renew (ZbAuthority *authority,
                             const ZbRenewal *renewal,
                             gint64 now,
                             ZbEnrolled *ret_renewed,
                             GError **error);
