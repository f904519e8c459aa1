/* SPDX-License-Identifier: Apache-2.0 */
#include "client/batch/batch-column.h"

#include "client/heading.h"

#include <string.h>

struct _ZbBatchColumn {
  const ZbSpreadsheet *book;
  guint sheet, head_row;
  guint code;       /* the column of codes */
  gboolean list;    /* a line is one figure, not one enterprise */
  GPtrArray *units; /* char*, each once, in order */
};

#define LOOKED_AT 20

static gboolean
is_one_of (const char *text, const char *const *words)
{
  g_autofree char *name = zb_heading_normal (text);

  for (; *words; words++)
    if (strcmp (name, *words) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_code_head (const char *text)
{
  static const char *const words[] = {
      "统一社会信用代码", "社会信用代码", "信用代码", "creditcode", "uscc", "unit", NULL};
  return is_one_of (text, words);
}

/* What stands beside the code for people to read. */
static gboolean
is_name_head (const char *text)
{
  static const char *const words[] = {
      "企业名称",   "单位名称", "单位详细名称", "名称",   "企业",   "单位", "name",
      "enterprise", "序号",     "no",           "period", "报告期", NULL};
  return text[0] == '\0' || is_one_of (text, words);
}

static gboolean
is_value_head (const char *text)
{
  static const char *const words[] = {"value", "值", "数值", "填报值", NULL};
  return is_one_of (text, words);
}

static const char *
text_at (const ZbBatchColumn *column, guint row, guint c)
{
  return zb_spreadsheet_text (column->book, column->sheet, row, c);
}

static gboolean
find_head (ZbBatchColumn *column)
{
  guint n_rows = MIN (zb_spreadsheet_n_rows (column->book, column->sheet), LOOKED_AT);
  guint n_columns = zb_spreadsheet_n_columns (column->book, column->sheet);

  for (guint row = 0; row < n_rows; row++)
    for (guint c = 0; c < n_columns; c++)
      if (is_code_head (text_at (column, row, c))) {
        column->head_row = row;
        column->code = c;
        return TRUE;
      }
  return FALSE;
}

/* The code of a line as it is to be told: what is none keeps its text, so that somebody misses it.
 */
static char *
dup_code (const ZbBatchColumn *column, guint row)
{
  const char *text = text_at (column, row, column->code);
  char *code = zb_batch_code_in (text);

  return code ? code : g_strdup (text);
}

static void
list_units (ZbBatchColumn *column)
{
  guint n_rows = zb_spreadsheet_n_rows (column->book, column->sheet);

  for (guint row = column->head_row + 1; row < n_rows; row++) {
    g_autofree char *code = dup_code (column, row);

    if (*code != '\0' && !g_ptr_array_find_with_equal_func (column->units, code, g_str_equal, NULL))
      g_ptr_array_add (column->units, g_steal_pointer (&code));
  }
}

/* A form's own head says "统一社会信用代码：" too, with one code beside it: there, nothing valid
 * stands below. */
static gboolean
has_codes_below (const ZbBatchColumn *column)
{
  for (guint i = 0; i < column->units->len; i++) {
    g_autofree char *code = zb_batch_code_in (column->units->pdata[i]);
    if (code)
      return TRUE;
  }
  return FALSE;
}

ZbBatchColumn *
zb_batch_column_find (const ZbSpreadsheet *book, guint sheet)
{
  g_autoptr (ZbBatchColumn) column = g_new0 (ZbBatchColumn, 1);

  column->book = book;
  column->sheet = sheet;
  column->units = g_ptr_array_new_with_free_func (g_free);
  if (!find_head (column))
    return NULL;
  list_units (column);
  if (!has_codes_below (column))
    return NULL;
  for (guint c = 0; c < zb_spreadsheet_n_columns (book, sheet); c++)
    column->list = column->list || is_value_head (text_at (column, column->head_row, c));
  return g_steal_pointer (&column);
}

void
zb_batch_column_free (ZbBatchColumn *column)
{
  g_clear_pointer (&column->units, g_ptr_array_unref);
  g_free (column);
}

guint
zb_batch_column_n_units (const ZbBatchColumn *column)
{
  return column->units->len;
}

const char *
zb_batch_column_unit (const ZbBatchColumn *column, guint index)
{
  return column->units->pdata[index];
}

static void
append_field (GString *text, const char *field, char end)
{
  g_autofree char *plain = g_strdelimit (g_strdup (field), "\t\r\n\"", ' ');

  g_string_append (text, plain);
  g_string_append_c (text, end);
}

/* "A.01.1" in its parts; a head that is no cell goes on as a row that no form has. */
static void
append_cell (GString *text, const char *head, const char *value)
{
  const char *first = strchr (head, '.');
  const char *last = strrchr (head, '.');
  gboolean whole = first && last && first != last;
  g_autofree char *section = whole ? g_strndup (head, (gsize)(first - head)) : g_strdup ("");
  g_autofree char *row = whole ? g_strndup (first + 1, (gsize)(last - first - 1)) : g_strdup (head);

  append_field (text, section, '\t');
  append_field (text, row, '\t');
  append_field (text, whole ? last + 1 : "", '\t');
  append_field (text, value, '\n');
}

static void
append_line (GString *text, const ZbBatchColumn *column, guint row)
{
  guint n_columns = zb_spreadsheet_n_columns (column->book, column->sheet);

  for (guint c = 0; c < n_columns; c++) {
    const char *head = text_at (column, column->head_row, c);

    if (column->list)
      append_field (text, c == column->code ? "" : text_at (column, row, c),
                    c + 1 < n_columns ? '\t' : '\n');
    else if (c != column->code && !is_name_head (head))
      append_cell (text, head, text_at (column, row, c));
  }
}

static void
append_heads (GString *text, const ZbBatchColumn *column)
{
  guint n_columns = zb_spreadsheet_n_columns (column->book, column->sheet);

  if (!column->list)
    g_string_append (text, "section\trow\tcolumn\tvalue\n");
  for (guint c = 0; column->list && c < n_columns; c++)
    append_field (text, c == column->code ? "" : text_at (column, column->head_row, c),
                  c + 1 < n_columns ? '\t' : '\n');
}

GBytes *
zb_batch_column_write (const ZbBatchColumn *column, guint index)
{
  const char *unit = column->units->pdata[index];
  GString *text = g_string_new (NULL);

  append_heads (text, column);
  for (guint row = column->head_row + 1; row < zb_spreadsheet_n_rows (column->book, column->sheet);
       row++) {
    g_autofree char *code = dup_code (column, row);

    if (strcmp (code, unit) == 0)
      append_line (text, column, row);
  }
  return g_string_free_to_bytes (text);
}
