/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/calendar.h"

#include "forms/form-lookup.h"

#define BUREAU_OFFSET (8 * G_TIME_SPAN_HOUR)
/* Julian day of 1970-01-01 as GDate counts it. */
#define EPOCH_JULIAN 719163

/* The moment a bureau day begins. */
static gint64
start_of_day (gint64 julian)
{
  return (julian - EPOCH_JULIAN) * G_TIME_SPAN_DAY - BUREAU_OFFSET;
}

ZbPeriodWindow
zb_period_default_window (const ZbForm *form, ZbPeriod period, guint grace_days)
{
  GDate last = zb_period_last_day (period);
  gint64 julian = g_date_get_julian (&last);
  gint64 deadline = start_of_day (julian + form->deadline_days) +
                    (gint64)form->deadline_minute * G_TIME_SPAN_MINUTE;

  return (ZbPeriodWindow){
      .opens = start_of_day (julian + 1),
      .deadline = deadline,
      .closes = deadline + (gint64)grace_days * G_TIME_SPAN_DAY,
      .joint = zb_form_is_joint (form, period),
  };
}

/* The bureau day of a moment, counted from 1970-01-01. */
static gint64
day_of (gint64 micros)
{
  gint64 local = micros + BUREAU_OFFSET;

  return local / G_TIME_SPAN_DAY - (local % G_TIME_SPAN_DAY < 0);
}

int
zb_days_left (gint64 deadline, gint64 now)
{
  /* A deadline at 24:00 belongs to the day that it ends. */
  gint64 days = CLAMP (day_of (deadline - 1) - day_of (now), G_MININT, G_MAXINT);

  return (int)(now > deadline ? MIN (days, -1) : MAX (days, 0));
}
