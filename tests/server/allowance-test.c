/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/allowance.h"

#define COST (ZB_ALLOWANCE_MOST / 4)

static void
spend (ZbAllowance *allowance, const char *address, guint times, gint64 now)
{
  for (guint i = 0; i < times; i++)
    zb_allowance_spend (allowance, address, COST, now);
}

static void
test_runs_out_and_comes_back (void)
{
  g_autoptr (ZbAllowance) allowance = zb_allowance_new ();

  spend (allowance, "192.0.2.1", 3, 1000);
  g_assert_true (zb_allowance_is_left (allowance, "192.0.2.1", 1000));
  spend (allowance, "192.0.2.1", 1, 1000);
  g_assert_false (zb_allowance_is_left (allowance, "192.0.2.1", 1000));
  g_assert_true (zb_allowance_is_left (allowance, "192.0.2.2", 1000));
  g_assert_true (zb_allowance_is_left (allowance, "192.0.2.1", 1001));
  /* All of it, and no more than all. */
  gint64 later = 1000 + 10 * ZB_ALLOWANCE_MOST;
  spend (allowance, "192.0.2.1", 3, later);
  g_assert_true (zb_allowance_is_left (allowance, "192.0.2.1", later));
  spend (allowance, "192.0.2.1", 1, later);
  g_assert_false (zb_allowance_is_left (allowance, "192.0.2.1", later));
}

static void
test_network_of_ipv6_is_one (void)
{
  g_autoptr (ZbAllowance) allowance = zb_allowance_new ();

  spend (allowance, "2001:db8:0:1::1", 2, 0);
  spend (allowance, "2001:db8:0:1:ffff::2", 2, 0);
  g_assert_false (zb_allowance_is_left (allowance, "2001:db8:0:1::3", 0));
  g_assert_true (zb_allowance_is_left (allowance, "2001:db8:0:2::1", 0));
  spend (allowance, "::ffff:192.0.2.1", 4, 0);
  g_assert_false (zb_allowance_is_left (allowance, "::ffff:192.0.2.1", 0));
  g_assert_true (zb_allowance_is_left (allowance, "::ffff:192.0.2.2", 0));
}

/* Those for whom there is no room share one allowance, until others are forgotten. */
static void
test_limit_of_addresses (void)
{
  g_autoptr (ZbAllowance) allowance = zb_allowance_new ();

  for (guint i = 0; i < ZB_ALLOWANCE_ADDRESSES; i++) {
    g_autofree char *address = g_strdup_printf ("10.0.%u.%u", i / 256, i % 256);
    spend (allowance, address, 1, 0);
  }
  spend (allowance, "192.0.2.1", 2, 0);
  spend (allowance, "192.0.2.2", 2, 0);
  g_assert_false (zb_allowance_is_left (allowance, "192.0.2.3", 0));
  g_assert_true (zb_allowance_is_left (allowance, "10.0.0.7", 0));
  spend (allowance, "10.0.0.7", 3, 0);
  g_assert_false (zb_allowance_is_left (allowance, "10.0.0.7", 0));
  gint64 later = ZB_ALLOWANCE_MOST;
  spend (allowance, "192.0.2.1", 3, later);
  spend (allowance, "192.0.2.2", 3, later);
  g_assert_true (zb_allowance_is_left (allowance, "192.0.2.1", later));
  g_assert_true (zb_allowance_is_left (allowance, "192.0.2.2", later));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/allowance/runs-out-and-comes-back", test_runs_out_and_comes_back);
  g_test_add_func ("/server/allowance/network-of-ipv6-is-one", test_network_of_ipv6_is_one);
  g_test_add_func ("/server/allowance/limit-of-addresses", test_limit_of_addresses);
  return g_test_run ();
}
