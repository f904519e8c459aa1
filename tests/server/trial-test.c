/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/trial.h"
#include "server/store/waiver.h"
#include "tests/forms/source-catalogue.h"
#include "tests/server/scratch-store.h"

#include "forms/form-lookup.h"
#include "validators/columns/column-check.h"

#include <glib/gstdio.h>
#include <string.h>

/* Units of three areas that have reported B204-1 for 2024-05. */
typedef struct {
  ScratchStore *scratch;
  ZbRulebook *rulebook;
  ZbPackage *package;
  ZbIntakeDesk desk;
  char *folder;
  gint64 units[4];
  guint sent;
} Fixture;

static const ZbPeriod may = {ZB_PERIOD_MONTH, 2024, 5};
static const ZbPeriod april = {ZB_PERIOD_MONTH, 2024, 4};

static const char proposed[] = "form B204-1 revision 99\n"
                               "#big hard [A.01,1] >= 100\n"
                               "#classes hard sum([B.*,1]) = [A.01,1]\n"
                               "#rows soft each r in B.* : [r,1] >= 50\n";

static const char *const codes[] = {"91350200000000001A", "91350200000000002B",
                                    "91350200000000003C", "91350200000000004D"};
static const char *const areas[] = {"350203", "350203", "350206", "350211"};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  fixture->scratch = scratch_store_new ();
  fixture->package = zb_catalogue_find (catalogue, "B204-1", may, &error);
  g_assert_no_error (error);
  fixture->rulebook = zb_rulebook_new (catalogue);
  fixture->folder = zb_temp_dir_path (fixture->scratch->dir, "columns");
  fixture->desk = (ZbIntakeDesk){.node = "test",
                                 .clock = zb_clock_fixed (&fixture->scratch->now),
                                 .store = fixture->scratch->store,
                                 .rulebook = fixture->rulebook};
  scratch_tenant (fixture->scratch, "s1", (const char *const[]){"district", "city", NULL});
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    fixture->units[i] =
        scratch_unit (fixture->scratch, codes[i], "name", codes[i], "area", areas[i], "zone", "",
                      "industry", "3974", "size", "1", "registration", "110", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_rulebook_free (fixture->rulebook);
  scratch_store_free (fixture->scratch);
  g_free (fixture->folder);
}

/* A.01 = @output in the month and since the year's start, and one row of section B with
 * @of_class. */
static gint64
send_for (Fixture *fixture,
          ZbPeriod period,
          guint index,
          gint64 output,
          gint64 of_class,
          const char *replaces)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *message_id = g_strdup_printf ("m%u", ++fixture->sent);
  g_autoptr (ScratchMessage) message =
      scratch_message_new (fixture->units[index], "sender", message_id, output);
  ZbForm *form = zb_package_form (fixture->package);
  g_autoptr (ZbReport) report =
      zb_report_new (form, zb_package_digest (fixture->package), codes[index], period);
  int a = zb_form_find_section (form, "A"), b = zb_form_find_section (form, "B");
  int row = zb_section_find_row (&form->sections[a], "01");
  int class_row = zb_report_add_row (report, (guint)b, "3974", NULL);

  for (guint column = 0; column < 2; column++) {
    zb_report_set_number (report, (guint)a, (guint)row, column, output);
    zb_report_set_number (report, (guint)b, (guint)class_row, column, of_class);
  }
  zb_packed_report_free (message->values);
  message->values = zb_packed_report_new (report);
  message->submission.report = message->values;
  message->submission.form = "B204-1";
  message->submission.package = zb_package_digest (fixture->package);
  message->submission.period = zb_period_format (period, text);
  message->submission.replaces = replaces;
  return scratch_send (fixture->scratch, message);
}

static gint64
send (Fixture *fixture, guint index, gint64 output, gint64 of_class, const char *replaces)
{
  return send_for (fixture, may, index, output, of_class, replaces);
}

