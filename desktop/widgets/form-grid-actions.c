/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-actions.h"

#include <glib/gi18n-lib.h>

#include "desktop/widgets/form-grid-clipboard.h"
#include "desktop/widgets/form-grid-edit.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-move.h"
#include "desktop/widgets/form-grid-selection.h"

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_undo (ZB_FORM_GRID (widget), FALSE);
}

static void
redo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_undo (ZB_FORM_GRID (widget), TRUE);
}

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_copy (ZB_FORM_GRID (widget));
}

static void
cut_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_copy (ZB_FORM_GRID (widget));
  zb_form_grid_clear_selection (ZB_FORM_GRID (widget));
}

static void
paste_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_paste_clipboard (ZB_FORM_GRID (widget));
}

static void
fill_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean down = g_str_equal (name, "grid.fill-down");
  zb_form_grid_fill (ZB_FORM_GRID (widget), down ? GTK_DIR_DOWN : GTK_DIR_RIGHT);
}

static void
clear_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_clear_selection (ZB_FORM_GRID (widget));
}

static void
edit_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_start_edit (ZB_FORM_GRID (widget), NULL);
}

static void
remove_row_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zb_form_grid_remove_row (ZB_FORM_GRID (widget));
}

/* All of the section the current cell is in. */
static void
select_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  guint first;
  guint last;
  ZbGridPlace from;
  ZbGridPlace to;
  if (!grid->has_place)
    return;
  zb_form_grid_get_section (grid, grid->place.row, &first, &last);
  if (!zb_form_grid_find_in_row (grid, first, FALSE, &from) ||
      !zb_form_grid_find_in_row (grid, last, TRUE, &to))
    return;
  zb_form_grid_set_place (grid, from, FALSE);
  zb_form_grid_set_place (grid, to, TRUE);
}

static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbFormGrid *grid = ZB_FORM_GRID (widget);
  if (!grid->has_place)
    return;
  GdkRectangle area = zb_form_grid_get_area (grid, grid->place);
  zb_form_grid_show_menu (grid, area.x + area.width / 2, area.y + area.height);
}

static const struct {
  const char *name;
  GtkWidgetActionActivateFunc activate;
  guint keyval;
  GdkModifierType modifiers;
} actions[] = {
    {"grid.undo", undo_cb, GDK_KEY_z, GDK_CONTROL_MASK},
    {"grid.redo", redo_cb, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK},
    {"grid.redo", NULL, GDK_KEY_y, GDK_CONTROL_MASK},
    {"grid.copy", copy_cb, GDK_KEY_c, GDK_CONTROL_MASK},
    {"grid.copy", NULL, GDK_KEY_Insert, GDK_CONTROL_MASK},
    {"grid.cut", cut_cb, GDK_KEY_x, GDK_CONTROL_MASK},
    {"grid.paste", paste_cb, GDK_KEY_v, GDK_CONTROL_MASK},
    {"grid.paste", NULL, GDK_KEY_Insert, GDK_SHIFT_MASK},
    {"grid.fill-down", fill_cb, GDK_KEY_d, GDK_CONTROL_MASK},
    {"grid.fill-right", fill_cb, GDK_KEY_r, GDK_CONTROL_MASK},
    {"grid.select-all", select_all_cb, GDK_KEY_a, GDK_CONTROL_MASK},
    {"grid.remove-row", remove_row_cb, GDK_KEY_minus, GDK_CONTROL_MASK},
    {"grid.remove-row", NULL, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK},
    {"grid.menu", menu_cb, GDK_KEY_Menu, 0},
    {"grid.menu", NULL, GDK_KEY_F10, GDK_SHIFT_MASK},
    {"grid.clear", clear_cb, 0, 0},
    {"grid.edit", edit_cb, 0, 0},
};

void
zb_form_grid_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (actions[i].activate != NULL)
      gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
    if (actions[i].keyval != 0)
      gtk_widget_class_add_binding_action (widget_class, actions[i].keyval, actions[i].modifiers,
                                           actions[i].name, NULL);
  }
}

void
zb_form_grid_update_actions (ZbFormGrid *grid)
{
  GtkWidget *widget = GTK_WIDGET (grid);
  gboolean removable =
      grid->has_place && zb_form_grid_get_row_info (grid, grid->place.row)->removable;
  gtk_widget_action_set_enabled (widget, "grid.copy", grid->has_place);
  gtk_widget_action_set_enabled (widget, "grid.cut", grid->has_place);
  gtk_widget_action_set_enabled (widget, "grid.paste", grid->has_place);
  gtk_widget_action_set_enabled (widget, "grid.clear", grid->has_place);
  gtk_widget_action_set_enabled (widget, "grid.edit", grid->has_place);
  gtk_widget_action_set_enabled (widget, "grid.remove-row", removable);
}

static GMenuModel *
build_menu (void)
{
  static const struct {
    const char *label;
    const char *action;
  } items[] = {
      {N_ ("_Edit"), "grid.edit"},
      {N_ ("_Undo"), "grid.undo"},
      {N_ ("_Redo"), "grid.redo"},
      {NULL, NULL},
      {N_ ("Cu_t"), "grid.cut"},
      {N_ ("_Copy"), "grid.copy"},
      {N_ ("_Paste"), "grid.paste"},
      {N_ ("C_lear"), "grid.clear"},
      {N_ ("Fill _Down"), "grid.fill-down"},
      {N_ ("Fill Ri_ght"), "grid.fill-right"},
      {NULL, NULL},
      {N_ ("_Remove Row"), "grid.remove-row"},
  };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    if (items[i].label != NULL) {
      g_menu_append (section, _ (items[i].label), items[i].action);
      continue;
    }
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    g_object_unref (section);
    section = g_menu_new ();
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return G_MENU_MODEL (menu);
}

void
zb_form_grid_show_menu (ZbFormGrid *grid, double x, double y)
{
  if (grid->menu == NULL) {
    g_autoptr (GMenuModel) model = build_menu ();
    grid->menu = gtk_popover_menu_new_from_model (model);
    gtk_popover_set_has_arrow (GTK_POPOVER (grid->menu), FALSE);
    gtk_widget_set_halign (grid->menu, GTK_ALIGN_START);
    gtk_widget_set_parent (grid->menu, GTK_WIDGET (grid));
  }
  gtk_popover_set_pointing_to (GTK_POPOVER (grid->menu), &(GdkRectangle){(int)x, (int)y, 1, 1});
  gtk_popover_popup (GTK_POPOVER (grid->menu));
}
