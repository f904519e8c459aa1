/* SPDX-License-Identifier: Apache-2.0 */
#include "server/totals/summary.h"
#include "server/totals/totals.h"
#include "tests/forms/source-catalogue.h"
#include "tests/server/scratch-store.h"

#include "forms/form-lookup.h"

#include <string.h>

/* Six units in two districts and one zone, reporting B204-1 for 2024-05. */
typedef struct {
  ScratchStore *scratch;
  ZbCatalogue *catalogue;
  ZbPackage *package;
  guint sent;
} Fixture;

static const ZbPeriod may = {ZB_PERIOD_MONTH, 2024, 5};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->scratch = scratch_store_new ();
  fixture->catalogue = zb_source_catalogue_read ();
  fixture->package = zb_catalogue_find (fixture->catalogue, "B204-1", may, &error);
  g_assert_no_error (error);
  scratch_tenant (fixture->scratch, "s1", (const char *const[]){"district", "city", NULL});
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scratch_store_free (fixture->scratch);
  zb_catalogue_unref (fixture->catalogue);
}

static gint64
unit (Fixture *fixture, const char *code, const char *area, const char *zone, const char *industry)
{
  return scratch_unit (fixture->scratch, code, "name", code, "area", area, "zone", zone, "industry",
                       industry, "size", "1", "registration", "110", NULL);
}

/* A.01.1 = @output, and one row of section B with @key where it is not NULL. */
static ZbReport *
report_of (Fixture *fixture, gint64 output, const char *key)
{
  ZbForm *form = zb_package_form (fixture->package);
  ZbReport *report = zb_report_new (form, zb_package_digest (fixture->package), "unit", may);
  int a = zb_form_find_section (form, "A"), b = zb_form_find_section (form, "B");
  int row = zb_section_find_row (&form->sections[a], "01");

  zb_report_set_number (report, (guint)a, (guint)row, 0, output);
  if (key != NULL) {
    int at = zb_report_add_row (report, (guint)b, key, NULL);
    g_assert_cmpint (at, >=, 0);
    zb_report_set_number (report, (guint)b, (guint)at, 0, output);
  }
  return report;
}

static gint64
send (Fixture *fixture, gint64 id, gint64 output, const char *key, const char *replaces)
{
  g_autofree char *message_id = g_strdup_printf ("m%u", ++fixture->sent);
  g_autoptr (ScratchMessage) message = scratch_message_new (id, "sender", message_id, output);
  g_autoptr (ZbReport) report = report_of (fixture, output, key);

  zb_packed_report_free (message->values);
  message->values = zb_packed_report_new (report);
  message->submission.report = message->values;
  message->submission.form = "B204-1";
  message->submission.package = zb_package_digest (fixture->package);
  message->submission.replaces = replaces;
  return scratch_send (fixture->scratch, message);
}

static void
accept (Fixture *fixture, gint64 version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTotalsStep) step =
      zb_totals_step_new (fixture->scratch->store, fixture->catalogue, version, &error);

  g_assert_no_error (error);
  scratch_decide (fixture->scratch, version, ZB_REVIEW_ACCEPTED, 2, zb_totals_step_change (step),
                  &error);
  g_assert_no_error (error);
}

static GPtrArray *
summary (Fixture *fixture, ZbSummaryBy by, const char *const *areas)
{
  g_autoptr (GError) error = NULL;
  ZbSummaryQuery query = {
      .tenant = "s1", .form = "B204-1", .period = "2024-05", .by = by, .areas = areas};
  GPtrArray *rows = zb_summary_read (fixture->scratch->store, &query, &error);

  g_assert_no_error (error);
  return rows;
}

