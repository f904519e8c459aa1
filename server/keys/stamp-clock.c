/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/stamp-clock.h"

#include <sys/timex.h>

struct _ZbStampClock {
  ZbStampClockOptions options;
  GMutex lock;
  gboolean begun;
  gint64 offset;  /* of the wall clock to the steady one, as last seen */
  gint64 settles; /* steady time before which a clock that was set is not believed; 0: it was not */
  gint64 last;    /* told */
};

static gint64
monotonic_time (gpointer data)
{
  return g_get_monotonic_time ();
}

gboolean
zb_stamp_clock_kernel_error (gpointer data, gint64 *ret_error)
{
  struct timex state = {0};

  if (ntp_adjtime (&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
    return FALSE;
  *ret_error = state.maxerror;
  return TRUE;
}

ZbStampClock *
zb_stamp_clock_new (const ZbStampClockOptions *options)
{
  ZbStampClock *clock = g_new0 (ZbStampClock, 1);

  clock->options = *options;
  if (!clock->options.steady)
    clock->options.steady = monotonic_time;
  clock->last = options->later_than;
  g_mutex_init (&clock->lock);
  return clock;
}

void
zb_stamp_clock_free (ZbStampClock *clock)
{
  g_mutex_clear (&clock->lock);
  g_free (clock);
}

static gboolean
is_synchronised (const ZbStampClock *clock)
{
  gint64 error = 0;

  return !clock->options.error_of || (clock->options.error_of (clock->options.data, &error) &&
                                      error <= clock->options.accuracy);
}

/* A clock that is drawn right moves slowly against the steady one; one that was set jumps. */
static gboolean
is_settled (ZbStampClock *clock, gint64 wall, gint64 steady)
{
  gint64 offset = wall - steady;

  if (clock->begun && ABS (offset - clock->offset) > clock->options.accuracy)
    clock->settles = steady + ZB_STAMP_CLOCK_SETTLES;
  clock->begun = TRUE;
  clock->offset = offset;
  if (clock->settles != 0 && steady >= clock->settles)
    clock->settles = 0;
  return clock->settles == 0;
}

gint64
zb_stamp_clock_tell (ZbStampClock *clock)
{
  gint64 told = 0;

  g_mutex_lock (&clock->lock);
  gint64 wall = zb_clock_now (&clock->options.wall);
  gint64 steady = clock->options.steady (clock->options.data);
  /* Set back, it is wrong now or was wrong before: it waits until it has caught up. */
  if (is_settled (clock, wall, steady) && is_synchronised (clock) &&
      wall + clock->options.accuracy > clock->last) {
    told = MAX (wall, clock->last + 1);
    clock->last = told;
  }
  g_mutex_unlock (&clock->lock);
  return told;
}

void
zb_stamp_clock_go_behind (ZbStampClock *clock, gint64 time)
{
  g_mutex_lock (&clock->lock);
  clock->last = MAX (clock->last, time);
  g_mutex_unlock (&clock->lock);
}

void
zb_stamp_clock_look (ZbStampClock *clock)
{
  g_mutex_lock (&clock->lock);
  gint64 wall = zb_clock_now (&clock->options.wall);
  is_settled (clock, wall, clock->options.steady (clock->options.data));
  g_mutex_unlock (&clock->lock);
}
