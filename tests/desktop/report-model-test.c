/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-model.h"

#include <string.h>

#include "desktop/widgets/grid-error.h"
#include "forms/report-notes.h"
#include "forms/report-reader.h"
#include "forms/report-writer.h"
#include "tests/forms/source-catalogue.h"

#define SAMPLES "s1/B204-1/2023/samples/"

/* The worked example of B204-1 on a desk, with last year's and last month's reports at hand. */
typedef struct {
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook;
  ZbContextDocument *context;
  ZbReportModel *model;
  ZbGridModel *grid; /* the same */
  guint n_edited, n_checked;
} World;

static ZbReport *
read_sample (World *world, const char *name)
{
  g_autofree char *below = g_strconcat (SAMPLES, name, NULL);
  g_autofree char *path = zb_source_catalogue_path (below);
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  ZbReport *report = zb_report_read_sample (name, text, length, world->catalogue, &error);
  g_assert_no_error (error);
  return report;
}

static void
know_earlier (World *world, const char *period)
{
  g_autofree char *name = g_strdup_printf ("history-good-worked-example/B204-1-%s.xml", period);
  g_autoptr (ZbReport) report = read_sample (world, name);
  g_autoptr (GBytes) bytes = zb_report_write (report);

  zb_context_document_add_report (world->context, "B204-1", period, "accepted", period, bytes);
}

static void
edited_cb (ZbReportModel *model, World *world)
{
  world->n_edited++;
}

static void
checked_cb (ZbReportModel *model, World *world)
{
  world->n_checked++;
}

static void
open_report (World *world, gboolean editable)
{
  g_autoptr (ZbReport) report = read_sample (world, "good-worked-example.xml");
  g_autoptr (GError) error = NULL;
  ZbDesk *desk = zb_desk_new (world->rulebook, report, world->context, &error);

  g_assert_no_error (error);
  world->model = zb_report_model_new (desk, FALSE, editable);
  world->grid = ZB_GRID_MODEL (world->model);
  g_signal_connect (world->model, "edited", G_CALLBACK (edited_cb), world);
  g_signal_connect (world->model, "checked", G_CALLBACK (checked_cb), world);
}

static void
set_up (World *world, gconstpointer data)
{
  world->catalogue = zb_source_catalogue_read ();
  world->rulebook = zb_rulebook_new (world->catalogue);
  world->context = zb_context_document_new ();
  g_hash_table_replace (world->context->attributes, g_strdup ("industry"), g_strdup ("3974"));
  g_hash_table_replace (world->context->attributes, g_strdup ("status"), g_strdup ("1"));
  know_earlier (world, "2023-06");
  know_earlier (world, "2024-05");
  open_report (world, data == NULL);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_object_unref (world->model);
  zb_context_document_free (world->context);
  zb_rulebook_free (world->rulebook);
  zb_catalogue_unref (world->catalogue);
}

/* Cells are called "A.01.1". */
static void
find (World *world, const char *item, guint *ret_row, guint *ret_column)
{
  g_auto (GStrv) parts = g_strsplit (item, ".", 3);

  g_assert_true (
      zb_report_model_find_item (world->model, parts[0], parts[1], parts[2], ret_row, ret_column));
}

static gboolean
enter (World *world, const char *item, const char *text, GError **error)
{
  guint row, column;

  find (world, item, &row, &column);
  return zb_grid_model_commit (world->grid, row, column, text, error);
}

static void
enter_well (World *world, const char *item, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (enter (world, item, text, &error));
  g_assert_no_error (error);
}

static void
check_refused (World *world, const char *item, const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (enter (world, item, text, &error));
  g_assert_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, message);
}

static void
get_content (World *world, const char *item, ZbGridContent *content)
{
  guint row, column;

  find (world, item, &row, &column);
  zb_grid_model_get_content (world->grid, row, column, content);
}

static void
check_shown (World *world, const char *item, const char *expected)
{
  g_auto (ZbGridContent) content = {0};

  get_content (world, item, &content);
  g_assert_cmpstr (content.text, ==, expected);
}

