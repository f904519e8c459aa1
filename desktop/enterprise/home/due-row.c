/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/home/due-row.h"

#include <glib/gi18n.h>

struct _ZbDueRow {
  GtkListBoxRow parent_instance;

  ZbDueItem *item;   /* owned */
  const char *style; /* CSS class of the state shown (nullable) (static) */

  /* Template */
  GtkLabel *state;
  GtkLabel *title;
  GtkLabel *enterprise;
  GtkLabel *period;
  GtkLabel *left;
  GtkLabel *action;
  GtkWidget *drop;
};

G_DEFINE_FINAL_TYPE (ZbDueRow, zb_due_row, GTK_TYPE_LIST_BOX_ROW)

/* A draft can be thrown away; home does it. */
static void
drop_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const ZbDue *due = zb_due_item_get_due (ZB_DUE_ROW (widget)->item);

  gtk_widget_activate_action (widget, "home.drop-draft", "(xss)", due->account, due->form,
                              due->period);
}

static void
show_drop (ZbDueRow *row)
{
  gboolean draft = zb_due_item_get_due (row->item)->state == ZB_DUE_DRAFT;

  /* GTK warns when what has the keyboard goes. */
  if (!draft && gtk_widget_has_focus (row->drop))
    gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_widget_set_visible (row->drop, draft);
  gtk_widget_action_set_enabled (GTK_WIDGET (row), "due.drop-draft", draft);
}

static void
show_item (ZbDueRow *row)
{
  ZbDueItem *item = row->item;
  g_autofree char *title = zb_due_item_dup_title (item);
  g_autofree char *period = zb_due_item_dup_period (item);
  g_autofree char *left = zb_due_item_dup_left (item);
  const char *state = zb_due_item_get_state_words (item);
  const char *action = zb_due_item_get_action_words (item);

  gtk_label_set_text (row->state, state);
  if (row->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (row->state), row->style);
  row->style = zb_due_item_get_state_style (item);
  gtk_widget_add_css_class (GTK_WIDGET (row->state), row->style);
  gtk_label_set_text (row->title, title);
  g_autofree char *parties = zb_due_item_dup_parties (item);
  gtk_label_set_text (row->enterprise, parties);
  gtk_label_set_text (row->period, period);
  gtk_label_set_text (row->left, left);
  if (zb_due_item_get_group (item) == ZB_DUE_GROUP_TO_DO &&
      zb_due_item_get_due (item)->days_left <= 1)
    gtk_widget_add_css_class (GTK_WIDGET (row->left), "urgent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->left), "urgent");
  gtk_label_set_text (row->action, action);
  show_drop (row);
  /* Translators: form, period, enterprise, state, time left, what to do: for screen readers. */
  g_autofree char *all =
      left[0] != '\0' ? g_strdup_printf (_ ("%s, %s, %s: %s, %s. %s"), title, period,
                                         zb_due_item_get_enterprise (item), state, left, action)
                      : g_strdup_printf (_ ("%s, %s, %s: %s. %s"), title, period,
                                         zb_due_item_get_enterprise (item), state, action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}

static void
changed_cb (ZbDueItem *item, ZbDueRow *row)
{
  show_item (row);
  /* What stands above it may be another now. */
  gtk_list_box_row_changed (GTK_LIST_BOX_ROW (row));
}

static void
zb_due_row_dispose (GObject *object)
{
  g_clear_object (&ZB_DUE_ROW (object)->item);
  G_OBJECT_CLASS (zb_due_row_parent_class)->dispose (object);
}

static void
zb_due_row_class_init (ZbDueRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_due_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/due-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbDueRow, state);
  gtk_widget_class_bind_template_child (widget_class, ZbDueRow, title);
  gtk_widget_class_bind_template_child (widget_class, ZbDueRow, enterprise);
  gtk_widget_class_bind_template_child (widget_class, ZbDueRow, period);
  gtk_widget_class_bind_template_child (widget_class, ZbDueRow, left);
  gtk_widget_class_bind_template_child (widget_class, ZbDueRow, action);
  gtk_widget_class_bind_template_child (widget_class, ZbDueRow, drop);
  gtk_widget_class_install_action (widget_class, "due.drop-draft", NULL, drop_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "due.drop-draft", NULL);
}

static void
zb_due_row_init (ZbDueRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
zb_due_row_new (ZbDueItem *item)
{
  ZbDueRow *row = g_object_new (ZB_TYPE_DUE_ROW, NULL);
  row->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (changed_cb), row, 0);
  show_item (row);
  return GTK_WIDGET (row);
}

ZbDueItem *
zb_due_row_get_item (ZbDueRow *row)
{
  return row->item;
}
