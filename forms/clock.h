/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What time it is, as an argument: whatever judges periods, deadlines or certificates asks this,
 * never the wall. Times are microseconds since 1970 UTC. Bureau time is China Standard Time, UTC+8,
 * all year. */
typedef struct {
  gint64 (*now) (gpointer data);
  gpointer data;
} ZbClock;

extern const ZbClock zb_clock_system;
gint64 zb_clock_now (const ZbClock *clock);

/* A clock that stands at @micros until moved: for tests and rehearsals. @micros is borrowed. */
ZbClock zb_clock_fixed (gint64 *micros);

/* RFC 3339 in bureau time with seconds: "2024-07-09T12:00:00+08:00". */
char *zb_time_format (gint64 micros);
gboolean zb_time_parse (const char *text, gint64 *ret_micros, GError **error);

/* The bureau day that holds a moment (years 1 to 9999), and the moment at @minute of a bureau day;
 * 1440 is its end. */
GDate zb_time_to_day (gint64 micros);
gint64 zb_time_at (GDate day, guint minute);
