/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "client/invitation.h"
#include "exchange/token.h"

/* First start: two P-256 keys are made here (signing, TLS), two requests go to the server over TLS
 * verified by the invitation's root, the certificates come back. The signing key is kept under
 * @passphrase. Keys and requests are on the disk first: when the answer is lost, the same
 * invitation and passphrase again finish what was begun. (transfer full) */
ZbAccount *zb_enrol (ZbWorkspace *workspace,
                     const ZbInvitationText *invitation,
                     const char *passphrase,
                     GError **error);

/* The same with a signing key and certificate of another authority that the server trusts, from a
 * PKCS#12 file (client/own-certificate.h): it is registered there, and signs from now on. A copy is
 * kept under its @passphrase. */
ZbAccount *zb_enrol_with_file (ZbWorkspace *workspace,
                               const ZbInvitationText *invitation,
                               const char *path,
                               const char *passphrase,
                               GError **error);

/* The same, but the signing key is with a program that is configured (exchange/signer-program.h):
 * @command is its command line, kept for the account. Keys of P-256, RSA and SM2. @certificate: the
 * path of the key's certificate, where another authority made one; NULL where the bureau is to. */
ZbAccount *zb_enrol_with_program (ZbWorkspace *workspace,
                                  const ZbInvitationText *invitation,
                                  const char *command,
                                  const char *certificate,
                                  GError **error);

/* The same with a key that is made on a token and stays there. */
ZbAccount *zb_enrol_on_token (ZbWorkspace *workspace,
                              const ZbInvitationText *invitation,
                              const ZbTokenLogin *login,
                              GError **error);

/* The same with a key and a certificate of another authority that lie on a token already; @which as
 * of zb_own_certificate_pick(). */
ZbAccount *zb_enrol_with_token (ZbWorkspace *workspace,
                                const ZbInvitationText *invitation,
                                const ZbTokenLogin *login,
                                const char *which,
                                GError **error);

/* A passphrase must be at least this long. */
#define ZB_PASSPHRASE_MIN 8
