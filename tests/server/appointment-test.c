/* SPDX-License-Identifier: Apache-2.0 */
/* An administrator whom whoever runs the machine appoints. */
#include "server/authority/appointment.h"

#include "server/authority/error.h"
#include "server/checkup.h"
#include "server/store/staff.h"
#include "server/verify.h"
#include "storage/database.h"
#include "tests/support/fake-request.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define INVITE "{\"unit\":\"" UNIT "\",\"days\":7}"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *admin; /* founded the node */
  ZbTestPerson *chen;  /* administers s1 */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->admin =
      zb_test_node_enrol (fixture->node, zb_test_node_invitation (fixture->node), NULL);
  zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", "350203", NULL);
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "chen", "admin", "s1", NULL);
  fixture->chen = zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->admin);
  zb_test_person_free (fixture->chen);
  zb_test_node_free (fixture->node);
}

/* Chen leaves: the other is alone from then on. */
static void
leave_alone (Fixture *fixture)
{
  g_autoptr (ZbFakeAnswer) ended =
      zb_fake_post (fixture->node, fixture->admin, "/v1/staff/end",
                    "{\"staff\":\"chen\",\"role\":\"admin\",\"tenant\":\"s1\"}", NULL);

  g_assert_cmpuint (ended->status, ==, 204);
}

static char *
appoint_as (
    Fixture *fixture, const char *person, const char *reason, gboolean anyway, GError **error)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  const ZbAppointment appointment = {.person = person,
                                     .by = "运维 张三",
                                     .reason = reason,
                                     .anyway = anyway,
                                     .node = "350200",
                                     .now = fixture->now};

  return zb_authority_appoint (service->authority, &appointment, error);
}

static char *
appoint (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *invitation = appoint_as (fixture, "wu", "陈启明离职", FALSE, &error);

  g_assert_no_error (error);
  return invitation;
}

static ZbFakeAnswer *
post (Fixture *fixture, const ZbTestPerson *who, const char *path, const char *json)
{
  return zb_fake_post (fixture->node, who, path, json, NULL);
}

static ZbLogReport *
verify (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ZbLogReport *report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);

  g_assert_no_error (error);
  return report;
}

/* Before, what he asks waits for nobody. */
static void
test_who_is_alone_gets_a_second (Fixture *fixture, gconstpointer data)
{
  leave_alone (fixture);
  g_autoptr (ZbFakeAnswer) asked = post (fixture, fixture->admin, "/v1/invitations", INVITE);
  g_autoptr (ZbFakeAnswer) own = post (fixture, fixture->admin, "/v1/motions/1/approval", "{}");
  g_autofree char *invitation = appoint (fixture);
  g_autoptr (ZbTestPerson) wu = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_autoptr (ZbFakeAnswer) done = post (fixture, wu, "/v1/motions/1/approval", "{}");

  g_assert_cmpuint (asked->status, ==, 202);
  zb_fake_assert_refused (own, 409, "another-person-needed");
  g_assert_cmpstr (wu->name, ==, "wu");
  g_assert_cmpuint (done->status, ==, 201);
  g_autoptr (ZbLogReport) report = verify (fixture);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

/* Every official sees who did it and why. */
static void
test_all_officials_see_it (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"state", "all", NULL};

  leave_alone (fixture);
  g_autofree char *invitation = appoint (fixture);
  g_autoptr (ZbFakeAnswer) all = zb_fake_get (fixture->node, fixture->admin, "/v1/motions", query);
  g_assert_nonnull (strstr (all->text, "\"kind\":\"appoint-at-machine\""));
  g_assert_nonnull (strstr (all->text, "\"subject\":\"wu admin: 陈启明离职\""));
  g_assert_nonnull (strstr (all->text, "\"state\":\"approved\",\"person\":\"运维 张三\""));
  g_assert_nonnull (strstr (all->text, "\"second\":\"zhibaod\""));
  g_assert_null (strstr (all->text, "code:"));
}

