/* SPDX-License-Identifier: Apache-2.0 */
#include <adwaita.h>

#include "desktop/enterprise/enterprise-resource.h"
#include "desktop/enterprise/findings/suspects-box.h"
#include "tests/validators/stage.h"
#include "validators/review/sample.h"

#include <string.h>

/* The suspects of a balance sheet in a window of their own. */

typedef struct {
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook;
  ZbReportModel *model;
  GtkWidget *window, *box;
  char *jumped; /* "A 213 1" */
  char *noted;  /* what was said to be corrected */
} Fixture;

static ZbReport *
read_sample (Fixture *fixture, const char *name)
{
  g_autofree char *root =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autofree char *path = g_build_filename (root, "s1", "B203", "2023", "samples", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSample) sample = NULL;

  fixture->catalogue = zb_catalogue_read_dir (root, &error);
  g_assert_no_error (error);
  sample = zb_sample_read (path, fixture->catalogue, NULL, &error);
  g_assert_no_error (error);
  return zb_report_copy (sample->report);
}

static void
jump_cb (
    ZbSuspectsBox *box, const char *section, const char *row, const char *column, Fixture *fixture)
{
  g_free (fixture->jumped);
  fixture->jumped = g_strdup_printf ("%s %s %s", section, row, column);
}

static void
corrected_cb (ZbSuspectsBox *box, const char *changes, Fixture *fixture)
{
  g_free (fixture->noted);
  fixture->noted = g_strdup (changes);
}

static void
set_up (Fixture *fixture, gconstpointer sample)
{
  g_autoptr (ZbReport) report = read_sample (fixture, sample);
  g_autoptr (GError) error = NULL;
  ZbDesk *desk;

  fixture->rulebook = zb_rulebook_new (fixture->catalogue);
  desk = zb_desk_new (fixture->rulebook, report, NULL, &error);
  g_assert_no_error (error);
  fixture->model = zb_report_model_new (desk, FALSE, TRUE);
  fixture->window = gtk_window_new ();
  fixture->box = g_object_new (ZB_TYPE_SUSPECTS_BOX, NULL);
  g_signal_connect (fixture->box, "jump", G_CALLBACK (jump_cb), fixture);
  g_signal_connect (fixture->box, "corrected", G_CALLBACK (corrected_cb), fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->box);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer sample)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->model);
  zb_rulebook_free (fixture->rulebook);
  zb_catalogue_unref (fixture->catalogue);
  g_free (fixture->jumped);
  g_free (fixture->noted);
}

/* 资产总计, this year: section A, row 213, column 1. */
static void
put_total (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  guint row, column;

  g_assert_true (zb_report_model_find_item (fixture->model, "A", "213", "1", &row, &column));
  g_assert_true (zb_grid_model_commit (ZB_GRID_MODEL (fixture->model), row, column, text, &error));
  g_assert_no_error (error);
}

static char *
get_total (Fixture *fixture)
{
  guint row, column;

  g_assert_true (zb_report_model_find_item (fixture->model, "A", "213", "1", &row, &column));
  return zb_grid_model_dup_plain_text (ZB_GRID_MODEL (fixture->model), row, column);
}

static gboolean
is_marked (Fixture *fixture, const char *code)
{
  g_auto (ZbGridContent) content = {0};
  guint row, column;

  g_assert_true (zb_report_model_find_item (fixture->model, "A", code, "1", &row, &column));
  zb_grid_model_get_content (ZB_GRID_MODEL (fixture->model), row, column, &content);
  return (content.flags & ZB_GRID_CELL_SUSPECT) != 0;
}

