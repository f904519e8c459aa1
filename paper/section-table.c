/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/section-table.h"

#include "forms/column-heads.h"
#include "forms/form-lookup.h"
#include "paper/paper-words.h"
#include "paper/section-measure.h"

#include <string.h>

#define EMPTY_LINES 5       /* to write on, where rows are chosen */
#define LONG_TABLE 24       /* more fixed rows than this stand in two halves … */
#define LONG_HALF 40        /* … of at most so many rows … */
#define FEW_COLUMNS 3       /* … if the columns are few */
#define WIDEST_SHEET 240    /* half-width characters that a sheet can hold, a little squeezed … */
#define NARROWEST_SHEET 200 /* … and of what cannot be squeezed */
#define ROOM_OF_A_SHEET 165 /* of a table that must be cut, so that its parts are easy to read */

/* One table while it is made. */
typedef struct {
  ZbPaperTable *table;
  const ZbForm *form;
  const ZbSection *section;
  guint index; /* of the section */
  const ZbReport *report;
  const char *language;
  ZbMeasurePlace measures;
  guint first, n; /* the columns of the section that this table shows */
  guint n_halves, half;
  guint n_rows; /* of the section */
} Sheet;

char *
zb_paper_cell_text (const ZbCellSpec *spec, const char *text, const char *language)
{
  const ZbCode *code = NULL;

  if (text == NULL || *text == '\0')
    return g_strdup ("");
  if (spec->type == ZB_CELL_CODE && spec->codes != NULL)
    code = zb_code_list_find (spec->codes, text);
  return code ? g_strdup_printf ("%s %s", text, zb_text_get (&code->name, language))
              : g_strdup (text);
}

static guint
n_stubs (const Sheet *sheet)
{
  return sheet->measures == ZB_MEASURES_OF_ROWS ? 3 : 2;
}

static void
put (Sheet *sheet, guint row, guint column, const char *text, ZbPaperAlign align, ZbPaperMark marks)
{
  ZbPaperCell cell = {row, column, 1, 1, (char *)text, 0, align, marks};

  zb_paper_table_put (sheet->table, &cell);
}

static void
put_head (Sheet *sheet, guint row, guint column, guint n_rows, guint n_columns, const char *text)
{
  ZbPaperCell cell = {row, column, n_rows, n_columns, (char *)text, 0, ZB_PAPER_CENTRE, 0};

  zb_paper_table_put (sheet->table, &cell);
}

/* A column's own head names its measure, unless its label does already. */
static char *
dup_head (const Sheet *sheet, const ZbColumnHead *head, gboolean is_column)
{
  const char *label = zb_text_get (head->label, sheet->language);
  const ZbMeasure *measure = is_column && sheet->measures == ZB_MEASURES_OF_COLUMNS
                                 ? zb_section_column_measure (sheet->section, head->column)
                                 : NULL;
  const char *name = measure ? zb_text_get (&measure->name, sheet->language) : NULL;

  if (name == NULL || strstr (label, name) != NULL)
    return g_strdup (label);
  return g_strdup_printf (zb_paper_is_chinese (sheet->language) ? "%s（%s）" : "%s (%s)", label,
                          name);
}

/* The heads that stand over the columns shown; one that was cut by the sheet's edge is narrower. */
static void
put_column_heads (Sheet *sheet, guint at, guint levels)
{
  g_autoptr (GArray) heads = zb_section_column_heads (sheet->section);

  for (guint i = 0; i < heads->len; i++) {
    const ZbColumnHead *head = &g_array_index (heads, ZbColumnHead, i);
    guint from = MAX (head->column, sheet->first);
    guint to = MIN (head->column + head->n_columns, sheet->first + sheet->n);

    if (from >= to)
      continue;
    gboolean is_column = head->level + head->n_levels == levels;
    g_autofree char *text = dup_head (sheet, head, is_column);
    put_head (sheet, head->level, at + from - sheet->first, head->n_levels, to - from, text);
  }
  for (guint c = 0; c < sheet->n; c++)
    put_head (sheet, levels, at + c, 1, 1, sheet->section->columns[sheet->first + c].code);
}

