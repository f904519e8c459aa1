/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/cell-marks.h"

#include <string.h>

#include "desktop/enterprise/office/language.h"

struct _ZbCellMarks {
  GHashTable *findings; /* item id → GPtrArray of ZbFinding, borrowed */
  GHashTable *remarks;  /* item id → text */
  GHashTable *suspects; /* item ids */
};

ZbCellMarks *
zb_cell_marks_new (void)
{
  ZbCellMarks *marks = g_new0 (ZbCellMarks, 1);
  marks->findings =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  marks->remarks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  marks->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return marks;
}

void
zb_cell_marks_free (ZbCellMarks *marks)
{
  g_hash_table_unref (marks->findings);
  g_hash_table_unref (marks->remarks);
  g_hash_table_unref (marks->suspects);
  g_free (marks);
}

ZbGridMark
zb_cell_marks_of_finding (const ZbFinding *finding)
{
  static const ZbGridMark marks[] = {
      [ZB_SEVERITY_INFO] = ZB_GRID_MARK_INFO,
      [ZB_SEVERITY_SOFT] = ZB_GRID_MARK_SOFT,
      [ZB_SEVERITY_QUASI] = ZB_GRID_MARK_QUASI,
      [ZB_SEVERITY_HARD] = ZB_GRID_MARK_HARD,
  };
  return zb_finding_blocks (finding) ? marks[finding->severity] : ZB_GRID_MARK_INFO;
}

static void
put (ZbCellMarks *marks, const char *item_id, ZbFinding *finding)
{
  GPtrArray *list = g_hash_table_lookup (marks->findings, item_id);

  if (list == NULL) {
    list = g_ptr_array_new ();
    g_hash_table_insert (marks->findings, g_strdup (item_id), list);
  }
  if (list->len == 0 || list->pdata[list->len - 1] != finding)
    g_ptr_array_add (list, finding);
}

void
zb_cell_marks_take_findings (ZbCellMarks *marks, const GPtrArray *findings, const ZbReport *report)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  const char *form = zb_report_form (report)->id;

  g_hash_table_remove_all (marks->findings);
  for (guint i = 0; i < findings->len; i++) {
    ZbFinding *finding = findings->pdata[i];
    const GPtrArray *operands = zb_finding_figures (finding)->operands;
    for (guint k = 0; k < operands->len; k++) {
      const ZbOperand *operand = operands->pdata[k];
      if (g_strcmp0 (operand->form, form) != 0 || g_strcmp0 (operand->period, period) != 0)
        continue;
      g_autofree char *item_id =
          g_strdup_printf ("%s.%s.%s", operand->section, operand->row, operand->column);
      put (marks, item_id, finding);
    }
  }
}

void
zb_cell_marks_add_remark (ZbCellMarks *marks, const char *item_id, const char *text)
{
  g_hash_table_replace (marks->remarks, g_strdup (item_id), g_strdup (text));
}

ZbGridMark
zb_cell_marks_get (const ZbCellMarks *marks, const char *item_id)
{
  const GPtrArray *list = g_hash_table_lookup (marks->findings, item_id);
  ZbGridMark worst = ZB_GRID_MARK_NONE;

  for (guint i = 0; list != NULL && i < list->len; i++)
    worst = MAX (worst, zb_cell_marks_of_finding (list->pdata[i]));
  return worst;
}

const char *
zb_cell_marks_remark (const ZbCellMarks *marks, const char *item_id)
{
  return g_hash_table_lookup (marks->remarks, item_id);
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
zb_cell_marks_list_remarks (const ZbCellMarks *marks)
{
  GPtrArray *items = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, marks->remarks);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    g_ptr_array_add (items, item);
  g_ptr_array_sort (items, compare_cb);
  return items;
}

char *
zb_cell_marks_dup_messages (const ZbCellMarks *marks, const char *item_id)
{
  const GPtrArray *list = g_hash_table_lookup (marks->findings, item_id);
  GString *text = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const ZbFinding *finding = list->pdata[i];
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            zb_language_text (zb_finding_message (finding)));
  }
  return g_string_free (text, text->len == 0);
}

gboolean
zb_cell_marks_set_suspects (ZbCellMarks *marks, const GPtrArray *item_ids)
{
  guint n_kept = 0;

  for (guint i = 0; i < item_ids->len; i++)
    n_kept += g_hash_table_contains (marks->suspects, item_ids->pdata[i]);
  if (n_kept == item_ids->len && n_kept == g_hash_table_size (marks->suspects))
    return FALSE;
  g_hash_table_remove_all (marks->suspects);
  for (guint i = 0; i < item_ids->len; i++)
    g_hash_table_add (marks->suspects, g_strdup (item_ids->pdata[i]));
  return TRUE;
}

gboolean
zb_cell_marks_is_suspect (const ZbCellMarks *marks, const char *item_id)
{
  return g_hash_table_contains (marks->suspects, item_id);
}
