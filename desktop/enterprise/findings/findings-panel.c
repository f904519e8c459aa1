/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings/findings-panel.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/findings/finding-row.h"
#include "desktop/enterprise/findings/suspects-box.h"

struct _ZbFindingsPanel {
  GtkWidget parent_instance;

  /* Template */
  GtkStack *stack;
  GtkListBox *list;
  ZbSuspectsBox *suspects;
};

G_DEFINE_FINAL_TYPE (ZbFindingsPanel, zb_findings_panel, GTK_TYPE_WIDGET)

enum { JUMP, JUMP_REFUSED, EXPLAIN, GIVE_REASON, CORRECTED, N_SIGNALS };
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
suspect_corrected_cb (ZbSuspectsBox *box, const char *changes, ZbFindingsPanel *panel)
{
  g_signal_emit (panel, signals[CORRECTED], 0, changes);
}

static void
explain_cb (ZbFindingRow *row, ZbFindingsPanel *panel)
{
  gboolean change = zb_finding_row_get_group (row) == ZB_FINDING_GROUP_CHANGE;
  guint signal = signals[change ? GIVE_REASON : EXPLAIN];
  g_autofree char *subject = g_strdup (zb_finding_row_get_subject (row));
  g_signal_emit (panel, signal, 0, subject);
}

/* Appends a copy. */
static void
add (GArray *subjects, ZbFindingSubject subject)
{
  g_array_append_val (subjects, subject);
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const ZbFindingSubject *one = a, *other = b;
  return one->group != other->group ? (one->group < other->group ? -1 : 1) : 0;
}

/* All there is to say of the report, by group. @changes, @remarks: item ids. */
static GArray *
list_subjects (ZbReportModel *model, guint n_refused, GPtrArray *changes, GPtrArray *remarks)
{
  const GPtrArray *findings = zb_check_findings (zb_desk_check (zb_report_model_desk (model)));
  GArray *subjects = g_array_new (FALSE, FALSE, sizeof (ZbFindingSubject));

  if (n_refused > 0)
    add (subjects, (ZbFindingSubject){ZB_FINDING_GROUP_REFUSED, .n = n_refused});
  for (guint i = 0; i < findings->len; i++)
    add (subjects, (ZbFindingSubject){zb_finding_group_of (findings->pdata[i]),
                                      .finding = findings->pdata[i]});
  for (guint i = 0; i < changes->len; i++)
    add (subjects, (ZbFindingSubject){ZB_FINDING_GROUP_CHANGE, .item = changes->pdata[i]});
  for (guint i = 0; i < remarks->len; i++)
    add (subjects, (ZbFindingSubject){ZB_FINDING_GROUP_REMARK, .item = remarks->pdata[i]});
  g_array_sort (subjects, compare_cb);
  return subjects;
}

/* Key → row; the rows whose subject is gone leave the list. */
static GHashTable *
keep_rows (ZbFindingsPanel *panel, const GHashTable *keys)
{
  GHashTable *rows = g_hash_table_new (g_str_hash, g_str_equal);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (panel->list, i)) != NULL;) {
    const char *key = zb_finding_row_get_key (ZB_FINDING_ROW (row));
    if (!g_hash_table_contains ((GHashTable *)keys, key)) {
      gtk_list_box_remove (panel->list, GTK_WIDGET (row));
      continue;
    }
    g_hash_table_insert (rows, (char *)key, row);
    i++;
  }
  return rows;
}

/* The row of @key at @index: the one that was there for it, moved if need be, or a new one. */
static ZbFindingRow *
put_row (ZbFindingsPanel *panel, GHashTable *rows, const char *key, int index)
{
  GtkWidget *row = g_hash_table_lookup (rows, key);

  if (row == NULL) {
    row = zb_finding_row_new (key);
    g_signal_connect (row, "explain", G_CALLBACK (explain_cb), panel);
    gtk_list_box_insert (panel->list, row, index);
  } else if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) != index) {
    g_object_ref (row);
    gtk_list_box_remove (panel->list, row);
    gtk_list_box_insert (panel->list, row, index);
    g_object_unref (row);
  }
  return ZB_FINDING_ROW (row);
}

/* Rows stay where their subject does: with the keyboard, the selection, the place scrolled to and a
 * click that is under way. */
static void
show_subjects (ZbFindingsPanel *panel, ZbReportModel *model, const GArray *subjects)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < subjects->len; i++)
    g_hash_table_add (keys,
                      zb_finding_subject_dup_key (&g_array_index (subjects, ZbFindingSubject, i)));
  g_autoptr (GHashTable) rows = keep_rows (panel, keys);
  for (guint i = 0; i < subjects->len; i++) {
    const ZbFindingSubject *subject = &g_array_index (subjects, ZbFindingSubject, i);
    g_autofree char *key = zb_finding_subject_dup_key (subject);
    zb_finding_row_show (put_row (panel, rows, key, (int)i), model, subject);
  }
  gtk_list_box_invalidate_headers (panel->list);
}

/* How many rows of a group follow each other from @row on. */
static guint
count_group (GtkListBoxRow *row)
{
  ZbFindingGroup group = zb_finding_row_get_group (ZB_FINDING_ROW (row));
  GtkListBox *list = GTK_LIST_BOX (gtk_widget_get_parent (GTK_WIDGET (row)));
  int index = gtk_list_box_row_get_index (row);
  guint n = 0;

  while (row != NULL && zb_finding_row_get_group (ZB_FINDING_ROW (row)) == group)
    row = gtk_list_box_get_row_at_index (list, index + (int)++n);
  return n;
}

static void
update_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  ZbFindingGroup group = zb_finding_row_get_group (ZB_FINDING_ROW (row));
  GtkWidget *label = gtk_list_box_row_get_header (row);

  if (before != NULL && zb_finding_row_get_group (ZB_FINDING_ROW (before)) == group) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  /* Translators: a group of findings, and how many are in it. */
  g_autofree char *text =
      g_strdup_printf (_ ("%s · %u"), zb_finding_group_words (group), count_group (row));
  if (label == NULL) {
    label = gtk_label_new (NULL);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_add_css_class (label, "finding-group");
    gtk_list_box_row_set_header (row, label);
  }
  gtk_label_set_text (GTK_LABEL (label), text);
}

void
zb_findings_panel_show (ZbFindingsPanel *panel, ZbReportModel *model, guint n_refused)
{
  g_autoptr (GPtrArray) changes = zb_report_model_list_unreasoned (model);
  g_autoptr (GPtrArray) remarks = zb_report_model_list_remarks (model);
  g_autoptr (GArray) subjects = list_subjects (model, n_refused, changes, remarks);

  show_subjects (panel, model, subjects);
  gtk_stack_set_visible_child_name (panel->stack, subjects->len == 0 ? "none" : "list");
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
  gtk_widget_class_bind_template_callback (widget_class, suspect_corrected_cb);
  signals[CORRECTED] = g_signal_new ("corrected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
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
  gtk_list_box_set_header_func (panel->list, update_header_cb, NULL, NULL);
}
