/* SPDX-License-Identifier: Apache-2.0 */
/* What one person of the bureau asks for somebody else, and another approves. */
#include "server/api/motion-handlers.h"
#include "server/authority/authority.h"
#include "server/store/certificate.h"
#include "server/store/staff.h"
#include "server/verify.h"
#include "storage/database.h"
#include "tests/support/fake-request.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define INVITE "{\"unit\":\"" UNIT "\",\"days\":7}"
#define APPOINT                                                                                    \
  "{\"staff\":\"wang\",\"role\":\"district\",\"tenant\":\"s1\",\"areas\":[\"350203\"]}"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *admin;    /* founded the node: of all systems */
  ZbTestPerson *chen;     /* administers s1 */
  ZbTestPerson *lin;      /* of the city, in s1 */
  ZbTestPerson *district; /* a reviewer */
} Fixture;

static ZbTestPerson *
add_staff (Fixture *fixture, const char *person, const char *role, const char *area)
{
  g_autofree char *invitation = zb_test_node_invite_staff (fixture->node, person, role, "s1", area);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
found (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->admin =
      zb_test_node_enrol (fixture->node, zb_test_node_invitation (fixture->node), NULL);
  zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", "350203", NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  found (fixture, data);
  fixture->chen = add_staff (fixture, "chen", "admin", NULL);
  fixture->lin = add_staff (fixture, "lin", "city", NULL);
  fixture->district = add_staff (fixture, "huang", "district", "350203");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->admin, zb_test_person_free);
  g_clear_pointer (&fixture->chen, zb_test_person_free);
  g_clear_pointer (&fixture->lin, zb_test_person_free);
  g_clear_pointer (&fixture->district, zb_test_person_free);
  zb_test_node_free (fixture->node);
}

static ZbFakeAnswer *
post (Fixture *fixture, const ZbTestPerson *who, const char *path, const char *json)
{
  return zb_fake_post (fixture->node, who, path, json, NULL);
}

/* Asks for what waits then. */
static void
ask (Fixture *fixture, const ZbTestPerson *who, const char *path, const char *json)
{
  g_autoptr (ZbFakeAnswer) answer = post (fixture, who, path, json);

  g_assert_cmpuint (answer->status, ==, 202);
  g_assert_cmpstr (answer->text, ==, "{\"motion\":1,\"state\":\"waiting\"}");
}

static void
ask_invitation (Fixture *fixture)
{
  ask (fixture, fixture->lin, "/v1/invitations", INVITE);
}

static ZbFakeAnswer *
decide (Fixture *fixture, const ZbTestPerson *who, const char *what, const char *json)
{
  g_autofree char *path = g_strconcat ("/v1/motions/1/", what, NULL);

  return post (fixture, who, path, json);
}

static ZbFakeAnswer *
list (Fixture *fixture, const ZbTestPerson *who, const char *state)
{
  const char *const query[] = {"state", state, NULL};

  return zb_fake_get (fixture->node, who, "/v1/motions", query);
}

static ZbTestPerson *
enrol (Fixture *fixture, const ZbFakeAnswer *answer, const char *name)
{
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);

  g_assert_cmpuint (answer->status, ==, 201);
  return zb_test_node_enrol (fixture->node, zb_json_get_string (json, "invitation"), name);
}

/* What does not stand as the log has it: tables and rows, with commas. (transfer full) */
static char *
verify (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  GString *faults = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];
    g_string_append_printf (faults, "%s%s %s", i > 0 ? ", " : "", fault->table, fault->row);
  }
  return g_string_free (faults, FALSE);
}

static void
assert_verifies (Fixture *fixture)
{
  g_autofree char *faults = verify (fixture);

  g_assert_cmpstr (faults, ==, "");
}

/* Whoever founds a node has nobody who could approve, until a second administrator is there, which
 * one who was only invited is not. */
