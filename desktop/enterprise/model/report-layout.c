/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-layout.h"

#include <glib/gi18n.h>
#include <string.h>

#include "forms/column-heads.h"

/* A table of fixed rows longer than this is printed in two halves if its columns are few. */
#define LONG_TABLE 24
#define FEW_COLUMNS 3

typedef struct {
  ZbGridRowKind kind;
  guint section;
  guint row;        /* of the report, in the left half */
  ZbGridHead *head; /* owned; HEAD rows */
} Line;

struct _ZbReportLayout {
  GArray *lines; /* Line */
  guint n_halves;
  guint half; /* rows in the left half */
  guint n_section_rows;
  gboolean has_measures;
  guint n_stubs;
  guint n_figures; /* columns of figures in one half */
};

static void
line_clear (gpointer data)
{
  g_clear_pointer (&((Line *)data)->head, zb_grid_head_unref);
}

/* Rows of products bring measures of their own; a table of one measure, with a row or two of
 * another, has it in a line above, as on paper. */
static gboolean
has_measures_of_rows (const ZbForm *form)
{
  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];
    for (guint c = 0; section->dynamic && c < section->n_columns; c++)
      if (section->specs[c].measure == NULL && section->specs[c].type == ZB_CELL_NUMBER)
        return TRUE;
  }
  return FALSE;
}

static gboolean
is_long_and_narrow (const ZbForm *form)
{
  return form->n_sections == 1 && !form->sections[0].dynamic &&
         form->sections[0].n_rows > LONG_TABLE && form->sections[0].n_columns <= FEW_COLUMNS;
}

static const char *
get_name_head (const ZbSection *section)
{
  if (!section->dynamic)
    return _ ("Indicator");
  return strcmp (zb_code_list_id (section->keys), "products") == 0 ? _ ("Product") : _ ("Name");
}

/* The heads of one half: stubs over all levels, groups, columns, and the printed column codes. */
static void
add_half (ZbReportLayout *layout,
          ZbGridHead *head,
          const ZbSection *section,
          guint first,
          const char *lang)
{
  g_autoptr (GArray) heads = zb_section_column_heads (section);
  guint levels = zb_section_n_head_levels (section);
  guint at = first;

  zb_grid_head_add (head, get_name_head (section), 0, levels + 1, at++, 1);
  if (layout->has_measures)
    zb_grid_head_add (head, _ ("Measure"), 0, levels + 1, at++, 1);
  zb_grid_head_add (head, _ ("Code"), 0, levels + 1, at++, 1);
  for (guint i = 0; i < heads->len; i++) {
    const ZbColumnHead *one = &g_array_index (heads, ZbColumnHead, i);
    zb_grid_head_add (head, zb_text_get (one->label, lang), one->level, one->n_levels,
                      at + one->column, one->n_columns);
  }
  for (guint c = 0; c < section->n_columns; c++)
    zb_grid_head_add (head, section->columns[c].code, levels, 1, at + c, 1);
}

static ZbGridHead *
make_head (ZbReportLayout *layout, const ZbSection *section, const char *lang)
{
  ZbGridHead *head = zb_grid_head_new (zb_section_n_head_levels (section) + 1,
                                       zb_report_layout_n_columns (layout));
  for (guint h = 0; h < layout->n_halves; h++)
    add_half (layout, head, section, h * (layout->n_stubs + layout->n_figures), lang);
  return head;
}

static void
add_line (ZbReportLayout *layout, ZbGridRowKind kind, guint section, guint row, ZbGridHead *head)
{
  Line line = {kind, section, row, head};
  g_array_append_val (layout->lines, line);
}

static void
add_section (
    ZbReportLayout *layout, const ZbReport *report, guint s, gboolean editable, const char *lang)
{
  const ZbSection *section = &zb_report_form (report)->sections[s];
  guint n_rows = zb_report_n_rows (report, s);

  if (section->title.zh != NULL || section->title.en != NULL)
    add_line (layout, ZB_GRID_ROW_TITLE, s, 0, NULL);
  add_line (layout, ZB_GRID_ROW_HEAD, s, 0, make_head (layout, section, lang));
  if (layout->n_halves == 2) {
    layout->n_section_rows = n_rows;
    layout->half = n_rows = (n_rows + 1) / 2;
  }
  for (guint r = 0; r < n_rows; r++)
    add_line (layout, ZB_GRID_ROW_CELLS, s, r, NULL);
  if (section->dynamic && editable)
    add_line (layout, ZB_GRID_ROW_ADD, s, 0, NULL);
}

