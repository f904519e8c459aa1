/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/work-queue.h"

#include <string.h>

#define MOST_DOUBLINGS 6

/* Where nothing was begun for so long, those at work must be waiting for the disk. */
#define STALL (4 * G_TIME_SPAN_MILLISECOND)

static const guint weights[ZB_RANKS] = {8, 4, 2, 1};

/* What each has waiting; as long as that is anything. */
typedef struct {
  guint counts[ZB_RANKS];
  guint waiting; /* their sum */
  char name[];
} Sender;

typedef struct {
  gpointer work;
  Sender *sender; /* (nullable) */
  gint64 since;
} Item;

/* What a worker sleeps on. It stays the queue's, since whoever wakes it may come late. */
typedef struct {
  GCond woken;
  gboolean called;
  GList link;
} Waiter;

struct _ZbWorkQueue {
  GMutex lock;            /* guards what follows */
  GQueue sleepers;        /* Waiter: who fell asleep last comes first, for his memory is warm */
  GQueue spare;           /* Waiter: on which nobody sleeps */
  GQueue ranks[ZB_RANKS]; /* Item */
  GHashTable *senders;    /* name → Sender */
  gint64 turns[ZB_RANKS]; /* what each rank is behind its share */
  guint room, waiting;
  guint bulk, bulk_running;
  guint working;    /* workers that have taken something … */
  guint few;        /* … and how many of them keep the processors busy */
  gint64 begun;     /* when something was taken last */
  gboolean called;  /* a worker was woken and has not come yet */
  gboolean watched; /* one that sleeps comes by itself should the others stall */
  gboolean closed;
};

static Waiter *
waiter_new (void)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  g_cond_init (&waiter->woken);
  waiter->link.data = waiter;
  return waiter;
}

static void
waiter_free (Waiter *waiter)
{
  g_cond_clear (&waiter->woken);
  g_free (waiter);
}

ZbWorkQueue *
zb_work_queue_new (guint room, guint bulk)
{
  ZbWorkQueue *queue = g_new0 (ZbWorkQueue, 1);

  g_mutex_init (&queue->lock);
  g_queue_init (&queue->sleepers);
  g_queue_init (&queue->spare);
  for (guint i = 0; i < ZB_RANKS; i++)
    g_queue_init (&queue->ranks[i]);
  queue->senders = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  queue->room = room;
  queue->bulk = MAX (bulk, 1);
  queue->few = g_get_num_processors () + 1;
  return queue;
}

void
zb_work_queue_free (ZbWorkQueue *queue)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&queue->spare)) != NULL)
    waiter_free (link->data);
  g_hash_table_unref (queue->senders);
  g_mutex_clear (&queue->lock);
  g_free (queue);
}

/* With the lock held, as the functions below. (nullable) */
static Sender *
find_sender (ZbWorkQueue *queue, const char *name)
{
  return name ? g_hash_table_lookup (queue->senders, name) : NULL;
}

static Sender *
add_sender (ZbWorkQueue *queue, const char *name)
{
  gsize size = strlen (name) + 1;
  Sender *sender = g_malloc0 (sizeof *sender + size);

  memcpy (sender->name, name, size);
  g_hash_table_insert (queue->senders, sender->name, sender);
  return sender;
}

static void
count_in (Sender *sender, ZbRank rank)
{
  sender->counts[rank]++;
  sender->waiting++;
}

static void
count_out (ZbWorkQueue *queue, Sender *sender, ZbRank rank)
{
  sender->counts[rank]--;
  if (--sender->waiting == 0)
    g_hash_table_remove (queue->senders, sender->name);
}

/* Who asks for more of a rank than his share is served with the bulk: nobody promotes himself. */
static ZbRank
rank_within_quota (const Sender *sender, ZbRank rank)
{
  guint most = rank < ZB_RANK_NORMAL ? ZB_WORK_QUEUE_MOST_URGENT : (guint)ZB_WORK_QUEUE_MOST_NORMAL;

  return rank == ZB_RANK_BULK || !sender || sender->counts[rank] < most ? rank : ZB_RANK_BULK;
}