static void
test_alone_until_a_second_administrator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) first = post (fixture, fixture->admin, "/v1/invitations", INVITE);
  g_autoptr (ZbFakeAnswer) second =
      post (fixture, fixture->admin, "/v1/invitations",
            "{\"staff\":\"chen\",\"role\":\"admin\",\"tenant\":\"s1\"}");
  g_autoptr (ZbFakeAnswer) before = post (fixture, fixture->admin, "/v1/invitations", INVITE);
  fixture->chen = enrol (fixture, second, NULL);
  g_autoptr (ZbFakeAnswer) after = post (fixture, fixture->admin, "/v1/invitations", INVITE);
  g_autoptr (ZbFakeAnswer) elsewhere =
      post (fixture, fixture->admin, "/v1/invitations",
            "{\"staff\":\"wu\",\"role\":\"city\",\"tenant\":\"s2\"}");

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (before->status, ==, 201);
  g_assert_cmpuint (after->status, ==, 202);
  /* Else he would appoint there who approves what he asks. */
  g_assert_cmpuint (elsewhere->status, ==, 202);
}

/* A post in a system where nobody else works is approved by who administers another one, until
 * somebody works there. */
static void
test_a_system_of_one (Fixture *fixture, gconstpointer data)
{
  ask (fixture, fixture->admin, "/v1/invitations",
       "{\"staff\":\"wu\",\"role\":\"city\",\"tenant\":\"s2\"}");
  g_autoptr (ZbFakeAnswer) own = decide (fixture, fixture->admin, "approval", "{}");
  g_autoptr (ZbFakeAnswer) city = decide (fixture, fixture->lin, "approval", "{}");
  g_autoptr (ZbFakeAnswer) done = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbTestPerson) wu = enrol (fixture, done, NULL);
  g_autoptr (ZbFakeAnswer) next = post (fixture, fixture->admin, "/v1/invitations",
                                        "{\"staff\":\"sun\",\"role\":\"city\",\"tenant\":\"s2\"}");
  g_autoptr (ZbFakeAnswer) outside = post (fixture, fixture->chen, "/v1/motions/2/approval", "{}");
  g_autoptr (ZbFakeAnswer) inside = post (fixture, wu, "/v1/motions/2/approval", "{}");

  zb_fake_assert_refused (own, 409, "another-person-needed");
  zb_fake_assert_refused (city, 404, "not-found");
  g_assert_cmpuint (next->status, ==, 202);
  zb_fake_assert_refused (outside, 404, "not-found");
  g_assert_cmpuint (inside->status, ==, 201);
}

/* Nor is he alone again once he has dismissed the other. */
static void
test_dismissing_makes_nobody_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) ended =
      post (fixture, fixture->admin, "/v1/staff/end",
            "{\"staff\":\"chen\",\"role\":\"admin\",\"tenant\":\"s1\"}");

  g_assert_cmpuint (ended->status, ==, 204);
  ask (fixture, fixture->admin, "/v1/invitations", APPOINT);
}

static void
test_two_invite_a_unit (Fixture *fixture, gconstpointer data)
{
  ask_invitation (fixture);
  g_autoptr (ZbFakeAnswer) waiting = list (fixture, fixture->chen, "waiting");
  g_autoptr (ZbFakeAnswer) own = decide (fixture, fixture->lin, "approval", "{}");
  g_autoptr (ZbFakeAnswer) done = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbFakeAnswer) again = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbFakeAnswer) late = decide (fixture, fixture->admin, "approval", "{}");
  g_autoptr (ZbFakeAnswer) empty = list (fixture, fixture->chen, "waiting");
  g_autoptr (ZbFakeAnswer) all = list (fixture, fixture->chen, "all");
  g_autoptr (ZbTestPerson) person = enrol (fixture, done, "郑雪梅");

  g_assert_nonnull (strstr (waiting->text, UNIT " 厦门屿曜芯集成电路"));
  g_assert_nonnull (strstr (waiting->text, "\"person\":\"lin\""));
  g_assert_null (strstr (waiting->text, "code:"));
  zb_fake_assert_refused (own, 409, "another-person-needed");
  zb_fake_assert_refused (again, 412, "stale");
  zb_fake_assert_refused (late, 412, "stale");
  g_assert_null (strstr (empty->text, UNIT));
  g_assert_nonnull (strstr (all->text, "\"state\":\"approved\""));
  g_assert_nonnull (strstr (all->text, "\"second\":\"chen\""));
  g_assert_cmpstr (person->unit, ==, UNIT);
  assert_verifies (fixture);
}

