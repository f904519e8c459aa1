/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/outbox-row.h"

#include <glib/gi18n.h>

struct _ZbOutboxRow {
  GtkListBoxRow parent_instance;

  char *message; /* owned (nullable) */
  ZbOutboxState shown;

  /* Template */
  GtkLabel *state;
  GtkLabel *title;
  GtkLabel *enterprise;
  GtkProgressBar *progress;
  GtkLabel *detail;
  GtkWidget *hurry;
  GtkButton *pause;
};

G_DEFINE_FINAL_TYPE (ZbOutboxRow, zb_outbox_row, GTK_TYPE_LIST_BOX_ROW)

enum { PAUSE, HURRY, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
hurry_cb (GtkButton *button, ZbOutboxRow *row)
{
  g_signal_emit (row, signals[HURRY], 0);
}

static void
pause_cb (GtkButton *button, ZbOutboxRow *row)
{
  g_signal_emit (row, signals[PAUSE], 0, row->shown != ZB_OUTBOX_PAUSED);
}

const char *
zb_outbox_row_get_message (ZbOutboxRow *row)
{
  return row->message;
}

ZbOutboxState
zb_outbox_row_get_state (ZbOutboxRow *row)
{
  return row->shown;
}

static const char *
style_of (ZbOutboxState state)
{
  static const char *const styles[] = {
      [ZB_OUTBOX_GOING] = "submitted",   [ZB_OUTBOX_WAITING] = "queued",
      [ZB_OUTBOX_PAUSED] = "draft",      [ZB_OUTBOX_REFUSED] = "returned",
      [ZB_OUTBOX_RECEIVED] = "accepted",
  };
  return styles[state];
}

static void
show_state (ZbOutboxRow *row, ZbOutboxState state)
{
  gboolean waits = state <= ZB_OUTBOX_PAUSED;

  gtk_widget_remove_css_class (GTK_WIDGET (row->state), style_of (row->shown));
  row->shown = state;
  gtk_widget_add_css_class (GTK_WIDGET (row->state), style_of (state));
  gtk_label_set_text (row->state, zb_outbox_state_words (state));
  /* GTK warns when what has the keyboard goes. */
  if (!waits && gtk_widget_has_focus (GTK_WIDGET (row->pause)))
    gtk_widget_grab_focus (GTK_WIDGET (row));
  if (state != ZB_OUTBOX_WAITING && gtk_widget_has_focus (row->hurry))
    gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (row->pause), waits);
  gtk_widget_set_visible (row->hurry, state == ZB_OUTBOX_WAITING);
  gtk_button_set_label (row->pause, state == ZB_OUTBOX_PAUSED ? _ ("Go _On") : _ ("_Pause"));
}

void
zb_outbox_row_show (
    ZbOutboxRow *row, const ZbOutboxLine *line, const char *title, gboolean talking, gint64 now)
{
  const ZbSent *sent = line->sent;
  ZbOutboxState state = zb_outbox_state (sent, talking);
  g_autofree char *detail = zb_outbox_detail (sent, state, line->arrived, line->outcome, now);
  g_autofree char *all = g_strdup_printf ("%s: %s. %s. %s", zb_outbox_state_words (state), title,
                                          line->enterprise, detail);
  gboolean partly = state <= ZB_OUTBOX_PAUSED && (sent->offset > 0 || state == ZB_OUTBOX_GOING);

  if (g_strcmp0 (row->message, sent->id) != 0) {
    g_free (row->message);
    row->message = g_strdup (sent->id);
  }
  show_state (row, state);
  gtk_label_set_text (row->title, title);
  gtk_label_set_text (row->enterprise, line->enterprise);
  gtk_label_set_text (row->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (row->progress), partly);
  gtk_progress_bar_set_fraction (row->progress,
                                 sent->size > 0 ? (double)sent->offset / (double)sent->size : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}

static void
zb_outbox_row_dispose (GObject *object)
{
  g_clear_pointer (&ZB_OUTBOX_ROW (object)->message, g_free);
  G_OBJECT_CLASS (zb_outbox_row_parent_class)->dispose (object);
}

static void
zb_outbox_row_class_init (ZbOutboxRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_outbox_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/outbox-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxRow, state);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxRow, title);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxRow, enterprise);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxRow, progress);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxRow, detail);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxRow, hurry);
  gtk_widget_class_bind_template_child (widget_class, ZbOutboxRow, pause);
  gtk_widget_class_bind_template_callback (widget_class, hurry_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  signals[PAUSE] = g_signal_new ("pause", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_BOOLEAN);
  signals[HURRY] =
      g_signal_new ("hurry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_outbox_row_init (ZbOutboxRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

ZbOutboxRow *
zb_outbox_row_new (void)
{
  return g_object_new (ZB_TYPE_OUTBOX_ROW, NULL);
}
