/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/sign-dialog.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/filing/cosign-filing.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/filing/filing.h"
#include "desktop/enterprise/office/language.h"
#include "exchange/error.h"

#define MOST_TOTALS 6

struct _ZbSignDialog {
  AdwWindow parent_instance;

  ZbOffice *office; /* owned */
  gint64 account;
  ZbReport *report;      /* owned */
  ZbDraftKeeper *keeper; /* owned (nullable) */
  char *withdraws;       /* owned (nullable): the message */
  char *cosign;          /* owned (nullable): the message that others have signed */
  guint to_sign;
  GArray *choices; /* owned: guint, roles to sign in */
  gboolean busy;

  /* Template */
  GtkWidget *cancel;
  GtkWidget *sign;
  GtkLabel *intro;
  GtkGrid *summary;
  AdwActionRow *role_row;
  GtkDropDown *roles;
  GtkWidget *passphrase;
  gboolean by_program; /* signing needs no passphrase here */
  gboolean asks_pin;
  GtkLabel *message;
  GtkWidget *progress;
};

G_DEFINE_FINAL_TYPE (ZbSignDialog, zb_sign_dialog, ADW_TYPE_WINDOW)

enum { SIGNED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
add_line (ZbSignDialog *dialog, int *row, const char *label, const char *value, gboolean figure)
{
  GtkWidget *left = gtk_label_new (label);
  GtkWidget *right = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_yalign (GTK_LABEL (left), 0);
  gtk_label_set_wrap (GTK_LABEL (left), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (left), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (right), figure ? 1 : 0);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  /* A long address wraps before the names of figures do. */
  gtk_label_set_max_width_chars (GTK_LABEL (right), 24);
  gtk_widget_set_hexpand (right, TRUE);
  if (figure)
    gtk_widget_add_css_class (right, "numeric");
  gtk_grid_attach (dialog->summary, left, 0, *row, 1, 1);
  gtk_grid_attach (dialog->summary, right, 1, *row, 1, 1);
  (*row)++;
}

/* The figures the form insists on, as a reader would pick them out. */
static void
add_totals (ZbSignDialog *dialog, int *row)
{
  const ZbForm *form = zb_report_form (dialog->report);
  guint n = 0;

  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];
    for (guint i = 0; !section->dynamic && i < section->n_rows * section->n_columns; i++) {
      guint r = i / section->n_columns, c = i % section->n_columns;
      ZbCellSpec spec = section->specs[i];
      if (n >= MOST_TOTALS || !(spec.flags & ZB_CELL_REQUIRED) || spec.type != ZB_CELL_NUMBER)
        continue;
      g_autofree char *figure = zb_cell_entry_show (dialog->report, s, r, c);
      g_autofree char *label =
          g_strdup_printf (_ ("%s, %s"), zb_language_text (&section->rows[r].label),
                           zb_language_text (&section->columns[c].label));
      g_autofree char *value =
          spec.measure != NULL
              ? g_strdup_printf ("%s %s", figure, zb_language_text (&spec.measure->name))
              : g_strdup (figure);
      add_line (dialog, row, label, value, TRUE);
      n++;
    }
  }
}

/* "Statistics: industry and transport (350200)": who receives it, by name where that is known. */
static char *
dup_receiver (const ZbSigningSubject *subject)
{
  const ZbAccount *account = subject->account;
  const char *bureau = zb_language_text (&subject->due->bureau);

  if (bureau[0] == '\0')
    return g_strdup_printf (_ ("%s (%s)"), account->node, account->url);
  /* Translators: the bureau's name, its code, and the address of its server. */
  return g_strdup_printf (_ ("%s (%s, %s)"), bureau, account->node, account->url);
}

/* The codes of all forms that are signed with it. */
static char *
dup_forms (const GArray *parts)
{
  g_autoptr (GString) forms = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++) {
    const ZbSetPart *part = &g_array_index (parts, ZbSetPart, i);
    if (part->state != ZB_PART_ABSENT)
      g_string_append_printf (forms, "%s%s", forms->len > 0 ? _ (", ") : "",
                              zb_package_form (part->package)->code);
  }
  return g_string_free (g_steal_pointer (&forms), FALSE);
}

static void
add_form (ZbSignDialog *dialog, int *row, const ZbSigningSubject *subject)
{
  const ZbForm *form = zb_report_form (dialog->report);

  if (subject->parts == NULL) {
    g_autofree char *title = g_strdup_printf ("%s %s", form->code, zb_language_text (&form->title));
    add_line (dialog, row, _ ("Form"), title, FALSE);
    return;
  }
  const ZbForm *head = zb_package_form (g_array_index (subject->parts, ZbSetPart, 0).package);
  g_autofree char *forms = dup_forms (subject->parts);
  add_line (dialog, row, _ ("Set"), zb_language_text (&head->filing.set_title), FALSE);
  add_line (dialog, row, _ ("Forms"), forms, FALSE);
}

