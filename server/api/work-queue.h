/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What waits for a worker: a queue for each rank, served 8:4:2:1, each doubled for every second
 * that its first has waited, so that nothing starves and nothing small waits behind attachments. */
typedef enum {
  ZB_RANK_EMERGENCY,
  ZB_RANK_DEADLINE, /* due today */
  ZB_RANK_NORMAL,
  ZB_RANK_BULK, /* attachments, and what a sender has waiting beyond its quota */
} ZbRank;

#define ZB_RANKS 4

/* What one sender may have waiting in a rank better than normal, and in the normal one. */
#define ZB_WORK_QUEUE_MOST_URGENT 8
#define ZB_WORK_QUEUE_MOST_NORMAL 64

typedef struct _ZbWorkQueue ZbWorkQueue;

/* @room: how much may wait; of it bulk takes at most half, normal work seven eighths. @bulk: how
 * many workers may be at bulk work at the same time. */
ZbWorkQueue *zb_work_queue_new (guint room, guint bulk);
/* It is empty then, no worker is at it, and all pushing has ended. */
void zb_work_queue_free (ZbWorkQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWorkQueue, zb_work_queue_free)

/* @sender (nullable): who may not fill a rank alone. FALSE if there is no room: @work stays the
 * caller's. @now: monotonic microseconds. */
gboolean
zb_work_queue_push (ZbWorkQueue *queue, ZbRank rank, const char *sender, gpointer work, gint64 now);
/* What is to be done next, or NULL: nothing waits, or only bulk work whose workers are busy. */
gpointer zb_work_queue_take (ZbWorkQueue *queue, gint64 now, ZbRank *ret_rank);
/* The same, waiting for it; NULL once the queue is closed and empty. */
gpointer zb_work_queue_wait (ZbWorkQueue *queue, ZbRank *ret_rank);
/* The worker is done with what it took. */
void zb_work_queue_done (ZbWorkQueue *queue, ZbRank rank);
/* Lets workers go once nothing waits. */
void zb_work_queue_close (ZbWorkQueue *queue);
guint zb_work_queue_waiting (ZbWorkQueue *queue);

/* What a Priority header (RFC 9218) asks for: "u=0" to "u=7", 3 where nothing is said. */
ZbRank zb_rank_parse (const char *priority);
