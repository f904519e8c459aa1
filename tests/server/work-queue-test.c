/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/work-queue.h"

#define SECOND G_TIME_SPAN_SECOND
#define ROOM 1000

static void
push (ZbWorkQueue *queue, ZbRank rank, const char *sender, guint n, gint64 now)
{
  for (guint i = 0; i < n; i++)
    g_assert_true (zb_work_queue_push (queue, rank, sender, GUINT_TO_POINTER (rank + 1), now));
}

/* Takes @n and counts of which ranks they were. */
static void
take (ZbWorkQueue *queue, guint n, gint64 now, guint ret_counts[ZB_RANKS])
{
  for (guint i = 0; i < ZB_RANKS; i++)
    ret_counts[i] = 0;
  for (guint i = 0; i < n; i++) {
    ZbRank rank;

    g_assert_nonnull (zb_work_queue_take (queue, now, &rank));
    ret_counts[rank]++;
    zb_work_queue_done (queue, rank);
  }
}

static void
drain (ZbWorkQueue *queue)
{
  ZbRank rank;

  while (zb_work_queue_take (queue, 0, &rank))
    zb_work_queue_done (queue, rank);
  g_assert_cmpuint (zb_work_queue_waiting (queue), ==, 0);
}

static void
test_ranks_share_eight_to_one (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 8);
  guint counts[ZB_RANKS];

  for (guint rank = ZB_RANKS; rank-- > 0;)
    push (queue, rank, NULL, 60, 0);
  take (queue, 15 * 4, 0, counts);
  g_assert_cmpuint (counts[ZB_RANK_EMERGENCY], ==, 32);
  g_assert_cmpuint (counts[ZB_RANK_DEADLINE], ==, 16);
  g_assert_cmpuint (counts[ZB_RANK_NORMAL], ==, 8);
  g_assert_cmpuint (counts[ZB_RANK_BULK], ==, 4);
  drain (queue);
}

/* A hundred attachments that came first hold one report up by one turn at most. */
static void
test_report_passes_attachments (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 8);
  ZbRank first, second;

  push (queue, ZB_RANK_BULK, "a", 100, 0);
  push (queue, ZB_RANK_NORMAL, "b", 1, 0);
  zb_work_queue_take (queue, 0, &first);
  zb_work_queue_take (queue, 0, &second);
  g_assert_true (first == ZB_RANK_NORMAL || second == ZB_RANK_NORMAL);
  zb_work_queue_done (queue, ZB_RANK_BULK);
  drain (queue);
}

/* What has waited three seconds weighs eight times as much: bulk then comes as often as what has
 * just come in the highest rank. */
static void
test_waiting_adds_weight (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 8);
  guint counts[ZB_RANKS];

  push (queue, ZB_RANK_BULK, NULL, 20, 0);
  push (queue, ZB_RANK_EMERGENCY, NULL, 20, 3 * SECOND);
  take (queue, 20, 3 * SECOND, counts);
  g_assert_cmpuint (counts[ZB_RANK_BULK], ==, 10);
  g_assert_cmpuint (counts[ZB_RANK_EMERGENCY], ==, 10);
  drain (queue);
}

static void
test_sender_cannot_promote_itself (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 8);
  guint counts[ZB_RANKS];

  push (queue, ZB_RANK_EMERGENCY, "greedy", ZB_WORK_QUEUE_MOST_URGENT + 10, 0);
  push (queue, ZB_RANK_NORMAL, "greedy", ZB_WORK_QUEUE_MOST_NORMAL + 10, 0);
  take (queue, zb_work_queue_waiting (queue), 0, counts);
  g_assert_cmpuint (counts[ZB_RANK_EMERGENCY], ==, ZB_WORK_QUEUE_MOST_URGENT);
  g_assert_cmpuint (counts[ZB_RANK_NORMAL], ==, ZB_WORK_QUEUE_MOST_NORMAL);
  g_assert_cmpuint (counts[ZB_RANK_BULK], ==, 20);
  /* What was served is off its account. */
  push (queue, ZB_RANK_EMERGENCY, "greedy", 1, 0);
  take (queue, 1, 0, counts);
  g_assert_cmpuint (counts[ZB_RANK_EMERGENCY], ==, 1);
}

