/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/report/report-page-private.h"

/* The entries of a section's code list that may be rows of it. (transfer full) */
static GListModel *
make_items (const ZbSection *section)
{
  GListStore *items = g_list_store_new (ZB_TYPE_CODE_ITEM);
  gboolean chinese = g_str_has_prefix (zb_language_get (), "zh");

  for (guint i = 0; i < zb_code_list_length (section->keys); i++) {
    const ZbCode *code = zb_code_list_at (section->keys, i);
    if (section->key_level != NULL && g_strcmp0 (code->level, section->key_level) != 0)
      continue;
    g_autoptr (ZbCodeItem) item = zb_code_item_new (
        code->code, zb_language_text (&code->name), chinese ? code->name.en : code->name.zh,
        code->measure != NULL ? zb_language_text (&code->measure->name) : NULL);
    g_list_store_append (items, item);
  }
  return G_LIST_MODEL (items);
}

static void
picked_cb (ZbCodePicker *picker, ZbCodeItem *item, ZbReportPage *page)
{
  guint row, column;
  g_autoptr (GError) error = NULL;

  if (zb_report_model_add_row (page->model, page->picker_section, zb_code_item_get_code (item),
                               &row, &column, &error))
    zb_form_grid_focus_cell (ZB_FORM_GRID (page->grid), row, column);
  else
    zb_report_page_say_error (page, error);
}

void
zb_report_page_pick_row (ZbReportPage *page, guint row)
{
  int section = zb_report_model_dynamic_section (page->model, row);
  const ZbForm *form = zb_report_form (zb_report_model_report (page->model));
  GdkRectangle area;
  double x, y;

  if (section < 0)
    return;
  if (page->picker == NULL) {
    page->picker = zb_code_picker_new ();
    gtk_widget_set_parent (page->picker, GTK_WIDGET (page));
    g_signal_connect (page->picker, "picked", G_CALLBACK (picked_cb), page);
  }
  page->picker_section = (guint)section;
  g_autoptr (GListModel) items = make_items (&form->sections[section]);
  zb_code_picker_set_items (ZB_CODE_PICKER (page->picker), items);
  zb_form_grid_get_cell_area (ZB_FORM_GRID (page->grid), row, 0, &area);
  gtk_widget_translate_coordinates (page->grid, GTK_WIDGET (page), area.x, area.y, &x, &y);
  area.x = (int)x;
  area.y = (int)y;
  zb_code_picker_open (ZB_CODE_PICKER (page->picker), &area);
}
