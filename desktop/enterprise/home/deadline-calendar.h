/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* A month with the days marked on which reports are due, and what is due on the day that is chosen.
 * Signal: "open" (ZbDueItem), when one of them is asked for. */
#define ZB_TYPE_DEADLINE_CALENDAR (zb_deadline_calendar_get_type ())
G_DECLARE_FINAL_TYPE (ZbDeadlineCalendar, zb_deadline_calendar, ZB, DEADLINE_CALENDAR, GtkWidget)

/* @due: of ZbDueItem; what is still to be done or with the bureau is marked. */
void zb_deadline_calendar_set_due (ZbDeadlineCalendar *calendar, GListModel *due);
/* Shows nothing until this is called: the month of @time (microseconds UTC) and what is due on its
 * day. */
void zb_deadline_calendar_choose (ZbDeadlineCalendar *calendar, gint64 time);
/* Shows anew what the items have become. */
void zb_deadline_calendar_refresh (ZbDeadlineCalendar *calendar);
