/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/time-words.h"

#include <glib/gi18n.h>

#include "forms/calendar.h"

/* Named here and not by the C library, whose locale may speak another language than the program. */
static const char *const months[] = {
    N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
    N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
    N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December"),
};
static const char *const weekdays[] = {
    N_ ("Monday"), N_ ("Tuesday"),  N_ ("Wednesday"), N_ ("Thursday"),
    N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday"),
};

static GDateTime *
get_bureau_time (gint64 micros)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (micros / G_USEC_PER_SEC);
  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

char *
zb_time_words (gint64 micros)
{
  g_autoptr (GDateTime) time = get_bureau_time (micros);
  if (time == NULL)
    return g_strdup ("");
  /* Translators: day, month, year, time of day: "9 July 2024, 12:00"; the order is yours to
   * change. */
  return g_strdup_printf (_ ("%1$d %2$s %3$d, %4$02d:%5$02d"), g_date_time_get_day_of_month (time),
                          _ (months[g_date_time_get_month (time) - 1]), g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time));
}

char *
zb_hour_words (gint64 micros)
{
  g_autoptr (GDateTime) time = get_bureau_time (micros);

  return time != NULL ? g_date_time_format (time, "%H:%M") : g_strdup ("");
}

void
zb_deadline_day (gint64 deadline, GDate *ret_day)
{
  g_autoptr (GDateTime) time = get_bureau_time (deadline - G_USEC_PER_SEC);

  g_date_clear (ret_day, 1);
  if (time != NULL)
    g_date_set_dmy (ret_day, (GDateDay)g_date_time_get_day_of_month (time),
                    (GDateMonth)g_date_time_get_month (time),
                    (GDateYear)g_date_time_get_year (time));
}

char *
zb_date_words (const GDate *date)
{
  if (!g_date_valid (date))
    return g_strdup ("");
  /* Translators: weekday, day, month, year: "Tuesday 9 July 2024"; the order is yours to change. */
  return g_strdup_printf (_ ("%1$s %2$d %3$s %4$d"), _ (weekdays[g_date_get_weekday (date) - 1]),
                          g_date_get_day (date), _ (months[g_date_get_month (date) - 1]),
                          g_date_get_year (date));
}

char *
zb_day_words (gint64 micros)
{
  GDate day;

  zb_deadline_day (micros, &day);
  return zb_date_words (&day);
}

static char *
today_words (gint64 left)
{
  guint hours = (guint)(left / G_TIME_SPAN_HOUR);
  guint minutes = (guint)(left / G_TIME_SPAN_MINUTE);
  if (hours == 0)
    return g_strdup_printf (ngettext ("today, %u minute left", "today, %u minutes left", minutes),
                            minutes);
  return g_strdup_printf (ngettext ("today, %u hour left", "today, %u hours left", hours), hours);
}

char *
zb_left_words (gint64 deadline, gint64 now)
{
  int days = zb_days_left (deadline, now);
  if (days == 0)
    return today_words (deadline - now);
  if (days == 1) {
    guint hours = (guint)((deadline - now) / G_TIME_SPAN_HOUR);
    return g_strdup_printf (ngettext ("tomorrow, %u hour left", "tomorrow, %u hours left", hours),
                            hours);
  }
  if (days > 0)
    return g_strdup_printf (ngettext ("%d day left", "%d days left", (gulong)days), days);
  return g_strdup_printf (ngettext ("%d day late", "%d days late", (gulong)-days), -days);
}
