/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"

/* Whoever has the machine appoints an administrator: the first one of a new node, and another where
 * too few are left who could approve one (server/authority/motion.h). The latter stands with what
 * officials ask, as asked by who did it and approved by the program. */

#define ZB_APPOINTMENT_KIND "appoint-at-machine" /* of a motion (server/store/motion.h) */
#define ZB_APPOINTMENT_SECOND "zhibaod"

typedef struct {
  const char *person;      /* as the certificate will name him */
  const char *name;        /* (nullable) shown */
  const char *by, *reason; /* who does it, and why: one line each */
  gboolean anyway;         /* though two others could do it by themselves */
  const char *node;        /* its code */
  gint64 now;
} ZbAppointment;

/* An administrator's posts, in all systems. (transfer full) ZbStaff. */
GPtrArray *
zb_appointment_posts (ZbStore *store, const char *person, const char *name, GError **error);
/* (transfer full) the invitation to hand over. BAD_NAME; NOT_ALONE. */
char *
zb_authority_appoint (ZbAuthority *authority, const ZbAppointment *appointment, GError **error);