static ZbTrial *
run_trial (Fixture *fixture, const char *rules, guint threads)
{
  ZbTrialQuestion question = {.desk = &fixture->desk,
                              .folder = fixture->folder,
                              .form = "B204-1",
                              .period = may,
                              .rules = rules,
                              .threads = threads};
  g_autoptr (GError) error = NULL;
  ZbTrial *trial = zb_trial_run (&question, &error);

  g_assert_no_error (error);
  return trial;
}

/* "reports stopped newly freed explain | area:reports/stopped … | code rule,rule …" */
static char *
describe (const ZbTrial *trial)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%u %u %u %u %u |", trial->reports, trial->stopped, trial->newly,
                   trial->freed, trial->explain);
  for (guint i = 0; i < trial->areas->len; i++) {
    const ZbTrialArea *area = g_ptr_array_index (trial->areas, i);

    g_string_append_printf (text, " %s:%u/%u", area->area, area->reports, area->stopped);
  }
  g_string_append (text, " |");
  for (guint i = 0; i < trial->units->len; i++) {
    const ZbTrialUnit *unit = g_ptr_array_index (trial->units, i);

    g_string_append_printf (text, " %s", unit->code + 17);
    for (guint j = 0; j < unit->rules->len; j++)
      g_string_append_printf (text, "%s%s", j == 0 ? ":" : ",",
                              strchr (g_ptr_array_index (unit->rules, j), '#') + 1);
  }
  return g_string_free (text, FALSE);
}

static void
assert_trial (Fixture *fixture, const char *expected)
{
  for (guint threads = 1; threads <= 2; threads++) {
    g_autoptr (ZbTrial) trial = run_trial (fixture, proposed, threads);
    g_autofree char *text = describe (trial);

    g_assert_cmpstr (text, ==, expected);
  }
}

static void
test_tries_rules (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTrial) trial = NULL;
  const ZbTrialRule *rows;

  send (fixture, 0, 40, 40, NULL);
  send (fixture, 1, 300, 300, NULL);
  send (fixture, 2, 300, 200, NULL);
  send (fixture, 3, 120, 120, NULL);
  /* In force is the same sum: what it stops it stops today. */
  assert_trial (fixture, "4 2 1 0 0 | 350203:2/1 350206:1/1 350211:1/0 | A:big C:classes");
  trial = run_trial (fixture, proposed, 1);
  rows = &g_array_index (trial->rules, ZbTrialRule, 2);
  g_assert_cmpstr (rows->name, ==, "B204-1#rows");
  g_assert_cmpuint (rows->units, ==, 1);
  g_assert_true (g_array_index (trial->rules, ZbTrialRule, 0).in_lanes);
}

/* The rules in force stop whom the check of each report stops. */
static void
test_agrees_with_checks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTrial) trial = NULL;

  send (fixture, 0, 40, 40, NULL);
  send (fixture, 1, -5, -5, NULL);
  send (fixture, 2, 300, 200, NULL);
  trial = run_trial (fixture, NULL, 1);
  g_assert_cmpuint (trial->reports, ==, 3);
  g_assert_cmpuint (trial->stopped, ==, 2);
  g_assert_cmpuint (trial->newly, ==, 0);
  g_assert_cmpuint (trial->freed, ==, 0);
  g_assert_cmpuint (trial->units->len, ==, 2);
  g_assert_cmpstr (((ZbTrialUnit *)g_ptr_array_index (trial->units, 0))->code, ==, codes[1]);
}

static ZbArchive *
read_archive (Fixture *fixture)
{
  ZbArchiveDesk desk = {.store = fixture->scratch->store,
                        .catalogue = zb_rulebook_catalogue (fixture->rulebook),
                        .folder = fixture->folder};
  g_autoptr (GError) error = NULL;
  ZbArchive *archive = zb_archive_read (&desk, zb_package_form (fixture->package), may, &error);

  g_assert_no_error (error);
  return archive;
}

