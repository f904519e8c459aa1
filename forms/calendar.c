/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/calendar.h"

#include "forms/form-lookup.h"

ZbPeriodWindow
zb_period_default_window (const ZbForm *form, ZbPeriod period, guint grace_days)
{
  GDate next = zb_period_last_day (period), due = next;
  gint64 deadline;

  g_date_add_days (&next, 1);
  g_date_add_days (&due, form->deadline_days);
  deadline = zb_time_at (due, form->deadline_minute);
  return (ZbPeriodWindow){
      .opens = zb_time_at (next, 0),
      .deadline = deadline,
      .closes = deadline + (gint64)grace_days * G_TIME_SPAN_DAY,
      .joint = zb_form_is_joint (form, period),
  };
}

int
zb_days_left (gint64 deadline, gint64 now)
{
  /* A deadline at 24:00 belongs to the day that it ends. */
  GDate last = zb_time_to_day (deadline - 1), today = zb_time_to_day (now);
  int days = g_date_days_between (&today, &last);

  return now > deadline ? MIN (days, -1) : MAX (days, 0);
}
