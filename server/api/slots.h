/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* When those who are turned away may come again: each is given a place behind the others, as far
 * apart as the server's pace allows, so that they do not all come back at the same moment. */
typedef struct _ZbSlots ZbSlots;

#define ZB_SLOTS_MOST_SECONDS 900 /* the longest a client waits between two tries */

ZbSlots *zb_slots_new (void);
void zb_slots_free (ZbSlots *slots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSlots, zb_slots_free)

/* A request was answered with what it asked for: the pace is learnt from this. @now: monotonic
 * microseconds. */
void zb_slots_note (ZbSlots *slots, gint64 now);
/* Seconds, from 1 to ZB_SLOTS_MOST_SECONDS, after which to come again; @waiting: requests that come
 * first. */
guint zb_slots_give (ZbSlots *slots, guint waiting, gint64 now);
