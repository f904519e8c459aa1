/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/register.h"
#include "tests/server/scratch-store.h"

#define CODE "91350200612345678X"
#define SUCCESSOR "91350200MA32Q5F08T"

static void
change (ScratchStore *scratch, const char *day, const char *name, const char *value)
{
  ZbUnitValue values[] = {{name, value}};
  ZbUnitChange entry = {.code = CODE, .day = day, .values = values, .n_values = 1};

  scratch_do (scratch, ZB_ACT_UNIT, &entry);
}

static void
assert_attribute (ScratchStore *scratch, const char *day, const char *name, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (scratch->store, CODE, day, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_unit_attribute (unit, name), ==, expected);
}

static void
test_values_hold_from_their_day (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();

  scratch_unit (scratch, CODE, "area", "350203", "size", "2", NULL);
  change (scratch, "2024-06-15", "area", "350205");
  change (scratch, "2024-03-01", "size", "1");
  change (scratch, "2024-09-01", "zone", NULL);

  assert_attribute (scratch, "2023-12-31", "area", NULL);
  assert_attribute (scratch, "2024-01-01", "area", "350203");
  assert_attribute (scratch, "2024-06-14", "area", "350203");
  assert_attribute (scratch, "2024-06-15", "area", "350205");
  assert_attribute (scratch, "2024-02-29", "size", "2");
  assert_attribute (scratch, "2024-12-31", "size", "1");
  change (scratch, "2024-10-01", "size", NULL);
  assert_attribute (scratch, "2024-12-31", "size", NULL);
  assert_attribute (scratch, "2024-09-30", "size", "1");
}

static void
assert_as_of (ScratchStore *scratch, const char *day, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (scratch->store, CODE, day, &error);

  g_assert_no_error (error);
  g_assert_true (zb_unit_is_as_of (unit, from));
  g_assert_true (zb_unit_is_as_of (unit, day));
  g_assert_true (zb_unit_is_as_of (unit, to));
}

static ZbUnit *
read_again (ScratchStore *scratch, ZbUnit *unit, const char *period)
{
  ZbPeriod parsed;

  g_assert_true (zb_period_parse (period, &parsed, NULL));
  return zb_register_read_again (scratch->store, unit, parsed);
}

/* From one change to the next a unit need not be read anew. */
static void
test_unit_is_the_same_between_changes (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();

  scratch_unit (scratch, CODE, "area", "350203", "size", "2", NULL);
  change (scratch, "2024-06-15", "area", "350205");
  change (scratch, "2024-09-01", "size", "1");
  assert_as_of (scratch, "2023-12-31", "2020-01-01", "2023-12-31");
  assert_as_of (scratch, "2024-03-01", "2024-01-01", "2024-06-14");
  assert_as_of (scratch, "2024-10-01", "2024-09-01", "2030-01-01");

  g_autoptr (ZbUnit) july = zb_store_read_unit (scratch->store, CODE, "2024-07-05", NULL);
  g_assert_false (zb_unit_is_as_of (july, "2024-06-14"));
  g_assert_false (zb_unit_is_as_of (july, "2024-09-01"));
  g_autoptr (ZbUnit) june = read_again (scratch, july, "2024-06");
  g_assert_true (june == july);
  g_autoptr (ZbUnit) may = read_again (scratch, july, "2024-05");
  g_assert_cmpstr (zb_unit_attribute (may, "area"), ==, "350203");
  g_autoptr (ZbUnit) september = read_again (scratch, july, "2024-09");
  g_assert_false (september == july);
  g_assert_cmpstr (zb_unit_attribute (september, "area"), ==, "350205");
}

