/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-clipboard.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "desktop/widgets/form-grid-edit.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-move.h"
#include "desktop/widgets/form-grid-selection.h"

/* A cell's text for the clipboard; what a span covers and what is not there is empty. */
static char *
dup_copy_text (ZbFormGrid *grid, ZbGridPlace place)
{
  ZbGridPlace first = zb_form_grid_resolve (grid, place);
  if (first.column != place.column)
    return g_strdup ("");
  const ZbGridRefusal *refusal = zb_grid_refusals_find (grid->refusals, place.row, place.column);
  if (refusal != NULL)
    return g_strdup (refusal->text);
  return zb_grid_model_dup_plain_text (grid->model, place.row, place.column);
}

char *
zb_form_grid_dup_selection_text (ZbFormGrid *grid)
{
  if (!grid->has_place)
    return NULL;
  ZbGridBlock selected = zb_form_grid_get_block (grid);
  g_autoptr (ZbTextBlock) block = zb_text_block_new ();
  for (guint row = selected.row; row < selected.row + selected.n_rows; row++) {
    if (zb_form_grid_get_row_info (grid, row)->kind != ZB_GRID_ROW_CELLS)
      continue;
    zb_text_block_add_row (block);
    for (guint i = 0; i < selected.n_columns; i++) {
      g_autofree char *text = dup_copy_text (grid, (ZbGridPlace){row, selected.column + i});
      zb_text_block_add_cell (block, text);
    }
  }
  return zb_text_block_to_text (block);
}

void
zb_form_grid_copy (ZbFormGrid *grid)
{
  g_autofree char *text = zb_form_grid_dup_selection_text (grid);
  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (grid)), text);
}

typedef struct {
  guint n_set;
  guint n_fixed;
  guint n_refused;
} Tally;

static void
paste_cell (ZbFormGrid *grid, ZbGridPlace place, const char *text, Tally *tally)
{
  if (zb_form_grid_resolve (grid, place).column != place.column)
    return;
  if (!zb_grid_model_may_edit (grid->model, place.row, place.column, NULL)) {
    g_autofree char *own = zb_grid_model_dup_plain_text (grid->model, place.row, place.column);
    if (g_strcmp0 (own, text) != 0)
      tally->n_fixed++;
    return;
  }
  if (zb_form_grid_commit_text (grid, place, text))
    tally->n_set++;
  else
    tally->n_refused++;
}

/* @done: what was done with those that were set. */
static void
tell_outcome (ZbFormGrid *grid, const char *done, const Tally *tally)
{
  g_autoptr (GString) text = g_string_new (done);
  if (tally->n_fixed > 0) {
    g_string_append_c (text, ' ');
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, "%u locked cell was left as it is.",
                                         "%u locked cells were left as they are.", tally->n_fixed),
                            tally->n_fixed);
  }
  if (tally->n_refused > 0) {
    g_string_append_c (text, ' ');
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, "%u cell was not accepted and is marked.",
                                         "%u cells were not accepted and are marked.",
                                         tally->n_refused),
                            tally->n_refused);
  }
  zb_form_grid_notice (grid, text->str);
}

/* Rows and columns of a block without the empty ones at its end, which many programs add. */
static void
measure_block (const ZbTextBlock *block, guint *ret_rows, guint *ret_columns)
{
  *ret_rows = 0;
  *ret_columns = 0;
  for (guint row = 0; row < zb_text_block_get_n_rows (block); row++)
    for (guint column = 0; column < zb_text_block_get_n_columns (block); column++) {
      const char *text = zb_text_block_get (block, row, column);
      if (text == NULL || *text == '\0')
        continue;
      *ret_rows = row + 1;
      *ret_columns = MAX (*ret_columns, column + 1);
    }
}

static gboolean
check_room (ZbFormGrid *grid, ZbGridPlace at, guint n_rows, guint n_columns, GError **error)
{
  guint first;
  guint last;
  zb_form_grid_get_section (grid, at.row, &first, &last);
  guint rows_left = last - at.row + 1;
  guint columns_left = grid->n_columns - at.column;
  if (zb_form_grid_get_row_info (grid, at.row)->kind != ZB_GRID_ROW_CELLS)
    rows_left = 0;
  if (n_rows <= rows_left && n_columns <= columns_left)
    return TRUE;
  g_set_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_OUTSIDE,
               _ ("The copied block has %u rows and %u columns; from this cell on, the section has "
                  "room for %u rows and %u columns. Nothing was pasted."),
               n_rows, n_columns, rows_left, columns_left);
  return FALSE;
}

