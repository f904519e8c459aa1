/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper-html.h"

#include "paper/html.h"
#include "paper/paper-words.h"

#define WIDEST_PORTRAIT 116 /* half-width characters of a table on an upright page */

static const char style[] =
    "body{max-width:1280px}"
    ".top{display:flex;justify-content:space-between;align-items:flex-end;gap:24px;"
    "margin-bottom:6px}"
    ".fields{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:2px 24px;"
    "flex:1;margin:0}"
    ".fields div,.box div,.signers div{display:flex}"
    "dl{margin:0}dd{margin:0;flex:1;border-bottom:1px solid #999;"
    "min-width:4em;padding:0 .3em}"
    ".box{font-size:.9em}.box dd{border:0}"
    ".period{text-align:center;margin:4px 0}"
    ".banner{text-align:center;border:1px solid #000;padding:3px;margin:0 0 6px}"
    ".measure{text-align:right;font-size:.9em;margin:0 0 2px}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed;overflow-wrap:anywhere;font-size:"
    ".88em;margin-bottom:6px;"
    "border-style:solid hidden;border-width:2px;border-color:#000}"
    "th,td{border:1px solid #000;padding:2px 5px;vertical-align:middle}td{height:1.5em}"
    "th{font-weight:normal;text-align:center}"
    "thead tr:last-child th{border-bottom-width:2px}"
    ".c{text-align:center}.e{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".s{text-align:left}.computed{background:#eee}"
    ".i1{padding-left:1.8em}.i2{padding-left:3.3em}.i3{padding-left:4.8em}"
    ".signers{display:flex;flex-wrap:wrap;gap:4px 24px;margin:10px 0}"
    ".signers div{flex:1 1 180px}"
    ".notes{font-size:.85em}.notes p{margin:2px 0;text-indent:-1.5em;padding-left:1.5em}"
    ".watermark{position:fixed;top:38%;left:0;right:0;text-align:center;font-size:120px;"
    "color:#000;opacity:.09;transform:rotate(-30deg);pointer-events:none;margin:0}"
    "@media print{body{margin:0;padding:0;font-size:10pt;max-width:none}"
    "thead{display:table-header-group}tr,.signers{break-inside:avoid}h2{break-after:avoid}"
    ".computed{background:none;-webkit-print-color-adjust:economy}}";

static gboolean
is_wide (const ZbPaper *paper)
{
  for (guint i = 0; i < paper->tables->len; i++) {
    const ZbPaperTable *table = paper->tables->pdata[i];
    guint width = 0;

    for (guint c = 0; c < table->n_columns; c++)
      width += table->columns[c].wanted + 1;
    if (width > WIDEST_PORTRAIT)
      return TRUE;
  }
  return FALSE;
}

static void
append_fields (GString *out, const GArray *fields, const char *class, const char *separator)
{
  g_string_append_printf (out, "<dl class=\"%s\">\n", class);
  for (guint i = 0; i < fields->len; i++) {
    const ZbPaperField *field = &g_array_index (fields, ZbPaperField, i);
    g_autofree char *label = g_strconcat (field->label, separator, NULL);

    g_string_append (out, "<div>");
    zb_html_leaf (out, "dt", NULL, label);
    zb_html_leaf (out, "dd", NULL, field->value);
    g_string_append (out, "</div>\n");
  }
  g_string_append (out, "</dl>\n");
}

static void
append_cell (GString *out, const ZbPaperCell *cell)
{
  static const char *const aligns[] = {
      [ZB_PAPER_START] = "s", [ZB_PAPER_CENTRE] = "c", [ZB_PAPER_END] = "e"};
  const char *name = cell->marks & ZB_PAPER_HEAD ? "th" : "td";
  g_autofree char *text = g_markup_escape_text (cell->text, -1);

  g_string_append_printf (out, "<%s", name);
  if (cell->n_rows > 1)
    g_string_append_printf (out, " rowspan=\"%u\"", cell->n_rows);
  if (cell->n_columns > 1)
    g_string_append_printf (out, " colspan=\"%u\"", cell->n_columns);
  g_string_append_printf (out, " class=\"%s%s", aligns[cell->align],
                          cell->marks & ZB_PAPER_COMPUTED ? " computed" : "");
  if (cell->indent > 0)
    g_string_append_printf (out, " i%u", MIN (cell->indent, 3));
  g_string_append_printf (out, "\">%s</%s>", text, name);
}

/* In thousandths of the whole, so that no figure of its own makes a table shift. */
static void
append_widths (GString *out, const ZbPaperTable *table)
{
  g_autofree guint *widths = g_new0 (guint, table->n_columns);
  guint total = zb_paper_table_fit (table, WIDEST_PORTRAIT - table->n_columns, 1, TRUE, widths);

  g_string_append (out, "<colgroup>");
  for (guint c = 0; c < table->n_columns; c++) {
    guint share = (widths[c] + 1) * 1000 / (total + table->n_columns);
    g_string_append_printf (out, "<col style=\"width:%u.%u%%\"/>", share / 10, share % 10);
  }
  g_string_append (out, "</colgroup>\n");
}

static void
append_table (GString *out, const ZbPaper *paper, const ZbPaperTable *table)
{
  guint i = 0;

  if (table->title)
    zb_html_leaf (out, "h2", NULL, table->title);
  if (table->measure) {
    g_autofree char *line =
        g_strconcat (zb_paper_word (paper->language, ZB_PAPER_MEASURE_LINE),
                     zb_paper_word (paper->language, ZB_PAPER_SEPARATOR), table->measure, NULL);
    zb_html_leaf (out, "p", "measure", line);
  }
  g_string_append (out, "<table>\n");
  append_widths (out, table);
  g_string_append (out, "<thead>\n");
  for (guint r = 0; r < table->n_rows; r++) {
    if (r == table->n_head_rows)
      g_string_append (out, "</thead>\n<tbody>\n");
    g_string_append (out, "<tr>");
    for (; i < table->cells->len; i++) {
      const ZbPaperCell *cell = &g_array_index (table->cells, ZbPaperCell, i);

      if (cell->row != r)
        break;
      append_cell (out, cell);
    }
    g_string_append (out, "</tr>\n");
  }
  g_string_append (out, "</tbody>\n</table>\n");
}

static void
append_notes (GString *out, const ZbPaper *paper)
{
  for (guint i = 0; i < paper->notes->len; i++) {
    const ZbPaperNote *note = &g_array_index (paper->notes, ZbPaperNote, i);

    g_string_append (out, "<div class=\"notes\">\n");
    if (note->title)
      zb_html_leaf (out, "h2", NULL, note->title);
    for (guint p = 0; p < note->paragraphs->len; p++)
      zb_html_leaf (out, "p", NULL, note->paragraphs->pdata[p]);
    g_string_append (out, "</div>\n");
  }
}

char *
zb_paper_to_html (const ZbPaper *paper)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *separator = zb_paper_word (paper->language, ZB_PAPER_SEPARATOR);
  g_autofree char *sheet = g_strdup_printf ("%s@page{size:A4 %s;margin:12mm}", style,
                                            is_wide (paper) ? "landscape" : "portrait");
  g_autofree char *title = g_strdup_printf ("%s %s", paper->code, paper->title);

  zb_html_begin (out, paper->language, title, sheet);
  if (paper->watermark)
    zb_html_leaf (out, "p", "watermark", paper->watermark);
  if (paper->banner)
    zb_html_leaf (out, "p", "banner", paper->banner);
  zb_html_leaf (out, "h1", NULL, paper->title);
  g_string_append (out, "<div class=\"top\">\n");
  append_fields (out, paper->fields, "fields", separator);
  append_fields (out, paper->box, "box", separator);
  g_string_append (out, "</div>\n");
  zb_html_leaf (out, "p", "period", paper->period);
  for (guint i = 0; i < paper->tables->len; i++)
    append_table (out, paper, paper->tables->pdata[i]);
  append_fields (out, paper->signers, "signers", separator);
  if (paper->proof)
    append_fields (out, paper->proof->fields, "signers", separator);
  append_notes (out, paper);
  zb_html_end (out);
  return g_strdup (out->str);
}
