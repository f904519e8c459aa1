/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper.h"

static void
clear_field (gpointer data)
{
  ZbPaperField *field = data;

  g_free (field->label);
  g_free (field->value);
}

static void
clear_note (gpointer data)
{
  ZbPaperNote *note = data;

  g_free (note->title);
  g_ptr_array_unref (note->paragraphs);
}

static void
clear_cell (gpointer data)
{
  g_free (((ZbPaperCell *)data)->text);
}

static void
free_table (gpointer data)
{
  ZbPaperTable *table = data;

  g_free (table->title);
  g_free (table->measure);
  g_free (table->columns);
  g_array_unref (table->cells);
  g_free (table);
}

static GArray *
new_fields (void)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (ZbPaperField));

  g_array_set_clear_func (fields, clear_field);
  return fields;
}

ZbPaper *
zb_paper_new (const char *language)
{
  ZbPaper *paper = g_new0 (ZbPaper, 1);

  paper->language = g_strdup (language);
  paper->box = new_fields ();
  paper->fields = new_fields ();
  paper->signers = new_fields ();
  paper->tables = g_ptr_array_new_with_free_func (free_table);
  paper->notes = g_array_new (FALSE, FALSE, sizeof (ZbPaperNote));
  g_array_set_clear_func (paper->notes, clear_note);
  return paper;
}

static void
free_proof (ZbPaperProof *proof)
{
  g_array_unref (proof->fields);
  g_free (proof->code);
  g_clear_pointer (&proof->seal, g_bytes_unref);
  g_free (proof);
}

ZbPaperProof *
zb_paper_add_proof (ZbPaper *paper)
{
  g_clear_pointer (&paper->proof, free_proof);
  paper->proof = g_new0 (ZbPaperProof, 1);
  paper->proof->fields = new_fields ();
  return paper->proof;
}

void
zb_paper_free (ZbPaper *paper)
{
  g_clear_pointer (&paper->proof, free_proof);
  g_free (paper->language);
  g_free (paper->title);
  g_free (paper->code);
  g_free (paper->period);
  g_free (paper->watermark);
  g_free (paper->banner);
  g_array_unref (paper->box);
  g_array_unref (paper->fields);
  g_array_unref (paper->signers);
  g_ptr_array_unref (paper->tables);
  g_array_unref (paper->notes);
  g_free (paper);
}

void
zb_paper_add_field (GArray *fields, const char *label, const char *value)
{
  ZbPaperField field = {g_strdup (label), g_strdup (value ? value : "")};

  g_array_append_val (fields, field);
}

void
zb_paper_add_note (ZbPaper *paper, const char *title, GPtrArray *paragraphs)
{
  ZbPaperNote note = {g_strdup (title), paragraphs};

  g_array_append_val (paper->notes, note);
  if (paragraphs->len == 0)
    g_array_set_size (paper->notes, paper->notes->len - 1);
}

ZbPaperTable *
zb_paper_add_table (ZbPaper *paper, const char *title, const char *measure, guint n_columns)
{
  ZbPaperTable *table = g_new0 (ZbPaperTable, 1);

  table->title = g_strdup (title);
  table->measure = g_strdup (measure);
  table->n_columns = n_columns;
  table->columns = g_new0 (ZbPaperColumn, n_columns);
  table->cells = g_array_new (FALSE, FALSE, sizeof (ZbPaperCell));
  g_array_set_clear_func (table->cells, clear_cell);
  g_ptr_array_add (paper->tables, table);
  return table;
}

void
zb_paper_table_put (ZbPaperTable *table, const ZbPaperCell *cell)
{
  ZbPaperCell copy = *cell;

  copy.text = g_strdup (cell->text ? cell->text : "");
  g_array_append_val (table->cells, copy);
  table->n_rows = MAX (table->n_rows, cell->row + cell->n_rows);
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const ZbPaperCell *one = a, *other = b;

  if (one->row != other->row)
    return one->row < other->row ? -1 : 1;
  return one->column < other->column ? -1 : one->column > other->column;
}

void
zb_paper_table_finish (ZbPaperTable *table, guint n_head_rows)
{
  table->n_head_rows = n_head_rows;
  g_array_sort (table->cells, compare_cells);
  for (guint i = 0; i < table->cells->len; i++) {
    ZbPaperCell *cell = &g_array_index (table->cells, ZbPaperCell, i);

    if (cell->row < n_head_rows)
      cell->marks |= ZB_PAPER_HEAD;
  }
}

guint
zb_paper_text_width (const char *text)
{
  guint width = 0;

  for (; *text; text = g_utf8_next_char (text)) {
    gunichar character = g_utf8_get_char (text);

    if (!g_unichar_iszerowidth (character))
      width += g_unichar_iswide (character) ? 2 : 1;
  }
  return width;
}

static guint
spread (const ZbPaperTable *table, guint room, guint *widths)
{
  guint shares = 0, given = 0;

  for (guint c = 0; c < table->n_columns; c++)
    shares += table->columns[c].stretch;
  for (guint c = 0; shares > 0 && c < table->n_columns; c++) {
    guint more = (guint)((guint64)room * table->columns[c].stretch / shares);

    widths[c] += more;
    given += more;
  }
  return given;
}

/* Takes @lack away from what the columns want above their least, in proportion. */
static guint
narrow (const ZbPaperTable *table, guint lack, guint unit, guint *widths)
{
  guint spare = 0, taken = 0;

  for (guint c = 0; c < table->n_columns; c++)
    spare += (table->columns[c].wanted - table->columns[c].least) * unit;
  for (guint c = 0; spare > 0 && c < table->n_columns; c++) {
    guint own = (table->columns[c].wanted - table->columns[c].least) * unit;
    guint less = MIN (own, (guint)(((guint64)MIN (lack, spare) * own + spare - 1) / spare));

    widths[c] -= less;
    taken += less;
  }
  return taken;
}

guint
zb_paper_table_fit (
    const ZbPaperTable *table, guint total, guint unit, gboolean stretch, guint *ret_widths)
{
  guint sum = 0;

  for (guint c = 0; c < table->n_columns; c++)
    sum += ret_widths[c] = table->columns[c].wanted * unit;
  if (sum > total)
    return sum - narrow (table, sum - total, unit, ret_widths);
  return stretch ? sum + spread (table, total - sum, ret_widths) : sum;
}