/* Two certificates are no two persons. */
static void
test_one_person_with_two_certificates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) again = add_staff (fixture, "lin", "city", NULL);

  ask_invitation (fixture);
  g_autoptr (ZbFakeAnswer) own = decide (fixture, again, "approval", "{}");
  zb_fake_assert_refused (own, 409, "another-person-needed");
}

static void
test_two_appoint (Fixture *fixture, gconstpointer data)
{
  ZbStore *store = zb_test_node_store (fixture->node);

  ask (fixture, fixture->chen, "/v1/invitations", APPOINT);
  g_autoptr (ZbFakeAnswer) waiting = list (fixture, fixture->lin, "waiting");
  g_autoptr (GPtrArray) before = zb_store_list_posts (store, "wang", NULL);
  g_autoptr (ZbFakeAnswer) done = decide (fixture, fixture->lin, "approval", "{}");
  g_autoptr (GPtrArray) after = zb_store_list_posts (store, "wang", NULL);
  g_autoptr (ZbTestPerson) person = enrol (fixture, done, NULL);

  g_assert_nonnull (strstr (waiting->text, "\"subject\":\"wang district s1 350203\""));
  g_assert_cmpuint (before->len, ==, 0);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpuint (((const ZbStaff *)after->pdata[0])->level, ==, 1);
  g_assert_null (person->unit);
  assert_verifies (fixture);
}

static ZbStoredCertificate *
read_certificate (Fixture *fixture, const ZbTestPerson *person)
{
  return zb_store_read_certificate (zb_test_node_store (fixture->node),
                                    zb_certificate_digest (person->tls), NULL);
}

static void
test_two_end_a_suspension (Fixture *fixture, gconstpointer data)
{
  const char *serial = zb_certificate_serial (fixture->district->tls);
  g_autofree char *hold = g_strdup_printf ("/v1/certificates/%s/suspension", serial);
  g_autofree char *release = g_strdup_printf ("/v1/certificates/%s/reinstatement", serial);
  g_autoptr (ZbFakeAnswer) suspended = post (fixture, fixture->admin, hold, "{}");

  g_assert_cmpuint (suspended->status, ==, 204);
  ask (fixture, fixture->admin, release, "{}");
  g_autoptr (ZbStoredCertificate) held = read_certificate (fixture, fixture->district);
  g_autoptr (ZbFakeAnswer) done = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbStoredCertificate) valid = read_certificate (fixture, fixture->district);

  g_assert_cmpint (held->revoked, !=, 0);
  g_assert_cmpuint (done->status, ==, 204);
  g_assert_cmpint (valid->revoked, ==, 0);
  assert_verifies (fixture);
}

