/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/batch-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/batch/batch-source.h"
#include "client/batch/batch-words.h"
#include "desktop/enterprise/filing/batch-run.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/office/problem-words.h"

struct _ZbBatchDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  ZbBatchRun *run;  /* owned */
  GPtrArray *asked; /* ZbDueItem, owned: one of each form and period, as in the choice */
  GPtrArray *rows;  /* BatchRow, of the lines */

  /* Template */
  GtkWidget *path;
  GtkDropDown *form;
  GtkWidget *check;
  GtkWidget *files;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *summary;
  GtkCheckButton *only_left;
  GtkLabel *message;
  GtkProgressBar *progress;
  GtkWidget *stop;
  GtkWidget *passphrase;
  GtkButton *sign;
};

G_DEFINE_FINAL_TYPE (ZbBatchDialog, zb_batch_dialog, ADW_TYPE_WINDOW)

enum { OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The widgets of a line; they are the list's. */
typedef struct {
  GtkWidget *row;
  GtkLabel *name, *place, *state;
  const char *style; /* static (nullable) */
} BatchRow;

static const char *
style_of (ZbBatchState state)
{
  switch (state) {
  case ZB_BATCH_WAITING:
    return "ahead";
  case ZB_BATCH_READY:
    return "submitted";
  case ZB_BATCH_SENT:
    return "accepted";
  case ZB_BATCH_ALREADY:
    return "closed";
  case ZB_BATCH_COSIGN:
  case ZB_BATCH_SIGNED:
  case ZB_BATCH_EXPLAIN:
    return "queued";
  default:
    return "returned";
  }
}

/* Why, where the state's words do not say it. @more: with what only a programmer may understand. */
static char *
dup_reason (const ZbBatchLine *line, gboolean more)
{
  const char *words = zb_problem_words (line->code);

  if (words != NULL)
    return g_strdup (words);
  if (line->reason == NULL || line->wrong_passphrase)
    return g_strdup ("");
  if (line->failure != NULL)
    return more ? zb_error_words (line->failure) : zb_error_words_short (line->failure);
  return g_strdup (
      line->state == ZB_BATCH_READY
          ? _ ("The PIN was wrong for an enterprise before, so it was not tried again.")
          : line->reason);
}

static void
show_line (ZbBatchDialog *dialog, guint index)
{
  const ZbBatchLine *line = zb_batch_line (zb_batch_run_batch (dialog->run), index);
  BatchRow *row = dialog->rows->pdata[index];
  g_autofree char *words = zb_batch_dup_words (line, zb_language_get ());
  g_autofree char *reason = dup_reason (line, FALSE), *details = dup_reason (line, TRUE);
  g_autofree char *taken =
      line->n_taken > 0
          ? g_strdup_printf (ngettext (" · %u figure", " · %u figures", line->n_taken),
                             line->n_taken)
          : g_strdup ("");
  /* What keeps it in the outbox is for whoever looks into it. */
  gboolean why = reason[0] != '\0' && line->state != ZB_BATCH_SIGNED;
  g_autofree char *place =
      g_strdup_printf ("%s%s%s%s", line->place, taken, why ? "\n" : "", why ? reason : "");
  g_autofree char *name = line->name != NULL && line->unit != NULL
                              ? g_strdup_printf (_ ("%s (%s)"), line->name, line->unit)
                              : g_strdup (line->unit != NULL ? line->unit : line->place);
  g_autofree char *all = g_strdup_printf (_ ("%s: %s. %s"), name, words, place);

  gtk_label_set_text (row->name, name);
  gtk_label_set_text (row->place, place);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->place), details[0] != '\0' ? details : NULL);
  gtk_label_set_text (row->state, words);
  if (row->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (row->state), row->style);
  row->style = style_of (line->state);
  gtk_widget_add_css_class (GTK_WIDGET (row->state), row->style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, all,
                                  -1);
  gtk_list_box_row_changed (GTK_LIST_BOX_ROW (row->row));
}

/* Of twenty clients the two that are left are what one looks for. */
static gboolean
is_shown (GtkListBoxRow *row, gpointer user_data)
{
  ZbBatchDialog *dialog = user_data;
  const ZbBatch *batch = zb_batch_run_batch (dialog->run);
  int index = gtk_list_box_row_get_index (row);

  if (!gtk_check_button_get_active (dialog->only_left) || batch == NULL || index < 0 ||
      (guint)index >= zb_batch_n (batch))
    return TRUE;
  ZbBatchState state = zb_batch_line (batch, (guint)index)->state;
  return state != ZB_BATCH_SENT && state != ZB_BATCH_ALREADY;
}

static void
only_left_cb (GtkWidget *widget, ZbBatchDialog *dialog)
{
  gtk_list_box_invalidate_filter (dialog->list);
}

