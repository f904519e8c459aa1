/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/random-form.h"

#include "validators/columns/column-check.h"
#include "validators/error.h"

#include <glib/gstdio.h>
#include <string.h>

/* Reports, and the same in a column file. */
typedef struct {
  char *folder, *path;
  ZbForm *form;
  GPtrArray *reports;
  ZbColumnFile *file;
} Archive;

static ZbColumnFile *
write_file (const char *path, ZbForm *form, const GPtrArray *reports)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (
      path, form, (ZbPeriod){.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 6}, &error);
  ZbColumnFile *file;

  g_assert_no_error (error);
  for (guint i = 0; i < reports->len; i++) {
    g_assert_true (zb_column_writer_add (writer, g_ptr_array_index (reports, i), i + 1, &error));
    g_assert_no_error (error);
  }
  g_assert_true (zb_column_writer_finish (writer, &error));
  g_assert_no_error (error);
  file = zb_column_file_open (path, form, &error);
  g_assert_no_error (error);
  g_assert_true (zb_column_file_verify (file, &error));
  return file;
}

static void
archive_init (Archive *archive, GRand *random, guint n, gboolean dense)
{
  archive->folder = g_dir_make_tmp ("zb-columns-XXXXXX", NULL);
  archive->path = g_build_filename (archive->folder, "x.columns", NULL);
  archive->form = zb_random_form ();
  archive->reports = zb_random_reports (archive->form, random, n, dense);
  archive->file = write_file (archive->path, archive->form, archive->reports);
}

static void
archive_clear (Archive *archive)
{
  zb_column_file_unref (archive->file);
  g_ptr_array_unref (archive->reports);
  zb_form_unref (archive->form);
  g_unlink (archive->path);
  g_rmdir (archive->folder);
  g_free (archive->path);
  g_free (archive->folder);
}

static gboolean
open_report (gpointer self, guint index, ZbWholeReport *ret_whole)
{
  ret_whole->report = g_ptr_array_index ((GPtrArray *)self, index);
  return TRUE;
}

static ZbOutcome
outcome_of (const ZbLaneOutcomes *outcomes, guint lane)
{
  return zb_lane_mask_has (outcomes->failed.words, lane)    ? ZB_OUTCOME_FAIL
         : zb_lane_mask_has (outcomes->skipped.words, lane) ? ZB_OUTCOME_SKIPPED
         : zb_lane_mask_has (outcomes->missing.words, lane) ? ZB_OUTCOME_NOT_EVALUABLE
         : zb_lane_mask_has (outcomes->broken.words, lane)  ? ZB_OUTCOME_ERROR
                                                            : ZB_OUTCOME_PASS;
}

/* What each engine says of each report, in the lanes of every instruction set. */
static void
compare_lanes (const Archive *archive,
               const ZbColumnWorld *world,
               guint instance,
               const guint8 *expected,
               guint *n_lanes)
{
  g_autoptr (ZbLaneKernel) kernel = zb_lane_kernel_new (world, instance);

  if (!kernel->in_lanes)
    return;
  for (guint set = 0; zb_lane_kernels_at (set) != NULL; set++) {
    g_autoptr (ZbLaneRun) run = zb_lane_run_new (world, zb_lane_kernels_at (set));
    ZbLaneOutcomes outcomes = {0};

    for (guint i = 0; i < archive->reports->len; i++) {
      guint lane = i % ZB_LANES;

      if (lane == 0 && zb_lane_run_kernel (run, kernel, i / ZB_LANES, &outcomes))
        ++*n_lanes;
      if (zb_report_kind (g_ptr_array_index (archive->reports, i)) == ZB_REPORT_NIL)
        continue;
      if (outcome_of (&outcomes, lane) != expected[i])
        g_error ("%s: report %u: %s says %s, bytecode %s: %s",
                 zb_ruleset_rule (world->ruleset, kernel->instance->rule).name, i,
                 zb_lane_kernels_at (set)->name,
                 zb_outcome_to_string (outcome_of (&outcomes, lane)),
                 zb_outcome_to_string (expected[i]),
                 zb_ruleset_rule (world->ruleset, kernel->instance->rule).text);
    }
  }
}

