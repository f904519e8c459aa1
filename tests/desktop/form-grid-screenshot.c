/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the form grid into PNG files, for people to look at and for the documentation. */
#include <adwaita.h>

#include "desktop/widgets/form-grid.h"
#include "tests/desktop/picture.h"
#include "tests/desktop/sample-grid.h"

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

int
main (int argc, char *argv[])
{
  const char *folder = argc > 1 ? argv[1] : "artefacts";
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP no display\n");
    return 0;
  }
  adw_init ();
  g_mkdir_with_parents (folder, 0755);
  picture_b204 (folder, "grid-b204-zh", TRUE);
  picture_b204 (folder, "grid-b204-en", FALSE);
  picture_long (folder);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  picture_b204 (folder, "grid-b204-dark", TRUE);
  return 0;
}
