/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-head-band.h"

#include "desktop/widgets/grid-cell.h"

#define MOST_LINES 6

struct _ZbGridHeadBand {
  GtkWidget parent_instance;

  ZbGridHead *head;
  guint row;
  guint n_frozen;
  const ZbGridStyle *style;
  const ZbGridAxis *columns;
  GPtrArray *cells; /* one per span, owned by the widget tree */
  ZbGridAxis *levels;
  int scroll;
};

G_DEFINE_FINAL_TYPE (ZbGridHeadBand, zb_grid_head_band, GTK_TYPE_WIDGET)

static gboolean
is_frozen (ZbGridHeadBand *band, const ZbGridHeadSpan *span)
{
  return span->column + span->n_columns <= band->n_frozen;
}

static GdkRectangle
span_area (ZbGridHeadBand *band, const ZbGridHeadSpan *span)
{
  int left = zb_grid_axis_get_start (band->columns, span->column);
  int top = zb_grid_axis_get_start (band->levels, span->level);
  int right = zb_grid_axis_get_start (band->columns, span->column + span->n_columns);
  int bottom = zb_grid_axis_get_start (band->levels, span->level + span->n_levels);
  return (GdkRectangle){
      .x = is_frozen (band, span) ? left : left - band->scroll,
      .y = top,
      .width = right - left,
      .height = bottom - top,
  };
}

static void
zb_grid_head_band_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZbGridHeadBand *band = ZB_GRID_HEAD_BAND (widget);
  for (guint i = 0; i < band->cells->len; i++) {
    GdkRectangle area = span_area (band, zb_grid_head_get_span (band->head, i));
    gtk_widget_size_allocate (g_ptr_array_index (band->cells, i), &area, -1);
  }
}

static void
snapshot_line (GtkSnapshot *snapshot, const GdkRGBA *colour, int x, int y, int width, int height)
{
  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

static void
snapshot_spans (ZbGridHeadBand *band, GtkSnapshot *snapshot, gboolean frozen)
{
  const GdkRGBA *line = &band->style->line;
  guint n_columns = zb_grid_head_get_n_columns (band->head);
  guint n_levels = zb_grid_head_get_n_levels (band->head);
  for (guint i = 0; i < band->cells->len; i++) {
    const ZbGridHeadSpan *span = zb_grid_head_get_span (band->head, i);
    if (is_frozen (band, span) != frozen)
      continue;
    gtk_widget_snapshot_child (GTK_WIDGET (band), g_ptr_array_index (band->cells, i), snapshot);
    GdkRectangle area = span_area (band, span);
    if (span->column + span->n_columns < n_columns)
      snapshot_line (snapshot, line, area.x + area.width - 1, area.y, 1, area.height);
    if (span->level + span->n_levels < n_levels)
      snapshot_line (snapshot, line, area.x, area.y + area.height - 1, area.width, 1);
  }
}

static void
zb_grid_head_band_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZbGridHeadBand *band = ZB_GRID_HEAD_BAND (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int frozen = zb_grid_axis_get_start (band->columns, band->n_frozen);
  int right = MIN (width, zb_grid_axis_get_total (band->columns) - band->scroll);

  gtk_snapshot_push_clip (
      snapshot,
      &GRAPHENE_RECT_INIT ((float)frozen, 0, (float)MAX (width - frozen, 0), (float)height));
  snapshot_spans (band, snapshot, FALSE);
  gtk_snapshot_pop (snapshot);
  snapshot_spans (band, snapshot, TRUE);
  snapshot_line (snapshot, &band->style->rule, 0, 0, right, 1);
  snapshot_line (snapshot, &band->style->rule, 0, height - 1, right, 1);
}

static void
zb_grid_head_band_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  /* The grid asks zb_grid_head_band_fit() instead, as columns come first. */
  *minimum = *natural = 0;
}

static void
zb_grid_head_band_dispose (GObject *object)
{
  ZbGridHeadBand *band = ZB_GRID_HEAD_BAND (object);
  for (guint i = 0; i < band->cells->len; i++)
    gtk_widget_unparent (g_ptr_array_index (band->cells, i));
  g_ptr_array_set_size (band->cells, 0);
  G_OBJECT_CLASS (zb_grid_head_band_parent_class)->dispose (object);
}

