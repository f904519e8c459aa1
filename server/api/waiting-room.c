/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/waiting-room.h"

#include <string.h>

/* Of what was posted last, which somebody who is about to enter may not have seen. */
#define REMEMBERED 1024

typedef struct {
  ZbRequest *request;
  char *caller;
  GArray *units; /* gint64 */
  gint64 deadline;
  GSequenceIter *place;
} Guest;

struct _ZbWaitingRoom {
  ZbWaitingRoomLeave leave;
  gpointer data;
  GThread *thread;
  GMutex lock; /* guards what follows */
  GCond changed;
  GSequence *guests;   /* Guest, by deadline */
  GHashTable *by_unit; /* gint64 → GPtrArray of Guest */
  GHashTable *callers; /* char * → how many */
  gint64 posted[REMEMBERED];
  guint64 n_posted;
  gboolean closed;
};

static void
guest_free (Guest *guest)
{
  g_array_unref (guest->units);
  g_free (guest->caller);
  g_free (guest);
}

static int
compare_deadlines (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 first = ((const Guest *)a)->deadline, second = ((const Guest *)b)->deadline;

  return first < second ? -1 : first > second;
}

/* With the lock held, as all that follow. */
static void
count_caller (ZbWaitingRoom *room, const char *caller, int change)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (room->callers, caller)) + (guint)change;

  if (n == 0)
    g_hash_table_remove (room->callers, caller);
  else
    g_hash_table_insert (room->callers, g_strdup (caller), GUINT_TO_POINTER (n));
}

static void
add_guest (ZbWaitingRoom *room, Guest *guest)
{
  guest->place = g_sequence_insert_sorted (room->guests, guest, compare_deadlines, NULL);
  count_caller (room, guest->caller, 1);
  for (guint i = 0; i < guest->units->len; i++) {
    gint64 unit = g_array_index (guest->units, gint64, i);
    GPtrArray *waiting = g_hash_table_lookup (room->by_unit, &unit);

    if (!waiting) {
      waiting = g_ptr_array_new ();
      g_hash_table_insert (room->by_unit, g_memdup2 (&unit, sizeof unit), waiting);
    }
    g_ptr_array_add (waiting, guest);
  }
}

static void
remove_guest (ZbWaitingRoom *room, Guest *guest)
{
  g_sequence_remove (guest->place);
  count_caller (room, guest->caller, -1);
  for (guint i = 0; i < guest->units->len; i++) {
    gint64 unit = g_array_index (guest->units, gint64, i);
    GPtrArray *waiting = g_hash_table_lookup (room->by_unit, &unit);

    if (waiting && g_ptr_array_remove_fast (waiting, guest) && waiting->len == 0)
      g_hash_table_remove (room->by_unit, &unit);
  }
}

/* The guest whose time is over at @now; else how long the next one has, in *@ret_deadline. */
static Guest *
take_expired (ZbWaitingRoom *room, gint64 now, gint64 *ret_deadline)
{
  GSequenceIter *first = g_sequence_get_begin_iter (room->guests);
  Guest *guest = g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);

  *ret_deadline = guest ? guest->deadline : 0;
  if (!guest || (guest->deadline > now && !room->closed))
    return NULL;
  remove_guest (room, guest);
  return guest;
}

static gboolean
was_posted_since (const ZbWaitingRoom *room, const GArray *units, guint64 mark)
{
  if (room->n_posted - mark > REMEMBERED)
    return TRUE;
  for (guint64 i = mark; i < room->n_posted; i++)
    for (guint k = 0; k < units->len; k++)
      if (g_array_index (units, gint64, k) == room->posted[i % REMEMBERED])
        return TRUE;
  return FALSE;
}

static void
let_go (ZbWaitingRoom *room, Guest *guest, gboolean posted)
{
  ZbRequest *request = guest->request;

  guest_free (guest);
  room->leave (request, posted, room->data);
}