static gboolean
has_flag (World *world, const char *item, ZbGridCellFlags flag)
{
  g_auto (ZbGridContent) content = {0};

  get_content (world, item, &content);
  return (content.flags & flag) != 0;
}

static ZbGridMark
get_mark (World *world, const char *item)
{
  g_auto (ZbGridContent) content = {0};

  get_content (world, item, &content);
  return content.mark;
}

/* Undoes or does again; the cell it leads to is @item. */
static void
undo (World *world, gboolean redo, const char *item)
{
  guint row, column, shown_row = 0, shown_column = 0;

  g_assert_true (zb_grid_model_undo (world->grid, redo, &row, &column));
  find (world, item, &shown_row, &shown_column);
  g_assert_cmpuint (row, ==, shown_row);
  g_assert_cmpuint (column, ==, shown_column);
}

static void
test_shows_thousands_separators (World *world, gconstpointer data)
{
  check_shown (world, "A.01.2", "298,760");
  enter_well (world, "A.01.2", "1234567");
  check_shown (world, "A.01.2", "1,234,567");
  enter_well (world, "A.05.2", "12,345.60");
  check_shown (world, "A.05.2", "12,345.60");
}

static void
test_marks_a_negative_figure (World *world, gconstpointer data)
{
  guint row, column;

  enter_well (world, "A.04.1", "-21400");
  check_shown (world, "A.04.1", "-21,400");
  g_assert_cmpint (get_mark (world, "A.04.1"), ==, ZB_GRID_MARK_HARD);
  find (world, "A.04.1", &row, &column);
  g_autofree char *tooltip = zb_grid_model_dup_tooltip (world->grid, row, column);
  g_assert_nonnull (strstr (tooltip, "-21,400"));
  g_assert_cmpuint (zb_report_model_tally (world->model, 0).n_hard, ==, 1);
  enter_well (world, "A.04.1", "21400");
  g_assert_cmpint (get_mark (world, "A.04.1"), !=, ZB_GRID_MARK_HARD);
}

static void
test_refuses_what_is_no_figure (World *world, gconstpointer data)
{
  guint edited = world->n_edited;

  check_refused (world, "A.01.1", "12a", "“12a” is not a number.");
  check_refused (world, "A.01.1", "1.5", "“1.5” has decimals; this cell takes whole numbers.");
  check_refused (world, "A.05.1", "1.234", "“1.234” has too many decimals; this cell takes 2.");
  check_refused (world, "A.01.1", "1234567890123456789",
                 "“1234567890123456789” is too long: a figure has at most 18 digits.");
  check_shown (world, "A.01.1", "52,340");
  g_assert_cmpuint (world->n_edited, ==, edited);
}

static void
test_works_out_calculations (World *world, gconstpointer data)
{
  enter_well (world, "A.01.1", "=1200+35*4");
  check_shown (world, "A.01.1", "1,340");
  enter_well (world, "A.05.1", "=100/3");
  check_shown (world, "A.05.1", "33.33");
  check_refused (world, "A.01.1", "=12+", "“=12+” cannot be worked out. Write it like =1200+35*4.");
  check_refused (world, "A.01.1", "=1.5*1", "What “=1.5*1” comes to does not fit this cell.");
  check_shown (world, "A.01.1", "1,340");
}

static void
check_sum (World *world, const char *item, guint n_rows, guint n_columns, const char *expected)
{
  guint row, column;

  find (world, item, &row, &column);
  g_autofree char *sum = zb_report_model_dup_sum (world->model, row, column, n_rows, n_columns);
  g_assert_cmpstr (sum, ==, expected);
}

static void
test_sums_a_selection (World *world, gconstpointer data)
{
  check_sum (world, "A.01.1", 2, 1, "Sum 62,140 · 2 figures");
  check_sum (world, "A.01.1", 2, 4, "Sum 788,027 · 8 figures");
  check_sum (world, "C.391301.1", 1, 4, "Sum 58.81 · 4 figures");
  /* Thousands of yuan and kilowatt hours add up to nothing. */
  check_sum (world, "A.04.1", 2, 1, "2 figures");
  check_sum (world, "A.01.1", 1, 1, NULL);
}

