/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid.h"

#include <adwaita.h>

#include "desktop/widgets/form-grid-actions.h"
#include "desktop/widgets/form-grid-bind.h"
#include "desktop/widgets/form-grid-edit.h"
#include "desktop/widgets/form-grid-keys.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-mouse.h"
#include "desktop/widgets/form-grid-move.h"
#include "desktop/widgets/form-grid-paint.h"
#include "desktop/widgets/form-grid-private.h"
#include "desktop/widgets/form-grid-selection.h"
#include "desktop/widgets/style-sheet.h"

G_DEFINE_FINAL_TYPE_WITH_CODE (ZbFormGrid,
                               zb_form_grid,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum {
  PROP_0,
  PROP_MODEL,
  PROP_ENTER_MOVES,
  PROP_N_REFUSED,
  N_OWN_PROPS,
  PROP_HADJUSTMENT = N_OWN_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};
static GParamSpec *properties[N_OWN_PROPS];
static guint signals[ZB_FORM_GRID_N_SIGNALS];

void
zb_form_grid_emit_cell_focused (ZbFormGrid *grid)
{
  ZbGridPlace place = zb_form_grid_resolve (grid, grid->place);
  zb_form_grid_update_actions (grid);
  g_signal_emit (grid, signals[ZB_FORM_GRID_CELL_FOCUSED], 0, place.row, place.column);
}

void
zb_form_grid_emit_refused (ZbFormGrid *grid, ZbGridPlace place, const char *message)
{
  g_signal_emit (grid, signals[ZB_FORM_GRID_REFUSED], 0, place.row, place.column, message);
}

void
zb_form_grid_notice (ZbFormGrid *grid, const char *message)
{
  g_signal_emit (grid, signals[ZB_FORM_GRID_NOTICE], 0, message);
}

void
zb_form_grid_notify_refusals (ZbFormGrid *grid)
{
  g_object_notify_by_pspec (G_OBJECT (grid), properties[PROP_N_REFUSED]);
}

void
zb_form_grid_activate_row (ZbFormGrid *grid, guint row)
{
  gboolean handled = FALSE;
  g_signal_emit (grid, signals[ZB_FORM_GRID_ACTIVATE_ROW], 0, row, &handled);
}

static gboolean
zb_form_grid_real_activate_row (ZbFormGrid *grid, guint row)
{
  g_autoptr (GError) error = NULL;
  if (!zb_grid_model_activate_row (grid->model, row, &error))
    zb_form_grid_notice (grid, error->message);
  return TRUE;
}

static gboolean
query_tooltip_cb (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  ZbGridPlace place = grid->place;
  if (keyboard ? !grid->has_place : !zb_form_grid_pick (grid, x, y, &place))
    return FALSE;
  if (zb_form_grid_get_row_info (grid, place.row)->kind != ZB_GRID_ROW_CELLS)
    return FALSE;
  place = zb_form_grid_resolve (grid, place);
  const ZbGridRefusal *refusal = zb_grid_refusals_find (grid->refusals, place.row, place.column);
  g_autofree char *text = refusal != NULL
                              ? g_strdup (refusal->message)
                              : zb_grid_model_dup_tooltip (grid->model, place.row, place.column);
  GdkRectangle area = zb_form_grid_get_area (grid, place);
  ZbGridCell *cell = zb_form_grid_find_cell (grid, place);
  if (text == NULL && cell != NULL && zb_grid_cell_get_needed_width (cell) > area.width)
    text = g_strdup (zb_grid_cell_get_text (cell));
  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &area);
  return TRUE;
}

static void
load_style (ZbFormGrid *grid)
{
  if (grid->pool == NULL) /* on its way out */
    return;
  zb_grid_style_load (&grid->style, GTK_WIDGET (grid));
  zb_grid_pool_restyle (grid->pool);
  grid->geometry_stale = TRUE;
  gtk_widget_queue_resize (GTK_WIDGET (grid));
}