static void
test_bulk_leaves_room (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (16, 8);

  push (queue, ZB_RANK_BULK, NULL, 8, 0);
  g_assert_false (zb_work_queue_push (queue, ZB_RANK_BULK, NULL, queue, 0));
  push (queue, ZB_RANK_NORMAL, NULL, 6, 0);
  g_assert_false (zb_work_queue_push (queue, ZB_RANK_NORMAL, NULL, queue, 0));
  push (queue, ZB_RANK_DEADLINE, NULL, 2, 0);
  g_assert_false (zb_work_queue_push (queue, ZB_RANK_EMERGENCY, NULL, queue, 0));
  g_assert_cmpuint (zb_work_queue_waiting (queue), ==, 16);
  drain (queue);
}

static void
test_bulk_leaves_workers (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 2);
  ZbRank rank;

  push (queue, ZB_RANK_BULK, NULL, 5, 0);
  g_assert_nonnull (zb_work_queue_take (queue, 0, &rank));
  g_assert_nonnull (zb_work_queue_take (queue, 0, &rank));
  g_assert_null (zb_work_queue_take (queue, 0, &rank));
  push (queue, ZB_RANK_NORMAL, NULL, 1, 0);
  g_assert_nonnull (zb_work_queue_take (queue, 0, &rank));
  g_assert_cmpint (rank, ==, ZB_RANK_NORMAL);
  zb_work_queue_done (queue, ZB_RANK_BULK);
  g_assert_nonnull (zb_work_queue_take (queue, 0, &rank));
  g_assert_cmpint (rank, ==, ZB_RANK_BULK);
  zb_work_queue_done (queue, ZB_RANK_BULK);
  zb_work_queue_done (queue, ZB_RANK_BULK);
  drain (queue);
}

static gpointer
work_thread (gpointer data)
{
  ZbWorkQueue *queue = data;
  guint n = 0;
  ZbRank rank;

  while (zb_work_queue_wait (queue, &rank)) {
    n++;
    zb_work_queue_done (queue, rank);
  }
  return GUINT_TO_POINTER (n);
}

/* Workers that wait are let go, but not before all is done. */
static void
test_closes_when_empty (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 1);
  GThread *threads[3];
  guint done = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("worker", work_thread, queue);
  push (queue, ZB_RANK_NORMAL, NULL, 100, 0);
  push (queue, ZB_RANK_BULK, NULL, 100, 0);
  zb_work_queue_close (queue);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    done += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  g_assert_cmpuint (done, ==, 200);
}

/* One thing at a time, from two who push: had a call come to nobody, the one who waits for it would
 * wait for ever. */
#define IN_TURN 2000

typedef struct {
  ZbWorkQueue *queue;
  GMutex lock;
  GCond changed;
  guint done; /* under @lock */
} Turn;

static gpointer
turn_worker_thread (gpointer data)
{
  ZbWorkQueue *queue = data;
  Turn *turn;
  ZbRank rank;

  while ((turn = zb_work_queue_wait (queue, &rank)) != NULL) {
    g_mutex_lock (&turn->lock);
    turn->done++;
    g_cond_signal (&turn->changed);
    g_mutex_unlock (&turn->lock);
    zb_work_queue_done (queue, rank);
  }
  return NULL;
}

static gpointer
turn_thread (gpointer data)
{
  Turn *turn = data;

  for (guint i = 0; i < IN_TURN; i++) {
    g_assert_true (zb_work_queue_push (turn->queue, ZB_RANK_NORMAL, NULL, turn, 0));
    g_mutex_lock (&turn->lock);
    while (turn->done <= i)
      g_cond_wait (&turn->changed, &turn->lock);
    g_mutex_unlock (&turn->lock);
  }
  return NULL;
}

static void
test_calls_reach_somebody (void)
{
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 1);
  GThread *workers[4], *pushers[2];
  Turn turns[2] = {{.queue = queue}, {.queue = queue}};

  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    workers[i] = g_thread_new ("worker", turn_worker_thread, queue);
  for (guint i = 0; i < G_N_ELEMENTS (pushers); i++)
    pushers[i] = g_thread_new ("pusher", turn_thread, &turns[i]);
  for (guint i = 0; i < G_N_ELEMENTS (pushers); i++)
    g_thread_join (pushers[i]);
  g_assert_cmpuint (zb_work_queue_waiting (queue), ==, 0);
  zb_work_queue_close (queue);
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    g_thread_join (workers[i]);
}

