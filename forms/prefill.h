/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* Filling the cells of a new report that the form takes from earlier reports. */

/* Where a pre-filled cell comes from, read from its spec (ZbCellSpec.prefill): "[COLUMN]@OFFSET",
 * the same row's cell in that column (its own if left out) of the report for an earlier period:
 * prev, -N followed by m, q or y, or ye-N (the last period of the year N years before). */
typedef struct {
  char column[84]; /* "" for its own */
  enum { ZB_PREFILL_PREVIOUS, ZB_PREFILL_EARLIER, ZB_PREFILL_YEAR_END } kind;
  guint count; /* months, quarters or years back; 1 to 99 */
  char unit;   /* 'm', 'q' or 'y', of ZB_PREFILL_EARLIER */
} ZbPrefill;

gboolean zb_prefill_parse (const char *spec, ZbPrefill *ret_prefill, GError **error);
/* The period that a report of @period takes it from; FALSE if there is none. */
gboolean zb_prefill_period (const ZbPrefill *prefill,
                            const ZbForm *form,
                            ZbPeriod period,
                            ZbPeriod *ret_earlier);

/* The report of this unit and @form for @period, or NULL; borrowed until the filling is done. */
typedef const ZbReport *(*ZbEarlierReport) (const char *form, ZbPeriod period, gpointer data);

typedef enum {
  ZB_PREFILL_ROWS = 1 << 0,   /* first adds the dynamic rows of the reports it fills from and of the
                                 last one */
  ZB_PREFILL_FIELDS = 1 << 1, /* carries blank header and signer fields over from the last one */
} ZbPrefillFlags;

/* Fills pre-filled cells that are blank, figures exactly or not at all; cells not asked for in a
 * joint period and cells without an earlier value stay blank. Returns how many cells it filled. */
guint
zb_report_prefill (ZbReport *report, ZbEarlierReport earlier, gpointer data, ZbPrefillFlags flags);
/* What zb_report_prefill() would put into one cell, as text; NULL if nothing. A client compares it
 * with what stands there to ask for a reason. Caller frees. */
char *zb_report_prefill_text (const ZbReport *report,
                              guint section,
                              guint row,
                              guint column,
                              ZbEarlierReport earlier,
                              gpointer data);
