/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/text-block.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "desktop/widgets/grid-error.h"

struct _ZbTextBlock {
  GPtrArray *rows; /* GPtrArray of char* */
  guint n_columns;
};

ZbTextBlock *
zb_text_block_new (void)
{
  ZbTextBlock *block = g_new0 (ZbTextBlock, 1);
  block->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  return block;
}

void
zb_text_block_free (ZbTextBlock *block)
{
  g_ptr_array_unref (block->rows);
  g_free (block);
}

void
zb_text_block_add_row (ZbTextBlock *block)
{
  g_ptr_array_add (block->rows, g_ptr_array_new_with_free_func (g_free));
}

static void
take_cell (ZbTextBlock *block, char *text)
{
  GPtrArray *row = g_ptr_array_index (block->rows, block->rows->len - 1);
  g_ptr_array_add (row, text);
  block->n_columns = MAX (block->n_columns, row->len);
}

void
zb_text_block_add_cell (ZbTextBlock *block, const char *text)
{
  g_return_if_fail (block->rows->len > 0);
  take_cell (block, g_strdup (text != NULL ? text : ""));
}

guint
zb_text_block_get_n_rows (const ZbTextBlock *block)
{
  return block->rows->len;
}

guint
zb_text_block_get_n_columns (const ZbTextBlock *block)
{
  return block->n_columns;
}

const char *
zb_text_block_get (const ZbTextBlock *block, guint row, guint column)
{
  if (row >= block->rows->len)
    return NULL;
  GPtrArray *cells = g_ptr_array_index (block->rows, row);
  return column < cells->len ? g_ptr_array_index (cells, column) : NULL;
}

static gboolean
ends_cell (const char *p, const char *end)
{
  return p == end || *p == '\t' || *p == '\n' || *p == '\r';
}

/* Reads a cell that starts with a quote. NULL when no closing quote ends the cell: it is then no
 * quoted cell, but text that happens to start with a quote. */
static char *
read_quoted (const char *p, const char *end, const char **ret_next)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (p++; p < end; p++) {
    if (*p != '"') {
      g_string_append_c (text, *p);
    } else if (p + 1 < end && p[1] == '"') {
      g_string_append_c (text, '"');
      p++;
    } else if (ends_cell (p + 1, end)) {
      *ret_next = p + 1;
      return g_string_free (g_steal_pointer (&text), FALSE);
    } else {
      return NULL;
    }
  }
  return NULL;
}

/* Stays linear although a quote may be read twice: a search for the closing quote ends at the next
 * odd run of quotes, so that no two searches pass over the same text. */
static char *
read_cell (const char *p, const char *end, const char **ret_next)
{
  if (p < end && *p == '"') {
    char *quoted = read_quoted (p, end, ret_next);
    if (quoted != NULL)
      return quoted;
  }
  const char *stop = p;
  while (!ends_cell (stop, end))
    stop++;
  *ret_next = stop;
  return g_strndup (p, (gsize)(stop - p));
}

static gboolean
check_limits (const ZbTextBlock *block, GError **error)
{
  if (block->rows->len > ZB_TEXT_BLOCK_MAX_ROWS || block->n_columns > ZB_TEXT_BLOCK_MAX_COLUMNS) {
    g_set_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_TOO_LARGE,
                 _ ("The copied block is too large: at most %u rows and %u columns can be pasted."),
                 ZB_TEXT_BLOCK_MAX_ROWS, ZB_TEXT_BLOCK_MAX_COLUMNS);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_bytes (const char *text, gsize length, GError **error)
{
  if (length > ZB_TEXT_BLOCK_MAX_BYTES) {
    g_set_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_TOO_LARGE,
                 _ ("The copied text is too large: at most %u bytes can be pasted."),
                 ZB_TEXT_BLOCK_MAX_BYTES);
    return FALSE;
  }
  if (!g_utf8_validate_len (text, length, NULL)) {
    g_set_error_literal (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED,
                         _ ("The copied text is not valid UTF-8."));
    return FALSE;
  }
  return TRUE;
}

ZbTextBlock *
zb_text_block_parse (const char *text, gsize length, GError **error)
{
  if (!check_bytes (text, length, error))
    return NULL;
  g_autoptr (ZbTextBlock) block = zb_text_block_new ();
  /* Of nothing there may be no address either. */
  const char *p = length > 0 ? text : "";
  const char *end = p + length;
  gboolean row_open = FALSE;
  while (p < end || row_open) {
    if (!row_open)
      zb_text_block_add_row (block);
    take_cell (block, read_cell (p, end, &p));
    if (!check_limits (block, error))
      return NULL;
    row_open = p < end && *p == '\t';
    if (p + 1 < end && p[0] == '\r' && p[1] == '\n')
      p++;
    if (p < end)
      p++;
  }
  return g_steal_pointer (&block);
}

static void
append_cell (GString *text, const char *cell)
{
  if (cell[strcspn (cell, "\t\r\n")] == '\0' && cell[0] != '"') {
    g_string_append (text, cell);
    return;
  }
  g_string_append_c (text, '"');
  for (const char *p = cell; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (text, '"');
    g_string_append_c (text, *p);
  }
  g_string_append_c (text, '"');
}

char *
zb_text_block_to_text (const ZbTextBlock *block)
{
  GString *text = g_string_new (NULL);
  for (guint row = 0; row < block->rows->len; row++) {
    GPtrArray *cells = g_ptr_array_index (block->rows, row);
    if (row > 0)
      g_string_append_c (text, '\n');
    for (guint column = 0; column < cells->len; column++) {
      if (column > 0)
        g_string_append_c (text, '\t');
      append_cell (text, g_ptr_array_index (cells, column));
    }
  }
  return g_string_free (text, FALSE);
}
