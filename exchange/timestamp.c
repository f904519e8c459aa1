/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/timestamp.h"

#include "formats/digits.h"

#include <string.h>

#define DAY_SECONDS 86400
/* Days as GDate counts them: 1970-01-01 and 9999-12-31. */
#define EPOCH_JULIAN 719163
#define LAST_JULIAN 3652059

char *
zb_timestamp_format (gint64 micros)
{
  gint64 rest = ((micros % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC;
  gint64 seconds = (micros - rest) / G_USEC_PER_SEC;
  gint64 second = ((seconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  gint64 julian = (seconds - second) / DAY_SECONDS + EPOCH_JULIAN;
  char *text;
  GDate day;

  g_return_val_if_fail (julian >= 1 && julian <= LAST_JULIAN, NULL);
  g_date_clear (&day, 1);
  g_date_set_julian (&day, (guint32)julian);
  text = g_strdup ("0000-00-00T00:00:00.000000Z");
  zb_digits_put (text, 4, g_date_get_year (&day));
  zb_digits_put (text + 5, 2, g_date_get_month (&day));
  zb_digits_put (text + 8, 2, g_date_get_day (&day));
  zb_digits_put (text + 11, 2, (guint64)second / 3600);
  zb_digits_put (text + 14, 2, (guint64)second / 60 % 60);
  zb_digits_put (text + 17, 2, (guint64)second % 60);
  zb_digits_put (text + 20, 6, (guint64)rest);
  return text;
}

static gboolean
is_within (int value, int least, int most)
{
  return value >= least && value <= most;
}

static gboolean
is_moment (const struct tm *parts)
{
  return is_within (parts->tm_hour, 0, 23) && is_within (parts->tm_min, 0, 59) &&
         is_within (parts->tm_sec, 0, 59) && is_within (parts->tm_year, 1 - 1900, 9999 - 1900) &&
         is_within (parts->tm_mon, 0, 11) && is_within (parts->tm_mday, 1, 31) &&
         g_date_valid_dmy ((GDateDay)parts->tm_mday, (GDateMonth)(parts->tm_mon + 1),
                           (GDateYear)(parts->tm_year + 1900));
}

gboolean
zb_timestamp_of (const struct tm *parts, gint64 *ret_micros)
{
  gint64 seconds = parts->tm_hour * 3600 + parts->tm_min * 60 + parts->tm_sec;
  GDate day;

  if (!is_moment (parts))
    return FALSE;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay)parts->tm_mday, (GDateMonth)(parts->tm_mon + 1),
                  (GDateYear)(parts->tm_year + 1900));
  seconds += ((gint64)g_date_get_julian (&day) - EPOCH_JULIAN) * DAY_SECONDS;
  *ret_micros = seconds * G_USEC_PER_SEC;
  return TRUE;
}

/* The @n digits at @text, which were checked to be digits. */
static int
number (const char *text, gsize n)
{
  int value = 0;
  for (gsize i = 0; i < n; i++)
    value = 10 * value + (text[i] - '0');
  return value;
}

gboolean
zb_timestamp_parse (const char *text, gint64 *ret_micros)
{
  static const char shape[] = "dddd-dd-ddTdd:dd:dd.ddddddZ";
  if (text == NULL || strlen (text) != ZB_TIMESTAMP_LENGTH)
    return FALSE;
  for (gsize i = 0; i < ZB_TIMESTAMP_LENGTH; i++) {
    if (shape[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != shape[i])
      return FALSE;
  }
  struct tm parts = {
      .tm_year = number (text, 4) - 1900,
      .tm_mon = number (text + 5, 2) - 1,
      .tm_mday = number (text + 8, 2),
      .tm_hour = number (text + 11, 2),
      .tm_min = number (text + 14, 2),
      .tm_sec = number (text + 17, 2),
  };
  gint64 whole = 0;
  if (!zb_timestamp_of (&parts, &whole))
    return FALSE;
  *ret_micros = whole + number (text + 20, 6);
  return TRUE;
}