static gboolean
has_room (const ZbWorkQueue *queue, ZbRank rank)
{
  guint room = rank == ZB_RANK_BULK     ? queue->room / 2
               : rank == ZB_RANK_NORMAL ? queue->room - queue->room / 8
                                        : queue->room;

  return queue->waiting < MAX (room, 1);
}

/* With the lock held: whom to wake(); NULL: nobody sleeps. */
static Waiter *
call_one (ZbWorkQueue *queue)
{
  GList *link = g_queue_pop_head_link (&queue->sleepers);
  Waiter *waiter = link != NULL ? link->data : NULL;

  if (waiter != NULL)
    waiter->called = TRUE;
  return waiter;
}

/* Without the lock: who is woken often comes at once, in the place of who woke him, and would only
 * have to wait for it. */
static void
wake (Waiter *waiter)
{
  if (waiter != NULL)
    g_cond_signal (&waiter->woken);
}

/* With the lock held. */
static void
wake_all (ZbWorkQueue *queue)
{
  Waiter *waiter;

  while ((waiter = call_one (queue)) != NULL)
    g_cond_signal (&waiter->woken);
}

/* With the lock held. A worker that finds the processors taken only costs them a switch, so no more
 * are woken than can do something, and one after the other. */
static Waiter *
call_worker (ZbWorkQueue *queue)
{
  Waiter *waiter;

  if (queue->called || (queue->working >= queue->few && queue->watched))
    return NULL;
  waiter = call_one (queue);
  queue->called = waiter != NULL;
  return waiter;
}

/* With the lock held. FALSE: there is no room. */
static gboolean
put (ZbWorkQueue *queue, ZbRank rank, const char *name, gpointer work, gint64 now)
{
  Sender *sender = find_sender (queue, name);
  Item *item;

  rank = rank_within_quota (sender, rank);
  if (!has_room (queue, rank))
    return FALSE;
  if (name && !sender)
    sender = add_sender (queue, name);
  if (sender)
    count_in (sender, rank);
  item = g_new (Item, 1);
  *item = (Item){work, sender, now};
  g_queue_push_tail (&queue->ranks[rank], item);
  queue->waiting++;
  return TRUE;
}

gboolean
zb_work_queue_push (ZbWorkQueue *queue, ZbRank rank, const char *sender, gpointer work, gint64 now)
{
  Waiter *waiter = NULL;
  gboolean taken;

  g_mutex_lock (&queue->lock);
  taken = put (queue, rank, sender, work, now);
  if (taken)
    waiter = call_worker (queue);
  g_mutex_unlock (&queue->lock);
  wake (waiter);
  return taken;
}

static guint
weight_of (const ZbWorkQueue *queue, ZbRank rank, gint64 now)
{
  const Item *first = g_queue_peek_head ((GQueue *)&queue->ranks[rank]);

  if (!first || (rank == ZB_RANK_BULK && queue->bulk_running >= queue->bulk))
    return 0;
  return weights[rank] << CLAMP ((now - first->since) / G_TIME_SPAN_SECOND, 0, MOST_DOUBLINGS);
}

/* Whoever is furthest behind the share that his weight gives him; -1: nobody. */
static int
choose (ZbWorkQueue *queue, gint64 now)
{
  gint64 sum = 0;
  int best = -1;

  for (guint i = 0; i < ZB_RANKS; i++) {
    guint weight = weight_of (queue, i, now);

    if (weight == 0) {
      queue->turns[i] = 0;
      continue;
    }
    sum += weight;
    queue->turns[i] += weight;
    if (best < 0 || queue->turns[i] > queue->turns[best])
      best = (int)i;
  }
  if (best >= 0)
    queue->turns[best] -= sum;
  return best;
}

static gpointer
take (ZbWorkQueue *queue, gint64 now, ZbRank *ret_rank)
{
  int rank = choose (queue, now);

  if (rank < 0)
    return NULL;
  g_autofree Item *item = g_queue_pop_head (&queue->ranks[rank]);
  queue->waiting--;
  queue->working++;
  queue->begun = now;
  queue->bulk_running += rank == ZB_RANK_BULK;
  if (item->sender)
    count_out (queue, item->sender, (ZbRank)rank);
  *ret_rank = (ZbRank)rank;
  return item->work;
}

