/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"
#include "server/authority/motion.h"

/* motion-routes.c: what one person of the bureau asked for somebody else, and another approves. */
void zb_handle_motions (ZbCall *call);
void zb_handle_motion_approval (ZbCall *call);
void zb_handle_motion_rejection (ZbCall *call);

/* Whether another person has to approve @motion (kind, tenant or unit, subject): then it is kept,
 * with @details, and TRUE comes back after answering that, or why it was not. Takes @details. */
gboolean zb_motion_defer (ZbCall *call, const ZbMotion *motion, ZbJsonWriter *details);

/* What can be asked, and who does it from its details once @second approves. NULL: the caller does
 * it as its own, or defers it. */
#define ZB_MOTION_INVITE "invite"       /* authority-routes.c: a unit */
#define ZB_MOTION_APPOINT "appoint"     /* authority-routes.c: a person of the bureau */
#define ZB_MOTION_REGISTER "register"   /* registration-routes.c */
#define ZB_MOTION_REINSTATE "reinstate" /* certificate-routes.c */
void zb_invite (ZbCall *call, const ZbJson *json, const ZbSecond *second);
void zb_register_certificate (ZbCall *call, const ZbJson *json, const ZbSecond *second);
void zb_reinstate (ZbCall *call, const ZbJson *json, const ZbSecond *second);
