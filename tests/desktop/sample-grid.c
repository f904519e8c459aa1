/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/sample-grid.h"

#include <string.h>

typedef struct {
  char *text;
  ZbGridCellFlags flags;
  ZbGridMark mark;
  guint indent;
  guint span; /* columns it covers, 0 where another covers it */
} Cell;

typedef struct {
  ZbGridRow info;
  char *text;
  ZbGridHead *head;
  Cell *cells;
  guint n_cells;
} Row;

typedef struct {
  guint step; /* changes of one step are undone together */
  guint row;
  guint column;
  char *before;
  char *after;
} Change;

struct _SampleGrid {
  GObject parent_instance;

  GPtrArray *rows;
  ZbGridColumn *columns;
  guint n_columns;
  guint n_labels;
  gboolean has_unit;
  GArray *changes; /* Change */
  guint n_done;    /* how many of them are in force */
  guint step;
  guint group_depth;
  guint n_commits;
};

static void
row_free (gpointer data)
{
  Row *row = data;
  for (guint i = 0; i < row->n_cells; i++)
    g_free (row->cells[i].text);
  g_free (row->cells);
  g_free (row->text);
  g_clear_pointer (&row->head, zb_grid_head_unref);
  g_free (row);
}

static void
change_clear (gpointer data)
{
  Change *change = data;
  g_free (change->before);
  g_free (change->after);
}

static Row *
get_row (SampleGrid *grid, guint row)
{
  return g_ptr_array_index (grid->rows, row);
}

static Cell *
get_cell (SampleGrid *grid, guint row, guint column)
{
  return &get_row (grid, row)->cells[column];
}

static guint
model_get_n_rows (ZbGridModel *model)
{
  return SAMPLE_GRID (model)->rows->len;
}

static guint
model_get_n_columns (ZbGridModel *model)
{
  return SAMPLE_GRID (model)->n_columns;
}

static guint
model_get_n_frozen (ZbGridModel *model)
{
  return SAMPLE_GRID (model)->n_labels;
}

static void
model_get_column (ZbGridModel *model, guint column, ZbGridColumn *ret_column)
{
  *ret_column = SAMPLE_GRID (model)->columns[column];
}

static void
model_get_row (ZbGridModel *model, guint row, ZbGridRow *ret_row)
{
  *ret_row = get_row (SAMPLE_GRID (model), row)->info;
}

static ZbGridHead *
model_get_head (ZbGridModel *model, guint row)
{
  return get_row (SAMPLE_GRID (model), row)->head;
}

static char *
model_dup_row_text (ZbGridModel *model, guint row)
{
  return g_strdup (get_row (SAMPLE_GRID (model), row)->text);
}

/* "-1234567.5" as "-1,234,567.5". */
static char *
group_digits (const char *text)
{
  gsize sign = text[0] == '-' ? 1 : 0;
  gsize whole = strspn (text + sign, "0123456789");
  GString *grouped = g_string_new_len (text, (gssize)sign);
  for (gsize i = 0; i < whole; i++) {
    if (i > 0 && (whole - i) % 3 == 0)
      g_string_append_c (grouped, ',');
    g_string_append_c (grouped, text[sign + i]);
  }
  g_string_append (grouped, text + sign + whole);
  return g_string_free (grouped, FALSE);
}

static void
model_get_content (ZbGridModel *model, guint row, guint column, ZbGridContent *ret_content)
{
  SampleGrid *grid = SAMPLE_GRID (model);
  Cell *cell = get_cell (grid, row, column);
  gboolean label = (cell->flags & ZB_GRID_CELL_STUB) != 0;
  ret_content->text = label ? g_strdup (cell->text) : group_digits (cell->text);
  ret_content->flags = cell->flags;
  ret_content->mark = cell->mark;
  ret_content->indent = cell->indent;
  ret_content->align = ZB_GRID_ALIGN_END;
  if (cell->flags & ZB_GRID_CELL_NOT_APPLICABLE)
    ret_content->align = ZB_GRID_ALIGN_CENTRE;
  /* The first of the labels beside each other is the name. */
  gboolean after_label = column > 0 && (cell[-1].flags & ZB_GRID_CELL_STUB) != 0;
  if (label)
    ret_content->align = after_label ? ZB_GRID_ALIGN_CENTRE : ZB_GRID_ALIGN_START;
}