static void
test_corrected_day_keeps_its_history (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  gint64 unit = scratch_unit (scratch, CODE, "area", "350203", NULL);

  change (scratch, SCRATCH_DAY, "area", "350206");
  assert_attribute (scratch, SCRATCH_DAY, "area", "350206");
  g_autoptr (GPtrArray) history = zb_store_list_unit_history (scratch->store, unit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (history->len, ==, 3);
  const ZbUnitHistory *first = g_ptr_array_index (history, 1);
  const ZbUnitHistory *second = g_ptr_array_index (history, 2);
  g_assert_cmpstr (first->value, ==, "350203");
  g_assert_true (first->replaced);
  g_assert_cmpstr (first->reason, ==, "first entry");
  g_assert_cmpstr (first->who, ==, "Chen");
  g_assert_cmpstr (second->value, ==, "350206");
  g_assert_false (second->replaced);
}

static void
test_same_again_changes_nothing (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUnitValue values[] = {{"area", "350203"}};
  ZbUnitChange entry = {.code = CODE, .day = "2024-05-01", .values = values, .n_values = 1};
  ZbAct act = {.kind = ZB_ACT_UNIT, .what = &entry, .who = "Chen"};
  ZbActResult result = {0};
  gint64 unit = scratch_unit (scratch, CODE, "area", "350203", NULL);

  g_assert_true (zb_store_commit_one (scratch->store, &act, &result, NULL));
  g_assert_true (result.repeated);
  g_assert_cmpint (result.id, ==, unit);
  g_autoptr (GPtrArray) history = zb_store_list_unit_history (scratch->store, unit, NULL);
  g_assert_cmpuint (history->len, ==, 2);
  zb_act_result_clear (&result);
}

static void
test_successor_code_names_the_same_unit (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  ZbUnitChange entry = {.code = CODE, .new_code = SUCCESSOR, .day = "2024-07-01"};

  g_assert_cmpint (scratch_do (scratch, ZB_ACT_UNIT, &entry), ==, unit);
  g_autoptr (ZbUnit) before = zb_store_read_unit (scratch->store, SUCCESSOR, "2024-06-30", &error);
  g_autoptr (ZbUnit) after = zb_store_read_unit (scratch->store, CODE, "2024-07-01", &error);
  g_assert_no_error (error);
  g_assert_cmpint (before->id, ==, unit);
  g_assert_cmpstr (before->code, ==, CODE);
  g_assert_cmpint (after->id, ==, unit);
  g_assert_cmpstr (after->code, ==, SUCCESSOR);
}

static void
test_code_of_another_unit_is_refused (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUnitChange entry = {.code = CODE, .new_code = SUCCESSOR, .day = "2024-07-01"};

  scratch_unit (scratch, CODE, "name", "甲", NULL);
  scratch_unit (scratch, SUCCESSOR, "name", "乙", NULL);
  scratch_do_fails (scratch, ZB_ACT_UNIT, &entry, ZB_STORE_ERROR_EXISTS, SUCCESSOR);
}

static void
test_unknown_code_is_named (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_store_read_unit (scratch->store, CODE, SCRATCH_DAY, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "the register has no unit with the code " CODE);
}

static void
test_lists_by_text_and_area (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 25; i++) {
    g_autofree char *code = g_strdup_printf ("CODE%02d", i);
    g_autofree char *name = g_strdup_printf ("公司%02d", i);
    scratch_unit (scratch, code, "name", name, "area", i % 2 ? "350203" : "350205", "zone",
                  i % 5 ? NULL : "350298", NULL);
  }
  g_autoptr (GPtrArray) area =
      zb_store_list_units (scratch->store, NULL, "350203", SCRATCH_DAY, 0, 0, &error);
  g_autoptr (GPtrArray) zone =
      zb_store_list_units (scratch->store, NULL, "350298", SCRATCH_DAY, 0, 0, &error);
  g_autoptr (GPtrArray) name =
      zb_store_list_units (scratch->store, "公司07", NULL, SCRATCH_DAY, 0, 0, &error);
  g_autoptr (GPtrArray) page =
      zb_store_list_units (scratch->store, NULL, NULL, SCRATCH_DAY, 10, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (area->len, ==, 12);
  g_assert_cmpuint (zone->len, ==, 5);
  g_assert_cmpuint (name->len, ==, 1);
  g_assert_cmpstr (((ZbUnit *)g_ptr_array_index (name, 0))->code, ==, "CODE07");
  g_assert_cmpuint (page->len, ==, 5);
  g_assert_cmpint (((ZbUnit *)g_ptr_array_index (page, 0))->id, ==, 11);
}

static void
test_list_takes_any_cursor (void)
{
  static const struct {
    gint64 after;
    guint n;
  } cases[] = {{G_MININT64, 3}, {-1, 3}, {0, 3}, {2, 1}, {3, 0}, {4, 0}, {G_MAXINT64, 0}};
  g_autoptr (ScratchStore) scratch = scratch_store_new ();

  scratch_unit (scratch, "CODE01", NULL);
  scratch_unit (scratch, "CODE02", NULL);
  scratch_unit (scratch, "CODE03", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) page =
        zb_store_list_units (scratch->store, NULL, NULL, SCRATCH_DAY, cases[i].after, 0, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (page->len, ==, cases[i].n);
  }
}

static void
grant (ScratchStore *scratch, gint64 unit, const char *holder, ZbMandateRole role, const char *to)
{
  ZbMandate mandate = {.tenant = (char *)"s1",
                       .unit = unit,
                       .holder = (char *)holder,
                       .role = role,
                       .from_day = (char *)"2024-02-01",
                       .to_day = (char *)to};

  scratch_do (scratch, ZB_ACT_MANDATE, &mandate);
}

static guint
roles_on (
    ScratchStore *scratch, gint64 unit, const char *holder, const char *tenant, const char *day)
{
  g_autoptr (GError) error = NULL;
  guint roles = 99;

  zb_store_read_mandate (scratch->store, tenant, unit, holder, "Lin", day, &roles, &error);
  g_assert_no_error (error);
  return roles;
}

static void
test_mandates_hold_in_their_days (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);

  grant (scratch, unit, CODE, ZB_MANDATE_PREPARER, NULL);
  grant (scratch, unit, CODE, ZB_MANDATE_LEGAL_SIGNER, NULL);
  grant (scratch, unit, "AGENT", ZB_MANDATE_AGENT, "2024-06-30");

  g_assert_cmpuint (roles_on (scratch, unit, CODE, "s1", "2024-01-31"), ==, 0);
  g_assert_cmpuint (roles_on (scratch, unit, CODE, "s1", "2024-02-01"), ==,
                    ZB_MANDATE_PREPARER | ZB_MANDATE_LEGAL_SIGNER);
  g_assert_cmpuint (roles_on (scratch, unit, CODE, "tax", "2024-02-01"), ==, 0);
  g_assert_cmpuint (roles_on (scratch, unit, "AGENT", "s1", "2024-06-30"), ==, ZB_MANDATE_AGENT);
  g_assert_cmpuint (roles_on (scratch, unit, "AGENT", "s1", "2024-07-01"), ==, 0);
  g_autoptr (GPtrArray) held = zb_store_list_mandates (scratch->store, 0, "AGENT", NULL);
  g_assert_cmpuint (held->len, ==, 1);
}

