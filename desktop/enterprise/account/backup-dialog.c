/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/account/backup-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/backup.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/time-words.h"
#include "exchange/error.h"
#include "exchange/sealed-file.h"

struct _ZbBackupDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  gboolean restore;
  gboolean busy;

  /* Template */
  GtkLabel *intro;
  GtkWidget *password;
  GtkWidget *again;
  GtkLabel *message;
  GtkSpinner *spinner;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (ZbBackupDialog, zb_backup_dialog, ADW_TYPE_WINDOW)

enum { RESTORED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  char *path, *password;
  gboolean restore, replace;
  ZbBackupTold told;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  memset (job->password, 0, strlen (job->password));
  g_free (job->password);
  g_free (job);
}

static void
say (ZbBackupDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), words != NULL);
}

static void
say_error (ZbBackupDialog *dialog, const GError *error)
{
  g_autofree char *words = zb_error_words (error);
  gboolean wrong = g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);

  say (dialog, wrong ? _ ("The password does not open this file.") : words);
}

static void
set_busy (ZbBackupDialog *dialog, gboolean busy)
{
  GtkWidget *const widgets[] = {dialog->password, dialog->again, GTK_WIDGET (dialog->go)};

  dialog->busy = busy;
  /* GTK warns when what has the keyboard turns insensitive. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_sensitive (widgets[i], !busy);
  gtk_widget_set_visible (GTK_WIDGET (dialog->spinner), busy);
  gtk_spinner_set_spinning (dialog->spinner, busy);
}

static gpointer
work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  if (!job->restore)
    return zb_backup_write (workspace, job->path, job->password, error) ? ZB_WORK_DONE : NULL;
  if (!zb_backup_restore (workspace, job->path, job->password, job->replace, &job->told, error))
    return NULL;
  return g_memdup2 (&job->told, sizeof job->told);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbBackupDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (dialog, FALSE);
  if (zb_worker_finish (result, &error) == NULL)
    say_error (dialog, error);
  else {
    say (dialog, _ ("The backup is written. Keep the file and the password in different places."));
    gtk_button_set_label (dialog->go, _ ("Write _Another…"));
  }
}

static char *
tell (const ZbBackupTold *told)
{
  g_autofree char *created = zb_time_words (told->created);
  g_autofree char *drafts =
      g_strdup_printf (ngettext ("%u draft", "%u drafts", told->n_drafts), told->n_drafts);
  g_autofree char *messages = g_strdup_printf (
      ngettext ("%u signed report", "%u signed reports", told->n_messages), told->n_messages);

  /* Translators: when the backup was made; "3 drafts"; "40 signed reports". */
  return g_strdup_printf (_ ("Restored what was here on %s: %s, %s."), created, drafts, messages);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbBackupDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree ZbBackupTold *told = zb_worker_finish (result, &error);

  set_busy (dialog, FALSE);
  if (told == NULL) {
    say_error (dialog, error);
    return;
  }
  zb_worker_renew (zb_office_disk (dialog->office));
  zb_worker_renew (zb_office_network (dialog->office));
  g_autofree char *words = tell (told);
  g_signal_emit (dialog, signals[RESTORED], 0, words);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbBackupDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    Job *job = g_new0 (Job, 1);
    job->path = g_file_get_path (file);
    job->password = g_strdup (gtk_editable_get_text (GTK_EDITABLE (dialog->password)));
    job->restore = dialog->restore;
    job->replace = TRUE; /* what the dialog says */
    set_busy (dialog, TRUE);
    /* Behind whatever is being sent or fetched, so that nothing of before is written after it. */
    zb_worker_run (zb_office_network (dialog->office), dialog, work, job, job_free,
                   dialog->restore ? g_free : NULL, NULL,
                   dialog->restore ? restored_cb : written_cb, g_object_ref (dialog));
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

/* What is wrong with the passwords; NULL when nothing is. (static) */
static const char *
find_fault (ZbBackupDialog *dialog)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (dialog->password));
  const char *again = gtk_editable_get_text (GTK_EDITABLE (dialog->again));

  if (dialog->restore)
    return password[0] == '\0' ? _ ("Enter the password that the backup was written with.") : NULL;
  if (strlen (password) < ZB_SEALED_FILE_LEAST_PASSWORD)
    return _ ("The password needs at least 8 characters.");
  return strcmp (password, again) != 0 ? _ ("The two passwords are not the same.") : NULL;
}

static char *
dup_file_name (ZbBackupDialog *dialog)
{
  g_autoptr (GDateTime) now =
      g_date_time_new_from_unix_local (zb_office_now (dialog->office) / G_USEC_PER_SEC);
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  return g_strdup_printf ("zhibao-%s.zbackup", day);
}

static void
go_cb (GtkWidget *widget, ZbBackupDialog *dialog)
{
  const char *fault = find_fault (dialog);

  say (dialog, fault);
  if (fault != NULL || dialog->busy)
    return;
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      dialog->restore ? _ ("Open a Backup") : _ ("Write a Backup"), GTK_WINDOW (dialog),
      dialog->restore ? GTK_FILE_CHOOSER_ACTION_OPEN : GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = dup_file_name (dialog);
  if (!dialog->restore)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
changed_cb (GtkEditable *editable, ZbBackupDialog *dialog)
{
  say (dialog, NULL);
}

static void
zb_backup_dialog_dispose (GObject *object)
{
  g_clear_object (&ZB_BACKUP_DIALOG (object)->office);
  G_OBJECT_CLASS (zb_backup_dialog_parent_class)->dispose (object);
}

static void
zb_backup_dialog_class_init (ZbBackupDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_backup_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/backup-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbBackupDialog, intro);
  gtk_widget_class_bind_template_child (widget_class, ZbBackupDialog, password);
  gtk_widget_class_bind_template_child (widget_class, ZbBackupDialog, again);
  gtk_widget_class_bind_template_child (widget_class, ZbBackupDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbBackupDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ZbBackupDialog, go);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  signals[RESTORED] = g_signal_new ("restored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
zb_backup_dialog_init (ZbBackupDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

ZbBackupDialog *
zb_backup_dialog_new (GtkWindow *parent, ZbOffice *office, gboolean restore)
{
  ZbBackupDialog *dialog = g_object_new (ZB_TYPE_BACKUP_DIALOG, "transient-for", parent, NULL);

  dialog->office = g_object_ref (office);
  dialog->restore = restore;
  gtk_widget_set_visible (dialog->again, !restore);
  if (!restore)
    return dialog;
  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Restore a Backup"));
  gtk_label_set_text (
      dialog->intro, zb_office_n_enterprises (office) > 0
                         ? _ ("All that is here is replaced by what the backup holds. A copy of "
                              "what is here now stays in the same folder.")
                         : _ ("Brings enterprises, keys, drafts and all that was sent from another "
                              "computer, or from before."));
  gtk_button_set_label (dialog->go, _ ("_Choose the File…"));
  return dialog;
}
