/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-edit.h"

#include "desktop/widgets/form-grid-bind.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-move.h"
#include "desktop/widgets/form-grid-selection.h"

/* What the editor begins with: a refused text is there to be corrected, not to be typed again. */
static char *
dup_edit_text (ZbFormGrid *grid, ZbGridPlace place)
{
  const ZbGridRefusal *refusal = zb_grid_refusals_find (grid->refusals, place.row, place.column);
  if (refusal != NULL)
    return g_strdup (refusal->text);
  return zb_grid_model_dup_plain_text (grid->model, place.row, place.column);
}

gboolean
zb_form_grid_start_edit (ZbFormGrid *grid, const char *text)
{
  if (!grid->has_place || zb_grid_editor_is_active (grid->editor))
    return FALSE;
  ZbGridPlace place = zb_form_grid_resolve (grid, grid->place);
  g_autoptr (GError) error = NULL;
  if (!zb_grid_model_may_edit (grid->model, place.row, place.column, &error)) {
    zb_form_grid_notice (grid, error->message);
    return FALSE;
  }
  g_auto (ZbGridContent) content = {0};
  zb_grid_model_get_content (grid->model, place.row, place.column, &content);
  g_autofree char *name = zb_grid_model_dup_name (grid->model, place.row, place.column);
  g_autofree char *own = text == NULL ? dup_edit_text (grid, place) : NULL;
  zb_form_grid_reveal (grid, place);
  grid->edited = place;
  zb_grid_editor_start (grid->editor, text != NULL ? text : own, text != NULL, content.align, name);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
  zb_grid_editor_grab_focus (grid->editor);
  return TRUE;
}

/* Takes the editor away; the keyboard goes back to the cell. */
static void
stop_edit (ZbFormGrid *grid)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (grid));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_keyboard =
      focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (grid->editor));
  zb_grid_editor_stop (grid->editor);
  if (had_keyboard)
    zb_form_grid_take_keyboard (grid);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

gboolean
zb_form_grid_commit_text (ZbFormGrid *grid, ZbGridPlace place, const char *text)
{
  g_autoptr (GError) error = NULL;
  guint n_refused = zb_grid_refusals_get_n (grid->refusals);
  gboolean taken = zb_grid_model_commit (grid->model, place.row, place.column, text, &error);
  if (taken)
    zb_grid_refusals_drop (grid->refusals, place.row, place.column);
  else
    zb_grid_refusals_add (grid->refusals, place.row, place.column, text, error->message);
  grid->refused_last = !taken;
  zb_form_grid_rebind_cell (grid, place);
  if (!taken)
    zb_form_grid_emit_refused (grid, place, error->message);
  if (n_refused != zb_grid_refusals_get_n (grid->refusals))
    zb_form_grid_notify_refusals (grid);
  return taken;
}

gboolean
zb_form_grid_finish_edit (ZbFormGrid *grid)
{
  if (!zb_grid_editor_is_active (grid->editor))
    return TRUE;
  ZbGridPlace place = grid->edited;
  g_autofree char *text = g_strdup (zb_grid_editor_get_text (grid->editor));
  g_autofree char *before = dup_edit_text (grid, place);
  gboolean still_refused = zb_grid_refusals_find (grid->refusals, place.row, place.column) != NULL;
  stop_edit (grid);
  gboolean taken = !still_refused;
  /* What was not changed is not touched: a pre-filled figure stays pre-filled. */
  if (g_strcmp0 (text, before) != 0)
    taken = zb_form_grid_commit_text (grid, place, text);
  zb_form_grid_update_hint (grid);
  return taken;
}

void
zb_form_grid_cancel_edit (ZbFormGrid *grid)
{
  if (zb_grid_editor_is_active (grid->editor))
    stop_edit (grid);
}

