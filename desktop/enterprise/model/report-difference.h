/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* One place in which two versions of a report differ, as it is shown. */
typedef struct {
  char *item;           /* item id, or a field's id */
  char *name;           /* "Gross industrial output value, Month" in the program's language */
  char *before, *after; /* "" where there is nothing */
} ZbReportChange;

void zb_report_change_free (ZbReportChange *change);

/* (transfer full) array of ZbReportChange, in the order of the form @after is in; what only the
 * edition of @before asks is at the end. */
GPtrArray *zb_report_difference (const ZbReport *before, const ZbReport *after);
