/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/text-grid.h"

#include <string.h>

enum { EDGE_UP = 1, EDGE_DOWN = 2, EDGE_LEFT = 4, EDGE_RIGHT = 8 };

typedef struct {
  guint width, height;
  gunichar *signs; /* 0: behind a wide one */
  guint8 *edges;
} Canvas;

/* Where rows and columns of a table lie on its canvas. */
typedef struct {
  const ZbPaperTable *table;
  const guint *widths;
  guint *left;    /* x of the frame before each column, and behind the last */
  guint *top;     /* y of the first line of each row */
  guint *heights; /* lines of each row */
  Canvas canvas;
} Grid;

static guint
width_of_sign (gunichar sign)
{
  if (g_unichar_iszerowidth (sign))
    return 0;
  return g_unichar_iswide (sign) ? 2 : 1;
}

/* Signs that never begin a line. */
static gboolean
closes (gunichar sign)
{
  return g_utf8_strchr ("，。、；：）】”》…—%", -1, sign) != NULL;
}

/* The end of the longest beginning that fits. */
static const char *
find_break (const char *text, guint width)
{
  const char *best = NULL;
  guint used = 0;

  for (const char *c = text; *c; c = g_utf8_next_char (c)) {
    gunichar sign = g_utf8_get_char (c);

    if (c > text && (sign == ' ' || c[-1] == ' ' || (g_unichar_iswide (sign) && !closes (sign))))
      best = c;
    used += width_of_sign (sign);
    if (used > width)
      return best ? best : c > text ? c : g_utf8_next_char (c);
  }
  return text + strlen (text);
}

GPtrArray *
zb_text_wrap (const char *text, guint width)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  do {
    const char *end = find_break (text, width);

    g_ptr_array_add (lines, g_strchomp (g_strndup (text, (gsize)(end - text))));
    text = end + strspn (end, " ");
  } while (*text);
  return lines;
}

static guint
inner_width (const Grid *grid, const ZbPaperCell *cell)
{
  return grid->left[cell->column + cell->n_columns] - grid->left[cell->column] - 1;
}

static guint
indent_of (const Grid *grid, const ZbPaperCell *cell)
{
  return MIN (cell->indent * 2, inner_width (grid, cell) / 2);
}

/* A cell over several rows has the last of them grow where it lacks room. */
static void
measure_rows (Grid *grid)
{
  for (guint i = 0; i < grid->table->cells->len; i++) {
    const ZbPaperCell *cell = &g_array_index (grid->table->cells, ZbPaperCell, i);
    g_autoptr (GPtrArray) lines =
        zb_text_wrap (cell->text, inner_width (grid, cell) - indent_of (grid, cell));
    guint has = 0, last = cell->row + cell->n_rows - 1;

    for (guint r = cell->row; r < last; r++)
      has += MAX (1, grid->heights[r]) + 1;
    if (lines->len > has + grid->heights[last])
      grid->heights[last] = lines->len - has;
  }
}

static void
place (Grid *grid)
{
  const ZbPaperTable *table = grid->table;
  guint y = 0;

  grid->left = g_new0 (guint, table->n_columns + 1);
  for (guint c = 0; c < table->n_columns; c++)
    grid->left[c + 1] = grid->left[c] + grid->widths[c] + 1;
  grid->heights = g_new0 (guint, table->n_rows);
  measure_rows (grid);
  grid->top = g_new0 (guint, table->n_rows);
  for (guint r = 0; r < table->n_rows; r++) {
    y += r <= table->n_head_rows;
    grid->top[r] = y;
    grid->heights[r] = MAX (1, grid->heights[r]);
    y += grid->heights[r];
  }
  grid->canvas.width = grid->left[table->n_columns] + 1;
  grid->canvas.height = y + 1;
  grid->canvas.signs = g_new0 (gunichar, (gsize)grid->canvas.width * grid->canvas.height);
  grid->canvas.edges = g_new0 (guint8, (gsize)grid->canvas.width * grid->canvas.height);
  for (gsize i = 0; i < (gsize)grid->canvas.width * grid->canvas.height; i++)
    grid->canvas.signs[i] = ' ';
}

