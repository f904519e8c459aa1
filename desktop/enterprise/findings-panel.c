/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings-panel.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/finding-row.h"
#include "desktop/enterprise/suspects-box.h"

struct _ZbFindingsPanel {
  GtkWidget parent_instance;

  /* Template */
  GtkStack *stack;
  GtkListBox *list;
  ZbSuspectsBox *suspects;
};

G_DEFINE_FINAL_TYPE (ZbFindingsPanel, zb_findings_panel, GTK_TYPE_WIDGET)

enum { JUMP, JUMP_REFUSED, EXPLAIN, GIVE_REASON, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, ZbFindingsPanel *panel)
{
  const char *section, *key, *column;

  gtk_list_box_select_row (list, row);
  if (zb_finding_row_get_cell (ZB_FINDING_ROW (row), &section, &key, &column))
    g_signal_emit (panel, signals[JUMP], 0, section, key, column);
  else if (zb_finding_row_get_subject (ZB_FINDING_ROW (row)) == NULL)
    g_signal_emit (panel, signals[JUMP_REFUSED], 0);
}

static void
suspect_jump_cb (ZbSuspectsBox *box,
                 const char *section,
                 const char *key,
                 const char *column,
                 ZbFindingsPanel *panel)
{
  g_signal_emit (panel, signals[JUMP], 0, section, key, column);
}

static void
explain_cb (ZbFindingRow *row, ZbFindingsPanel *panel)
{
  guint signal = signals[zb_finding_row_is_change (row) ? GIVE_REASON : EXPLAIN];
  g_autofree char *subject = g_strdup (zb_finding_row_get_subject (row));
  g_signal_emit (panel, signal, 0, subject);
}

static void
add_row (ZbFindingsPanel *panel, GtkWidget *row)
{
  g_signal_connect (row, "explain", G_CALLBACK (explain_cb), panel);
  gtk_list_box_append (panel->list, row);
}

static void
clear (ZbFindingsPanel *panel)
{
  GtkListBoxRow *row;
  while ((row = gtk_list_box_get_row_at_index (panel->list, 0)) != NULL)
    gtk_list_box_remove (panel->list, GTK_WIDGET (row));
}

void
zb_findings_panel_show (ZbFindingsPanel *panel, ZbReportModel *model, guint n_refused)
{
  const GPtrArray *findings = zb_check_findings (zb_desk_check (zb_report_model_desk (model)));
  g_autoptr (GPtrArray) changes = zb_report_model_list_unreasoned (model);
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (panel->list);
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) : -1;
  gboolean empty = n_refused == 0 && findings->len == 0 && changes->len == 0;

  clear (panel);
  if (n_refused > 0)
    add_row (panel, zb_finding_row_new_for_refused (n_refused));
  for (guint i = 0; i < findings->len; i++)
    add_row (panel, zb_finding_row_new (model, findings->pdata[i]));
  for (guint i = 0; i < changes->len; i++)
    add_row (panel, zb_finding_row_new_for_change (model, changes->pdata[i]));
  if (index >= 0)
    gtk_list_box_select_row (panel->list, gtk_list_box_get_row_at_index (panel->list, index));
  gtk_stack_set_visible_child_name (panel->stack, empty ? "none" : "list");
  zb_suspects_box_show (panel->suspects, model);
}

gboolean
zb_findings_panel_next (ZbFindingsPanel *panel)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (panel->list);
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) + 1 : 0;
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (panel->list, index);

  if (next == NULL)
    next = gtk_list_box_get_row_at_index (panel->list, 0);
  if (next == NULL)
    return FALSE;
  row_activated_cb (panel->list, next, panel);
  return TRUE;
}

const char *
zb_findings_panel_get_message (ZbFindingsPanel *panel)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (panel->list);
  return row != NULL ? zb_finding_row_get_message (ZB_FINDING_ROW (row)) : NULL;
}

gboolean
zb_findings_panel_explain_first (ZbFindingsPanel *panel, ZbReportModel *model)
{
  const GPtrArray *findings = zb_check_findings (zb_desk_check (zb_report_model_desk (model)));
  g_autoptr (GPtrArray) changes = zb_report_model_list_unreasoned (model);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    if (finding->severity == ZB_SEVERITY_HARD || !zb_finding_blocks (finding))
      continue;
    g_autofree char *instance = g_strdup (finding->instance);
    g_signal_emit (panel, signals[EXPLAIN], 0, instance);
    return TRUE;
  }
  if (changes->len > 0)
    g_signal_emit (panel, signals[GIVE_REASON], 0, changes->pdata[0]);
  return changes->len > 0;
}

static void
zb_findings_panel_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (zb_findings_panel_parent_class)->dispose (object);
}

static void
zb_findings_panel_class_init (ZbFindingsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);
  g_type_ensure (ZB_TYPE_SUSPECTS_BOX);
  G_OBJECT_CLASS (klass)->dispose = zb_findings_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/findings-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbFindingsPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingsPanel, list);
  gtk_widget_class_bind_template_child (widget_class, ZbFindingsPanel, suspects);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, suspect_jump_cb);
  signals[JUMP] = g_signal_new ("jump", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[JUMP_REFUSED] =
      g_signal_new ("jump-refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EXPLAIN] = g_signal_new ("explain", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GIVE_REASON] = g_signal_new ("give-reason", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
zb_findings_panel_init (ZbFindingsPanel *panel)
{
  gtk_widget_init_template (GTK_WIDGET (panel));
}