static void
test_tells_what_stood_there_before (World *world, gconstpointer data)
{
  guint row, column;

  find (world, "A.01.1", &row, &column);
  g_autofree char *earlier = zb_report_model_dup_earlier (world->model, row, column);
  g_assert_cmpstr (earlier, ==, "May 2024: 50,880 · June 2023: 47,115");
  g_assert_null (zb_report_model_dup_earlier (world->model, row, 0));
}

static void
test_tells_of_every_entry_at_once (World *world, gconstpointer data)
{
  enter_well (world, "A.01.1", "52341");
  g_assert_cmpuint (world->n_edited, ==, 1);
  g_assert_cmpuint (world->n_checked, ==, 1);
  enter_well (world, "A.01.1", "52,341"); /* the same again is no edit */
  g_assert_cmpuint (world->n_edited, ==, 1);
}

static void
test_undoes_and_does_again (World *world, gconstpointer data)
{
  guint row, column;

  enter_well (world, "A.01.1", "1");
  enter_well (world, "A.02.2", "2");
  undo (world, FALSE, "A.02.2");
  check_shown (world, "A.02.2", "55,210");
  undo (world, FALSE, "A.01.1");
  check_shown (world, "A.01.1", "52,340");
  g_assert_false (zb_grid_model_undo (world->grid, FALSE, &row, &column));
  undo (world, TRUE, "A.01.1");
  check_shown (world, "A.01.1", "1");
  enter_well (world, "A.03.1", "3");
  /* What was undone is forgotten once something else is entered. */
  g_assert_false (zb_grid_model_undo (world->grid, TRUE, &row, &column));
  check_shown (world, "A.02.2", "55,210");
}

static void
test_undoes_a_paste_in_one (World *world, gconstpointer data)
{
  zb_grid_model_begin_group (world->grid);
  enter_well (world, "A.01.1", "1");
  enter_well (world, "A.01.2", "2");
  g_assert_cmpuint (world->n_checked, ==, 0);
  zb_grid_model_end_group (world->grid);
  g_assert_cmpuint (world->n_checked, ==, 1);
  undo (world, FALSE, "A.01.1");
  check_shown (world, "A.01.1", "52,340");
  check_shown (world, "A.01.2", "298,760");
  undo (world, TRUE, "A.01.2");
  check_shown (world, "A.01.1", "1");
}

static void
test_undo_brings_a_removed_row_back (World *world, gconstpointer data)
{
  guint row, column;
  g_autoptr (GError) error = NULL;

  find (world, "B.3913.1", &row, &column);
  g_assert_true (zb_grid_model_remove_row (world->grid, row, &error));
  g_assert_no_error (error);
  g_assert_false (zb_report_model_find_item (world->model, "B", "3913", "1", &row, &column));
  g_assert_true (zb_grid_model_undo (world->grid, FALSE, &row, &column));
  check_shown (world, "B.3913.2", "67,200");
  g_assert_true (zb_grid_model_undo (world->grid, TRUE, &row, &column));
  g_assert_false (zb_report_model_find_item (world->model, "B", "3913", "1", &row, &column));
}

static void
test_keeps_the_rows_of_the_form (World *world, gconstpointer data)
{
  guint row, column;
  g_autoptr (GError) error = NULL;

  find (world, "A.01.1", &row, &column);
  g_assert_false (zb_grid_model_remove_row (world->grid, row, &error));
  g_assert_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_LOCKED);
}

static void
test_adds_a_row_with_its_prefilled_figures (World *world, gconstpointer data)
{
  guint row, column, shown_row, shown_column;
  g_autoptr (GError) error = NULL;

  find (world, "B.3913.1", &row, &column);
  g_assert_true (zb_grid_model_remove_row (world->grid, row, &error));
  g_assert_true (zb_report_model_add_row (world->model, 1, "3913", &row, &column, &error));
  g_assert_no_error (error);
  find (world, "B.3913.1", &shown_row, &shown_column);
  g_assert_cmpuint (row, ==, shown_row);
  g_assert_cmpuint (column, ==, shown_column);
  check_shown (world, "B.3913.1", "");
  check_shown (world, "B.3913.4", "61,500");
  g_assert_true (has_flag (world, "B.3913.4", ZB_GRID_CELL_PREFILLED));
}

