/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/period.h"

#include "formats/digits.h"
#include "forms/error.h"

#include <string.h>

#define MIN_YEAR 1949
#define MAX_YEAR 2200

static const guint per_year[] = {1, 2, 4, 12, 36};

static gboolean
fail_notation (const char *text, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (text, strnlen (text, 32));

  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "“%s” is not a period: write 2024, 2024-H1, 2024-Q2, 2024-06 or 2024-06-D1", shown);
  return FALSE;
}

static gboolean
fail_range (const char *text, const char *what, guint low, guint high, GError **error)
{
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_OUT_OF_RANGE,
               "period “%s”: the %s must be %u to %u", text, what, low, high);
  return FALSE;
}

/* The notation as a pattern: '9' takes a digit, any other sign itself. */
static gboolean
matches (const char *text, const char *pattern)
{
  for (; *pattern != '\0'; text++, pattern++)
    if (*pattern == '9' ? !g_ascii_isdigit (*text) : *text != *pattern)
      return FALSE;
  return *text == '\0';
}

static guint
digit (char c)
{
  return (guint)(c - '0');
}

static gboolean
parse_month (const char *text, guint *ret_month, GError **error)
{
  guint month = digit (text[5]) * 10 + digit (text[6]);

  if (month < 1 || month > 12)
    return fail_range (text, "month", 1, 12, error);
  *ret_month = month;
  return TRUE;
}

static gboolean
parse_part (const char *text,
            guint part,
            const char *what,
            ZbPeriodKind kind,
            guint high,
            ZbPeriod *period,
            GError **error)
{
  if (part < 1 || part > high)
    return fail_range (text, what, 1, high, error);
  period->kind = kind;
  period->index = part;
  return TRUE;
}

static gboolean
parse_within_year (const char *text, ZbPeriod *period, GError **error)
{
  guint month = 0;

  if (matches (text, "9999"))
    return TRUE;
  if (matches (text, "9999-H9"))
    return parse_part (text, digit (text[6]), "half-year", ZB_PERIOD_HALF, 2, period, error);
  if (matches (text, "9999-Q9"))
    return parse_part (text, digit (text[6]), "quarter", ZB_PERIOD_QUARTER, 4, period, error);
  if (!matches (text, "9999-99") && !matches (text, "9999-99-D9"))
    return fail_notation (text, error);
  if (!parse_month (text, &month, error))
    return FALSE;
  if (text[7] == '\0') {
    period->kind = ZB_PERIOD_MONTH;
    period->index = month;
    return TRUE;
  }
  if (!parse_part (text, digit (text[9]), "ten-day part", ZB_PERIOD_TENDAY, 3, period, error))
    return FALSE;
  period->index += (month - 1) * 3;
  return TRUE;
}

gboolean
zb_period_parse (const char *text, ZbPeriod *ret_period, GError **error)
{
  ZbPeriod period = {.kind = ZB_PERIOD_YEAR, .index = 1};

  for (guint i = 0; i < 4; i++) {
    if (!g_ascii_isdigit (text[i]))
      return fail_notation (text, error);
    period.year = period.year * 10 + (int)digit (text[i]);
  }
  if (!parse_within_year (text, &period, error))
    return FALSE;
  if (period.year < MIN_YEAR || period.year > MAX_YEAR)
    return fail_range (text, "year", MIN_YEAR, MAX_YEAR, error);
  *ret_period = period;
  return TRUE;
}

const char *
zb_period_format (ZbPeriod period, char buffer[ZB_PERIOD_TEXT_SIZE])
{
  static const char *const shapes[] = {"0000", "0000-H0", "0000-Q0", "0000-00", "0000-00-D0"};
  guint index = period.index % 100;

  strcpy (buffer, shapes[period.kind]);
  zb_digits_put (buffer, 4, (guint)CLAMP (period.year, 0, 9999));
  switch (period.kind) {
  case ZB_PERIOD_HALF:
  case ZB_PERIOD_QUARTER:
    zb_digits_put (buffer + 6, 1, index);
    break;
  case ZB_PERIOD_MONTH:
    zb_digits_put (buffer + 5, 2, index);
    break;
  case ZB_PERIOD_TENDAY:
    zb_digits_put (buffer + 5, 2, zb_period_month (period));
    zb_digits_put (buffer + 9, 1, (index + 2) % 3 + 1);
    break;
  case ZB_PERIOD_YEAR:
  default:
    break;
  }
  return buffer;
}

char *
zb_period_to_string (ZbPeriod period)
{
  char buffer[ZB_PERIOD_TEXT_SIZE];

  return g_strdup (zb_period_format (period, buffer));
}

