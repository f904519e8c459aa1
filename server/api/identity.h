/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/forward/router.h"
#include "server/store/staff.h"

/* Who speaks, as proven by the TLS handshake: the carrier. Who wrote a report its signature says.
 */
typedef enum { ZB_KIND_PUBLIC, ZB_KIND_ENTERPRISE, ZB_KIND_STAFF, ZB_KIND_NODE } ZbIdentityKind;

typedef struct {
  ZbIdentityKind kind;
  ZbCertificate *certificate; /* NULL for the public */
  const char *name;           /* of the certificate's subject; "" for the public */
  const char *unit;           /* 统一社会信用代码 of an enterprise; else NULL */
  GPtrArray *posts;           /* ZbStaff of a staff member; else NULL */
  gboolean late;              /* the certificate is over: it may only be renewed */
} ZbIdentity;

/* Judges the certificate the peer holds (@peer, nullable: the public) at @now: chain, time,
 * revocation, purpose, and for staff the posts in the store. One that ended at most @grace
 * microseconds ago makes the identity late. */
gboolean zb_identity_prove (ZbIdentity *ret_identity,
                            GBytes *peer,
                            ZbTrust *trust,
                            ZbStore *store,
                            gint64 now,
                            gint64 grace,
                            GError **error);
/* Whether @peer holds the certificate of a node that the table of routes (nullable: none) lets
 * bring messages; its name is then the node's code. */
gboolean
zb_identity_prove_node (ZbIdentity *ret_identity, GBytes *peer, ZbRouter *router, gint64 now);
/* As zb_identity_prove(), from memory: of an enterprise whose certificate, of SHA-256 @digest in
 * hex (nullable: none), was verified lately and still holds at @now. FALSE if it must be proven. */
gboolean
zb_identity_recall (ZbIdentity *ret_identity, const char *digest, ZbTrust *trust, gint64 now);
void zb_identity_clear (ZbIdentity *identity);
