/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/verification.h"
#include "server/store/mandate.h"
#include "tests/server/scratch-store.h"

#include <string.h>

#define CODE "91350200612345678X"
#define SUCCESSOR "91350200MA32Q5F08T"
#define AGENT "91350200303031114N"
#define DAY "2024-06-05"

static gint64
make_unit (ScratchStore *scratch)
{
  ZbMandate mandate = {.tenant = (char *)"tax",
                       .holder = (char *)AGENT,
                       .role = ZB_MANDATE_AGENT,
                       .from_day = (char *)"2024-02-01",
                       .to_day = (char *)"2024-06-05"};

  mandate.unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  scratch_do (scratch, ZB_ACT_MANDATE, &mandate);
  return mandate.unit;
}

static gboolean
may (ScratchStore *scratch, const char *carrier, const char *tenant, const char *day)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (scratch->store, CODE, day, &error);

  g_assert_no_error (error);
  const ZbMandateScope scope = {.tenant = tenant, .day = day};
  if (zb_carrier_may_deliver (scratch->store, unit, carrier, &scope, &error))
    return TRUE;
  g_assert_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_WRONG_CARRIER);
  g_assert_nonnull (strstr (error->message, carrier));
  return FALSE;
}

static void
test_agent_reaches_its_system_only (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();

  make_unit (scratch);
  g_assert_true (may (scratch, AGENT, "tax", DAY));
  g_assert_false (may (scratch, AGENT, "s1", DAY));
  g_assert_true (may (scratch, AGENT, NULL, DAY));
  g_assert_false (may (scratch, AGENT, "tax", "2024-06-06"));
  g_assert_false (may (scratch, AGENT, NULL, "2024-01-31"));
}

static void
test_unit_is_itself_under_each_of_its_codes (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUnitChange change = {.code = CODE, .new_code = SUCCESSOR, .day = "2024-07-01"};

  make_unit (scratch);
  g_assert_true (may (scratch, CODE, "s1", DAY));
  g_assert_false (may (scratch, SUCCESSOR, "s1", DAY));
  scratch_do (scratch, ZB_ACT_UNIT, &change);
  g_assert_true (may (scratch, CODE, "s1", "2024-07-02"));
  g_assert_true (may (scratch, SUCCESSOR, "s1", "2024-07-02"));
}

static void
test_another_unit_may_not (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();

  make_unit (scratch);
  scratch_unit (scratch, SUCCESSOR, "name", "乙", NULL);
  g_assert_false (may (scratch, SUCCESSOR, NULL, DAY));
  g_assert_false (may (scratch, SUCCESSOR, "s1", DAY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/carrier/" name, function)
  ADD ("agent-reaches-its-system-only", test_agent_reaches_its_system_only);
  ADD ("unit-is-itself-under-each-of-its-codes", test_unit_is_itself_under_each_of_its_codes);
  ADD ("another-unit-may-not", test_another_unit_may_not);
  return g_test_run ();
}
