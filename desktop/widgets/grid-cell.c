/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-cell.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "desktop/widgets/grid-mark.h"

struct _ZbGridCell {
  GtkWidget parent_instance;

  const ZbGridStyle *style;
  ZbGridCellKind kind;
  guint row;
  guint column;
  guint lines;
  char *name; /* owned (nullable) */
  ZbGridContent content;
  gboolean selected;
  guint class_bits; /* what the style classes were last made from */
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (ZbGridCell, zb_grid_cell, GTK_TYPE_WIDGET)

static const struct {
  GtkAccessibleRole role;
  const char *style_class;
  gboolean focusable;
} kinds[ZB_GRID_CELL_N_KINDS] = {
    [ZB_GRID_CELL_KIND_VALUE] = {GTK_ACCESSIBLE_ROLE_GRID_CELL, "value", TRUE},
    [ZB_GRID_CELL_KIND_STUB] = {GTK_ACCESSIBLE_ROLE_ROW_HEADER, "stub", FALSE},
    [ZB_GRID_CELL_KIND_TITLE] = {GTK_ACCESSIBLE_ROLE_HEADING, "title", FALSE},
    [ZB_GRID_CELL_KIND_NOTE] = {GTK_ACCESSIBLE_ROLE_LABEL, "note", FALSE},
    [ZB_GRID_CELL_KIND_ADD] = {GTK_ACCESSIBLE_ROLE_BUTTON, "add", TRUE},
    [ZB_GRID_CELL_KIND_HEAD] = {GTK_ACCESSIBLE_ROLE_COLUMN_HEADER, "head", FALSE},
};

static const struct {
  ZbGridCellFlags flag;
  const char *style_class;
  const char *spoken;
} flag_classes[] = {
    {ZB_GRID_CELL_COMPUTED, "computed", N_ ("computed")},
    {ZB_GRID_CELL_LOCKED, "locked", N_ ("locked")},
    {ZB_GRID_CELL_PREFILLED, "prefilled", N_ ("pre-filled")},
    {ZB_GRID_CELL_NOT_APPLICABLE, "not-applicable", N_ ("not applicable")},
    {ZB_GRID_CELL_ABSENT, "absent", NULL},
    {ZB_GRID_CELL_CHANGED, "changed", N_ ("changed since the last version")},
    {ZB_GRID_CELL_REMARK, "remark", N_ ("has a remark")},
    {ZB_GRID_CELL_SUSPECT, "suspect", N_ ("probably wrong")},
    {ZB_GRID_CELL_NOTE, "noted", N_ ("has a note")},
};

#define REFUSED_BIT (1u << 30)

/* The layout fitted to the cell's place. Made when first asked for: most scrolled-in cells are
 * measured and drawn once. */
static PangoLayout *
get_layout (ZbGridCell *cell)
{
  if (cell->layout != NULL)
    return cell->layout;
  const char *text = cell->content.text != NULL ? cell->content.text : "";
  g_autofree char *shown = NULL;
  if (cell->content.flags & ZB_GRID_CELL_NOT_APPLICABLE)
    text = "—";
  else if (cell->kind == ZB_GRID_CELL_KIND_VALUE && text[0] == '-')
    text = shown = g_strconcat ("−", text + 1, NULL); /* as wide as a digit, unlike the hyphen */
  cell->layout = gtk_widget_create_pango_layout (GTK_WIDGET (cell), text);
  pango_layout_set_attributes (cell->layout, cell->style->tabular);
  return cell->layout;
}

static int
get_indent (ZbGridCell *cell)
{
  return (int)cell->content.indent * cell->style->indent;
}

static void
fit_layout (ZbGridCell *cell, PangoLayout *layout, int inner)
{
  gboolean wraps = cell->lines > 1 || cell->kind == ZB_GRID_CELL_KIND_HEAD;
  static const PangoAlignment alignments[] = {
      [ZB_GRID_ALIGN_START] = PANGO_ALIGN_LEFT,
      [ZB_GRID_ALIGN_CENTRE] = PANGO_ALIGN_CENTER,
      [ZB_GRID_ALIGN_END] = PANGO_ALIGN_RIGHT,
  };
  pango_layout_set_width (layout, MAX (inner, 1) * PANGO_SCALE);
  pango_layout_set_alignment (layout, alignments[cell->content.align]);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (layout, wraps ? -(int)cell->lines : -1);
}

/* A section's title stands close above its table, anything else in the middle. */
static int
top_of_line (ZbGridCell *cell, int height)
{
  const ZbGridStyle *style = cell->style;
  if (cell->kind == ZB_GRID_CELL_KIND_TITLE)
    return height - 1 - style->pad_y - style->line_height;
  return (height - 1 - style->line_height) / 2;
}

static void
snapshot_text (ZbGridCell *cell, GtkSnapshot *snapshot, int width, int height)
{
  const ZbGridStyle *style = cell->style;
  PangoLayout *layout = get_layout (cell);
  int left = style->pad_x + get_indent (cell);
  fit_layout (cell, layout, width - left - style->pad_x);

  int text_height;
  pango_layout_get_pixel_size (layout, NULL, &text_height);
  float y = (float)((height - 1 - text_height) / 2);
  /* Chinese and plain digits differ in line height: one line sits on the row's own baseline. */
  if (pango_layout_get_line_count (layout) == 1 && cell->kind != ZB_GRID_CELL_KIND_HEAD)
    y = (float)(top_of_line (cell, height) + style->baseline -
                PANGO_PIXELS (pango_layout_get_baseline (layout)));

  GdkRGBA colour;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (cell)), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)left, y));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  if (cell->content.flags & ZB_GRID_CELL_PREFILLED) {
    PangoRectangle ink;
    pango_layout_get_pixel_extents (layout, NULL, &ink);
    float below = (float)PANGO_PIXELS (pango_layout_get_baseline (layout)) + 3;
    zb_grid_mark_snapshot_dots (&colour, snapshot, (float)ink.x, below,
                                (float)MAX (ink.width, 2 * style->digit_width));
  }
  gtk_snapshot_restore (snapshot);
}

