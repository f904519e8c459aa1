/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"

/* Telling what has become of the certificates that the authority issued (RFC 6960), by a responder
 * that each of its branches certified. */

typedef struct {
  GBytes *der;    /* an OCSPResponse, also where it tells why there is no answer */
  gint64 updated; /* microseconds UTC: what it tells was so then */
  gint64 expires; /* … and may be told until then; 0: it is for nobody else */
} ZbOcspReply;

void zb_ocsp_reply_clear (ZbOcspReply *reply);

/* Good is what was issued here and not revoked, whether its time is over or not; suspended is
 * revoked with the reason certificateHold; what was never issued is unknown. All questions of a
 * request must be about one branch. */
void
zb_authority_answer (ZbAuthority *authority, GBytes *request, gint64 now, ZbOcspReply *ret_reply);
