/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The one-time code of an invitation: 24 signs of Crockford's base32, written in groups of four
 * ("K7PM-2XQ4-9RTN-5WHC-J3V8-Q2MN"). The first eight are the handle, which only tells the
 * invitations apart; the other sixteen are the secret (80 random bits). */
#define ZB_INVITATION_HANDLE_LENGTH 8
#define ZB_INVITATION_CODE_LENGTH 24

typedef struct {
  char signs[ZB_INVITATION_CODE_LENGTH + 1]; /* upper case, no hyphens */
} ZbInvitationCode;

ZbInvitationCode zb_invitation_code_new (void);
/* Takes lower case, blanks and hyphens anywhere, and O for 0, I and L for 1, as Crockford says.
 * FALSE for anything that is no code. */
gboolean zb_invitation_code_read (const char *text, ZbInvitationCode *ret_code);
/* In groups. (transfer full) */
char *zb_invitation_code_format (const ZbInvitationCode *code);
/* (transfer full) */
char *zb_invitation_code_handle (const ZbInvitationCode *code);
/* SHA-256 of the code, hex: what the store keeps. (transfer full) */
char *zb_invitation_code_digest (const ZbInvitationCode *code);