static void
high_contrast_cb (AdwStyleManager *manager, GParamSpec *pspec, ZbFormGrid *grid)
{
  if (adw_style_manager_get_high_contrast (manager))
    gtk_widget_add_css_class (GTK_WIDGET (grid), "high-contrast");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (grid), "high-contrast");
  load_style (grid);
}

static void
zb_form_grid_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (zb_form_grid_parent_class)->css_changed (widget, change);
  load_style (ZB_FORM_GRID (widget));
}

static void
zb_form_grid_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (zb_form_grid_parent_class)->state_flags_changed (widget, previous);
  gtk_widget_queue_draw (widget);
}

static void
zb_form_grid_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zb_form_grid_parent_class)->root (widget);
  zb_widgets_add_style_sheet (gtk_widget_get_display (widget));
  g_clear_object (&ZB_FORM_GRID (widget)->pasting);
  ZB_FORM_GRID (widget)->pasting = g_cancellable_new ();
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                           G_CALLBACK (zb_form_grid_focus_moved_cb), widget, 0);
}

/* What is still being read from the clipboard was meant for a page that is gone. */
static void
zb_form_grid_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (ZB_FORM_GRID (widget)->pasting);
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), zb_form_grid_focus_moved_cb,
                                        widget);
  GTK_WIDGET_CLASS (zb_form_grid_parent_class)->unroot (widget);
}

/* Entering by Tab goes to the current cell; Tab inside is a key of the grid's own, so that being
 * asked from inside means to leave. */
static gboolean
zb_form_grid_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (grid));
}

static gboolean
zb_form_grid_grab_focus (GtkWidget *widget)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  ZbGridPlace place;
  if (grid->model == NULL)
    return FALSE;
  if (!grid->has_place && zb_form_grid_find_end (grid, FALSE, &place))
    zb_form_grid_set_place (grid, place, FALSE);
  return zb_form_grid_take_keyboard (grid);
}

