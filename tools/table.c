/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/table.h"

#include <stdarg.h>
#include <string.h>

#define HEAD_WIDTH 24 /* a longer head is wrapped, unless its figures are wider still */
#define NAME_WIDTH 14

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
width_of_char (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;
  return g_unichar_iswide (character) ? 2 : 1;
}

static guint
width_of (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c; c = g_utf8_next_char (c))
    width += width_of_char (g_utf8_get_char (c));
  return width;
}

/* The end of the longest beginning of @text that is no wider than @width, cut after a blank or
 * beside a Chinese character; the whole first word where even that is wider. */
static const char *
find_break (const char *text, guint width)
{
  const char *best = NULL;
  guint used = 0;

  for (const char *c = text; *c; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);
    gboolean may_break = c > text && (c[-1] == ' ' || g_unichar_iswide (character));

    if (may_break && (used <= width || !best))
      best = c;
    used += width_of_char (character);
    if (used > width && best)
      return best;
  }
  return used > width && best ? best : text + strlen (text);
}

/* A head in lines no wider than @width where its words allow; the widest is told. */
static char **
wrap (const char *text, guint width, guint *ret_widest)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  *ret_widest = 0;
  do {
    const char *end = find_break (text, width);
    char *line = g_strchomp (g_strndup (text, (gsize)(end - text)));
    *ret_widest = MAX (*ret_widest, width_of (line));
    g_ptr_array_add (lines, line);
    text = end;
  } while (*text);
  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_steal (lines, NULL);
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

static void
print_row (const ZbTable *table, char *const *texts, const guint *widths)
{
  for (guint c = 0; c < table->n_columns; c++)
    print_cell (texts[c], widths[c], table->right[c], c + 1 == table->n_columns);
}

/* Heads stand at the foot of their lines, over the figures. */
static void
print_heads (const ZbTable *table, char ***heads, guint n_lines, const guint *widths)
{
  g_autofree char **row = g_new0 (char *, table->n_columns);

  for (guint line = 0; line < n_lines; line++) {
    for (guint c = 0; c < table->n_columns; c++) {
      guint above = n_lines - g_strv_length (heads[c]);
      row[c] = line < above ? (char *)"" : heads[c][line - above];
    }
    print_row (table, row, widths);
  }
}

void
zb_table_print (const ZbTable *table)
{
  g_autofree guint *widths = g_new0 (guint, table->n_columns);
  g_autofree char ***heads = g_new0 (char **, table->n_columns);
  guint n_lines = 0;

  for (guint r = 1; r < table->rows->len; r++)
    for (guint c = 0; c < table->n_columns; c++)
      widths[c] = MAX (widths[c], width_of (((char **)table->rows->pdata[r])[c]));
  for (guint c = 0; c < table->n_columns; c++) {
    guint widest;
    heads[c] = wrap (((char **)table->rows->pdata[0])[c], MAX (widths[c], HEAD_WIDTH), &widest);
    widths[c] = MAX (widths[c], widest);
    n_lines = MAX (n_lines, g_strv_length (heads[c]));
  }
  print_heads (table, heads, n_lines, widths);
  for (guint r = 1; r < table->rows->len; r++)
    print_row (table, table->rows->pdata[r], widths);
  for (guint c = 0; c < table->n_columns; c++)
    g_strfreev (heads[c]);
}

void
zb_table_print_line (const char *name, const char *value)
{
  if (!value || !*value)
    return;
  g_print ("  ");
  print_cell (name, NAME_WIDTH, FALSE, FALSE);
  g_print ("%s\n", value);
}
