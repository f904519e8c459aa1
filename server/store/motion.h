/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/act.h"
#include "server/store/store.h"

/* What one person of the bureau asks for somebody else, and another approves before it is done. */

#define ZB_MOTION_MAX_WAITING 1000

typedef struct {
  gint64 id;
  char *kind;    /* what is asked, as whoever does it calls it */
  char *tenant;  /* of a post; "" for none */
  char *unit;    /* 统一社会信用代码; "" for none */
  char *subject; /* a line that tells people what is given to whom */
  char *details; /* JSON, for whoever does it */
  char *person;  /* asked */
  gint64 time, expires;
  char *second;      /* (nullable) approved, … */
  char *rejected_by; /* (nullable) … or rejected: */
  char *reason;      /* (nullable) why */
} ZbMotion;

void zb_motion_free (ZbMotion *motion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMotion, zb_motion_free)

/* ZB_ACT_MOTION takes a ZbMotion (what comes behind @expires is not read). QUOTA when too many
 * wait. */

/* ZB_ACT_MOTION_APPROVAL does @acts with it, wholly or not at all; their records are to be those of
 * the act itself. STALE once it is decided or has expired, for who asked, and where @acts would
 * repeat what was done. */
typedef struct {
  gint64 motion;
  const char *person;
  const ZbAct *acts;
  guint n_acts;
} ZbMotionApproval;

/* ZB_ACT_MOTION_REJECTION. STALE once it is decided or has expired. */
typedef struct {
  gint64 motion;
  const char *person, *reason;
} ZbMotionRejection;

ZbMotion *zb_store_read_motion (ZbStore *store, gint64 id, GError **error);
/* Those of @kind that were approved, by id. (transfer full) ZbMotion. */
GPtrArray *zb_store_list_approved (ZbStore *store, const char *kind, GError **error);
/* Behind @after, by id: those that wait at @now, or (0) all. (transfer full) ZbMotion. */
GPtrArray *
zb_store_list_motions (ZbStore *store, gint64 now, gint64 after, guint limit, GError **error);