gpointer
zb_work_queue_take (ZbWorkQueue *queue, gint64 now, ZbRank *ret_rank)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  return take (queue, now, ret_rank);
}

/* With the lock held: whether one worker more is of use. */
static gboolean
may_work (const ZbWorkQueue *queue, gint64 now)
{
  return queue->working < queue->few || now - queue->begun >= STALL || queue->closed;
}

/* With the lock held: until called, or until @end; 0: however long it takes. */
static void
rest (ZbWorkQueue *queue, gint64 end)
{
  GList *link = g_queue_pop_head_link (&queue->spare);
  Waiter *waiter = link != NULL ? link->data : waiter_new ();
  gboolean more = TRUE;

  waiter->called = FALSE;
  g_queue_push_head_link (&queue->sleepers, &waiter->link);
  while (more && !waiter->called) {
    if (end == 0)
      g_cond_wait (&waiter->woken, &queue->lock);
    else
      more = g_cond_wait_until (&waiter->woken, &queue->lock, end);
  }
  if (!waiter->called)
    g_queue_unlink (&queue->sleepers, &waiter->link);
  g_queue_push_head_link (&queue->spare, &waiter->link);
}

/* With the lock held. One of those who sleep watches over what waits. */
static void
sleep_on (ZbWorkQueue *queue, gint64 now)
{
  if (queue->waiting == 0 || queue->watched || may_work (queue, now)) {
    rest (queue, 0);
    return;
  }
  queue->watched = TRUE;
  rest (queue, now + STALL);
  queue->watched = FALSE;
}

/* With the lock held. NULL: the queue is closed and empty. */
static gpointer
wait_for_work (ZbWorkQueue *queue, ZbRank *ret_rank)
{
  for (;;) {
    gint64 now = g_get_monotonic_time ();
    gpointer work = may_work (queue, now) ? take (queue, now, ret_rank) : NULL;

    queue->called = FALSE;
    if (work != NULL || (queue->closed && queue->waiting == 0))
      return work;
    sleep_on (queue, now);
  }
}

gpointer
zb_work_queue_wait (ZbWorkQueue *queue, ZbRank *ret_rank)
{
  Waiter *waiter = NULL;
  gpointer work;

  g_mutex_lock (&queue->lock);
  work = wait_for_work (queue, ret_rank);
  if (work != NULL && queue->waiting > 0)
    waiter = call_worker (queue);
  g_mutex_unlock (&queue->lock);
  wake (waiter);
  return work;
}

void
zb_work_queue_done (ZbWorkQueue *queue, ZbRank rank)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  queue->working--;
  if (rank != ZB_RANK_BULK)
    return;
  queue->bulk_running--;
  wake_all (queue);
}

void
zb_work_queue_close (ZbWorkQueue *queue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  queue->closed = TRUE;
  wake_all (queue);
}

guint
zb_work_queue_waiting (ZbWorkQueue *queue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  return queue->waiting;
}

ZbRank
zb_rank_parse (const char *priority)
{
  static const ZbRank ranks[] = {ZB_RANK_EMERGENCY, ZB_RANK_DEADLINE, ZB_RANK_DEADLINE,
                                 ZB_RANK_NORMAL,    ZB_RANK_NORMAL,   ZB_RANK_BULK,
                                 ZB_RANK_BULK,      ZB_RANK_BULK};
  const char *urgency = priority ? strchr (priority, 'u') : NULL;

  while (urgency &&
         !(g_str_has_prefix (urgency, "u=") && (urgency == priority || strchr (" ,", urgency[-1]))))
    urgency = strchr (urgency + 1, 'u');
  if (!urgency || urgency[2] < '0' || urgency[2] > '7' ||
      (urgency[3] != '\0' && strchr (", ;", urgency[3]) == NULL))
    return ZB_RANK_NORMAL;
  return ranks[urgency[2] - '0'];
}
