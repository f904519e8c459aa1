/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "desktop/enterprise/findings/findings-paper.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/paper/paper-print.h"
#include "desktop/enterprise/report/report-page-private.h"
#include "desktop/enterprise/paper/report-papers.h"
#include "paper/form-paper.h"
#include "paper/paper-xlsx.h"
#include "paper/print/pdf.h"

/* What is open is a signed version, to be taken from its bytes. */
static gboolean
is_signed (ZbReportPage *page)
{
  return !page->opened->editable && page->opened->sent != NULL;
}

/* The report as it stands, which is not signed: "draft" stands across it. NULL while it shows none.
 */
static ZbPaper *
lay_out (ZbReportPage *page)
{
  if (page->model == NULL ||
      !(page->grid == NULL || zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid))))
    return NULL;
  const ZbReport *report = zb_report_model_report (page->model);
  const ZbPackage *package =
      zb_catalogue_find_digest (page->opened->catalogue, zb_report_package (report));
  ZbFormPaper wanted = {
      .language = g_str_has_prefix (zb_language_get (), "zh") ? "zh" : "en",
      .report = report,
      .unit_name = page->opened->account->name,
      .filed = page->opened->due->disclaimer.zh == NULL,
      .draft = TRUE,
      .catalogue = page->opened->catalogue,
  };
  return package != NULL ? zb_form_paper_new (package, &wanted) : NULL;
}

/* "B204-1 2024-06 厦门海沧光电有限公司", as a file can be called. */
static char *
get_name (ZbReportPage *page)
{
  const ZbDue *due = page->opened->due;
  char *name = g_strjoin (" ", due->code, due->period, page->opened->account->name, NULL);

  return g_strdelimit (name, "/\\:*?\"<>|", '_');
}

/* Printing */

static void
printed_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, ZbReportPage *page)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    zb_report_page_say_error (page, error);
}

/* What "report.print-findings" prints; NULL while it shows no report. */
static ZbPaper *
lay_out_findings (ZbReportPage *page)
{
  if (page->model == NULL || !zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    return NULL;
  return zb_findings_paper_new (page->model, page->opened->account->name);
}

/* Takes @papers. */
static void
print_papers (ZbReportPage *page, GPtrArray *papers)
{
  g_autofree char *job = get_name (page);
  g_autoptr (GtkPrintOperation) operation = zb_papers_print_new (papers, job);

  g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), page, 0);
  gtk_print_operation_set_allow_async (operation, TRUE);
  /* "done" tells of errors too. */
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))), NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *papers = zb_report_papers_read_finish (result, &error);

  if (papers == NULL)
    zb_report_page_say_error (page, error);
  else
    print_papers (page, papers);
}

/* The signed version that is open. (transfer full) */
static GPtrArray *
list_wishes (ZbReportPage *page)
{
  GPtrArray *wishes = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_paper_wish_free);
  g_autofree char *name = get_name (page);
  ZbPaperWish *wish = zb_paper_wish_new (page->opened->due->account, page->opened->form,
                                         page->opened->due->period, name);

  wish->message = g_strdup (page->opened->sent->id);
  g_ptr_array_add (wishes, wish);
  return wishes;
}

static void
print_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  gboolean findings = g_strcmp0 (name, "report.print-findings") == 0;

  if (page->model != NULL && !findings && is_signed (page)) {
    g_autoptr (GPtrArray) wishes = list_wishes (page);
    zb_report_papers_read_async (page->office, wishes, read_cb, g_object_ref (page));
    return;
  }
  ZbPaper *paper = findings ? lay_out_findings (page) : lay_out (page);
  if (paper == NULL)
    return;
  GPtrArray *papers = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_paper_free);
  g_ptr_array_add (papers, paper);
  print_papers (page, papers);
}

/* Files */

typedef struct {
  ZbPaper *paper;
  GFile *file;
  gboolean workbook;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  zb_paper_free (save->paper);
  g_object_unref (save->file);
  g_free (save);
}

static gpointer
save_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  Save *save = data;
  g_autofree char *path = g_file_get_path (save->file);
  g_autoptr (GBytes) bytes = NULL;

  if (save->workbook)
    return zb_paper_to_xlsx (save->paper, path, error) ? ZB_WORK_DONE : NULL;
  bytes = zb_paper_to_pdf (save->paper, error);
  if (bytes == NULL || !g_file_replace_contents (save->file, g_bytes_get_data (bytes, NULL),
                                                 g_bytes_get_size (bytes), NULL, FALSE,
                                                 G_FILE_CREATE_NONE, NULL, cancellable, error))
    return NULL;
  return ZB_WORK_DONE;
}

static void
workbook_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) != NULL)
    zb_report_page_say (page, _ ("The workbook is saved. Fill it in anywhere, and import it."));
  else
    zb_report_page_say_error (page, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) != NULL)
    zb_report_page_say (page, _ ("The PDF file is saved."));
  else
    zb_report_page_say_error (page, error);
}

static void
signed_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_report_papers_save_finish (result, &error))
    zb_report_page_say (page, _ ("The PDF file is saved."));
  else
    zb_report_page_say_error (page, error);
}

/* Takes @file. */
static void
save_to (ZbReportPage *page, GFile *file, gboolean workbook)
{
  g_autoptr (GFile) own = file;
  g_autofree char *path = g_file_get_path (file);

  if (!workbook && is_signed (page)) {
    g_autoptr (GPtrArray) wishes = list_wishes (page);
    zb_report_papers_save_async (page->office, wishes, path, FALSE, signed_saved_cb,
                                 g_object_ref (page));
    return;
  }
  ZbPaper *paper = lay_out (page);
  if (paper == NULL)
    return;
  Save *save = g_new0 (Save, 1);
  *save = (Save){paper, g_steal_pointer (&own), workbook};
  zb_worker_run (zb_office_disk (page->office), page, save_work, save, save_free, NULL, NULL,
                 workbook ? workbook_saved_cb : saved_cb, g_object_ref (page));
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, ZbReportPage *page)
{
  if (response == GTK_RESPONSE_ACCEPT && page->model != NULL)
    save_to (page, gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)),
             g_object_get_data (G_OBJECT (chooser), "workbook") != NULL);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
save_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  if (page->model == NULL)
    return;
  gboolean workbook = g_strcmp0 (name, "report.save-xlsx") == 0;
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      workbook ? _ ("Save as Workbook") : _ ("Save as PDF"),
      GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *stem = get_name (page);
  g_autofree char *file = g_strconcat (stem, workbook ? ".xlsx" : ".pdf", NULL);
  if (workbook)
    g_object_set_data (G_OBJECT (chooser), "workbook", chooser);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
zb_report_page_install_paper (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.print", NULL, print_action_cb);
  gtk_widget_class_install_action (widget_class, "report.print-findings", NULL, print_action_cb);
  gtk_widget_class_install_action (widget_class, "report.save-pdf", NULL, save_action_cb);
  gtk_widget_class_install_action (widget_class, "report.save-xlsx", NULL, save_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK,
                                       "report.save-xlsx", NULL);
}
