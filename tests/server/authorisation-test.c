/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/authorisation.h"

#define DECIDERS (ZB_ROLE_DISTRICT | ZB_ROLE_CITY)

static void
take_post (
    ZbIdentity *identity, const char *tenant, const char *role, guint level, const char *area)
{
  ZbStaff *post = zb_staff_new ();

  post->tenant = g_strdup (tenant);
  post->role = g_strdup (role);
  post->level = level;
  if (area)
    g_ptr_array_add (post->areas, g_strdup (area));
  if (!identity->posts)
    identity->posts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_staff_free);
  g_ptr_array_add (identity->posts, post);
}

static void
test_post_holds_in_its_system_and_area (void)
{
  ZbIdentity identity = {.kind = ZB_KIND_STAFF, .name = "Chen"};
  ZbGrant grant;

  take_post (&identity, "s1", "district", 1, "350203");
  g_assert_false (zb_grant_for (&grant, &identity, DECIDERS, "tax"));
  g_assert_false (zb_grant_for (&grant, &identity, ZB_ROLE_CITY, "s1"));
  g_assert_true (zb_grant_for (&grant, &identity, DECIDERS, "s1"));
  g_assert_cmpuint (grant.roles, ==, ZB_ROLE_DISTRICT);
  g_assert_cmpuint (grant.level, ==, 1);
  g_assert_true (zb_grant_reaches (&grant, "350203", ""));
  g_assert_false (zb_grant_reaches (&grant, "350205", NULL));
  /* The managing zone decides where there is one. */
  g_assert_false (zb_grant_reaches (&grant, "350203", "350298"));
  g_assert_false (zb_grant_reaches (&grant, NULL, NULL));
  zb_identity_clear (&identity);
}

static void
test_areas_are_those_of_the_deciding_post (void)
{
  ZbIdentity identity = {.kind = ZB_KIND_STAFF, .name = "Chen"};
  ZbGrant grant;

  take_post (&identity, "s1", "city", 2, "350205");
  take_post (&identity, "s1", "district", 1, "350203");
  g_assert_true (zb_grant_for (&grant, &identity, DECIDERS, "s1"));
  g_assert_cmpuint (grant.level, ==, 2);
  g_assert_true (zb_grant_reaches (&grant, "350205", NULL));
  g_assert_false (zb_grant_reaches (&grant, "350203", NULL));
  zb_identity_clear (&identity);
}

static void
test_post_that_only_reads_decides_nowhere (void)
{
  ZbIdentity identity = {.kind = ZB_KIND_STAFF, .name = "Chen"};
  ZbGrant grant;

  take_post (&identity, "s1", "auditor", 0, NULL);
  take_post (&identity, "s1", "district", 1, "350203");
  g_assert_true (zb_grant_for (&grant, &identity, ZB_ROLES_STAFF, "s1"));
  g_assert_true (zb_grant_reaches (&grant, "350205", NULL));
  g_assert_true (zb_grant_for (&grant, &identity, DECIDERS, "s1"));
  g_assert_false (zb_grant_reaches (&grant, "350205", NULL));
  zb_identity_clear (&identity);
}

static void
test_enterprise_is_no_staff (void)
{
  ZbIdentity identity = {.kind = ZB_KIND_ENTERPRISE, .name = "Lin", .unit = "91350200612345678X"};
  ZbGrant grant;

  g_assert_cmpuint (zb_identity_roles (&identity), ==, ZB_ROLE_PUBLIC | ZB_ROLE_ENTERPRISE);
  g_assert_false (zb_grant_for (&grant, &identity, ZB_ROLES_STAFF, "s1"));
  g_assert_true (zb_grant_for (&grant, &identity, ZB_ROLES_ALL, "s1"));
  g_assert_cmpuint (grant.roles, ==, ZB_ROLE_ENTERPRISE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/authorisation/" name, function)
  ADD ("post-holds-in-its-system-and-area", test_post_holds_in_its_system_and_area);
  ADD ("areas-are-those-of-the-deciding-post", test_areas_are_those_of_the_deciding_post);
  ADD ("post-that-only-reads-decides-nowhere", test_post_that_only_reads_decides_nowhere);
  ADD ("enterprise-is-no-staff", test_enterprise_is_no_staff);
  return g_test_run ();
}
