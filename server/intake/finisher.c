/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/finisher.h"

struct _ZbFinisher {
  ZbFinish finish;
  gpointer data;
  GThread *thread;
  GMutex lock; /* guards what follows */
  GCond pushed;
  GQueue items;
  gboolean asleep; /* and not yet called */
  gboolean closing;
};

/* With the lock held. */
static void
call_thread (ZbFinisher *finisher)
{
  if (finisher->asleep)
    g_cond_signal (&finisher->pushed);
  finisher->asleep = FALSE;
}

/* Of what waits as much as is finished together; nothing once the finisher closes. */
static guint
take (ZbFinisher *finisher, gpointer *items)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&finisher->lock);
  guint n = 0;

  while (g_queue_is_empty (&finisher->items) && !finisher->closing) {
    finisher->asleep = TRUE;
    g_cond_wait (&finisher->pushed, &finisher->lock);
  }
  while (n < ZB_FINISHER_TOGETHER && !g_queue_is_empty (&finisher->items))
    items[n++] = g_queue_pop_head (&finisher->items);
  return n;
}

static gpointer
finish_thread (gpointer data)
{
  ZbFinisher *finisher = data;
  gpointer items[ZB_FINISHER_TOGETHER];
  guint n;

  while ((n = take (finisher, items)) > 0)
    finisher->finish (items, n, finisher->data);
  return NULL;
}

ZbFinisher *
zb_finisher_new (ZbFinish finish, gpointer data, GError **error)
{
  ZbFinisher *finisher = g_new0 (ZbFinisher, 1);

  finisher->finish = finish;
  finisher->data = data;
  g_mutex_init (&finisher->lock);
  g_cond_init (&finisher->pushed);
  g_queue_init (&finisher->items);
  finisher->thread = g_thread_try_new ("finisher", finish_thread, finisher, error);
  if (!finisher->thread) {
    g_mutex_clear (&finisher->lock);
    g_cond_clear (&finisher->pushed);
    g_clear_pointer (&finisher, g_free);
  }
  return finisher;
}

void
zb_finisher_free (ZbFinisher *finisher)
{
  g_mutex_lock (&finisher->lock);
  finisher->closing = TRUE;
  call_thread (finisher);
  g_mutex_unlock (&finisher->lock);
  g_thread_join (finisher->thread);
  g_mutex_clear (&finisher->lock);
  g_cond_clear (&finisher->pushed);
  g_free (finisher);
}

void
zb_finisher_push (ZbFinisher *finisher, gpointer item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&finisher->lock);

  g_queue_push_tail (&finisher->items, item);
  call_thread (finisher);
}