static void
test_verify_counts_it (Fixture *fixture, gconstpointer data)
{
  leave_alone (fixture);
  g_autoptr (ZbLogReport) before = verify (fixture);
  g_autofree char *invitation = appoint (fixture);
  g_autoptr (ZbLogReport) after = verify (fixture);

  g_assert_cmpuint (before->appointments, ==, 0);
  g_assert_cmpuint (after->appointments, ==, 1);
  g_assert_cmpuint (after->faults->len, ==, 0);
}

/* Who has the database and hides what he did. */
static void
test_verify_names_what_was_hidden (Fixture *fixture, gconstpointer data)
{
  leave_alone (fixture);
  g_autofree char *invitation = appoint (fixture);
  g_autofree char *path = g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_STORE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (path, 0, &error);
  g_assert_no_error (error);
  zb_database_execute (database, "DROP TRIGGER motion_leaves; DELETE FROM motion", &error);
  g_assert_no_error (error);
  g_autoptr (ZbLogReport) report = verify (fixture);
  gboolean named = FALSE;
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];
    named = named || (fault->kind == ZB_LOG_FAULT_MISSING && g_str_equal (fault->table, "motion"));
  }
  g_assert_true (named);
}

static void
test_refuses_what_two_can_do (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (appoint_as (fixture, "wu", "陈启明离职", FALSE, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_NOT_ALONE);
  g_assert_nonnull (strstr (error->message, "admin and chen can do this by themselves"));
  g_clear_error (&error);
  g_autofree char *invitation = appoint_as (fixture, "wu", "陈启明离职", TRUE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (invitation);
}

/* His key is lost, so that his certificate helps nobody. */
static void
test_who_is_appointed_again_does_not_count (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *invitation = appoint_as (fixture, "chen", "密钥丢失", FALSE, &error);

  g_assert_no_error (error);
  g_autoptr (ZbTestPerson) chen = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_assert_cmpstr (chen->name, ==, "chen");
}

static void
test_says_why_or_does_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  leave_alone (fixture);
  g_assert_null (appoint_as (fixture, "wu", "", FALSE, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME);
  g_assert_nonnull (strstr (error->message, "--reason: "));
  g_autoptr (GPtrArray) posts =
      zb_store_list_posts (zb_test_node_store (fixture->node), "wu", NULL);
  g_assert_cmpuint (posts->len, ==, 0);
}

static void
assert_checkup (Fixture *fixture, ZbCheckupLevel level, const char *text)
{
  g_autoptr (GPtrArray) points = zb_checkup_make (zb_test_node_dir (fixture->node), fixture->now);
  const ZbCheckupPoint *found = NULL;

  for (guint i = 0; i < points->len; i++)
    if (g_str_equal (((const ZbCheckupPoint *)points->pdata[i])->name, "officials"))
      found = points->pdata[i];
  g_assert_nonnull (found);
  g_assert_cmpint (found->level, ==, level);
  g_assert_true (g_str_has_prefix (found->detail, text));
}

static void
test_checkup_tells_who_is_alone (Fixture *fixture, gconstpointer data)
{
  assert_checkup (fixture, ZB_CHECKUP_WELL, "2 administer");
  leave_alone (fixture);
  assert_checkup (fixture, ZB_CHECKUP_WARNING, "admin: nobody can approve");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/appointment/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("who-is-alone-gets-a-second", test_who_is_alone_gets_a_second);
  ADD ("all-officials-see-it", test_all_officials_see_it);
  ADD ("verify-counts-it", test_verify_counts_it);
  ADD ("verify-names-what-was-hidden", test_verify_names_what_was_hidden);
  ADD ("refuses-what-two-can-do", test_refuses_what_two_can_do);
  ADD ("who-is-appointed-again-does-not-count", test_who_is_appointed_again_does_not_count);
  ADD ("says-why-or-does-nothing", test_says_why_or_does_nothing);
  ADD ("checkup-tells-who-is-alone", test_checkup_tells_who_is_alone);
  return g_test_run ();
}
