/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings/suspects-box.h"

#include <glib/gi18n.h>

#include "client/suspect-words.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/language.h"

#define BLOCK_KEY "zb-block"

struct _ZbSuspectsBox {
  GtkWidget parent_instance;

  ZbReportModel *model;      /* owned (nullable) */
  ZbSuspects *suspects;      /* owned (nullable): as shown */
  GCancellable *cancellable; /* owned (nullable): of what is being looked for */

  /* Template */
  GtkLabel *about_sets;
  GtkBox *blocks;
};

G_DEFINE_FINAL_TYPE (ZbSuspectsBox, zb_suspects_box, GTK_TYPE_WIDGET)

enum { JUMP, CORRECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
add_label (GtkBox *into, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (into, label);
}

/* Takes @text, which may be NULL. */
static void
add_words (GtkBox *into, char *text, const char *style)
{
  g_autofree char *taken = text;

  if (taken != NULL)
    add_label (into, taken, style);
}

static void
cell_cb (GtkButton *button, ZbSuspectsBox *box)
{
  const ZbSuspectCell *cell = g_object_get_data (G_OBJECT (button), BLOCK_KEY);

  g_signal_emit (box, signals[JUMP], 0, cell->operand->section, cell->operand->row,
                 cell->operand->column);
}

/* A cell that is gone to when it is pressed. */
static void
add_cell (ZbSuspectsBox *box, GtkBox *into, ZbSuspectCell *cell)
{
  g_autofree char *words = zb_suspect_dup_cell (cell, zb_language_get ());
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "suspect-cell");
  g_object_set_data (G_OBJECT (button), BLOCK_KEY, cell);
  g_signal_connect (button, "clicked", G_CALLBACK (cell_cb), box);
  gtk_box_append (into, button);
}

static void
add_sets (ZbSuspectsBox *box, GtkBox *into, const ZbSuspectBlock *block)
{
  for (guint i = 0; i < block->sets->len; i++) {
    const GArray *set = block->sets->pdata[i];

    if (i > 0)
      add_label (into, _ ("or"), "dim-label");
    for (guint k = 0; k < set->len; k++) {
      if (k > 0)
        add_label (into, _ ("together with"), "dim-label");
      add_cell (box, into, block->cells->pdata[g_array_index (set, guint, k)]);
    }
  }
}

/* Correcting */

static gboolean
put (ZbReportModel *model, const ZbSuspectCell *cell, const char *value, GError **error)
{
  const ZbOperand *place = cell->operand;
  guint row, column;

  if (!zb_report_model_find_item (model, place->section, place->row, place->column, &row,
                                  &column)) {
    g_set_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED, _ ("The cell %s is not there."),
                 cell->item);
    return FALSE;
  }
  return zb_grid_model_commit (ZB_GRID_MODEL (model), row, column, value != NULL ? value : "",
                               error);
}

/* "A.02.1 980 → 9800" for each figure of the offer, as they stand before it is taken. (transfer
 * full) */
static char *
dup_changes (ZbReportModel *model, const ZbSuspectBlock *block)
{
  GString *text = g_string_new (NULL);
  guint row, column;

  for (guint i = 0; i < block->offer->changes->len; i++) {
    const ZbSuspectChange *change = block->offer->changes->pdata[i];
    const ZbSuspectCell *cell = block->cells->pdata[change->cell];
    const ZbOperand *place = cell->operand;
    g_autofree char *before =
        zb_report_model_find_item (model, place->section, place->row, place->column, &row, &column)
            ? zb_grid_model_dup_plain_text (ZB_GRID_MODEL (model), row, column)
            : g_strdup ("");
    g_string_append_printf (text, "%s%s %s → %s", i > 0 ? "; " : "", cell->item, before,
                            change->value != NULL ? change->value : "");
  }
  return g_string_free (text, FALSE);
}

