/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/set-desk.h"
#include "exchange/receipt.h"

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
  guint n;            /* of what the state speaks of: errors, explanations */
  gboolean may_leave; /* begun, but its set is whole without it */
  guint n_remarks;    /* of the bureau, on its cells */
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
/* The part of @form; NULL if there is none. */
ZbSetPart *zb_set_parts_find (const GArray *parts, const char *form);
/* Counts the remarks of @decision (nullable) by the forms they are on; @head is the one that is
 * decided on. */
void zb_set_parts_count_remarks (const GArray *parts, const char *head, const ZbReceipt *decision);
/* The cell of @form that a remark is on: its item id, borrowed from @remark; NULL if it is on
 * another form. Those on members of a set read "FORM:cell". */
const char *zb_set_remark_cell (const ZbRemark *remark, const char *head, const char *form);
/* A form other than @form that keeps the set from being signed; NULL if there is none. */
const ZbSetPart *zb_set_parts_find_open (const GArray *parts, const char *form);
