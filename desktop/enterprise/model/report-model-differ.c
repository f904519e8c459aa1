/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-model-differ.h"

#include <glib/gi18n.h>

#include "client/shared-words.h"
#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/office/language.h"
#include "forms/form-lookup.h"

/* "A.01.1 Gross output: 52,340 here; B204-1 of June 2024 … says 52,300"; NULL where they agree or
 * the other form does not know the last digits. */
static char *
dup_difference (ZbReportModel *model, guint section, guint row, guint column)
{
  ZbReport *report = zb_report_model_report (model);
  const ZbForm *form = zb_report_form (report);
  g_autofree char *item =
      zb_form_item_id (form, section, zb_report_row_key (report, section, row), column);
  const ZbSharedFigure *shared = zb_desk_shared (zb_report_model_desk (model), item);
  g_autofree char *now = zb_cell_entry_plain (report, section, row, column);

  if (shared == NULL || shared->offered || *now == '\0' || g_str_equal (now, shared->text))
    return NULL;
  g_autofree char *name = zb_report_model_dup_item_name (model, item);
  g_autofree char *shown = zb_cell_entry_show (report, section, row, column);
  g_autofree char *other = zb_shared_figure_show (shared);
  g_autofree char *source = zb_shared_figure_words (shared, zb_language_get ());
  return g_strdup_printf (_ ("%s %s: %s here, but %s from %s"), item, name, shown, other, source);
}

GPtrArray *
zb_report_model_list_differences (ZbReportModel *model)
{
  ZbReport *report = zb_report_model_report (model);
  const ZbForm *form = zb_report_form (report);
  GPtrArray *differences = g_ptr_array_new_with_free_func (g_free);

  for (guint s = 0; s < form->n_sections; s++)
    for (guint r = 0; r < zb_report_n_rows (report, s); r++)
      for (guint c = 0; c < form->sections[s].n_columns; c++) {
        char *words = dup_difference (model, s, r, c);
        if (words != NULL)
          g_ptr_array_add (differences, words);
      }
  return differences;
}
