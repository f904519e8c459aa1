/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/desk.h"
#include "desktop/widgets/grid-model.h"
#include "desktop/widgets/tally.h"

/* A report on the desk as a form grid shows and edits it. Every commit runs the rules that depend
 * on it and, before the call returns, tells: "edited", the report is to be saved; "checked", the
 * findings may be others. It touches no disk. */
#define ZB_TYPE_REPORT_MODEL (zb_report_model_get_type ())
G_DECLARE_FINAL_TYPE (ZbReportModel, zb_report_model, ZB, REPORT_MODEL, GObject)

/* @desk is taken. @joint: the calendar's word on the period. A model that is not @editable shows
 * every cell locked. */
ZbReportModel *zb_report_model_new (ZbDesk *desk, gboolean joint, gboolean editable);

ZbDesk *zb_report_model_desk (ZbReportModel *model);     /* borrowed */
ZbReport *zb_report_model_report (ZbReportModel *model); /* borrowed */
gboolean zb_report_model_is_editable (ZbReportModel *model);
gboolean zb_report_model_is_joint (ZbReportModel *model);
/* "thousand yuan" where one measure serves the whole table, else NULL (static). */
const char *zb_report_model_measure (ZbReportModel *model);

/* The version before (nullable): cells that differ are marked. A reference is taken. */
void zb_report_model_set_base (ZbReportModel *model, ZbReport *base);
/* A reviewer's remark on a cell (item id). */
void zb_report_model_add_remark (ZbReportModel *model, const char *item_id, const char *text);

/* The remark on a cell; NULL if there is none (borrowed). */
const char *zb_report_model_remark (ZbReportModel *model, const char *item_id);
/* (transfer container) item ids with a remark, sorted; borrowed from the model. */
GPtrArray *zb_report_model_list_remarks (ZbReportModel *model);
/* "Gross industrial output value, Month"; the item id itself where the form has none such.
 * (transfer full) */
char *zb_report_model_dup_item_name (ZbReportModel *model, const char *item_id);

/* What the person noted on cells (item id → text); a reference is taken. */
void zb_report_model_set_notes (ZbReportModel *model, GHashTable *notes);

/* The cells that are probably wrong (item ids), in place of those before. */
void zb_report_model_mark_suspects (ZbReportModel *model, const GPtrArray *item_ids);

/* The dynamic section of an ADD row (or of any row), -1 if it is none. */
int zb_report_model_dynamic_section (ZbReportModel *model, guint row);
/* Adds a row, or finds it; gives the first cell to fill. */
gboolean zb_report_model_add_row (ZbReportModel *model,
                                  guint section,
                                  const char *key,
                                  guint *ret_row,
                                  guint *ret_column,
                                  GError **error);
/* Where an item stands in the grid; FALSE if it is not of this form or has no row. */
gboolean zb_report_model_find_item (ZbReportModel *model,
                                    const char *section,
                                    const char *row_key,
                                    const char *column,
                                    guint *ret_row,
                                    guint *ret_column);

/* Header and signer fields, numbered as in forms/form-lookup.h. FALSE: refused as
 * ZB_GRID_ERROR_REFUSED. */
gboolean
zb_report_model_set_field (ZbReportModel *model, guint field, const char *typed, GError **error);
/* Explains the finding (its values are bound) and checks anew. */
void zb_report_model_explain (ZbReportModel *model,
                              const ZbFinding *finding,
                              const char *reason,
                              const char *text,
                              const char *author,
                              gint64 time);
/* The reason for a changed pre-filled cell (item id). */
void zb_report_model_give_reason (ZbReportModel *model, const char *item_id, const char *reason);
/* Pre-filled cells that were changed and have no reason yet: item ids, (transfer full). */
GPtrArray *zb_report_model_list_unreasoned (ZbReportModel *model);
/* What was filled in before, NULL if the cell was not pre-filled (borrowed). */
const char *zb_report_model_prefilled (ZbReportModel *model, const char *item_id);

/* "Sum 64,480 · 5 figures" of a block of cells, exact; no sum where they are of different measures,
 * NULL for fewer than two figures. (transfer full) */
char *zb_report_model_dup_sum (
    ZbReportModel *model, guint row, guint column, guint n_rows, guint n_columns);
/* "May 2024: 50,880 · June 2023: 47,115" for one cell, as far as they are at hand; NULL for none.
 * (transfer full) */
char *zb_report_model_dup_earlier (ZbReportModel *model, guint row, guint column);

/* How it stands; @n_refused: texts the grid still holds. Its words are the model's, until a
 * tally after the next edit. */
ZbTally zb_report_model_tally (ZbReportModel *model, guint n_refused);
