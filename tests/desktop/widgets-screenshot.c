/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the form grid into PNG files, for people to look at and for the documentation. */
#include <adwaita.h>
#include <libintl.h>
#include <locale.h>

#include "desktop/widgets/code-picker.h"
#include "desktop/widgets/form-grid.h"
#include "desktop/widgets/form-sheet.h"
#include "desktop/widgets/verdict-line.h"
#include "tests/desktop/picture.h"
#include "tests/desktop/sample-forms.h"

#define N_PICTURES 8

static void
decorate (SampleGrid *grid)
{
  sample_grid_set_mark (grid, 3, 3, ZB_GRID_MARK_HARD);
  sample_grid_set_mark (grid, 4, 3, ZB_GRID_MARK_QUASI);
  sample_grid_set_mark (grid, 5, 4, ZB_GRID_MARK_SOFT);
  sample_grid_set_mark (grid, 6, 4, ZB_GRID_MARK_INFO);
  sample_grid_set_flags (grid, 4, 4, ZB_GRID_CELL_REMARK);
  sample_grid_set_flags (grid, 2, 4, ZB_GRID_CELL_COMPUTED);
  sample_grid_set_flags (grid, 9, 3, ZB_GRID_CELL_CHANGED);
  sample_grid_set_flags (grid, 10, 5, ZB_GRID_CELL_NOT_APPLICABLE);
  sample_grid_set_flags (grid, 10, 6, ZB_GRID_CELL_NOT_APPLICABLE);
}

static void
picture_b204 (const char *folder, const char *name, gboolean chinese)
{
  g_autoptr (SampleGrid) model = sample_grid_new_b204 (chinese);
  decorate (model);
  GtkWidget *grid = zb_form_grid_new (ZB_GRID_MODEL (model));
  GtkWidget *window = picture_open (grid, 1366, 768);
  zb_form_grid_focus_cell (ZB_FORM_GRID (grid), 14, 3);
  zb_form_grid_begin_edit (ZB_FORM_GRID (grid), "4.6.1");
  zb_form_grid_finish_edit (ZB_FORM_GRID (grid));
  zb_grid_model_commit (ZB_GRID_MODEL (model), 14, 4, "-25.9", NULL);
  picture_settle (window);
  picture_save (window, folder, name);
  gtk_window_destroy (GTK_WINDOW (window));
}

typedef struct {
  const char *title;
  const char *code;
} Form;

static GtkWidget *
make_sheet (const Form *form, GtkWidget *grid)
{
  static const char *const signers[] = {"单位负责人", "统计负责人", "填表人", "联系电话"};
  GtkWidget *widget = zb_form_sheet_new ();
  ZbFormSheet *sheet = ZB_FORM_SHEET (widget);
  zb_form_sheet_set_title (sheet, form->title);
  zb_form_sheet_set_period (sheet, "2024 年 6 月");
  zb_form_sheet_set_unit_line (sheet, "计量单位：千元");
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, "表号", form->code);
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, "制定机关", "国家统计局");
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, "文号", "国统字〔2023〕88 号");
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, "有效期至", "2025 年 1 月");
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_HEADER, "统一社会信用代码", "91350200612022183Y");
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_HEADER, "单位详细名称", "厦门示例光电显示有限公司");
  GtkWidget *began = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (began), "200803");
  gtk_editable_set_width_chars (GTK_EDITABLE (began), 8);
  zb_form_sheet_add_field (sheet, ZB_FORM_SHEET_HEADER, "投产时间", began);
  for (guint i = 0; i < G_N_ELEMENTS (signers); i++)
    zb_form_sheet_add_field (sheet, ZB_FORM_SHEET_FOOTER, signers[i], gtk_entry_new ());
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_FOOTER, "报出日期", "2024-07-05");
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), grid);
  zb_form_sheet_set_body (sheet, scrolled);
  gtk_widget_set_vexpand (widget, TRUE);
  return widget;
}

static GtkWidget *
make_picker (void)
{
  static const char *const classes[][3] = {
      {"3971", "电子真空器件制造", "Vacuum electronic devices"},
      {"3972", "半导体分立器件制造", "Discrete semiconductors"},
      {"3973", "集成电路制造", "Integrated circuits"},
      {"3974", "显示器件制造", "Display devices"},
      {"3975", "半导体照明器件制造", "Semiconductor lighting"},
      {"3976", "光电子器件制造", "Optoelectronic devices"},
      {"3913", "计算机外围设备制造", "Computer peripherals"},
  };
  g_autoptr (GListStore) items = g_list_store_new (ZB_TYPE_CODE_ITEM);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
    g_autoptr (ZbCodeItem) item =
        zb_code_item_new (classes[i][0], classes[i][1], classes[i][2], "千元");
    g_list_store_append (items, item);
  }
  GtkWidget *picker = zb_code_picker_new ();
  zb_code_picker_set_items (ZB_CODE_PICKER (picker), G_LIST_MODEL (items));
  return picker;
}