static void
put_heads (Sheet *sheet, guint at)
{
  static const char *const stems[] = {"甲", "乙", "丙"};
  static const char *const letters[] = {"(a)", "(b)", "(c)"};
  const char *const *codes = zb_paper_is_chinese (sheet->language) ? stems : letters;
  guint levels = zb_section_n_head_levels (sheet->section);
  const ZbPaperWord words[] = {
      sheet->section->dynamic ? ZB_PAPER_NAME : ZB_PAPER_INDICATOR,
      n_stubs (sheet) == 3 ? ZB_PAPER_MEASURE : ZB_PAPER_ROW_CODE,
      ZB_PAPER_ROW_CODE,
  };

  for (guint i = 0; i < n_stubs (sheet); i++) {
    put_head (sheet, 0, at + i, levels, 1, zb_paper_word (sheet->language, words[i]));
    put_head (sheet, levels, at + i, 1, 1, codes[i]);
  }
  put_column_heads (sheet, at + n_stubs (sheet), levels);
}

static char *
dup_figure (const Sheet *sheet, guint row, guint column, const ZbCellSpec *spec)
{
  ZbCell cell;
  ZbDecimal value;

  if (sheet->report == NULL)
    return g_strdup ("");
  cell = zb_report_cell (sheet->report, sheet->index, row, column);
  if (cell.state == ZB_STATE_WITHHELD)
    return g_strdup ("…");
  if (cell.state != ZB_STATE_VALUE)
    return g_strdup (cell.state == ZB_STATE_BLANK ? "" : "—");
  if (spec->type == ZB_CELL_NUMBER &&
      zb_report_decimal (sheet->report, sheet->index, row, column, &value))
    return zb_decimal_to_display (value);
  return zb_paper_cell_text (spec, cell.text, sheet->language);
}

static void
put_figure (Sheet *sheet, guint line, guint at, guint row, guint column, const ZbCellSpec *spec)
{
  gboolean blocked = (spec->flags & ZB_CELL_NOT_APPLICABLE) != 0;
  gboolean computed = (spec->flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED)) != 0;
  g_autofree char *text = blocked ? g_strdup ("—") : dup_figure (sheet, row, column, spec);
  ZbPaperAlign align = blocked                        ? ZB_PAPER_CENTRE
                       : spec->type == ZB_CELL_NUMBER ? ZB_PAPER_END
                                                      : ZB_PAPER_START;

  put (sheet, line, at, text, align, blocked ? ZB_PAPER_BLOCKED : computed ? ZB_PAPER_COMPUTED : 0);
}

static void
put_fixed_row (Sheet *sheet, guint line, guint at, guint row)
{
  const ZbSection *section = sheet->section;
  const ZbRow *info = &section->rows[row];
  ZbPaperCell name = {
      line,           at, 1, 1, (char *)zb_text_get (&info->label, sheet->language), info->indent,
      ZB_PAPER_START, 0};

  zb_paper_table_put (sheet->table, &name);
  if (n_stubs (sheet) == 3) {
    g_autofree char *measure = zb_section_row_measure (section, row, sheet->language);
    put (sheet, line, at + 1, measure ? measure : "—", ZB_PAPER_CENTRE, 0);
  }
  put (sheet, line, at + n_stubs (sheet) - 1, info->code, ZB_PAPER_CENTRE, 0);
  for (guint c = 0; c < sheet->n; c++)
    put_figure (sheet, line, at + n_stubs (sheet) + c, row, sheet->first + c,
                &section->specs[row * section->n_columns + sheet->first + c]);
}

static void
put_chosen_row (Sheet *sheet, guint line, guint at, guint row)
{
  const char *key = sheet->report ? zb_report_row_key (sheet->report, sheet->index, row) : "";
  const ZbCode *entry = *key ? zb_code_list_find (sheet->section->keys, key) : NULL;

  put (sheet, line, at, entry ? zb_text_get (&entry->name, sheet->language) : "", ZB_PAPER_START,
       0);
  if (n_stubs (sheet) == 3)
    put (sheet, line, at + 1,
         entry && entry->measure ? zb_text_get (&entry->measure->name, sheet->language) : "",
         ZB_PAPER_CENTRE, 0);
  put (sheet, line, at + n_stubs (sheet) - 1, key, ZB_PAPER_CENTRE, 0);
  for (guint c = 0; c < sheet->n; c++) {
    ZbCellSpec spec = zb_section_entry_spec (sheet->section, entry, sheet->first + c);
    put_figure (sheet, line, at + n_stubs (sheet) + c, row, sheet->first + c, &spec);
  }
}