typedef struct {
  ZbWorkQueue *queue;
  GMutex lock;
  GCond changed;
  guint stuck;
  gboolean free;
} Slow;

/* Takes one thing and does not end until it is let go. */
static gpointer
slow_thread (gpointer data)
{
  Slow *slow = data;
  ZbRank rank;

  g_assert_nonnull (zb_work_queue_wait (slow->queue, &rank));
  g_mutex_lock (&slow->lock);
  slow->stuck++;
  g_cond_broadcast (&slow->changed);
  while (!slow->free)
    g_cond_wait (&slow->changed, &slow->lock);
  g_mutex_unlock (&slow->lock);
  zb_work_queue_done (slow->queue, rank);
  return NULL;
}

/* However many processors there are: while those at work wait, others take what is left. */
static void
test_stalled_workers_are_joined (void)
{
  guint n = g_get_num_processors () + 4;
  g_autoptr (ZbWorkQueue) queue = zb_work_queue_new (ROOM, 1);
  g_autofree GThread **threads = g_new0 (GThread *, n);
  Slow slow = {.queue = queue};

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("slow", slow_thread, &slow);
  push (queue, ZB_RANK_NORMAL, NULL, n, 0);
  g_mutex_lock (&slow.lock);
  while (slow.stuck < n)
    g_cond_wait (&slow.changed, &slow.lock);
  slow.free = TRUE;
  g_cond_broadcast (&slow.changed);
  g_mutex_unlock (&slow.lock);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (zb_work_queue_waiting (queue), ==, 0);
}

static void
test_reads_priority (void)
{
  g_assert_cmpint (zb_rank_parse (NULL), ==, ZB_RANK_NORMAL);
  g_assert_cmpint (zb_rank_parse ("u=0"), ==, ZB_RANK_EMERGENCY);
  g_assert_cmpint (zb_rank_parse ("u=1, i"), ==, ZB_RANK_DEADLINE);
  g_assert_cmpint (zb_rank_parse ("i, u=2"), ==, ZB_RANK_DEADLINE);
  g_assert_cmpint (zb_rank_parse ("u=3"), ==, ZB_RANK_NORMAL);
  g_assert_cmpint (zb_rank_parse ("u=5"), ==, ZB_RANK_BULK);
  g_assert_cmpint (zb_rank_parse ("u=7"), ==, ZB_RANK_BULK);
  g_assert_cmpint (zb_rank_parse ("u=8"), ==, ZB_RANK_NORMAL);
  g_assert_cmpint (zb_rank_parse ("u=01"), ==, ZB_RANK_NORMAL);
  g_assert_cmpint (zb_rank_parse ("xu=0"), ==, ZB_RANK_NORMAL);
  g_assert_cmpint (zb_rank_parse ("u="), ==, ZB_RANK_NORMAL);
  g_assert_cmpint (zb_rank_parse (""), ==, ZB_RANK_NORMAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/work-queue/ranks-share-eight-to-one", test_ranks_share_eight_to_one);
  g_test_add_func ("/server/work-queue/report-passes-attachments", test_report_passes_attachments);
  g_test_add_func ("/server/work-queue/waiting-adds-weight", test_waiting_adds_weight);
  g_test_add_func ("/server/work-queue/sender-cannot-promote-itself",
                   test_sender_cannot_promote_itself);
  g_test_add_func ("/server/work-queue/bulk-leaves-room", test_bulk_leaves_room);
  g_test_add_func ("/server/work-queue/bulk-leaves-workers", test_bulk_leaves_workers);
  g_test_add_func ("/server/work-queue/closes-when-empty", test_closes_when_empty);
  g_test_add_func ("/server/work-queue/calls-reach-somebody", test_calls_reach_somebody);
  g_test_add_func ("/server/work-queue/stalled-workers-are-joined",
                   test_stalled_workers_are_joined);
  g_test_add_func ("/server/work-queue/reads-priority", test_reads_priority);
  return g_test_run ();
}
