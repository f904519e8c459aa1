/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a re-reading of the store found: which row, which field of it, what it ought to hold by what
 * was signed and logged, and what it holds. */

typedef enum {
  ZB_LOG_FAULT_LEAF,       /* a record was changed: the tree no longer leads to what was signed */
  ZB_LOG_FAULT_MISSING,    /* what the log or a signed report speaks of is gone */
  ZB_LOG_FAULT_CHANGED,    /* a row no longer holds what was received, signed or logged */
  ZB_LOG_FAULT_UNLOGGED,   /* a row that follows from nothing in the log */
  ZB_LOG_FAULT_CHECKPOINT, /* a checkpoint's root or signature is wrong, or one is gone */
  ZB_LOG_FAULT_TILE,       /* a stored tile differs from its records */
  ZB_LOG_FAULT_TOTALS,     /* a running total is not the sum of the accepted reports */
  ZB_LOG_FAULT_STORE,      /* the database itself is damaged */
  ZB_LOG_FAULT_KINDS
} ZbLogFaultKind;

typedef struct {
  ZbLogFaultKind kind;
  gint64 leaf;                  /* index, or -1 */
  const char *table;            /* "message" */
  const char *row;              /* its primary key; several columns joined by "/" */
  const char *name;             /* (nullable) what people call it: "SENDER/MESSAGE-ID" */
  const char *field;            /* (nullable) column or, of a report's figures, item id */
  const char *expected, *found; /* (nullable) */
} ZbLogFault;

typedef struct {
  guint64 leaves, checkpoints, receipts, containers; /* looked at */
  guint64 rows, totals;                              /* the same, by server/recheck */
  guint64 copied;     /* records of a copy that it was held against; 0: of none */
  guint appointments; /* at the machine: they stand, and whoever reads the report is to know */
  GPtrArray *faults;  /* ZbLogFault; empty: all stands */
} ZbLogReport;

ZbLogReport *zb_log_report_new (void);
void zb_log_report_free (ZbLogReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLogReport, zb_log_report_free)

/* Adds a copy of @fault, texts included, unless it is the one added last. */
void zb_log_report_add (ZbLogReport *report, const ZbLogFault *fault);
/* Whether both say the same of the same row. */
gboolean zb_log_fault_equal (const ZbLogFault *a, const ZbLogFault *b);
/* A time as such texts say it; for a number that is none, the number. (transfer full) */
char *zb_log_fault_time (gint64 micros);
/* "message 3 (SENDER/ID), received: expected …, found …", in plain English for tests and errors;
 * programs say it in the user's language. (transfer full) */
char *zb_log_fault_describe (const ZbLogFault *fault);