static void
fill (ZbSignDialog *dialog, const ZbSigningSubject *subject)
{
  gboolean correction = zb_report_kind (dialog->report) == ZB_REPORT_CORRECTION;
  int row = 0;
  g_autofree char *enterprise =
      g_strdup_printf (_ ("%s (%s)"), subject->account->name, zb_report_unit (dialog->report));
  g_autofree char *period =
      zb_period_to_display (zb_report_period (dialog->report), zb_language_get (), subject->joint);
  g_autofree char *receiver = dup_receiver (subject);

  add_line (dialog, &row, _ ("Enterprise"), enterprise, FALSE);
  add_form (dialog, &row, subject);
  add_line (dialog, &row, _ ("Period"), period, FALSE);
  add_line (dialog, &row, _ ("Version"),
            dialog->withdraws != NULL ? _ ("withdrawal of the version that was sent")
            : correction              ? _ ("correction of an earlier version")
                                      : _ ("first version"),
            FALSE);
  add_line (dialog, &row, _ ("Receiver"), receiver, FALSE);
  if (subject->due->disclaimer.zh != NULL)
    add_line (dialog, &row, _ ("Note"), zb_language_text (&subject->due->disclaimer), FALSE);
  if (subject->parts == NULL && dialog->withdraws == NULL)
    add_totals (dialog, &row);
}

/* The program that holds the key asks for its PIN by itself. */
static void
show_program (ZbSignDialog *dialog)
{
  gtk_widget_set_visible (dialog->passphrase, FALSE);
  gtk_widget_grab_focus (dialog->sign);
  gtk_label_set_text (dialog->message, _ ("You sign with your token: it asks for its PIN."));
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), TRUE);
}

static guint
get_roles (ZbSignDialog *dialog)
{
  guint choice = gtk_drop_down_get_selected (dialog->roles);

  return choice < dialog->choices->len ? g_array_index (dialog->choices, guint, choice) : 0;
}

guint
zb_sign_dialog_get_left (ZbSignDialog *dialog)
{
  return dialog->to_sign & ~get_roles (dialog);
}

/* Who comes after, and what the button does then. */
static void
roles_cb (GObject *object, GParamSpec *pspec, ZbSignDialog *dialog)
{
  guint left = zb_sign_dialog_get_left (dialog);
  g_autofree char *words = zb_signing_roles_to_words (left, zb_language_get ());
  g_autofree char *after = g_strdup_printf (_ ("After you must sign: %s"), words);

  if (dialog->withdraws != NULL)
    return;
  adw_action_row_set_subtitle (dialog->role_row,
                               left != 0 ? after : _ ("Nobody need sign after you"));
  gtk_button_set_label (GTK_BUTTON (dialog->sign), left != 0 ? _ ("_Sign") : _ ("_Sign and Send"));
}

/* All of @mine, or as far as one likes: in order. */
static void
show_roles (ZbSignDialog *dialog, guint mine)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint roles = mine; roles != 0;) {
    g_autofree char *words = zb_signing_roles_to_words (roles, zb_language_get ());
    guint last = 1u << (g_bit_storage (roles) - 1);

    gtk_string_list_append (names, words);
    g_array_append_val (dialog->choices, roles);
    roles &= ~last;
  }
  gtk_widget_set_visible (GTK_WIDGET (dialog->role_row), dialog->choices->len > 0);
  gtk_drop_down_set_model (dialog->roles, G_LIST_MODEL (names));
  roles_cb (NULL, NULL, dialog);
}

static void
show_withdrawal (ZbSignDialog *dialog)
{
  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Withdraw"));
  gtk_button_set_label (GTK_BUTTON (dialog->sign), _ ("_Sign and Withdraw"));
  gtk_label_set_text (dialog->intro,
                      _ ("You take back what was sent, as long as no reviewer has passed it. The "
                         "version and its receipts stay in the history; the report is due again, "
                         "and begins with the figures that were sent."));
}