/* The right half may be a row shorter. */
static void
put_missing_row (Sheet *sheet, guint line, guint at)
{
  for (guint c = 0; c < n_stubs (sheet) + sheet->n; c++)
    put (sheet, line, at + c, "", ZB_PAPER_START, ZB_PAPER_BLOCKED);
}

static void
put_rows (Sheet *sheet)
{
  guint n_heads = zb_section_n_head_levels (sheet->section) + 1;
  guint width = n_stubs (sheet) + sheet->n;

  for (guint i = 0; i < sheet->half * sheet->n_halves; i++) {
    guint line = n_heads + i % sheet->half;
    guint at = i / sheet->half * width;

    if (i >= sheet->n_rows)
      put_missing_row (sheet, line, at);
    else if (sheet->section->dynamic)
      put_chosen_row (sheet, line, at, i);
    else
      put_fixed_row (sheet, line, at, i);
  }
}

/* What cannot be broken into lines: Chinese may break after each character. */
static guint
longest_word (const char *text)
{
  guint longest = 0, width = 0;

  for (; *text; text = g_utf8_next_char (text)) {
    gunichar character = g_utf8_get_char (text);
    gboolean wide = g_unichar_iswide (character);

    width = wide || character == ' ' || character == '/' ? 0 : width + 1;
    longest = MAX (longest, wide ? 2 : width);
  }
  return longest;
}

/* What a column's heads and texts ask for, before the bounds of its kind. */
static void
measure_column (const ZbPaperTable *table, guint column, gboolean figures, ZbPaperColumn *ret)
{
  for (guint i = 0; i < table->cells->len; i++) {
    const ZbPaperCell *cell = &g_array_index (table->cells, ZbPaperCell, i);
    guint width = zb_paper_text_width (cell->text);

    if (cell->column != column || cell->n_columns > 1)
      continue;
    gboolean whole = figures && (cell->align == ZB_PAPER_END);
    /* Long heads take two lines, or three where they have room. */
    if ((cell->marks & ZB_PAPER_HEAD) && width > 12)
      width = MAX (12, cell->n_rows > 1 ? (width + 2) / 3 : (width + 1) / 2);
    ret->wanted = MAX (ret->wanted, width + cell->indent * 2);
    ret->least = MAX (ret->least, whole ? width : longest_word (cell->text));
  }
}

static void
set_width (Sheet *sheet, guint column, guint least, guint lower, guint upper, guint stretch)
{
  ZbPaperColumn *width = &sheet->table->columns[column];

  measure_column (sheet->table, column, stretch == 1, width);
  width->least = MAX (width->least, least);
  width->wanted = MAX (CLAMP (width->wanted, lower, upper), width->least);
  width->stretch = stretch;
}

static void
set_widths (Sheet *sheet)
{
  guint width = n_stubs (sheet) + sheet->n;

  for (guint h = 0; h < sheet->n_halves; h++) {
    guint at = h * width;

    set_width (sheet, at, 14, sheet->section->dynamic ? 24 : 16, sheet->n_halves > 1 ? 30 : 44, 3);
    if (n_stubs (sheet) == 3)
      set_width (sheet, at + 1, 6, 8, 14, 0);
    set_width (sheet, at + n_stubs (sheet) - 1, 4, 5, 12, 0);
    for (guint c = 0; c < sheet->n; c++) {
      const ZbCellSpec *spec = &sheet->section->specs[sheet->first + c];
      gboolean number = spec->type == ZB_CELL_NUMBER;
      set_width (sheet, at + n_stubs (sheet) + c, 6, number ? 9 + spec->scale : 10,
                 number ? 22 : 16, 1);
    }
  }
}

/* Whether no sheet can hold it, even squeezed. */
static gboolean
is_too_wide (const ZbPaperTable *table)
{
  guint wanted = 0, least = 0;

  for (guint c = 0; c < table->n_columns; c++) {
    wanted += table->columns[c].wanted + 1;
    least += table->columns[c].least + 2;
  }
  return wanted > WIDEST_SHEET || least > NARROWEST_SHEET;
}

