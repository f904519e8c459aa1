/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/random-rows.h"

#include "validators/columns/column-check.h"
#include "validators/columns/column-shape.h"
#include "validators/memory-context.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_REPORTS 2300
#define N_CHANGES REPEATS /* as many as the build asks for */

/* The reports of one month, by their place in a column file. */
typedef struct {
  ZbPeriod period;
  GPtrArray *reports; /* (element-type ZbReport nullable) */
  GArray *stamps;     /* gint64 */
  ZbColumnFile *file;
  ZbColumnFile *fresh; /* the same written from nothing, in order */
} Month;

typedef struct {
  char *folder;
  ZbForm *form;
  ZbRuleset *ruleset;
  Month now, before;
  gint64 last_stamp;
  guint last_unit;
  GHashTable *sizes; /* unit → what the register says of it; of others 1 */
} World;

static ZbReport *
report_at (const Month *month, guint place)
{
  return g_ptr_array_index (month->reports, place);
}

static gint64
stamp_at (const Month *month, guint place)
{
  return g_array_index (month->stamps, gint64, place);
}

static ZbColumnFile *
end_file (const World *world, ZbColumnWriter *writer, const char *path)
{
  g_autoptr (GError) error = NULL;
  ZbColumnFile *file;

  g_assert_true (zb_column_writer_finish (writer, &error));
  g_assert_no_error (error);
  file = zb_column_file_open (path, world->form, &error);
  g_assert_no_error (error);
  g_assert_true (zb_column_file_verify (file, &error));
  g_unlink (path);
  return file;
}

static gboolean
is_same (const Month *month, guint place)
{
  const ZbReport *report = report_at (month, place);

  return place < zb_column_file_n_reports (month->file) &&
         zb_column_file_stamp (month->file, place) == stamp_at (month, place) &&
         strcmp (zb_column_file_unit (month->file, place),
                 report == NULL ? "" : zb_report_unit (report)) == 0;
}

static gboolean
is_same_block (const Month *month, guint block)
{
  guint n = month->reports->len, end = MIN (n, (block + 1) * ZB_LANES);

  if (end != MIN (zb_column_file_n_reports (month->file), (block + 1) * ZB_LANES))
    return FALSE;
  for (guint i = block * ZB_LANES; i < end; i++) {
    if (!is_same (month, i))
      return FALSE;
  }
  return TRUE;
}

static void
write_place (const Month *month, ZbColumnWriter *writer, guint place)
{
  const ZbReport *report = report_at (month, place);
  g_autoptr (GError) error = NULL;

  if (report == NULL)
    zb_column_writer_skip (writer, &error);
  else if (month->file != NULL && is_same (month, place))
    zb_column_writer_keep (writer, month->file, place, &error);
  else
    zb_column_writer_add (writer, report, stamp_at (month, place), &error);
  g_assert_no_error (error);
}

/* Brings the file up to date; returns how many blocks were packed. */
static guint
update (const World *world, Month *month)
{
  g_autofree char *path = g_build_filename (world->folder, "month.columns", NULL);
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (path, world->form, month->period, NULL);
  g_autoptr (ZbColumnFile) old = month->file;
  guint n_packed = 0;

  zb_column_writer_set_any_order (writer);
  for (guint block = 0; block * ZB_LANES < month->reports->len; block++) {
    guint end = MIN (month->reports->len, (block + 1) * ZB_LANES);

    if (old != NULL && is_same_block (month, block)) {
      g_assert_true (zb_column_writer_keep_block (writer, old, block, NULL));
      continue;
    }
    n_packed++;
    for (guint i = block * ZB_LANES; i < end; i++)
      write_place (month, writer, i);
  }
  month->file = end_file (world, writer, path);
  return n_packed;
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  return strcmp (zb_report_unit (*(ZbReport *const *)a), zb_report_unit (*(ZbReport *const *)b));
}

static void
rebuild (const World *world, Month *month)
{
  g_autofree char *path = g_build_filename (world->folder, "fresh.columns", NULL);
  g_autoptr (ZbColumnWriter) writer = zb_column_writer_new (path, world->form, month->period, NULL);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < month->reports->len; i++) {
    if (report_at (month, i) != NULL)
      g_ptr_array_add (sorted, report_at (month, i));
  }
  g_ptr_array_sort (sorted, compare_units);
  for (guint i = 0; i < sorted->len; i++)
    g_assert_true (zb_column_writer_add (writer, g_ptr_array_index (sorted, i), 1, NULL));
  g_clear_pointer (&month->fresh, zb_column_file_unref);
  month->fresh = end_file (world, writer, path);
}

/* A check with the other month beside it. */
typedef struct {
  const World *world;
  GHashTable *of_now, *of_before; /* unit → ZbReport */
  ZbColumnFile *now, *before;
  gint32 *numbers;
  ZbColumnPart part;
  ZbColumnCheck *check;
} Check;

static gboolean
find_cb (
    gpointer self, const char *form, ZbPeriod period, const ZbColumnPart **ret_parts, guint *ret_n)
{
  *ret_parts = &((Check *)self)->part;
  *ret_n = 1;
  return TRUE;
}

