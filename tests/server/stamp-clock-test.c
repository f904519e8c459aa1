/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/stamp-clock.h"

#define SECOND G_TIME_SPAN_SECOND
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 wall, steady;
  gint64 error; /* -1: the system does not know its own */
  ZbStampClock *clock;
} World;

static gint64
steady_cb (gpointer data)
{
  return ((World *)data)->steady;
}

static gboolean
error_cb (gpointer data, gint64 *ret_error)
{
  const World *world = data;

  *ret_error = world->error;
  return world->error >= 0;
}

static gint64
wall_cb (gpointer data)
{
  return ((World *)data)->wall;
}

static void
set_up (World *world, gconstpointer data)
{
  ZbStampClockOptions options = {
      .wall = {wall_cb, world},
      .steady = steady_cb,
      .error_of = error_cb,
      .data = world,
      .accuracy = SECOND,
  };

  world->wall = NOW;
  world->steady = 0;
  world->error = 1000;
  world->clock = zb_stamp_clock_new (&options);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_stamp_clock_free (world->clock);
}

static gint64
after (World *world, gint64 elapsed)
{
  world->wall += elapsed;
  world->steady += elapsed;
  return zb_stamp_clock_tell (world->clock);
}

static void
test_only_grows (World *world, gconstpointer data)
{
  g_assert_cmpint (after (world, 0), ==, NOW);
  g_assert_cmpint (after (world, 0), ==, NOW + 1);
  g_assert_cmpint (after (world, 0), ==, NOW + 2);
  g_assert_cmpint (after (world, SECOND), ==, NOW + SECOND);
}

static void
test_only_synchronised (World *world, gconstpointer data)
{
  world->error = -1;
  g_assert_cmpint (after (world, 0), ==, 0);
  world->error = SECOND;
  g_assert_cmpint (after (world, 0), ==, NOW);
  world->error = SECOND + 1;
  g_assert_cmpint (after (world, 0), ==, 0);
}

/* Set forward an hour it is not believed for a minute; then it is what the system stands by. */
static void
test_forward_jump_settles (World *world, gconstpointer data)
{
  g_assert_cmpint (after (world, 0), ==, NOW);
  world->wall += 3600 * SECOND;
  g_assert_cmpint (after (world, SECOND), ==, 0);
  g_assert_cmpint (after (world, 58 * SECOND), ==, 0);
  g_assert_cmpint (after (world, 2 * SECOND), ==, NOW + (3600 + 61) * SECOND);
}

/* Set back it tells nothing that it has told before. */
static void
test_backward_jump_waits (World *world, gconstpointer data)
{
  g_assert_cmpint (after (world, 0), ==, NOW);
  world->wall -= 3600 * SECOND;
  g_assert_cmpint (after (world, SECOND), ==, 0);
  g_assert_cmpint (after (world, 3000 * SECOND), ==, 0);
  g_assert_cmpint (after (world, 590 * SECOND), ==, 0);
  g_assert_cmpint (after (world, 10 * SECOND), ==, NOW + SECOND);
}

/* What draws a clock right is no jump. */
static void
test_slow_drawing_is_no_jump (World *world, gconstpointer data)
{
  g_assert_cmpint (after (world, 0), ==, NOW);
  for (guint i = 0; i < 100; i++) {
    world->wall += SECOND / 10;
    g_assert_cmpint (after (world, 60 * SECOND), ==, world->wall);
  }
}

static void
test_goes_on_behind_the_last_run (World *world, gconstpointer data)
{
  ZbStampClockOptions options = {
      .wall = {wall_cb, world},
      .steady = steady_cb,
      .data = world,
      .accuracy = SECOND,
      .later_than = NOW + 3600 * SECOND,
  };

  zb_stamp_clock_free (world->clock);
  world->clock = zb_stamp_clock_new (&options);
  g_assert_cmpint (after (world, 0), ==, 0);
  g_assert_cmpint (after (world, 3601 * SECOND), ==, NOW + 3601 * SECOND);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/stamp-clock/" name, World, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("only-grows", test_only_grows);
  ADD ("only-synchronised", test_only_synchronised);
  ADD ("forward-jump-settles", test_forward_jump_settles);
  ADD ("backward-jump-waits", test_backward_jump_waits);
  ADD ("slow-drawing-is-no-jump", test_slow_drawing_is_no_jump);
  ADD ("goes-on-behind-the-last-run", test_goes_on_behind_the_last_run);
  return g_test_run ();
}
