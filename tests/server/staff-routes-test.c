/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/fake-request.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *admin; /* of all systems */
  ZbTestPerson *lin;   /* of the city, in s1 */
} Fixture;

static ZbTestPerson *
add_staff (Fixture *fixture, const char *person, const char *role, const char *tenant)
{
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, person, role, tenant, NULL);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->admin =
      zb_test_node_enrol (fixture->node, zb_test_node_invitation (fixture->node), NULL);
  fixture->lin = add_staff (fixture, "lin", "city", "s1");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->admin);
  zb_test_person_free (fixture->lin);
  zb_test_node_free (fixture->node);
}

static ZbFakeAnswer *
end (Fixture *fixture, const ZbTestPerson *who, const char *person, const char *role)
{
  g_autofree char *json =
      g_strdup_printf ("{\"staff\":\"%s\",\"role\":\"%s\",\"tenant\":\"s1\"}", person, role);

  return zb_fake_post (fixture->node, who, "/v1/staff/end", json, NULL);
}

static void
test_an_ended_post_opens_nothing (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"tenant", "s1", NULL};
  g_autoptr (ZbFakeAnswer) before = zb_fake_get (fixture->node, fixture->lin, "/v1/queue", query);
  g_autoptr (ZbFakeAnswer) ended = end (fixture, fixture->admin, "lin", "city");
  g_autoptr (ZbFakeAnswer) after = zb_fake_get (fixture->node, fixture->lin, "/v1/queue", query);
  g_autoptr (ZbFakeAnswer) again = end (fixture, fixture->admin, "lin", "city");

  g_assert_cmpuint (before->status, ==, 200);
  g_assert_cmpuint (ended->status, ==, 204);
  zb_fake_assert_refused (after, 403, "forbidden");
  zb_fake_assert_refused (again, 404, "not-found");
}

static void
test_only_admins_of_the_system (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"tenant", "s1", NULL};
  g_autoptr (ZbTestPerson) other = add_staff (fixture, "chen", "admin", "s2");
  g_autoptr (ZbFakeAnswer) stranger = end (fixture, other, "lin", "city");
  g_autoptr (ZbFakeAnswer) himself = end (fixture, fixture->lin, "lin", "city");
  g_autoptr (ZbFakeAnswer) looking = zb_fake_get (fixture->node, other, "/v1/staff", query);

  zb_fake_assert_refused (stranger, 403, "forbidden");
  zb_fake_assert_refused (himself, 403, "forbidden");
  zb_fake_assert_refused (looking, 403, "forbidden");
}

static void
test_not_ones_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) own = end (fixture, fixture->admin, "admin", "admin");

  zb_fake_assert_refused (own, 400, "bad-argument");
}

static void
test_lists_posts (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"tenant", "s1", NULL};
  g_autoptr (ZbFakeAnswer) ended = end (fixture, fixture->admin, "lin", "city");
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, fixture->admin, "/v1/staff", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *posts = zb_json_get (json, "posts");

  g_assert_cmpuint (ended->status, ==, 204);
  g_assert_cmpuint (zb_json_length (posts), ==, 2);
  g_assert_cmpstr (zb_json_get_string (zb_json_at (posts, 1), "staff"), ==, "lin");
  g_assert_false (zb_json_boolean (zb_json_get (zb_json_at (posts, 1), "active"), TRUE));
  g_assert_true (zb_json_boolean (zb_json_get (zb_json_at (posts, 0), "active"), FALSE));
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/staff-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an-ended-post-opens-nothing", test_an_ended_post_opens_nothing);
  ADD ("only-admins-of-the-system", test_only_admins_of_the_system);
  ADD ("not-ones-own", test_not_ones_own);
  ADD ("lists-posts", test_lists_posts);
  return g_test_run ();
}