static void
set_busy (ZbSignDialog *dialog, gboolean busy)
{
  dialog->busy = busy;
  /* GTK warns when what has the keyboard turns insensitive. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  gtk_widget_set_sensitive (dialog->cancel, !busy);
  gtk_widget_set_sensitive (dialog->sign, !busy);
  gtk_widget_set_sensitive (dialog->passphrase, !busy);
  gtk_widget_set_visible (dialog->progress, busy);
}

static void
say (ZbSignDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->message), words != NULL);
}

static char *
dup_fault (const ZbSignDialog *dialog, const GError *error)
{
  if (dialog->asks_pin &&
      g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE))
    return g_strdup (_ ("The PIN is not right. Nothing was signed; try again."));
  return zb_error_words (error);
}

static void
signed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbSignDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message_id = NULL;

  if (dialog->cosign == NULL)
    message_id = zb_filing_sign_finish (result, &error);
  else if (zb_cosign_filing_finish (result, &error))
    message_id = g_strdup (dialog->cosign);

  set_busy (dialog, FALSE);
  if (message_id == NULL) {
    g_autofree char *words = dup_fault (dialog, error);
    say (dialog, words);
    gtk_editable_select_region (GTK_EDITABLE (dialog->passphrase), 0, -1);
    gtk_widget_grab_focus (dialog->by_program ? dialog->sign : dialog->passphrase);
    return;
  }
  g_signal_emit (dialog, signals[SIGNED], 0, message_id);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
sign_cb (GtkWidget *widget, ZbSignDialog *dialog)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (dialog->passphrase));

  gboolean lacking = !dialog->by_program && passphrase[0] == '\0';

  say (dialog, !lacking           ? NULL
               : dialog->asks_pin ? _ ("Enter the token’s PIN first.")
                                  : _ ("Enter the passphrase first."));
  if (lacking || dialog->busy)
    return;
  set_busy (dialog, TRUE);
  if (dialog->withdraws != NULL)
    zb_filing_withdraw_async (dialog->office, dialog->account, dialog->withdraws, passphrase,
                              signed_cb, g_object_ref (dialog));
  else if (dialog->cosign != NULL)
    zb_cosign_filing_sign_async (dialog->office, dialog->account, dialog->cosign,
                                 get_roles (dialog), passphrase, signed_cb, g_object_ref (dialog));
  else
    zb_filing_sign_async (dialog->office, dialog->account, dialog->report, dialog->keeper,
                          get_roles (dialog), passphrase, signed_cb, g_object_ref (dialog));
}

/* Not while signing: what becomes of it must be seen. */
static gboolean
zb_sign_dialog_close_request (GtkWindow *window)
{
  if (ZB_SIGN_DIALOG (window)->busy)
    return TRUE;
  return GTK_WINDOW_CLASS (zb_sign_dialog_parent_class)->close_request (window);
}

static void
zb_sign_dialog_dispose (GObject *object)
{
  ZbSignDialog *dialog = ZB_SIGN_DIALOG (object);
  g_clear_object (&dialog->office);
  g_clear_pointer (&dialog->report, zb_report_unref);
  g_clear_pointer (&dialog->keeper, zb_draft_keeper_unref);
  g_clear_pointer (&dialog->withdraws, g_free);
  g_clear_pointer (&dialog->cosign, g_free);
  g_clear_pointer (&dialog->choices, g_array_unref);
  G_OBJECT_CLASS (zb_sign_dialog_parent_class)->dispose (object);
}

static void
zb_sign_dialog_class_init (ZbSignDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_sign_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = zb_sign_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/sign-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, sign);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, intro);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, role_row);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, roles);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, passphrase);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, message);
  gtk_widget_class_bind_template_child (widget_class, ZbSignDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, sign_cb);
  gtk_widget_class_bind_template_callback (widget_class, roles_cb);
  signals[SIGNED] = g_signal_new ("signed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
zb_sign_dialog_init (ZbSignDialog *dialog)
{
  dialog->choices = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (dialog));
  gtk_widget_grab_focus (dialog->passphrase);
}

ZbSignDialog *
zb_sign_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbSigningSubject *subject)
{
  ZbSignDialog *dialog = g_object_new (ZB_TYPE_SIGN_DIALOG, "transient-for", parent, NULL);
  dialog->office = g_object_ref (office);
  dialog->account = subject->account->id;
  dialog->report = zb_report_copy (subject->report);
  dialog->keeper = subject->keeper != NULL ? zb_draft_keeper_ref (subject->keeper) : NULL;
  dialog->withdraws = g_strdup (subject->withdraws);
  dialog->cosign = g_strdup (subject->cosign);
  dialog->to_sign = subject->to_sign;
  if (subject->withdraws == NULL)
    show_roles (dialog, subject->mine);
  dialog->asks_pin = zb_account_asks_pin (subject->account);
  dialog->by_program = subject->account->signer != NULL && !dialog->asks_pin;
  if (dialog->asks_pin)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->passphrase),
                                   _ ("PIN of your token"));
  if (dialog->by_program)
    show_program (dialog);
  if (subject->withdraws != NULL)
    show_withdrawal (dialog);
  fill (dialog, subject);
  return dialog;
}
