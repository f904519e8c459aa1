/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/window-menu.h"

#include "desktop/enterprise/account/account-acts.h"
#include "desktop/enterprise/account/backup-dialog.h"
#include "desktop/enterprise/filing/outbox-dialog.h"
#include "desktop/enterprise/filing/seal-dialog.h"
#include "desktop/enterprise/home/draft-bin-dialog.h"
#include "desktop/enterprise/window.h"

static const struct {
  const char *action;
  const ZbAccountAct *act;
} acts[] = {
    {"win.renew", &zb_account_act_renew},
    {"win.back-up-keys", &zb_account_act_back_up_keys},
    {"win.restore-keys", &zb_account_act_restore_keys},
    {"win.recover", &zb_account_act_recover},
};

static void
done_cb (GObject *dialog, const char *words, ZbWindow *window)
{
  zb_window_tell_done (window, words);
}

/* The enterprise is here, its history is not yet. */
static void
restored_cb (GObject *dialog, const char *words, ZbWindow *window)
{
  zb_window_tell_taken_over (window, words);
}

static void
account_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbWindow *window = ZB_WINDOW (widget);

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    if (g_strcmp0 (acts[i].action, name) != 0)
      continue;
    ZbAccountDialog *dialog =
        zb_account_dialog_new (GTK_WINDOW (window), zb_window_get_office (window), acts[i].act);
    g_signal_connect_object (dialog, "done",
                             acts[i].act == &zb_account_act_restore_keys ? G_CALLBACK (restored_cb)
                                                                         : G_CALLBACK (done_cb),
                             window, 0);
    gtk_window_present (GTK_WINDOW (dialog));
  }
}

static void
outbox_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbOffice *office = zb_window_get_office (ZB_WINDOW (widget));

  gtk_window_present (GTK_WINDOW (zb_outbox_dialog_new (GTK_WINDOW (widget), office)));
}

static void
dropped_drafts_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbWindow *window = ZB_WINDOW (widget);
  ZbDraftBinDialog *dialog = zb_draft_bin_dialog_new (
      GTK_WINDOW (window), zb_window_get_office (window), zb_window_get_draft_bin (window));

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
backup_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbWindow *window = ZB_WINDOW (widget);
  ZbBackupDialog *dialog = zb_backup_dialog_new (GTK_WINDOW (window), zb_window_get_office (window),
                                                 g_strcmp0 (name, "win.restore") == 0);

  g_signal_connect_object (dialog, "restored", G_CALLBACK (done_cb), window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Made when it is asked for: GTK 4.8 lists a window that was never shown among what a screen reader
 * may walk, and has no answer when it does. */
static void
shortcuts_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/zhibao/Desktop/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

static void
seal_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbOffice *office = zb_window_get_office (ZB_WINDOW (widget));

  gtk_window_present (GTK_WINDOW (zb_seal_dialog_new (GTK_WINDOW (widget), office)));
}

void
zb_window_menu_install (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    gtk_widget_class_install_action (widget_class, acts[i].action, NULL, account_action_cb);
  gtk_widget_class_install_action (widget_class, "win.outbox", NULL, outbox_action_cb);
  gtk_widget_class_install_action (widget_class, "win.dropped-drafts", NULL,
                                   dropped_drafts_action_cb);
  gtk_widget_class_install_action (widget_class, "win.backup", NULL, backup_action_cb);
  gtk_widget_class_install_action (widget_class, "win.restore", NULL, backup_action_cb);
  gtk_widget_class_install_action (widget_class, "win.seal", NULL, seal_action_cb);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action_cb);
}