void
zb_form_grid_clear_selection (ZbFormGrid *grid)
{
  if (!grid->has_place)
    return;
  g_autoptr (GError) error = NULL;
  guint n_cleared = 0;
  ZbGridBlock block = zb_form_grid_get_block (grid);
  zb_grid_model_begin_group (grid->model);
  for (guint row = block.row; row < block.row + block.n_rows; row++) {
    for (guint column = block.column; column < block.column + block.n_columns; column++) {
      ZbGridPlace place = {row, column};
      ZbGridPlace first = zb_form_grid_resolve (grid, place);
      g_clear_error (&error);
      if (first.column != column || !zb_grid_model_may_edit (grid->model, row, column, &error))
        continue;
      zb_form_grid_commit_text (grid, place, "");
      n_cleared++;
    }
  }
  zb_grid_model_end_group (grid->model);
  if (n_cleared == 0 && error != NULL)
    zb_form_grid_notice (grid, error->message);
  zb_form_grid_update_hint (grid);
}

/* The latest refused text goes first, if nothing was entered after it. */
static gboolean
undo_refusal (ZbFormGrid *grid)
{
  guint n = zb_grid_refusals_get_n (grid->refusals);
  if (n == 0 || !grid->refused_last)
    return FALSE;
  const ZbGridRefusal *latest = zb_grid_refusals_get (grid->refusals, n - 1);
  ZbGridPlace place = latest->place;
  zb_grid_refusals_drop (grid->refusals, place.row, place.column);
  zb_form_grid_rebind_cell (grid, place);
  zb_form_grid_notify_refusals (grid);
  zb_form_grid_set_place (grid, place, FALSE);
  return TRUE;
}

void
zb_form_grid_undo (ZbFormGrid *grid, gboolean redo)
{
  if (grid->model == NULL)
    return;
  if (zb_grid_editor_is_active (grid->editor)) {
    zb_form_grid_cancel_edit (grid);
    return;
  }
  if (!redo && undo_refusal (grid))
    return;
  ZbGridPlace place;
  if (!zb_grid_model_undo (grid->model, redo, &place.row, &place.column))
    return;
  if (zb_grid_refusals_drop (grid->refusals, place.row, place.column)) {
    zb_form_grid_rebind_cell (grid, place);
    zb_form_grid_notify_refusals (grid);
  }
  if (zb_form_grid_is_reachable (grid, place))
    zb_form_grid_set_place (grid, place, FALSE);
}

void
zb_form_grid_remove_row (ZbFormGrid *grid)
{
  if (!grid->has_place || !zb_form_grid_get_row_info (grid, grid->place.row)->removable)
    return;
  g_autoptr (GError) error = NULL;
  zb_form_grid_cancel_edit (grid);
  if (!zb_grid_model_remove_row (grid->model, grid->place.row, &error))
    zb_form_grid_notice (grid, error->message);
}

void
zb_form_grid_shift_edit (ZbFormGrid *grid, guint position, guint removed, guint added)
{
  if (!zb_grid_editor_is_active (grid->editor) || grid->edited.row < position)
    return;
  if (grid->edited.row - position < removed)
    zb_form_grid_cancel_edit (grid);
  else
    grid->edited.row = grid->edited.row - removed + added;
}

void
zb_form_grid_update_hint (ZbFormGrid *grid)
{
  const ZbGridRefusal *refusal = NULL;
  if (grid->has_place) {
    ZbGridPlace place = zb_form_grid_resolve (grid, grid->place);
    refusal = zb_grid_refusals_find (grid->refusals, place.row, place.column);
  }
  gboolean shown = gtk_widget_get_child_visible (grid->hint);
  gtk_label_set_text (GTK_LABEL (grid->hint), refusal != NULL ? refusal->message : "");
  if (shown == (refusal != NULL))
    return;
  gtk_widget_set_child_visible (grid->hint, refusal != NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

void
zb_form_grid_focus_moved_cb (GtkRoot *root, GParamSpec *pspec, ZbFormGrid *grid)
{
  GtkWidget *focus = gtk_root_get_focus (root);
  /* The editor's own menu is part of it; a window that merely lost the focus keeps the edit. */
  if (focus == NULL || !zb_grid_editor_is_active (grid->editor) ||
      gtk_widget_is_ancestor (focus, GTK_WIDGET (grid->editor)))
    return;
  zb_form_grid_finish_edit (grid);
}
