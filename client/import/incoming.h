/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/cell-reading.h"
#include "forms/report.h"

/* Figures on their way into a report, from a spreadsheet, the clipboard or the ledger: which cell
 * each is for, what it would change, and why it cannot go in. Nothing is put into the report before
 * a person has seen it. */

typedef enum {
  ZB_INCOMING_NEW,     /* the cell is blank */
  ZB_INCOMING_CHANGED, /* another value stands there */
  ZB_INCOMING_SAME,
  ZB_INCOMING_COMPUTED,       /* the form works it out: not taken */
  ZB_INCOMING_LOCKED,         /* shown, never typed: not taken */
  ZB_INCOMING_NOT_APPLICABLE, /* the form has no figure there */
  ZB_INCOMING_TWICE,          /* another place said something else of the cell before */
  ZB_INCOMING_FAULT,          /* is no value of that cell: see fault */
  ZB_INCOMING_UNKNOWN_ROW,    /* the form has no such row */
  ZB_INCOMING_UNKNOWN_COLUMN, /* the form has no such column; row is that of its head */
  ZB_INCOMING_MISSING,        /* what it rests on is not there: an account of the ledger */
  ZB_INCOMING_N_VERDICTS
} ZbIncomingVerdict;

typedef struct {
  char *place;              /* where it comes from: "Sheet1!B3", or accounts */
  guint sheet, row, column; /* the same in a spreadsheet */
  char *heading;            /* what the source calls it: a row's or column's name; "" if nothing */
  char *text;               /* as it stands there */
  char *item;               /* (nullable) of the cell, or "head.FIELD"; NULL if there is none */
  guint section, cell_column;
  char *key; /* (nullable) row code, or key of a dynamic row, that may not be there yet */
  int field; /* header or signer field; -1 if it is a cell */
  char *before, *after;     /* canonical; @after NULL if it cannot go in */
  const ZbMeasure *measure; /* (nullable) that @text was converted from */
  gboolean rounded;         /* by the conversion */
  ZbIncomingVerdict verdict;
  ZbCellFault fault;
} ZbIncomingCell;

typedef struct _ZbIncoming ZbIncoming;

/* For @report as it stands; a reference is taken, it is not changed. */
ZbIncoming *zb_incoming_new (ZbReport *report);
void zb_incoming_free (ZbIncoming *incoming);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbIncoming, zb_incoming_free)

/* Where a figure comes from; texts are copied. */
typedef struct {
  const char *place, *heading, *text;
  guint sheet, row, column;
  const ZbMeasure *measure; /* (nullable) what it counts, where that is known */
} ZbIncomingSource;

/* Judges one figure. Blank texts and dashes are passed over. @key: of the row, in a dynamic section
 * also of one that would be added. */
void zb_incoming_offer (ZbIncoming *incoming,
                        const ZbIncomingSource *source,
                        guint section,
                        const char *key,
                        guint column);
void zb_incoming_offer_field (ZbIncoming *incoming, const ZbIncomingSource *source, guint field);
/* What is for no cell: UNKNOWN_ROW, UNKNOWN_COLUMN or MISSING. */
void zb_incoming_offer_unknown (ZbIncoming *incoming,
                                const ZbIncomingSource *source,
                                ZbIncomingVerdict verdict);

ZbReport *zb_incoming_report (const ZbIncoming *incoming);       /* borrowed */
const GPtrArray *zb_incoming_cells (const ZbIncoming *incoming); /* of ZbIncomingCell */
guint zb_incoming_count (const ZbIncoming *incoming, ZbIncomingVerdict verdict);
/* New and changed ones. */
guint zb_incoming_n_taken (const ZbIncoming *incoming);
/* Those that a person has to look at: all but new, changed, same, computed, locked and not
 * applicable ones. */
guint zb_incoming_n_refused (const ZbIncoming *incoming);
/* Puts new and changed ones into @report, a report of the same form; returns how many. */
guint zb_incoming_apply (const ZbIncoming *incoming, ZbReport *report);