ZbReportLayout *
zb_report_layout_new (const ZbReport *report, gboolean editable, const char *language)
{
  const ZbForm *form = zb_report_form (report);
  ZbReportLayout *layout = g_new0 (ZbReportLayout, 1);

  layout->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (layout->lines, line_clear);
  layout->has_measures = has_measures_of_rows (form);
  layout->n_halves = is_long_and_narrow (form) ? 2 : 1;
  layout->n_stubs = layout->has_measures ? 3 : 2;
  for (guint s = 0; s < form->n_sections; s++)
    layout->n_figures = MAX (layout->n_figures, form->sections[s].n_columns);
  for (guint s = 0; s < form->n_sections; s++)
    add_section (layout, report, s, editable, language);
  if (form->note.zh != NULL || form->note.en != NULL)
    add_line (layout, ZB_GRID_ROW_NOTE, form->n_sections - 1, 0, NULL);
  return layout;
}

void
zb_report_layout_free (ZbReportLayout *layout)
{
  g_array_unref (layout->lines);
  g_free (layout);
}

static const Line *
get_line (const ZbReportLayout *layout, guint row)
{
  return &g_array_index (layout->lines, Line, row);
}

guint
zb_report_layout_n_rows (const ZbReportLayout *layout)
{
  return layout->lines->len;
}

guint
zb_report_layout_n_columns (const ZbReportLayout *layout)
{
  return layout->n_halves * (layout->n_stubs + layout->n_figures);
}

guint
zb_report_layout_n_frozen (const ZbReportLayout *layout)
{
  return layout->n_halves == 1 ? layout->n_stubs : 0;
}

gboolean
zb_report_layout_has_measures (const ZbReportLayout *layout)
{
  return layout->has_measures;
}

/* Splits a grid's column into its half and the column there. */
static ZbLayoutColumn
get_kind (const ZbReportLayout *layout, guint column, guint *ret_half, guint *ret_figure)
{
  guint width = layout->n_stubs + layout->n_figures;
  guint at = column % width;

  *ret_half = column / width;
  *ret_figure = at >= layout->n_stubs ? at - layout->n_stubs : 0;
  if (at >= layout->n_stubs)
    return ZB_LAYOUT_FIGURE;
  if (at == 0)
    return ZB_LAYOUT_NAME;
  return layout->has_measures && at == 1 ? ZB_LAYOUT_MEASURE : ZB_LAYOUT_CODE;
}

void
zb_report_layout_column (const ZbReportLayout *layout, guint column, ZbGridColumn *ret_column)
{
  static const ZbGridColumn widths[] = {
      [ZB_LAYOUT_NAME] = {.width_chars = 22, .weight = 6, .wraps = TRUE},
      [ZB_LAYOUT_MEASURE] = {.width_chars = 14, .weight = 1, .wraps = TRUE},
      [ZB_LAYOUT_CODE] = {.width_chars = 6},
      [ZB_LAYOUT_FIGURE] = {.width_chars = 12, .weight = 2},
  };
  guint half, figure;

  *ret_column = widths[get_kind (layout, column, &half, &figure)];
  ret_column->rule = half + 1 < layout->n_halves && figure + 1 == layout->n_figures;
}

ZbGridRowKind
zb_report_layout_row_kind (const ZbReportLayout *layout, guint row)
{
  return get_line (layout, row)->kind;
}

guint
zb_report_layout_row_section (const ZbReportLayout *layout, guint row)
{
  return get_line (layout, row)->section;
}

ZbGridHead *
zb_report_layout_head (const ZbReportLayout *layout, guint row)
{
  return get_line (layout, row)->head;
}

gboolean
zb_report_layout_place (const ZbReportLayout *layout,
                        guint row,
                        guint column,
                        ZbLayoutColumn *ret_column,
                        ZbReportPlace *ret_place)
{
  const Line *line = get_line (layout, row);
  guint half, figure;

  if (line->kind != ZB_GRID_ROW_CELLS)
    return FALSE;
  *ret_column = get_kind (layout, column, &half, &figure);
  *ret_place = (ZbReportPlace){line->section, line->row + half * layout->half, figure};
  return layout->n_halves == 1 || ret_place->row < layout->n_section_rows;
}

gboolean
zb_report_layout_find (const ZbReportLayout *layout,
                       const ZbReportPlace *place,
                       guint *ret_row,
                       guint *ret_column)
{
  guint half = layout->n_halves == 2 && place->row >= layout->half ? 1 : 0;
  guint wanted = place->row - half * layout->half;

  for (guint i = 0; i < layout->lines->len; i++) {
    const Line *line = get_line (layout, i);
    if (line->kind != ZB_GRID_ROW_CELLS || line->section != place->section || line->row != wanted)
      continue;
    *ret_row = i;
    *ret_column = half * (layout->n_stubs + layout->n_figures) + layout->n_stubs + place->column;
    return TRUE;
  }
  return FALSE;
}
