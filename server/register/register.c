/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/register.h"

#include "formats/digits.h"
#include "forms/clock.h"

#include <string.h>

static char *
day_of (const GDate *date)
{
  char *text = g_strdup ("0000-00-00");

  zb_digits_put (text, 4, g_date_get_year (date));
  zb_digits_put (text + 5, 2, g_date_get_month (date));
  zb_digits_put (text + 8, 2, g_date_get_day (date));
  return text;
}

char *
zb_register_day (ZbPeriod period)
{
  GDate last = zb_period_last_day (period);

  return day_of (&last);
}

char *
zb_register_day_at (gint64 micros)
{
  GDate day = zb_time_to_day (micros);

  return day_of (&day);
}

gboolean
zb_register_day_is_valid (const char *day)
{
  static const char shape[] = "dddd-dd-dd";

  if (day == NULL || strlen (day) != strlen (shape))
    return FALSE;
  for (guint i = 0; shape[i] != '\0'; i++)
    if (shape[i] == 'd' ? !g_ascii_isdigit (day[i]) : day[i] != shape[i])
      return FALSE;
  return g_date_valid_dmy ((GDateDay)g_ascii_strtoull (day + 8, NULL, 10),
                           (GDateMonth)g_ascii_strtoull (day + 5, NULL, 10),
                           (GDateYear)g_ascii_strtoull (day, NULL, 10));
}

ZbUnit *
zb_register_read (ZbStore *store, const char *code, ZbPeriod period, GError **error)
{
  g_autofree char *day = zb_register_day (period);

  return zb_store_read_unit (store, code, day, error);
}

ZbUnit *
zb_register_read_again (ZbStore *store, ZbUnit *unit, ZbPeriod period)
{
  g_autofree char *day = zb_register_day (period);
  ZbUnit *then =
      zb_unit_is_as_of (unit, day) ? NULL : zb_store_read_unit (store, unit->code, day, NULL);

  return then != NULL ? then : zb_unit_ref (unit);
}

char *
zb_register_division (const char *industry)
{
  if (industry != NULL && g_ascii_isalpha (industry[0]))
    industry++;
  if (industry == NULL || !g_ascii_isdigit (industry[0]) || !g_ascii_isdigit (industry[1]))
    return g_strdup ("");
  return g_strndup (industry, 2);
}

gboolean
zb_register_sees (const char *const *areas, const char *district, const char *zone)
{
  const char *manager = zone != NULL && zone[0] != '\0' ? zone : district;

  if (areas == NULL || areas[0] == NULL)
    return TRUE;
  return manager != NULL && g_strv_contains (areas, manager);
}