static gboolean
read_is_new (Fixture *fixture, guint *ret_n)
{
  g_autoptr (ZbArchive) archive = read_archive (fixture);

  *ret_n = zb_column_file_n_reports (archive->file);
  return archive->is_new;
}

static void
assert_archive (Fixture *fixture, guint n_read, guint n_packed, const char *units)
{
  g_autoptr (ZbArchive) archive = read_archive (fixture);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < zb_column_file_n_reports (archive->file); i++) {
    const char *unit = zb_column_file_unit (archive->file, i);

    g_string_append (found, *unit == '\0' ? "-" : unit + strlen (unit) - 1);
    g_assert_true ((g_ptr_array_index (archive->versions, i) == NULL) == (*unit == '\0'));
  }
  g_assert_cmpuint (archive->n_read, ==, n_read);
  g_assert_cmpuint (archive->n_packed, ==, n_packed);
  g_assert_cmpstr (found->str, ==, units);
}

/* What has not changed is taken over; who has gone leaves a place for who comes. */
static void
test_reads_only_what_changed (Fixture *fixture, gconstpointer data)
{
  gint64 version;

  send (fixture, 0, 40, 40, NULL);
  version = send (fixture, 1, 300, 300, NULL);
  send (fixture, 2, 120, 120, NULL);
  assert_archive (fixture, 3, 1, "ABC");
  assert_archive (fixture, 0, 0, "ABC");
  send (fixture, 0, 140, 140, "m1");
  assert_archive (fixture, 1, 1, "ABC");
  g_assert_true (scratch_decide (fixture->scratch, version, ZB_REVIEW_RETURNED, 0, NULL, NULL));
  assert_archive (fixture, 0, 1, "A-C");
  assert_trial (fixture, "2 0 0 0 0 | 350203:1/0 350206:1/0 |");
  send (fixture, 3, 30, 30, NULL);
  assert_archive (fixture, 1, 1, "ADC");
  assert_trial (fixture, "3 1 1 0 0 | 350203:1/0 350206:1/0 350211:1/1 | D:big");
}

static void
assert_judged (Fixture *fixture, ZbTrialMemory *memory, guint judged, guint opened, guint stopped)
{
  ZbTrialQuestion question = {.desk = &fixture->desk,
                              .folder = fixture->folder,
                              .form = "B204-1",
                              .period = may,
                              .threads = 1,
                              .memory = memory};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrial) trial = zb_trial_run (&question, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (trial->judged, ==, judged);
  g_assert_cmpuint (trial->opened, ==, opened);
  g_assert_cmpuint (trial->stopped, ==, stopped);
}

/* Reports that come or change, those of the month before among them, have their block judged
 * again, and are opened where rules need the whole report; of what stays as it was the word that
 * was given stands. */
static void
test_judges_only_what_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTrialMemory) memory = zb_trial_memory_new ();

  send (fixture, 0, 40, 40, NULL);
  send (fixture, 1, -5, -5, NULL);
  assert_judged (fixture, memory, 1, 2, 1);
  assert_judged (fixture, memory, 0, 0, 1);
  send (fixture, 2, 300, 200, NULL);
  assert_judged (fixture, memory, 1, 1, 2);
  send_for (fixture, april, 0, 20, 20, NULL);
  assert_judged (fixture, memory, 1, 1, 2);
  assert_judged (fixture, memory, 0, 0, 2);
  /* Of a unit that has not reported yet nothing can have changed. */
  send_for (fixture, april, 3, 20, 20, NULL);
  assert_judged (fixture, memory, 0, 0, 2);
}

/* What rules ask of the register counts as of the period: a change to that has the one report
 * judged again, any other none. */
static void
test_judges_what_the_register_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTrialMemory) memory = zb_trial_memory_new ();

  send (fixture, 0, 40, 40, NULL);
  send (fixture, 1, 50, 50, NULL);
  assert_judged (fixture, memory, 1, 2, 0);
  scratch_unit (fixture->scratch, codes[1], "industry", "3913", NULL);
  assert_judged (fixture, memory, 0, 1, 0);
  scratch_unit (fixture->scratch, codes[1], "phone", "0592-0000001", NULL);
  assert_judged (fixture, memory, 0, 0, 0);
}