static void
model_get_span (ZbGridModel *model, guint row, guint column, guint *ret_first, guint *ret_n)
{
  SampleGrid *grid = SAMPLE_GRID (model);
  while (column > 0 && get_cell (grid, row, column)->span == 0)
    column--;
  *ret_first = column;
  *ret_n = MAX (get_cell (grid, row, column)->span, 1);
}

static char *
model_dup_name (ZbGridModel *model, guint row, guint column)
{
  SampleGrid *grid = SAMPLE_GRID (model);
  return g_strdup_printf ("%s, %u", get_cell (grid, row, 0)->text, column - grid->n_labels + 1);
}

static char *
model_dup_plain_text (ZbGridModel *model, guint row, guint column)
{
  return g_strdup (get_cell (SAMPLE_GRID (model), row, column)->text);
}

static void
put_text (SampleGrid *grid, guint row, guint column, const char *text)
{
  Cell *cell = get_cell (grid, row, column);
  g_free (cell->text);
  cell->text = g_strdup (text);
  cell->flags &= ~(guint)ZB_GRID_CELL_PREFILLED;
  zb_grid_model_cells_changed (ZB_GRID_MODEL (grid), row, column, 1, 1);
}

/* Digits with an optional sign, separators and one point; NULL when it is none. */
static char *
read_figure (const char *text)
{
  GString *figure = g_string_new (NULL);
  guint n_points = 0;
  const char *p = text;
  if (*p == '-')
    g_string_append_c (figure, *p++);
  for (; *p != '\0'; p++) {
    if (*p == ',')
      continue;
    if (!g_ascii_isdigit (*p) && *p != '.') {
      n_points = 2;
      break;
    }
    n_points += *p == '.';
    g_string_append_c (figure, *p);
  }
  return g_string_free (figure, n_points > 1);
}

static gboolean
model_commit (ZbGridModel *model, guint row, guint column, const char *text, GError **error)
{
  SampleGrid *grid = SAMPLE_GRID (model);
  g_autofree char *figure = read_figure (text);
  if (figure == NULL) {
    g_set_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED, "“%s” is not a number.", text);
    return FALSE;
  }
  if (grid->group_depth == 0)
    grid->step++;
  g_array_set_size (grid->changes, grid->n_done);
  Change change = {grid->step, row, column, g_strdup (get_cell (grid, row, column)->text),
                   g_strdup (figure)};
  g_array_append_val (grid->changes, change);
  grid->n_done++;
  grid->n_commits++;
  put_text (grid, row, column, figure);
  return TRUE;
}

static void
model_begin_group (ZbGridModel *model)
{
  SampleGrid *grid = SAMPLE_GRID (model);
  if (grid->group_depth++ == 0)
    grid->step++;
}

static void
model_end_group (ZbGridModel *model)
{
  SAMPLE_GRID (model)->group_depth--;
}

static gboolean
model_undo (ZbGridModel *model, gboolean redo, guint *ret_row, guint *ret_column)
{
  SampleGrid *grid = SAMPLE_GRID (model);
  guint step = 0;
  while (redo ? grid->n_done < grid->changes->len : grid->n_done > 0) {
    Change *change = &g_array_index (grid->changes, Change, redo ? grid->n_done : grid->n_done - 1);
    if (step != 0 && change->step != step)
      break;
    step = change->step;
    grid->n_done = redo ? grid->n_done + 1 : grid->n_done - 1;
    put_text (grid, change->row, change->column, redo ? change->after : change->before);
    *ret_row = change->row;
    *ret_column = change->column;
  }
  return step != 0;
}

