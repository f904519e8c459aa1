/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <string.h>

#include "client/import/ledger-map.h"
#include "client/import/sheet-import.h"
#include "desktop/enterprise/report/incoming-dialog.h"
#include "desktop/enterprise/model/report-model-incoming.h"
#include "desktop/enterprise/report/report-page-entry.h"
#include "desktop/enterprise/model/report-sheet.h"
#include "forms/form-lookup.h"

/* What the items of header fields begin with. */
#define HEAD "head."

/* Figures from spreadsheets, the ledger and the clipboard: read aside, shown, put in. */

static gboolean
may_take (ZbReportPage *page)
{
  return page->model != NULL && page->opened->editable && page->grid != NULL &&
         !zb_draft_keeper_is_stopped (page->keeper) &&
         zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid));
}

static gboolean
show_cell (ZbReportPage *page, const char *item)
{
  const ZbForm *form = zb_report_form (zb_report_model_report (page->model));
  g_autofree char *key = NULL;
  guint section, column, row, grid_column;

  if (!zb_form_split_item_id (form, item, &section, &key, &column) ||
      !zb_report_model_find_item (page->model, form->sections[section].id, key,
                                  form->sections[section].columns[column].code, &row, &grid_column))
    return FALSE;
  zb_form_grid_show_cell (ZB_FORM_GRID (page->grid), row, grid_column);
  return TRUE;
}

static void
jump_cb (ZbIncomingDialog *dialog, const char *item, ZbReportPage *page)
{
  const ZbForm *form = zb_report_form (zb_report_model_report (page->model));
  int field = g_str_has_prefix (item, HEAD) ? zb_form_find_field (form, item + strlen (HEAD)) : -1;

  if (field >= 0) {
    if (!zb_report_sheet_show_field (page->sheet, (guint)field))
      zb_report_page_say (page, _ ("This field of the heading is not for you to fill in."));
  } else if (!show_cell (page, item)) {
    zb_report_page_say (page, _ ("The row is not in the report yet; it comes with the figures."));
  }
}

/* A profile that is to be kept */

typedef struct {
  char *form, *name;
  ZbImportProfile *profile;
} Keep;

static void
keep_free (gpointer data)
{
  Keep *keep = data;

  g_free (keep->form);
  g_free (keep->name);
  zb_import_profile_free (keep->profile);
  g_free (keep);
}

static gpointer
keep_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Keep *keep = data;

  return zb_import_profile_save (workspace, keep->form, keep->name, keep->profile, error)
             ? ZB_WORK_DONE
             : NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) == NULL)
    zb_report_page_say_error (page, error);
}

static void
add_heading (gpointer heading, gpointer target, gpointer headings)
{
  g_hash_table_insert (headings, g_strdup (heading), g_strdup (target));
}

static void
keep_profile (ZbReportPage *page, const char *name, const ZbImportProfile *profile)
{
  Keep *keep = g_new0 (Keep, 1);

  keep->form = g_strdup (zb_report_form (zb_report_model_report (page->model))->id);
  keep->name = g_strdup (name);
  keep->profile = zb_import_profile_new ();
  keep->profile->sheet = g_strdup (profile->sheet);
  keep->profile->measure = profile->measure;
  g_hash_table_foreach (profile->columns, add_heading, keep->profile->columns);
  g_hash_table_foreach (profile->rows, add_heading, keep->profile->rows);
  zb_worker_run (zb_office_disk (page->office), page, keep_work, keep, keep_free, NULL, NULL,
                 kept_cb, g_object_ref (page));
}

static void
taken_cb (ZbIncomingDialog *dialog,
          const ZbIncoming *incoming,
          const char *name,
          const ZbImportProfile *profile,
          ZbReportPage *page)
{
  if (!may_take (page))
    return;
  guint n = zb_report_model_take (page->model, incoming);
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u figure put in. Ctrl+Z takes it back.",
                                 "%u figures put in. Ctrl+Z takes them back.", n),
                       n);

  if (name != NULL)
    keep_profile (page, name, profile);
  zb_report_sheet_fill (page->sheet, page->model, page->opened->account->name);
  zb_report_page_say (page, words);
  gtk_widget_grab_focus (page->grid);
}

