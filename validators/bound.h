/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/revision-view.h"
#include "validators/context.h"

/* What the references of a form's rules are bound to, one struct a kind of reference. */

typedef struct {
  const ZbReport *report; /* NULL where there is none; of the edition that the rules know */
  const ZbReport *stored; /* as it was made: of another edition where @view is not NULL */
  ZbRevisionView *view;   /* (nullable) owned: what @report belongs to */
  ZbPeriod period;
  ZbAvailability why; /* of there being none, once asked: zb_world_why() */
  gboolean why_asked;
  gboolean left_out; /* of a range of periods: not collected, so nothing is missing */
} ZbBoundSource;

typedef struct {
  const gint64 *number; /* NULL where the cell is not there */
  const guint8 *state;
  guint section, row, column; /* in its report */
  guint8 shift;               /* power of ten to the scale that the rules were compiled for */
  guint8 absent;              /* flags of a cell that is not there */
} ZbBoundSlot;

typedef struct {
  const ZbReport *report;
  guint section;
  guint n_rows;
  guint8 absent;
} ZbBoundDomain;

/* The rows of one of the report's own dynamic sections when it was bound. */
typedef struct {
  const gint64 *numbers;
  guint n_rows;
  GString *keys; /* one behind the other, a NUL after each; NULL for a fixed section */
} ZbBoundRows;

typedef struct {
  const ZbReport *report;
  guint section;
  guint n_columns;
  const gint64 *numbers;
  const guint8 *states;
  gint32 *rows;    /* of each row of the domain; -1 where there is none */
  gint8 *shifts;   /* (nullable) of rows that bring their own measure, to the domain's; -1 where the
                      two measures have nothing in common */
  int late_column; /* a column whose measure comes with the row; -1 if there is none */
  guint8 absent;
} ZbBoundPair;

typedef struct {
  int column; /* -1 where the form of that report lacks it */
  guint8 shift;
} ZbBoundColumn;

typedef struct {
  ZbDecimal value;
  const ZbMeasure *measure;
  gboolean asked, known;
} ZbBoundParameter;
