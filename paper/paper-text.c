/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper-text.h"

#include "paper/paper-words.h"
#include "paper/text-grid.h"

#define LEAST_WIDTH 60
#define WIDEST_NOTE 100

static void
append_blanks (GString *out, guint n)
{
  g_string_append_printf (out, "%*s", (int)n, "");
}

static void
append_centred (GString *out, const char *text, guint width)
{
  guint own = zb_paper_text_width (text);

  append_blanks (out, width > own ? (width - own) / 2 : 0);
  g_string_append_printf (out, "%s\n", text);
}

static char *
dup_field (const ZbPaper *paper, const ZbPaperField *field)
{
  return g_strconcat (field->label, zb_paper_word (paper->language, ZB_PAPER_SEPARATOR),
                      *field->value ? field->value : "________", NULL);
}

/* The legal box: a block at the right end. */
static void
append_box (GString *out, const ZbPaper *paper, guint width)
{
  guint widest = 0;

  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < paper->box->len; i++) {
      g_autofree char *text = dup_field (paper, &g_array_index (paper->box, ZbPaperField, i));

      widest = MAX (widest, zb_paper_text_width (text));
      if (pass == 0)
        continue;
      append_blanks (out, width > widest ? width - widest : 0);
      g_string_append_printf (out, "%s\n", text);
    }
  }
}

/* Fields one after another, as many as a line holds. */
static void
append_fields (GString *out, const ZbPaper *paper, const GArray *fields, guint width)
{
  guint used = 0;

  for (guint i = 0; i < fields->len; i++) {
    g_autofree char *text = dup_field (paper, &g_array_index (fields, ZbPaperField, i));
    guint own = zb_paper_text_width (text);

    if (used > 0 && used + 3 + own > width) {
      g_string_append_c (out, '\n');
      used = 0;
    }
    g_string_append_printf (out, "%s%s", used > 0 ? "   " : "", text);
    used += own + (used > 0 ? 3 : 0);
  }
  g_string_append_c (out, '\n');
}

static void
append_table (GString *out, const ZbPaper *paper, const ZbPaperTable *table, guint width)
{
  g_autofree guint *widths = g_new0 (guint, table->n_columns);
  guint room = width > table->n_columns + 1 ? width - table->n_columns - 1 : 0;
  guint own = zb_paper_table_fit (table, room, 1, FALSE, widths) + table->n_columns + 1;

  g_string_append_c (out, '\n');
  if (table->title)
    g_string_append_printf (out, "%s\n", table->title);
  if (table->measure) {
    g_autofree char *line =
        g_strconcat (zb_paper_word (paper->language, ZB_PAPER_MEASURE_LINE),
                     zb_paper_word (paper->language, ZB_PAPER_SEPARATOR), table->measure, NULL);
    guint length = zb_paper_text_width (line);

    append_blanks (out, own > length ? own - length : 0);
    g_string_append_printf (out, "%s\n", line);
  }
  zb_text_grid_append (out, table, widths);
}

static void
append_note (GString *out, const ZbPaperNote *note, guint width)
{
  g_string_append_printf (out, "\n%s\n", note->title ? note->title : "");
  for (guint i = 0; i < note->paragraphs->len; i++) {
    g_autoptr (GPtrArray) lines = zb_text_wrap (note->paragraphs->pdata[i], width - 4);

    for (guint l = 0; l < lines->len; l++)
      g_string_append_printf (out, "%s%s\n", l == 0 ? "  " : "    ", (char *)lines->pdata[l]);
  }
}

/* A line each, so that digests can be copied. */
static void
append_proof (GString *out, const ZbPaper *paper)
{
  const char *separator = zb_paper_word (paper->language, ZB_PAPER_SEPARATOR);

  g_string_append_c (out, '\n');
  for (guint i = 0; i < paper->proof->fields->len; i++) {
    const ZbPaperField *field = &g_array_index (paper->proof->fields, ZbPaperField, i);

    g_string_append_printf (out, "%s%s%s\n", field->label, separator, field->value);
  }
  if (paper->proof->code)
    g_string_append_printf (out, "%s%s%s\n", zb_paper_word (paper->language, ZB_PAPER_SQUARE_CODE),
                            separator, paper->proof->code);
}

char *
zb_paper_to_text (const ZbPaper *paper, guint width)
{
  g_autoptr (GString) out = g_string_new (NULL);

  width = MAX (width, LEAST_WIDTH);
  if (paper->watermark)
    append_centred (out, paper->watermark, width);
  if (paper->banner)
    append_centred (out, paper->banner, width);
  append_centred (out, paper->title, width);
  append_box (out, paper, width);
  append_centred (out, paper->period, width);
  append_fields (out, paper, paper->fields, width);
  for (guint i = 0; i < paper->tables->len; i++)
    append_table (out, paper, paper->tables->pdata[i], width);
  g_string_append_c (out, '\n');
  append_fields (out, paper, paper->signers, width);
  if (paper->proof)
    append_proof (out, paper);
  for (guint i = 0; i < paper->notes->len; i++)
    append_note (out, &g_array_index (paper->notes, ZbPaperNote, i), MIN (width, WIDEST_NOTE));
  return g_strdup (out->str);
}
