/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "forms/clock.h"

/* How a node comes from one root to the next, step by step; each waits for the one before. */
typedef enum {
  ZB_ROOT_ALONE,     /* no other root is planned */
  ZB_ROOT_PLANNED,   /* one is; it has not certified the authorities */
  ZB_ROOT_CERTIFIED, /* it has; the bundle in force does not say so */
  ZB_ROOT_PUBLISHED, /* it does: the old root can go once all have heard of the next */
} ZbRootStep;

typedef struct {
  ZbRootStep step;
  guint number;        /* of the root in force, 1 for the first */
  ZbCertificate *root; /* in force */
  ZbCertificate *next; /* (nullable) */
  guint bundle;        /* in force; 0: none */
  gboolean waiting;    /* the next bundle is signed, and the node has not taken it */
  gboolean former;     /* the bundle in force still names a root that was before */
  gint64 ready;        /* PUBLISHED: when all have heard who can come back by themselves at all */
} ZbRootState;

void zb_root_state_clear (ZbRootState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbRootState, zb_root_state_clear)

typedef struct {
  const char *dir;
  ZbClock clock;
  gboolean dry_run; /* it is found out whether it can be done, and not done */
  gboolean early;   /* retiring: though some have not heard yet, … */
  gboolean anyway;  /* … or though a neighbour is not seen to go by the next root */
} ZbRootChange;

gboolean zb_root_change_look (const ZbRootChange *change, ZbRootState *ret_state, GError **error);
/* Takes what the next root certified, and wrote to the folder @answer. What is not by the planned
 * root, or for other authorities than the node's, is ZB_AUTHORITY_ERROR_KEYS. */
gboolean zb_root_change_take (const ZbRootChange *change, const char *answer, GError **error);
/* The next root is the node's from now on, and the one before is not believed any more; the node
 * must not serve meanwhile. ZB_AUTHORITY_ERROR_KEYS with the step that is missing, TOO_EARLY. */
gboolean zb_root_change_retire (const ZbRootChange *change, GError **error);
