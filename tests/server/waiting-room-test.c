/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/waiting-room.h"

#include <sys/resource.h>

#define CROWD 10000

typedef struct {
  ZbWaitingRoom *room;
  int woken, expired; /* atomic */
} Fixture;

static void
leave_cb (ZbRequest *request, gboolean posted, gpointer data)
{
  Fixture *fixture = data;

  g_atomic_int_inc (posted ? &fixture->woken : &fixture->expired);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->room = zb_waiting_room_new (leave_cb, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_waiting_room_free (fixture->room);
}

static gboolean
enter (Fixture *fixture, const char *caller, gint64 unit, gint64 milliseconds, guint64 mark)
{
  static ZbRequest request;
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (units, unit);
  return zb_waiting_room_enter (fixture->room, &request, caller, units,
                                g_get_monotonic_time () + milliseconds * 1000, mark);
}

static void
test_wakes_whom_it_is_for (Fixture *fixture, gconstpointer data)
{
  g_assert_true (enter (fixture, "a", 1, 60000, 0));
  g_assert_true (enter (fixture, "b", 2, 60000, 0));
  g_assert_true (enter (fixture, "c", 1, 60000, 0));
  zb_waiting_room_post (fixture->room, 1);
  g_assert_cmpint (fixture->woken, ==, 2);
  g_assert_cmpuint (zb_waiting_room_size (fixture->room), ==, 1);
  zb_waiting_room_post (fixture->room, 3);
  g_assert_cmpint (fixture->woken, ==, 2);
}

/* What was posted between the look and the wait keeps nobody waiting. */
static void
test_misses_nothing (Fixture *fixture, gconstpointer data)
{
  guint64 mark = zb_waiting_room_mark (fixture->room);

  zb_waiting_room_post (fixture->room, 7);
  g_assert_false (enter (fixture, "a", 7, 60000, mark));
  g_assert_true (enter (fixture, "a", 8, 60000, mark));
  /* Longer ago than is remembered. */
  for (guint i = 0; i < 2000; i++)
    zb_waiting_room_post (fixture->room, 9);
  g_assert_false (enter (fixture, "b", 8, 60000, mark));
  g_assert_true (enter (fixture, "b", 8, 60000, zb_waiting_room_mark (fixture->room)));
}

static void
test_a_few_of_each_caller (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < ZB_WAITING_ROOM_MOST_OF_ONE; i++)
    g_assert_true (enter (fixture, "a", 1, 60000, 0));
  g_assert_false (enter (fixture, "a", 1, 60000, 0));
  g_assert_true (enter (fixture, "b", 1, 60000, 0));
  zb_waiting_room_post (fixture->room, 1);
  g_assert_true (enter (fixture, "a", 1, 60000, zb_waiting_room_mark (fixture->room)));
}

static void
test_time_is_over (Fixture *fixture, gconstpointer data)
{
  gint64 begun = g_get_monotonic_time ();

  g_assert_true (enter (fixture, "a", 1, 60000, 0));
  g_assert_true (enter (fixture, "b", 1, 50, 0));
  while (g_atomic_int_get (&fixture->expired) == 0)
    g_usleep (1000);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 50 * 1000);
  g_assert_cmpuint (zb_waiting_room_size (fixture->room), ==, 1);
}

static void
test_closes (Fixture *fixture, gconstpointer data)
{
  g_assert_true (enter (fixture, "a", 1, 60000, 0));
  zb_waiting_room_close (fixture->room);
  g_assert_cmpint (fixture->expired, ==, 1);
  g_assert_false (enter (fixture, "a", 1, 60000, 0));
}

static gint64
processor_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec * G_USEC_PER_SEC + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_sec * G_USEC_PER_SEC + usage.ru_stime.tv_usec;
}

/* Ten thousand cost nothing while nothing happens, and one of them is found among all. */
static void
test_holds_ten_thousand (Fixture *fixture, gconstpointer data)
{
  for (gint64 i = 0; i < CROWD; i++) {
    g_autofree char *caller = g_strdup_printf ("%" G_GINT64_FORMAT, i);
    g_assert_true (enter (fixture, caller, i, 60000, 0));
  }
  gint64 before = processor_time ();
  g_usleep (300 * 1000);
  g_assert_cmpint (processor_time () - before, <, 100 * 1000);
  zb_waiting_room_post (fixture->room, 4711);
  g_assert_cmpint (fixture->woken, ==, 1);
  g_assert_cmpuint (zb_waiting_room_size (fixture->room), ==, CROWD - 1);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/waiting-room/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("wakes-whom-it-is-for", test_wakes_whom_it_is_for);
  ADD ("misses-nothing", test_misses_nothing);
  ADD ("a-few-of-each-caller", test_a_few_of_each_caller);
  ADD ("time-is-over", test_time_is_over);
  ADD ("closes", test_closes);
  ADD ("holds-ten-thousand", test_holds_ten_thousand);
  return g_test_run ();
}
