/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/calendar.h"

#include "forms/form-lookup.h"

#include <string.h>

/* The form's rule applied to @period. Statutory holidays and the workdays given for them are
 * announced year by year: a tenant's calendar knows them, a form only knows weekends. */
static gint64
due_after (const ZbForm *form, ZbPeriod period, guint days, guint minute)
{
  GDate due = zb_period_last_day (period);

  g_date_add_days (&due, days);
  while (form->deadline_rolls && g_date_get_weekday (&due) >= G_DATE_SATURDAY)
    g_date_add_days (&due, 1);
  return zb_time_at (due, minute);
}

gint64
zb_period_default_cut_off (const ZbForm *form, ZbPeriod period, const char *level)
{
  for (guint i = 0; i < form->n_cut_offs; i++) {
    const ZbCutOff *cut_off = &form->cut_offs[i];

    if (strcmp (cut_off->level, level) == 0)
      return due_after (form, period, cut_off->days, cut_off->minute);
  }
  return 0;
}

ZbPeriodWindow
zb_period_default_window (const ZbForm *form, ZbPeriod period, guint grace_days)
{
  GDate next = zb_period_last_day (period);
  gint64 deadline = due_after (form, period, form->deadline_days, form->deadline_minute);

  g_date_add_days (&next, 1);
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

#define BUREAU_MINUTES (8 * 60)
#define DAY_MINUTES (24 * 60)

char *
zb_time_to_words (gint64 micros, const char *language, gboolean end)
{
  static const char *const days_zh[] = {"一", "二", "三", "四", "五", "六", "日"};
  static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                     "Friday", "Saturday", "Sunday"};
  static const char *const months[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
  gint64 minutes = micros / G_TIME_SPAN_MINUTE + BUREAU_MINUTES;
  guint minute = (guint)(((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES);
  gboolean midnight = end && minute == 0;
  GDate day = zb_time_to_day (midnight ? micros - 1 : micros);
  guint weekday = (guint)g_date_get_weekday (&day) - 1, hour = midnight ? 24 : minute / 60;

  if (strcmp (language, "zh") == 0)
    return g_strdup_printf ("%u年%u月%u日（周%s）%02u:%02u", g_date_get_year (&day),
                            (guint)g_date_get_month (&day), g_date_get_day (&day), days_zh[weekday],
                            hour, minute % 60);
  return g_strdup_printf ("%s %u %s %u, %02u:%02u", days[weekday], g_date_get_day (&day),
                          months[g_date_get_month (&day) - 1], g_date_get_year (&day), hour,
                          minute % 60);
}
