/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-mark.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#define CORNER 7.0
#define NOTCH 3.0
#define DISC 2.5

static cairo_t *
begin (GtkSnapshot *snapshot, const GdkRGBA *colour, float x, float y, float width, float height)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (x, y, width, height));
  gdk_cairo_set_source_rgba (cr, colour);
  return cr;
}

/* A triangle in the upper corner at @x; @side is 1 for the left corner, -1 for the right. */
static void
add_corner (cairo_t *cr, double x, double side, double size)
{
  cairo_move_to (cr, x, 0);
  cairo_line_to (cr, x + side * size, 0);
  cairo_line_to (cr, x, size);
  cairo_close_path (cr);
}

static void
draw_corner (cairo_t *cr, double right)
{
  add_corner (cr, right, -1, CORNER);
  cairo_fill (cr);
}

static void
draw_notched_corner (cairo_t *cr, double right)
{
  add_corner (cr, right, -1, CORNER + 1);
  add_corner (cr, right, -1, NOTCH + 1);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
}

static void
draw_disc (cairo_t *cr, double right, gboolean filled)
{
  cairo_arc (cr, right - DISC - 1.5, DISC + 1.5, DISC, 0, 2 * G_PI);
  cairo_set_line_width (cr, 1.2);
  if (filled)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
}

void
zb_grid_mark_snapshot (
    ZbGridMark mark, const ZbGridStyle *style, GtkSnapshot *snapshot, int width, int height)
{
  if (mark == ZB_GRID_MARK_NONE)
    return;
  cairo_t *cr = begin (snapshot, &style->marks[mark], 0, 0, width, height);
  switch (mark) {
  case ZB_GRID_MARK_REFUSED:
    add_corner (cr, 0, 1, CORNER);
    draw_corner (cr, width);
    break;
  case ZB_GRID_MARK_HARD:
    draw_corner (cr, width);
    break;
  case ZB_GRID_MARK_QUASI:
    draw_notched_corner (cr, width);
    break;
  case ZB_GRID_MARK_SOFT:
    draw_disc (cr, width, TRUE);
    break;
  case ZB_GRID_MARK_INFO:
    draw_disc (cr, width, FALSE);
    break;
  case ZB_GRID_MARK_NONE:
    break;
  }
  cairo_destroy (cr);
}

void
zb_grid_mark_snapshot_remark (const ZbGridStyle *style, GtkSnapshot *snapshot)
{
  cairo_t *cr = begin (snapshot, &style->remark, 0, 0, 14, 12);
  cairo_rectangle (cr, 3, 2, 8, 5);
  cairo_move_to (cr, 4, 7);
  cairo_line_to (cr, 4, 10);
  cairo_line_to (cr, 7, 7);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_destroy (cr);
}

void
zb_grid_mark_snapshot_note (const ZbGridStyle *style, GtkSnapshot *snapshot, int height)
{
  cairo_t *cr = begin (snapshot, &style->remark, 0, (float)height - 8, 8, 8);
  cairo_move_to (cr, 1, height - 8);
  cairo_line_to (cr, 8, height - 1);
  cairo_line_to (cr, 1, height - 1);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_destroy (cr);
}

void
zb_grid_mark_snapshot_changed (const ZbGridStyle *style, GtkSnapshot *snapshot, int height)
{
  gtk_snapshot_append_color (snapshot, &style->changed,
                             &GRAPHENE_RECT_INIT (1, 3, 2, (float)height - 6));
}

void
zb_grid_mark_snapshot_dots (
    const GdkRGBA *colour, GtkSnapshot *snapshot, float x, float y, float width)
{
  /* Dots stand on whole pixels, or they blur into a grey line. */
  float left = floorf (x);
  gtk_snapshot_push_repeat (snapshot, &GRAPHENE_RECT_INIT (left, y, ceilf (width), 1),
                            &GRAPHENE_RECT_INIT (left, y, 3, 1));
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (left, y, 1, 1));
  gtk_snapshot_pop (snapshot);
}

const char *
zb_grid_mark_get_name (ZbGridMark mark)
{
  switch (mark) {
  case ZB_GRID_MARK_REFUSED:
    return _ ("not accepted");
  case ZB_GRID_MARK_HARD:
    return _ ("error");
  case ZB_GRID_MARK_QUASI:
    return _ ("needs a reason");
  case ZB_GRID_MARK_SOFT:
    return _ ("to explain");
  case ZB_GRID_MARK_INFO:
    return _ ("hint");
  case ZB_GRID_MARK_NONE:
    break;
  }
  return NULL;
}