static Row *
new_row (SampleGrid *grid, ZbGridRowKind kind, const char *text)
{
  Row *row = g_new0 (Row, 1);
  row->info.kind = kind;
  row->text = g_strdup (text);
  if (kind != ZB_GRID_ROW_CELLS)
    return row;
  row->n_cells = grid->n_columns;
  row->cells = g_new0 (Cell, grid->n_columns);
  for (guint i = 0; i < grid->n_columns; i++) {
    row->cells[i].text = g_strdup ("");
    row->cells[i].span = 1;
    if (i < grid->n_labels)
      row->cells[i].flags = ZB_GRID_CELL_STUB;
  }
  return row;
}

static gboolean
model_activate_row (ZbGridModel *model, guint row, GError **error)
{
  sample_grid_insert_rows (SAMPLE_GRID (model), row, 1);
  return TRUE;
}

static gboolean
model_remove_row (ZbGridModel *model, guint row, GError **error)
{
  sample_grid_remove_rows (SAMPLE_GRID (model), row, 1);
  return TRUE;
}

static void
model_init (ZbGridModelInterface *iface)
{
  iface->get_n_rows = model_get_n_rows;
  iface->get_n_columns = model_get_n_columns;
  iface->get_n_frozen = model_get_n_frozen;
  iface->get_column = model_get_column;
  iface->get_row = model_get_row;
  iface->get_head = model_get_head;
  iface->dup_row_text = model_dup_row_text;
  iface->get_content = model_get_content;
  iface->get_span = model_get_span;
  iface->dup_name = model_dup_name;
  iface->dup_plain_text = model_dup_plain_text;
  iface->commit = model_commit;
  iface->begin_group = model_begin_group;
  iface->end_group = model_end_group;
  iface->undo = model_undo;
  iface->activate_row = model_activate_row;
  iface->remove_row = model_remove_row;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SampleGrid,
                               sample_grid,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ZB_TYPE_GRID_MODEL, model_init))

static void
sample_grid_finalize (GObject *object)
{
  SampleGrid *grid = SAMPLE_GRID (object);
  g_ptr_array_unref (grid->rows);
  g_array_unref (grid->changes);
  g_free (grid->columns);
  G_OBJECT_CLASS (sample_grid_parent_class)->finalize (object);
}

static void
sample_grid_class_init (SampleGridClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sample_grid_finalize;
}

static void
sample_grid_init (SampleGrid *grid)
{
  grid->rows = g_ptr_array_new_with_free_func (row_free);
  grid->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (grid->changes, change_clear);
}

