/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/account/enrol-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/enrolment.h"
#include "client/error.h"
#include "desktop/enterprise/account/certificate-row.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/time-words.h"
#include "exchange/error.h"

struct _ZbEnrolPage {
  GtkWidget parent_instance;

  ZbOffice *office; /* owned */
  gboolean busy;

  /* Template */
  GtkWidget *back;
  GtkWidget *welcome;
  GtkWidget *open;
  GtkWidget *invitation;
  GtkLabel *whom;
  GtkWidget *person;
  AdwPreferencesGroup *key;
  GtkDropDown *place;
  GtkWidget *passphrase;
  GtkWidget *again;
  GtkWidget *module;
  GtkWidget *label;
  GtkWidget *program;
  GtkWidget *file;
  ZbCertificateRow *owner;
  GtkLabel *message;
  GtkSpinner *spinner;
  GtkWidget *progress;
  GtkWidget *enrol;
};

G_DEFINE_FINAL_TYPE (ZbEnrolPage, zb_enrol_page, GTK_TYPE_WIDGET)

/* Where the signing key is to be, in the order of the choice. */
typedef enum { PLACE_FILE, PLACE_TOKEN, PLACE_PROGRAM, PLACE_OWN, PLACE_OWN_ON_TOKEN } Place;

enum { ENROLLED, LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (ZbEnrolPage *page, const char *words)
{
  gtk_label_set_text (page->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (page->message), words != NULL);
}

static Place
get_place (ZbEnrolPage *page)
{
  return (Place)gtk_drop_down_get_selected (page->place);
}

static gboolean
is_on_token (Place place)
{
  return place == PLACE_TOKEN || place == PLACE_OWN_ON_TOKEN;
}

/* Whether there is a certificate already, to be looked at. */
static gboolean
is_own (Place place)
{
  return place == PLACE_OWN || place == PLACE_OWN_ON_TOKEN;
}

static const char *
get_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static void
say_error (ZbEnrolPage *page, const GError *error)
{
  g_autofree char *words = zb_error_words (error);

  if (is_on_token (get_place (page)) &&
      g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE))
    say (page, _ ("The token’s PIN is not right; nothing was made on it."));
  else
    say (page, words);
}

static char *
dup_invitation (ZbEnrolPage *page)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (page->invitation));
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_invitation (ZbEnrolPage *page, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (page->invitation));
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
}

/* Tells for whom the invitation is as soon as it can be read. */
static void
show_whom (ZbEnrolPage *page)
{
  g_autofree char *text = dup_invitation (page);
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (text, NULL);

  gtk_widget_set_visible (GTK_WIDGET (page->whom), invitation != NULL);
  if (invitation == NULL)
    return;
  g_autofree char *expires = zb_time_words (invitation->expires);
  /* Translators: enterprise, its code, server, time. */
  g_autofree char *words = g_strdup_printf (
      _ ("For %s (%s), at %s. Valid until %s."), invitation->name,
      invitation->unit != NULL ? invitation->unit : _ ("staff"), invitation->url, expires);
  gtk_label_set_text (page->whom, words);
}

static void
text_changed_cb (GtkTextBuffer *buffer, ZbEnrolPage *page)
{
  show_whom (page);
  say (page, NULL);
}

static void
changed_cb (GtkEditable *editable, ZbEnrolPage *page)
{
  say (page, NULL);
}

static void
file_cb (GtkEditable *editable, ZbEnrolPage *page)
{
  zb_certificate_row_show (page->owner, NULL);
  say (page, NULL);
}

/* What the choice asks for, and what is told of it. */
static const struct {
  const char *description;
  const char *secret; /* NULL: nothing is asked */
  const char *file;   /* NULL: no file is */
} choices[] = {
    [PLACE_FILE] = {N_ ("A passphrase encrypts it; signing a report asks for that. It never leaves "
                        "this computer and nobody can restore it."),
                    N_ ("Passphrase, at least 8 characters"), NULL},
    [PLACE_TOKEN] = {N_ ("The key is made on the token and never leaves it; signing a report asks "
                         "for its PIN."),
                     N_ ("PIN of the token"), NULL},
    [PLACE_PROGRAM] =
        {N_ ("The program that came with a card or a token makes the signatures and "
             "asks for the PIN by itself."),
         NULL, N_ ("The key’s certificate, if another authority has made one (.pem, .cer)")},
    [PLACE_OWN] = {N_ ("A province’s or national authority has certified you already: the bureau "
                       "registers that certificate, and you sign with its key and passphrase."),
                   N_ ("Passphrase of the file"), N_ ("The file with certificate and key")},
    [PLACE_OWN_ON_TOKEN] =
        {N_ ("A province’s or national authority has certified you already, and the key lies on "
             "the token: the bureau registers that certificate, and the token signs."),
         N_ ("PIN of the token"), NULL},
};

