/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/seal-dialog.h"

#include <glib/gi18n.h>

#include "client/seal-picture.h"
#include "desktop/enterprise/office/error-words.h"
#include "paper/print/seal.h"

struct _ZbSealDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  GArray *accounts; /* owned: gint64, as the enterprises stand in the list */

  /* Template */
  GtkDropDown *enterprise;
  GtkStack *stack;
  GtkPicture *picture;
  GtkWidget *remove;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (ZbSealDialog, zb_seal_dialog, ADW_TYPE_WINDOW)

typedef enum { LOOK, SET, REMOVE } Wish;

typedef struct {
  gint64 account;
  Wish wish;
  char *path; /* (nullable) */
} Job;

static void
job_free (gpointer data)
{
  g_free (((Job *)data)->path);
  g_free (data);
}

static void
say (ZbSealDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), words != NULL);
}

static gboolean
keep (ZbWorkspace *workspace, const ZbAccount *account, const char *path, GError **error)
{
  char *bytes = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &bytes, &length, error))
    return FALSE;
  g_autoptr (GBytes) png = g_bytes_new_take (bytes, length);
  return zb_seal_check (png, error) && zb_seal_picture_set (workspace, account, png, error);
}

/* What is kept afterwards; empty bytes where there is none. */
static gpointer
work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, job->account, error);
  GError *failure = NULL;

  if (account == NULL || (job->wish == SET && !keep (workspace, account, job->path, error)) ||
      (job->wish == REMOVE && !zb_seal_picture_set (workspace, account, NULL, error)))
    return NULL;
  GBytes *png = zb_seal_picture_read (workspace, account, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return png != NULL ? png : g_bytes_new_static ("", 0);
}

static void
show_picture (ZbSealDialog *dialog, GBytes *png)
{
  g_autoptr (GdkTexture) texture =
      g_bytes_get_size (png) > 0 ? gdk_texture_new_from_bytes (png, NULL) : NULL;

  gtk_picture_set_paintable (dialog->picture, GDK_PAINTABLE (texture));
  gtk_stack_set_visible_child_name (dialog->stack, texture != NULL ? "picture" : "none");
  gtk_widget_set_visible (dialog->remove, texture != NULL);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbSealDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = zb_worker_finish (result, &error);
  g_autofree char *words = png == NULL ? zb_error_words (error) : NULL;
  gboolean unfit = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);

  say (dialog, unfit
                   ? _ ("This picture cannot be taken as a seal: it is damaged, no PNG, or not of "
                        "the size asked for.")
                   : words);
  if (png != NULL)
    show_picture (dialog, png);
}

static void
run (ZbSealDialog *dialog, Wish wish, const char *path)
{
  guint chosen = gtk_drop_down_get_selected (dialog->enterprise);
  Job *job;

  if (chosen >= dialog->accounts->len)
    return;
  job = g_new0 (Job, 1);
  *job = (Job){g_array_index (dialog->accounts, gint64, chosen), wish, g_strdup (path)};
  zb_worker_run (zb_office_disk (dialog->office), dialog, work, job, job_free,
                 (GDestroyNotify)g_bytes_unref, NULL, done_cb, g_object_ref (dialog));
}

static void
enterprise_cb (GObject *object, GParamSpec *pspec, ZbSealDialog *dialog)
{
  run (dialog, LOOK, NULL);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbSealDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    run (dialog, SET, path);
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose_cb (GtkButton *button, ZbSealDialog *dialog)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Choose the Seal's Picture"), GTK_WINDOW (dialog),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
remove_cb (GtkButton *button, ZbSealDialog *dialog)
{
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  run (dialog, REMOVE, NULL);
}

static void
zb_seal_dialog_dispose (GObject *object)
{
  ZbSealDialog *dialog = ZB_SEAL_DIALOG (object);

  g_clear_object (&dialog->office);
  g_clear_pointer (&dialog->accounts, g_array_unref);
  G_OBJECT_CLASS (zb_seal_dialog_parent_class)->dispose (object);
}

static void
zb_seal_dialog_class_init (ZbSealDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_seal_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/seal-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbSealDialog, enterprise);
  gtk_widget_class_bind_template_child (widget_class, ZbSealDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbSealDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, ZbSealDialog, remove);
  gtk_widget_class_bind_template_child (widget_class, ZbSealDialog, message);
  gtk_widget_class_bind_template_callback (widget_class, enterprise_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
zb_seal_dialog_init (ZbSealDialog *dialog)
{
  dialog->accounts = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbSealDialog *
zb_seal_dialog_new (GtkWindow *parent, ZbOffice *office)
{
  ZbSealDialog *dialog = g_object_new (ZB_TYPE_SEAL_DIALOG, "transient-for", parent, NULL);
  const GArray *enterprises = zb_office_enterprises (office);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  dialog->office = g_object_ref (office);
  for (guint i = 0; i < enterprises->len; i++) {
    const ZbEnterprise *enterprise = &g_array_index (enterprises, ZbEnterprise, i);

    gtk_string_list_append (names, enterprise->name);
    g_array_append_val (dialog->accounts, enterprise->account);
  }
  gtk_drop_down_set_model (dialog->enterprise, G_LIST_MODEL (names));
  return dialog;
}
