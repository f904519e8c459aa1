/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/invitation.h"
#include "client/workspace.h"
#include "exchange/key.h"

/* An enrolment that was begun: its keys and its idempotency key are on the disk before the server
 * hears of it, so that it can be asked again when the answer is lost. */
typedef struct {
  char *invitation; /* digest of server and code */
  char *key;        /* Idempotency-Key */
  ZbKey *signing;   /* NULL where a signing program holds it */
  ZbKey *tls;
  GBytes *signing_request, *tls_request; /* PKCS#10, the same bytes each time */
  char *signing_file; /* PEM under the passphrase, until there is a certificate */
  char *tls_file;     /* PEM */
} ZbPendingEnrolment;

void zb_pending_enrolment_free (ZbPendingEnrolment *pending);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPendingEnrolment, zb_pending_enrolment_free)

/* The one begun with @invitation, or NULL without an error. WRONG_PASSPHRASE if it was begun with
 * another. @words as below. (transfer full) */
ZbPendingEnrolment *zb_pending_enrolment_find (ZbWorkspace *workspace,
                                               const ZbInvitationText *invitation,
                                               const char *passphrase,
                                               const char *const *words,
                                               GError **error);
/* Makes keys and requests and keeps them; with @words (nullable), those of a signing program, that
 * one has the signing key and @passphrase is not looked at. @own (nullable): a signing key that is
 * there already. (transfer full) */
ZbPendingEnrolment *zb_pending_enrolment_begin (ZbWorkspace *workspace,
                                                const ZbInvitationText *invitation,
                                                const char *passphrase,
                                                const char *const *words,
                                                const ZbKey *own,
                                                GError **error);
/* The connection's key now is the account's, the other one is in its PKCS#12 file. */
gboolean zb_pending_enrolment_finish (ZbWorkspace *workspace,
                                      const ZbPendingEnrolment *pending,
                                      GError **error);
/* The server wants none of it: as if it had not been begun. */
gboolean zb_pending_enrolment_drop (ZbWorkspace *workspace,
                                    const ZbPendingEnrolment *pending,
                                    GError **error);
