/* SPDX-License-Identifier: Apache-2.0 */
#include <adwaita.h>

#include "desktop/widgets/code-picker.h"
#include "desktop/widgets/form-sheet.h"
#include "desktop/widgets/verdict-line.h"
#include "tests/desktop/keyboard.h"
#include "tests/desktop/picture.h"

/* The widgets around the grid, each in a window of its own. */

static GtkWidget *
find (GtkWidget *widget, gboolean (*fits) (GtkWidget *, const char *), const char *text)
{
  if (fits (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, fits, text);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
is_label (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static graphene_rect_t
bounds_of (GtkWidget *root, const char *label)
{
  graphene_rect_t bounds;
  GtkWidget *widget = find (root, is_label, label);
  g_assert_nonnull (widget);
  g_assert_true (gtk_widget_compute_bounds (widget, root, &bounds));
  return bounds;
}

static void
test_sheet_is_laid_out_like_paper (void)
{
  GtkWidget *widget = zb_form_sheet_new ();
  ZbFormSheet *sheet = ZB_FORM_SHEET (widget);
  zb_form_sheet_set_title (sheet, "Industrial output");
  zb_form_sheet_set_period (sheet, "June 2024");
  zb_form_sheet_set_unit_line (sheet, "Unit: CNY 1,000");
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, "Code", "B204-1");
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_HEADER, "Name of unit", "Example Ltd");
  zb_form_sheet_add_field (sheet, ZB_FORM_SHEET_FOOTER, "Prepared by", gtk_entry_new ());
  zb_form_sheet_set_body (sheet, gtk_label_new ("the table"));
  GtkWidget *window = picture_open (widget, 900, 400);

  graphene_rect_t title = bounds_of (widget, "Industrial output");
  graphene_rect_t period = bounds_of (widget, "June 2024");
  graphene_rect_t code = bounds_of (widget, "B204-1");
  graphene_rect_t unit = bounds_of (widget, "Unit: CNY 1,000");
  graphene_rect_t name = bounds_of (widget, "Example Ltd");
  graphene_rect_t body = bounds_of (widget, "the table");
  graphene_rect_t signer = bounds_of (widget, "Prepared by:");
  g_assert_cmpfloat_with_epsilon (title.origin.x + title.size.width / 2,
                                  (float)gtk_widget_get_width (widget) / 2, 2);
  g_assert_cmpfloat (period.origin.y, >, title.origin.y);
  g_assert_cmpfloat (code.origin.x, >, title.origin.x + title.size.width);
  g_assert_cmpfloat (unit.origin.y, >, code.origin.y);
  g_assert_cmpfloat (name.origin.x + name.size.width, <, title.origin.x);
  g_assert_cmpfloat (body.origin.y, >, unit.origin.y);
  g_assert_cmpfloat (signer.origin.y, >, body.origin.y);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_sheet_names_its_fields (void)
{
  GtkWidget *widget = zb_form_sheet_new ();
  GtkWidget *entry = gtk_entry_new ();
  zb_form_sheet_set_title (ZB_FORM_SHEET (widget), "Industrial output");
  zb_form_sheet_add_field (ZB_FORM_SHEET (widget), ZB_FORM_SHEET_FOOTER, "Prepared by", entry);
  GtkWidget *window = picture_open (widget, 900, 400);
  GtkWidget *caption = find (widget, is_label, "Prepared by:");
  gtk_test_accessible_assert_role (widget, GTK_ACCESSIBLE_ROLE_FORM);
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, "Industrial output");
  gtk_test_accessible_assert_relation (entry, GTK_ACCESSIBLE_RELATION_LABELLED_BY, caption, NULL);

  zb_form_sheet_clear_part (ZB_FORM_SHEET (widget), ZB_FORM_SHEET_FOOTER);
  g_assert_null (find (widget, is_label, "Prepared by:"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
part_cb (ZbVerdictLine *line, guint part, guint *ret_part)
{
  *ret_part = part;
}

static void
assert_whole (GtkWidget *widget, const char *text)
{
  GtkWidget *label = find (widget, is_label, text);

  g_assert_nonnull (label);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
}

/* In the narrowest window, with all that may stand beside the counts. */
static void
test_verdict_fits (void)
{
  GtkWidget *widget = zb_verdict_line_new ();
  ZbVerdictLine *line = ZB_VERDICT_LINE (widget);
  const ZbTally tally = {.state = ZB_TALLY_CHECKED,
                         .n_hard = 2,
                         .n_soft = 3,
                         .n_waiting = 1,
                         .waiting_for = "B203",
                         .n_later = 2};

  zb_verdict_line_set_tally (line, &tally);
  zb_verdict_line_set_aside (line, "May 2024: 54,860 · June 2023: 51,020");
  zb_verdict_line_set_note (line, "Draft saved, 14:03");
  GtkWidget *window = picture_open (widget, 900, 60);
  assert_whole (widget, "1 waiting");
  assert_whole (widget, "2 at the bureau");
  assert_whole (widget, "Draft saved, 14:03");
  GtkWidget *button =
      gtk_widget_get_ancestor (find (widget, is_label, "1 waiting"), GTK_TYPE_BUTTON);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   "1 check waits for reports not sent yet: B203");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_verdict_leads_to_findings (void)
{
  guint part = ZB_TALLY_N_PARTS;
  GtkWidget *widget = zb_verdict_line_new ();
  ZbVerdictLine *line = ZB_VERDICT_LINE (widget);
  g_signal_connect (line, "part-activated", G_CALLBACK (part_cb), &part);
  ZbTally tally = {.state = ZB_TALLY_CHECKED, .n_hard = 3, .n_soft = 2};
  zb_verdict_line_set_tally (line, &tally);
  zb_verdict_line_set_note (line, "Draft saved at 14:03");
  GtkWidget *window = picture_open (widget, 900, 60);
  g_assert_nonnull (find (widget, is_label, "3 errors"));
  g_assert_nonnull (find (widget, is_label, "Draft saved at 14:03"));
  g_assert_null (find (widget, is_label, "No errors"));
  gtk_test_accessible_assert_role (widget, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "3 errors · 2 to explain");

  GtkWidget *label = find (widget, is_label, "2 to explain");
  GtkWidget *button = gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (part, ==, ZB_TALLY_SOFT);

  tally = (ZbTally){.state = ZB_TALLY_CHECKED};
  zb_verdict_line_set_tally (line, &tally);
  picture_settle (window);
  g_assert_nonnull (find (widget, is_label, "No errors"));
  g_assert_null (find (widget, is_label, "3 errors"));
  gtk_window_destroy (GTK_WINDOW (window));
}

typedef struct {
  GtkWidget *window;
  GtkWidget *picker;
  char *picked;
} PickerFixture;

static void
picked_cb (ZbCodePicker *picker, ZbCodeItem *item, PickerFixture *fixture)
{
  g_free (fixture->picked);
  fixture->picked = g_strdup (zb_code_item_get_code (item));
}

static void
set_up_picker (PickerFixture *fixture, gconstpointer data)
{
  static const char *const rows[][2] = {
      {"3974", "显示器件制造"},
      {"3913", "计算机外围设备制造"},
      {"3911", "计算机整机制造"},
  };
  g_autoptr (GListStore) items = g_list_store_new (ZB_TYPE_CODE_ITEM);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (ZbCodeItem) item = zb_code_item_new (rows[i][0], rows[i][1], NULL, NULL);
    g_list_store_append (items, item);
  }
  GtkWidget *button = gtk_menu_button_new ();
  fixture->picker = zb_code_picker_new ();
  zb_code_picker_set_items (ZB_CODE_PICKER (fixture->picker), G_LIST_MODEL (items));
  g_signal_connect (fixture->picker, "picked", G_CALLBACK (picked_cb), fixture);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), fixture->picker);
  fixture->window = picture_open (button, 900, 400);
  keyboard_take_focus (fixture->window);
  zb_code_picker_open (ZB_CODE_PICKER (fixture->picker), &(GdkRectangle){10, 10, 1, 1});
  picture_settle (fixture->window);
}

static void
tear_down_picker (PickerFixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_free (fixture->picked);
}

static void
test_picker_finds_while_typing (PickerFixture *fixture, gconstpointer data)
{
  keyboard_type (fixture->window, "jsj");
  ZbCodeItem *selected = zb_code_picker_get_selected (ZB_CODE_PICKER (fixture->picker));
  g_assert_cmpstr (zb_code_item_get_code (selected), ==, "3913");
  keyboard_press (fixture->window, "Down Down Return");
  g_assert_cmpstr (fixture->picked, ==, "3911");
  g_assert_false (gtk_widget_get_mapped (fixture->picker));
}

static void
test_picker_leaves_by_escape (PickerFixture *fixture, gconstpointer data)
{
  keyboard_type (fixture->window, "39");
  keyboard_press (fixture->window, "Escape");
  g_assert_null (fixture->picked);
  g_assert_false (gtk_widget_get_mapped (fixture->picker));
}

static void
test_picker_says_when_nothing_matches (PickerFixture *fixture, gconstpointer data)
{
  keyboard_type (fixture->window, "nonesuch");
  g_assert_null (zb_code_picker_get_selected (ZB_CODE_PICKER (fixture->picker)));
  g_assert_nonnull (
      find (fixture->picker, is_label,
            "Nothing matches. Try a part of the name, or the first digits of the code."));
  keyboard_press (fixture->window, "Return");
  g_assert_null (fixture->picked);
  g_assert_true (gtk_widget_get_mapped (fixture->picker));
}

static void
add_picker_test (const char *path, void (*test) (PickerFixture *, gconstpointer))
{
  g_test_add (path, PickerFixture, NULL, set_up_picker, test, tear_down_picker);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_test_add_func ("/desktop/form-sheet/is-laid-out-like-paper", test_sheet_is_laid_out_like_paper);
  g_test_add_func ("/desktop/form-sheet/names-its-fields", test_sheet_names_its_fields);
  g_test_add_func ("/desktop/verdict-line/fits", test_verdict_fits);
  g_test_add_func ("/desktop/verdict-line/leads-to-findings", test_verdict_leads_to_findings);
  add_picker_test ("/desktop/code-picker/finds-while-typing", test_picker_finds_while_typing);
  add_picker_test ("/desktop/code-picker/leaves-by-escape", test_picker_leaves_by_escape);
  add_picker_test ("/desktop/code-picker/says-when-nothing-matches",
                   test_picker_says_when_nothing_matches);
  return g_test_run ();
}
