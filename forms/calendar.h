/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/clock.h"
#include "forms/form.h"

/* When a period may be reported. Times are microseconds UTC; the default comes from the form, a
 * tenant's calendar overrides it per form and period. */
typedef struct {
  gint64 opens;
  gint64 deadline; /* later is late (迟报) but taken */
  gint64 closes;   /* later needs a special permit */
  gboolean joint;  /* January–February reported together */
} ZbPeriodWindow;

/* Opens on the first day after the period, deadline by the form's rule, closes @grace_days after
 * it. */
ZbPeriodWindow zb_period_default_window (const ZbForm *form, ZbPeriod period, guint grace_days);
/* Until when @level of the review chain decides by the form's rule; 0 if the form does not say. */
gint64 zb_period_default_cut_off (const ZbForm *form, ZbPeriod period, const char *level);
/* Calendar days left until @deadline in bureau time: 0 on its last day (24:00 belongs to the day it
 * ends), negative when past. */
int zb_days_left (gint64 deadline, gint64 now);
/* A moment for people, in bureau time: zh "2024年7月9日（周二）12:00", en "Tuesday 9 July 2024,
 * 12:00". An
 * @end at midnight belongs to the day that it ends: "24:00". (transfer full) */
char *zb_time_to_words (gint64 micros, const char *language, gboolean end);