static void
draw_frame (Canvas *canvas, guint x0, guint y0, guint x1, guint y1, gboolean above, gboolean below)
{
  for (guint y = y0; y <= y1; y++) {
    guint8 edge = (guint8)((y > y0 ? EDGE_UP : 0) | (y < y1 ? EDGE_DOWN : 0));

    canvas->edges[y * canvas->width + x0] |= edge;
    canvas->edges[y * canvas->width + x1] |= edge;
  }
  for (guint x = x0; x <= x1; x++) {
    guint8 edge = (guint8)((x > x0 ? EDGE_LEFT : 0) | (x < x1 ? EDGE_RIGHT : 0));

    canvas->edges[y0 * canvas->width + x] |= above ? edge : 0;
    canvas->edges[y1 * canvas->width + x] |= below ? edge : 0;
  }
}

static void
write_line (Canvas *canvas, guint x, guint y, const char *text)
{
  for (; *text; text = g_utf8_next_char (text)) {
    gunichar sign = g_utf8_get_char (text);
    guint width = width_of_sign (sign);

    if (width == 0)
      continue;
    canvas->signs[y * canvas->width + x] = sign;
    if (width == 2)
      canvas->signs[y * canvas->width + x + 1] = 0;
    x += width;
  }
}

static void
draw_cell (Grid *grid, const ZbPaperCell *cell)
{
  const ZbPaperTable *table = grid->table;
  guint end = cell->row + cell->n_rows, last = end - 1;
  guint x0 = grid->left[cell->column], x1 = grid->left[cell->column + cell->n_columns];
  guint y0 = grid->top[cell->row], y1 = grid->top[last] + grid->heights[last];
  guint indent = indent_of (grid, cell), room = inner_width (grid, cell) - indent;
  g_autoptr (GPtrArray) lines = zb_text_wrap (cell->text, room);
  guint down =
      (cell->marks & ZB_PAPER_HEAD) && y1 - y0 > lines->len ? (y1 - y0 - lines->len) / 2 : 0;

  draw_frame (&grid->canvas, x0, y0 - 1, x1, y1, cell->row <= table->n_head_rows,
              end <= table->n_head_rows || end == table->n_rows);
  for (guint i = 0; i < lines->len; i++) {
    guint width = zb_paper_text_width (lines->pdata[i]);
    guint spare = room > width ? room - width : 0;
    guint shift = cell->align == ZB_PAPER_END      ? spare
                  : cell->align == ZB_PAPER_CENTRE ? spare / 2
                                                   : 0;

    write_line (&grid->canvas, x0 + 1 + indent + shift, y0 + down + i, lines->pdata[i]);
  }
}

static void
append_canvas (GString *out, const Canvas *canvas)
{
  /* By the edges that meet: up 1, down 2, left 4, right 8. */
  static const char *const shapes[] = {" ", "│", "│", "│", "─", "┘", "┐", "┤",
                                       "─", "└", "┌", "├", "─", "┴", "┬", "┼"};

  for (guint y = 0; y < canvas->height; y++) {
    for (guint x = 0; x < canvas->width; x++) {
      gsize at = (gsize)y * canvas->width + x;

      if (canvas->edges[at] != 0)
        g_string_append (out, shapes[canvas->edges[at]]);
      else if (canvas->signs[at] != 0)
        g_string_append_unichar (out, canvas->signs[at]);
    }
    g_string_append_c (out, '\n');
  }
}

void
zb_text_grid_append (GString *out, const ZbPaperTable *table, const guint *widths)
{
  Grid grid = {.table = table, .widths = widths};

  if (table->n_columns == 0 || table->n_rows == 0)
    return;
  place (&grid);
  for (guint i = 0; i < table->cells->len; i++)
    draw_cell (&grid, &g_array_index (table->cells, ZbPaperCell, i));
  append_canvas (out, &grid.canvas);
  g_free (grid.left);
  g_free (grid.top);
  g_free (grid.heights);
  g_free (grid.canvas.signs);
  g_free (grid.canvas.edges);
}
