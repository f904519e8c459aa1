/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-case.h"

#include "tests/desktop/office-fixture.h"

static ZbReportCase *
finish (OfficeFixture *fixture, GError **error)
{
  return zb_report_case_open_finish (office_fixture_wait (fixture), error);
}

static void
begin (OfficeFixture *fixture, const ZbDue *due, const char *form, GCancellable *cancellable)
{
  zb_report_case_open_async (fixture->office, due, form, ZB_OPEN_AS_IT_STANDS, cancellable,
                             office_fixture_done_cb, fixture);
}

/* (transfer full) */
static ZbDueItem *
find_due (OfficeFixture *fixture)
{
  office_fixture_read_state (fixture);
  return zb_office_find_due (fixture->office, fixture->client.account->id, ZB_SCRATCH_FORM,
                             ZB_SCRATCH_PERIOD);
}

static void
test_opens_what_is_due (OfficeFixture *fixture, gconstpointer data)
{
  g_autoptr (ZbDueItem) item = find_due (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  begin (fixture, zb_due_item_get_due (item), NULL, cancellable);
  g_autoptr (ZbReportCase) opened = finish (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opened->form, ==, ZB_SCRATCH_FORM);
  g_assert_true (opened->editable);
}

/* Nothing comes into view for who has gone elsewhere, be it read by then or not. */
static void
test_gives_nothing_once_cancelled (OfficeFixture *fixture, gconstpointer data)
{
  g_autoptr (ZbDueItem) item = find_due (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  begin (fixture, zb_due_item_get_due (item), NULL, cancellable);
  g_cancellable_cancel (cancellable);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Nor is anyone told why what he no longer wants cannot be opened. */
static void
test_tells_no_fault_once_cancelled (OfficeFixture *fixture, gconstpointer data)
{
  g_autoptr (ZbDueItem) item = find_due (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) fault = NULL, error = NULL;

  begin (fixture, zb_due_item_get_due (item), "NO-SUCH-FORM", cancellable);
  g_assert_null (finish (fixture, &fault));
  g_assert_nonnull (fault);
  g_assert_false (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  begin (fixture, zb_due_item_get_due (item), "NO-SUCH-FORM", cancellable);
  g_cancellable_cancel (cancellable);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, function)                                                                       \
  g_test_add ("/desktop/report-case/" path, OfficeFixture, NULL, office_fixture_set_up, function,  \
              office_fixture_tear_down)
  TEST ("opens-what-is-due", test_opens_what_is_due);
  TEST ("gives-nothing-once-cancelled", test_gives_nothing_once_cancelled);
  TEST ("tells-no-fault-once-cancelled", test_tells_no_fault_once_cancelled);
  return g_test_run ();
}
