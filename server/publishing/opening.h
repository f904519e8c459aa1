/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/calendar.h"
#include "forms/catalogue.h"
#include "server/store/store.h"

/* What is looked at before a period opens: its hours, the edition, who is asked, what their reports
 * begin with, and what they are told. */
typedef struct {
  ZbStore *store;
  ZbCatalogue *catalogue;
  ZbPackage *package; /* that serves the period */
  ZbPeriod period;
  ZbPeriodWindow hours; /* as they will be */
  gint64 now;
} ZbOpening;

typedef enum {
  ZB_POINT_WELL,
  ZB_POINT_NOTE, /* to be known, nothing to be done */
  ZB_POINT_FAILS /* to be mended, or opened over with a reason */
} ZbPointState;

typedef struct {
  const char *id; /* "calendar", "edition", "respondents", "prefill", "notice" */
  ZbPointState state;
  ZbText text;
} ZbPoint;

/* (transfer full) ZbPoint, in the order above. */
GPtrArray *zb_opening_check (const ZbOpening *opening, GError **error);
/* The points that fail, a line each; NULL if none does. (transfer full) */
char *zb_opening_tell_failures (const GPtrArray *points);
const char *zb_point_state_to_string (ZbPointState state); /* "well", "note", "fails" */
/* What each respondent is told. Clear it. */
ZbText zb_opening_notice (const ZbOpening *opening);