static void
place_cb (GObject *object, GParamSpec *pspec, ZbEnrolPage *page)
{
  Place place = get_place (page);
  const char *secret = choices[place].secret, *file = choices[place].file;

  adw_preferences_group_set_description (page->key, _ (choices[place].description));
  if (secret != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (page->passphrase), _ (secret));
  if (file != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (page->file), _ (file));
  gtk_widget_set_visible (page->passphrase, secret != NULL);
  gtk_widget_set_visible (page->file, file != NULL);
  gtk_widget_set_visible (page->again, place == PLACE_FILE);
  /* The certificate says it. */
  gtk_widget_set_visible (page->person, !is_own (place));
  gtk_widget_set_visible (page->module, is_on_token (place));
  gtk_widget_set_visible (page->label, is_on_token (place));
  gtk_widget_set_visible (page->program, place == PLACE_PROGRAM);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (page->passphrase), is_own (place));
  zb_certificate_row_show (page->owner, NULL);
  say (page, NULL);
}

static const char *
find_key_fault (ZbEnrolPage *page)
{
  const char *secret = get_text (page->passphrase);

  switch (get_place (page)) {
  case PLACE_TOKEN:
  case PLACE_OWN_ON_TOKEN:
    if (!g_path_is_absolute (get_text (page->module)))
      return _ ("Enter the path of the token’s PKCS#11 module first.");
    return secret[0] == '\0' ? _ ("Enter the token’s PIN first.") : NULL;
  case PLACE_PROGRAM:
    return g_shell_parse_argv (get_text (page->program), NULL, NULL, NULL)
               ? NULL
               : _ ("Enter the command line of the signing program first; what has spaces stands "
                    "in quotes.");
  case PLACE_OWN:
    if (!g_path_is_absolute (get_text (page->file)))
      return _ ("Choose the file with your certificate and key first.");
    return secret[0] == '\0' ? _ ("Enter the file’s passphrase first.") : NULL;
  case PLACE_FILE:
    break;
  }
  if (strlen (secret) < ZB_PASSPHRASE_MIN)
    return _ ("The passphrase needs at least 8 characters.");
  return strcmp (secret, get_text (page->again)) != 0 ? _ ("The two passphrases are not the same.")
                                                      : NULL;
}

/* (transfer full) (nullable) NULL for what is blank. */
static char *
dup_text (GtkWidget *entry)
{
  char *text = g_strstrip (g_strdup (get_text (entry)));

  if (text[0] != '\0')
    return text;
  g_free (text);
  return NULL;
}

/* All but the invitation. (transfer full) */
static ZbEnrolmentWish *
make_wish (ZbEnrolPage *page)
{
  ZbEnrolmentWish *wish = g_new0 (ZbEnrolmentWish, 1);
  Place place = get_place (page);

  wish->person = dup_text (page->person);
  wish->module = is_on_token (place) ? dup_text (page->module) : NULL;
  wish->label = is_on_token (place) ? dup_text (page->label) : NULL;
  wish->own = place == PLACE_OWN_ON_TOKEN;
  wish->which = g_strdup (zb_certificate_row_chosen (page->owner));
  wish->program = place == PLACE_PROGRAM ? dup_text (page->program) : NULL;
  wish->file = choices[place].file != NULL ? dup_text (page->file) : NULL;
  wish->secret = g_strdup (get_text (page->passphrase));
  wish->now = zb_office_now (page->office);
  return wish;
}

/* Whose certificate it is, before one enrols */

/* On a thread: a passphrase takes its time. */
static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *found = zb_enrolment_wish_look (data, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbEnrolPage *page = ZB_ENROL_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (result), &error);

  if (GPOINTER_TO_INT (user_data) != (int)get_place (page))
    return;
  zb_certificate_row_show (page->owner, found);
  if (found == NULL)
    say_error (page, error);
}

static void
look (ZbEnrolPage *page)
{
  g_autoptr (GTask) task =
      g_task_new (page, NULL, looked_cb, GINT_TO_POINTER ((int)get_place (page)));

  g_task_set_task_data (task, make_wish (page), (GDestroyNotify)zb_enrolment_wish_free);
  g_task_run_in_thread (task, look_thread);
}

/* The passphrase or the PIN was entered. */
static void
look_cb (AdwEntryRow *row, ZbEnrolPage *page)
{
  const char *fault = is_own (get_place (page)) ? find_key_fault (page) : NULL;

  say (page, fault);
  if (is_own (get_place (page)) && fault == NULL)
    look (page);
}

static void
chosen_owner_cb (ZbCertificateRow *row, ZbEnrolPage *page)
{
  say (page, NULL);
}

static void
set_busy (ZbEnrolPage *page, gboolean busy)
{
  GtkWidget *const widgets[] = {page->open,  page->invitation,       page->person,
                                page->enrol, GTK_WIDGET (page->key), page->back};
  page->busy = busy;
  /* GTK warns when what has the keyboard turns insensitive. */
  gtk_window_set_focus (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_sensitive (widgets[i], !busy);
  gtk_widget_set_visible (page->progress, busy);
  gtk_spinner_set_spinning (page->spinner, busy);
}

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbEnrolPage) page = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (page, FALSE);
  if (!zb_office_enrol_finish (ZB_OFFICE (source), result, &error)) {
    say_error (page, error);
    if (g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_AMBIGUOUS))
      look (page);
    return;
  }
  zb_enrol_page_begin (page, page->office, NULL);
  g_signal_emit (page, signals[ENROLLED], 0);
}