gboolean
zb_suspects_box_correct (ZbSuspectsBox *box, guint number, GError **error)
{
  const ZbSuspectBlock *block =
      box->suspects != NULL && number < box->suspects->blocks->len && !zb_suspects_box_is_busy (box)
          ? box->suspects->blocks->pdata[number]
          : NULL;
  gboolean done = TRUE;
  guint row, column;

  if (block == NULL || block->offer == NULL) {
    g_set_error_literal (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED,
                         _ ("The report has changed: look at the findings again."));
    return FALSE;
  }
  /* What is shown may be replaced as soon as the group ends. */
  g_autoptr (ZbReportModel) model = g_object_ref (box->model);
  g_autofree char *changes = dup_changes (model, block);
  zb_grid_model_begin_group (ZB_GRID_MODEL (model));
  for (guint i = 0; done && i < block->offer->changes->len; i++) {
    const ZbSuspectChange *change = block->offer->changes->pdata[i];
    done = put (model, block->cells->pdata[change->cell], change->value, error);
  }
  zb_grid_model_end_group (ZB_GRID_MODEL (model));
  if (!done)
    zb_grid_model_undo (ZB_GRID_MODEL (model), FALSE, &row, &column);
  else
    g_signal_emit (box, signals[CORRECTED], 0, changes);
  return done;
}

static void
confirmed_cb (AdwMessageDialog *dialog, const char *response, ZbSuspectsBox *box)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), BLOCK_KEY));
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (response, "correct") == 0 && !zb_suspects_box_correct (box, number, &error)) {
    g_autofree char *words = zb_error_words (error);
    GtkWidget *refusal = adw_message_dialog_new (
        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (box))), _ ("Not corrected"), words);
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (refusal), "close", _ ("_Close"));
    gtk_window_present (GTK_WINDOW (refusal));
  }
}

/* A figure is put in only after the person has said that the ledger agrees. */
static void
correct_cb (GtkButton *button, ZbSuspectsBox *box)
{
  gpointer number = g_object_get_data (G_OBJECT (button), BLOCK_KEY);
  const ZbSuspectBlock *block = box->suspects->blocks->pdata[GPOINTER_TO_UINT (number)];
  g_autofree char *words = zb_suspect_dup_offer (block, zb_language_get ());
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (box));
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (root), _ ("Does the Ledger Agree?"), words);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "correct",
                                    _ ("It Does, _Correct"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "correct",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), BLOCK_KEY, number);
  g_signal_connect_object (dialog, "response", G_CALLBACK (confirmed_cb), box, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_offer (ZbSuspectsBox *box, GtkBox *into, guint number)
{
  const ZbSuspectBlock *block = box->suspects->blocks->pdata[number];
  GtkWidget *button;

  if (block->offer == NULL)
    return;
  add_words (into, zb_suspect_dup_offer (block, zb_language_get ()), "suspect-offer");
  if (!zb_report_model_is_editable (box->model))
    return;
  button = gtk_button_new_with_label (_ ("Correct…"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (button), BLOCK_KEY, GUINT_TO_POINTER (number));
  g_signal_connect (button, "clicked", G_CALLBACK (correct_cb), box);
  gtk_box_append (into, button);
}

/* Showing */

static void
add_block (ZbSuspectsBox *box, guint number)
{
  const ZbSuspectBlock *block = box->suspects->blocks->pdata[number];
  GtkBox *into = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *rules = NULL;

  for (guint i = 0; i < block->rules->len; i++)
    g_ptr_array_add (names, block->rules->pdata[i]);
  g_ptr_array_add (names, NULL);
  rules = g_strjoinv (_ (", "), (char **)names->pdata);
  add_label (into, rules, "caption");
  add_words (into, zb_suspect_dup_outcome (block), NULL);
  add_sets (box, into, block);
  add_offer (box, into, number);
  add_words (into, zb_suspect_dup_assumed (block), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (into), "suspect-block");
  gtk_box_append (box->blocks, GTK_WIDGET (into));
}

static void
mark_cells (ZbSuspectsBox *box)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (guint i = 0; box->suspects != NULL && i < box->suspects->blocks->len; i++) {
    const ZbSuspectBlock *block = box->suspects->blocks->pdata[i];
    for (guint k = 0; k < block->cells->len; k++)
      g_ptr_array_add (items, ((const ZbSuspectCell *)block->cells->pdata[k])->item);
  }
  if (box->model != NULL)
    zb_report_model_mark_suspects (box->model, items);
}

/* Shows @suspects (taken, nullable) in place of what was shown. */
static void
take_suspects (ZbSuspectsBox *box, ZbSuspects *suspects)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box->blocks))) != NULL)
    gtk_box_remove (box->blocks, child);
  zb_suspects_free (box->suspects);
  box->suspects = suspects;
  for (guint i = 0; suspects != NULL && i < suspects->blocks->len; i++)
    add_block (box, i);
  if (suspects != NULL)
    add_words (box->blocks, zb_suspects_dup_remarks (suspects), "caption");
  gtk_widget_set_sensitive (GTK_WIDGET (box->blocks), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (box->about_sets),
                          suspects != NULL && suspects->blocks->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (box),
                          gtk_widget_get_first_child (GTK_WIDGET (box->blocks)) != NULL);
  mark_cells (box);
}