static GHashTable *
reports_of (const Month *month)
{
  GHashTable *reports = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < month->reports->len; i++) {
    if (report_at (month, i) != NULL)
      g_hash_table_insert (reports, (char *)zb_report_unit (report_at (month, i)),
                           report_at (month, i));
  }
  return reports;
}

static const char *
attribute_cb (gpointer self, guint index, const char *name)
{
  const Check *check = self;
  const char *size =
      g_hash_table_lookup (check->world->sizes, zb_column_file_unit (check->now, index));

  return size == NULL ? "1" : size;
}

static gboolean
open_cb (gpointer self, guint index, ZbWholeReport *ret_whole)
{
  const Check *check = self;
  const char *unit = zb_column_file_unit (check->now, index);
  ZbReport *before = g_hash_table_lookup (check->of_before, unit);
  ZbMemoryContext *context = zb_memory_context_new (NULL);

  zb_memory_context_set_attribute (context, "size", attribute_cb (self, index, "size"));
  if (before != NULL)
    zb_memory_context_add_report (context, before);
  *ret_whole = (ZbWholeReport){.report = g_hash_table_lookup (check->of_now, unit),
                               .context = zb_memory_context_get (context),
                               .owner = context};
  return TRUE;
}

static void
close_cb (gpointer self, ZbWholeReport *whole)
{
  zb_memory_context_free (whole->owner);
}

static Check *
check_new (const World *world, ZbColumnFile *now, ZbColumnFile *before)
{
  Check *check = g_new0 (Check, 1);
  guint n = zb_column_file_n_reports (now);

  check->world = world;
  check->of_now = reports_of (&world->now);
  check->of_before = reports_of (&world->before);
  check->now = zb_column_file_ref (now);
  check->before = zb_column_file_ref (before);
  check->numbers = g_new (gint32, n + 1);
  for (guint i = 0; i < n; i++) {
    const char *unit = zb_column_file_unit (now, i);

    check->numbers[i] = *unit == '\0' ? -1 : zb_column_file_find_unit (before, unit);
  }
  check->part = (ZbColumnPart){.file = before, .form = world->form, .reports = check->numbers};
  check->check =
      zb_column_check_new (world->ruleset, now, zb_context_empty,
                           (ZbReportSource){.open = open_cb,
                                            .close = close_cb,
                                            .attribute = attribute_cb,
                                            .self = check,
                                            .neighbours = {.find = find_cb, .self = check}},
                           NULL);
  return check;
}

static void
check_free (Check *check)
{
  if (check == NULL)
    return;
  zb_column_check_free (check->check);
  g_hash_table_unref (check->of_now);
  g_hash_table_unref (check->of_before);
  zb_column_file_unref (check->now);
  zb_column_file_unref (check->before);
  g_free (check->numbers);
  g_free (check);
}

/* All that was found, whatever the order of reports. */
static guint64
digest (const World *world, const Check *check)
{
  guint64 sum = 0;

  for (guint i = 0; i < world->ruleset->instances->len; i++) {
    ZbTally tally = zb_column_check_tally (check->check, i);

    sum += zb_column_sum (i, &tally, sizeof tally);
  }
  for (guint block = 0; block < zb_column_file_n_blocks (check->now); block++) {
    guint n;
    const ZbViolation *violations = zb_column_check_violations (check->check, block, &n);

    for (guint i = 0; i < n; i++) {
      ZbViolation found = violations[i];
      guint64 one =
          zb_column_sum (0, zb_column_file_unit (check->now, found.report), ZB_COLUMN_UNIT_SIZE);

      if (found.sides == ZB_SIDES_WIDE) {
        one = zb_column_sum (one, zb_column_check_wide_sides (check->check, block, &violations[i]),
                             sizeof (ZbWideSides));
        found.left = 0;
      }
      found.report = 0;
      sum += zb_column_sum (one, &found, sizeof found);
    }
  }
  return sum;
}

static void
month_init (World *world, Month *month, GRand *random, guint index)
{
  month->period = (ZbPeriod){.kind = ZB_PERIOD_MONTH, .year = 2024, .index = index};
  month->reports = zb_random_rows_reports (world->form, random, month->period, N_REPORTS, 95);
  month->stamps = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < month->reports->len; i++) {
    world->last_stamp++;
    g_array_append_val (month->stamps, world->last_stamp);
  }
  update (world, month);
  rebuild (world, month);
}

static void
month_clear (Month *month)
{
  for (guint i = 0; i < month->reports->len; i++) {
    if (report_at (month, i) != NULL)
      zb_report_unref (report_at (month, i));
  }
  g_ptr_array_set_free_func (month->reports, NULL);
  g_ptr_array_unref (month->reports);
  g_array_unref (month->stamps);
  zb_column_file_unref (month->file);
  zb_column_file_unref (month->fresh);
}

