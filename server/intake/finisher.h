/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A thread that does what is left to do behind the store's, which must not be kept: what was pushed
 * while it was at work it takes all at once, so that a group wakes it once. */
typedef struct _ZbFinisher ZbFinisher;

/* So many items are finished together at the most. */
#define ZB_FINISHER_TOGETHER 16

typedef void (*ZbFinish) (const gpointer *items, guint n, gpointer data);

/* @finish is called on the thread. NULL if there can be no thread more. */
ZbFinisher *zb_finisher_new (ZbFinish finish, gpointer data, GError **error);
/* Once all that was pushed is finished. */
void zb_finisher_free (ZbFinisher *finisher);
/* Any thread's; items are finished in this order. */
void zb_finisher_push (ZbFinisher *finisher, gpointer item);