/* "key units sum(count) of A.01.1; …" */
static void
assert_summary (Fixture *fixture, ZbSummaryBy by, const char *expected)
{
  g_autoptr (GPtrArray) rows = summary (fixture, by, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const ZbSummaryRow *row = g_ptr_array_index (rows, i);
    const ZbTotal *total = zb_summary_row_item (row, "A.01.1");
    g_autofree char *sum = total != NULL ? zb_sum_to_string (total->sum, total->scale) : NULL;

    g_string_append_printf (text, "%s%s:%u %s(%u)", i > 0 ? "; " : "", row->key, row->units,
                            sum != NULL ? sum : "-", total != NULL ? total->count : 0);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_rebuild_agrees (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) differences = zb_totals_rebuild_compare (
      fixture->scratch->store, fixture->catalogue, "s1", "B204-1", "2024-05", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (differences->len, ==, 0);
}

static void
test_sums_by_any_attribute (Fixture *fixture, gconstpointer data)
{
  accept (fixture, send (fixture, unit (fixture, "U1", "350203", NULL, "3974"), 100, NULL, NULL));
  accept (fixture,
          send (fixture, unit (fixture, "U2", "350203", "350298", "3974"), 20, NULL, NULL));
  accept (fixture, send (fixture, unit (fixture, "U3", "350205", NULL, "1320"), 3, NULL, NULL));
  send (fixture, unit (fixture, "U4", "350205", NULL, "1320"), 1000, NULL, NULL);

  assert_summary (fixture, ZB_BY_TOTAL, ":3 123(3)");
  assert_summary (fixture, ZB_BY_DISTRICT, "350203:2 120(2); 350205:1 3(1)");
  assert_summary (fixture, ZB_BY_ZONE, "350298:1 20(1)");
  assert_summary (fixture, ZB_BY_INDUSTRY, "13:1 3(1); 39:2 120(2)");
  assert_summary (fixture, ZB_BY_SIZE, "1:3 123(3)");
  assert_summary (fixture, ZB_BY_REGISTRATION, "110:3 123(3)");
  assert_rebuild_agrees (fixture);
}

static void
test_dynamic_rows_sum_by_key (Fixture *fixture, gconstpointer data)
{
  accept (fixture, send (fixture, unit (fixture, "U1", "350203", NULL, "3974"), 100, "3974", NULL));
  accept (fixture, send (fixture, unit (fixture, "U2", "350205", NULL, "3974"), 20, "3974", NULL));
  accept (fixture, send (fixture, unit (fixture, "U3", "350205", NULL, "3913"), 7, "3913", NULL));

  g_autoptr (GPtrArray) rows = summary (fixture, ZB_BY_TOTAL, NULL);
  const ZbTotal *panels = zb_summary_row_item (g_ptr_array_index (rows, 0), "B.3974.1");
  const ZbTotal *monitors = zb_summary_row_item (g_ptr_array_index (rows, 0), "B.3913.1");
  g_assert_nonnull (panels);
  g_assert_true (panels->sum == 120);
  g_assert_cmpuint (panels->count, ==, 2);
  g_assert_nonnull (monitors);
  g_assert_true (monitors->sum == 7);
  assert_rebuild_agrees (fixture);
}

static void
test_open_correction_changes_nothing (Fixture *fixture, gconstpointer data)
{
  gint64 id = unit (fixture, "U1", "350203", NULL, "3974");

  accept (fixture, send (fixture, id, 100, "3974", NULL));
  gint64 correction = send (fixture, id, 60, "3913", "m1");
  assert_summary (fixture, ZB_BY_TOTAL, ":1 100(1)");
  accept (fixture, correction);
  assert_summary (fixture, ZB_BY_TOTAL, ":1 60(1)");
  g_autoptr (GPtrArray) rows = summary (fixture, ZB_BY_TOTAL, NULL);
  g_assert_null (zb_summary_row_item (g_ptr_array_index (rows, 0), "B.3974.1"));
  assert_rebuild_agrees (fixture);
}

static void
test_leaves_the_group_it_entered (Fixture *fixture, gconstpointer data)
{
  gint64 id = unit (fixture, "U1", "350203", NULL, "3974");
  ZbUnitValue values[] = {{"area", "350206"}, {"industry", "1320"}};
  ZbUnitChange move = {.unit = id, .day = SCRATCH_DAY, .values = values, .n_values = 2};

  accept (fixture, send (fixture, id, 100, NULL, NULL));
  /* The register is set right for the past: what was accepted stays where it was … */
  scratch_do (fixture->scratch, ZB_ACT_UNIT, &move);
  assert_summary (fixture, ZB_BY_DISTRICT, "350203:1 100(1)");
  /* … and the next version goes where the unit now is. */
  accept (fixture, send (fixture, id, 90, NULL, "m1"));
  assert_summary (fixture, ZB_BY_DISTRICT, "350206:1 90(1)");
  assert_summary (fixture, ZB_BY_INDUSTRY, "13:1 90(1)");
  assert_rebuild_agrees (fixture);
}

static void
test_reviewer_sees_own_area (Fixture *fixture, gconstpointer data)
{
  static const char *const district[] = {"350203", NULL};
  static const char *const zone[] = {"350298", NULL};

  accept (fixture, send (fixture, unit (fixture, "U1", "350203", NULL, "3974"), 100, NULL, NULL));
  accept (fixture,
          send (fixture, unit (fixture, "U2", "350203", "350298", "3974"), 20, NULL, NULL));

  g_autoptr (GPtrArray) in_district = summary (fixture, ZB_BY_TOTAL, district);
  g_autoptr (GPtrArray) in_zone = summary (fixture, ZB_BY_TOTAL, zone);
  g_assert_cmpuint (((ZbSummaryRow *)g_ptr_array_index (in_district, 0))->units, ==, 1);
  g_assert_true (zb_summary_row_item (g_ptr_array_index (in_district, 0), "A.01.1")->sum == 100);
  g_assert_true (zb_summary_row_item (g_ptr_array_index (in_zone, 0), "A.01.1")->sum == 20);
}

static void
test_other_tenant_is_apart (Fixture *fixture, gconstpointer data)
{
  ZbSummaryQuery query = {.tenant = "tax", .form = "B204-1", .period = "2024-05"};

  scratch_tenant (fixture->scratch, "tax", (const char *const[]){"office", NULL});
  accept (fixture, send (fixture, unit (fixture, "U1", "350203", NULL, "3974"), 100, NULL, NULL));
  g_autoptr (GPtrArray) rows = zb_summary_read (fixture->scratch->store, &query, NULL);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_sums_go_beyond_64_bits (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 20; i++) {
    g_autofree char *code = g_strdup_printf ("U%d", i);
    accept (fixture, send (fixture, unit (fixture, code, "350203", NULL, "3974"),
                           ZB_DECIMAL_MAX_DIGITS, NULL, NULL));
  }
  assert_summary (fixture, ZB_BY_TOTAL, ":20 19999999999999999980(20)");
  assert_rebuild_agrees (fixture);
}

static void
test_void_acceptance_leaves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 version = send (fixture, unit (fixture, "U1", "350203", NULL, "3974"), 100, NULL, NULL);

  accept (fixture, version);
  g_autoptr (ZbTotalsStep) step =
      zb_totals_step_new_leaving (fixture->scratch->store, fixture->catalogue, version, &error);
  g_assert_no_error (error);
  g_assert_true (scratch_decide (fixture->scratch, version, ZB_REVIEW_RETURNED, 0,
                                 zb_totals_step_change (step), &error));
  assert_summary (fixture, ZB_BY_TOTAL, "");
  assert_rebuild_agrees (fixture);
}

static void
test_prepared_too_early_is_stale (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = unit (fixture, "U1", "350203", NULL, "3974");
  gint64 first = send (fixture, id, 100, NULL, NULL);
  g_autoptr (ZbTotalsStep) early =
      zb_totals_step_new (fixture->scratch->store, fixture->catalogue, first, &error);

  accept (fixture, first);
  gint64 second = send (fixture, id, 90, NULL, "m1");
  ZbTotalsChange change = *zb_totals_step_change (early);
  change.enters = second;
  g_assert_false (
      scratch_decide (fixture->scratch, second, ZB_REVIEW_ACCEPTED, 2, &change, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  assert_summary (fixture, ZB_BY_TOTAL, ":1 100(1)");
}

static void
test_acceptance_needs_totals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 version = send (fixture, unit (fixture, "U1", "350203", NULL, "3974"), 1, NULL, NULL);

  g_assert_false (scratch_decide (fixture->scratch, version, ZB_REVIEW_ACCEPTED, 2, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID);
}

static void
test_rebuild_finds_a_changed_total (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  accept (fixture, send (fixture, unit (fixture, "U1", "350203", NULL, "3974"), 100, NULL, NULL));
  scratch_store_sql (fixture->scratch,
                     "UPDATE total SET units = 2, "
                     "sums = CAST (substr(sums, 1, 8) || x'65' || substr(sums, 10) AS BLOB)");
  g_autoptr (GPtrArray) differences = zb_totals_rebuild_compare (
      fixture->scratch->store, fixture->catalogue, "s1", "B204-1", "2024-05", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (differences->len, ==, 2);
  const ZbTotalsDifference *units = g_ptr_array_index (differences, 0);
  const ZbTotalsDifference *figure = g_ptr_array_index (differences, 1);
  g_assert_cmpstr (units->group, ==, "350203 - 39 1 110");
  g_assert_cmpstr (units->item, ==, "");
  g_assert_cmpstr (figure->item, ==, "A.01.1/0");
  g_assert_cmpstr (figure->running, ==, "101 (1)");
  g_assert_cmpstr (figure->rebuilt, ==, "100 (1)");
}

static void
test_many_random_steps_agree (Fixture *fixture, gconstpointer data)
{
  static const char *const areas[] = {"350203", "350205", "350206"};
  static const char *const keys[] = {NULL, "3974", "3913", "1320"};
  char *last[12] = {NULL};
  gint64 units[12];

  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autofree char *code = g_strdup_printf ("U%u", i);
    units[i] = unit (fixture, code, areas[i % 3], i % 4 ? NULL : "350298", "3974");
  }
  for (guint i = 0; i < 120; i++) {
    guint which = (guint)g_test_rand_int_range (0, G_N_ELEMENTS (units));
    gint64 version = send (fixture, units[which], g_test_rand_int_range (-1000, 1000),
                           keys[g_test_rand_int_range (0, G_N_ELEMENTS (keys))], last[which]);

    g_free (last[which]);
    last[which] = g_strdup_printf ("m%u", fixture->sent);
    if (g_test_rand_bit ())
      accept (fixture, version);
  }
  assert_rebuild_agrees (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    g_free (last[i]);
}

static void
test_sum_text (void)
{
  static const struct {
    ZbSum sum;
    guint scale;
    const char *text;
  } cases[] = {
      {0, 0, "0"},
      {0, 2, "0.00"},
      {-5, 2, "-0.05"},
      {12345, 2, "123.45"},
      {(ZbSum)1 << 126, 0, "85070591730234615865843651857942052864"},
      {(ZbSum)((unsigned __int128)1 << 127), 0, "-170141183460469231731687303715884105728"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = zb_sum_to_string (cases[i].sum, cases[i].scale);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_sum_never_wraps (void)
{
  ZbSum most = (ZbSum)(((unsigned __int128)1 << 127) - 1);
  ZbSum sum = most;

  g_assert_false (zb_sum_add (&sum, 1));
  g_assert_true (sum == most);
  g_assert_false (zb_sum_rescale (&sum, 0, 1));
  g_assert_true (sum == most);
  sum = 120;
  g_assert_true (zb_sum_rescale (&sum, 1, 0));
  g_assert_true (sum == 12);
  g_assert_false (zb_sum_rescale (&sum, 1, 0));
  g_assert_true (sum == 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/server/totals/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("sums-by-any-attribute", test_sums_by_any_attribute);
  ADD ("dynamic-rows-sum-by-key", test_dynamic_rows_sum_by_key);
  ADD ("open-correction-changes-nothing", test_open_correction_changes_nothing);
  ADD ("leaves-the-group-it-entered", test_leaves_the_group_it_entered);
  ADD ("reviewer-sees-own-area", test_reviewer_sees_own_area);
  ADD ("other-tenant-is-apart", test_other_tenant_is_apart);
  ADD ("sums-go-beyond-64-bits", test_sums_go_beyond_64_bits);
  ADD ("void-acceptance-leaves", test_void_acceptance_leaves);
  ADD ("prepared-too-early-is-stale", test_prepared_too_early_is_stale);
  ADD ("acceptance-needs-totals", test_acceptance_needs_totals);
  ADD ("rebuild-finds-a-changed-total", test_rebuild_finds_a_changed_total);
  ADD ("many-random-steps-agree", test_many_random_steps_agree);
  g_test_add_func ("/server/totals/sum-text", test_sum_text);
  g_test_add_func ("/server/totals/sum-never-wraps", test_sum_never_wraps);
  return g_test_run ();
}
