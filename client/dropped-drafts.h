/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"

/* Drafts that a person threw away stay in the workspace until he is sure: they come back as they
 * were. What he noted on cells and the journal are not part of a draft, and stay in any case. */

#define ZB_DROPPED_DRAFTS_DAYS 30 /* so long each is kept */

typedef struct {
  gint64 id;
  gint64 account;
  char *enterprise;
  char *form, *period; /* what was asked to be dropped: the others of its set went with it */
  gint64 time;         /* when */
} ZbDroppedDraft;

typedef enum {
  ZB_DROP_ALONE,    /* the form's draft, and no other */
  ZB_DROP_WITH_SET, /* those of the other forms of its set too */
} ZbDropExtent;

/* Drops the draft of @form and @period, and for good what was dropped too long ago. The id to bring
 * it back by; 0 on failure: NOT_FOUND if there is none. */
gint64 zb_dropped_drafts_take (ZbWorkspace *workspace,
                               const ZbAccount *account,
                               const char *form,
                               const char *period,
                               ZbDropExtent extent,
                               GError **error);
/* All that was dropped together or none: ZB_CLIENT_ERROR_EXISTS where a draft was begun anew
 * meanwhile, or a report signed. */
gboolean zb_dropped_drafts_put_back (ZbWorkspace *workspace, gint64 id, GError **error);
/* (transfer full) ZbDroppedDraft that are still kept, of all enterprises, the latest first. */
GPtrArray *zb_dropped_drafts_list (ZbWorkspace *workspace, GError **error);
