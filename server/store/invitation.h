/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/certificate.h"
#include "server/store/mandate.h"

/* An invitation to enrol. The handle is the readable first part of the code, by which a wrong code
 * is told to be a try at this one; of the code itself only a digest is kept. */
typedef struct {
  gint64 id;
  char *handle;
  char *code_digest; /* hex */
  char *unit;        /* 统一社会信用代码; "" for staff */
  char *person;      /* staff; "" for a unit */
  gint64 expires;
  guint tries; /* left */
  gint64 used; /* when, or 0 */
  char *who;   /* who invited */
} ZbInvitation;

void zb_invitation_free (ZbInvitation *invitation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbInvitation, zb_invitation_free)

/* ZB_ACT_INVITATION takes a ZbInvitation (id, used and who are not read). */

/* ZB_ACT_INVITATION_USE: spends it, and keeps what it gave, in one. EXPIRED if it is used, out of
 * tries or past its time at the act's time. */
typedef struct {
  gint64 invitation;
  const ZbStoredCertificate *certificates;
  guint n_certificates;
  const ZbMandate *mandates; /* granted with it */
  guint n_mandates;
} ZbInvitationUse;

/* ZB_ACT_INVITATION_TRY: a wrong code under a known handle. */
typedef struct {
  const char *handle;
} ZbInvitationTry;

ZbInvitation *zb_store_read_invitation (ZbStore *store, const char *handle, GError **error);
/* (transfer full) ZbInvitation not used yet, by id. */
GPtrArray *zb_store_list_invitations (ZbStore *store, GError **error);
