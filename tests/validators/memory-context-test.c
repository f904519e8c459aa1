/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/memory-context.h"

/* What the register says is everybody's: a context that is told otherwise changes its own. */
static void
test_shared_attributes (void)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (ZbMemoryContext) context = zb_memory_context_new (NULL);
  ZbContext world = zb_memory_context_get (context);

  g_hash_table_insert (said, (gpointer) "size", (gpointer) "1");
  g_hash_table_insert (said, (gpointer) "zone", (gpointer) "HJ");
  zb_memory_context_set_attribute (context, "area", "350213");
  zb_memory_context_share_attributes (context, said);
  g_assert_null (world.interface->attribute (world.self, "area"));
  g_assert_cmpstr (world.interface->attribute (world.self, "size"), ==, "1");

  zb_memory_context_set_attribute (context, "size", "2");
  zb_memory_context_set_attribute (context, "zone", NULL);
  g_assert_cmpstr (world.interface->attribute (world.self, "size"), ==, "2");
  g_assert_null (world.interface->attribute (world.self, "zone"));
  g_assert_cmpstr (g_hash_table_lookup (said, "size"), ==, "1");
  g_assert_cmpstr (g_hash_table_lookup (said, "zone"), ==, "HJ");
}

static void
test_knows_nothing_at_first (void)
{
  g_autoptr (ZbMemoryContext) context = zb_memory_context_new (NULL);
  ZbContext world = zb_memory_context_get (context);
  const ZbForm form = {.id = (char *)"B204-1", .period_kind = ZB_PERIOD_MONTH};
  ZbPeriod period = {0};
  ZbAvailability why;

  g_assert_true (zb_period_parse ("2024-02", &period, NULL));
  g_assert_null (world.interface->waiver (world.self, "B204-1#7"));
  g_assert_false (world.interface->is_joint (world.self, &form, period));
  g_assert_null (world.interface->report (world.self, "B204-1", period, NULL));
  g_assert_null (world.interface->report (world.self, "B204-1", period, &why));
  g_assert_cmpint (why, ==, ZB_NOT_INSTALLED);
  zb_memory_context_set_joint (context, "B204-1", period, TRUE);
  zb_memory_context_add_waiver (context, "B204-1#7", "fire");
  g_assert_true (world.interface->is_joint (world.self, &form, period));
  g_assert_cmpstr (world.interface->waiver (world.self, "B204-1#7"), ==, "fire");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/memory-context/shared-attributes", test_shared_attributes);
  g_test_add_func ("/validators/memory-context/knows-nothing-at-first",
                   test_knows_nothing_at_first);
  return g_test_run ();
}
