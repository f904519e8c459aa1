/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/paper/paper-print.h"

#include "paper/print/pages.h"

/* One paper, and the pages of the job before it. */
typedef struct {
  ZbPages *pages;
  ZbPageSize size;
  guint before;
} Part;

/* What is drawn, for as long as the operation lives. */
typedef struct {
  GPtrArray *papers;
  PangoContext *context;
  GArray *parts; /* Part */
  guint count;
} Print;

static void
print_free (gpointer data, GClosure *closure)
{
  Print *print = data;

  for (guint i = 0; i < print->parts->len; i++)
    zb_pages_free (g_array_index (print->parts, Part, i).pages);
  g_array_unref (print->parts);
  g_object_unref (print->context);
  g_ptr_array_unref (print->papers);
  g_free (print);
}

static const Part *
find_part (const Print *print, guint page)
{
  guint i = print->parts->len - 1;

  while (i > 0 && g_array_index (print->parts, Part, i).before > page)
    i--;
  return &g_array_index (print->parts, Part, i);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Print *print)
{
  const Part *part = find_part (print, (guint)page);

  zb_pages_draw (part->pages, gtk_print_context_get_cairo_context (context),
                 (guint)page - part->before);
}

static GtkPageOrientation
orientation_of (ZbPageSize size)
{
  return size.width > size.height ? GTK_PAGE_ORIENTATION_LANDSCAPE : GTK_PAGE_ORIENTATION_PORTRAIT;
}

/* Each paper lies as its tables ask for. */
static void
page_setup_cb (GtkPrintOperation *operation,
               GtkPrintContext *context,
               int page,
               GtkPageSetup *setup,
               Print *print)
{
  gtk_page_setup_set_orientation (setup, orientation_of (find_part (print, (guint)page)->size));
}

static GtkPageSetup *
page_setup_new (ZbPageSize size)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  GtkPaperSize *a4 = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, a4);
  gtk_page_setup_set_orientation (setup, orientation_of (size));
  gtk_paper_size_free (a4);
  return setup;
}

static Print *
print_new (GPtrArray *papers)
{
  Print *print = g_new0 (Print, 1);

  print->papers = papers;
  print->context = zb_pages_context ();
  print->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  for (guint i = 0; i < papers->len; i++) {
    ZbPageSize size = zb_page_size_for (papers->pdata[i]);
    Part part = {zb_pages_new (papers->pdata[i], print->context, size), size, print->count};

    print->count += zb_pages_count (part.pages);
    g_array_append_val (print->parts, part);
  }
  return print;
}

GtkPrintOperation *
zb_papers_print_new (GPtrArray *papers, const char *job)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Print *print = print_new (papers);
  g_autoptr (GtkPageSetup) setup = page_setup_new (find_part (print, 0)->size);

  gtk_print_operation_set_default_page_setup (operation, setup);
  /* The paper has its own margins. */
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, job);
  gtk_print_operation_set_n_pages (operation, (int)print->count);
  if (papers->len > 1)
    g_signal_connect (operation, "request-page-setup", G_CALLBACK (page_setup_cb), print);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), print, print_free, 0);
  return operation;
}

GtkPrintOperation *
zb_paper_print_new (ZbPaper *paper, const char *job)
{
  GPtrArray *one = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_paper_free);

  g_ptr_array_add (one, paper);
  return zb_papers_print_new (one, job);
}
