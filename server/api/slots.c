/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/slots.h"

/* The pace is that of the last seconds; until one is known, this one. */
#define WINDOW G_TIME_SPAN_SECOND
#define FIRST_PACE 100

struct _ZbSlots {
  GMutex lock; /* guards what follows */
  guint pace;  /* answers a second */
  guint answered;
  gint64 since;
  gint64 next; /* the first slot that nobody has */
};

ZbSlots *
zb_slots_new (void)
{
  ZbSlots *slots = g_new0 (ZbSlots, 1);

  g_mutex_init (&slots->lock);
  slots->pace = FIRST_PACE;
  return slots;
}

void
zb_slots_free (ZbSlots *slots)
{
  if (!slots)
    return;
  g_mutex_clear (&slots->lock);
  g_free (slots);
}

void
zb_slots_note (ZbSlots *slots, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&slots->lock);
  gint64 elapsed = now - slots->since;

  if (slots->since == 0 || elapsed > 10 * WINDOW) {
    slots->since = now;
    slots->answered = 0;
    return;
  }
  slots->answered++;
  if (elapsed < WINDOW)
    return;
  guint measured = (guint)(slots->answered * G_TIME_SPAN_SECOND / elapsed);
  slots->pace = MAX ((slots->pace + measured) / 2, 1);
  slots->since = now;
  slots->answered = 0;
}

guint
zb_slots_give (ZbSlots *slots, guint waiting, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&slots->lock);
  gint64 apart = G_TIME_SPAN_SECOND / slots->pace;
  gint64 last = now + ZB_SLOTS_MOST_SECONDS * G_TIME_SPAN_SECOND;
  gint64 slot = MAX (slots->next, now + waiting * apart);

  /* Past the last one they begin anew: more come than can be told. */
  if (slot > last)
    slot = now + waiting * apart;
  slot = MIN (slot, last);
  slots->next = slot + MAX (apart, 1);
  return (guint)CLAMP ((slot - now + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND, 1,
                       ZB_SLOTS_MOST_SECONDS);
}
