/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/mark-icon.h"

#include "desktop/widgets/grid-mark.h"
#include "desktop/widgets/style-sheet.h"

#define SIZE 9

struct _ZbMarkIcon {
  GtkWidget parent_instance;

  ZbGridMark mark;
};

G_DEFINE_FINAL_TYPE (ZbMarkIcon, zb_mark_icon, GTK_TYPE_WIDGET)

static void
zb_mark_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZbMarkIcon *icon = ZB_MARK_ICON (widget);
  ZbGridStyle style = {0};
  zb_grid_style_load_colours (&style, widget);
  int left = (gtk_widget_get_width (widget) - SIZE) / 2;
  int top = (gtk_widget_get_height (widget) - SIZE) / 2;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)left, (float)top));
  zb_grid_mark_snapshot (icon->mark, &style, snapshot, SIZE, SIZE);
  gtk_snapshot_restore (snapshot);
}

static void
zb_mark_icon_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = SIZE + 2;
}

static void
zb_mark_icon_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (zb_mark_icon_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
zb_mark_icon_class_init (ZbMarkIconClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->snapshot = zb_mark_icon_snapshot;
  widget_class->measure = zb_mark_icon_measure;
  widget_class->css_changed = zb_mark_icon_css_changed;
  gtk_widget_class_set_css_name (widget_class, "mark");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
zb_mark_icon_init (ZbMarkIcon *icon)
{
  zb_widgets_add_style_sheet (gtk_widget_get_display (GTK_WIDGET (icon)));
  gtk_widget_set_valign (GTK_WIDGET (icon), GTK_ALIGN_CENTER);
}

GtkWidget *
zb_mark_icon_new (ZbGridMark mark)
{
  GtkWidget *icon = g_object_new (ZB_TYPE_MARK_ICON, NULL);
  zb_mark_icon_set_mark (ZB_MARK_ICON (icon), mark);
  return icon;
}

void
zb_mark_icon_set_mark (ZbMarkIcon *icon, ZbGridMark mark)
{
  const char *name = zb_grid_mark_get_name (mark);
  icon->mark = mark;
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (icon));
}
