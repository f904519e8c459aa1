/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signature.h"

/* Time stamps of RFC 3161: proof, by someone whose only work it is, that bytes were there at a
 * time. */

/* Whoever stamps. */
typedef struct {
  const ZbKey *key;
  ZbCertificate *certificate;
  GPtrArray *chain;   /* ZbCertificate: the authority above it */
  const char *policy; /* dotted object identifier */
  guint accuracy_ms;  /* how far its clock may be off, 1 … 60,000 */
} ZbStamper;

/* The time of a stamp: microseconds UTC, later than any given before, so that stamps of one stamper
 * are in order whatever the accuracy. 0 while the time is not known well enough. */
typedef gint64 (*ZbStampTime) (gpointer data);

/* Answers a TimeStampReq with a TimeStampResp (RFC 3161 §2.4), (transfer full) DER: a token, or why
 * there is none: bad_alg (SHA-1 among them), bad_request, unaccepted_policy, unaccepted_extension,
 * time_not_available. NULL with an error only when even that cannot be made. */
GBytes *zb_stamp_answer (
    const ZbStamper *stamper, GBytes *request, ZbStampTime time, gpointer data, GError **error);

/* A token over @bytes, (transfer full) DER, with the stamper's certificate and chain. @time as
 * above, but given. */
GBytes *zb_stamp_make (
    const ZbStamper *stamper, const void *bytes, gsize length, gint64 time, GError **error);

typedef struct {
  gint64 time;     /* microseconds UTC */
  gint64 accuracy; /* microseconds; 0 where the token does not say */
  ZbCertificate *stamper;
} ZbStamp;

void zb_stamp_clear (ZbStamp *stamp);

/* Whether @token is one over @bytes by a stamper that @trust leads to and that held its certificate
 * at the time of the stamp. The token must carry the certificate, and use SHA-256 for both digests.
 * Read without OpenSSL's PKCS#7 code. MALFORMED, TOO_LARGE, BAD_DIGEST, BAD_SIGNATURE,
 * FORBIDDEN_SUITE and those of zb_trust_check(). */
gboolean zb_stamp_verify (const void *token,
                          gsize token_length,
                          const void *bytes,
                          gsize length,
                          ZbTrust *trust,
                          ZbStamp *ret_stamp,
                          GError **error);
