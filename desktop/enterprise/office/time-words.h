/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Times as people say them, in bureau time and in the program's language. (transfer full) each. */

/* "9 July 2024, 12:00"; "2024年7月9日 12:00". */
char *zb_time_words (gint64 micros);
/* "12:00". */
char *zb_hour_words (gint64 micros);
/* "Tuesday 9 July 2024"; the day that ends at a deadline of 24:00 is the one before. */
char *zb_day_words (gint64 micros);
/* The same of a date. */
char *zb_date_words (const GDate *date);
/* The day in bureau time that a deadline ends: that of 24:00 is the one before. */
void zb_deadline_day (gint64 deadline, GDate *ret_day);
/* What is left until @deadline: "5 days left", "tomorrow", "today, 3 hours left", "2 days late". */
char *zb_left_words (gint64 deadline, gint64 now);