static guint8 *
judge_all (const Archive *archive, ZbRuleset *ruleset, guint instance, ZbTally *tally)
{
  const ZbInstance *judged = g_ptr_array_index (ruleset->instances, instance);
  guint8 *outcomes = g_new0 (guint8, archive->reports->len);

  for (guint i = 0; i < archive->reports->len; i++) {
    const ZbReport *report = g_ptr_array_index (archive->reports, i);
    g_autoptr (ZbWorld) world = zb_world_new (ruleset->references, report, zb_context_empty);
    g_autoptr (ZbMachine) machine = zb_machine_new (ruleset->program, world);

    outcomes[i] = (guint8)zb_machine_judge (machine, judged->start);
    if (zb_report_kind (report) == ZB_REPORT_NIL)
      continue;
    zb_tally_count (tally, outcomes[i]);
  }
  return outcomes;
}

/* The sides of a violation are those that the machine finds on the report itself. */
static void
check_sides (const Archive *archive, const ZbColumnCheck *check, ZbRuleset *ruleset)
{
  for (guint block = 0; block < zb_column_file_n_blocks (archive->file); block++) {
    guint n;
    const ZbViolation *violations = zb_column_check_violations (check, block, &n);

    for (guint i = 0; i < n; i += 7) {
      const ZbViolation *found = &violations[i];
      g_autoptr (ZbWorld) world =
          zb_world_new (ruleset->references, g_ptr_array_index (archive->reports, found->report),
                        zb_context_empty);
      g_autoptr (ZbMachine) machine = zb_machine_new (ruleset->program, world);
      g_autoptr (GArray) wide = g_array_new (FALSE, FALSE, sizeof (ZbWideSides));
      ZbViolation told = *found;

      zb_violation_tell_one (&told, machine,
                             g_ptr_array_index (ruleset->instances, found->instance), wide);
      if (found->sides == ZB_SIDES_WIDE) {
        g_assert_cmpint (told.sides, ==, ZB_SIDES_WIDE);
        g_assert_cmpmem (zb_column_check_wide_sides (check, block, found), sizeof (ZbWideSides),
                         wide->data, sizeof (ZbWideSides));
      } else if (memcmp (&told, found, sizeof told) != 0) {
        g_error ("rule %s of report %u: %d %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
                 " differ from %d %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                 zb_ruleset_rule (ruleset, found->instance).text, found->report, found->sides,
                 found->left, found->right, told.sides, told.left, told.right);
      }
    }
  }
}

static void
test_equals_bytecode (void)
{
  guint n_lanes = 0;

  for (guint seed = 1; seed <= 6; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    Archive archive;
    g_autoptr (ZbRuleset) ruleset = NULL;
    g_autoptr (ZbColumnCheck) check = NULL;
    g_autoptr (ZbColumnWorld) world = NULL;

    archive_init (&archive, random, 1200, seed % 2 == 0);
    ruleset = zb_random_ruleset (archive.form, random, 60);
    check =
        zb_column_check_new (ruleset, archive.file, zb_context_empty,
                             (ZbReportSource){.open = open_report, .self = archive.reports}, NULL);
    world = zb_column_world_new (ruleset, archive.file, zb_context_empty, (ZbColumnNeighbours){0});
    zb_column_check_run (check, 2);
    for (guint i = 0; i < ruleset->instances->len; i++) {
      ZbTally expected = {0}, tally = zb_column_check_tally (check, i);
      g_autofree guint8 *outcomes = judge_all (&archive, ruleset, i, &expected);

      compare_lanes (&archive, world, i, outcomes, &n_lanes);
      g_assert_cmpmem (&tally, sizeof tally, &expected, sizeof expected);
      for (guint j = 0; j < archive.reports->len; j++)
        g_assert_cmpint (
            zb_lane_mask_has (zb_column_check_failed (check, i, j / ZB_LANES)->words, j % ZB_LANES),
            ==,
            zb_report_kind (g_ptr_array_index (archive.reports, j)) != ZB_REPORT_NIL &&
                (outcomes[j] == ZB_OUTCOME_FAIL || outcomes[j] == ZB_OUTCOME_ERROR));
    }
    check_sides (&archive, check, ruleset);
    archive_clear (&archive);
  }
  /* Of 6 × 60 rules × 2 blocks for each instruction set. */
  g_test_message ("%u blocks in lanes", n_lanes);
  g_assert_cmpuint (n_lanes, >, 200);
}

