/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/concept.h"
#include "forms/report.h"

/* Filled once: a figure that another form of the same unit and time holds already. */

typedef enum { ZB_STANDING_DRAFT, ZB_STANDING_SENT, ZB_STANDING_ACCEPTED } ZbStanding;

/* A report that figures may be taken from. */
typedef struct {
  const ZbReport *report; /* borrowed until the finder is asked no more */
  ZbStanding standing;
  const char *version; /* (nullable) its message id; borrowed likewise */
} ZbFigureSource;

/* The report of this unit and @form for @period; FALSE if there is none. */
typedef gboolean (*ZbFigureSourceFinder) (const char *form,
                                          ZbPeriod period,
                                          gpointer data,
                                          ZbFigureSource *ret_source);

typedef enum {
  ZB_FIGURE_EXACT,
  ZB_FIGURE_ROUNDED, /* half up: this cell holds fewer digits */
  ZB_FIGURE_COARSE,  /* the last digits are not known there: zeros stand for them */
} ZbFigurePrecision;

/* A figure and where it comes from. */
typedef struct {
  char *item; /* of the cell that it is for */
  char *text; /* canonical, in that cell's measure and scale */
  ZbFigurePrecision precision;
  gboolean offered;         /* only shown: too coarse to be filled in */
  char *original;           /* canonical, as it stands there */
  const ZbMeasure *measure; /* (nullable) of @original */
  char *form;               /* where it was found: printed code, item, period and version */
  char *source_item;
  ZbPeriod period;
  ZbStanding standing;
  char *version; /* (nullable) */
} ZbSharedFigure;

void zb_shared_figure_free (ZbSharedFigure *figure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSharedFigure, zb_shared_figure_free)

/* What another form says of a cell's concept, in the cell's measure. A figure with all digits
 * counts before a coarse one, then the better standing, then the catalogue's order. NULL if there
 * is none, or the cell takes no input or has no concept. (transfer full) */
ZbSharedFigure *zb_shared_figure_find (const ZbReport *report,
                                       guint section,
                                       guint row,
                                       guint column,
                                       const ZbConceptIndex *index,
                                       ZbFigureSourceFinder finder,
                                       gpointer data);
/* Those of every cell of the report. (transfer full) array of ZbSharedFigure. */
GPtrArray *zb_shared_figures_list (const ZbReport *report,
                                   const ZbConceptIndex *index,
                                   ZbFigureSourceFinder finder,
                                   gpointer data);
/* Puts those that are not only offered into the report's blank cells; returns how many. */
guint zb_report_fill_shared (ZbReport *report, const GPtrArray *figures);
