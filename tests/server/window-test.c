/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/window.h"
#include "tests/forms/source-catalogue.h"
#include "tests/server/scratch-store.h"

#define HOUR (3600 * G_TIME_SPAN_SECOND)

/* May 2024 of B203, in the hours of this calendar entry. */
typedef struct {
  ScratchStore *scratch;
  ZbCatalogue *catalogue;
  const ZbForm *form;
  ZbPeriod may;
  gint64 opens, deadline, closes;
} WindowWorld;

static void
set_up (WindowWorld *world, gconstpointer data)
{
  static const char *const levels[] = {"district", "city", NULL};
  g_autoptr (GError) error = NULL;

  world->scratch = scratch_store_new ();
  world->catalogue = zb_source_catalogue_read ();
  world->may = (ZbPeriod){ZB_PERIOD_MONTH, 2024, 5};
  ZbPackage *package = zb_catalogue_find (world->catalogue, "B203", world->may, &error);
  g_assert_no_error (error);
  world->form = zb_package_form (package);
  world->opens = world->scratch->now;
  world->deadline = world->opens + HOUR;
  world->closes = world->deadline + HOUR;
  ZbCalendarEntry entry = {.tenant = world->form->system,
                           .form = world->form->id,
                           .period = (char *)"2024-05",
                           .opens = world->opens,
                           .deadline = world->deadline,
                           .closes = world->closes,
                           .joint = -1};
  scratch_tenant (world->scratch, world->form->system, levels);
  scratch_do (world->scratch, ZB_ACT_CALENDAR, &entry);
}

static void
tear_down (WindowWorld *world, gconstpointer data)
{
  zb_catalogue_unref (world->catalogue);
  scratch_store_free (world->scratch);
}

static ZbWindowState
state_at (WindowWorld *world, const ZbStanding *standing, gint64 at)
{
  g_autoptr (GError) error = NULL;
  ZbReportWindow window;

  zb_report_window_read (world->scratch->store, world->form, world->may, standing, &window, &error);
  g_assert_no_error (error);
  return zb_report_window_at (&window, at);
}

static void
test_hours_follow_the_calendar (WindowWorld *world, gconstpointer data)
{
  g_assert_cmpint (state_at (world, NULL, world->opens - 1), ==, ZB_WINDOW_NOT_OPEN);
  g_assert_cmpint (state_at (world, NULL, world->opens), ==, ZB_WINDOW_OPEN);
  g_assert_cmpint (state_at (world, NULL, world->deadline), ==, ZB_WINDOW_OPEN);
  g_assert_cmpint (state_at (world, NULL, world->deadline + 1), ==, ZB_WINDOW_LATE);
  g_assert_cmpint (state_at (world, NULL, world->closes), ==, ZB_WINDOW_LATE);
  g_assert_cmpint (state_at (world, NULL, world->closes + 1), ==, ZB_WINDOW_CLOSED);
}

static void
test_permit_outlasts_the_close (WindowWorld *world, gconstpointer data)
{
  ZbStanding standing = {.permit_until = world->closes + HOUR};

  g_assert_cmpint (state_at (world, &standing, world->closes + 1), ==, ZB_WINDOW_PERMIT);
  g_assert_cmpint (state_at (world, &standing, world->closes + HOUR), ==, ZB_WINDOW_PERMIT);
  g_assert_cmpint (state_at (world, &standing, world->closes + HOUR + 1), ==, ZB_WINDOW_CLOSED);
}

static void
test_returned_report_keeps_its_own_deadline (WindowWorld *world, gconstpointer data)
{
  ZbStanding standing = {.state = ZB_REVIEW_RETURNED, .resubmit_by = world->closes + HOUR};

  g_assert_cmpint (state_at (world, &standing, world->closes + HOUR), ==, ZB_WINDOW_PERMIT);
  g_assert_cmpint (state_at (world, &standing, world->closes + HOUR + 1), ==, ZB_WINDOW_CLOSED);
  /* A permit that lasts longer stays. */
  standing.permit_until = world->closes + 2 * HOUR;
  g_assert_cmpint (state_at (world, &standing, world->closes + 2 * HOUR), ==, ZB_WINDOW_PERMIT);
}

static void
test_only_a_return_sets_another_deadline (WindowWorld *world, gconstpointer data)
{
  ZbStanding standing = {.state = ZB_REVIEW_PASSED, .resubmit_by = world->closes + HOUR};

  g_assert_cmpint (state_at (world, &standing, world->closes + 1), ==, ZB_WINDOW_CLOSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/server/window/" name, WindowWorld, NULL, set_up, function, tear_down)
  ADD ("hours-follow-the-calendar", test_hours_follow_the_calendar);
  ADD ("permit-outlasts-the-close", test_permit_outlasts_the_close);
  ADD ("returned-report-keeps-its-own-deadline", test_returned_report_keeps_its_own_deadline);
  ADD ("only-a-return-sets-another-deadline", test_only_a_return_sets_another_deadline);
  return g_test_run ();
}