static void
test_a_changed_prefilled_figure_needs_a_reason (World *world, gconstpointer data)
{
  g_assert_true (has_flag (world, "A.02.3", ZB_GRID_CELL_PREFILLED));
  enter_well (world, "A.02.3", "8301");
  g_assert_false (has_flag (world, "A.02.3", ZB_GRID_CELL_PREFILLED));
  g_autoptr (GPtrArray) open = zb_report_model_list_unreasoned (world->model);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (open->pdata[0], ==, "A.02.3");
  g_assert_cmpuint (zb_report_model_tally (world->model, 0).n_quasi, ==, 1);

  zb_report_model_give_reason (world->model, "A.02.3", "restructuring");
  g_autoptr (GPtrArray) closed = zb_report_model_list_unreasoned (world->model);
  g_assert_cmpuint (closed->len, ==, 0);
  const ZbReport *report = zb_report_model_report (world->model);
  g_assert_cmpuint (zb_report_n_prefill_changes (report), ==, 1);
  const ZbPrefillChange *change = zb_report_prefill_change (report, 0);
  g_assert_cmpstr (change->cell, ==, "A.02.3");
  g_assert_cmpstr (change->from, ==, "8300");
  g_assert_cmpstr (change->to, ==, "8301");
  g_assert_cmpstr (change->reason, ==, "restructuring");
}

static void
test_a_figure_put_back_needs_no_reason (World *world, gconstpointer data)
{
  enter_well (world, "A.02.3", "8301");
  zb_report_model_give_reason (world->model, "A.02.3", "restructuring");
  enter_well (world, "A.02.3", "8,300");
  g_autoptr (GPtrArray) open = zb_report_model_list_unreasoned (world->model);
  g_assert_cmpuint (open->len, ==, 0);
  g_assert_cmpuint (zb_report_n_prefill_changes (zb_report_model_report (world->model)), ==, 0);
  g_assert_true (has_flag (world, "A.02.3", ZB_GRID_CELL_PREFILLED));
}

static const ZbFinding *
get_soft (World *world)
{
  const GPtrArray *findings =
      zb_check_findings (zb_desk_check (zb_report_model_desk (world->model)));

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    if (strcmp (finding->instance, "B204-1#12") == 0)
      return finding;
  }
  return NULL;
}

static void
test_an_explanation_holds_until_figures_change (World *world, gconstpointer data)
{
  zb_grid_model_begin_group (world->grid);
  enter_well (world, "A.03.1", "131020");
  enter_well (world, "A.03.2", "371480");
  zb_grid_model_end_group (world->grid);
  g_assert_nonnull (get_soft (world));
  guint before = zb_report_model_tally (world->model, 0).n_soft;
  zb_report_model_explain (world->model, get_soft (world), "market",
                           "六月交付了五月积压的订单，库存减少。", "黄雅文", 1);
  g_assert_cmpuint (zb_report_model_tally (world->model, 0).n_soft, ==, before - 1);
  g_assert_cmpuint (zb_report_model_tally (world->model, 0).n_explained, ==, 1);
  enter_well (world, "A.03.2", "371481");
  g_assert_cmpint (get_soft (world)->explanation, ==, ZB_EXPLANATION_VOID);
  g_assert_cmpuint (zb_report_model_tally (world->model, 0).n_explained, ==, 0);
}

static void
test_says_what_was_not_checked (World *world, gconstpointer data)
{
  ZbVerdict verdict = zb_check_verdict (zb_desk_check (zb_report_model_desk (world->model)));
  ZbTally tally = zb_report_model_tally (world->model, 0);
  /* The page asks twice before it shows the first. */
  ZbTally again = zb_report_model_tally (world->model, 0);
  g_autofree char *text = zb_tally_to_text (&tally);

  g_assert_true (again.waiting_for == tally.waiting_for);
  /* The forms that the last rules look at are not at hand. */
  g_assert_cmpuint (verdict.waiting, >=, 2);
  g_assert_cmpuint (tally.n_waiting, ==, verdict.waiting);
  g_assert_cmpuint (tally.n_waiting + tally.n_later, ==,
                    verdict.waiting + zb_verdict_at_bureau (&verdict));
  g_autofree char *words =
      g_strdup_printf ("%u checks wait for reports not sent yet: ", tally.n_waiting);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, words));
  g_assert_nonnull (strstr (text, "B203"));
  g_assert_true (zb_tally_is_clear (&tally));
}

