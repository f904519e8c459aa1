/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/print/pdf.h"

#include "paper/print/pages.h"

#include <cairo-pdf.h>

static cairo_status_t
take_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_paper (const ZbPaper *paper, cairo_surface_t *surface, cairo_t *cairo)
{
  PangoContext *context = zb_pages_context ();
  g_autoptr (GObject) owner = G_OBJECT (context);
  ZbPageSize size = zb_page_size_for (paper);
  g_autoptr (ZbPages) pages = zb_pages_new (paper, context, size);

  cairo_pdf_surface_set_size (surface, size.width, size.height);
  for (guint page = 0; page < zb_pages_count (pages); page++) {
    zb_pages_draw (pages, cairo, page);
    cairo_show_page (cairo);
  }
}

/* Several are called after the first. */
static cairo_status_t
draw_papers (const GPtrArray *papers, GByteArray *bytes)
{
  const ZbPaper *first = papers->pdata[0];
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (take_bytes, bytes, 1, 1);
  g_autofree char *title =
      g_strdup_printf ("%s %s%s", first->code, first->title, papers->len > 1 ? " …" : "");
  cairo_t *cairo = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Zhibao " ZB_VERSION);
  for (guint i = 0; i < papers->len; i++)
    draw_paper (papers->pdata[i], surface, cairo);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

GBytes *
zb_papers_to_pdf (const GPtrArray *papers, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_return_val_if_fail (papers->len > 0, NULL);
  cairo_status_t status = draw_papers (papers, bytes);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: the pages cannot be drawn: %s",
                 ((const ZbPaper *)papers->pdata[0])->code, cairo_status_to_string (status));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
zb_paper_to_pdf (const ZbPaper *paper, GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, (gpointer)paper);
  return zb_papers_to_pdf (one, error);
}
