/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "forms/report.h"

/* The edits of a report, to be undone and done again without limit. Rows are named by their keys,
 * for a dynamic section's rows move. */
typedef struct _ZbReportHistory ZbReportHistory;

typedef enum { ZB_EDIT_CELL, ZB_EDIT_ADD_ROW, ZB_EDIT_REMOVE_ROW } ZbEditKind;

typedef struct {
  ZbEditKind kind;
  guint step; /* edits of one step are undone together */
  guint section;
  char *key; /* of the row */
  guint column;
  char *before, *after; /* canonical texts; cells only */
} ZbReportEdit;

ZbReportHistory *zb_report_history_new (void);
void zb_report_history_free (ZbReportHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReportHistory, zb_report_history_free)

/* Edits between the two are one step; they nest. */
void zb_report_history_begin (ZbReportHistory *history);
void zb_report_history_end (ZbReportHistory *history);

/* Remembers what is about to be done; what was undone before can no longer be done again. */
void zb_report_history_note_cell (ZbReportHistory *history,
                                  guint section,
                                  const char *key,
                                  guint column,
                                  const char *before,
                                  const char *after);
void zb_report_history_note_row (ZbReportHistory *history,
                                 ZbEditKind kind,
                                 guint section,
                                 const char *key);

/* The edits of the step to undo, the last first, or to do again, the first first: (transfer
 * container) of ZbReportEdit, which stay the history's; empty when there is none. */
GPtrArray *zb_report_history_take_step (ZbReportHistory *history, gboolean redo);
gboolean zb_report_history_can (const ZbReportHistory *history, gboolean redo);
