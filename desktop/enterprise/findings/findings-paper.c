/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings/findings-paper.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/findings/finding-row.h"
#include "desktop/enterprise/model/finding-words.h"
#include "desktop/enterprise/office/language.h"

#define N_COLUMNS 3

static void
put (ZbPaperTable *table, guint row, guint column, const char *text, ZbPaperMark marks)
{
  const ZbPaperCell cell = {.row = row,
                            .column = column,
                            .n_rows = 1,
                            .n_columns = 1,
                            .text = (char *)(text != NULL ? text : ""),
                            .align = ZB_PAPER_START,
                            .marks = marks};
  zb_paper_table_put (table, &cell);
}

static ZbPaperTable *
begin_table (ZbPaper *paper, ZbFindingGroup group)
{
  static const ZbPaperColumn columns[N_COLUMNS] = {{14, 10, 0}, {60, 24, 2}, {40, 16, 1}};
  ZbPaperTable *table = zb_paper_add_table (paper, zb_finding_group_words (group), NULL, N_COLUMNS);

  for (guint i = 0; i < N_COLUMNS; i++)
    table->columns[i] = columns[i];
  put (table, 0, 0, _ ("Rule"), ZB_PAPER_HEAD);
  put (table, 0, 1, _ ("What was found"), ZB_PAPER_HEAD);
  put (table, 0, 2, _ ("Explanation"), ZB_PAPER_HEAD);
  return table;
}

/* What is wrong, both sides, then the figures with those of earlier periods, a line each. */
static char *
dup_found (ZbReportModel *model, const ZbFinding *finding)
{
  ZbReport *report = zb_report_model_report (model);
  const GPtrArray *operands = zb_finding_figures (finding)->operands;
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autofree char *sides = zb_finding_dup_sides (finding);
  GString *text = g_string_new (zb_language_text (zb_finding_message (finding)));

  if (sides != NULL)
    g_string_append_printf (text, "\n%s", sides);
  for (guint i = 0; i < operands->len; i++) {
    const ZbOperand *operand = operands->pdata[i];
    g_autofree char *line = zb_finding_dup_operand (operand, zb_report_form (report)->id, period);
    g_autofree char *history = zb_finding_dup_history (zb_report_model_desk (model), operand);
    g_string_append_printf (text, "\n%s", line);
    if (history != NULL)
      g_string_append_printf (text, " (%s)", history);
  }
  return g_string_free (text, FALSE);
}

static void
add_finding (ZbPaperTable *table, ZbReportModel *model, const ZbFinding *finding)
{
  const ZbExplanation *explanation =
      zb_report_find_explanation (zb_report_model_report (model), finding->instance);
  const char *why = finding->waiver != NULL ? finding->waiver
                    : explanation != NULL   ? explanation->text
                                            : NULL;
  g_autofree char *found = dup_found (model, finding);
  guint row = table->n_rows;

  put (table, row, 0, finding->instance, 0);
  put (table, row, 1, found, 0);
  put (table, row, 2, why, 0);
}

static void
add_group (ZbPaper *paper, ZbReportModel *model, ZbFindingGroup group)
{
  const GPtrArray *findings = zb_check_findings (zb_desk_check (zb_report_model_desk (model)));
  ZbPaperTable *table = NULL;

  for (guint i = 0; i < findings->len; i++) {
    if (zb_finding_group_of (findings->pdata[i]) != group)
      continue;
    if (table == NULL)
      table = begin_table (paper, group);
    add_finding (table, model, findings->pdata[i]);
  }
  if (table != NULL)
    zb_paper_table_finish (table, 1);
}

ZbPaper *
zb_findings_paper_new (ZbReportModel *model, const char *enterprise)
{
  ZbReport *report = zb_report_model_report (model);
  const ZbForm *form = zb_report_form (report);
  ZbPaper *paper = zb_paper_new (g_str_has_prefix (zb_language_get (), "zh") ? "zh" : "en");

  /* Translators: the heading of a printed list; the title of a form. */
  paper->title = g_strdup_printf (_ ("Findings: %s"), zb_language_text (&form->title));
  paper->code = g_strdup (form->code);
  paper->period = zb_period_to_display (zb_report_period (report), zb_language_get (),
                                        zb_report_model_is_joint (model));
  zb_paper_add_field (paper->box, _ ("Form no."), form->code);
  zb_paper_add_field (paper->fields, _ ("Enterprise"), enterprise);
  zb_paper_add_field (paper->fields, _ ("Credit code"), zb_report_unit (report));
  for (ZbFindingGroup group = ZB_FINDING_GROUP_HARD; group <= ZB_FINDING_GROUP_INFO; group++)
    add_group (paper, model, group);
  if (paper->tables->len == 0) {
    GPtrArray *none = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (none,
                     g_strdup (_ ("Nothing found. Every check that can run here has passed.")));
    zb_paper_add_note (paper, NULL, none);
  }
  return paper;
}