/* Lets those go whose time is over. */
static gpointer
watch_thread (gpointer data)
{
  ZbWaitingRoom *room = data;
  gint64 deadline;

  g_mutex_lock (&room->lock);
  for (;;) {
    Guest *guest = take_expired (room, g_get_monotonic_time (), &deadline);

    if (guest) {
      g_mutex_unlock (&room->lock);
      let_go (room, guest, FALSE);
      g_mutex_lock (&room->lock);
    } else if (room->closed) {
      break;
    } else if (deadline) {
      g_cond_wait_until (&room->changed, &room->lock, deadline);
    } else {
      g_cond_wait (&room->changed, &room->lock);
    }
  }
  g_mutex_unlock (&room->lock);
  return NULL;
}

ZbWaitingRoom *
zb_waiting_room_new (ZbWaitingRoomLeave leave, gpointer data)
{
  ZbWaitingRoom *room = g_new0 (ZbWaitingRoom, 1);

  room->leave = leave;
  room->data = data;
  g_mutex_init (&room->lock);
  g_cond_init (&room->changed);
  room->guests = g_sequence_new (NULL);
  room->by_unit = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify)g_ptr_array_unref);
  room->callers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  room->thread = g_thread_new ("waiting-room", watch_thread, room);
  return room;
}

void
zb_waiting_room_close (ZbWaitingRoom *room)
{
  g_mutex_lock (&room->lock);
  room->closed = TRUE;
  g_cond_signal (&room->changed);
  g_mutex_unlock (&room->lock);
  if (room->thread)
    g_thread_join (g_steal_pointer (&room->thread));
}

void
zb_waiting_room_free (ZbWaitingRoom *room)
{
  zb_waiting_room_close (room);
  g_sequence_free (room->guests);
  g_hash_table_unref (room->by_unit);
  g_hash_table_unref (room->callers);
  g_mutex_clear (&room->lock);
  g_cond_clear (&room->changed);
  g_free (room);
}

guint64
zb_waiting_room_mark (ZbWaitingRoom *room)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&room->lock);

  return room->n_posted;
}

gboolean
zb_waiting_room_enter (ZbWaitingRoom *room,
                       ZbRequest *request,
                       const char *caller,
                       const GArray *units,
                       gint64 deadline,
                       guint64 mark)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&room->lock);
  guint of_caller = GPOINTER_TO_UINT (g_hash_table_lookup (room->callers, caller));

  if (room->closed || of_caller >= ZB_WAITING_ROOM_MOST_OF_ONE ||
      was_posted_since (room, units, mark))
    return FALSE;
  Guest *guest = g_new0 (Guest, 1);
  guest->request = request;
  guest->caller = g_strdup (caller);
  guest->units = g_array_copy ((GArray *)units);
  guest->deadline = deadline;
  add_guest (room, guest);
  g_cond_signal (&room->changed);
  return TRUE;
}

void
zb_waiting_room_pass (ZbWaitingRoom *room, ZbRequest *request)
{
  room->leave (request, TRUE, room->data);
}

void
zb_waiting_room_post (ZbWaitingRoom *room, gint64 unit)
{
  g_autoptr (GPtrArray) woken = g_ptr_array_new ();

  g_mutex_lock (&room->lock);
  room->posted[room->n_posted++ % REMEMBERED] = unit;
  GPtrArray *waiting = g_hash_table_lookup (room->by_unit, &unit);
  for (guint i = 0; waiting && i < waiting->len; i++)
    g_ptr_array_add (woken, waiting->pdata[i]);
  for (guint i = 0; i < woken->len; i++)
    remove_guest (room, woken->pdata[i]);
  g_mutex_unlock (&room->lock);
  for (guint i = 0; i < woken->len; i++)
    let_go (room, woken->pdata[i], TRUE);
}

guint
zb_waiting_room_size (ZbWaitingRoom *room)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&room->lock);

  return (guint)g_sequence_get_length (room->guests);
}
