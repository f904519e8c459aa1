/* SPDX-License-Identifier: Apache-2.0 */
/* The lists by which a province's authority revokes. */
#include "tests/server/others-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
revoke_signer (ZbOthersFixture *fixture)
{
  zb_province_revoke (fixture->province, "signing");
  zb_others_hand_over (fixture, "below.crl", "persons.crl");
}

static void
test_revoked_by_its_authority (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_others_register_both (fixture);
  revoke_signer (fixture);
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, &fixture->person);
  zb_others_assert_tells (sent, 403, "signer-revoked", ZB_OTHERS_PERSON);
  g_autoptr (ZbFakeAnswer) again =
      zb_others_register (fixture, fixture->city, zb_signer_certificate (fixture->signer));
  zb_others_assert_tells (again, 403, "certificate-revoked", ZB_OTHERS_PERSON);
}

/* Without a list that is fresh nothing of theirs is believed, and one's own goes on. */
static void
test_stale_list (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_others_register_both (fixture);
  zb_province_list (fixture->province, "-crlsec 1");
  zb_province_run (fixture->province, "sleep 3", NULL);
  zb_others_hand_over (fixture, "below.crl", "persons.crl");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, fixture->own);
  zb_others_assert_tells (sent, 503, "revocation-unknown", "out of date");
  g_autoptr (ZbFakeAnswer) own = zb_others_send (fixture, fixture->own, fixture->own);
  g_assert_cmpuint (own->status, ==, 201);
}

/* What else fails in the same minute keeps no list out: here each day's checkpoint has no folder.
 */
static void
test_lists_come_whatever_fails (ZbOthersFixture *fixture, gconstpointer data)
{
  const char *dir = zb_test_node_dir (fixture->node);
  g_autofree char *days = g_build_filename (dir, ZB_NODE_DAILY, NULL);
  g_autofree char *list = g_build_filename (dir, ZB_NODE_OTHERS, "root.crl", NULL);
  g_autoptr (GError) error = NULL;

  zb_others_register_both (fixture);
  g_assert_true (g_file_set_contents (days, "a file", -1, NULL));
  revoke_signer (fixture);
  g_assert_false (zb_node_tend (zb_test_node_get (fixture->node), &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE);
  g_assert_true (g_str_has_prefix (error->message, days));
  g_assert_null (strstr (error->message, list));
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, &fixture->person);
  zb_others_assert_tells (sent, 403, "signer-revoked", ZB_OTHERS_PERSON);
  /* All that failed is named. */
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (list), ==, 0);
  g_assert_false (zb_node_tend (zb_test_node_get (fixture->node), &error));
  g_assert_nonnull (strstr (error->message, days));
  g_assert_nonnull (strstr (error->message, list));
}

/* (transfer full) the list of persons, once it is there and another one than @before (nullable). */
static GBytes *
wait_for_list (ZbOthersFixture *fixture, GBytes *before)
{
  g_autofree char *path =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, "persons.crl", NULL);

  for (;;) {
    char *list = NULL;
    gsize length = 0;
    gboolean there = g_file_get_contents (path, &list, &length, NULL);
    g_autoptr (GBytes) now = there ? g_bytes_new_take (list, length) : NULL;

    if (now && (!before || !g_bytes_equal (now, before)))
      return g_steal_pointer (&now);
    g_usleep (20000);
  }
}

/* Begins anew with lists that are fetched from where the province publishes them. */
static void
fetch_lists (ZbOthersFixture *fixture, const char *more)
{
  g_autofree char *folder = zb_province_path (fixture->province, NULL);
  g_autofree char *kept = g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, NULL);
  g_autofree char *root = g_build_filename (kept, "root.crl", NULL);
  g_autofree char *persons = g_build_filename (kept, "persons.crl", NULL);

  zb_others_register_both (fixture);
  zb_test_node_close (fixture->node);
  fixture->site = zb_plain_files_new (folder);
  const char *url = zb_plain_files_url (fixture->site);
  g_autofree char *settings = g_strdup_printf (
      "certificates = province.pem\nunit = subject OU\nlists = root.crl persons.crl\n"
      "fetch = %s/root.crl %s/below.crl\n%s",
      url, url, more);
  zb_others_configure (fixture, settings);
  g_assert_cmpint (g_unlink (root), ==, 0);
  g_assert_cmpint (g_unlink (persons), ==, 0);
  zb_test_node_open (fixture->node);
  g_autoptr (GBytes) list = wait_for_list (fixture, NULL);
}

/* The node fetches them itself; what they say holds from the next minute on. */
static void
test_fetches_lists (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fetch_lists (fixture, "");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, &fixture->person);
  g_assert_cmpuint (sent->status, ==, 201);
  /* It asks again when it starts anew; now one is revoked. */
  g_autoptr (GBytes) before = wait_for_list (fixture, NULL);
  zb_province_revoke (fixture->province, "signing");
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  g_autoptr (GBytes) after = wait_for_list (fixture, before);
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) again = zb_others_send (fixture, &fixture->person, &fixture->person);
  zb_others_assert_tells (again, 403, "signer-revoked", ZB_OTHERS_PERSON);
}

/* A list of two hours ago holds for a month, but not here. */
static void
test_lists_grow_too_old (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) before = g_date_time_add_hours (now, -2);
  g_autoptr (GDateTime) later = g_date_time_add_days (now, 30);
  g_autofree char *from = g_date_time_format (before, "%Y%m%d%H%M%SZ");
  g_autofree char *to = g_date_time_format (later, "%Y%m%d%H%M%SZ");
  g_autoptr (GError) error = NULL;

  g_autofree char *age = g_strdup_printf ("-crl_lastupdate %s -crl_nextupdate %s", from, to);
  zb_province_list (fixture->province, age);
  fetch_lists (fixture, "max-age-hours = 1\n");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) old = zb_others_send (fixture, &fixture->person, fixture->own);
  zb_others_assert_tells (old, 503, "revocation-unknown", "out of date");
  zb_province_list (fixture->province, NULL);
  zb_others_hand_over (fixture, "below.crl", "persons.crl");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) fresh = zb_others_send (fixture, &fixture->person, fixture->own);
  g_assert_cmpuint (fresh->status, ==, 201);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/others-lists/" name, ZbOthersFixture, NULL, zb_others_set_up, test,         \
              zb_others_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("revoked-by-its-authority", test_revoked_by_its_authority);
  ADD ("stale-list", test_stale_list);
  ADD ("lists-come-whatever-fails", test_lists_come_whatever_fails);
  ADD ("fetches-lists", test_fetches_lists);
  ADD ("lists-grow-too-old", test_lists_grow_too_old);
  return g_test_run ();
}
