/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A tenant's own hours for a form and period; what it leaves open the form's default rule says
 * (forms/calendar.h). Times are microseconds UTC, -1 for the default. */
typedef struct {
  char *tenant;
  char *form;
  char *period;
  gint64 opens, deadline, closes;
  int joint;    /* 1 joint with the month before, 0 not, -1 as the form says */
  char *levels; /* (nullable) until when levels decide: "district=MICROS city=MICROS" */
  char *reason;
} ZbCalendarEntry;

void zb_calendar_entry_free (ZbCalendarEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCalendarEntry, zb_calendar_entry_free)

/* Until when @level decides by the entry (nullable); -1 where it does not say. */
gint64 zb_calendar_entry_level (const ZbCalendarEntry *entry, const char *level);
/* @until -1: as the form says. */
void zb_calendar_entry_set_level (ZbCalendarEntry *entry, const char *level, gint64 until);

/* ZB_ACT_CALENDAR takes a ZbCalendarEntry; it takes the place of the one before, which stays in the
 * history. */

/* NULL without an error if the tenant has said nothing. */
ZbCalendarEntry *zb_store_read_calendar (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error);
/* (transfer full) ZbCalendarEntry in force, by form and period; @form nullable. */
GPtrArray *
zb_store_list_calendar (ZbStore *store, const char *tenant, const char *form, GError **error);
