/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/finding-row.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/cell-marks.h"
#include "desktop/enterprise/finding-words.h"
#include "desktop/enterprise/language.h"
#include "desktop/widgets/mark-icon.h"
#include "forms/form-lookup.h"

#define MOST_OPERANDS 12

struct _ZbFindingRow {
  GtkListBoxRow parent_instance;

  char *subject; /* owned */
  gboolean change;
  char *section, *row, *column; /* owned: the cell to jump to */

  /* Template */
  GtkBox *heading_box;
  GtkLabel *heading;
  GtkLabel *rule;
  GtkLabel *message;
  GtkLabel *sides;
  GtkBox *operands;
  GtkLabel *explanation;
  GtkButton *explain;
};

G_DEFINE_FINAL_TYPE (ZbFindingRow, zb_finding_row, GTK_TYPE_LIST_BOX_ROW)

enum { EXPLAIN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
explain_cb (GtkButton *button, ZbFindingRow *row)
{
  g_signal_emit (row, signals[EXPLAIN], 0);
}

static void
show_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
set_mark (ZbFindingRow *row, ZbGridMark mark)
{
  gtk_box_prepend (row->heading_box, zb_mark_icon_new (mark));
}

static void
add_operand_line (ZbFindingRow *row, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (row->operands, label);
}

static void
add_operand (ZbFindingRow *row, ZbReportModel *model, const ZbOperand *operand)
{
  ZbReport *report = zb_report_model_report (model);
  const char *form = zb_report_form (report)->id;
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autofree char *line = zb_finding_dup_operand (operand, form, period);
  gboolean here = g_strcmp0 (operand->form, form) == 0 && g_strcmp0 (operand->period, period) == 0;
  g_autofree char *history =
      here ? zb_finding_dup_history (zb_report_model_desk (model), operand) : NULL;

  add_operand_line (row, line, "finding-operand");
  if (history != NULL)
    add_operand_line (row, history, "finding-history");
  if (!here || row->section != NULL)
    return;
  row->section = g_strdup (operand->section);
  row->row = g_strdup (operand->row);
  row->column = g_strdup (operand->column);
}

static void
show_explanation (ZbFindingRow *row, ZbReportModel *model, const ZbFinding *finding)
{
  const ZbExplanation *explanation =
      zb_report_find_explanation (zb_report_model_report (model), finding->instance);
  gboolean wanted = finding->severity == ZB_SEVERITY_SOFT || finding->severity == ZB_SEVERITY_QUASI;
  gboolean given = finding->explanation == ZB_EXPLANATION_VALID;

  if (explanation != NULL)
    show_label (row->explanation, explanation->text);
  gtk_widget_set_visible (GTK_WIDGET (row->explain),
                          wanted && finding->waiver == NULL && zb_report_model_is_editable (model));
  gtk_button_set_label (row->explain, given ? _ ("Change the Explanation…") : _ ("Explain…"));
}

GtkWidget *
zb_finding_row_new (ZbReportModel *model, const ZbFinding *finding)
{
  ZbFindingRow *row = g_object_new (ZB_TYPE_FINDING_ROW, NULL);
  g_autofree char *heading = zb_finding_dup_heading (finding);
  g_autofree char *sides = zb_finding_dup_sides (finding);
  const GPtrArray *operands = zb_finding_figures (finding)->operands;

  row->subject = g_strdup (finding->instance);
  set_mark (row, zb_cell_marks_of_finding (finding));
  gtk_label_set_text (row->heading, heading);
  gtk_label_set_text (row->rule, finding->instance);
  gtk_label_set_text (row->message, zb_language_text (zb_finding_message (finding)));
  show_label (row->sides, sides);
  for (guint i = 0; i < MIN (operands->len, MOST_OPERANDS); i++)
    add_operand (row, model, operands->pdata[i]);
  show_explanation (row, model, finding);
  return GTK_WIDGET (row);
}

GtkWidget *
zb_finding_row_new_for_change (ZbReportModel *model, const char *item_id)
{
  ZbFindingRow *row = g_object_new (ZB_TYPE_FINDING_ROW, NULL);
  const ZbForm *form = zb_report_form (zb_report_model_report (model));
  guint section = 0, column = 0;
  g_autofree char *before = zb_finding_dup_figure (zb_report_model_prefilled (model, item_id));
  g_autofree char *text = g_strdup_printf (
      _ ("This figure was filled in from an earlier report as %s and was changed. Say why."),
      before);

  row->subject = g_strdup (item_id);
  row->change = TRUE;
  set_mark (row, ZB_GRID_MARK_QUASI);
  gtk_label_set_text (row->heading, _ ("Pre-filled figure changed"));
  gtk_label_set_text (row->rule, item_id);
  gtk_label_set_text (row->message, text);
  gtk_button_set_label (row->explain, _ ("Give a Reason…"));
  gtk_widget_set_visible (GTK_WIDGET (row->explain), zb_report_model_is_editable (model));
  if (zb_form_split_item_id (form, item_id, &section, &row->row, &column)) {
    row->section = g_strdup (form->sections[section].id);
    row->column = g_strdup (form->sections[section].columns[column].code);
  }
  return GTK_WIDGET (row);
}

GtkWidget *
zb_finding_row_new_for_refused (guint n)
{
  ZbFindingRow *row = g_object_new (ZB_TYPE_FINDING_ROW, NULL);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u cell holds a text that is no value; it is not saved until it is corrected.",
                "%u cells hold texts that are no values; they are not saved until corrected.", n),
      n);

  set_mark (row, ZB_GRID_MARK_REFUSED);
  gtk_label_set_text (row->heading, _ ("Not a value"));
  gtk_label_set_text (row->message, text);
  return GTK_WIDGET (row);
}

const char *
zb_finding_row_get_subject (ZbFindingRow *row)
{
  return row->subject;
}

const char *
zb_finding_row_get_message (ZbFindingRow *row)
{
  return gtk_label_get_text (row->message);
}

gboolean
zb_finding_row_is_change (ZbFindingRow *row)
{
  return row->change;
}

gboolean
zb_finding_row_get_cell (ZbFindingRow *row,
                         const char **ret_section,
                         const char **ret_row,
                         const char **ret_column)
{
  *ret_section = row->section;
  *ret_row = row->row;
  *ret_column = row->column;
  return row->section != NULL;
}

static void
zb_finding_row_finalize (GObject *object)
{
  ZbFindingRow *row = ZB_FINDING_ROW (object);
  g_free (row->subject);
  g_free (row->section);
  g_free (row->row);
  g_free (row->column);
  G_OBJECT_CLASS (zb_finding_row_parent_class)->finalize (object);
}

static void
zb_finding_row_class_init (ZbFindingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = zb_finding_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/finding-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, heading_box);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, heading);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, rule);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, message);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, sides);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, operands);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, explanation);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingRow, explain);
  gtk_widget_class_bind_template_callback (widget_class, explain_cb);
  signals[EXPLAIN] = g_signal_new ("explain", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_finding_row_init (ZbFindingRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}
