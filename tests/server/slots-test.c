/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/slots.h"

#define SECOND G_TIME_SPAN_SECOND

/* So many answers a second, for ten seconds. */
static gint64
work_at (ZbSlots *slots, guint pace, gint64 now)
{
  for (guint i = 0; i < 10 * pace; i++)
    zb_slots_note (slots, now + (gint64)i * SECOND / pace);
  return now + 10 * SECOND;
}

/* Those turned away at one moment come back spread at the pace that was seen. */
static void
test_spreads_by_pace (void)
{
  g_autoptr (ZbSlots) slots = zb_slots_new ();
  gint64 now = work_at (slots, 50, SECOND);
  guint in_second[30] = {0};

  for (guint i = 0; i < 1000; i++) {
    guint wait = zb_slots_give (slots, 0, now);

    g_assert_cmpuint (wait, >=, 1);
    g_assert_cmpuint (wait, <, G_N_ELEMENTS (in_second));
    in_second[wait]++;
  }
  for (guint i = 2; i < 20; i++) {
    g_assert_cmpuint (in_second[i], >=, 40);
    g_assert_cmpuint (in_second[i], <=, 60);
  }
}

static void
test_waits_for_what_is_there (void)
{
  g_autoptr (ZbSlots) slots = zb_slots_new ();
  gint64 now = work_at (slots, 50, SECOND);
  guint wait = zb_slots_give (slots, 500, now);

  g_assert_cmpuint (wait, >=, 9);
  g_assert_cmpuint (wait, <=, 12);
}

static void
test_is_bounded (void)
{
  g_autoptr (ZbSlots) slots = zb_slots_new ();

  g_assert_cmpuint (zb_slots_give (slots, 0, SECOND), ==, 1);
  for (guint i = 0; i < 200000; i++) {
    guint wait = zb_slots_give (slots, 0, SECOND);

    g_assert_cmpuint (wait, >=, 1);
    g_assert_cmpuint (wait, <=, ZB_SLOTS_MOST_SECONDS);
  }
  g_assert_cmpuint (zb_slots_give (slots, G_MAXINT, SECOND), ==, ZB_SLOTS_MOST_SECONDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/slots/spreads-by-pace", test_spreads_by_pace);
  g_test_add_func ("/server/slots/waits-for-what-is-there", test_waits_for_what_is_there);
  g_test_add_func ("/server/slots/is-bounded", test_is_bounded);
  return g_test_run ();
}