static void
add_table (Sheet *sheet, ZbPaper *paper, gboolean continued)
{
  const ZbSection *section = sheet->section;
  const ZbMeasure *measure =
      sheet->measures == ZB_MEASURES_OF_SECTION ? zb_section_measure (section) : NULL;
  const char *title = zb_text_get (&section->title, sheet->language);
  g_autofree char *full = g_strstrip (g_strconcat (
      title, continued ? zb_paper_word (sheet->language, ZB_PAPER_CONTINUED) : "", NULL));

  sheet->table = zb_paper_add_table (paper, *full ? full : NULL,
                                     measure ? zb_text_get (&measure->name, sheet->language) : NULL,
                                     sheet->n_halves * (n_stubs (sheet) + sheet->n));
  for (guint h = 0; h < sheet->n_halves; h++)
    put_heads (sheet, h * (n_stubs (sheet) + sheet->n));
  put_rows (sheet);
  zb_paper_table_finish (sheet->table, zb_section_n_head_levels (section) + 1);
  set_widths (sheet);
}

/* The column at which a new sheet begins: as many as @room holds, and whole groups if that leaves
 * more than one column. */
static guint
find_cut (const Sheet *sheet, const guint *widths, guint room)
{
  g_autoptr (GArray) heads = zb_section_column_heads (sheet->section);
  guint cut = sheet->first + 1;

  for (guint used = widths[sheet->first]; cut < sheet->section->n_columns; cut++) {
    used += widths[cut];
    if (used > room)
      break;
  }
  for (guint i = 0; i < heads->len; i++) {
    const ZbColumnHead *head = &g_array_index (heads, ZbColumnHead, i);

    if (head->level == 0 && head->column < cut && head->column + head->n_columns > cut &&
        head->column > sheet->first)
      cut = head->column;
  }
  return cut;
}

/* Cuts a table that no sheet can hold into parts of about the same width. */
static void
add_parts (Sheet *sheet, ZbPaper *paper, const ZbPaperTable *whole)
{
  guint stubs = n_stubs (sheet), n_columns = sheet->section->n_columns;
  g_autofree guint *widths = g_new0 (guint, n_columns);
  guint names = 0, figures = 0;

  for (guint c = 0; c < stubs; c++)
    names += whole->columns[c].wanted + 1;
  for (guint c = 0; c < n_columns; c++)
    figures += widths[c] = whole->columns[stubs + c].wanted + 1;
  guint room = ROOM_OF_A_SHEET > names + 40 ? ROOM_OF_A_SHEET - names : 40;
  guint n_parts = (figures + room - 1) / room;
  g_ptr_array_remove_index (paper->tables, paper->tables->len - 1);
  for (sheet->first = 0; sheet->first < n_columns; sheet->first += sheet->n) {
    guint cut = find_cut (sheet, widths, MIN (room, figures / n_parts + 16));

    sheet->n = cut - sheet->first;
    add_table (sheet, paper, sheet->first > 0);
  }
}

static gboolean
is_long_and_narrow (const ZbForm *form)
{
  const ZbSection *section = &form->sections[0];

  return form->n_sections == 1 && !section->dynamic && section->n_rows > LONG_TABLE &&
         section->n_columns <= FEW_COLUMNS && (section->n_rows + 1) / 2 <= LONG_HALF;
}

void
zb_section_table_add (ZbPaper *paper, const ZbForm *form, guint section, const ZbReport *report)
{
  const ZbSection *info = &form->sections[section];
  Sheet sheet = {.form = form, .section = info, .index = section, .report = report};

  sheet.language = paper->language;
  sheet.measures = zb_section_measure_place (info);
  sheet.n = info->n_columns;
  sheet.n_rows = info->n_rows;
  if (info->dynamic)
    sheet.n_rows = report ? zb_report_n_rows (report, section) : EMPTY_LINES;
  sheet.n_halves = is_long_and_narrow (form) ? 2 : 1;
  sheet.half = MAX (1, (sheet.n_rows + sheet.n_halves - 1) / sheet.n_halves);
  add_table (&sheet, paper, FALSE);
  const ZbPaperTable *table = sheet.table;
  if (is_too_wide (table) && sheet.n_halves == 1)
    add_parts (&sheet, paper, table);
}
