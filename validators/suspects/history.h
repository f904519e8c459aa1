/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/check.h"
#include "validators/suspects/demand.h"

/* What a cell held in earlier reports. */

typedef struct {
  ZbPeriod period;
  gboolean has_period; /* the form is collected for one */
  gboolean has_figure;
  gint64 number; /* at the scale of the cell now */
} ZbPastFigure;

typedef struct {
  ZbPastFigure last;      /* the collected period before */
  ZbPastFigure last_year; /* the same period of last year */
  gboolean has_sum;       /* some rule says what it is, by what it was last time … */
  gint64 sum;             /* … and this is what comes out */
} ZbCellHistory;

/* Runs parts of @check's rules. */
ZbCellHistory zb_cell_history_read (ZbCheck *check, const ZbDemandCell *cell);
