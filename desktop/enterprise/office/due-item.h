/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "client/due.h"

/* A report that is owed, with the words to show it by. Signal: "changed", after it took over
 * something new. */
#define ZB_TYPE_DUE_ITEM (zb_due_item_get_type ())
G_DECLARE_FINAL_TYPE (ZbDueItem, zb_due_item, ZB, DUE_ITEM, GObject)

/* In the order they are shown; those to be done stand before the others, by deadline. */
typedef enum {
  ZB_DUE_GROUP_TO_SIGN, /* others have signed, and it is this person's turn */
  ZB_DUE_GROUP_TO_DO,
  ZB_DUE_GROUP_UNDER_WAY, /* sent, with the bureau */
  ZB_DUE_GROUP_AHEAD,     /* not open yet */
  ZB_DUE_GROUP_DONE,
} ZbDueGroup;

/* @due is taken. @now: what is left is counted from here. */
ZbDueItem *zb_due_item_new (ZbDue *due, const char *enterprise, gint64 now);

/* Takes over what @fresh says of the same report; @fresh holds what was said before. */
void zb_due_item_take_over (ZbDueItem *item, ZbDueItem *fresh);

const ZbDue *zb_due_item_get_due (ZbDueItem *item);       /* borrowed */
const char *zb_due_item_get_enterprise (ZbDueItem *item); /* borrowed */
/* "Enterprise · bureau that asks"; the former alone where the latter is not known (transfer full)
 */
char *zb_due_item_dup_parties (ZbDueItem *item);
const char *zb_due_item_get_state_words (ZbDueItem *item);  /* "Returned" (static) */
const char *zb_due_item_get_state_style (ZbDueItem *item);  /* CSS class of it (static) */
const char *zb_due_item_get_action_words (ZbDueItem *item); /* "Fill in" (static) */
ZbDueGroup zb_due_item_get_group (ZbDueItem *item);
/* When it must be there: the deadline, or that of a returned one's resubmission. */
gint64 zb_due_item_get_until (ZbDueItem *item);

char *zb_due_item_dup_title (ZbDueItem *item);  /* "B204-1 Industrial output …" (transfer full) */
char *zb_due_item_dup_period (ZbDueItem *item); /* "June 2024" (transfer full) */
char *zb_due_item_dup_left (ZbDueItem *item);   /* "5 days left"; "" when done (transfer full) */
/* What stands above the group the item begins (transfer full). */
char *zb_due_item_dup_heading (ZbDueItem *item);

/* Whether each of @words (of zb_language_fold(), NULL-terminated) is in what is shown of it, or in
 * its period as a code ("2024-06"). */
gboolean zb_due_item_matches (ZbDueItem *item, const char *const *words);
/* Whether two neighbours stand under one heading. */
gboolean zb_due_item_same_heading (ZbDueItem *a, ZbDueItem *b);
/* GCompareDataFunc: by group, time, enterprise, form. */
int zb_due_item_compare (gconstpointer a, gconstpointer b, gpointer unused);