static void
stop (ZbSuspectsBox *box)
{
  g_cancellable_cancel (box->cancellable);
  g_clear_object (&box->cancellable);
}

static void
solve_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ZbSuspects *suspects = zb_suspect_case_solve (data, cancellable);

  if (suspects == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else
    g_task_return_pointer (task, suspects, (GDestroyNotify)zb_suspects_free);
}

static void
solved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbSuspectsBox *box = ZB_SUSPECTS_BOX (source);
  ZbSuspects *suspects = g_task_propagate_pointer (G_TASK (result), NULL);

  /* A later search is under way, or the report is gone: this one is of no use. */
  if (suspects == NULL || box->cancellable != g_task_get_cancellable (G_TASK (result))) {
    zb_suspects_free (suspects);
    return;
  }
  g_clear_object (&box->cancellable);
  take_suspects (box, suspects);
}

gboolean
zb_suspects_box_is_busy (ZbSuspectsBox *box)
{
  return box->cancellable != NULL;
}

void
zb_suspects_box_show (ZbSuspectsBox *box, ZbReportModel *model)
{
  ZbCheck *check = zb_desk_check (zb_report_model_desk (model));
  g_autoptr (GTask) task = NULL;

  stop (box);
  g_set_object (&box->model, model);
  if (zb_check_verdict (check).hard == 0) {
    take_suspects (box, NULL);
    return;
  }
  gtk_widget_set_sensitive (GTK_WIDGET (box->blocks), FALSE);
  box->cancellable = g_cancellable_new ();
  task = g_task_new (box, box->cancellable, solved_cb, NULL);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_set_task_data (task, zb_suspect_case_new (check, ZB_SEVERITY_HARD),
                        (GDestroyNotify)zb_suspect_case_free);
  g_task_run_in_thread (task, solve_thread);
}

static void
zb_suspects_box_dispose (GObject *object)
{
  ZbSuspectsBox *box = ZB_SUSPECTS_BOX (object);
  GtkWidget *child;

  stop (box);
  g_clear_object (&box->model);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&box->suspects, zb_suspects_free);
  G_OBJECT_CLASS (zb_suspects_box_parent_class)->dispose (object);
}

static void
zb_suspects_box_class_init (ZbSuspectsBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_suspects_box_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/suspects-box.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbSuspectsBox, about_sets);
  gtk_widget_class_bind_template_child (widget_class, ZbSuspectsBox, blocks);
  signals[CORRECTED] = g_signal_new ("corrected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[JUMP] = g_signal_new ("jump", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
zb_suspects_box_init (ZbSuspectsBox *box)
{
  gtk_widget_init_template (GTK_WIDGET (box));
}
