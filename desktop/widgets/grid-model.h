/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib-object.h>

#include "desktop/widgets/grid-content.h"
#include "desktop/widgets/grid-error.h"
#include "desktop/widgets/grid-head.h"
#include "desktop/widgets/text-block.h"

#define ZB_TYPE_GRID_MODEL (zb_grid_model_get_type ())
G_DECLARE_INTERFACE (ZbGridModel, zb_grid_model, ZB, GRID_MODEL, GObject)

/* What a ZbFormGrid draws and edits. Owned and called by the main thread only. A model emits
 * "rows-changed" (position, removed, added: guint) and "cells-changed" (row, column, n_rows,
 * n_columns: guint) after it has changed; the functions below emit them. */
struct _ZbGridModelInterface {
  GTypeInterface parent;

  guint (*get_n_rows) (ZbGridModel *model);
  guint (*get_n_columns) (ZbGridModel *model);
  guint (*get_n_frozen) (ZbGridModel *model); /* optional: leading columns that do not scroll */
  void (*get_column) (ZbGridModel *model, guint column, ZbGridColumn *ret_column);
  void (*get_row) (ZbGridModel *model, guint row, ZbGridRow *ret_row);
  ZbGridHead *(*get_head) (ZbGridModel *model, guint row);
  char *(*dup_row_text) (ZbGridModel *model, guint row);
  void (*get_content) (ZbGridModel *model, guint row, guint column, ZbGridContent *ret_content);
  void (*get_span) (ZbGridModel *model, guint row, guint column, guint *ret_first, guint *ret_n);
  char *(*dup_name) (ZbGridModel *model, guint row, guint column);
  char *(*dup_tooltip) (ZbGridModel *model, guint row, guint column);
  char *(*dup_plain_text) (ZbGridModel *model, guint row, guint column);
  gboolean (*commit) (ZbGridModel *, guint row, guint column, const char *text, GError **error);
  void (*begin_group) (ZbGridModel *model);
  void (*end_group) (ZbGridModel *model);
  gboolean (*undo) (ZbGridModel *model, gboolean redo, guint *ret_row, guint *ret_column);
  gboolean (*activate_row) (ZbGridModel *model, guint row, GError **error);
  gboolean (*remove_row) (ZbGridModel *model, guint row, GError **error);
};

guint zb_grid_model_get_n_rows (ZbGridModel *model);
guint zb_grid_model_get_n_columns (ZbGridModel *model);
guint zb_grid_model_get_n_frozen (ZbGridModel *model);
void zb_grid_model_get_column (ZbGridModel *model, guint column, ZbGridColumn *ret_column);
void zb_grid_model_get_row (ZbGridModel *model, guint row, ZbGridRow *ret_row);

/* The merged heads of a HEAD row (borrowed). */
ZbGridHead *zb_grid_model_get_head (ZbGridModel *model, guint row);

/* The text of a TITLE, NOTE or ADD row (transfer full). */
char *zb_grid_model_dup_row_text (ZbGridModel *model, guint row);

/* What stands in a cell of a CELLS row; to be cleared by the caller. */
void
zb_grid_model_get_content (ZbGridModel *model, guint row, guint column, ZbGridContent *ret_content);

/* Which columns the cell at @column covers; by default only its own. */
void zb_grid_model_get_span (
    ZbGridModel *model, guint row, guint column, guint *ret_first, guint *ret_n);

/* "row label, column label", for screen readers (transfer full). */
char *zb_grid_model_dup_name (ZbGridModel *model, guint row, guint column);

/* Findings, remarks, the reason of a lock: optional (transfer full) (nullable). */
char *zb_grid_model_dup_tooltip (ZbGridModel *model, guint row, guint column);

/* The text for editor and clipboard, without separators; by default that of the content. */
char *zb_grid_model_dup_plain_text (ZbGridModel *model, guint row, guint column);

/* FALSE with ZB_GRID_ERROR_LOCKED when the cell is fixed; the text says why. */
gboolean zb_grid_model_may_edit (ZbGridModel *model, guint row, guint column, GError **error);

/* Sets a cell from what was typed. FALSE: refused, nothing changed; the grid keeps showing @text.
 */
gboolean zb_grid_model_commit (
    ZbGridModel *model, guint row, guint column, const char *text, GError **error);

/* Commits between the two are one step of undo (optional). */
void zb_grid_model_begin_group (ZbGridModel *model);
void zb_grid_model_end_group (ZbGridModel *model);

/* Undoes (or redoes) one step and names the cell to show; FALSE when there is none. */
gboolean zb_grid_model_undo (ZbGridModel *model, gboolean redo, guint *ret_row, guint *ret_column);

/* Enter or a click on an ADD row; removal of a removable row. */
gboolean zb_grid_model_activate_row (ZbGridModel *model, guint row, GError **error);
gboolean zb_grid_model_remove_row (ZbGridModel *model, guint row, GError **error);

void zb_grid_model_rows_changed (ZbGridModel *model, guint position, guint removed, guint added);
void zb_grid_model_cells_changed (
    ZbGridModel *model, guint row, guint column, guint n_rows, guint n_columns);
