/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"
#include "exchange/signed-trust.h"

/* The trust bundles of an account's node as this client took them, each verified against the one
 * before, the first against the invitation's root. All of them are kept: what was receipted in the
 * time of one is proven with it. What the node offered and was refused is kept, too. */

/* The newest; NULL without an error before the first. */
ZbSignedTrust *
zb_trust_keeper_read (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
/* That of @version; NULL without an error where it was never taken. */
ZbSignedTrust *zb_trust_keeper_read_version (ZbWorkspace *workspace,
                                             const ZbAccount *account,
                                             guint version,
                                             GError **error);
/* Keeps the bundle of an enrolment, which the invitation's root has signed, with the account that
 * was made by it. One that was enrolled before is not set back by it, unless another root signed it
 * than those held name: the node was founded anew, or changed roots while this client was away.
 * What was held goes on to prove what came in its time. */
gboolean zb_trust_keeper_begin (ZbWorkspace *workspace,
                                const ZbAccount *account,
                                const ZbSignedTrust *trust,
                                GError **error);
/* Takes what the last answer of @session announced, if that is not held: every version between, one
 * after another. @ret_taken: whether there was any. Refused are, with ZB_CLIENT_ERROR, what is
 * older than the one held (TRUST_OLD), another one under its number (TRUST_FORKED), one whose time
 * is over (TRUST_ENDED), and what is not signed as the one held says (TRUST); that one goes on to
 * hold. */
gboolean zb_trust_keeper_sync (ZbWorkspace *workspace,
                               const ZbAccount *account,
                               ZbSession *session,
                               gboolean *ret_taken,
                               GError **error);

/* Takes one that came by another way than from the node, a file: who was away while the node
 * changed roots believes none of its answers. It may have ended, as long as it follows the one
 * held. Refused as above. */
gboolean zb_trust_keeper_take (ZbWorkspace *workspace,
                               const ZbAccount *account,
                               const ZbSignedTrust *offered,
                               GError **error);

/* Says why a bundle is refused, in the codes above, and what to do. Takes @cause; FALSE. */
gboolean zb_trust_keeper_refuse (GError *cause, GError **error);

/* Whom to believe about what was receipted at @at, by the bundle of then (the first, for what is
 * older). @ret_trust and @ret_verifier,
 * of the log, are (transfer full). */
gboolean zb_trust_keeper_believe (ZbWorkspace *workspace,
                                  const ZbAccount *account,
                                  gint64 at,
                                  ZbTrust **ret_trust,
                                  char **ret_verifier,
                                  GError **error);

/* What was refused. */
typedef struct {
  gint64 time;
  guint version;
  char *digest; /* of what was offered, hex */
  char *reason;
} ZbTrustRefusal;

void zb_trust_refusal_free (ZbTrustRefusal *refusal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrustRefusal, zb_trust_refusal_free)

/* (transfer full) ZbTrustRefusal, oldest first. */
GPtrArray *
zb_trust_keeper_refusals (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