/* Of an earlier period counts what was accepted, else the latest that was not returned, and lanes
 * see the same as intake. */
static void
test_looks_at_earlier_reports (Fixture *fixture, gconstpointer data)
{
  static const char rules[] = "form B204-1 revision 99\n#prev hard [A.01,2] >= [A.01,2]@prev\n";
  g_autoptr (ZbTrial) trial = NULL;
  g_autofree char *text = NULL;
  const ZbTrialRule *rule;
  gint64 first = send_for (fixture, april, 0, 100, 100, NULL);
  ZbTotalsChange change = {.enters = first, .key = scratch_key ("350203", "", "39")};

  g_assert_true (scratch_decide (fixture->scratch, first, ZB_REVIEW_ACCEPTED, 2, &change, NULL));
  send_for (fixture, april, 0, 500, 500, "m1");
  g_assert_true (scratch_decide (fixture->scratch, send_for (fixture, april, 1, 300, 300, NULL),
                                 ZB_REVIEW_RETURNED, 0, NULL, NULL));
  send_for (fixture, april, 3, 400, 400, NULL);
  send (fixture, 0, 200, 200, NULL);
  send (fixture, 1, 250, 250, NULL);
  send (fixture, 2, 10, 10, NULL);
  send (fixture, 3, 399, 399, NULL);
  trial = run_trial (fixture, rules, 1);
  text = describe (trial);
  g_assert_cmpstr (text, ==, "4 1 1 0 0 | 350203:2/0 350206:1/0 350211:1/1 | D:prev");
  rule = &g_array_index (trial->rules, ZbTrialRule, 0);
  g_assert_true (rule->in_lanes);
  g_assert_cmpuint (rule->not_evaluable, ==, 2);
}