SampleGrid *
sample_grid_new (guint n_columns, guint n_labels)
{
  SampleGrid *grid = g_object_new (SAMPLE_TYPE_GRID, NULL);
  grid->n_columns = n_columns;
  grid->n_labels = n_labels;
  grid->has_unit = n_labels > 2;
  grid->columns = g_new0 (ZbGridColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    grid->columns[i] =
        (ZbGridColumn){.width_chars = i < n_labels ? 7 : 11, .weight = i < n_labels ? 0 : 2};
  grid->columns[0] = (ZbGridColumn){.width_chars = 24, .weight = 3};
  return grid;
}

void
sample_grid_add_banner (SampleGrid *grid, ZbGridRowKind kind, const char *text)
{
  g_ptr_array_add (grid->rows, new_row (grid, kind, text));
}

void
sample_grid_take_head (SampleGrid *grid, ZbGridHead *head)
{
  sample_grid_add_banner (grid, ZB_GRID_ROW_HEAD, NULL);
  get_row (grid, grid->rows->len - 1)->head = head;
}

void
sample_grid_set_column (SampleGrid *grid, guint column, ZbGridColumn info)
{
  grid->columns[column] = info;
}

void
sample_grid_set_indent (SampleGrid *grid, guint row, guint column, guint indent)
{
  get_cell (grid, row, column)->indent = indent;
}

void
sample_grid_add_cells (SampleGrid *grid,
                       const char *name,
                       const char *unit,
                       const char *code,
                       const char *const *figures,
                       gboolean removable)
{
  Row *row = new_row (grid, ZB_GRID_ROW_CELLS, NULL);
  const char *labels[] = {name, grid->has_unit ? unit : code, code};
  row->info.removable = removable;
  for (guint i = 0; i < grid->n_columns; i++) {
    const char *text = i < grid->n_labels ? labels[i] : figures[i - grid->n_labels];
    g_free (row->cells[i].text);
    row->cells[i].text = g_strdup (text);
  }
  g_ptr_array_add (grid->rows, row);
}

SampleGrid *
sample_grid_new_plain (guint n_rows, guint n_columns)
{
  SampleGrid *grid = sample_grid_new (n_columns, 2);
  ZbGridHead *head = zb_grid_head_new (2, n_columns);
  zb_grid_head_add (head, "Indicator", 0, 2, 0, 1);
  zb_grid_head_add (head, "Code", 0, 2, 1, 1);
  for (guint i = 2; i < n_columns; i += 2) {
    guint n = MIN (2, n_columns - i);
    g_autofree char *group = g_strdup_printf ("Quarter %u", i / 2);
    zb_grid_head_add (head, group, 0, 1, i, n);
    zb_grid_head_add (head, "This year", 1, 1, i, 1);
    if (n > 1)
      zb_grid_head_add (head, "Last year", 1, 1, i + 1, 1);
  }
  sample_grid_take_head (grid, head);
  g_autofree const char **figures = g_new0 (const char *, n_columns);
  for (guint row = 1; row <= n_rows; row++) {
    g_autofree char *name = g_strdup_printf ("Row %u", row);
    g_autofree char *code = g_strdup_printf ("%03u", row);
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i + 2 < n_columns; i++) {
      g_ptr_array_add (texts, g_strdup_printf ("%u", row * 1000 + i));
      figures[i] = g_ptr_array_index (texts, i);
    }
    sample_grid_add_cells (grid, name, NULL, code, figures, FALSE);
  }
  return grid;
}

void
sample_grid_set_flags (SampleGrid *grid, guint row, guint column, ZbGridCellFlags flags)
{
  get_cell (grid, row, column)->flags = flags;
  zb_grid_model_cells_changed (ZB_GRID_MODEL (grid), row, column, 1, 1);
}

void
sample_grid_set_mark (SampleGrid *grid, guint row, guint column, ZbGridMark mark)
{
  get_cell (grid, row, column)->mark = mark;
  zb_grid_model_cells_changed (ZB_GRID_MODEL (grid), row, column, 1, 1);
}

void
sample_grid_set_span (SampleGrid *grid, guint row, guint column, guint n)
{
  get_row (grid, row)->info.merged = TRUE;
  get_cell (grid, row, column)->span = n;
  for (guint i = 1; i < n; i++)
    get_cell (grid, row, column + i)->span = 0;
}

void
sample_grid_insert_rows (SampleGrid *grid, guint position, guint n)
{
  for (guint i = 0; i < n; i++) {
    Row *row = new_row (grid, ZB_GRID_ROW_CELLS, NULL);
    row->info.removable = TRUE;
    g_ptr_array_insert (grid->rows, (gint)position, row);
  }
  zb_grid_model_rows_changed (ZB_GRID_MODEL (grid), position, 0, n);
}

void
sample_grid_remove_rows (SampleGrid *grid, guint position, guint n)
{
  g_ptr_array_remove_range (grid->rows, position, n);
  zb_grid_model_rows_changed (ZB_GRID_MODEL (grid), position, n, 0);
}

const char *
sample_grid_get_text (SampleGrid *grid, guint row, guint column)
{
  return get_cell (grid, row, column)->text;
}

guint
sample_grid_get_n_commits (SampleGrid *grid)
{
  return grid->n_commits;
}
