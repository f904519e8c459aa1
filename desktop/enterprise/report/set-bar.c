/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/set-bar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "desktop/enterprise/office/language.h"

#define FORM_KEY "zb-form"

struct _ZbSetBar {
  GtkWidget parent_instance;

  GtkWidget *scroller; /* child */
  GtkWidget *box;      /* in it: one button a form */
  char *form;          /* of the button that is pressed */
};

G_DEFINE_FINAL_TYPE (ZbSetBar, zb_set_bar, GTK_TYPE_WIDGET)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The pressed one stays pressed until the other form is in view. */
static void
clicked_cb (GtkToggleButton *button, ZbSetBar *bar)
{
  const char *form = g_object_get_data (G_OBJECT (button), FORM_KEY);

  gtk_toggle_button_set_active (button, g_strcmp0 (form, bar->form) == 0);
  if (g_strcmp0 (form, bar->form) != 0)
    g_signal_emit (bar, signals[CHOSEN], 0, form);
}

static void
show_part (GtkWidget *button, const ZbSetPart *part)
{
  const ZbForm *form = zb_package_form (part->package);
  g_autofree char *words = zb_set_part_words (part);
  g_autofree char *label = g_strdup_printf ("%s\n%s", form->code, words);
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_text (GTK_LABEL (child), label);
  gtk_widget_set_tooltip_text (button, zb_language_text (&form->title));
  g_autofree char *name =
      g_strdup_printf ("%s %s, %s", form->code, zb_language_text (&form->title), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (part->state == ZB_PART_HARD || part->state == ZB_PART_MISSING)
    gtk_widget_add_css_class (child, "error");
  else
    gtk_widget_remove_css_class (child, "error");
}

static void
add_button (ZbSetBar *bar, const ZbSetPart *part)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), label);
  g_object_set_data_full (G_OBJECT (button), FORM_KEY,
                          g_strdup (zb_package_form (part->package)->id), g_free);
  show_part (button, part);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                g_strcmp0 (zb_package_form (part->package)->id, bar->form) == 0);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), bar);
  gtk_box_append (GTK_BOX (bar->box), button);
}

void
zb_set_bar_show (ZbSetBar *bar, const GArray *parts, const char *form)
{
  GtkWidget *child;
  gboolean sent = FALSE;

  g_free (bar->form);
  bar->form = g_strdup (form);
  while ((child = gtk_widget_get_first_child (bar->box)) != NULL)
    gtk_box_remove (GTK_BOX (bar->box), child);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    sent = sent || g_array_index (parts, ZbSetPart, i).state == ZB_PART_SENT;
  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    const ZbSetPart *part = &g_array_index (parts, ZbSetPart, i);
    /* A signed set has no form that could still be begun. */
    if (!sent || part->state == ZB_PART_SENT)
      add_button (bar, part);
  }
  gtk_widget_set_visible (GTK_WIDGET (bar), parts != NULL);
}

void
zb_set_bar_update (ZbSetBar *bar, const ZbSetPart *part)
{
  const char *form = zb_package_form (part->package)->id;

  for (GtkWidget *child = gtk_widget_get_first_child (bar->box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (child), FORM_KEY), form) == 0)
      show_part (child, part);
}

static void
zb_set_bar_dispose (GObject *object)
{
  ZbSetBar *bar = ZB_SET_BAR (object);
  g_clear_pointer (&bar->scroller, gtk_widget_unparent);
  g_clear_pointer (&bar->form, g_free);
  G_OBJECT_CLASS (zb_set_bar_parent_class)->dispose (object);
}

static void
zb_set_bar_class_init (ZbSetBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_set_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "set-bar");
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
zb_set_bar_init (ZbSetBar *bar)
{
  bar->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (bar->box, "linked");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar->box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Forms of this set"), -1);
  bar->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (bar->scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (bar->scroller), bar->box);
  gtk_widget_set_parent (bar->scroller, GTK_WIDGET (bar));
}
