/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper-xlsx.h"

#include "formats/xlsx-writer.h"
#include "paper/paper-words.h"

#include <string.h>

#define WIDEST_COLUMN 60
#define FIELD_COLUMNS 2 /* a name and its value */

typedef struct {
  ZbXlsxWriter *writer;
  const ZbPaper *paper;
  guint row;       /* the next free one */
  guint n_columns; /* of the widest table */
} Drawing;

/* A figure without its thousands separators, with *ret_scale decimals; NULL if it is none. */
static char *
dup_figure (const char *text, guint *ret_scale)
{
  g_autoptr (GString) figure = g_string_new (NULL);
  const char *c = *text == '-' ? text + 1 : text;
  const char *point = strchr (text, '.');

  if (!g_ascii_isdigit (*c))
    return NULL;
  for (; *c != '\0'; c++)
    if (!g_ascii_isdigit (*c) && *c != ',' && c != point)
      return NULL;
  for (c = text; *c != '\0'; c++)
    if (*c != ',')
      g_string_append_c (figure, *c);
  *ret_scale = point != NULL ? (guint)strlen (point + 1) : 0;
  return g_string_free (g_steal_pointer (&figure), FALSE);
}

static void
draw_cell (const Drawing *drawing, const ZbPaperCell *cell)
{
  guint row = drawing->row + cell->row;
  gboolean head = cell->marks & ZB_PAPER_HEAD;
  ZbXlsxStyle style = head                                                   ? ZB_XLSX_HEAD
                      : cell->marks & (ZB_PAPER_COMPUTED | ZB_PAPER_BLOCKED) ? ZB_XLSX_LOCKED
                                                                             : ZB_XLSX_CELL;
  guint scale = 0;
  g_autofree char *figure =
      !head && cell->align == ZB_PAPER_END ? dup_figure (cell->text, &scale) : NULL;
  g_autofree char *blanks = g_strnfill (2 * (gsize)cell->indent, ' ');
  g_autofree char *text = g_strconcat (blanks, cell->text, NULL);

  if (cell->n_rows > 1 || cell->n_columns > 1)
    zb_xlsx_writer_merge (drawing->writer, row, cell->column, cell->n_rows, cell->n_columns,
                          cell->text, style);
  else if (figure != NULL)
    zb_xlsx_writer_number (drawing->writer, row, cell->column, figure, scale, style);
  else
    zb_xlsx_writer_text (drawing->writer, row, cell->column, text, style);
}

static void
draw_table (Drawing *drawing, const ZbPaperTable *table)
{
  if (table->title != NULL)
    zb_xlsx_writer_text (drawing->writer, drawing->row++, 0, table->title, ZB_XLSX_PLAIN);
  if (table->measure != NULL) {
    g_autofree char *line = g_strconcat (
        zb_paper_word (drawing->paper->language, ZB_PAPER_MEASURE_LINE),
        zb_paper_word (drawing->paper->language, ZB_PAPER_SEPARATOR), table->measure, NULL);
    zb_xlsx_writer_text (drawing->writer, drawing->row++, 0, line, ZB_XLSX_PLAIN);
  }
  for (guint i = 0; i < table->cells->len; i++)
    draw_cell (drawing, &g_array_index (table->cells, ZbPaperCell, i));
  drawing->row += table->n_rows + 1;
}

/* Name and value in cells of their own, so that the value can be filled in and found again. */
static void
draw_fields (Drawing *drawing, const GArray *fields)
{
  const char *separator = zb_paper_word (drawing->paper->language, ZB_PAPER_SEPARATOR);

  for (guint i = 0; i < fields->len; i++) {
    const ZbPaperField *field = &g_array_index (fields, ZbPaperField, i);
    g_autofree char *label = g_strconcat (field->label, separator, NULL);

    zb_xlsx_writer_text (drawing->writer, drawing->row, 0, label, ZB_XLSX_PLAIN);
    zb_xlsx_writer_text (drawing->writer, drawing->row++, 1, field->value, ZB_XLSX_PLAIN);
  }
}

static void
draw_notes (Drawing *drawing)
{
  for (guint i = 0; i < drawing->paper->notes->len; i++) {
    const ZbPaperNote *note = &g_array_index (drawing->paper->notes, ZbPaperNote, i);

    drawing->row++;
    if (note->title != NULL)
      zb_xlsx_writer_text (drawing->writer, drawing->row++, 0, note->title, ZB_XLSX_NOTE);
    for (guint p = 0; p < note->paragraphs->len; p++)
      zb_xlsx_writer_text (drawing->writer, drawing->row++, 0, note->paragraphs->pdata[p],
                           ZB_XLSX_NOTE);
  }
}

/* One sheet has one width for each column: the widest that any table wants there. */
static void
set_widths (Drawing *drawing)
{
  for (guint c = 0; c < MAX (drawing->n_columns, FIELD_COLUMNS); c++) {
    guint width = 10;

    for (guint t = 0; t < drawing->paper->tables->len; t++) {
      const ZbPaperTable *table = drawing->paper->tables->pdata[t];
      if (c < table->n_columns)
        width = MAX (width, table->columns[c].wanted + 2);
    }
    zb_xlsx_writer_column_width (drawing->writer, c, MIN (width, WIDEST_COLUMN));
  }
}

static void
draw (Drawing *drawing)
{
  const ZbPaper *paper = drawing->paper;

  zb_xlsx_writer_sheet (drawing->writer, paper->code);
  for (guint t = 0; t < paper->tables->len; t++)
    drawing->n_columns =
        MAX (drawing->n_columns, ((ZbPaperTable *)paper->tables->pdata[t])->n_columns);
  set_widths (drawing);
  if (paper->banner != NULL)
    zb_xlsx_writer_text (drawing->writer, drawing->row++, 0, paper->banner, ZB_XLSX_NOTE);
  zb_xlsx_writer_merge (drawing->writer, drawing->row++, 0, 1, MAX (drawing->n_columns, 2),
                        paper->title, ZB_XLSX_TITLE);
  draw_fields (drawing, paper->box);
  if (paper->period != NULL)
    zb_xlsx_writer_text (drawing->writer, drawing->row++, 0, paper->period, ZB_XLSX_PLAIN);
  draw_fields (drawing, paper->fields);
  drawing->row++;
  for (guint t = 0; t < paper->tables->len; t++)
    draw_table (drawing, paper->tables->pdata[t]);
  draw_fields (drawing, paper->signers);
  draw_notes (drawing);
}

gboolean
zb_paper_to_xlsx (const ZbPaper *paper, const char *path, GError **error)
{
  g_autoptr (ZbXlsxWriter) writer = zb_xlsx_writer_new (path, error);
  Drawing drawing = {writer, paper, 0, 0};

  if (writer == NULL)
    return FALSE;
  draw (&drawing);
  return zb_xlsx_writer_finish (writer, error);
}
