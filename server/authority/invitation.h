/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/motion.h"
#include "server/store/staff.h"

/* Inviting someone to enrol. The answer is the text to hand over (docs/api.md, "An invitation"); it
 * holds the only copy of the code. (transfer full) */

#define ZB_INVITATION_TRIES 5
#define ZB_INVITATION_DEFAULT_DAYS 14
#define ZB_INVITATION_MAX_DAYS 90

typedef struct {
  gint64 now;
  guint days;             /* until it expires, 1 … ZB_INVITATION_MAX_DAYS */
  const char *who;        /* invites */
  const ZbActKey *key;    /* (nullable) */
  const ZbSecond *second; /* (nullable) who approves what another asked */
} ZbInviting;

/* For a unit of the register, by its 统一社会信用代码; UNKNOWN_UNIT otherwise. */
char *zb_authority_invite_unit (ZbAuthority *authority,
                                const char *unit,
                                const ZbInviting *inviting,
                                GError **error);
/* For a person at the bureau, who is given these @posts (ZbStaff, all of one person) with it. */
char *zb_authority_invite_staff (ZbAuthority *authority,
                                 const GPtrArray *posts,
                                 const ZbInviting *inviting,
                                 GError **error);
