/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/paper-print.h"

#include "paper/print/pages.h"

/* What is drawn, for as long as the operation lives. */
typedef struct {
  ZbPaper *paper;
  PangoContext *context;
  ZbPages *pages;
} Print;

static void
print_free (gpointer data, GClosure *closure)
{
  Print *print = data;

  zb_pages_free (print->pages);
  g_object_unref (print->context);
  zb_paper_free (print->paper);
  g_free (print);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Print *print)
{
  zb_pages_draw (print->pages, gtk_print_context_get_cairo_context (context), (guint)page);
}

static GtkPageSetup *
page_setup_new (ZbPageSize size)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  GtkPaperSize *a4 = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, a4);
  gtk_page_setup_set_orientation (setup, size.width > size.height ? GTK_PAGE_ORIENTATION_LANDSCAPE
                                                                  : GTK_PAGE_ORIENTATION_PORTRAIT);
  gtk_paper_size_free (a4);
  return setup;
}

GtkPrintOperation *
zb_paper_print_new (ZbPaper *paper, const char *job)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  ZbPageSize size = zb_page_size_for (paper);
  g_autoptr (GtkPageSetup) setup = page_setup_new (size);
  Print *print = g_new0 (Print, 1);

  print->paper = paper;
  print->context = zb_pages_context ();
  print->pages = zb_pages_new (paper, print->context, size);
  gtk_print_operation_set_default_page_setup (operation, setup);
  /* The paper has its own margins. */
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, job);
  gtk_print_operation_set_n_pages (operation, (int)zb_pages_count (print->pages));
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), print, print_free, 0);
  return operation;
}
