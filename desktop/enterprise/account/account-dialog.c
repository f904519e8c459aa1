/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/account/account-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/enrolment.h"
#include "desktop/enterprise/office/error-words.h"

struct _ZbAccountDialog {
  AdwWindow parent_instance;

  ZbOffice *office;          /* owned */
  GCancellable *cancellable; /* owned */
  const ZbAccountAct *act;
  gboolean busy;

  /* Template */
  GtkLabel *intro;
  GtkDropDown *enterprise;
  GtkLabel *state;
  GtkWidget *secret;
  GtkWidget *passphrase;
  GtkWidget *again;
  GtkLabel *message;
  GtkSpinner *spinner;
  GtkLabel *progress;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (ZbAccountDialog, zb_account_dialog, ADW_TYPE_WINDOW)

enum { DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  ZbAccountJob job;
  const ZbAccountAct *act;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  memset (task->job.passphrase, 0, strlen (task->job.passphrase));
  g_free (task->job.passphrase);
  g_free (task->job.path);
  g_free (task);
}

static void
say (ZbAccountDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), words != NULL);
}

static void
say_error (ZbAccountDialog *dialog, const GError *error)
{
  const char *own = dialog->act->explain != NULL ? dialog->act->explain (error) : NULL;
  g_autofree char *words = own != NULL ? g_strdup (_ (own)) : zb_error_words (error);

  say (dialog, words);
}

/* NULL when all are chosen, or none is to be. */
static const ZbEnterprise *
get_chosen (ZbAccountDialog *dialog)
{
  const GArray *enterprises = zb_office_enterprises (dialog->office);
  guint chosen = gtk_drop_down_get_selected (dialog->enterprise);
  guint n_before = dialog->act->of_all ? 1 : 0;

  if (!dialog->act->of_one || chosen < n_before || chosen - n_before >= enterprises->len)
    return NULL;
  return &g_array_index (enterprises, ZbEnterprise, chosen - n_before);
}

/* Whether a passphrase is chosen here instead of being known already. */
static gboolean
is_new_secret (ZbAccountDialog *dialog)
{
  const ZbEnterprise *enterprise = get_chosen (dialog);

  return dialog->act->secret == ZB_ACCOUNT_SECRET_FILE && enterprise != NULL &&
         enterprise->key != ZB_ENTERPRISE_KEY_FILE;
}

static gboolean
asks_secret (ZbAccountDialog *dialog)
{
  const ZbEnterprise *enterprise = get_chosen (dialog);

  if (dialog->act->secret == ZB_ACCOUNT_SECRET_KEY)
    return enterprise == NULL || enterprise->key != ZB_ENTERPRISE_KEY_PROGRAM;
  return dialog->act->secret != ZB_ACCOUNT_SECRET_NONE;
}

static gboolean
asks_pin (ZbAccountDialog *dialog)
{
  const ZbEnterprise *enterprise = get_chosen (dialog);

  return dialog->act->secret == ZB_ACCOUNT_SECRET_KEY && enterprise != NULL &&
         enterprise->key == ZB_ENTERPRISE_KEY_TOKEN;
}

static void
set_busy (ZbAccountDialog *dialog, gboolean busy)
{
  GtkWidget *const widgets[] = {GTK_WIDGET (dialog->enterprise), dialog->passphrase, dialog->again,
                                GTK_WIDGET (dialog->go)};

  dialog->busy = busy;
  /* GTK warns when what has the keyboard turns insensitive. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_sensitive (widgets[i], !busy);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), busy);
  gtk_widget_set_visible (GTK_WIDGET (dialog->spinner), busy);
  gtk_spinner_set_spinning (dialog->spinner, busy);
}

static gpointer
work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Task *task = data;

  return task->act->run (workspace, &task->job, cancellable, error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbAccountDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = zb_worker_finish (result, &error);
  gboolean gone = g_cancellable_is_cancelled (dialog->cancellable);

  /* Whatever came of it, forms may have come with it. */
  zb_worker_renew (zb_office_disk (dialog->office));
  if (words != NULL)
    g_signal_emit (dialog, signals[DONE], 0, words);
  if (gone)
    return;
  set_busy (dialog, FALSE);
  if (words != NULL) {
    gtk_window_close (GTK_WINDOW (dialog));
    return;
  }
  say_error (dialog, error);
  gtk_widget_grab_focus (asks_secret (dialog) ? dialog->passphrase : GTK_WIDGET (dialog->go));
}

static void
run (ZbAccountDialog *dialog, const char *path)
{
  const ZbEnterprise *enterprise = get_chosen (dialog);
  Task *task = g_new0 (Task, 1);

  task->act = dialog->act;
  task->job.account = enterprise != NULL ? enterprise->account : 0;
  task->job.path = g_strdup (path);
  task->job.passphrase = g_strdup (gtk_editable_get_text (GTK_EDITABLE (dialog->passphrase)));
  say (dialog, NULL);
  set_busy (dialog, TRUE);
  zb_worker_run (zb_office_network (dialog->office), dialog, work, task, task_free, g_free,
                 dialog->cancellable, done_cb, g_object_ref (dialog));
}

/* The file */

