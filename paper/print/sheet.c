/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/print/sheet.h"

#include "paper/paper-words.h"

#define TITLE_TEXT 15.0
#define FIELD_TEXT 8.5
#define NOTE_TEXT 7.5
#define GAP 8.0

/* The first that is installed; Chinese forms are printed in Song type. */
static const char families[] =
    "Noto Serif CJK SC, Source Han Serif SC, SimSun, AR PL UMing CN, Noto Sans CJK SC, serif";

PangoLayout *
zb_sheet_letter (const ZbSheet *sheet, const char *text, ZbLettering lettering)
{
  static const PangoAlignment aligns[] = {[ZB_PAPER_START] = PANGO_ALIGN_LEFT,
                                          [ZB_PAPER_CENTRE] = PANGO_ALIGN_CENTER,
                                          [ZB_PAPER_END] = PANGO_ALIGN_RIGHT};
  PangoLayout *layout = pango_layout_new (sheet->context);
  PangoFontDescription *font = pango_font_description_from_string (families);

  pango_font_description_set_absolute_size (font, lettering.size * PANGO_SCALE);
  if (lettering.bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  if (!zb_paper_is_chinese (sheet->paper->language)) {
    /* Quotation marks of Chinese type are as wide as its characters. */
    PangoAttrList *attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("pwid=1"));
    pango_layout_set_attributes (layout, attributes);
    pango_attr_list_unref (attributes);
  }
  pango_layout_set_alignment (layout, aligns[lettering.align]);
  if (lettering.width > 0) {
    pango_layout_set_width (layout, (int)(lettering.width * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  }
  return layout;
}

double
zb_layout_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

double
zb_layout_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double)width / PANGO_SCALE;
}

double
zb_sheet_put (ZbSheet *sheet, PangoLayout *layout, double x, double y)
{
  ZbInk ink = {sheet->page, x, y, 0, 0, 1, layout, NULL};

  g_array_append_val (sheet->inks, ink);
  return zb_layout_height (layout);
}

void
zb_sheet_shade (ZbSheet *sheet, double x, double y, double width, double height, double ink)
{
  ZbInk shade = {sheet->page, x, y, width, height, ink, NULL, NULL};

  g_array_append_val (sheet->inks, shade);
}

double
zb_sheet_width (const ZbSheet *sheet)
{
  return sheet->size.width - 2 * sheet->size.margin;
}

double
zb_sheet_bottom (const ZbSheet *sheet)
{
  return sheet->size.height - sheet->size.margin;
}

double
zb_sheet_top (const ZbSheet *sheet)
{
  return sheet->size.margin;
}

void
zb_sheet_turn (ZbSheet *sheet)
{
  sheet->page++;
  sheet->y = zb_sheet_top (sheet);
}

void
zb_sheet_put_picture (ZbSheet *sheet,
                      cairo_surface_t *picture,
                      double x,
                      double y,
                      double width,
                      double height,
                      gboolean stamped)
{
  ZbInk ink = {sheet->page, x, y, width, height, stamped ? 0 : 1, NULL, picture};

  g_array_append_val (sheet->inks, ink);
}