static void
look (Fixture *fixture)
{
  zb_suspects_box_show (ZB_SUSPECTS_BOX (fixture->box), fixture->model);
  while (zb_suspects_box_is_busy (ZB_SUSPECTS_BOX (fixture->box)))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_out_of_sight_when_all_holds (Fixture *fixture, gconstpointer sample)
{
  look (fixture);
  g_assert_false (gtk_widget_get_visible (fixture->box));
  g_assert_false (is_marked (fixture, "213"));
}

static void
test_corrects_and_takes_back (Fixture *fixture, gconstpointer sample)
{
  g_autofree char *right = get_total (fixture);
  g_autofree char *slip = g_strconcat (right, "0", NULL);
  g_autofree char *corrected = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  guint row, column;

  put_total (fixture, slip);
  look (fixture);
  g_assert_true (gtk_widget_get_visible (fixture->box));
  g_assert_true (is_marked (fixture, "213"));
  g_assert_true (zb_suspects_box_correct (ZB_SUSPECTS_BOX (fixture->box), 0, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (fixture->noted, slip));
  g_assert_nonnull (strstr (fixture->noted, "→"));
  corrected = get_total (fixture);
  g_assert_cmpstr (corrected, ==, right);
  look (fixture);
  g_assert_false (gtk_widget_get_visible (fixture->box));
  g_assert_false (is_marked (fixture, "213"));
  g_assert_true (zb_grid_model_undo (ZB_GRID_MODEL (fixture->model), FALSE, &row, &column));
  again = get_total (fixture);
  g_assert_cmpstr (again, ==, slip);
}

static void
test_refuses_what_is_stale (Fixture *fixture, gconstpointer sample)
{
  g_autoptr (GError) error = NULL;

  put_total (fixture, "7");
  zb_suspects_box_show (ZB_SUSPECTS_BOX (fixture->box), fixture->model);
  g_assert_true (zb_suspects_box_is_busy (ZB_SUSPECTS_BOX (fixture->box)));
  g_assert_false (zb_suspects_box_correct (ZB_SUSPECTS_BOX (fixture->box), 0, &error));
  g_assert_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED);
  look (fixture);
}

static GtkWidget *
find_cell (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "suspect-cell"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_cell (child);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
test_jumps_to_the_cell (Fixture *fixture, gconstpointer sample)
{
  GtkWidget *cell;

  put_total (fixture, "512500");
  look (fixture);
  cell = find_cell (fixture->box);
  g_assert_nonnull (cell);
  g_signal_emit_by_name (cell, "clicked");
  g_assert_cmpstr (fixture->jumped, ==, "A 213 1");
}

/* A form of many long rules that all look at the same cells. */
static ZbReportModel *
new_wide_model (ZbStage *stage, ZbRulebook *rulebook)
{
  g_autoptr (GError) error = NULL;
  ZbDesk *desk;

  zb_stage_fill (stage, "A.01.1=5 A.01.2=5 A.02.1=1 A.03.1=1");
  desk = zb_desk_new (rulebook, stage->report, NULL, &error);
  g_assert_no_error (error);
  return zb_report_model_new (desk, FALSE, TRUE);
}

static char *
wide_rules (void)
{
  g_autoptr (GString) side = g_string_new ("sum([A.01,1]");
  GString *rules = g_string_new (NULL);

  for (guint i = 1; i < 60; i++)
    g_string_append_printf (side, ", [A.%02u,1]", i % 3 + 1);
  g_string_append_c (side, ')');
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (rules, "#%u hard %s <= %u\n", i, side->str, i % 100);
  return g_string_free (rules, FALSE);
}

static const char *
last_words (GtkWidget *box)
{
  GtkWidget *words = gtk_widget_get_last_child (gtk_widget_get_last_child (box));

  return words == NULL ? "" : gtk_label_get_text (GTK_LABEL (words));
}

static void
test_says_that_it_is_too_much (Fixture *fixture, gconstpointer sample)
{
  g_autofree char *rules = wide_rules ();
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (stage->catalogue);
  g_autoptr (ZbReportModel) model = new_wide_model (stage, rulebook);

  g_assert_no_error (stage->error);
  zb_suspects_box_show (ZB_SUSPECTS_BOX (fixture->box), model);
  while (zb_suspects_box_is_busy (ZB_SUSPECTS_BOX (fixture->box)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_get_visible (fixture->box));
  g_assert_cmpstr (
      last_words (fixture->box), ==,
      "This form hangs together too widely to name the cells that are probably wrong.");
  /* The box lets go of the model before the stage does. */
  look (fixture);
  g_assert_false (gtk_widget_get_visible (fixture->box));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*function) (Fixture *fixture, gconstpointer sample);
  } tests[] = {
      {"out-of-sight-when-all-holds", test_out_of_sight_when_all_holds},
      {"corrects-and-takes-back", test_corrects_and_takes_back},
      {"refuses-what-is-stale", test_refuses_what_is_stale},
      {"jumps-to-the-cell", test_jumps_to_the_cell},
      {"says-that-it-is-too-much", test_says_that_it_is_too_much},
  };

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_resources_register (zb_enterprise_get_resource ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/desktop/suspects-box/%s", tests[i].name);

    g_test_add (path, Fixture, "good-june.xml", set_up, tests[i].function, tear_down);
  }
  return g_test_run ();
}
