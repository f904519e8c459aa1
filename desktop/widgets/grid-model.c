/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-model.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (ZbGridModel, zb_grid_model, G_TYPE_OBJECT)
G_DEFINE_QUARK (zb - grid - error - quark, zb_grid_error)

enum { ROWS_CHANGED, CELLS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static guint
default_get_n_frozen (ZbGridModel *model)
{
  return 0;
}

static void
default_get_span (ZbGridModel *model, guint row, guint column, guint *ret_first, guint *ret_n)
{
  *ret_first = column;
  *ret_n = 1;
}

static char *
default_dup_tooltip (ZbGridModel *model, guint row, guint column)
{
  return NULL;
}

static char *
default_dup_plain_text (ZbGridModel *model, guint row, guint column)
{
  g_auto (ZbGridContent) content = {0};
  zb_grid_model_get_content (model, row, column, &content);
  return content.text != NULL ? g_steal_pointer (&content.text) : g_strdup ("");
}

static void
default_group (ZbGridModel *model)
{
}

static gboolean
default_undo (ZbGridModel *model, gboolean redo, guint *ret_row, guint *ret_column)
{
  return FALSE;
}

static gboolean
default_act_on_row (ZbGridModel *model, guint row, GError **error)
{
  g_set_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_LOCKED,
               _ ("The rows of this form cannot be changed."));
  return FALSE;
}

static void
zb_grid_model_default_init (ZbGridModelInterface *iface)
{
  iface->get_n_frozen = default_get_n_frozen;
  iface->get_span = default_get_span;
  iface->dup_tooltip = default_dup_tooltip;
  iface->dup_plain_text = default_dup_plain_text;
  iface->begin_group = default_group;
  iface->end_group = default_group;
  iface->undo = default_undo;
  iface->activate_row = default_act_on_row;
  iface->remove_row = default_act_on_row;

  GType type = G_TYPE_FROM_INTERFACE (iface);
  signals[ROWS_CHANGED] =
      g_signal_new ("rows-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                    G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[CELLS_CHANGED] =
      g_signal_new ("cells-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
}

guint
zb_grid_model_get_n_rows (ZbGridModel *model)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->get_n_rows (model);
}

guint
zb_grid_model_get_n_columns (ZbGridModel *model)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->get_n_columns (model);
}

guint
zb_grid_model_get_n_frozen (ZbGridModel *model)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->get_n_frozen (model);
}

void
zb_grid_model_get_column (ZbGridModel *model, guint column, ZbGridColumn *ret_column)
{
  *ret_column = (ZbGridColumn){0};
  ZB_GRID_MODEL_GET_IFACE (model)->get_column (model, column, ret_column);
}

void
zb_grid_model_get_row (ZbGridModel *model, guint row, ZbGridRow *ret_row)
{
  *ret_row = (ZbGridRow){0};
  ZB_GRID_MODEL_GET_IFACE (model)->get_row (model, row, ret_row);
}

ZbGridHead *
zb_grid_model_get_head (ZbGridModel *model, guint row)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->get_head (model, row);
}

char *
zb_grid_model_dup_row_text (ZbGridModel *model, guint row)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->dup_row_text (model, row);
}

void
zb_grid_model_get_content (ZbGridModel *model, guint row, guint column, ZbGridContent *ret_content)
{
  *ret_content = (ZbGridContent){0};
  ZB_GRID_MODEL_GET_IFACE (model)->get_content (model, row, column, ret_content);
}

void
zb_grid_model_get_span (ZbGridModel *model, guint row, guint column, guint *ret_first, guint *ret_n)
{
  ZB_GRID_MODEL_GET_IFACE (model)->get_span (model, row, column, ret_first, ret_n);
}

char *
zb_grid_model_dup_name (ZbGridModel *model, guint row, guint column)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->dup_name (model, row, column);
}

char *
zb_grid_model_dup_tooltip (ZbGridModel *model, guint row, guint column)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->dup_tooltip (model, row, column);
}

char *
zb_grid_model_dup_plain_text (ZbGridModel *model, guint row, guint column)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->dup_plain_text (model, row, column);
}

static const char *
reason_fixed (ZbGridCellFlags flags)
{
  if (flags & ZB_GRID_CELL_COMPUTED)
    return _ ("The form computes this cell.");
  if (flags & ZB_GRID_CELL_NOT_APPLICABLE)
    return _ ("The form asks for no figure here.");
  return _ ("This cell is locked.");
}

gboolean
zb_grid_model_may_edit (ZbGridModel *model, guint row, guint column, GError **error)
{
  ZbGridRow info;
  zb_grid_model_get_row (model, row, &info);
  ZbGridCellFlags flags = ZB_GRID_CELL_ABSENT;
  if (info.kind == ZB_GRID_ROW_CELLS) {
    g_auto (ZbGridContent) content = {0};
    zb_grid_model_get_content (model, row, column, &content);
    flags = content.flags;
  }
  if (flags & ZB_GRID_CELL_FIXED) {
    g_set_error_literal (error, ZB_GRID_ERROR, ZB_GRID_ERROR_LOCKED, reason_fixed (flags));
    return FALSE;
  }
  return TRUE;
}

gboolean
zb_grid_model_commit (ZbGridModel *model, guint row, guint column, const char *text, GError **error)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->commit (model, row, column, text, error);
}

void
zb_grid_model_begin_group (ZbGridModel *model)
{
  ZB_GRID_MODEL_GET_IFACE (model)->begin_group (model);
}

void
zb_grid_model_end_group (ZbGridModel *model)
{
  ZB_GRID_MODEL_GET_IFACE (model)->end_group (model);
}

gboolean
zb_grid_model_undo (ZbGridModel *model, gboolean redo, guint *ret_row, guint *ret_column)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->undo (model, redo, ret_row, ret_column);
}

gboolean
zb_grid_model_activate_row (ZbGridModel *model, guint row, GError **error)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->activate_row (model, row, error);
}

gboolean
zb_grid_model_remove_row (ZbGridModel *model, guint row, GError **error)
{
  return ZB_GRID_MODEL_GET_IFACE (model)->remove_row (model, row, error);
}

void
zb_grid_model_rows_changed (ZbGridModel *model, guint position, guint removed, guint added)
{
  g_signal_emit (model, signals[ROWS_CHANGED], 0, position, removed, added);
}

void
zb_grid_model_cells_changed (
    ZbGridModel *model, guint row, guint column, guint n_rows, guint n_columns)
{
  g_signal_emit (model, signals[CELLS_CHANGED], 0, row, column, n_rows, n_columns);
}
