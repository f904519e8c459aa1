/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"
#include "server/store/request.h"

/* Certificates without an invitation: whoever has keys of his own asks for them, and two persons of
 * the bureau approve, who have seen his papers. */

#define ZB_ASKING_MAX_TEXT 200 /* characters of a name or contact */

typedef struct {
  const char *unit;                      /* 统一社会信用代码, of the register */
  const char *person;                    /* the name in the certificates */
  const char *contact;                   /* where he is reached, for the bureau */
  GBytes *signing_request, *tls_request; /* PKCS#10, DER */
} ZbAsking;

/* Puts it into the queue; the same again is once in it. (transfer full) The handle by which whoever
 * asked comes back. UNKNOWN_UNIT; BAD_NAME; QUEUE_FULL; and as of zb_issuer_certify(). */
char *zb_authority_ask (ZbAuthority *authority, const ZbAsking *asking, gint64 now, GError **error);

/* Who decides, as his certificate names him. */
typedef struct {
  const char *person;
  const char *who;     /* digest of the certificate */
  const ZbActKey *key; /* (nullable) */
  gint64 now;
} ZbDecider;

/* The first approval, or the second, by another person, which issues both certificates and gives
 * the mandates that an invitation gives. SAME_PERSON; STALE of the store once it is decided
 * or has expired. */
gboolean zb_authority_approve (ZbAuthority *authority,
                               const ZbStoredRequest *request,
                               const ZbDecider *decider,
                               GError **error);
gboolean zb_authority_reject (ZbAuthority *authority,
                              const ZbStoredRequest *request,
                              const char *reason,
                              const ZbDecider *decider,
                              GError **error);
