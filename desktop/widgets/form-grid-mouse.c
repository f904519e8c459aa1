/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-mouse.h"

#include "desktop/widgets/form-grid-actions.h"
#include "desktop/widgets/form-grid-edit.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-move.h"
#include "desktop/widgets/form-grid-selection.h"

static gboolean
is_on_editor (ZbFormGrid *grid, double x, double y)
{
  if (!zb_grid_editor_is_active (grid->editor))
    return FALSE;
  GdkRectangle area = zb_form_grid_get_area (grid, grid->edited);
  return gdk_rectangle_contains_point (&area, (int)x, (int)y);
}

/* Only a label was hit: the nearest figure of that row is meant. */
static gboolean
find_clicked (ZbFormGrid *grid, double x, double y, ZbGridPlace *ret_place)
{
  ZbGridPlace place;
  if (!zb_form_grid_pick (grid, x, y, &place))
    return FALSE;
  if (!zb_form_grid_is_reachable (grid, place) &&
      !zb_form_grid_find_step (grid, place, GTK_DIR_RIGHT, &place))
    return FALSE;
  *ret_place = place;
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ZbFormGrid *grid)
{
  ZbGridPlace place;
  if (is_on_editor (grid, x, y) || !find_clicked (grid, x, y, &place))
    return;
  zb_form_grid_finish_edit (grid);
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  zb_form_grid_set_place (grid, place, (state & GDK_SHIFT_MASK) != 0);
  zb_form_grid_take_keyboard (grid);
  if (n_press == 2)
    zb_form_grid_start_edit (grid, NULL);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, ZbFormGrid *grid)
{
  ZbGridPlace place;
  if (n_press == 1 && zb_form_grid_pick (grid, x, y, &place) &&
      zb_form_grid_get_row_info (grid, place.row)->kind == ZB_GRID_ROW_ADD &&
      !zb_form_grid_has_block (grid))
    zb_form_grid_activate_row (grid, place.row);
}

static void
extend_to (ZbFormGrid *grid, double x, double y)
{
  ZbGridPlace place;
  if (!zb_form_grid_pick_nearest (grid, x, y, &place) || !zb_form_grid_is_reachable (grid, place))
    return;
  if (place.row != grid->place.row || place.column != grid->place.column)
    zb_form_grid_set_place (grid, place, TRUE);
}

static void
scroll_along (GtkAdjustment *adjustment, double position, double size)
{
  double beyond = position < 0 ? position : MAX (position - size, 0);
  if (adjustment != NULL && beyond != 0)
    gtk_adjustment_set_value (adjustment,
                              gtk_adjustment_get_value (adjustment) + CLAMP (beyond, -24, 24));
}

/* While the pointer is held outside, the grid scrolls under it. */
static gboolean
autoscroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  scroll_along (grid->adjustments[GTK_ORIENTATION_HORIZONTAL], grid->pointer_x,
                gtk_widget_get_width (widget));
  scroll_along (grid->adjustments[GTK_ORIENTATION_VERTICAL], grid->pointer_y,
                gtk_widget_get_height (widget));
  extend_to (grid, grid->pointer_x, grid->pointer_y);
  return G_SOURCE_CONTINUE;
}

void
zb_form_grid_stop_autoscroll (ZbFormGrid *grid)
{
  if (grid->autoscroll != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (grid), grid->autoscroll);
  grid->autoscroll = 0;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, ZbFormGrid *grid)
{
  ZbGridPlace place;
  if (is_on_editor (grid, x, y) || !find_clicked (grid, x, y, &place))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, ZbFormGrid *grid)
{
  double x;
  double y;
  if (!grid->has_place || zb_grid_editor_is_active (grid->editor) ||
      !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (!gtk_drag_check_threshold (GTK_WIDGET (grid), 0, 0, (int)dx, (int)dy) &&
      !zb_form_grid_has_block (grid))
    return;
  grid->pointer_x = x + dx;
  grid->pointer_y = y + dy;
  gboolean outside = grid->pointer_x < 0 || grid->pointer_y < 0 ||
                     grid->pointer_x > gtk_widget_get_width (GTK_WIDGET (grid)) ||
                     grid->pointer_y > gtk_widget_get_height (GTK_WIDGET (grid));
  if (outside && grid->autoscroll == 0)
    grid->autoscroll = gtk_widget_add_tick_callback (GTK_WIDGET (grid), autoscroll_cb, NULL, NULL);
  if (!outside)
    zb_form_grid_stop_autoscroll (grid);
  extend_to (grid, grid->pointer_x, grid->pointer_y);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, ZbFormGrid *grid)
{
  zb_form_grid_stop_autoscroll (grid);
}

static void
menu_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ZbFormGrid *grid)
{
  ZbGridPlace place;
  if (is_on_editor (grid, x, y) || !find_clicked (grid, x, y, &place))
    return;
  zb_form_grid_finish_edit (grid);
  if (!zb_form_grid_is_selected (grid, place))
    zb_form_grid_set_place (grid, place, FALSE);
  zb_form_grid_take_keyboard (grid);
  zb_form_grid_show_menu (grid, x, y);
}

void
zb_form_grid_add_mouse (ZbFormGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), grid);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), grid);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));

  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), grid);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), grid);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), grid);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_group (click, drag);

  GtkGesture *menu = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed_cb), grid);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));
}