static void
zb_grid_head_band_finalize (GObject *object)
{
  ZbGridHeadBand *band = ZB_GRID_HEAD_BAND (object);
  g_ptr_array_unref (band->cells);
  zb_grid_axis_free (band->levels);
  g_clear_pointer (&band->head, zb_grid_head_unref);
  G_OBJECT_CLASS (zb_grid_head_band_parent_class)->finalize (object);
}

static void
zb_grid_head_band_class_init (ZbGridHeadBandClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_grid_head_band_dispose;
  G_OBJECT_CLASS (klass)->finalize = zb_grid_head_band_finalize;
  widget_class->size_allocate = zb_grid_head_band_size_allocate;
  widget_class->snapshot = zb_grid_head_band_snapshot;
  widget_class->measure = zb_grid_head_band_measure;
  gtk_widget_class_set_css_name (widget_class, "heads");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW_GROUP);
}

static void
zb_grid_head_band_init (ZbGridHeadBand *band)
{
  band->cells = g_ptr_array_new ();
  band->levels = zb_grid_axis_new ();
  gtk_widget_set_overflow (GTK_WIDGET (band), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
zb_grid_head_band_new (ZbGridHead *head,
                       guint row,
                       guint n_frozen,
                       const ZbGridStyle *style,
                       const ZbGridAxis *columns)
{
  ZbGridHeadBand *band = g_object_new (ZB_TYPE_GRID_HEAD_BAND, NULL);
  band->head = zb_grid_head_ref (head);
  band->row = row;
  band->n_frozen = n_frozen;
  band->style = style;
  band->columns = columns;
  guint n_levels = zb_grid_head_get_n_levels (head);
  g_autofree int *heights = g_new0 (int, MAX (n_levels, 1));
  zb_grid_axis_set_sizes (band->levels, heights, n_levels);
  for (guint i = 0; i < zb_grid_head_get_n_spans (head); i++) {
    const ZbGridHeadSpan *span = zb_grid_head_get_span (head, i);
    GtkWidget *cell = zb_grid_cell_new (ZB_GRID_CELL_KIND_HEAD, style);
    ZbGridContent content = {.text = g_strdup (span->text), .align = ZB_GRID_ALIGN_CENTRE};
    zb_grid_cell_bind (ZB_GRID_CELL (cell), row, span->column, MOST_LINES, &content, NULL);
    gtk_widget_set_parent (cell, GTK_WIDGET (band));
    g_ptr_array_add (band->cells, cell);
  }
  return GTK_WIDGET (band);
}

guint
zb_grid_head_band_get_row (ZbGridHeadBand *band)
{
  return band->row;
}

int
zb_grid_head_band_fit (ZbGridHeadBand *band)
{
  guint n_levels = zb_grid_head_get_n_levels (band->head);
  g_autofree int *needed = g_new0 (int, MAX (band->cells->len, 1));
  g_autofree int *heights = g_new0 (int, MAX (n_levels, 1));
  for (guint i = 0; i < band->cells->len; i++) {
    ZbGridCell *cell = g_ptr_array_index (band->cells, i);
    GdkRectangle area = span_area (band, zb_grid_head_get_span (band->head, i));
    zb_grid_cell_restyle (cell);
    needed[i] = zb_grid_cell_get_needed_height (cell, area.width);
  }
  zb_grid_head_share_heights (band->head, needed, zb_grid_style_row_height (band->style, 1),
                              heights);
  zb_grid_axis_set_sizes (band->levels, heights, n_levels);
  gtk_widget_queue_allocate (GTK_WIDGET (band));
  return zb_grid_axis_get_total (band->levels);
}

void
zb_grid_head_band_set_scroll (ZbGridHeadBand *band, int scroll)
{
  if (band->scroll == scroll)
    return;
  band->scroll = scroll;
  gtk_widget_queue_allocate (GTK_WIDGET (band));
}
