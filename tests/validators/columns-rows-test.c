/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/random-rows.h"

#include "validators/calculation.h"
#include "validators/columns/column-check.h"
#include "validators/memory-context.h"

#include <glib/gstdio.h>
#include <string.h>

static const ZbPeriod june = {.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 6};
static const ZbPeriod may = {.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 5};

/* Reports of two months; the month before lies in two parts, as if of two editions. */
typedef struct {
  char *folder;
  ZbForm *form;
  GPtrArray *reports, *before;
  ZbColumnFile *file;
  ZbColumnPart parts[2];
  gint32 *numbers[2];
  GPtrArray *contexts; /* ZbMemoryContext, by report */
  gint asked;          /* how often a whole report was */
} World;

static ZbColumnFile *
write_file (const World *world, const char *name, const GPtrArray *reports, ZbPeriod period)
{
  g_autofree char *path = g_build_filename (world->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (path, world->form, period, &error);
  ZbColumnFile *file;

  g_assert_no_error (error);
  for (guint i = 0; i < reports->len; i++)
    g_assert_true (zb_column_writer_add (writer, g_ptr_array_index (reports, i), i + 1, NULL));
  g_assert_true (zb_column_writer_finish (writer, &error));
  g_assert_no_error (error);
  file = zb_column_file_open (path, world->form, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return file;
}

static void
make_part (World *world, guint index)
{
  g_autoptr (GPtrArray) some = g_ptr_array_new ();
  ZbColumnPart *part = &world->parts[index];

  for (guint i = 0; i < world->before->len; i++) {
    if (i % 5 / 2 % 2 == index)
      g_ptr_array_add (some, g_ptr_array_index (world->before, i));
  }
  world->numbers[index] = g_new (gint32, world->reports->len + 1);
  part->form = world->form;
  part->file = write_file (world, "before.columns", some, may);
  part->reports = world->numbers[index];
  for (guint i = 0; i < world->reports->len; i++)
    world->numbers[index][i] = zb_column_file_find_unit (
        part->file, zb_report_unit (g_ptr_array_index (world->reports, i)));
}

static void
make_contexts (World *world)
{
  guint at = 0;

  world->contexts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_memory_context_free);
  for (guint i = 0; i < world->reports->len; i++) {
    const char *unit = zb_report_unit (g_ptr_array_index (world->reports, i));
    ZbMemoryContext *context = zb_memory_context_new (NULL);

    while (at < world->before->len &&
           strcmp (zb_report_unit (g_ptr_array_index (world->before, at)), unit) < 0)
      at++;
    if (at < world->before->len &&
        strcmp (zb_report_unit (g_ptr_array_index (world->before, at)), unit) == 0)
      zb_memory_context_add_report (context, g_ptr_array_index (world->before, at));
    g_ptr_array_add (world->contexts, context);
  }
}

static void
world_init (World *world, GRand *random, guint n)
{
  *world =
      (World){.folder = g_dir_make_tmp ("zb-columns-XXXXXX", NULL), .form = zb_random_rows_form ()};
  world->reports = zb_random_rows_reports (world->form, random, june, n, 95);
  world->before = zb_random_rows_reports (world->form, random, may, n, 85);
  world->file = write_file (world, "now.columns", world->reports, june);
  make_part (world, 0);
  make_part (world, 1);
  make_contexts (world);
}

static void
world_clear (World *world)
{
  for (guint i = 0; i < 2; i++) {
    zb_column_file_unref (world->parts[i].file);
    g_free (world->numbers[i]);
  }
  g_ptr_array_unref (world->contexts);
  zb_column_file_unref (world->file);
  g_ptr_array_unref (world->before);
  g_ptr_array_unref (world->reports);
  zb_form_unref (world->form);
  g_rmdir (world->folder);
  g_free (world->folder);
}

static gboolean
find_cb (
    gpointer self, const char *form, ZbPeriod period, const ZbColumnPart **ret_parts, guint *ret_n)
{
  World *world = self;

  g_assert_cmpstr (form, ==, "T-02");
  g_assert_true (zb_period_equal (period, may));
  *ret_parts = world->parts;
  *ret_n = 2;
  return TRUE;
}

static ZbContext
context_at (const World *world, guint index)
{
  return zb_memory_context_get (g_ptr_array_index (world->contexts, index));
}

static gboolean
open_cb (gpointer self, guint index, ZbWholeReport *ret_whole)
{
  World *world = self;

  g_atomic_int_inc (&world->asked);
  ret_whole->report = g_ptr_array_index (world->reports, index);
  ret_whole->context = context_at (world, index);
  return TRUE;
}

/* What the machine finds of one instance on one report, told as violations. */
static void
judge_one (ZbMachine *machine,
           const ZbRuleset *ruleset,
           guint index,
           guint report,
           ZbTally *tally,
           GArray *violations)
{
  const ZbInstance *instance = g_ptr_array_index (ruleset->instances, index);
  guint n = instance->domain < 0 ? 1 : machine->world->domains[instance->domain].n_rows;

  for (guint row = 0; row < n; row++) {
    ZbViolation violation = {
        .instance = index, .report = report, .row = instance->domain < 0 ? G_MAXUINT32 : row};
    g_autoptr (GArray) wide = g_array_new (FALSE, FALSE, sizeof (ZbWideSides));
    ZbOutcome outcome;

    zb_machine_bind_row (machine, instance->domain, row);
    outcome = instance->target == NULL ? zb_machine_judge (machine, instance->start)
                                       : zb_calculation_verify (machine, instance);
    zb_tally_count (tally, outcome);
    if (outcome != ZB_OUTCOME_FAIL && outcome != ZB_OUTCOME_ERROR)
      continue;
    violation.outcome = (guint8)outcome;
    zb_violation_tell_one (&violation, machine, instance, wide);
    g_array_append_val (violations, violation);
  }
}

typedef struct {
  ZbTally *tallies;
  GArray **violations; /* ZbViolation, by instance */
} Judged;

static Judged
judge_all (const World *world, const ZbRuleset *ruleset)
{
  guint n = ruleset->instances->len;
  Judged judged = {g_new0 (ZbTally, n), g_new0 (GArray *, n)};

  for (guint i = 0; i < n; i++)
    judged.violations[i] = g_array_new (FALSE, FALSE, sizeof (ZbViolation));
  for (guint i = 0; i < world->reports->len; i++) {
    const ZbReport *report = g_ptr_array_index (world->reports, i);
    g_autoptr (ZbWorld) one = NULL;
    g_autoptr (ZbMachine) machine = NULL;

    if (zb_report_kind (report) == ZB_REPORT_NIL)
      continue;
    one = zb_world_new (ruleset->references, report, context_at (world, i));
    machine = zb_machine_new (ruleset->program, one);
    for (guint j = 0; j < n; j++)
      judge_one (machine, ruleset, j, i, &judged.tallies[j], judged.violations[j]);
  }
  return judged;
}

static void
judged_clear (Judged *judged, guint n)
{
  for (guint i = 0; i < n; i++)
    g_array_unref (judged->violations[i]);
  g_free (judged->violations);
  g_free (judged->tallies);
}

static void
assert_same (const ZbRuleset *ruleset, const ZbViolation *found, const ZbViolation *expected)
{
  ZbViolation told = *expected;

  /* Wide sides lie elsewhere. */
  if (told.sides == ZB_SIDES_WIDE)
    told.left = found->left;
  if (memcmp (found, &told, sizeof told) != 0)
    g_error ("%s: report %u row %d %s: %d %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
             ", not report %u row %d %s: %d %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
             zb_ruleset_rule (ruleset, found->instance).text, found->report, (int)found->row,
             zb_outcome_to_string (found->outcome), found->sides, found->left, found->right,
             told.report, (int)told.row, zb_outcome_to_string (told.outcome), told.sides, told.left,
             told.right);
}

/* All that the check of columns holds is what the machine says. */
static void
compare (const World *world,
         const ZbRuleset *ruleset,
         const ZbColumnCheck *check,
         const Judged *judged)
{
  g_autofree guint *at = g_new0 (guint, ruleset->instances->len);

  for (guint i = 0; i < ruleset->instances->len; i++) {
    ZbTally tally = zb_column_check_tally (check, i);

    if (memcmp (&tally, &judged->tallies[i], sizeof tally) != 0)
      g_error ("%s: passed %u failed %u skipped %u not evaluable %u broken %u, by the machine "
               "%u %u %u %u %u",
               zb_ruleset_rule (ruleset, zb_column_check_kernel (check, i)->instance->rule).text,
               tally.passed, tally.failed, tally.skipped, tally.not_evaluable, tally.broken,
               judged->tallies[i].passed, judged->tallies[i].failed, judged->tallies[i].skipped,
               judged->tallies[i].not_evaluable, judged->tallies[i].broken);
  }
  for (guint block = 0; block < zb_column_file_n_blocks (world->file); block++) {
    guint n;
    const ZbViolation *violations = zb_column_check_violations (check, block, &n);

    for (guint i = 0; i < n; i++) {
      guint instance = violations[i].instance;

      assert_same (ruleset, &violations[i],
                   &g_array_index (judged->violations[instance], ZbViolation, at[instance]++));
    }
  }
  for (guint i = 0; i < ruleset->instances->len; i++)
    g_assert_cmpuint (at[i], ==, judged->violations[i]->len);
}

static void
test_equals_the_machine (void)
{
  guint n_lanes = 0, n = 0;

  for (guint seed = 1; seed <= 3; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (ZbRuleset) ruleset = NULL;
    World world;
    Judged judged;

    world_init (&world, random, 1200);
    ruleset = zb_random_rows_ruleset (world.form, random, 70);
    judged = judge_all (&world, ruleset);
    for (guint set = 0; zb_lane_kernels_at (set) != NULL; set++) {
      g_autoptr (ZbColumnCheck) check = zb_column_check_new (
          ruleset, world.file, zb_context_empty,
          (ZbReportSource){.open = open_cb, .self = &world, .neighbours = {find_cb, &world}},
          zb_lane_kernels_at (set));

      zb_column_check_run (check, 2);
      compare (&world, ruleset, check, &judged);
      for (guint i = 0; i < zb_column_check_n_kernels (check); i++, n++)
        n_lanes += zb_column_check_kernel (check, i)->in_lanes ? 1 : 0;
      for (guint i = 0; i < zb_column_check_n_kernels (check); i++) {
        const ZbInstance *instance = zb_column_check_kernel (check, i)->instance;

        if (!zb_column_check_kernel (check, i)->in_lanes)
          g_test_message ("whole: %s", zb_ruleset_rule (ruleset, instance->rule).text);
      }
    }
    judged_clear (&judged, ruleset->instances->len);
    world_clear (&world);
  }
  g_test_message ("%u of %u in lanes", n_lanes, n);
  g_assert_cmpuint (n_lanes, >=, n * 9 / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/columns-rows/equals-the-machine", test_equals_the_machine);
  return g_test_run ();
}