/* What has come true otherwise is not done, and goes on waiting. */
static void
test_revoked_meanwhile (Fixture *fixture, gconstpointer data)
{
  const char *serial = zb_certificate_serial (fixture->district->tls);
  g_autofree char *hold = g_strdup_printf ("/v1/certificates/%s/suspension", serial);
  g_autofree char *release = g_strdup_printf ("/v1/certificates/%s/reinstatement", serial);
  g_autofree char *revoke = g_strdup_printf ("/v1/certificates/%s/revocation", serial);
  g_autoptr (ZbFakeAnswer) suspended = post (fixture, fixture->admin, hold, "{}");

  ask (fixture, fixture->admin, release, "{}");
  g_autoptr (ZbFakeAnswer) revoked =
      post (fixture, fixture->admin, revoke, "{\"reason\":\"keyCompromise\"}");
  g_autoptr (ZbFakeAnswer) refused = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbFakeAnswer) waiting = list (fixture, fixture->chen, "waiting");

  g_assert_cmpuint (suspended->status, ==, 204);
  g_assert_cmpuint (revoked->status, ==, 204);
  zb_fake_assert_refused (refused, 412, "stale");
  g_assert_nonnull (strstr (waiting->text, "\"state\":\"waiting\""));
  assert_verifies (fixture);
}

static void
test_expires (Fixture *fixture, gconstpointer data)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));

  ask_invitation (fixture);
  fixture->now += ZB_MOTION_DAYS * DAY + 1;
  g_assert_true (zb_authority_renew_crl (service->authority, fixture->now, NULL));
  g_autoptr (ZbFakeAnswer) late = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbFakeAnswer) no =
      decide (fixture, fixture->chen, "rejection", "{\"reason\":\"证件不符\"}");
  g_autoptr (ZbFakeAnswer) waiting = list (fixture, fixture->chen, "waiting");
  g_autoptr (ZbFakeAnswer) all = list (fixture, fixture->chen, "all");

  zb_fake_assert_refused (late, 412, "stale");
  zb_fake_assert_refused (no, 412, "stale");
  g_assert_null (strstr (waiting->text, UNIT));
  g_assert_nonnull (strstr (all->text, "\"state\":\"expired\""));
  fixture->now--;
  g_autoptr (ZbFakeAnswer) last = decide (fixture, fixture->chen, "approval", "{}");
  g_assert_cmpuint (last->status, ==, 201);
}

static void
test_rejected_with_a_reason (Fixture *fixture, gconstpointer data)
{
  ask_invitation (fixture);
  g_autoptr (ZbFakeAnswer) silent = decide (fixture, fixture->chen, "rejection", "{}");
  g_autoptr (ZbFakeAnswer) rejected =
      decide (fixture, fixture->chen, "rejection", "{\"reason\":\"证件不符\"}");
  g_autoptr (ZbFakeAnswer) all = list (fixture, fixture->lin, "all");
  g_autoptr (ZbFakeAnswer) late = decide (fixture, fixture->admin, "approval", "{}");

  zb_fake_assert_refused (silent, 422, "bad-name");
  g_assert_cmpuint (rejected->status, ==, 204);
  g_assert_nonnull (strstr (all->text, "\"state\":\"rejected\""));
  g_assert_nonnull (strstr (all->text, "证件不符"));
  zb_fake_assert_refused (late, 412, "stale");
  assert_verifies (fixture);
}

static void
test_whoever_was_dismissed_asks_for_nobody (Fixture *fixture, gconstpointer data)
{
  ask_invitation (fixture);
  g_autoptr (ZbFakeAnswer) ended = post (fixture, fixture->admin, "/v1/staff/end",
                                         "{\"staff\":\"lin\",\"role\":\"city\",\"tenant\":\"s1\"}");
  g_autoptr (ZbFakeAnswer) refused = decide (fixture, fixture->chen, "approval", "{}");

  g_assert_cmpuint (ended->status, ==, 204);
  zb_fake_assert_refused (refused, 412, "stale");
}

