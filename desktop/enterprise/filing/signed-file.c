/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/signed-file.h"

#include <glib/gi18n.h>

/* Of what a container of signatures is called (ETSI EN 319 162). */
#define SUFFIX "asice"

/* A function is no object's data: it is kept in a box of its own. */
typedef struct {
  ZbSignedFileTaken taken;
} Taker;

static void
chosen_cb (GtkNativeDialog *dialog, int response, Taker *taker)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;

  GtkWindow *window = gtk_native_dialog_get_transient_for (dialog);

  /* The system's own dialog outlives a window that is closed behind it. */
  if (file != NULL && window != NULL)
    taker->taken (GTK_WIDGET (window), file);
  g_object_unref (dialog);
}

static void
free_taker (gpointer taker, GClosure *closure)
{
  g_free (taker);
}

static Taker *
new_taker (ZbSignedFileTaken taken)
{
  Taker *taker = g_new0 (Taker, 1);

  taker->taken = taken;
  return taker;
}

void
zb_signed_file_choose (GtkWindow *window, ZbSignedFileTaken taken)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Open a Report to Sign"), window,
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Signed reports (.asice)"));
  gtk_file_filter_add_suffix (filter, SUFFIX);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), new_taker (taken), free_taker,
                         0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, Taker *taker)
{
  GFile *file = g_value_get_object (value);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (name == NULL || !g_str_has_suffix (name, "." SUFFIX))
    return FALSE;
  taker->taken (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)), file);
  return TRUE;
}

void
zb_signed_file_accept_drops (GtkWidget *widget, ZbSignedFileTaken taken)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect_data (target, "drop", G_CALLBACK (drop_cb), new_taker (taken), free_taker, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}