static void
show_dialog (ZbReportPage *page, ZbIncomingDialog *dialog)
{
  g_signal_connect_object (dialog, "taken", G_CALLBACK (taken_cb), page, 0);
  g_signal_connect_object (dialog, "jump", G_CALLBACK (jump_cb), page, 0);
  zb_incoming_dialog_start (dialog);
}

/* Files */

/* What was read on the worker; then the dialog's. */
typedef struct {
  GFile *file;
  char *form;
  gint64 account;
  gboolean ledger;
  ZbSpreadsheet *book;
  ZbTrialBalance *balance; /* (nullable) of a ledger's file */
  GPtrArray *names, *profiles;
  GPtrArray *entries; /* ZbLedgerEntry */
  ZbReport *report;   /* as it stood when the dialog was opened */
  ZbAccount *owner;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->file);
  g_free (reading->form);
  g_clear_pointer (&reading->book, zb_spreadsheet_free);
  g_clear_pointer (&reading->balance, zb_trial_balance_free);
  g_clear_pointer (&reading->names, g_ptr_array_unref);
  g_clear_pointer (&reading->profiles, g_ptr_array_unref);
  g_clear_pointer (&reading->entries, g_ptr_array_unref);
  g_clear_pointer (&reading->report, zb_report_unref);
  g_clear_pointer (&reading->owner, zb_account_free);
  g_free (reading);
}

static gboolean
read_profiles (ZbWorkspace *workspace, Reading *reading, GError **error)
{
  reading->names = zb_import_profile_list (workspace, reading->form, error);
  reading->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_import_profile_free);
  for (guint i = 0; reading->names != NULL && i < reading->names->len; i++) {
    ZbImportProfile *profile =
        zb_import_profile_read (workspace, reading->form, reading->names->pdata[i], error);
    if (profile == NULL)
      return FALSE;
    g_ptr_array_add (reading->profiles, profile);
  }
  return reading->names != NULL;
}

static gboolean
read_ledger (ZbWorkspace *workspace, Reading *reading, GError **error)
{
  reading->owner = zb_account_read (workspace, reading->account, error);
  if (reading->owner == NULL)
    return FALSE;
  reading->balance = zb_trial_balance_read (reading->book, error);
  reading->entries = reading->balance != NULL
                         ? zb_ledger_map_list (workspace, reading->owner, reading->form, error)
                         : NULL;
  return reading->entries != NULL;
}

static gpointer
read_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autofree char *name = g_file_get_basename (reading->file);
  g_autoptr (GBytes) bytes = g_file_load_bytes (reading->file, cancellable, NULL, error);

  reading->book = bytes != NULL ? zb_spreadsheet_read (name, bytes, error) : NULL;
  if (reading->book == NULL)
    return NULL;
  return (reading->ledger ? read_ledger : read_profiles) (workspace, reading, error) ? ZB_WORK_DONE
                                                                                     : NULL;
}

static ZbIncoming *
import_again (const ZbImportProfile *profile, gpointer data, GError **error)
{
  const Reading *reading = data;

  return zb_sheet_import (reading->book, reading->report, profile, error);
}

static ZbIncoming *
run_ledger (G_GNUC_UNUSED const ZbImportProfile *profile, gpointer data, GError **error)
{
  const Reading *reading = data;

  return zb_ledger_entries_run (reading->entries, reading->owner, reading->balance, reading->report,
                                error);
}

static void
show_import (ZbReportPage *page, Reading *reading)
{
  g_autofree char *name = g_file_get_basename (reading->file);
  GPtrArray *names = g_steal_pointer (&reading->names);
  GPtrArray *profiles = g_steal_pointer (&reading->profiles);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
  ZbIncomingDialog *dialog =
      reading->ledger ? zb_incoming_dialog_new (window, _ ("Fill from the Trial Balance"), name, 0,
                                                run_ledger, reading, reading_free)
                      : zb_incoming_dialog_new (window, _ ("Import from a Spreadsheet"), name,
                                                ZB_INCOMING_MEASURES | ZB_INCOMING_PROFILES,
                                                import_again, reading, reading_free);

  if (names != NULL)
    zb_incoming_dialog_set_profiles (dialog, names, profiles);
  show_dialog (page, dialog);
}