static void
test_only_for_those_who_may (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) elsewhere = add_staff (fixture, "wu", "city", "350205");

  ask_invitation (fixture);
  g_autoptr (ZbFakeAnswer) district = decide (fixture, fixture->district, "approval", "{}");
  g_autoptr (ZbFakeAnswer) nobody = decide (fixture, NULL, "approval", "{}");
  g_autoptr (ZbFakeAnswer) far = decide (fixture, elsewhere, "approval", "{}");
  g_autoptr (ZbFakeAnswer) reads = list (fixture, fixture->district, "all");
  g_autoptr (ZbFakeAnswer) sees = list (fixture, elsewhere, "all");
  g_autoptr (ZbFakeAnswer) state = list (fixture, fixture->lin, "some");

  zb_fake_assert_refused (district, 403, "forbidden");
  zb_fake_assert_refused (nobody, 401, "certificate-needed");
  zb_fake_assert_refused (far, 404, "not-found");
  zb_fake_assert_refused (reads, 403, "forbidden");
  g_assert_cmpstr (sees->text, ==, "{\"motions\":[]}");
  zb_fake_assert_refused (state, 400, "bad-argument");
}

static void
test_limit_of_what_waits (Fixture *fixture, gconstpointer data)
{
  ZbMotion motion = {
      .kind = (char *)ZB_MOTION_INVITE,
      .tenant = (char *)"",
      .unit = (char *)UNIT,
      .subject = (char *)UNIT,
      .details = (char *)INVITE,
      .person = (char *)"lin",
      .expires = NOW + DAY,
  };
  ZbAct acts[ZB_MOTION_MAX_WAITING - 1];
  g_autofree ZbActResult *results = g_new0 (ZbActResult, G_N_ELEMENTS (acts));

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    acts[i] = (ZbAct){.kind = ZB_ACT_MOTION, .what = &motion, .time = NOW, .who = "test"};
  g_assert_true (zb_store_commit (zb_test_node_store (fixture->node), acts, G_N_ELEMENTS (acts),
                                  results, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    zb_act_result_clear (&results[i]);
  g_autoptr (ZbFakeAnswer) last = post (fixture, fixture->lin, "/v1/invitations", INVITE);
  g_autoptr (ZbFakeAnswer) over = post (fixture, fixture->lin, "/v1/invitations", INVITE);
  g_assert_cmpuint (last->status, ==, 202);
  zb_fake_assert_refused (over, 429, "queue-full");
}

/* Who asked and who approved is proven by the log. */
static void
test_another_approver_is_noticed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;

  ask_invitation (fixture);
  g_autoptr (ZbFakeAnswer) done = decide (fixture, fixture->chen, "approval", "{}");
  g_assert_cmpuint (done->status, ==, 201);
  {
    g_autoptr (ZbDatabase) database = zb_database_open (path, 0, &error);
    g_assert_no_error (error);
    zb_database_execute (database, "DROP TRIGGER motion_changes; UPDATE motion SET second = 'wang'",
                         &error);
    g_assert_no_error (error);
  }
  g_autofree char *faults = verify (fixture);
  g_assert_nonnull (strstr (faults, "motion 1"));
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/motion-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/motion-routes/alone-until-a-second-administrator", Fixture, NULL, found,
              test_alone_until_a_second_administrator, tear_down);
  ADD ("a-system-of-one", test_a_system_of_one);
  ADD ("dismissing-makes-nobody-alone", test_dismissing_makes_nobody_alone);
  ADD ("two-invite-a-unit", test_two_invite_a_unit);
  ADD ("one-person-with-two-certificates", test_one_person_with_two_certificates);
  ADD ("two-appoint", test_two_appoint);
  ADD ("two-end-a-suspension", test_two_end_a_suspension);
  ADD ("revoked-meanwhile", test_revoked_meanwhile);
  ADD ("expires", test_expires);
  ADD ("rejected-with-a-reason", test_rejected_with_a_reason);
  ADD ("whoever-was-dismissed-asks-for-nobody", test_whoever_was_dismissed_asks_for_nobody);
  ADD ("only-for-those-who-may", test_only_for_those_who_may);
  ADD ("limit-of-what-waits", test_limit_of_what_waits);
  ADD ("another-approver-is-noticed", test_another_approver_is_noticed);
  return g_test_run ();
}
