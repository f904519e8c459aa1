/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/clock.h"

#include "formats/digits.h"
#include "forms/error.h"

#include <string.h>

#define BUREAU_OFFSET_SECONDS (8 * 3600)
#define DAY_SECONDS 86400
/* Julian day of 1970-01-01 as GDate counts it (0001-01-01 is 1). */
#define EPOCH_JULIAN 719163
#define MAX_JULIAN 3652059 /* 9999-12-31 */

static gint64
system_now (gpointer data)
{
  return g_get_real_time ();
}

const ZbClock zb_clock_system = {system_now, NULL};

gint64
zb_clock_now (const ZbClock *clock)
{
  return clock->now (clock->data);
}

static gint64
fixed_now (gpointer data)
{
  return *(const gint64 *)data;
}

ZbClock
zb_clock_fixed (gint64 *micros)
{
  return (ZbClock){fixed_now, micros};
}

static gint64
floor_divide (gint64 value, gint64 by)
{
  return value / by - (value % by < 0);
}

GDate
zb_time_to_day (gint64 micros)
{
  gint64 seconds = floor_divide (micros, G_USEC_PER_SEC) + BUREAU_OFFSET_SECONDS;
  gint64 julian = floor_divide (seconds, DAY_SECONDS) + EPOCH_JULIAN;
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_julian (&day, (guint32)CLAMP (julian, 1, MAX_JULIAN));
  return day;
}

gint64
zb_time_at (GDate day, guint minute)
{
  gint64 days = (gint64)g_date_get_julian (&day) - EPOCH_JULIAN;

  return (days * DAY_SECONDS + (gint64)minute * 60 - BUREAU_OFFSET_SECONDS) * G_USEC_PER_SEC;
}

char *
zb_time_format (gint64 micros)
{
  gint64 seconds = floor_divide (micros, G_USEC_PER_SEC) + BUREAU_OFFSET_SECONDS;
  guint second_of_day = (guint)(seconds - floor_divide (seconds, DAY_SECONDS) * DAY_SECONDS);
  GDate day = zb_time_to_day (micros);
  char *text = g_strdup ("0000-00-00T00:00:00+08:00");

  zb_digits_put (text, 4, g_date_get_year (&day));
  zb_digits_put (text + 5, 2, g_date_get_month (&day));
  zb_digits_put (text + 8, 2, g_date_get_day (&day));
  zb_digits_put (text + 11, 2, second_of_day / 3600);
  zb_digits_put (text + 14, 2, second_of_day / 60 % 60);
  zb_digits_put (text + 17, 2, second_of_day % 60);
  return text;
}

/* Two digits below @limit at the cursor, which moves behind them; FALSE if they are not there. */
static gboolean
take_pair (const char **cursor, guint limit, guint *ret_value)
{
  const char *c = *cursor;

  if (!g_ascii_isdigit (c[0]) || !g_ascii_isdigit (c[1]))
    return FALSE;
  *ret_value = (guint)(c[0] - '0') * 10 + (guint)(c[1] - '0');
  *cursor = c + 2;
  return *ret_value < limit;
}

static gboolean
take_sign (const char **cursor, char sign)
{
  if (**cursor != sign)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

static gboolean
take_date (const char **cursor, gint64 *ret_days)
{
  guint century = 0, year = 0, month = 0, day = 0;
  GDate date;

  if (!take_pair (cursor, 100, &century) || !take_pair (cursor, 100, &year) ||
      !take_sign (cursor, '-') || !take_pair (cursor, 13, &month) || !take_sign (cursor, '-') ||
      !take_pair (cursor, 32, &day))
    return FALSE;
  year += century * 100;
  if (!g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  *ret_days = (gint64)g_date_get_julian (&date) - EPOCH_JULIAN;
  return TRUE;
}

/* Up to nine decimals of a second, cut to microseconds. */
static gboolean
take_fraction (const char **cursor, gint64 *ret_micros)
{
  gint64 unit = G_USEC_PER_SEC / 10;
  guint count = 0;

  *ret_micros = 0;
  if (!take_sign (cursor, '.'))
    return TRUE;
  for (; g_ascii_isdigit (**cursor) && count < 9; (*cursor)++, count++, unit /= 10)
    *ret_micros += (**cursor - '0') * unit;
  return count > 0;
}

static gboolean
take_offset (const char **cursor, gint64 *ret_seconds)
{
  gint64 sign = **cursor == '-' ? -1 : 1;
  guint hours = 0, minutes = 0;

  *ret_seconds = 0;
  if (take_sign (cursor, 'Z'))
    return TRUE;
  if (!take_sign (cursor, '+') && !take_sign (cursor, '-'))
    return FALSE;
  if (!take_pair (cursor, 24, &hours) || !take_sign (cursor, ':') ||
      !take_pair (cursor, 60, &minutes))
    return FALSE;
  *ret_seconds = sign * (gint64)(hours * 3600 + minutes * 60);
  return TRUE;
}

gboolean
zb_time_parse (const char *text, gint64 *ret_micros, GError **error)
{
  const char *c = text;
  gint64 days = 0, fraction = 0, offset = 0;
  guint hour = 0, minute = 0, second = 0;

  if (!take_date (&c, &days) || !take_sign (&c, 'T') || !take_pair (&c, 24, &hour) ||
      !take_sign (&c, ':') || !take_pair (&c, 60, &minute) || !take_sign (&c, ':') ||
      !take_pair (&c, 60, &second) || !take_fraction (&c, &fraction) ||
      !take_offset (&c, &offset) || *c != '\0') {
    g_autofree char *shown = g_utf8_make_valid (text, strnlen (text, 40));

    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "“%s” is not a time: write it like 2024-07-09T12:00:00+08:00", shown);
    return FALSE;
  }
  *ret_micros = (days * DAY_SECONDS + (gint64)(hour * 3600 + minute * 60 + second) - offset) *
                    G_USEC_PER_SEC +
                fraction;
  return TRUE;
}