static void
test_refused_texts_keep_it_from_being_clear (World *world, gconstpointer data)
{
  ZbTally tally = zb_report_model_tally (world->model, 2);
  g_autofree char *text = zb_tally_to_text (&tally);

  g_assert_false (zb_tally_is_clear (&tally));
  g_assert_true (g_str_has_prefix (text, "2 cells are not values"));
}

static void
test_shows_remarks_and_changes (World *world, gconstpointer data)
{
  g_autoptr (ZbReport) before = zb_report_copy (zb_report_model_report (world->model));
  guint row, column;

  zb_report_model_set_base (world->model, before);
  zb_report_model_add_remark (world->model, "A.02.1", "please check");
  g_assert_true (has_flag (world, "A.02.1", ZB_GRID_CELL_REMARK));
  g_assert_false (has_flag (world, "A.02.1", ZB_GRID_CELL_CHANGED));
  find (world, "A.02.1", &row, &column);
  g_autofree char *tooltip = zb_grid_model_dup_tooltip (world->grid, row, column);
  g_assert_cmpstr (tooltip, ==, "The reviewer: please check");
  enter_well (world, "A.02.1", "9900");
  g_assert_true (has_flag (world, "A.02.1", ZB_GRID_CELL_CHANGED));
  g_assert_false (has_flag (world, "A.01.1", ZB_GRID_CELL_CHANGED));
}

static void
test_what_was_signed_is_locked (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (enter (world, "A.01.1", "1", &error));
  g_assert_error (error, ZB_GRID_ERROR, ZB_GRID_ERROR_LOCKED);
  check_shown (world, "A.01.1", "52,340");
  g_assert_cmpuint (world->n_edited, ==, 0);
}

#define ADD(name, data, function)                                                                  \
  g_test_add ("/desktop/report-model/" name, World, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("shows-thousands-separators", NULL, test_shows_thousands_separators);
  ADD ("marks-a-negative-figure", NULL, test_marks_a_negative_figure);
  ADD ("refuses-what-is-no-figure", NULL, test_refuses_what_is_no_figure);
  ADD ("works-out-calculations", NULL, test_works_out_calculations);
  ADD ("sums-a-selection", NULL, test_sums_a_selection);
  ADD ("tells-what-stood-there-before", NULL, test_tells_what_stood_there_before);
  ADD ("tells-of-every-entry-at-once", NULL, test_tells_of_every_entry_at_once);
  ADD ("undoes-and-does-again", NULL, test_undoes_and_does_again);
  ADD ("undoes-a-paste-in-one", NULL, test_undoes_a_paste_in_one);
  ADD ("undo-brings-a-removed-row-back", NULL, test_undo_brings_a_removed_row_back);
  ADD ("keeps-the-rows-of-the-form", NULL, test_keeps_the_rows_of_the_form);
  ADD ("adds-a-row-with-its-prefilled-figures", NULL, test_adds_a_row_with_its_prefilled_figures);
  ADD ("a-changed-prefilled-figure-needs-a-reason", NULL,
       test_a_changed_prefilled_figure_needs_a_reason);
  ADD ("a-figure-put-back-needs-no-reason", NULL, test_a_figure_put_back_needs_no_reason);
  ADD ("an-explanation-holds-until-figures-change", NULL,
       test_an_explanation_holds_until_figures_change);
  ADD ("says-what-was-not-checked", NULL, test_says_what_was_not_checked);
  ADD ("refused-texts-keep-it-from-being-clear", NULL, test_refused_texts_keep_it_from_being_clear);
  ADD ("shows-remarks-and-changes", NULL, test_shows_remarks_and_changes);
  ADD ("what-was-signed-is-locked", "locked", test_what_was_signed_is_locked);
  return g_test_run ();
}
