/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/edition-trial.h"

#include "formats/json.h"
#include "forms/form-lookup.h"
#include "server/recheck/trial.h"
#include "tests/forms/revised-catalogue.h"
#include "tests/server/scratch-store.h"

#include <string.h>

/* An edition with a map, put to what the store holds of the one before. */

static const ZbPeriod may = {ZB_PERIOD_MONTH, 2024, 5};
static const ZbPeriod may_2025 = {ZB_PERIOD_MONTH, 2025, 5};
static const ZbPeriod may_2026 = {ZB_PERIOD_MONTH, 2026, 5};

static const char *const codes[] = {"91350200000000001A", "91350200000000002B",
                                    "91350200000000003C"};
static const char *const areas[] = {"350203", "350203", "350211"};

typedef struct {
  ScratchStore *scratch;
  ZbRulebook *rulebook;
  ZbIntakeDesk desk;
  char *folder;
  gint64 units[3];
  guint sent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();

  fixture->scratch = scratch_store_new ();
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

static ZbPackage *
package_for (Fixture *fixture, ZbPeriod period)
{
  g_autoptr (GError) error = NULL;
  ZbPackage *package =
      zb_catalogue_find (zb_rulebook_catalogue (fixture->rulebook), "B204-1", period, &error);

  g_assert_no_error (error);
  return package;
}

static void
set (ZbReport *report, const char *item, gint64 number)
{
  g_autofree char *key = NULL;
  guint section, column;
  int row;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  row = zb_report_form (report)->sections[section].dynamic
            ? zb_report_add_row (report, section, key, NULL)
            : zb_report_find_row (report, section, key);
  zb_report_set_number (report, section, (guint)row, column, number);
}

/* Output of the month and of the year, all in one class, and one more cell, at its scale. */
static void
send (
    Fixture *fixture, ZbPeriod period, guint index, gint64 output, const char *item, gint64 number)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  ZbPackage *package = package_for (fixture, period);
  g_autofree char *message_id = g_strdup_printf ("m%u", ++fixture->sent);
  g_autoptr (ScratchMessage) message =
      scratch_message_new (fixture->units[index], "sender", message_id, output);
  g_autoptr (ZbReport) report =
      zb_report_new (zb_package_form (package), zb_package_digest (package), codes[index], period);

  gboolean is_new = strcmp (zb_package_form (package)->edition, "2026") == 0;

  set (report, "A.01.1", output);
  set (report, "A.01.2", output);
  set (report, "B.3974.1", output);
  set (report, "B.3974.2", output);
  set (report, is_new ? "A.07.1" : "A.03.1", 1);
  set (report, is_new ? "A.07.2" : "A.03.2", 1);
  set (report, item, number);
  zb_packed_report_free (message->values);
  message->values = zb_packed_report_new (report);
  message->submission.report = message->values;
  message->submission.form = "B204-1";
  message->submission.edition = zb_package_form (package)->edition;
  message->submission.package = zb_package_digest (package);
  message->submission.period = zb_period_format (period, text);
  scratch_send (fixture->scratch, message);
}

static gboolean
sees_area (gpointer data, const char *district, const char *zone)
{
  return data == NULL || strcmp (district, data) == 0;
}

static char *
run (Fixture *fixture, ZbPeriod period, const char *area)
{
  ZbEditionTrial trial = {.desk = &fixture->desk,
                          .edition = package_for (fixture, may_2026),
                          .period = period,
                          .max_units = 1,
                          .sees = sees_area,
                          .data = (gpointer)area};
  g_autoptr (GError) error = NULL;
  char *answer = zb_edition_trial_run (&trial, &error);

  g_assert_no_error (error);
  return answer;
}

static gint64
number (const ZbJson *json, const char *key)
{
  return zb_json_integer (zb_json_get (json, key), -1);
}

static void
assert_counts (const char *answer, guint reports, guint stopped, guint newly)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) json = zb_json_read ("answer", answer, strlen (answer), 1 << 20, &error);

  g_assert_no_error (error);
  g_assert_cmpint (number (json, "reports"), ==, reports);
  g_assert_cmpint (number (json, "stopped"), ==, stopped);
  g_assert_cmpint (number (json, "newly"), ==, newly);
  g_assert_cmpint (number (json, "other_editions"), ==, 0);
}

/* Of 10,000 kWh the map gives nine tenths to the row that the new rule #5 wants to be 100. */
static void
test_goes_by_the_map (Fixture *fixture, gconstpointer data)
{
  g_autofree char *all = NULL, *district = NULL, *none = NULL;

  send (fixture, may, 0, 300, "A.05.2", 11200);
  send (fixture, may, 1, 300, "A.05.2", 11000);
  send (fixture, may, 2, 300, "A.05.2", 11000);
  all = run (fixture, may, NULL);
  assert_counts (all, 3, 2, 2);
  g_assert_nonnull (strstr (all, "{\"rule\":\"B204-1#5\",\"severity\":\"hard\",\"units\":2,"
                                 "\"stopped\":2,\"findings\":2,\"not_evaluable\":0,"
                                 "\"in_columns\":false,\"areas\":[{\"area\":\"350203\","
                                 "\"stopped\":1},{\"area\":\"350211\",\"stopped\":1}]}"));
  /* Two are counted, one is named. */
  g_assert_nonnull (strstr (all, codes[1]));
  g_assert_null (strstr (all, codes[2]));
  district = run (fixture, may, "350211");
  assert_counts (district, 1, 1, 1);
  none = run (fixture, may_2025, NULL);
  assert_counts (none, 0, 0, 0);
}

/* Rules by column look at last year's reports of the edition before as single checks do. */
static void
test_columns_agree_across_editions (Fixture *fixture, gconstpointer data)
{
  ZbTrialQuestion question = {.desk = &fixture->desk,
                              .folder = fixture->folder,
                              .form = "B204-1",
                              .period = may_2026,
                              .rules =
                                  "form B204-1 revision 99\n#kept hard [A.01,1] >= [A.01,1]@-1y\n"
                                  "#renamed hard [A.07,1] >= [A.07,1]@-1y blank = zero\n"
                                  "#new hard [A.06,1] >= [A.06,1]@-1y blank = zero\n",
                              .threads = 1};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrial) trial = NULL;
  static const guint stopped[] = {1, 2, 0};

  send (fixture, may_2025, 0, 300, "A.03.1", 50);
  send (fixture, may_2025, 1, 300, "A.03.1", 80);
  send (fixture, may_2025, 2, 300, "A.03.1", 90);
  send (fixture, may_2026, 0, 300, "A.07.1", 60);
  send (fixture, may_2026, 1, 299, "A.07.1", 60);
  send (fixture, may_2026, 2, 300, "A.07.1", 60);
  trial = zb_trial_run (&question, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (stopped); i++) {
    const ZbTrialRule *rule = &g_array_index (trial->rules, ZbTrialRule, i);

    g_test_message ("%s", rule->name);
    g_assert_cmpuint (rule->stopped, ==, stopped[i]);
    g_assert_cmpuint (rule->not_evaluable, ==, i == 2 ? 3 : 0);
    g_assert_false (rule->in_lanes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                                            \
  g_test_add ("/server/edition-trial/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("goes-by-the-map", test_goes_by_the_map);
  ADD ("columns-agree-across-editions", test_columns_agree_across_editions);
#undef ADD
  return g_test_run ();
}