typedef struct {
  ZbReportPage *page;
  Reading *reading;
} Wait;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Wait *wait = user_data;
  g_autoptr (ZbReportPage) page = wait->page;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) != NULL && may_take (page)) {
    wait->reading->report = zb_report_copy (zb_report_model_report (page->model));
    show_import (page, wait->reading);
    return;
  }
  reading_free (wait->reading);
  if (error != NULL)
    zb_report_page_say_error (page, error);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbReportPage *page)
{
  gboolean ledger = g_object_get_data (G_OBJECT (chooser), "ledger") != NULL;

  if (response == GTK_RESPONSE_ACCEPT && may_take (page)) {
    Reading *reading = g_new0 (Reading, 1);
    Wait *wait = g_new0 (Wait, 1);

    reading->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    reading->form = g_strdup (zb_report_form (zb_report_model_report (page->model))->id);
    reading->account = page->opened->account->id;
    reading->ledger = ledger;
    *wait = (Wait){g_object_ref (page), reading};
    zb_worker_run (zb_office_disk (page->office), page, read_work, reading, NULL, NULL, NULL,
                   read_cb, wait);
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  gboolean ledger = strcmp (name, "report.ledger") == 0;
  GtkFileChooserNative *chooser;
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (!may_take (page))
    return;
  chooser = gtk_file_chooser_native_new (
      ledger ? _ ("Choose the Trial Balance") : _ ("Choose a Spreadsheet"),
      GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_filter_set_name (filter, _ ("Spreadsheets (.xlsx, .csv)"));
  gtk_file_filter_add_suffix (filter, "xlsx");
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_filter_add_suffix (filter, "txt");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (ledger)
    g_object_set_data (G_OBJECT (chooser), "ledger", chooser);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* The clipboard */

typedef struct {
  ZbReportModel *model;
  ZbTextBlock *block;
  guint row, column;
} Pasting;

static void
pasting_free (gpointer data)
{
  Pasting *pasting = data;

  g_object_unref (pasting->model);
  zb_text_block_free (pasting->block);
  g_free (pasting);
}

static ZbIncoming *
offer_again (const ZbImportProfile *profile, gpointer data, GError **error)
{
  const Pasting *pasting = data;

  return zb_report_model_offer_block (pasting->model, pasting->block, pasting->row, pasting->column,
                                      profile->measure);
}

static void
show_paste (ZbReportPage *page, ZbTextBlock *block, guint row, guint column)
{
  Pasting *pasting = g_new0 (Pasting, 1);
  g_autofree char *size =
      g_strdup_printf (_ ("%u × %u cells from the clipboard"), zb_text_block_get_n_rows (block),
                       zb_text_block_get_n_columns (block));

  *pasting = (Pasting){g_object_ref (page->model), block, row, column};
  show_dialog (page, zb_incoming_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                                             _ ("Paste with Preview"), size, ZB_INCOMING_MEASURES,
                                             offer_again, pasting, pasting_free));
}

static void
read_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  ZbTextBlock *block = NULL;
  guint row, column, n_rows, n_columns;

  if (!may_take (page))
    return;
  if (text == NULL ||
      !zb_form_grid_get_selection (ZB_FORM_GRID (page->grid), &row, &column, &n_rows, &n_columns)) {
    zb_report_page_say (page, _ ("There is no text to paste."));
    return;
  }
  block = zb_text_block_parse (text, strlen (text), &error);
  if (block == NULL)
    zb_report_page_say_error (page, error);
  else
    show_paste (page, block, row, column);
}

static void
paste_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  if (may_take (page))
    gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, read_text_cb,
                                   g_object_ref (page));
}

void
zb_report_page_install_incoming (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.import", NULL, choose_action_cb);
  gtk_widget_class_install_action (widget_class, "report.ledger", NULL, choose_action_cb);
  gtk_widget_class_install_action (widget_class, "report.paste-preview", NULL, paste_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "report.import",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "report.ledger",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "report.paste-preview", NULL);
}