/* What was put in comes out, in whatever width it lies. */
static void
test_keeps_figures (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  Archive archive;

  archive_init (&archive, random, 3000, FALSE);
  g_assert_cmpuint (zb_column_file_n_reports (archive.file), ==, 3000);
  g_assert_cmpuint (zb_column_file_n_blocks (archive.file), ==, 3);
  for (guint i = 0; i < archive.reports->len; i += 3) {
    const ZbReport *report = g_ptr_array_index (archive.reports, i);

    g_assert_cmpint (zb_column_file_find_unit (archive.file, zb_report_unit (report)), ==, i);
    g_assert_cmpint (zb_column_file_stamp (archive.file, i), ==, i + 1);
    for (guint cell = 0; cell < ZB_RANDOM_ROWS * ZB_RANDOM_COLUMNS; cell++) {
      ZbLaneBlock block = zb_column_file_block (
          archive.file,
          (guint)zb_column_file_find (archive.file, 0, (int)(cell / ZB_RANDOM_COLUMNS),
                                      (int)(cell % ZB_RANDOM_COLUMNS)),
          i / ZB_LANES);
      guint8 state = zb_report_states (report, 0)[cell];
      gboolean blank = block.blank != NULL && zb_lane_mask_has (block.blank, i % ZB_LANES);
      gboolean missing = block.missing != NULL && zb_lane_mask_has (block.missing, i % ZB_LANES);

      g_assert_cmpint (missing, ==, state == ZB_STATE_WITHHELD);
      g_assert_cmpint (blank, ==, state != ZB_STATE_VALUE && state != ZB_STATE_WITHHELD);
      g_assert_cmpint (zb_lane_block_at (&block, i % ZB_LANES), ==,
                       state == ZB_STATE_VALUE ? zb_report_numbers (report, 0)[cell] : 0);
    }
  }
  g_assert_cmpint (zb_column_file_find_unit (archive.file, "9135"), ==, -1);
  archive_clear (&archive);
}

/* No byte of header and tables can change unseen, and none of the figures. */
static void
test_tells_damage (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autofree char *bytes = NULL;
  guint8 *aligned;
  gsize length;
  Archive archive;

  archive_init (&archive, random, 1500, FALSE);
  g_assert_true (g_file_get_contents (archive.path, &bytes, &length, NULL));
  aligned = g_aligned_alloc (1, length, ZB_COLUMN_ALIGN);
  for (guint i = 0; i < 400; i++) {
    gsize at = g_rand_int (random) % length;
    g_autoptr (GBytes) changed = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbColumnFile) file = NULL;

    if (i < sizeof (ZbColumnHeader))
      at = i;
    memcpy (aligned, bytes, length);
    aligned[at] ^= (guint8)(1 + i % 255);
    changed = g_bytes_new_static (aligned, length);
    file = zb_column_file_new (changed, "x", archive.form, &error);
    if (file == NULL) {
      g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_COLUMNS);
      g_assert_nonnull (strstr (error->message, "column file “x” is "));
    } else if (!zb_column_file_verify (file, &error)) {
      g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_COLUMNS);
    } else {
      /* Bytes between vectors say nothing. */
      g_assert_cmpint (bytes[at], ==, 0);
    }
  }
  g_aligned_free (aligned);
  archive_clear (&archive);
}

static void
test_refuses_disorder (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (ZbForm) form = zb_random_form ();
  g_autoptr (GPtrArray) reports = zb_random_reports (form, random, 2, FALSE);
  g_autofree char *folder = g_dir_make_tmp ("zb-columns-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.columns", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (
      path, form, (ZbPeriod){.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 6}, &error);

  g_assert_true (zb_column_writer_add (writer, g_ptr_array_index (reports, 1), 1, &error));
  g_assert_false (zb_column_writer_add (writer, g_ptr_array_index (reports, 0), 1, &error));
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==,
                   "the report of unit “913500000000000000” comes after that of "
                   "“913500000000000001”");
  g_clear_pointer (&writer, zb_column_writer_free);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/columns/equals-bytecode", test_equals_bytecode);
  g_test_add_func ("/validators/columns/keeps-figures", test_keeps_figures);
  g_test_add_func ("/validators/columns/tells-damage", test_tells_damage);
  g_test_add_func ("/validators/columns/refuses-disorder", test_refuses_disorder);
  return g_test_run ();
}
