/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/window.h"

#include "server/store/terms.h"

/* A returned report may come again until its own deadline, whatever the period's hours are. */
static gint64
permit_of (const ZbStanding *standing)
{
  gboolean returned = standing && standing->state == ZB_REVIEW_RETURNED;
  gint64 permit = standing ? standing->permit_until : 0;

  return returned ? MAX (permit, standing->resubmit_by) : permit;
}

gboolean
zb_report_window_read (ZbStore *store,
                       const ZbForm *form,
                       ZbPeriod period,
                       const ZbStanding *standing,
                       ZbReportWindow *ret_window,
                       GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autoptr (ZbTerms) terms =
      zb_store_read_terms (store, form->system, form->id, zb_period_format (period, text), error);

  if (!terms)
    return FALSE;
  const ZbCalendarEntry *entry = terms->hours;
  ZbPeriodWindow hours = zb_period_default_window (form, period, terms->grace_days);
  if (entry && entry->opens >= 0)
    hours.opens = entry->opens;
  if (entry && entry->deadline >= 0)
    hours.deadline = entry->deadline;
  if (entry && entry->closes >= 0)
    hours.closes = entry->closes;
  if (entry && entry->joint >= 0)
    hours.joint = entry->joint == 1;
  *ret_window = (ZbReportWindow){.hours = hours, .permit_until = permit_of (standing)};
  return TRUE;
}

gboolean
zb_report_cut_off_read (ZbStore *store,
                        const ZbForm *form,
                        ZbPeriod period,
                        const char *level,
                        gint64 *ret_until,
                        GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autoptr (ZbTerms) terms =
      zb_store_read_terms (store, form->system, form->id, zb_period_format (period, text), error);
  ZbReportWindow window;

  if (!terms || !zb_report_window_read (store, form, period, NULL, &window, error))
    return FALSE;
  gint64 own = zb_calendar_entry_level (terms->hours, level);
  gint64 until = zb_period_default_cut_off (form, period, level);
  *ret_until = own >= 0 ? own : until ? MAX (until, window.hours.deadline) : 0;
  return TRUE;
}

ZbWindowState
zb_report_window_at (const ZbReportWindow *window, gint64 at)
{
  if (at < window->hours.opens)
    return ZB_WINDOW_NOT_OPEN;
  if (at <= window->hours.deadline)
    return ZB_WINDOW_OPEN;
  if (at <= window->hours.closes)
    return ZB_WINDOW_LATE;
  return at <= window->permit_until ? ZB_WINDOW_PERMIT : ZB_WINDOW_CLOSED;
}
