/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/respondents.h"
#include "tests/forms/source-catalogue.h"
#include "tests/server/scratch-store.h"

#include <string.h>

static ZbObligation *
obligation_of (ScratchStore *scratch, gint64 unit)
{
  return zb_store_read_obligation (scratch->store, "s1", "B203", "2024-05", unit, NULL);
}

static guint
freeze (ScratchStore *scratch)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  ZbPeriod may = {ZB_PERIOD_MONTH, 2024, 5};
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, "B203", may, &error);
  guint n = 0;

  g_assert_no_error (error);
  const ZbFreeze all = {.tenant = "s1",
                        .form = zb_package_form (package),
                        .period = may,
                        .time = scratch->now,
                        .who = "Chen"};
  zb_respondents_freeze (scratch->store, &all, &n, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_freezes_who_owes (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUnitValue moved[] = {{"area", "350206"}};
  ZbUnitChange june = {.code = "CODE1", .day = "2024-06-01", .values = moved, .n_values = 1};

  scratch_tenant (scratch, "s1", (const char *const[]){"district", "city", NULL});
  gint64 factory = scratch_unit (scratch, "CODE1", "name", "甲", "industry", "3974", "area",
                                 "350203", "zone", "350298", NULL);
  gint64 shop = scratch_unit (scratch, "CODE2", "name", "乙", "industry", "5110", NULL);
  gint64 closed =
      scratch_unit (scratch, "CODE3", "name", "丙", "industry", "3974", "status", "4", NULL);
  scratch_do (scratch, ZB_ACT_UNIT, &june);

  g_assert_cmpuint (freeze (scratch), ==, 1);
  g_autoptr (ZbObligation) owed = obligation_of (scratch, factory);
  g_assert_nonnull (owed);
  g_assert_cmpstr (owed->district, ==, "350203");
  g_assert_cmpstr (owed->zone, ==, "350298");
  g_assert_cmpint (owed->state, ==, ZB_REVIEW_NONE);
  g_assert_true (owed->owed);
  g_assert_null (obligation_of (scratch, shop));
  g_assert_null (obligation_of (scratch, closed));
}

static void
test_freezing_again_keeps_what_was_sent (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUnitValue trade[] = {{"industry", "5110"}};
  ZbUnitChange first = {.code = "CODE1", .day = SCRATCH_DAY, .values = trade, .n_values = 1};
  ZbUnitChange second = {.code = "CODE2", .day = SCRATCH_DAY, .values = trade, .n_values = 1};

  scratch_tenant (scratch, "s1", (const char *const[]){"city", NULL});
  gint64 sent = scratch_unit (scratch, "CODE1", "name", "甲", "industry", "3974", NULL);
  gint64 silent = scratch_unit (scratch, "CODE2", "name", "乙", "industry", "3974", NULL);
  g_assert_cmpuint (freeze (scratch), ==, 2);
  gint64 version = scratch_send_new (scratch, sent, "m1", NULL, 1);
  scratch_do (scratch, ZB_ACT_UNIT, &first);
  scratch_do (scratch, ZB_ACT_UNIT, &second);

  g_assert_cmpuint (freeze (scratch), ==, 0);
  g_autoptr (ZbObligation) kept = obligation_of (scratch, sent);
  g_assert_nonnull (kept);
  g_assert_false (kept->owed);
  g_assert_cmpint (kept->head, ==, version);
  g_assert_null (obligation_of (scratch, silent));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/respondents/" name, function)
  ADD ("freezes-who-owes", test_freezes_who_owes);
  ADD ("freezing-again-keeps-what-was-sent", test_freezing_again_keeps_what_was_sent);
  return g_test_run ();
}
