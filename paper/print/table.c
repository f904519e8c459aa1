/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper-words.h"
#include "paper/print/sheet.h"

#define PADDING 3.0   /* beside a cell's text */
#define LEADING 2.0   /* above and below it */
#define THICK 1.2     /* the lines above and below a table */
#define THIN 0.4      /* those within */
#define FINE_INK 0.45 /* of the lines between rows */
/* A half-width character in parts of the size of letters: digits of Song type are a little wider
 * than half a Chinese character. */
#define HALF_WIDTH 0.56
#define HUNDREDTHS 100.0
#define SMALL_TABLE 0.4 /* of a page */

/* A table with everything measured. */
typedef struct {
  ZbSheet *sheet;
  const ZbPaperTable *table;
  double *left;    /* of each column, and behind the last */
  double *heights; /* of each row */
  double heads;    /* height of all heads */
} Setting;

static double
needed_width (const ZbPaperTable *table, double size)
{
  double width = 0;

  for (guint c = 0; c < table->n_columns; c++)
    width += table->columns[c].wanted * size * HALF_WIDTH + 2 * PADDING;
  return width;
}

double
zb_sheet_text_size (const ZbPaperTable *table, double width)
{
  double size = ZB_SHEET_LARGEST_TEXT;

  while (size > ZB_SHEET_SMALLEST_TEXT && needed_width (table, size) > width)
    size -= 0.25;
  return needed_width (table, size) > width ? ZB_SHEET_SMALLEST_TEXT - 0.25 : size;
}

static void
set_columns (Setting *setting)
{
  const ZbPaperTable *table = setting->table;
  const ZbSheet *sheet = setting->sheet;
  g_autofree guint *widths = g_new0 (guint, table->n_columns);
  double room = zb_sheet_width (sheet) - 2 * PADDING * table->n_columns;
  guint unit = (guint)(sheet->text_size * HALF_WIDTH * HUNDREDTHS);

  zb_paper_table_fit (table, (guint)(MAX (room, 0) * HUNDREDTHS), unit, TRUE, widths);
  setting->left[0] = sheet->size.margin;
  for (guint c = 0; c < table->n_columns; c++)
    setting->left[c + 1] = setting->left[c] + widths[c] / HUNDREDTHS + 2 * PADDING;
}

static PangoLayout *
letter_cell (const Setting *setting, const ZbPaperCell *cell, double *ret_x)
{
  const ZbSheet *sheet = setting->sheet;
  double indent = cell->indent * sheet->text_size * 1.5;
  double width =
      setting->left[cell->column + cell->n_columns] - setting->left[cell->column] - 2 * PADDING;
  PangoLayout *layout;

  indent = MIN (indent, width / 3);
  layout = zb_sheet_letter (sheet, cell->text,
                            (ZbLettering){sheet->text_size, width - indent, FALSE, cell->align});
  *ret_x = setting->left[cell->column] + PADDING + indent;
  /* A text longer than a page ends in an ellipsis. */
  double most = (zb_sheet_bottom (sheet) - zb_sheet_top (sheet)) * 0.6;
  if (zb_layout_height (layout) > most) {
    pango_layout_set_height (layout, (int)(most * PANGO_SCALE));
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  }
  return layout;
}

static void
set_rows (Setting *setting)
{
  const ZbPaperTable *table = setting->table;

  for (guint r = 0; r < table->n_rows; r++)
    setting->heights[r] = setting->sheet->text_size * 1.45 + 2 * LEADING;
  for (guint i = 0; i < table->cells->len; i++) {
    const ZbPaperCell *cell = &g_array_index (table->cells, ZbPaperCell, i);
    double x, has = 0;
    PangoLayout *layout = letter_cell (setting, cell, &x);
    g_autoptr (GObject) owner = G_OBJECT (layout);
    double wants = zb_layout_height (layout) + 2 * LEADING;

    for (guint r = 0; r < cell->n_rows; r++)
      has += setting->heights[cell->row + r];
    if (wants > has)
      setting->heights[cell->row + cell->n_rows - 1] += wants - has;
  }
  for (guint r = 0; r < table->n_head_rows; r++)
    setting->heads += setting->heights[r];
}

static double
height_of (const Setting *setting, const ZbPaperCell *cell)
{
  double height = 0;

  for (guint r = 0; r < cell->n_rows; r++)
    height += setting->heights[cell->row + r];
  return height;
}