static void
put (World *world, Month *month, guint place, ZbReport *report)
{
  gint64 stamp = report == NULL ? 0 : ++world->last_stamp;

  if (place == month->reports->len) {
    g_ptr_array_add (month->reports, NULL);
    g_array_append_val (month->stamps, stamp);
  }
  g_array_index (month->stamps, gint64, place) = stamp;
  g_ptr_array_index (month->reports, place) = report;
}

static guint
find_place (const Month *month, GRand *random, gboolean vacant)
{
  for (guint i = 0; i < 4 * month->reports->len; i++) {
    guint place = zb_random_pick (random, month->reports->len);

    if ((report_at (month, place) == NULL) == vacant)
      return place;
  }
  return month->reports->len;
}

/* Changes, adds or takes away one report. Returns its unit. (transfer full) */
static char *
change (World *world, Month *month, GRand *random)
{
  guint kind = zb_random_pick (random, 6), place = find_place (month, random, kind == 1);
  ZbReport *report;
  char *unit;

  if (kind == 0) {
    report = report_at (month, place);
    unit = g_strdup (zb_report_unit (report));
    put (world, month, place, NULL);
    zb_report_unref (report);
    return unit;
  }
  if (kind == 1 || kind == 2) {
    unit = g_strdup_printf ("9234%014u", ++world->last_unit);
    report = zb_report_new (world->form, "", unit, month->period);
    for (guint i = 0; i < 5; i++)
      zb_random_rows_change (report, random);
    put (world, month, kind == 1 ? place : month->reports->len, report);
    return unit;
  }
  report = zb_report_copy (report_at (month, place));
  for (guint i = 0; i < 3; i++)
    zb_random_rows_change (report, random);
  zb_report_unref (report_at (month, place));
  put (world, month, place, report);
  return g_strdup (zb_report_unit (report));
}

/* Says something else of one unit in the register. */
static void
change_register (World *world, GRand *random)
{
  ZbReport *report = report_at (&world->now, find_place (&world->now, random, FALSE));

  g_hash_table_replace (world->sizes, g_strdup (zb_report_unit (report)),
                        g_strdup (zb_random_pick (random, 2) ? "2" : "1"));
}

/* Changes a report of either month; returns how many blocks that touches. */
static guint
change_month (World *world, GRand *random)
{
  gboolean is_context = zb_random_pick (random, 3) == 0;
  Month *month = is_context ? &world->before : &world->now;
  g_autofree char *unit = change (world, month, random);

  g_assert_cmpuint (update (world, month), ==, 1);
  rebuild (world, month);
  return !is_context || zb_column_file_find_unit (world->now.file, unit) >= 0 ? 1 : 0;
}

static void
world_init (World *world, GRand *random)
{
  *world = (World){.folder = g_dir_make_tmp ("zb-columns-XXXXXX", NULL),
                   .form = zb_random_rows_form (),
                   .sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free)};
  month_init (world, &world->now, random, 6);
  month_init (world, &world->before, random, 5);
  world->ruleset = zb_random_rows_ruleset (world->form, random, 6);
}

static void
world_clear (World *world)
{
  month_clear (&world->now);
  month_clear (&world->before);
  zb_ruleset_unref (world->ruleset);
  zb_form_unref (world->form);
  g_hash_table_unref (world->sizes);
  g_rmdir (world->folder);
  g_free (world->folder);
}

/* After each change what is kept up to date is what a full run over files written from nothing
 * says, and no more than the one block that the change lies in was packed and judged, and no more
 * than the one report opened. */
static void
test_equals_a_rebuild (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  guint n_judged = 0, n_opened = 0;
  Check *last, *fresh;
  World world;

  world_init (&world, random);
  last = check_new (&world, world.now.file, world.before.file);
  g_assert_cmpuint (zb_column_check_run_after (last->check, NULL, 2), ==, 3);
  g_assert_cmpuint (zb_column_check_n_opened (last->check), >, N_REPORTS / 2);
  for (guint i = 0; i < N_CHANGES; i++) {
    guint touched = 0;
    Check *next;

    if (zb_random_pick (random, 5) == 0)
      change_register (&world, random);
    else
      touched = change_month (&world, random);
    next = check_new (&world, world.now.file, world.before.file);
    g_assert_cmpuint (zb_column_check_run_after (next->check, last->check, 1 + i % 2), ==, touched);
    g_assert_cmpuint (zb_column_check_n_opened (next->check), <=, 1);
    n_judged += touched;
    n_opened += zb_column_check_n_opened (next->check);
    check_free (last);
    last = next;
    fresh = check_new (&world, world.now.fresh, world.before.fresh);
    zb_column_check_run (fresh->check, 1);
    g_assert_cmpuint (digest (&world, last), ==, digest (&world, fresh));
    check_free (fresh);
  }
  g_test_message ("%u changes, %u blocks judged, %u reports opened", N_CHANGES, n_judged, n_opened);
  g_assert_cmpuint (n_opened, >, N_CHANGES / 3);
  check_free (last);
  world_clear (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/columns-changes/equals-a-rebuild", test_equals_a_rebuild);
  return g_test_run ();
}