static void
test_follows_the_store (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_build_filename (fixture->folder, "s1_B204-1_2023_2024-05.columns", NULL);
  g_autoptr (GError) error = NULL;
  gint64 version;
  guint n;

  send (fixture, 0, 40, 40, NULL);
  version = send (fixture, 1, 300, 300, NULL);
  g_assert_true (read_is_new (fixture, &n));
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (read_is_new (fixture, &n));
  send (fixture, 0, 140, 140, "m1");
  assert_trial (fixture, "2 0 0 0 0 | 350203:2/0 |");
  g_assert_false (read_is_new (fixture, &n));
  g_assert_true (scratch_decide (fixture->scratch, version, ZB_REVIEW_RETURNED, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (read_is_new (fixture, &n));
  g_assert_cmpuint (n, ==, 1);
  /* A file that cannot be used is made anew, whatever it holds. */
  g_assert_true (g_file_set_contents (path, "nothing", -1, NULL));
  g_assert_true (read_is_new (fixture, &n));
  g_assert_false (read_is_new (fixture, &n));
}

static void
waive (Fixture *fixture, ZbWaiver *waiver)
{
  ZbWaiverConfirmation confirmation = {scratch_do (fixture->scratch, ZB_ACT_WAIVER, waiver)};
  ZbAct act = {.kind = ZB_ACT_WAIVER_CONFIRMATION, .what = &confirmation, .time = 9, .who = "Lin"};
  g_autoptr (GError) error = NULL;

  zb_store_commit_one (fixture->scratch->store, &act, NULL, &error);
  g_assert_no_error (error);
}

static void
test_leaves_out_waived_rules (Fixture *fixture, gconstpointer data)
{
  ZbWaiver waiver = {.tenant = (char *)"s1",
                     .form = (char *)"B204-1",
                     .rule = (char *)"B204-1#big",
                     .period = (char *)"2024-05",
                     .unit = fixture->units[0],
                     .reason = (char *)"relocation"};

  send (fixture, 0, 40, 40, NULL);
  send (fixture, 1, 60, 60, NULL);
  waive (fixture, &waiver);
  assert_trial (fixture, "2 1 1 0 1 | 350203:2/1 | B:big");
}

/* A waiver may be for one row of a section only: "B204-1#rows/B.3974". */
static void
test_leaves_out_waived_rows (Fixture *fixture, gconstpointer data)
{
  static const char rules[] = "form B204-1 revision 99\n#rows hard each r in B.* : [r,1] >= 50\n";
  ZbWaiver waiver = {.tenant = (char *)"s1",
                     .form = (char *)"B204-1",
                     .rule = (char *)"B204-1#rows/B.3974",
                     .period = (char *)"2024-05",
                     .unit = fixture->units[0],
                     .reason = (char *)"relocation"};
  g_autoptr (ZbTrial) before = NULL, after = NULL, other = NULL;

  send (fixture, 0, 40, 40, NULL);
  send (fixture, 1, 30, 30, NULL);
  before = run_trial (fixture, rules, 1);
  g_assert_cmpuint (before->stopped, ==, 2);
  waive (fixture, &waiver);
  after = run_trial (fixture, rules, 1);
  g_assert_cmpuint (after->stopped, ==, 1);
  g_assert_cmpstr (((ZbTrialUnit *)g_ptr_array_index (after->units, 0))->code, ==, codes[1]);
  /* Of another row it says nothing. */
  waiver.rule = (char *)"B204-1#rows/B.3973";
  waiver.unit = fixture->units[1];
  waive (fixture, &waiver);
  other = run_trial (fixture, rules, 1);
  g_assert_cmpuint (other->stopped, ==, 1);
}

static gboolean
sees_one (gpointer data, const char *district, const char *zone)
{
  return strcmp (district, data) == 0;
}

static void
test_keeps_to_the_area (Fixture *fixture, gconstpointer data)
{
  ZbTrialQuestion question = {.desk = &fixture->desk,
                              .folder = fixture->folder,
                              .form = "B204-1",
                              .period = may,
                              .rules = proposed,
                              .sees = sees_one,
                              .data = (char *)"350206"};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrial) trial = NULL;
  g_autofree char *text = NULL;

  send (fixture, 0, 40, 40, NULL);
  send (fixture, 2, 300, 200, NULL);
  trial = zb_trial_run (&question, &error);
  g_assert_no_error (error);
  text = describe (trial);
  g_assert_cmpstr (text, ==, "1 1 0 0 0 | 350206:1/1 | C:classes");
}

static void
test_names_the_error (Fixture *fixture, gconstpointer data)
{
  ZbTrialQuestion question = {.desk = &fixture->desk,
                              .folder = fixture->folder,
                              .form = "B204-1",
                              .period = may,
                              .rules = "form B204-1 revision 2\n#1 hard [A.99,1] >= 0\n"};
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_trial_run (&question, &error));
  g_assert_nonnull (strstr (error->message, "form.rules:2:"));
  g_assert_nonnull (strstr (error->message, "section A has no row “99”"));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
      {"/server/trial/tries-rules", test_tries_rules},
      {"/server/trial/agrees-with-checks", test_agrees_with_checks},
      {"/server/trial/follows-the-store", test_follows_the_store},
      {"/server/trial/leaves-out-waived-rules", test_leaves_out_waived_rules},
      {"/server/trial/reads-only-what-changed", test_reads_only_what_changed},
      {"/server/trial/judges-only-what-changed", test_judges_only_what_changed},
      {"/server/trial/judges-what-the-register-changed", test_judges_what_the_register_changed},
      {"/server/trial/looks-at-earlier-reports", test_looks_at_earlier_reports},
      {"/server/trial/leaves-out-waived-rows", test_leaves_out_waived_rows},
      {"/server/trial/keeps-to-the-area", test_keeps_to_the_area},
      {"/server/trial/names-the-error", test_names_the_error},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