/* The cell with the lines at its left and top; the table's outer sides stay open. */
static void
put_cell (Setting *setting, const ZbPaperCell *cell, double y)
{
  ZbSheet *sheet = setting->sheet;
  double left = setting->left[cell->column];
  double width = setting->left[cell->column + cell->n_columns] - left;
  double height = height_of (setting, cell), x;
  PangoLayout *layout = letter_cell (setting, cell, &x);
  gboolean head = (cell->marks & ZB_PAPER_HEAD) != 0;
  double line = cell->row == setting->table->n_head_rows ? 0.7 : THIN;

  if (cell->marks & ZB_PAPER_COMPUTED)
    zb_sheet_shade (sheet, left, y, width, height, 0.08);
  if (cell->row > 0)
    zb_sheet_shade (sheet, left, y - line / 2, width, line,
                    head || cell->row == setting->table->n_head_rows ? 1 : FINE_INK);
  if (cell->column > 0)
    zb_sheet_shade (sheet, left - THIN / 2, y, THIN, height, 1);
  zb_sheet_put (sheet, layout, x, y + (height - zb_layout_height (layout)) / 2);
}

static void
put_edge (Setting *setting, double y)
{
  zb_sheet_shade (setting->sheet, setting->left[0], y - THICK / 2,
                  setting->left[setting->table->n_columns] - setting->left[0], THICK, 1);
}

/* Puts the rows from @first up to @end at the sheet's place; cells are by row. */
static void
put_rows (Setting *setting, guint first, guint end)
{
  const ZbPaperTable *table = setting->table;
  double y = setting->sheet->y;

  for (guint i = 0, row = first; i < table->cells->len; i++) {
    const ZbPaperCell *cell = &g_array_index (table->cells, ZbPaperCell, i);

    if (cell->row < first || cell->row >= end)
      continue;
    for (; row < cell->row; row++)
      y += setting->heights[row];
    put_cell (setting, cell, y);
  }
  for (guint r = first; r < end; r++)
    setting->sheet->y += setting->heights[r];
}

static void
put_heads (Setting *setting)
{
  put_edge (setting, setting->sheet->y);
  put_rows (setting, 0, setting->table->n_head_rows);
}

/* Title at the left, measure at the right, above the heads. */
static void
put_caption (Setting *setting)
{
  ZbSheet *sheet = setting->sheet;
  const ZbPaperTable *table = setting->table;
  double width = zb_sheet_width (sheet), height = 0;

  if (table->title)
    height = zb_sheet_put (
        sheet,
        zb_sheet_letter (sheet, table->title,
                         (ZbLettering){sheet->text_size + 0.5, width * 0.7, TRUE, ZB_PAPER_START}),
        sheet->size.margin, sheet->y);
  if (table->measure) {
    g_autofree char *text = g_strconcat (
        zb_paper_word (sheet->paper->language, ZB_PAPER_MEASURE_LINE),
        zb_paper_word (sheet->paper->language, ZB_PAPER_SEPARATOR), table->measure, NULL);
    double own = zb_sheet_put (
        sheet,
        zb_sheet_letter (sheet, text,
                         (ZbLettering){sheet->text_size, width * 0.3, FALSE, ZB_PAPER_END}),
        sheet->size.margin + width * 0.7, sheet->y);
    height = MAX (height, own);
  }
  sheet->y += height + 3;
}

/* What must stay on one page: small tables whole, of others the heads and the first row. */
static double
together (const Setting *setting)
{
  const ZbSheet *sheet = setting->sheet;
  double whole = 20, block = 20;

  for (guint r = 0; r < setting->table->n_rows; r++) {
    whole += setting->heights[r];
    block += r <= setting->table->n_head_rows ? setting->heights[r] : 0;
  }
  return whole < SMALL_TABLE * (zb_sheet_bottom (sheet) - zb_sheet_top (sheet)) ? whole : block;
}

void
zb_sheet_add_table (ZbSheet *sheet, const ZbPaperTable *table)
{
  g_autofree double *left = g_new0 (double, table->n_columns + 1);
  g_autofree double *heights = g_new0 (double, table->n_rows);
  Setting setting = {sheet, table, left, heights, 0};
  guint first = table->n_head_rows;

  set_columns (&setting);
  set_rows (&setting);
  sheet->y += 6;
  if (sheet->y + together (&setting) > zb_sheet_bottom (sheet))
    zb_sheet_turn (sheet);
  put_caption (&setting);
  put_heads (&setting);
  for (guint r = first; r < table->n_rows; r++) {
    if (sheet->y + heights[r] > zb_sheet_bottom (sheet)) {
      put_edge (&setting, sheet->y);
      zb_sheet_turn (sheet);
      put_heads (&setting);
    }
    put_rows (&setting, r, r + 1);
  }
  put_edge (&setting, sheet->y);
}
