/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/model/cell-marks.h"
#include "desktop/enterprise/model/report-history.h"
#include "desktop/enterprise/model/report-layout.h"
#include "desktop/enterprise/model/report-model.h"

/* What a report's model shows (report-model.c) and how it is edited (report-model-edit.c). */

struct _ZbReportModel {
  GObject parent_instance;

  ZbDesk *desk;             /* owned */
  ZbReport *report;         /* the desk's */
  const ZbForm *form;       /* the report's */
  ZbReport *base;           /* owned (nullable): the version before */
  ZbReportLayout *layout;   /* owned */
  ZbReportHistory *history; /* owned */
  ZbCellMarks *marks;       /* owned */
  GHashTable *notes;        /* (nullable) item id → note */
  GHashTable *prefilled;    /* item id → text that was filled in */
  char *waiting_for;        /* owned (nullable): forms that checks wait for, for the tally */
  gboolean joint;
  gboolean editable;
  guint depth; /* of groups; rules run at the end of the outermost */
};

/* (transfer full) */
char *zb_report_model_dup_item_id (ZbReportModel *model, const ZbReportPlace *place);
/* Remembers what the system fills into the cells of one row. */
void zb_report_model_note_prefilled (ZbReportModel *model, guint section, guint row);
/* Rows came or went: lays out anew. */
void zb_report_model_lay_out (ZbReportModel *model);
/* After edits outside a group: runs the rules that depend on them and tells everyone. */
void zb_report_model_settle (ZbReportModel *model);

/* The grid's side of editing. */
gboolean zb_report_model_commit (
    ZbGridModel *grid, guint row, guint column, const char *text, GError **error);
void zb_report_model_begin_group (ZbGridModel *grid);
void zb_report_model_end_group (ZbGridModel *grid);
gboolean zb_report_model_undo (ZbGridModel *grid, gboolean redo, guint *ret_row, guint *ret_column);
gboolean zb_report_model_remove_row (ZbGridModel *grid, guint row, GError **error);