static void
fill_selection (ZbFormGrid *grid, const char *text, Tally *tally)
{
  ZbGridBlock selected = zb_form_grid_get_block (grid);
  for (guint row = selected.row; row < selected.row + selected.n_rows; row++) {
    if (zb_form_grid_get_row_info (grid, row)->kind != ZB_GRID_ROW_CELLS)
      continue;
    for (guint i = 0; i < selected.n_columns; i++)
      paste_cell (grid, (ZbGridPlace){row, selected.column + i}, text, tally);
  }
}

static void
paste_block (ZbFormGrid *grid,
             ZbGridPlace at,
             const ZbTextBlock *block,
             guint rows,
             guint columns,
             Tally *tally)
{
  for (guint row = 0; row < rows; row++)
    for (guint column = 0; column < columns; column++) {
      const char *text = zb_text_block_get (block, row, column);
      if (text != NULL)
        paste_cell (grid, (ZbGridPlace){at.row + row, at.column + column}, text, tally);
    }
}

gboolean
zb_form_grid_paste (ZbFormGrid *grid, const ZbTextBlock *block, GError **error)
{
  guint n_rows;
  guint n_columns;
  measure_block (block, &n_rows, &n_columns);
  if (!grid->has_place || n_rows == 0)
    return TRUE;
  zb_form_grid_cancel_edit (grid);
  gboolean fills = n_rows == 1 && n_columns == 1 && zb_form_grid_has_block (grid);
  ZbGridBlock selected = zb_form_grid_get_block (grid);
  ZbGridPlace at = {selected.row, selected.column};
  if (!fills && !check_room (grid, at, n_rows, n_columns, error))
    return FALSE;

  Tally tally = {0};
  zb_grid_model_begin_group (grid->model);
  if (fills)
    fill_selection (grid, zb_text_block_get (block, 0, 0), &tally);
  else
    paste_block (grid, at, block, n_rows, n_columns, &tally);
  zb_grid_model_end_group (grid->model);
  if (!fills) {
    zb_form_grid_set_place (grid, at, FALSE);
    zb_form_grid_select_to (grid, at.row + n_rows - 1, at.column + n_columns - 1);
  }
  zb_form_grid_update_hint (grid);
  g_autofree char *done = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u cell pasted.", "%u cells pasted.", tally.n_set),
      tally.n_set);
  tell_outcome (grid, done, &tally);
  return TRUE;
}

static void
fill_cell (
    ZbFormGrid *grid, const ZbGridBlock *block, guint i, guint k, gboolean down, Tally *tally)
{
  ZbGridPlace place = {block->row + i, block->column + k};
  ZbGridPlace source = {down ? block->row : place.row, down ? place.column : block->column};
  if (zb_form_grid_get_row_info (grid, place.row)->kind != ZB_GRID_ROW_CELLS)
    return;
  g_autofree char *text = dup_copy_text (grid, source);
  paste_cell (grid, place, text, tally);
}

void
zb_form_grid_fill (ZbFormGrid *grid, GtkDirectionType direction)
{
  gboolean down = direction == GTK_DIR_DOWN;
  Tally tally = {0};
  if (!grid->has_place || !zb_form_grid_finish_edit (grid))
    return;
  ZbGridBlock block = zb_form_grid_get_block (grid);
  if ((down ? block.n_rows : block.n_columns) < 2 ||
      zb_form_grid_get_row_info (grid, block.row)->kind != ZB_GRID_ROW_CELLS) {
    zb_form_grid_notice (grid, _ ("Select the figure and the cells to fill from it first."));
    return;
  }
  zb_grid_model_begin_group (grid->model);
  for (guint i = down ? 1 : 0; i < block.n_rows; i++)
    for (guint k = down ? 0 : 1; k < block.n_columns; k++)
      fill_cell (grid, &block, i, k, down, &tally);
  zb_grid_model_end_group (grid->model);
  zb_form_grid_update_hint (grid);
  g_autofree char *done = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u cell filled.", "%u cells filled.", tally.n_set),
      tally.n_set);
  tell_outcome (grid, done, &tally);
}

static void
read_text_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZbFormGrid) grid = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || grid->model == NULL)
    return;
  if (text == NULL) {
    zb_form_grid_notice (grid, _ ("There is no text to paste."));
    return;
  }
  g_autoptr (ZbTextBlock) block = zb_text_block_parse (text, strlen (text), &error);
  if (block == NULL || !zb_form_grid_paste (grid, block, &error))
    zb_form_grid_notice (grid, error->message);
}

void
zb_form_grid_paste_clipboard (ZbFormGrid *grid)
{
  if (!grid->has_place)
    return;
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (grid)), grid->pasting,
                                 read_text_cb, g_object_ref (grid));
}