static GtkLabel *
add_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
add_row (ZbBatchDialog *dialog)
{
  BatchRow *row = g_new0 (BatchRow, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  row->row = gtk_list_box_row_new ();
  row->name = add_label (left, "due-title");
  row->place = add_label (left, "dim-label");
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (box), left);
  row->state = add_label (box, "due-state");
  gtk_label_set_ellipsize (row->state, PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_valign (GTK_WIDGET (row->state), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "batch-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  gtk_list_box_append (dialog->list, row->row);
  g_ptr_array_add (dialog->rows, row);
}

static void
show_lines (ZbBatchDialog *dialog)
{
  const ZbBatch *batch = zb_batch_run_batch (dialog->run);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (dialog->list))) != NULL)
    gtk_list_box_remove (dialog->list, row);
  g_ptr_array_set_size (dialog->rows, 0);
  for (guint i = 0; i < zb_batch_n (batch); i++) {
    add_row (dialog);
    show_line (dialog, i);
  }
  gtk_stack_set_visible_child_name (dialog->stack, "lines");
  gtk_widget_set_visible (GTK_WIDGET (dialog->only_left), TRUE);
}

static void
say (ZbBatchDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), words != NULL);
}

static const char *
phase_words (ZbBatchPhase phase)
{
  static const char *const words[] = {
      [ZB_BATCH_RUN_IDLE] = "",
      [ZB_BATCH_RUN_READING] = N_ ("Reading the files…"),
      [ZB_BATCH_RUN_CHECKING] = N_ ("Checking…"),
      [ZB_BATCH_RUN_SIGNING] = N_ ("Signing…"),
      [ZB_BATCH_RUN_SENDING] = N_ ("Sending…"),
  };
  return words[phase][0] != '\0' ? _ (words[phase]) : "";
}

/* What can be done now, and how it stands. */
static void
show_standing (ZbBatchDialog *dialog)
{
  const ZbBatch *batch = zb_batch_run_batch (dialog->run);
  ZbBatchPhase phase = zb_batch_run_phase (dialog->run);
  gboolean idle = phase == ZB_BATCH_RUN_IDLE;
  guint n_ready = batch != NULL ? zb_batch_count (batch, ZB_BATCH_READY) : 0;
  guint n_to_send = batch != NULL ? zb_batch_count_to_send (batch) : 0;
  g_autofree char *summary = batch != NULL ? zb_batch_dup_summary (batch) : g_strdup ("");
  g_autofree char *label = n_ready > 0     ? g_strdup_printf (_ ("_Sign and Send %u"), n_ready)
                           : n_to_send > 0 ? g_strdup_printf (_ ("_Send %u Again"), n_to_send)
                                           : g_strdup (_ ("_Sign and Send"));

  /* GTK warns when what has the keyboard turns insensitive. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  gtk_label_set_text (dialog->summary, idle ? summary : phase_words (phase));
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), !idle);
  gtk_widget_set_visible (dialog->stop, !idle);
  gtk_widget_set_sensitive (dialog->files, idle);
  gtk_widget_set_visible (dialog->passphrase, n_ready > 0);
  gtk_widget_set_sensitive (dialog->passphrase, idle);
  gtk_button_set_label (dialog->sign, label);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->sign), idle && n_ready + n_to_send > 0);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  zb_office_load_finish (ZB_OFFICE (source), result, NULL);
}

/* Of the place as a whole. (transfer full) */
static char *
dup_fault (const GError *error)
{
  if (g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND))
    return g_strdup (_ ("There is no such file or folder, or no spreadsheet (.xlsx, .csv) in it."));
  if (g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE))
    return g_strdup_printf (_ ("There are more than %d reports in it. Split it."),
                            ZB_BATCH_MAX_PIECES);
  return zb_error_words (error);
}

static void
told_cb (ZbBatchRun *run, guint index, const GError *error, gpointer user_data)
{
  ZbBatchDialog *dialog = user_data;
  const ZbBatch *batch = zb_batch_run_batch (run);
  guint n = batch != NULL ? zb_batch_n (batch) : 0;

  if (zb_batch_run_phase (run) == ZB_BATCH_RUN_IDLE) {
    g_autofree char *words = error != NULL ? dup_fault (error) : NULL;
    say (dialog, words);
    show_standing (dialog);
    zb_office_load_async (dialog->office, reloaded_cb, NULL);
  } else if (index >= n)
    show_lines (dialog);
  else {
    show_line (dialog, index);
    gtk_label_set_text (dialog->summary, phase_words (zb_batch_run_phase (run)));
    gtk_progress_bar_set_fraction (dialog->progress, (index + 1.0) / n);
  }
}

static void
check_cb (GtkWidget *widget, ZbBatchDialog *dialog)
{
  const char *path = gtk_editable_get_text (GTK_EDITABLE (dialog->path));
  guint choice = gtk_drop_down_get_selected (dialog->form);

  if (zb_batch_run_phase (dialog->run) != ZB_BATCH_RUN_IDLE)
    return;
  say (dialog, path[0] == '\0'                ? _ ("Choose a folder or a workbook first.")
               : choice >= dialog->asked->len ? _ ("No report is due.")
                                              : NULL);
  if (path[0] == '\0' || choice >= dialog->asked->len)
    return;
  const ZbDue *due = zb_due_item_get_due (dialog->asked->pdata[choice]);
  zb_batch_run_check (dialog->run, path, due->form, due->period);
  gtk_progress_bar_set_fraction (dialog->progress, 0);
  show_standing (dialog);
}

