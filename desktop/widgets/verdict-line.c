/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/verdict-line.h"

#include "desktop/widgets/mark-icon.h"
#include "desktop/widgets/style-sheet.h"

struct _ZbVerdictLine {
  GtkWidget parent_instance;

  GtkWidget *buttons[ZB_TALLY_N_PARTS];
  GtkWidget *labels[ZB_TALLY_N_PARTS];

  /* Template */
  GtkImage *icon;
  GtkLabel *summary;
  GtkBox *parts;
  GtkLabel *aside;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (ZbVerdictLine, zb_verdict_line, GTK_TYPE_WIDGET)

enum { PART_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const ZbGridMark marks[ZB_TALLY_N_PARTS] = {
    [ZB_TALLY_REFUSED] = ZB_GRID_MARK_REFUSED, [ZB_TALLY_HARD] = ZB_GRID_MARK_HARD,
    [ZB_TALLY_QUASI] = ZB_GRID_MARK_QUASI,     [ZB_TALLY_SOFT] = ZB_GRID_MARK_SOFT,
    [ZB_TALLY_EXPLAINED] = ZB_GRID_MARK_NONE,  [ZB_TALLY_INFO] = ZB_GRID_MARK_INFO,
    [ZB_TALLY_WAITING] = ZB_GRID_MARK_NONE,    [ZB_TALLY_OTHER_EDITION] = ZB_GRID_MARK_NONE,
    [ZB_TALLY_LATER] = ZB_GRID_MARK_NONE,
};

static void
clicked_cb (GtkButton *button, ZbVerdictLine *line)
{
  for (guint part = 0; part < ZB_TALLY_N_PARTS; part++)
    if (line->buttons[part] == GTK_WIDGET (button))
      g_signal_emit (line, signals[PART_ACTIVATED], 0, part);
}

static void
add_part (ZbVerdictLine *line, guint part)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  if (marks[part] != ZB_GRID_MARK_NONE)
    gtk_box_append (GTK_BOX (box), zb_mark_icon_new (marks[part]));
  line->labels[part] = gtk_label_new (NULL);
  /* Errors are never cut off; what stops nobody gives way where the window is narrow. */
  if (part == ZB_TALLY_WAITING || part == ZB_TALLY_OTHER_EDITION || part == ZB_TALLY_LATER)
    gtk_label_set_ellipsize (GTK_LABEL (line->labels[part]), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), line->labels[part]);
  line->buttons[part] = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (line->buttons[part]), box);
  gtk_widget_add_css_class (line->buttons[part], "flat");
  gtk_widget_set_visible (line->buttons[part], FALSE);
  g_signal_connect (line->buttons[part], "clicked", G_CALLBACK (clicked_cb), line);
  gtk_box_append (line->parts, line->buttons[part]);
}

static void
zb_verdict_line_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (zb_verdict_line_parent_class)->dispose (object);
}

static void
zb_verdict_line_class_init (ZbVerdictLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_verdict_line_dispose;
  zb_widgets_register_resources ();
  gtk_widget_class_set_template_from_resource (widget_class, ZB_WIDGETS_RESOURCE "verdict-line.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbVerdictLine, icon);
  gtk_widget_class_bind_template_child (widget_class, ZbVerdictLine, summary);
  gtk_widget_class_bind_template_child (widget_class, ZbVerdictLine, parts);
  gtk_widget_class_bind_template_child (widget_class, ZbVerdictLine, aside);
  gtk_widget_class_bind_template_child (widget_class, ZbVerdictLine, note);
  gtk_widget_class_set_css_name (widget_class, "verdictline");
  signals[PART_ACTIVATED] =
      g_signal_new ("part-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
zb_verdict_line_init (ZbVerdictLine *line)
{
  gtk_widget_init_template (GTK_WIDGET (line));
  zb_widgets_add_style_sheet (gtk_widget_get_display (GTK_WIDGET (line)));
  for (guint part = 0; part < ZB_TALLY_N_PARTS; part++)
    add_part (line, part);
  zb_verdict_line_set_tally (line, &(ZbTally){.state = ZB_TALLY_UNCHECKED});
}

GtkWidget *
zb_verdict_line_new (void)
{
  return g_object_new (ZB_TYPE_VERDICT_LINE, NULL);
}

/* Findings have their own marks; before there are any the line has an icon. */
static const char *
get_icon (const ZbTally *tally)
{
  if (tally->state != ZB_TALLY_CHECKED)
    return "content-loading-symbolic";
  return zb_tally_is_clear (tally) ? "emblem-ok-symbolic" : NULL;
}

/* The same one anew would have the line laid out again. */
static void
show_icon (ZbVerdictLine *line, const char *icon)
{
  if (g_strcmp0 (gtk_image_get_icon_name (line->icon), icon) != 0)
    gtk_image_set_from_icon_name (line->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (line->icon), icon != NULL);
}

void
zb_verdict_line_set_tally (ZbVerdictLine *line, const ZbTally *tally)
{
  const char *summary = zb_tally_get_summary (tally);
  gtk_label_set_text (line->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (line->summary), summary[0] != '\0');
  show_icon (line, get_icon (tally));
  if (zb_tally_is_clear (tally))
    gtk_widget_add_css_class (GTK_WIDGET (line), "clear");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (line), "clear");
  for (guint part = 0; part < ZB_TALLY_N_PARTS; part++) {
    g_autofree char *text = zb_tally_part_to_text (tally, part);
    g_autofree char *label = zb_tally_part_to_label (tally, part);
    gtk_widget_set_visible (line->buttons[part], text != NULL);
    gtk_label_set_text (GTK_LABEL (line->labels[part]), label != NULL ? label : "");
    gtk_widget_set_tooltip_text (line->buttons[part], text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (line->buttons[part]),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
  }
  g_autofree char *all = zb_tally_to_text (tally);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}

void
zb_verdict_line_set_aside (ZbVerdictLine *line, const char *aside)
{
  gtk_label_set_text (line->aside, aside != NULL ? aside : "");
  gtk_widget_set_visible (GTK_WIDGET (line->aside), aside != NULL);
}

void
zb_verdict_line_set_note (ZbVerdictLine *line, const char *note)
{
  gtk_label_set_text (line->note, note != NULL ? note : "");
}
