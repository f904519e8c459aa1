/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"
#include "server/store/motion.h"

/* What gives somebody a certificate or a right in another's name takes two persons of the bureau,
 * once it has two who administer it: one asks, which is kept, and another approves, with which it
 * is done. Before, whoever founded the node is alone. */

#define ZB_MOTION_DAYS 14 /* until what nobody approved has expired */

/* Whether another person has to approve what is asked, in whichever system: who was alone in one
 * could else appoint there who approves all the rest. */
gboolean zb_motion_is_needed (ZbAuthority *authority, gboolean *ret_needed, GError **error);
/* Whether but for who asked nobody has a say in the system of the post that @motion gives. */
gboolean zb_motion_is_alone (ZbAuthority *authority,
                             const ZbMotion *motion,
                             gboolean *ret_alone,
                             GError **error);
/* Keeps what is asked; @motion's expiry is filled in, and its id. QUEUE_FULL. */
gboolean zb_motion_put (ZbAuthority *authority, ZbMotion *motion, const ZbAct *by, GError **error);

/* Who approves what another asked. */
typedef struct {
  gint64 motion;
  const char *person;
} ZbSecond;

/* Whether @person may approve @motion now: another than who asked, who still works at the bureau,
 * and before it has expired. SAME_PERSON; STALE of the store. */
gboolean zb_motion_check_second (
    ZbAuthority *authority, const ZbMotion *motion, const char *person, gint64 now, GError **error);
/* @by is an act's time, who and key. STALE of the store once it is decided; BAD_NAME for a @reason
 * that is none. */
gboolean zb_motion_reject (ZbAuthority *authority,
                           const ZbMotionRejection *rejection,
                           const ZbAct *by,
                           GError **error);

/* Ends a suspension; STALE for what is revoked for good, and, approved by @second (nullable), for
 * what is not suspended. */
gboolean zb_authority_reinstate (ZbAuthority *authority,
                                 const char *serial,
                                 const ZbSecond *second,
                                 const char *who,
                                 const ZbActKey *key,
                                 gint64 now,
                                 GError **error);
