/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/feed.h"

#include "tests/support/node.h"

/* A question that rests until its time is over is answered without a place to go on from: nothing
 * is wrong, and it is asked again. */
static void
test_nothing_decided_is_no_fault (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTestPerson) person =
      zb_test_node_add_enterprise (node, "91350200MA2KUY1H08", "厦门屿曜芯集成电路");
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (node, person);
  const ZbFeed feed = {
      .desk = {.node = "350203", .next = "350200", .store = zb_test_node_store (node)},
      .clock = zb_clock_system,
      .client = client,
      .wait = 1,
  };
  g_autoptr (GError) error = NULL;
  gint64 rest = 0;

  zb_feed_ask (&feed, &rest, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rest, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/feed/nothing-decided-is-no-fault", test_nothing_decided_is_no_fault);
  return g_test_run ();
}