static char *
display_zh (ZbPeriod period, gboolean joint)
{
  static const char *const quarters[] = {"一", "二", "三", "四"};
  static const char *const parts[] = {"上旬", "中旬", "下旬"};
  guint month = zb_period_month (period);

  switch (period.kind) {
  case ZB_PERIOD_HALF:
    return g_strdup_printf ("%d年%s半年", period.year, period.index == 1 ? "上" : "下");
  case ZB_PERIOD_QUARTER:
    return g_strdup_printf ("%d年第%s季度", period.year, quarters[(period.index + 3) % 4]);
  case ZB_PERIOD_MONTH:
    if (joint)
      return g_strdup_printf ("%d年1—%u月", period.year, month);
    return g_strdup_printf ("%d年%u月", period.year, month);
  case ZB_PERIOD_TENDAY:
    return g_strdup_printf ("%d年%u月%s", period.year, month, parts[(period.index + 2) % 3]);
  case ZB_PERIOD_YEAR:
  default:
    return g_strdup_printf ("%d年", period.year);
  }
}

static char *
display_en (ZbPeriod period, gboolean joint)
{
  static const char *const months[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
  guint month = zb_period_month (period);
  GDate first = zb_period_first_day (period), last = zb_period_last_day (period);

  switch (period.kind) {
  case ZB_PERIOD_HALF:
    return g_strdup_printf ("%s half of %d", period.index == 1 ? "First" : "Second", period.year);
  case ZB_PERIOD_QUARTER:
    return g_strdup_printf ("Q%u %d", period.index, period.year);
  case ZB_PERIOD_MONTH:
    if (joint)
      return g_strdup_printf ("January–%s %d", months[month - 1], period.year);
    return g_strdup_printf ("%s %d", months[month - 1], period.year);
  case ZB_PERIOD_TENDAY:
    return g_strdup_printf ("%u–%u %s %d", g_date_get_day (&first), g_date_get_day (&last),
                            months[month - 1], period.year);
  case ZB_PERIOD_YEAR:
  default:
    return g_strdup_printf ("%d", period.year);
  }
}

char *
zb_period_to_display (ZbPeriod period, const char *language, gboolean joint)
{
  if (language != NULL && g_str_has_prefix (language, "zh"))
    return display_zh (period, joint);
  return display_en (period, joint);
}

gboolean
zb_period_equal (ZbPeriod a, ZbPeriod b)
{
  return a.kind == b.kind && a.year == b.year && a.index == b.index;
}

/* Ten-day parts since year 0 up to and with the last of the period: orders periods of all kinds by
 * their last day. */
static gint64
last_part (ZbPeriod period)
{
  return (gint64)period.year * 36 + (gint64)period.index * (36 / per_year[period.kind]);
}

int
zb_period_compare (ZbPeriod a, ZbPeriod b)
{
  gint64 left = last_part (a), right = last_part (b);

  if (left != right)
    return left < right ? -1 : 1;
  return ((int)a.kind > (int)b.kind) - ((int)a.kind < (int)b.kind);
}

ZbPeriod
zb_period_add (ZbPeriod period, int steps)
{
  gint64 count = per_year[period.kind];
  gint64 position = (gint64)period.year * count + (gint64)period.index - 1 + steps;

  position = CLAMP (position, count, 9999 * count + count - 1);
  period.year = (int)(position / count);
  period.index = (guint)(position % count) + 1;
  return period;
}

ZbPeriod
zb_period_to_kind (ZbPeriod period, ZbPeriodKind kind)
{
  guint last = period.index * (36 / per_year[period.kind]);
  guint length = 36 / per_year[kind];

  return (ZbPeriod){.kind = kind, .year = period.year, .index = (last + length - 1) / length};
}

guint
zb_period_month (ZbPeriod period)
{
  return zb_period_to_kind (period, ZB_PERIOD_MONTH).index;
}

guint
zb_period_quarter (ZbPeriod period)
{
  return zb_period_to_kind (period, ZB_PERIOD_QUARTER).index;
}

static GDate
make_date (int year, guint month, guint day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return date;
}

GDate
zb_period_first_day (ZbPeriod period)
{
  guint part = (period.index - 1) * (36 / per_year[period.kind]);

  return make_date (period.year, part / 3 + 1, part % 3 * 10 + 1);
}

GDate
zb_period_last_day (ZbPeriod period)
{
  guint part = period.index * (36 / per_year[period.kind]) - 1;
  guint month = part / 3 + 1;
  guint last = part % 3 == 2 ? g_date_get_days_in_month ((GDateMonth)month, (GDateYear)period.year)
                             : (part % 3 + 1) * 10;

  return make_date (period.year, month, last);
}

gboolean
zb_period_lies_within (const char *period, const char *from, const char *to)
{
  ZbPeriod asked, bound;

  if (!zb_period_parse (period, &asked, NULL))
    return FALSE;
  GDate first = zb_period_first_day (asked), last = zb_period_last_day (asked);
  if (from) {
    if (!zb_period_parse (from, &bound, NULL))
      return FALSE;
    GDate earliest = zb_period_first_day (bound);
    if (g_date_compare (&first, &earliest) < 0)
      return FALSE;
  }
  if (!to)
    return TRUE;
  if (!zb_period_parse (to, &bound, NULL))
    return FALSE;
  GDate latest = zb_period_last_day (bound);
  return g_date_compare (&last, &latest) <= 0;
}
