/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/set-desk.h"

/* How far one form of a set has come. */
typedef enum {
  ZB_PART_ABSENT,  /* nothing begun, and it need not be */
  ZB_PART_MISSING, /* nothing begun, but it is needed */
  ZB_PART_HARD,    /* errors to correct */
  ZB_PART_EXPLAIN, /* only explanations are missing */
  ZB_PART_READY,
  ZB_PART_SENT, /* in the signed message that is shown */
} ZbPartState;

typedef struct {
  ZbPackage *package; /* borrowed from the case's catalogue */
  ZbPartState state;
  guint n; /* of what the state speaks of: errors, explanations */
} ZbSetPart;

/* The drafts of a set; an array of ZbSetPart, NULL where @form is in no set. */
GArray *zb_set_parts_of_drafts (ZbWorkspace *workspace,
                                const ZbAccount *account,
                                const char *form,
                                ZbPeriod period,
                                GError **error);
/* What message @message_id holds of the set. */
GArray *zb_set_parts_of_message (ZbWorkspace *workspace,
                                 const char *message_id,
                                 const char *form,
                                 ZbPeriod period,
                                 GError **error);
/* "2 errors", "to begin" …; what a part's button says beside its code. (transfer full) */
char *zb_set_part_words (const ZbSetPart *part);
/* A form other than @form that keeps the set from being signed; NULL if there is none. */
const ZbSetPart *zb_set_parts_find_open (const GArray *parts, const char *form);