static void
zb_grid_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZbGridCell *cell = ZB_GRID_CELL (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  if (!(cell->content.flags & ZB_GRID_CELL_ABSENT))
    snapshot_text (cell, snapshot, width, height);
  if (cell->content.flags & ZB_GRID_CELL_CHANGED)
    zb_grid_mark_snapshot_changed (cell->style, snapshot, height);
  if (cell->content.flags & ZB_GRID_CELL_REMARK)
    zb_grid_mark_snapshot_remark (cell->style, snapshot);
  if (cell->content.flags & ZB_GRID_CELL_NOTE)
    zb_grid_mark_snapshot_note (cell->style, snapshot, height);
  zb_grid_mark_snapshot (cell->content.mark, cell->style, snapshot, width - 1, height - 1);
}

static void
zb_grid_cell_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  /* The grid gives every cell its place; a cell asks for nothing. */
  *minimum = *natural = 0;
}

static void
zb_grid_cell_finalize (GObject *object)
{
  ZbGridCell *cell = ZB_GRID_CELL (object);
  g_clear_object (&cell->layout);
  zb_grid_content_clear (&cell->content);
  g_free (cell->name);
  G_OBJECT_CLASS (zb_grid_cell_parent_class)->finalize (object);
}

static void
zb_grid_cell_class_init (ZbGridCellClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zb_grid_cell_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = zb_grid_cell_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = zb_grid_cell_measure;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "cell");
}

static void
zb_grid_cell_init (ZbGridCell *cell)
{
  cell->class_bits = G_MAXUINT;
}

GtkWidget *
zb_grid_cell_new (ZbGridCellKind kind, const ZbGridStyle *style)
{
  ZbGridCell *cell = g_object_new (ZB_TYPE_GRID_CELL, "accessible-role", kinds[kind].role, NULL);
  cell->kind = kind;
  cell->style = style;
  gtk_widget_set_focusable (GTK_WIDGET (cell), kinds[kind].focusable);
  /* The pointer is the grid's, lines to add rows by apart: were it over one cell and, after a
   * scroll, over another, both would be styled and two more frames drawn, for which the next key
   * would wait. */
  gtk_widget_set_can_target (GTK_WIDGET (cell), kind == ZB_GRID_CELL_KIND_ADD);
  return GTK_WIDGET (cell);
}

/* Style classes cost a restyling each time: they are touched only when they differ. */
static void
update_classes (ZbGridCell *cell)
{
  guint bits = cell->content.flags;
  if (cell->content.mark == ZB_GRID_MARK_REFUSED)
    bits |= REFUSED_BIT;
  if (bits == cell->class_bits)
    return;
  cell->class_bits = bits;
  const char *classes[G_N_ELEMENTS (flag_classes) + 3] = {kinds[cell->kind].style_class};
  guint n = 1;
  for (guint i = 0; i < G_N_ELEMENTS (flag_classes); i++)
    if (bits & flag_classes[i].flag)
      classes[n++] = flag_classes[i].style_class;
  if (bits & REFUSED_BIT)
    classes[n++] = "refused";
  gtk_widget_set_css_classes (GTK_WIDGET (cell), classes);
}