static void
test_ended_mandate_no_longer_holds (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);

  grant (scratch, unit, CODE, ZB_MANDATE_PREPARER, NULL);
  g_autoptr (GPtrArray) granted = zb_store_list_mandates (scratch->store, unit, NULL, NULL);
  ZbMandate ending = {.id = ((ZbMandate *)g_ptr_array_index (granted, 0))->id,
                      .to_day = (char *)"2024-04-30"};
  scratch_do (scratch, ZB_ACT_MANDATE, &ending);
  g_assert_cmpuint (roles_on (scratch, unit, CODE, "s1", "2024-04-30"), ==, ZB_MANDATE_PREPARER);
  g_assert_cmpuint (roles_on (scratch, unit, CODE, "s1", "2024-05-01"), ==, 0);
  ending.id = 77;
  scratch_do_fails (scratch, ZB_ACT_MANDATE, &ending, ZB_STORE_ERROR_NOT_FOUND, "77");
}

static void
test_days (void)
{
  g_autofree char *february = zb_register_day ((ZbPeriod){ZB_PERIOD_MONTH, 2024, 2});
  g_autofree char *quarter = zb_register_day ((ZbPeriod){ZB_PERIOD_QUARTER, 2023, 3});
  /* 16:00 UTC is midnight of the next day in the bureau. */
  g_autofree char *evening = zb_register_day_at (G_GINT64_CONSTANT (1717603199000000));
  g_autofree char *midnight = zb_register_day_at (G_GINT64_CONSTANT (1717603200000000));

  g_assert_cmpstr (february, ==, "2024-02-29");
  g_assert_cmpstr (quarter, ==, "2023-09-30");
  g_assert_cmpstr (evening, ==, "2024-06-05");
  g_assert_cmpstr (midnight, ==, "2024-06-06");
  g_assert_true (zb_register_day_is_valid ("2024-02-29"));
  g_assert_false (zb_register_day_is_valid ("2023-02-29"));
  g_assert_false (zb_register_day_is_valid ("2024-2-29"));
  g_assert_false (zb_register_day_is_valid ("2024-02-29x"));
  g_assert_false (zb_register_day_is_valid (NULL));
}

static void
test_division_and_sight (void)
{
  static const char *const district[] = {"350203", NULL};
  static const char *const zone[] = {"350298", NULL};
  g_autofree char *class = zb_register_division ("3974");
  g_autofree char *lettered = zb_register_division ("C39");
  g_autofree char *section = zb_register_division ("C");
  g_autofree char *unknown = zb_register_division (NULL);

  g_assert_cmpstr (class, ==, "39");
  g_assert_cmpstr (lettered, ==, "39");
  g_assert_cmpstr (section, ==, "");
  g_assert_cmpstr (unknown, ==, "");
  g_assert_true (zb_register_sees (NULL, "350203", ""));
  g_assert_true (zb_register_sees (district, "350203", ""));
  g_assert_false (zb_register_sees (district, "350203", "350298"));
  g_assert_true (zb_register_sees (zone, "350203", "350298"));
  g_assert_false (zb_register_sees (zone, "350203", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/register/" name, function)
  ADD ("values-hold-from-their-day", test_values_hold_from_their_day);
  ADD ("unit-is-the-same-between-changes", test_unit_is_the_same_between_changes);
  ADD ("corrected-day-keeps-its-history", test_corrected_day_keeps_its_history);
  ADD ("same-again-changes-nothing", test_same_again_changes_nothing);
  ADD ("successor-code-names-the-same-unit", test_successor_code_names_the_same_unit);
  ADD ("code-of-another-unit-is-refused", test_code_of_another_unit_is_refused);
  ADD ("unknown-code-is-named", test_unknown_code_is_named);
  ADD ("lists-by-text-and-area", test_lists_by_text_and_area);
  ADD ("list-takes-any-cursor", test_list_takes_any_cursor);
  ADD ("mandates-hold-in-their-days", test_mandates_hold_in_their_days);
  ADD ("ended-mandate-no-longer-holds", test_ended_mandate_no_longer_holds);
  ADD ("days", test_days);
  ADD ("division-and-sight", test_division_and_sight);
  return g_test_run ();
}