static char *
find_expired (ZbEnrolPage *page, const char *text)
{
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (text, NULL);

  if (invitation == NULL || invitation->expires >= zb_office_now (page->office))
    return NULL;
  g_autofree char *expired = zb_time_words (invitation->expires);
  return g_strdup_printf (_ ("The invitation expired on %s. Ask the bureau for a new one."),
                          expired);
}

/* What is wrong with what was entered, NULL when nothing is. (transfer full) */
static char *
find_fault (ZbEnrolPage *page, const char *invitation)
{
  const char *fault = find_key_fault (page);

  if (invitation[strspn (invitation, " \t\r\n")] == '\0')
    return g_strdup (_ ("Paste the invitation or open its file first."));
  return fault != NULL ? g_strdup (fault) : find_expired (page, invitation);
}

static void
enrol_cb (GtkWidget *widget, ZbEnrolPage *page)
{
  g_autofree char *invitation = dup_invitation (page);
  g_autofree char *fault = find_fault (page, invitation);

  say (page, fault);
  if (fault != NULL || page->busy)
    return;
  ZbEnrolmentWish *wish = make_wish (page);
  wish->invitation = g_steal_pointer (&invitation);
  set_busy (page, TRUE);
  zb_office_enrol_async (page->office, wish, enrolled_cb, g_object_ref (page));
}

/* Files: the invitation's, the token's module, a certificate's */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbEnrolPage) page = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, NULL, NULL, &error))
    say_error (page, error);
  else if (!g_utf8_validate (text, -1, NULL))
    say (page, _ ("This file is no invitation: it is not a text."));
  else
    set_invitation (page, text);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, ZbEnrolPage *page)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_file_load_contents_async (file, NULL, loaded_cb, g_object_ref (page));
  }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/* Puts the path of what was chosen into @entry. */
static void
take_path (GtkNativeDialog *dialog, int response, GtkWidget *entry)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_autofree char *path = g_file_get_path (file);
    gtk_editable_set_text (GTK_EDITABLE (entry), path != NULL ? path : "");
  }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
module_chosen_cb (GtkNativeDialog *dialog, int response, ZbEnrolPage *page)
{
  take_path (dialog, response, page->module);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, ZbEnrolPage *page)
{
  take_path (dialog, response, page->file);
}

static void
ask_file (ZbEnrolPage *page, const char *title, GCallback chosen)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", chosen, page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_cb (GtkButton *button, ZbEnrolPage *page)
{
  ask_file (page, _ ("Open an Invitation"), G_CALLBACK (chosen_cb));
}

static void
module_cb (GtkButton *button, ZbEnrolPage *page)
{
  ask_file (page, _ ("Choose the Token’s Module"), G_CALLBACK (module_chosen_cb));
}

static void
choose_file_cb (GtkButton *button, ZbEnrolPage *page)
{
  ask_file (page, _ ("Choose a Certificate’s File"), G_CALLBACK (file_chosen_cb));
}

static void
back_cb (GtkButton *button, ZbEnrolPage *page)
{
  g_signal_emit (page, signals[LEFT], 0);
}

void
zb_enrol_page_begin (ZbEnrolPage *page, ZbOffice *office, const char *invitation)
{
  g_set_object (&page->office, office);
  set_invitation (page, invitation);
  gtk_editable_set_text (GTK_EDITABLE (page->passphrase), "");
  gtk_editable_set_text (GTK_EDITABLE (page->again), "");
  gtk_editable_set_text (GTK_EDITABLE (page->person), "");
  gtk_editable_set_text (GTK_EDITABLE (page->file), "");
  say (page, NULL);
  gtk_widget_set_visible (page->back, zb_office_n_enterprises (office) > 0);
  gtk_widget_set_visible (page->welcome, zb_office_n_enterprises (office) == 0);
  gtk_widget_grab_focus (invitation != NULL ? page->passphrase : page->invitation);
}

static void
zb_enrol_page_dispose (GObject *object)
{
  ZbEnrolPage *page = ZB_ENROL_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (page))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&page->office);
  G_OBJECT_CLASS (zb_enrol_page_parent_class)->dispose (object);
}

static void
zb_enrol_page_class_init (ZbEnrolPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_enrol_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/enrol-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, back);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, welcome);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, open);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, invitation);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, whom);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, person);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, key);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, place);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, program);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, file);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, owner);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, again);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, label);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, module);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, message);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, progress);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, enrol);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enrol_cb);
  gtk_widget_class_bind_template_callback (widget_class, module_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_owner_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_cb);
  signals[ENROLLED] =
      g_signal_new ("enrolled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_enrol_page_init (ZbEnrolPage *page)
{
  g_type_ensure (ZB_TYPE_CERTIFICATE_ROW);
  gtk_widget_init_template (GTK_WIDGET (page));
  place_cb (NULL, NULL, page);
  g_signal_connect (gtk_text_view_get_buffer (GTK_TEXT_VIEW (page->invitation)), "changed",
                    G_CALLBACK (text_changed_cb), page);
}
