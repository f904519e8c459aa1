/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/waiver.h"
#include "tests/server/scratch-store.h"

#define CODE "91350200612345678X"

static const char *const two_levels[] = {"district", "city", NULL};

static guint
count_waivers_of (ScratchStore *scratch, gint64 unit)
{
  g_autoptr (GPtrArray) granted =
      zb_store_list_waivers (scratch->store, "s1", "B203", "2024-05", NULL);
  guint n = 0;

  for (guint i = 0; i < granted->len; i++)
    n += zb_waiver_is_of (granted->pdata[i], unit) ? 1 : 0;
  return n;
}

static guint
count_waivers (ScratchStore *scratch)
{
  return count_waivers_of (scratch, 5);
}

/* Proposed by one person and confirmed by another. */
static void
grant_waiver (ScratchStore *scratch, const ZbWaiver *waiver)
{
  const ZbWaiverConfirmation confirmation = {scratch_do (scratch, ZB_ACT_WAIVER, waiver)};
  const ZbAct act = {
      .kind = ZB_ACT_WAIVER_CONFIRMATION, .what = &confirmation, .time = 9, .who = "Lin"};
  g_autoptr (GError) error = NULL;

  zb_store_commit_one (scratch->store, &act, NULL, &error);
  g_assert_no_error (error);
}

static void
test_takes_two_persons (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  ZbWaiver waiver = {.tenant = (char *)"s1",
                     .form = (char *)"B203",
                     .rule = (char *)"B203#7",
                     .period = (char *)"2024-05",
                     .reason = (char *)"merger"};

  scratch_tenant (scratch, "s1", two_levels);
  ZbWaiverConfirmation confirmation = {scratch_do (scratch, ZB_ACT_WAIVER, &waiver)};
  g_assert_cmpuint (count_waivers (scratch), ==, 0);
  scratch_do_fails (scratch, ZB_ACT_WAIVER_CONFIRMATION, &confirmation, ZB_STORE_ERROR_INVALID,
                    "second person");
  ZbAct act = {.kind = ZB_ACT_WAIVER_CONFIRMATION, .what = &confirmation, .time = 9, .who = "Lin"};
  zb_store_commit_one (scratch->store, &act, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_waivers (scratch), ==, 1);
  scratch_do_fails (scratch, ZB_ACT_WAIVER_CONFIRMATION, &confirmation, ZB_STORE_ERROR_EXISTS,
                    "Lin has confirmed");
  waiver.id = confirmation.waiver;
  scratch_do (scratch, ZB_ACT_WAIVER, &waiver);
  g_assert_cmpuint (count_waivers (scratch), ==, 0);
  scratch_do_fails (scratch, ZB_ACT_WAIVER_CONFIRMATION, &confirmation, ZB_STORE_ERROR_NOT_FOUND,
                    "to confirm");
}

static void
test_is_of_whom_it_names (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbWaiver waiver = {.tenant = (char *)"s1",
                     .form = (char *)"B203",
                     .rule = (char *)"B203#7",
                     .period = (char *)"2024-05",
                     .reason = (char *)"merger"};

  scratch_tenant (scratch, "s1", two_levels);
  gint64 one = scratch_unit (scratch, CODE, "name", "甲", NULL);
  gint64 other = scratch_unit (scratch, "91350200612345679Y", "name", "乙", NULL);
  g_assert_cmpuint (count_waivers_of (scratch, one), ==, 0);
  waiver.unit = one;
  grant_waiver (scratch, &waiver);
  g_assert_cmpuint (count_waivers_of (scratch, one), ==, 1);
  g_assert_cmpuint (count_waivers_of (scratch, other), ==, 0);
  waiver.unit = 0;
  waiver.rule = (char *)"B203#8";
  grant_waiver (scratch, &waiver);
  g_assert_cmpuint (count_waivers_of (scratch, one), ==, 2);
  g_assert_cmpuint (count_waivers_of (scratch, other), ==, 1);
  waiver.period = (char *)"2024-06";
  waiver.rule = (char *)"B203#9";
  grant_waiver (scratch, &waiver);
  g_assert_cmpuint (count_waivers_of (scratch, other), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/waiver/" name, function)
  ADD ("takes-two-persons", test_takes_two_persons);
  ADD ("is-of-whom-it-names", test_is_of_whom_it_names);
  return g_test_run ();
}