static char *
describe (ZbGridCell *cell, const char *name)
{
  GString *text = g_string_new (name);
  for (guint i = 0; i < G_N_ELEMENTS (flag_classes); i++)
    if ((cell->content.flags & flag_classes[i].flag) && flag_classes[i].spoken != NULL)
      g_string_append_printf (text, "; %s", _ (flag_classes[i].spoken));
  const char *mark = zb_grid_mark_get_name (cell->content.mark);
  if (mark != NULL)
    g_string_append_printf (text, "; %s", mark);
  return g_string_free (text, FALSE);
}

static void
update_accessible (ZbGridCell *cell, const char *name)
{
  gboolean blank = cell->content.text == NULL || cell->content.text[0] == '\0';
  /* What is silent cannot be told from what does not answer. */
  const char *text = blank ? _ ("blank") : cell->content.text;
  GtkAccessible *accessible = GTK_ACCESSIBLE (cell);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (cell->kind != ZB_GRID_CELL_KIND_VALUE)
    return;
  g_autofree char *description = describe (cell, name);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  GTK_ACCESSIBLE_PROPERTY_READ_ONLY,
                                  (cell->content.flags & ZB_GRID_CELL_FIXED) != 0, -1);
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                               cell->content.mark >= ZB_GRID_MARK_HARD
                                   ? GTK_ACCESSIBLE_INVALID_TRUE
                                   : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

gboolean
zb_grid_cell_shows (ZbGridCell *cell, guint lines, const ZbGridContent *content)
{
  return cell->lines == MAX (lines, 1) && cell->content.flags == content->flags &&
         cell->content.mark == content->mark && cell->content.align == content->align &&
         cell->content.indent == content->indent &&
         g_strcmp0 (cell->content.text, content->text) == 0;
}

void
zb_grid_cell_bind (ZbGridCell *cell,
                   guint row,
                   guint column,
                   guint lines,
                   ZbGridContent *content,
                   const char *name)
{
  /* Nothing is laid out again for what is as it was. */
  if (cell->row == row && cell->column == column && g_strcmp0 (cell->name, name) == 0 &&
      zb_grid_cell_shows (cell, lines, content)) {
    zb_grid_content_clear (content);
    return;
  }
  cell->row = row;
  cell->column = column;
  cell->lines = MAX (lines, 1);
  g_free (cell->name);
  cell->name = g_strdup (name);
  zb_grid_content_clear (&cell->content);
  cell->content = *content;
  content->text = NULL;
  g_clear_object (&cell->layout);
  update_classes (cell);
  update_accessible (cell, name);
  gtk_widget_queue_draw (GTK_WIDGET (cell));
}

void
zb_grid_cell_set_lines (ZbGridCell *cell, guint lines)
{
  if (cell->lines == MAX (lines, 1))
    return;
  cell->lines = MAX (lines, 1);
  gtk_widget_queue_draw (GTK_WIDGET (cell));
}

ZbGridCellKind
zb_grid_cell_get_kind (ZbGridCell *cell)
{
  return cell->kind;
}

guint
zb_grid_cell_get_row (ZbGridCell *cell)
{
  return cell->row;
}

guint
zb_grid_cell_get_column (ZbGridCell *cell)
{
  return cell->column;
}

const char *
zb_grid_cell_get_text (ZbGridCell *cell)
{
  return cell->content.text != NULL ? cell->content.text : "";
}

ZbGridCellFlags
zb_grid_cell_get_flags (ZbGridCell *cell)
{
  return cell->content.flags;
}

ZbGridMark
zb_grid_cell_get_mark (ZbGridCell *cell)
{
  return cell->content.mark;
}

void
zb_grid_cell_set_selected (ZbGridCell *cell, gboolean selected)
{
  if (cell->selected == selected)
    return;
  cell->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}

int
zb_grid_cell_get_needed_width (ZbGridCell *cell)
{
  PangoLayout *layout = get_layout (cell);
  pango_layout_set_width (layout, -1);
  pango_layout_set_height (layout, -1);
  int width;
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width + get_indent (cell) + 2 * cell->style->pad_x + 1;
}

int
zb_grid_cell_get_needed_height (ZbGridCell *cell, int width)
{
  PangoLayout *layout = get_layout (cell);
  fit_layout (cell, layout, width - 2 * cell->style->pad_x - get_indent (cell));
  int height;
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height + 2 * cell->style->pad_y + 1;
}

void
zb_grid_cell_restyle (ZbGridCell *cell)
{
  g_clear_object (&cell->layout);
  gtk_widget_queue_draw (GTK_WIDGET (cell));
}