static void
zb_form_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZbFormGrid *grid = ZB_FORM_GRID (object);
  switch (id) {
  case PROP_MODEL:
    g_value_set_object (value, grid->model);
    break;
  case PROP_ENTER_MOVES:
    g_value_set_enum (value, grid->enter_moves);
    break;
  case PROP_N_REFUSED:
    g_value_set_uint (value, zb_grid_refusals_get_n (grid->refusals));
    break;
  case PROP_HADJUSTMENT:
    g_value_set_object (value, grid->adjustments[GTK_ORIENTATION_HORIZONTAL]);
    break;
  case PROP_VADJUSTMENT:
    g_value_set_object (value, grid->adjustments[GTK_ORIENTATION_VERTICAL]);
    break;
  case PROP_HSCROLL_POLICY:
    g_value_set_enum (value, grid->policies[GTK_ORIENTATION_HORIZONTAL]);
    break;
  case PROP_VSCROLL_POLICY:
    g_value_set_enum (value, grid->policies[GTK_ORIENTATION_VERTICAL]);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zb_form_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZbFormGrid *grid = ZB_FORM_GRID (object);
  switch (id) {
  case PROP_MODEL:
    zb_form_grid_set_model (grid, g_value_get_object (value));
    break;
  case PROP_ENTER_MOVES:
    zb_form_grid_set_enter_moves (grid, g_value_get_enum (value));
    break;
  case PROP_HADJUSTMENT:
    zb_form_grid_set_adjustment (grid, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
    break;
  case PROP_VADJUSTMENT:
    zb_form_grid_set_adjustment (grid, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
    break;
  case PROP_HSCROLL_POLICY:
    grid->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
    break;
  case PROP_VSCROLL_POLICY:
    grid->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
disconnect_adjustment (ZbFormGrid *grid, GtkOrientation orientation)
{
  if (grid->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_func (grid->adjustments[orientation], zb_form_grid_scrolled_cb,
                                          grid);
  g_clear_object (&grid->adjustments[orientation]);
}

static void
zb_form_grid_dispose (GObject *object)
{
  ZbFormGrid *grid = ZB_FORM_GRID (object);
  g_clear_object (&grid->pasting);
  zb_form_grid_stop_autoscroll (grid);
  zb_form_grid_set_model (grid, NULL);
  g_clear_pointer (&grid->menu, gtk_widget_unparent);
  g_clear_pointer (&grid->hint, gtk_widget_unparent);
  if (grid->editor != NULL)
    gtk_widget_unparent (GTK_WIDGET (grid->editor));
  grid->editor = NULL;
  g_clear_pointer (&grid->pool, zb_grid_pool_free);
  disconnect_adjustment (grid, GTK_ORIENTATION_HORIZONTAL);
  disconnect_adjustment (grid, GTK_ORIENTATION_VERTICAL);
  G_OBJECT_CLASS (zb_form_grid_parent_class)->dispose (object);
}

static void
zb_form_grid_finalize (GObject *object)
{
  ZbFormGrid *grid = ZB_FORM_GRID (object);
  g_clear_pointer (&grid->refusals, zb_grid_refusals_free);
  g_clear_pointer (&grid->rows, zb_grid_axis_free);
  g_clear_pointer (&grid->columns, zb_grid_axis_free);
  g_clear_pointer (&grid->bands, g_ptr_array_unref);
  g_clear_pointer (&grid->row_infos, g_array_unref);
  g_clear_pointer (&grid->grown, g_array_unref);
  zb_grid_style_clear (&grid->style);
  G_OBJECT_CLASS (zb_form_grid_parent_class)->finalize (object);
}

static void
add_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, ZB_TYPE_GRID_MODEL, flags);
  properties[PROP_ENTER_MOVES] =
      g_param_spec_enum ("enter-moves", NULL, NULL, GTK_TYPE_DIRECTION_TYPE, GTK_DIR_DOWN, flags);
  properties[PROP_N_REFUSED] = g_param_spec_uint ("n-refused", NULL, NULL, 0, G_MAXUINT, 0,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_OWN_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static guint
add_signal (const char *name, GType first, GType second, GType third)
{
  GType types[] = {first, second, third};
  guint n = third != G_TYPE_NONE ? 3 : second != G_TYPE_NONE ? 2 : 1;
  return g_signal_newv (name, ZB_TYPE_FORM_GRID, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                        G_TYPE_NONE, n, types);
}

static void
add_signals (void)
{
  signals[ZB_FORM_GRID_CELL_FOCUSED] =
      add_signal ("cell-focused", G_TYPE_UINT, G_TYPE_UINT, G_TYPE_NONE);
  signals[ZB_FORM_GRID_REFUSED] = add_signal ("refused", G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
  signals[ZB_FORM_GRID_NOTICE] = add_signal ("notice", G_TYPE_STRING, G_TYPE_NONE, G_TYPE_NONE);
  signals[ZB_FORM_GRID_ACTIVATE_ROW] = g_signal_new_class_handler (
      "activate-row", ZB_TYPE_FORM_GRID, G_SIGNAL_RUN_LAST,
      G_CALLBACK (zb_form_grid_real_activate_row), g_signal_accumulator_true_handled, NULL, NULL,
      G_TYPE_BOOLEAN, 1, G_TYPE_UINT);
}

static void
zb_form_grid_class_init (ZbFormGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->get_property = zb_form_grid_get_property;
  object_class->set_property = zb_form_grid_set_property;
  object_class->dispose = zb_form_grid_dispose;
  object_class->finalize = zb_form_grid_finalize;
  widget_class->size_allocate = zb_form_grid_size_allocate;
  widget_class->measure = zb_form_grid_measure;
  widget_class->snapshot = zb_form_grid_snapshot;
  widget_class->focus = zb_form_grid_focus;
  widget_class->grab_focus = zb_form_grid_grab_focus;
  widget_class->css_changed = zb_form_grid_css_changed;
  widget_class->state_flags_changed = zb_form_grid_state_flags_changed;
  widget_class->root = zb_form_grid_root;
  widget_class->unroot = zb_form_grid_unroot;
  gtk_widget_class_set_css_name (widget_class, "formgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
  add_properties (object_class);
  add_signals ();
  zb_form_grid_install_actions (widget_class);
}

static GtkWidget *
make_hint (ZbFormGrid *grid)
{
  GtkWidget *hint = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                  "xalign", 0.0, NULL);
  gtk_widget_add_css_class (hint, "cell-hint");
  gtk_widget_set_parent (hint, GTK_WIDGET (grid));
  gtk_widget_set_child_visible (hint, FALSE);
  return hint;
}

static void
zb_form_grid_init (ZbFormGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  grid->enter_moves = GTK_DIR_DOWN;
  grid->rows = zb_grid_axis_new ();
  grid->columns = zb_grid_axis_new ();
  grid->bands = g_ptr_array_new ();
  grid->row_infos = g_array_new (FALSE, TRUE, sizeof (ZbGridRow));
  grid->grown = g_array_new (FALSE, TRUE, sizeof (int));
  grid->refusals = zb_grid_refusals_new ();
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  zb_widgets_add_style_sheet (gtk_widget_get_display (widget));
  zb_grid_style_load (&grid->style, widget);

  grid->pool = zb_grid_pool_new (widget, &grid->style);
  grid->editor = ZB_GRID_EDITOR (zb_grid_editor_new (&grid->style));
  gtk_widget_set_parent (GTK_WIDGET (grid->editor), widget);
  gtk_widget_set_child_visible (GTK_WIDGET (grid->editor), FALSE);
  grid->hint = make_hint (grid);
  zb_form_grid_set_adjustment (grid, GTK_ORIENTATION_HORIZONTAL, NULL);
  zb_form_grid_set_adjustment (grid, GTK_ORIENTATION_VERTICAL, NULL);
  zb_form_grid_add_keys (grid);
  zb_form_grid_add_mouse (grid);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);

  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (high_contrast_cb), grid,
                           0);
  high_contrast_cb (manager, NULL, grid);
}

GtkWidget *
zb_form_grid_new (ZbGridModel *model)
{
  return g_object_new (ZB_TYPE_FORM_GRID, "model", model, NULL);
}

void
zb_form_grid_set_model (ZbFormGrid *grid, ZbGridModel *model)
{
  if (grid->model == model)
    return;
  zb_form_grid_cancel_edit (grid);
  if (grid->model != NULL) {
    g_signal_handlers_disconnect_by_data (grid->model, grid);
    g_clear_object (&grid->model);
  }
  grid->has_place = FALSE;
  grid->refused_last = FALSE;
  zb_grid_refusals_clear (grid->refusals);
  zb_grid_pool_forget (grid->pool);
  if (model != NULL) {
    grid->model = g_object_ref (model);
    g_signal_connect (model, "rows-changed", G_CALLBACK (zb_form_grid_rows_changed_cb), grid);
    g_signal_connect (model, "cells-changed", G_CALLBACK (zb_form_grid_cells_changed_cb), grid);
  }
  zb_form_grid_load_model (grid);
  zb_form_grid_bind_view (grid);
  zb_form_grid_update_hint (grid);
  zb_form_grid_update_actions (grid);
  zb_form_grid_notify_refusals (grid);
  g_object_notify_by_pspec (G_OBJECT (grid), properties[PROP_MODEL]);
  gtk_widget_queue_resize (GTK_WIDGET (grid));
}

ZbGridModel *
zb_form_grid_get_model (ZbFormGrid *grid)
{
  return grid->model;
}

void
zb_form_grid_set_enter_moves (ZbFormGrid *grid, GtkDirectionType direction)
{
  g_return_if_fail (direction == GTK_DIR_DOWN || direction == GTK_DIR_RIGHT);
  if (grid->enter_moves == direction)
    return;
  grid->enter_moves = direction;
  g_object_notify_by_pspec (G_OBJECT (grid), properties[PROP_ENTER_MOVES]);
}

gboolean
zb_form_grid_focus_cell (ZbFormGrid *grid, guint row, guint column)
{
  if (!zb_form_grid_show_cell (grid, row, column))
    return FALSE;
  zb_form_grid_take_keyboard (grid);
  return TRUE;
}

gboolean
zb_form_grid_show_cell (ZbFormGrid *grid, guint row, guint column)
{
  ZbGridPlace place = {row, column};
  if (grid->model == NULL || !zb_form_grid_is_reachable (grid, place))
    return FALSE;
  zb_form_grid_finish_edit (grid);
  zb_form_grid_set_place (grid, place, FALSE);
  return TRUE;
}

gboolean
zb_form_grid_get_focus_cell (ZbFormGrid *grid, guint *ret_row, guint *ret_column)
{
  if (!grid->has_place)
    return FALSE;
  ZbGridPlace place = zb_form_grid_resolve (grid, grid->place);
  *ret_row = place.row;
  *ret_column = place.column;
  return TRUE;
}

gboolean
zb_form_grid_get_selection (
    ZbFormGrid *grid, guint *ret_row, guint *ret_column, guint *ret_n_rows, guint *ret_n_columns)
{
  if (!grid->has_place)
    return FALSE;
  ZbGridBlock block = zb_form_grid_get_block (grid);
  *ret_row = block.row;
  *ret_column = block.column;
  *ret_n_rows = block.n_rows;
  *ret_n_columns = block.n_columns;
  return TRUE;
}

gboolean
zb_form_grid_select_to (ZbFormGrid *grid, guint row, guint column)
{
  ZbGridPlace place = {row, column};
  if (!grid->has_place || !zb_form_grid_is_reachable (grid, place))
    return FALSE;
  zb_form_grid_finish_edit (grid);
  zb_form_grid_set_place (grid, place, TRUE);
  return TRUE;
}

void
zb_form_grid_get_cell_area (ZbFormGrid *grid, guint row, guint column, GdkRectangle *ret_area)
{
  *ret_area = zb_form_grid_get_area (grid, (ZbGridPlace){row, column});
}

gboolean
zb_form_grid_begin_edit (ZbFormGrid *grid, const char *text)
{
  return zb_form_grid_start_edit (grid, text);
}

gboolean
zb_form_grid_is_editing (ZbFormGrid *grid)
{
  return zb_grid_editor_is_active (grid->editor);
}

guint
zb_form_grid_get_n_refused (ZbFormGrid *grid)
{
  return zb_grid_refusals_get_n (grid->refusals);
}

static gboolean
comes_before (const ZbGridPlace *a, const ZbGridPlace *b)
{
  return a->row < b->row || (a->row == b->row && a->column < b->column);
}

gboolean
zb_form_grid_get_first_refused (ZbFormGrid *grid, guint *ret_row, guint *ret_column)
{
  const ZbGridRefusal *first = NULL;
  for (guint i = 0; i < zb_grid_refusals_get_n (grid->refusals); i++) {
    const ZbGridRefusal *refusal = zb_grid_refusals_get (grid->refusals, i);
    if (first == NULL || comes_before (&refusal->place, &first->place))
      first = refusal;
  }
  if (first == NULL)
    return FALSE;
  *ret_row = first->place.row;
  *ret_column = first->place.column;
  return TRUE;
}

guint
zb_form_grid_get_n_cell_widgets (ZbFormGrid *grid)
{
  return zb_grid_pool_get_n_cells (grid->pool);
}
