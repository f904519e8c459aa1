/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A reference period, written 2024, 2024-H1, 2024-Q2, 2024-06, 2024-06-D1 (ten-day).
 * January–February joint is 2024-02; that it is joint the calendar says. */
typedef enum {
  ZB_PERIOD_YEAR,
  ZB_PERIOD_HALF,
  ZB_PERIOD_QUARTER,
  ZB_PERIOD_MONTH,
  ZB_PERIOD_TENDAY
} ZbPeriodKind;

typedef struct {
  ZbPeriodKind kind;
  int year; /* 1949–2200 */
  guint
      index; /* 1-based within the year: half 1–2, quarter 1–4, month 1–12, ten-day 1–36; year 1 */
} ZbPeriod;

#define ZB_PERIOD_TEXT_SIZE 16

gboolean zb_period_parse (const char *text, ZbPeriod *ret_period, GError **error);
const char *zb_period_format (ZbPeriod period, char buffer[ZB_PERIOD_TEXT_SIZE]);
char *zb_period_to_string (ZbPeriod period);
/* For people: zh "2024年6月", en "June 2024"; @joint gives "2024年1—2月". */
char *zb_period_to_display (ZbPeriod period, const char *language, gboolean joint);
gboolean zb_period_equal (ZbPeriod a, ZbPeriod b);
/* By last day, then by kind. */
int zb_period_compare (ZbPeriod a, ZbPeriod b);
/* @steps periods of the same kind later (negative: earlier). */
ZbPeriod zb_period_add (ZbPeriod period, int steps);
/* The period of @kind that ends with (or holds the end of) @period. */
ZbPeriod zb_period_to_kind (ZbPeriod period, ZbPeriodKind kind);
guint zb_period_month (ZbPeriod period);   /* last month of the period, 1–12 */
guint zb_period_quarter (ZbPeriod period); /* quarter of that month, 1–4 */
GDate zb_period_first_day (ZbPeriod period);
GDate zb_period_last_day (ZbPeriod period);
/* Whether @period, whole, lies between the first day of @from and the last day of @to, of whatever
 * kinds they are; without a bound where one is NULL. FALSE for a text that is no period. */
gboolean zb_period_lies_within (const char *period, const char *from, const char *to);
