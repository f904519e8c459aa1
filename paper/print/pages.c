/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/print/pages.h"

#include "paper/paper-words.h"
#include "paper/print/sheet.h"

#define A4_SHORT 595.276
#define A4_LONG 841.89
#define MARGIN 40.0
#define UPRIGHT_TEXT 8.0 /* a table that needs smaller letters upright is laid across */
#define FOOT_TEXT 8.0

struct _ZbPages {
  ZbPageSize size;
  GArray *inks;
  guint count;
  PangoLayout *watermark; /* (nullable) */
};

ZbPageSize
zb_page_size_for (const ZbPaper *paper)
{
  ZbPageSize upright = {A4_SHORT, A4_LONG, MARGIN}, across = {A4_LONG, A4_SHORT, MARGIN};

  for (guint i = 0; i < paper->tables->len; i++)
    if (zb_sheet_text_size (paper->tables->pdata[i], A4_SHORT - 2 * MARGIN) < UPRIGHT_TEXT)
      return across;
  return upright;
}

PangoContext *
zb_pages_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  /* Lines break at the same places on every device. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  return context;
}

/* Form and page number; only now is it known how many pages there are. */
static void
add_feet (ZbSheet *sheet)
{
  const ZbPaper *paper = sheet->paper;
  guint count = sheet->page + 1;
  g_autofree char *name = g_strdup_printf ("%s  %s", paper->code, paper->title);

  for (guint page = 0; page < count; page++) {
    ZbLettering lettering = {FOOT_TEXT, zb_sheet_width (sheet), FALSE, ZB_PAPER_CENTRE};
    double y = sheet->size.height - sheet->size.margin * 0.7;
    g_autofree char *number = zb_paper_is_chinese (paper->language)
                                  ? g_strdup_printf ("第 %u 页　共 %u 页", page + 1, count)
                                  : g_strdup_printf ("Page %u of %u", page + 1, count);

    sheet->page = page;
    zb_sheet_put (sheet, zb_sheet_letter (sheet, number, lettering), sheet->size.margin, y);
    lettering.align = ZB_PAPER_START;
    if (page > 0)
      zb_sheet_put (sheet, zb_sheet_letter (sheet, name, lettering), sheet->size.margin,
                    sheet->size.margin * 0.6);
  }
}

static void
clear_ink (gpointer data)
{
  ZbInk *ink = data;

  g_clear_object (&ink->layout);
  g_clear_pointer (&ink->picture, cairo_surface_destroy);
}

static double
smallest_text (const ZbPaper *paper, double width)
{
  double size = ZB_SHEET_LARGEST_TEXT;

  for (guint i = 0; i < paper->tables->len; i++)
    size = MIN (size, zb_sheet_text_size (paper->tables->pdata[i], width));
  return size;
}

ZbPages *
zb_pages_new (const ZbPaper *paper, PangoContext *context, ZbPageSize size)
{
  ZbPages *pages = g_new0 (ZbPages, 1);
  ZbSheet sheet = {.paper = paper, .context = context, .size = size};

  pango_context_set_language (
      context, pango_language_from_string (zb_paper_is_chinese (paper->language) ? "zh-cn" : "en"));
  sheet.inks = g_array_new (FALSE, FALSE, sizeof (ZbInk));
  g_array_set_clear_func (sheet.inks, clear_ink);
  sheet.text_size = smallest_text (paper, zb_sheet_width (&sheet));
  sheet.y = size.margin;
  zb_sheet_add_heading (&sheet);
  for (guint i = 0; i < paper->tables->len; i++)
    zb_sheet_add_table (&sheet, paper->tables->pdata[i]);
  zb_sheet_add_signers (&sheet);
  if (paper->proof)
    zb_sheet_add_proof (&sheet);
  zb_sheet_add_notes (&sheet);
  pages->count = sheet.page + 1;
  add_feet (&sheet);
  if (paper->watermark)
    pages->watermark =
        zb_sheet_letter (&sheet, paper->watermark, (ZbLettering){140, 0, TRUE, ZB_PAPER_START});
  pages->inks = sheet.inks;
  pages->size = size;
  return pages;
}

void
zb_pages_free (ZbPages *pages)
{
  g_array_unref (pages->inks);
  g_clear_object (&pages->watermark);
  g_free (pages);
}

guint
zb_pages_count (const ZbPages *pages)
{
  return pages->count;
}

/* From corner to corner, under all that stands on the page. */
static void
draw_watermark (const ZbPages *pages, cairo_t *cairo)
{
  cairo_save (cairo);
  cairo_set_source_rgb (cairo, 0.91, 0.91, 0.91);
  cairo_translate (cairo, pages->size.width / 2, pages->size.height / 2);
  cairo_rotate (cairo, -0.5);
  cairo_move_to (cairo, -zb_layout_width (pages->watermark) / 2,
                 -zb_layout_height (pages->watermark) / 2);
  pango_cairo_show_layout (cairo, pages->watermark);
  cairo_restore (cairo);
}

static void
draw_picture (const ZbInk *ink, cairo_t *cairo)
{
  cairo_save (cairo);
  cairo_translate (cairo, ink->x, ink->y);
  cairo_scale (cairo, ink->width / cairo_image_surface_get_width (ink->picture),
               ink->height / cairo_image_surface_get_height (ink->picture));
  cairo_set_source_surface (cairo, ink->picture, 0, 0);
  if (ink->ink > 0)
    /* The dots of a code have sharp edges. */
    cairo_pattern_set_filter (cairo_get_source (cairo), CAIRO_FILTER_NEAREST);
  else
    cairo_set_operator (cairo, CAIRO_OPERATOR_MULTIPLY);
  cairo_paint (cairo);
  cairo_restore (cairo);
}

void
zb_pages_draw (const ZbPages *pages, cairo_t *cairo, guint page)
{
  if (pages->watermark)
    draw_watermark (pages, cairo);
  for (guint i = 0; i < pages->inks->len; i++) {
    const ZbInk *ink = &g_array_index (pages->inks, ZbInk, i);
    double light = 1 - ink->ink;

    if (ink->page != page)
      continue;
    cairo_set_source_rgb (cairo, light, light, light);
    if (ink->picture) {
      draw_picture (ink, cairo);
    } else if (ink->layout) {
      cairo_move_to (cairo, ink->x, ink->y);
      pango_cairo_show_layout (cairo, ink->layout);
    } else {
      cairo_rectangle (cairo, ink->x, ink->y, ink->width, ink->height);
      cairo_fill (cairo);
    }
  }
}
