/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings/finding-row.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/model/cell-marks.h"
#include "desktop/enterprise/model/finding-words.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/widgets/mark-icon.h"
#include "forms/form-lookup.h"

#define MOST_OPERANDS 12

struct _ZbFindingRow {
  GtkListBoxRow parent_instance;

  char *key;     /* owned */
  char *subject; /* owned (nullable) */
  ZbFindingGroup group;
  char *section, *row, *column; /* owned: the cell to jump to */
  GtkWidget *mark;              /* child of the heading (nullable) */

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
  row->mark = zb_mark_icon_new (mark);
  gtk_box_prepend (row->heading_box, row->mark);
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

static void
show_finding (ZbFindingRow *row, ZbReportModel *model, const ZbFinding *finding)
{
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
}

static void
point_to_item (ZbFindingRow *row, ZbReportModel *model, const char *item)
{
  const ZbForm *form = zb_report_form (zb_report_model_report (model));
  guint section = 0, column = 0;

  row->subject = g_strdup (item);
  gtk_label_set_text (row->rule, item);
  if (!zb_form_split_item_id (form, item, &section, &row->row, &column))
    return;
  row->section = g_strdup (form->sections[section].id);
  row->column = g_strdup (form->sections[section].columns[column].code);
}

static void
show_change (ZbFindingRow *row, ZbReportModel *model, const char *item)
{
  g_autofree char *before = zb_finding_dup_figure (zb_report_model_prefilled (model, item));
  g_autofree char *text = g_strdup_printf (
      _ ("This figure was filled in from an earlier report as %s and was changed. Say why."),
      before);

  set_mark (row, ZB_GRID_MARK_QUASI);
  gtk_label_set_text (row->heading, _ ("Pre-filled figure changed"));
  gtk_label_set_text (row->message, text);
  gtk_button_set_label (row->explain, _ ("Give a Reason…"));
  gtk_widget_set_visible (GTK_WIDGET (row->explain), zb_report_model_is_editable (model));
  point_to_item (row, model, item);
}

static void
show_remark (ZbFindingRow *row, ZbReportModel *model, const char *item)
{
  g_autofree char *name = zb_report_model_dup_item_name (model, item);

  gtk_label_set_text (row->heading, name);
  gtk_label_set_text (row->message, zb_report_model_remark (model, item));
  point_to_item (row, model, item);
}

static void
show_refused (ZbFindingRow *row, guint n)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u cell holds a text that is no value; it is not saved until it is corrected.",
                "%u cells hold texts that are no values; they are not saved until corrected.", n),
      n);

  set_mark (row, ZB_GRID_MARK_REFUSED);
  gtk_label_set_text (row->heading, _ ("Not a value"));
  gtk_label_set_text (row->message, text);
}

/* As it was when it was new. */
static void
reset (ZbFindingRow *row)
{
  GtkWidget *child;

  g_clear_pointer (&row->subject, g_free);
  g_clear_pointer (&row->section, g_free);
  g_clear_pointer (&row->row, g_free);
  g_clear_pointer (&row->column, g_free);
  if (row->mark != NULL)
    gtk_box_remove (row->heading_box, row->mark);
  row->mark = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (row->operands))) != NULL)
    gtk_box_remove (row->operands, child);
  show_label (row->sides, NULL);
  show_label (row->explanation, NULL);
}

void
zb_finding_row_show (ZbFindingRow *row, ZbReportModel *model, const ZbFindingSubject *subject)
{
  reset (row);
  row->group = subject->group;
  if (subject->finding != NULL)
    show_finding (row, model, subject->finding);
  else if (subject->group == ZB_FINDING_GROUP_CHANGE)
    show_change (row, model, subject->item);
  else if (subject->group == ZB_FINDING_GROUP_REMARK)
    show_remark (row, model, subject->item);
  else
    show_refused (row, subject->n);
  /* Told as a whole when the keyboard comes to it. */
  g_autofree char *name = g_strdup_printf ("%s: %s", gtk_label_get_text (row->heading),
                                           gtk_label_get_text (row->message));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
zb_finding_row_new (const char *key)
{
  ZbFindingRow *row = g_object_new (ZB_TYPE_FINDING_ROW, NULL);
  row->key = g_strdup (key);
  return GTK_WIDGET (row);
}

char *
zb_finding_subject_dup_key (const ZbFindingSubject *subject)
{
  const char *name = subject->finding != NULL ? subject->finding->instance
                     : subject->item != NULL  ? subject->item
                                              : "";
  const char *kind = subject->finding != NULL                    ? "finding"
                     : subject->group == ZB_FINDING_GROUP_CHANGE ? "change"
                     : subject->group == ZB_FINDING_GROUP_REMARK ? "remark"
                                                                 : "refused";
  return g_strdup_printf ("%s/%s", kind, name);
}

ZbFindingGroup
zb_finding_group_of (const ZbFinding *finding)
{
  static const ZbFindingGroup groups[] = {
      [ZB_SEVERITY_INFO] = ZB_FINDING_GROUP_INFO,
      [ZB_SEVERITY_SOFT] = ZB_FINDING_GROUP_SOFT,
      [ZB_SEVERITY_QUASI] = ZB_FINDING_GROUP_QUASI,
      [ZB_SEVERITY_HARD] = ZB_FINDING_GROUP_HARD,
  };

  if (finding->severity == ZB_SEVERITY_INFO || zb_finding_blocks (finding))
    return groups[finding->severity];
  return ZB_FINDING_GROUP_SETTLED;
}

const char *
zb_finding_group_words (ZbFindingGroup group)
{
  static const char *const words[] = {
      [ZB_FINDING_GROUP_REFUSED] = N_ ("Not values"),
      [ZB_FINDING_GROUP_HARD] = N_ ("Errors: must be corrected"),
      [ZB_FINDING_GROUP_QUASI] = N_ ("To be explained; a reviewer decides"),
      [ZB_FINDING_GROUP_SOFT] = N_ ("To be explained"),
      [ZB_FINDING_GROUP_CHANGE] = N_ ("Pre-filled and changed"),
      [ZB_FINDING_GROUP_REMARK] = N_ ("The bureau’s remarks"),
      [ZB_FINDING_GROUP_SETTLED] = N_ ("Explained or waived"),
      [ZB_FINDING_GROUP_INFO] = N_ ("For information"),
  };
  return _ (words[group]);
}

const char *
zb_finding_row_get_key (ZbFindingRow *row)
{
  return row->key;
}

ZbFindingGroup
zb_finding_row_get_group (ZbFindingRow *row)
{
  return row->group;
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
  g_free (row->key);
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