static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbAccountDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    run (dialog, path);
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose_file (ZbAccountDialog *dialog)
{
  const ZbEnterprise *enterprise = get_chosen (dialog);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ (dialog->act->file), GTK_WINDOW (dialog),
      dialog->act->writes ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN, NULL,
      NULL);

  if (dialog->act->writes && enterprise != NULL) {
    g_autofree char *name = g_strconcat (enterprise->name, ".zkeys", NULL);
    g_strdelimit (name, "/", '_');
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* What is wrong with what was entered; NULL when nothing is. (static) */
static const char *
find_fault (ZbAccountDialog *dialog)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (dialog->passphrase));
  const char *again = gtk_editable_get_text (GTK_EDITABLE (dialog->again));

  if (!asks_secret (dialog))
    return NULL;
  if (is_new_secret (dialog)) {
    if (strlen (passphrase) < ZB_PASSPHRASE_MIN)
      return _ ("The passphrase needs at least 8 characters.");
    return strcmp (passphrase, again) != 0 ? _ ("The two passphrases are not the same.") : NULL;
  }
  if (passphrase[0] != '\0')
    return NULL;
  return asks_pin (dialog) ? _ ("Enter the token’s PIN first.")
                           : _ ("Enter the passphrase of the signing key first.");
}

static void
go_cb (GtkWidget *widget, ZbAccountDialog *dialog)
{
  const char *fault = find_fault (dialog);

  if (dialog->busy)
    return;
  say (dialog, fault);
  if (fault != NULL)
    gtk_widget_grab_focus (dialog->passphrase);
  else if (dialog->act->file != NULL)
    choose_file (dialog);
  else
    run (dialog, NULL);
}

static void
changed_cb (GtkEditable *editable, ZbAccountDialog *dialog)
{
  say (dialog, NULL);
}

/* Showing */

static const char *
get_secret_title (ZbAccountDialog *dialog)
{
  if (asks_pin (dialog))
    return _ ("PIN of your token");
  return is_new_secret (dialog) ? _ ("A passphrase for the file, at least 8 characters")
                                : _ ("Passphrase of the signing key");
}

static void
enterprise_cb (GObject *object, GParamSpec *pspec, ZbAccountDialog *dialog)
{
  const ZbEnterprise *enterprise = dialog->office != NULL ? get_chosen (dialog) : NULL;

  if (dialog->office == NULL)
    return;
  g_autofree char *state = enterprise != NULL && dialog->act->dup_state != NULL
                               ? dialog->act->dup_state (enterprise, zb_office_now (dialog->office))
                               : NULL;
  gtk_label_set_text (dialog->state, state != NULL ? state : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->state), state != NULL);
  gtk_widget_set_visible (dialog->secret, asks_secret (dialog));
  gtk_widget_set_visible (dialog->again, is_new_secret (dialog));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->passphrase),
                                 get_secret_title (dialog));
  say (dialog, NULL);
}

static gboolean
zb_account_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (ZB_ACCOUNT_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (zb_account_dialog_parent_class)->close_request (window);
}

/* Not in dispose: what is under way needs them when the window has gone. */
static void
zb_account_dialog_finalize (GObject *object)
{
  ZbAccountDialog *dialog = ZB_ACCOUNT_DIALOG (object);

  g_clear_object (&dialog->cancellable);
  g_clear_object (&dialog->office);
  G_OBJECT_CLASS (zb_account_dialog_parent_class)->finalize (object);
}

static void
zb_account_dialog_class_init (ZbAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = zb_account_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = zb_account_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, intro);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, enterprise);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, state);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, secret);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, passphrase);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, again);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, ZbAccountDialog, go);
  gtk_widget_class_bind_template_callback (widget_class, enterprise_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
zb_account_dialog_init (ZbAccountDialog *dialog)
{
  dialog->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
show_enterprises (ZbAccountDialog *dialog)
{
  const GArray *enterprises = zb_office_enterprises (dialog->office);
  const ZbEnterprise *first = zb_office_first_to_end (dialog->office);
  g_autoptr (GtkStringList) names = zb_office_dup_names (dialog->office);

  if (dialog->act->of_all)
    gtk_string_list_splice (names, 0, 0, (const char *[]){_ ("All enterprises"), NULL});
  gtk_drop_down_set_model (dialog->enterprise, G_LIST_MODEL (names));
  if (first != NULL && !dialog->act->of_all)
    gtk_drop_down_set_selected (dialog->enterprise,
                                (guint)(first - (const ZbEnterprise *)(gpointer)enterprises->data));
  gtk_widget_set_visible (GTK_WIDGET (dialog->enterprise),
                          dialog->act->of_one && (!dialog->act->of_all || enterprises->len > 1));
}

ZbAccountDialog *
zb_account_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbAccountAct *act)
{
  ZbAccountDialog *dialog =
      g_object_new (ZB_TYPE_ACCOUNT_DIALOG, "transient-for", parent, "title", _ (act->title), NULL);

  dialog->office = g_object_ref (office);
  dialog->act = act;
  gtk_label_set_text (dialog->intro, _ (act->intro));
  gtk_label_set_text (dialog->progress, _ (act->progress));
  gtk_button_set_label (dialog->go, _ (act->go));
  show_enterprises (dialog);
  enterprise_cb (NULL, NULL, dialog);
  gtk_widget_grab_focus (asks_secret (dialog) ? dialog->passphrase : GTK_WIDGET (dialog->go));
  return dialog;
}
