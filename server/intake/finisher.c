/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/finisher.h"

struct _ZbFinisher {
  GFunc finish;
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

/* All that waits; nothing once the finisher closes. */
static GQueue
take_all (ZbFinisher *finisher)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&finisher->lock);

  while (g_queue_is_empty (&finisher->items) && !finisher->closing) {
    finisher->asleep = TRUE;
    g_cond_wait (&finisher->pushed, &finisher->lock);
  }
  GQueue taken = finisher->items;
  g_queue_init (&finisher->items);
  return taken;
}

static gpointer
finish_thread (gpointer data)
{
  ZbFinisher *finisher = data;
  GQueue taken;

  while (taken = take_all (finisher), !g_queue_is_empty (&taken)) {
    while (!g_queue_is_empty (&taken))
      finisher->finish (g_queue_pop_head (&taken), finisher->data);
  }
  return NULL;
}

ZbFinisher *
zb_finisher_new (GFunc finish, gpointer data, GError **error)
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
