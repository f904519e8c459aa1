/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/timestamp.h"

#include "formats/digits.h"

#include <string.h>
#include <time.h>

char *
zb_timestamp_format (gint64 micros)
{
  gint64 rest = ((micros % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC;
  time_t seconds = (time_t)((micros - rest) / G_USEC_PER_SEC);
  struct tm parts;
  char *text;

  g_return_val_if_fail (gmtime_r (&seconds, &parts) != NULL, NULL);
  g_return_val_if_fail (parts.tm_year >= 1 - 1900 && parts.tm_year <= 9999 - 1900, NULL);
  text = g_strdup ("0000-00-00T00:00:00.000000Z");
  zb_digits_put (text, 4, (guint)(parts.tm_year + 1900));
  zb_digits_put (text + 5, 2, (guint)(parts.tm_mon + 1));
  zb_digits_put (text + 8, 2, (guint)parts.tm_mday);
  zb_digits_put (text + 11, 2, (guint)parts.tm_hour);
  zb_digits_put (text + 14, 2, (guint)parts.tm_min);
  zb_digits_put (text + 17, 2, (guint)parts.tm_sec);
  zb_digits_put (text + 20, 6, (guint)rest);
  return text;
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

static gboolean
is_moment (const struct tm *parts)
{
  return parts->tm_hour < 24 && parts->tm_min < 60 && parts->tm_sec < 60 &&
         g_date_valid_dmy ((GDateDay)parts->tm_mday, (GDateMonth)(parts->tm_mon + 1),
                           (GDateYear)(parts->tm_year + 1900));
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
  if (!is_moment (&parts))
    return FALSE;
  *ret_micros = (gint64)timegm (&parts) * G_USEC_PER_SEC + number (text + 20, 6);
  return TRUE;
}
