/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/clock.h"

/* The clock that time stamps go by. It tells no time while it is not known to be right: not
 * synchronised, off by more than it says, or a minute after it was set. What it tells only ever
 * grows. Thread-safe. */
typedef struct _ZbStampClock ZbStampClock;

#define ZB_STAMP_CLOCK_SETTLES (60 * G_TIME_SPAN_SECOND)

typedef struct {
  ZbClock wall;
  /* Time since some moment, which nobody can set; NULL: the system's. */
  gint64 (*steady) (gpointer data);
  /* How far the system thinks its clock may be off, in microseconds; FALSE while it does not know.
   * NULL: nobody is asked, and only settings of the clock are noticed. */
  gboolean (*error_of) (gpointer data, gint64 *ret_error);
  gpointer data;
  gint64 accuracy;   /* microseconds: how far it may be off */
  gint64 later_than; /* what was told before this run */
} ZbStampClockOptions;

ZbStampClock *zb_stamp_clock_new (const ZbStampClockOptions *options);
void zb_stamp_clock_free (ZbStampClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStampClock, zb_stamp_clock_free)

/* Microseconds UTC, later than ever told before; 0 while it is not known. */
gint64 zb_stamp_clock_tell (ZbStampClock *clock);
/* Tells nothing up to @time from now on: it was told before this run. */
void zb_stamp_clock_go_behind (ZbStampClock *clock, gint64 time);
/* Looks at the clock and tells no time. */
void zb_stamp_clock_look (ZbStampClock *clock);
/* What the kernel says of its clock (ntp_adjtime): for @error_of. */
gboolean zb_stamp_clock_kernel_error (gpointer data, gint64 *ret_error);
