/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/timestamp.h"

#include <string.h>

char *
zb_timestamp_format (gint64 micros)
{
  gint64 rest = ((micros % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC;
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc ((micros - rest) / G_USEC_PER_SEC);
  g_return_val_if_fail (moment != NULL, NULL);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", g_date_time_get_year (moment),
                          g_date_time_get_month (moment), g_date_time_get_day_of_month (moment),
                          g_date_time_get_hour (moment), g_date_time_get_minute (moment),
                          g_date_time_get_second (moment), (int)rest);
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
  g_autoptr (GDateTime) moment =
      g_date_time_new_utc (number (text, 4), number (text + 5, 2), number (text + 8, 2),
                           number (text + 11, 2), number (text + 14, 2), number (text + 17, 2));
  if (moment == NULL)
    return FALSE;
  *ret_micros = g_date_time_to_unix (moment) * G_USEC_PER_SEC + number (text + 20, 6);
  return TRUE;
}
