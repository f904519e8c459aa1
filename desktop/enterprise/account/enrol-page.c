/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/account/enrol-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/enrolment.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/time-words.h"

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
  GtkWidget *passphrase;
  GtkWidget *again;
  AdwExpanderRow *token;
  GtkWidget *module;
  GtkLabel *message;
  GtkSpinner *spinner;
  GtkWidget *progress;
  GtkWidget *enrol;
};

G_DEFINE_FINAL_TYPE (ZbEnrolPage, zb_enrol_page, GTK_TYPE_WIDGET)

enum { ENROLLED, LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (ZbEnrolPage *page, const char *words)
{
  gtk_label_set_text (page->message, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (page->message), words != NULL);
}

static void
say_error (ZbEnrolPage *page, const GError *error)
{
  g_autofree char *words = zb_error_words (error);
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
set_busy (ZbEnrolPage *page, gboolean busy)
{
  GtkWidget *const widgets[] = {page->open,  page->invitation, page->passphrase,
                                page->again, page->enrol,      page->back};
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
find_fault (ZbEnrolPage *page, const char *invitation, const char *passphrase, const char *again)
{
  if (invitation[strspn (invitation, " \t\r\n")] == '\0')
    return g_strdup (_ ("Paste the invitation or open its file first."));
  if (adw_expander_row_get_enable_expansion (page->token)) {
    const char *module = gtk_editable_get_text (GTK_EDITABLE (page->module));
    if (!g_path_is_absolute (module))
      return g_strdup (_ ("Enter the path of the token’s PKCS#11 module first."));
    if (passphrase[0] == '\0')
      return g_strdup (_ ("Enter the token’s PIN first."));
  } else if (strlen (passphrase) < ZB_PASSPHRASE_MIN)
    return g_strdup (_ ("The passphrase needs at least 8 characters."));
  if (strcmp (passphrase, again) != 0)
    return g_strdup (_ ("The two passphrases are not the same."));
  return find_expired (page, invitation);
}

static void
enrol_cb (GtkWidget *widget, ZbEnrolPage *page)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (page->passphrase));
  const char *again = gtk_editable_get_text (GTK_EDITABLE (page->again));
  g_autofree char *invitation = dup_invitation (page);
  g_autofree char *fault = find_fault (page, invitation, passphrase, again);

  say (page, fault);
  if (fault != NULL || page->busy)
    return;
  set_busy (page, TRUE);
  zb_office_enrol_async (page->office, invitation,
                         adw_expander_row_get_enable_expansion (page->token)
                             ? gtk_editable_get_text (GTK_EDITABLE (page->module))
                             : NULL,
                         passphrase, enrolled_cb, g_object_ref (page));
}

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

static void
open_cb (GtkButton *button, ZbEnrolPage *page)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open an Invitation"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
      GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
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
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, again);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, token);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, module);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, message);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, progress);
  gtk_widget_class_bind_template_child (widget_class, ZbEnrolPage, enrol);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enrol_cb);
  signals[ENROLLED] =
      g_signal_new ("enrolled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_enrol_page_init (ZbEnrolPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  g_signal_connect (gtk_text_view_get_buffer (GTK_TEXT_VIEW (page->invitation)), "changed",
                    G_CALLBACK (text_changed_cb), page);
}