static void
sign_cb (GtkWidget *widget, ZbBatchDialog *dialog)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (dialog->passphrase));
  const ZbBatch *batch = zb_batch_run_batch (dialog->run);
  gboolean asks = batch != NULL && zb_batch_count (batch, ZB_BATCH_READY) > 0;

  if (batch == NULL || zb_batch_run_phase (dialog->run) != ZB_BATCH_RUN_IDLE)
    return;
  say (dialog, asks && passphrase[0] == '\0' ? _ ("Enter the passphrase first.") : NULL);
  if (asks && passphrase[0] == '\0')
    return;
  zb_batch_run_file (dialog->run, passphrase);
  gtk_editable_set_text (GTK_EDITABLE (dialog->passphrase), "");
  gtk_progress_bar_set_fraction (dialog->progress, 0);
  show_standing (dialog);
}

static void
stop_cb (GtkWidget *widget, ZbBatchDialog *dialog)
{
  zb_batch_run_stop (dialog->run);
}

/* The draft behind a line, to be corrected or explained. */
static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, ZbBatchDialog *dialog)
{
  guint choice = gtk_drop_down_get_selected (dialog->form);
  const ZbBatch *batch = zb_batch_run_batch (dialog->run);
  int index = gtk_list_box_row_get_index (row);

  if (zb_batch_run_phase (dialog->run) != ZB_BATCH_RUN_IDLE || choice >= dialog->asked->len)
    return;
  const ZbDue *due = zb_due_item_get_due (dialog->asked->pdata[choice]);
  g_autoptr (ZbDueItem) item = zb_office_find_due (
      dialog->office, zb_batch_line (batch, (guint)index)->account, due->form, due->period);
  if (item != NULL)
    g_signal_emit (dialog, signals[OPEN], 0, item);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbBatchDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    gtk_editable_set_text (GTK_EDITABLE (dialog->path), path != NULL ? path : "");
    check_cb (NULL, dialog);
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose (ZbBatchDialog *dialog, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, GTK_WINDOW (dialog), action, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
folder_cb (GtkWidget *widget, ZbBatchDialog *dialog)
{
  choose (dialog, _ ("The Folder with the Enterprises’ Files"),
          GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
workbook_cb (GtkWidget *widget, ZbBatchDialog *dialog)
{
  choose (dialog, _ ("The Workbook with All Enterprises"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static gboolean
is_asked_for (ZbBatchDialog *dialog, const ZbDue *due)
{
  for (guint i = 0; i < dialog->asked->len; i++) {
    const ZbDue *one = zb_due_item_get_due (dialog->asked->pdata[i]);
    if (strcmp (one->form, due->form) == 0 && strcmp (one->period, due->period) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Each form and period that somebody has to report, in the order of what is due. */
static void
fill_forms (ZbBatchDialog *dialog)
{
  GListModel *due = zb_office_due (dialog->office);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (due); i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (due, i);
    g_autofree char *title = zb_due_item_dup_title (item);
    g_autofree char *period = zb_due_item_dup_period (item);
    g_autofree char *name = g_strdup_printf (_ ("%s, %s"), title, period);

    if (zb_due_item_get_group (item) == ZB_DUE_GROUP_AHEAD ||
        is_asked_for (dialog, zb_due_item_get_due (item)))
      continue;
    gtk_string_list_append (names, name);
    g_ptr_array_add (dialog->asked, g_steal_pointer (&item));
  }
  gtk_drop_down_set_model (dialog->form, G_LIST_MODEL (names));
}

static void
zb_batch_dialog_dispose (GObject *object)
{
  ZbBatchDialog *dialog = ZB_BATCH_DIALOG (object);

  g_clear_pointer (&dialog->run, zb_batch_run_leave);
  g_clear_pointer (&dialog->asked, g_ptr_array_unref);
  g_clear_pointer (&dialog->rows, g_ptr_array_unref);
  g_clear_object (&dialog->office);
  G_OBJECT_CLASS (zb_batch_dialog_parent_class)->dispose (object);
}

static void
zb_batch_dialog_class_init (ZbBatchDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_batch_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/batch-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, path);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, form);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, check);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, files);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, only_left);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, stop);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, passphrase);
  gtk_widget_class_bind_template_child (widget_class, ZbBatchDialog, sign);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, only_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, workbook_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, ZB_TYPE_DUE_ITEM);
}

static void
zb_batch_dialog_init (ZbBatchDialog *dialog)
{
  dialog->asked = g_ptr_array_new_with_free_func (g_object_unref);
  dialog->rows = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (dialog));
  gtk_list_box_set_filter_func (dialog->list, is_shown, dialog, NULL);
}

ZbBatchDialog *
zb_batch_dialog_new (GtkWindow *parent, ZbOffice *office)
{
  ZbBatchDialog *dialog = g_object_new (ZB_TYPE_BATCH_DIALOG, "transient-for", parent, NULL);

  dialog->office = g_object_ref (office);
  dialog->run = zb_batch_run_new (office, told_cb, dialog);
  fill_forms (dialog);
  show_standing (dialog);
  return dialog;
}
