/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/table.h"

#include <stdarg.h>

struct _ZbTable {
  guint n_columns;
  gboolean *right;
  GPtrArray *rows; /* char**: n_columns texts each, the heads first */
};

static void
free_row (gpointer row)
{
  g_strfreev (row);
}

ZbTable *
zb_table_new (const char *const *heads)
{
  ZbTable *table = g_new0 (ZbTable, 1);

  table->n_columns = g_strv_length ((char **)heads);
  table->right = g_new0 (gboolean, table->n_columns);
  table->rows = g_ptr_array_new_with_free_func (free_row);
  char **row = g_new0 (char *, table->n_columns + 1);
  for (guint i = 0; i < table->n_columns; i++) {
    table->right[i] = heads[i][0] == '>';
    row[i] = g_strdup (heads[i] + table->right[i]);
  }
  g_ptr_array_add (table->rows, row);
  return table;
}

void
zb_table_free (ZbTable *table)
{
  g_ptr_array_unref (table->rows);
  g_free (table->right);
  g_free (table);
}

void
zb_table_add_row (ZbTable *table, const char *const *texts)
{
  char **row = g_new0 (char *, table->n_columns + 1);

  for (guint i = 0; i < table->n_columns; i++)
    row[i] = g_strdup (texts[i] ? texts[i] : "");
  g_ptr_array_add (table->rows, row);
}

void
zb_table_add (ZbTable *table, const char *first, ...)
{
  g_autofree const char **texts = g_new0 (const char *, table->n_columns);
  va_list arguments;

  texts[0] = first;
  va_start (arguments, first);
  for (guint i = 1; i < table->n_columns; i++)
    texts[i] = va_arg (arguments, const char *);
  va_end (arguments);
  zb_table_add_row (table, texts);
}

static guint
width_of (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);
    if (!g_unichar_iszerowidth (character))
      width += g_unichar_iswide (character) ? 2 : 1;
  }
  return width;
}

static void
print_cell (const char *text, guint width, gboolean right, gboolean last)
{
  guint pad = width - MIN (width, width_of (text));

  if (right)
    g_print ("%*s%s", (int)pad, "", text);
  else
    g_print ("%s%*s", text, last ? 0 : (int)pad, "");
  g_print ("%s", last ? "\n" : "  ");
}

void
zb_table_print (const ZbTable *table)
{
  g_autofree guint *widths = g_new0 (guint, table->n_columns);

  for (guint r = 0; r < table->rows->len; r++)
    for (guint c = 0; c < table->n_columns; c++)
      widths[c] = MAX (widths[c], width_of (((char **)table->rows->pdata[r])[c]));
  for (guint r = 0; r < table->rows->len; r++)
    for (guint c = 0; c < table->n_columns; c++)
      print_cell (((char **)table->rows->pdata[r])[c], widths[c], table->right[c],
                  c + 1 == table->n_columns);
}