/* A whole page as the program shows it, below its header bar. */
static GtkWidget *
open_page (const Form *form, GtkWidget *grid)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = zb_verdict_line_new ();
  const ZbTally tally = {
      .state = ZB_TALLY_CHECKED,
      .n_hard = 3,
      .n_quasi = 1,
      .n_soft = 2,
      .n_info = 1,
      .n_later = 12,
  };
  zb_verdict_line_set_tally (ZB_VERDICT_LINE (line), &tally);
  zb_verdict_line_set_note (ZB_VERDICT_LINE (line), "草稿已于 14:03 保存");
  gtk_box_append (GTK_BOX (box), make_sheet (form, grid));
  gtk_box_append (GTK_BOX (box), line);
  return picture_open (box, 1366, 720);
}

static void
picture_b203 (const char *folder)
{
  g_autoptr (SampleGrid) model = sample_grid_new_b203 (TRUE);
  GtkWidget *grid = zb_form_grid_new (ZB_GRID_MODEL (model));
  GtkWidget *window = open_page (&(Form){"财务状况", "B203 表"}, grid);
  sample_grid_set_mark (model, 5, 2, ZB_GRID_MARK_HARD);
  sample_grid_set_flags (model, 9, 6, ZB_GRID_CELL_COMPUTED);
  zb_form_grid_focus_cell (ZB_FORM_GRID (grid), 5, 2);
  picture_settle (window);
  picture_save (window, folder, "sheet-b203-zh");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
picture_b204_page (const char *folder)
{
  g_autoptr (SampleGrid) model = sample_grid_new_b204 (TRUE);
  decorate (model);
  GtkWidget *grid = zb_form_grid_new (ZB_GRID_MODEL (model));
  GtkWidget *window = open_page (&(Form){"工业产销总值及主要产品产量", "B204-1 表"}, grid);
  zb_form_grid_focus_cell (ZB_FORM_GRID (grid), 3, 3);
  picture_settle (window);
  picture_save (window, folder, "sheet-b204-zh");

  GtkWidget *picker = make_picker ();
  GdkRectangle area;
  gtk_widget_set_parent (picker, grid);
  zb_form_grid_get_cell_area (ZB_FORM_GRID (grid), 11, 0, &area);
  zb_code_picker_open (ZB_CODE_PICKER (picker), &area);
  picture_settle (window);
  picture_settle (window);
  picture_save (picker, folder, "picker");
  gtk_widget_unparent (picker);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
picture_long (const char *folder)
{
  g_autoptr (SampleGrid) model = sample_grid_new_plain (500, 12);
  GtkWidget *grid = zb_form_grid_new (ZB_GRID_MODEL (model));
  GtkWidget *window = picture_open (grid, 1366, 768);
  zb_form_grid_focus_cell (ZB_FORM_GRID (grid), 200, 4);
  zb_form_grid_select_to (ZB_FORM_GRID (grid), 206, 7);
  picture_settle (window);
  picture_save (window, folder, "grid-500x12");
  zb_form_grid_focus_cell (ZB_FORM_GRID (grid), 204, 5);
  zb_form_grid_begin_edit (ZB_FORM_GRID (grid), NULL);
  picture_settle (window);
  picture_save (window, folder, "grid-500x12-editing");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Translations come from the build tree; LANGUAGE is regarded in any locale but plain C. */
static void
set_language (const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  const char *root = g_getenv ("ZB_BUILD_ROOT");
  g_autofree char *folder = g_build_filename (root != NULL ? root : "build", "po", NULL);
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

int
main (int argc, char *argv[])
{
  const char *folder = argc > 1 ? argv[1] : "artefacts";
  gtk_init ();
  set_language ("zh_CN");
  adw_init ();
  g_mkdir_with_parents (folder, 0755);
  picture_b204 (folder, "grid-b204-zh", TRUE);
  picture_b204 (folder, "grid-b204-en", FALSE);
  picture_long (folder);
  picture_b203 (folder);
  picture_b204_page (folder);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  picture_b204 (folder, "grid-b204-dark", TRUE);
  g_print ("1..%u\n", N_PICTURES);
  return 0;
}