double
zb_sheet_put_field (
    ZbSheet *sheet, const ZbPaperField *field, double x, double y, double width, gboolean line)
{
  g_autofree char *text =
      g_strconcat (field->label, zb_paper_word (sheet->paper->language, ZB_PAPER_SEPARATOR), NULL);
  PangoLayout *label =
      zb_sheet_letter (sheet, text, (ZbLettering){FIELD_TEXT, 0, FALSE, ZB_PAPER_START});
  double used = zb_layout_width (label), down = 0;
  PangoLayout *value;

  if (used > width) {
    pango_layout_set_width (label, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap (label, PANGO_WRAP_WORD_CHAR);
  }
  value =
      zb_sheet_letter (sheet, field->value, (ZbLettering){FIELD_TEXT, 0, FALSE, ZB_PAPER_START});
  if (used + MIN (zb_layout_width (value), width / 2) > width - 20) {
    down = zb_layout_height (label);
    used = GAP;
  }
  pango_layout_set_width (value, (int)((width - used) * PANGO_SCALE));
  pango_layout_set_wrap (value, PANGO_WRAP_WORD_CHAR);
  zb_sheet_put (sheet, label, x, y);
  down += zb_sheet_put (sheet, value, x + used, y + down);
  if (line)
    zb_sheet_shade (sheet, x + used, y + down, width - used, 0.4, 0.6);
  return MAX (down, zb_layout_height (label)) + 3;
}

/* @fields from @first in @n columns; returns where the next piece may begin. */
static double
put_fields (ZbSheet *sheet, const GArray *fields, guint first, guint last, guint n, double width)
{
  double column = (width - (n - 1) * 2 * GAP) / n;

  for (guint i = first; i < last; i += n) {
    double height = 0;

    if (sheet->y + 3 * FIELD_TEXT > zb_sheet_bottom (sheet))
      zb_sheet_turn (sheet);
    for (guint c = 0; c < n && i + c < last; c++) {
      double own =
          zb_sheet_put_field (sheet, &g_array_index (fields, ZbPaperField, i + c),
                              sheet->size.margin + c * (column + 2 * GAP), sheet->y, column, TRUE);
      height = MAX (height, own);
    }
    sheet->y += height;
  }
  return sheet->y;
}

static double
box_width (const ZbSheet *sheet)
{
  double widest = 0;

  for (guint i = 0; i < sheet->paper->box->len; i++) {
    const ZbPaperField *field = &g_array_index (sheet->paper->box, ZbPaperField, i);
    g_autofree char *text =
        g_strconcat (field->label, zb_paper_word (sheet->paper->language, ZB_PAPER_SEPARATOR),
                     field->value, NULL);
    PangoLayout *layout =
        zb_sheet_letter (sheet, text, (ZbLettering){FIELD_TEXT, 0, FALSE, ZB_PAPER_START});
    g_autoptr (GObject) owner = G_OBJECT (layout);

    widest = MAX (widest, zb_layout_width (layout));
  }
  return MIN (widest + 24, zb_sheet_width (sheet) * 0.45);
}

static double
put_box (ZbSheet *sheet, double y, double width)
{
  double x = sheet->size.width - sheet->size.margin - width;

  for (guint i = 0; i < sheet->paper->box->len; i++)
    y += zb_sheet_put_field (sheet, &g_array_index (sheet->paper->box, ZbPaperField, i), x, y,
                             width, FALSE) -
         1;
  return y;
}

static void
put_centred (ZbSheet *sheet, const char *text, double size, gboolean bold)
{
  PangoLayout *layout = zb_sheet_letter (
      sheet, text, (ZbLettering){size, zb_sheet_width (sheet), bold, ZB_PAPER_CENTRE});

  sheet->y += zb_sheet_put (sheet, layout, sheet->size.margin, sheet->y) + 4;
}

/* The title above all; the unit at the left and the legal box at the right; further fields below
 * both, over the whole width. */
void
zb_sheet_add_heading (ZbSheet *sheet)
{
  const GArray *fields = sheet->paper->fields;
  double box = box_width (sheet), width = zb_sheet_width (sheet);
  gboolean across = sheet->size.width > sheet->size.height;

  if (sheet->paper->banner)
    put_centred (sheet, sheet->paper->banner, FIELD_TEXT, TRUE);
  put_centred (sheet, sheet->paper->title, TITLE_TEXT, TRUE);
  double below = put_box (sheet, sheet->y, box);
  guint unit = MIN (2, fields->len);
  put_fields (sheet, fields, 0, unit, 1, MIN (width - box - 3 * GAP, 320));
  sheet->y = MAX (sheet->y, below) + 2;
  put_fields (sheet, fields, unit, fields->len, across ? 3 : 2, width);
  put_centred (sheet, sheet->paper->period, FIELD_TEXT + 1, FALSE);
}

void
zb_sheet_add_signers (ZbSheet *sheet)
{
  const GArray *signers = sheet->paper->signers;
  guint n = sheet->size.width > sheet->size.height ? 5 : 3;
  double height = 2.2 * FIELD_TEXT * ((signers->len + n - 1) / n);

  sheet->y += GAP;
  if (sheet->y + height > zb_sheet_bottom (sheet))
    zb_sheet_turn (sheet);
  put_fields (sheet, signers, 0, signers->len, n, zb_sheet_width (sheet));
}

static void
put_paragraph (ZbSheet *sheet, const char *text, double size, gboolean bold, double keep)
{
  PangoLayout *layout = zb_sheet_letter (
      sheet, text, (ZbLettering){size, zb_sheet_width (sheet), bold, ZB_PAPER_START});

  pango_layout_set_indent (layout, bold ? 0 : (int)(-1.5 * size * PANGO_SCALE));
  if (sheet->y + zb_layout_height (layout) + keep > zb_sheet_bottom (sheet))
    zb_sheet_turn (sheet);
  sheet->y += zb_sheet_put (sheet, layout, sheet->size.margin, sheet->y) + 1.5;
}

void
zb_sheet_add_notes (ZbSheet *sheet)
{
  for (guint i = 0; i < sheet->paper->notes->len; i++) {
    const ZbPaperNote *note = &g_array_index (sheet->paper->notes, ZbPaperNote, i);

    sheet->y += GAP;
    if (note->title)
      put_paragraph (sheet, note->title, NOTE_TEXT + 1, TRUE, 3 * NOTE_TEXT);
    for (guint p = 0; p < note->paragraphs->len; p++)
      put_paragraph (sheet, note->paragraphs->pdata[p], NOTE_TEXT, FALSE, 0);
  }
}
