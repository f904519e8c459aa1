/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/package.h"
#include "tests/support/fake-request.h"

#include <glib/gstdio.h>
#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

static ZbCodeList *
find_list (const char *id, gpointer catalogue)
{
  return zb_catalogue_code_list (catalogue, id);
}

static ZbCatalogue *
present (ZbTestNode *node)
{
  return zb_rulebook_catalogue (zb_node_service (zb_test_node_get (node))->rulebook);
}

static void
copy_file (const char *from, const char *to, const char *name, const char *what, const char *by)
{
  g_autofree char *source = g_build_filename (from, name, NULL);
  g_autofree char *target = g_build_filename (to, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (source, &text, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GString) changed = g_string_new (text);
  g_assert_true (!what || g_string_replace (changed, what, by, 1) == 1);
  g_assert_true (g_file_set_contents (target, changed->str, -1, NULL));
}

/* B203 in a revision that nobody knows yet. */
static ZbPackage *
make_revision (ZbTestNode *node)
{
  g_autofree char *from =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms/catalogue/s1/B203/2023", NULL);
  g_autofree char *to = zb_node_path (zb_test_node_dir (node), "revision");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  copy_file (from, to, "form.xml", "revision=\"1\"", "revision=\"2\"");
  copy_file (from, to, "form.rules", NULL, NULL);
  ZbPackage *package = zb_package_read_dir (to, find_list, present (node), &error);
  g_assert_no_error (error);
  return package;
}

/* As another process would: the node is not told. */
static void
publish (ZbTestNode *node, const ZbPackage *package)
{
  const ZbForm *form = zb_package_form (package);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
  ZbStoredPackage stored = {
      .tenant = form->system,
      .digest = (char *)zb_package_digest (package),
      .form = form->id,
      .edition = form->edition,
      .revision = form->revision,
      .bundle = bundle,
      .published = NOW,
      .who = (char *)"test",
  };
  ZbAct act = {.kind = ZB_ACT_PACKAGE, .what = &stored, .time = NOW, .who = "test"};

  zb_store_commit_one (zb_test_node_store (node), &act, NULL, &error);
  g_assert_no_error (error);
}

typedef gboolean (*Step) (ZbNode *node, GError **error);

static void
test_takes_what_was_published (gconstpointer data)
{
  Step step = *(const Step *)data;
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  g_autoptr (ZbPackage) package = make_revision (node);
  ZbCatalogue *before = present (node);
  const ZbPackage *first = zb_catalogue_at (before, 0);
  g_autoptr (GError) error = NULL;

  publish (node, package);
  g_assert_null (zb_catalogue_find_digest (before, zb_package_digest (package)));
  step (zb_test_node_get (node), &error);
  g_assert_no_error (error);
  g_assert_nonnull (zb_catalogue_find_digest (present (node), zb_package_digest (package)));
  /* Whoever looked into the one of before still can. */
  g_assert_true (zb_catalogue_at (before, 0) == first);
  g_assert_null (zb_catalogue_find_digest (before, zb_package_digest (package)));
}

static void
test_nothing_new_changes_nothing (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  const ZbCatalogue *before = present (node);
  g_autoptr (GError) error = NULL;

  zb_node_tend (zb_test_node_get (node), &error);
  g_assert_no_error (error);
  g_assert_true (present (node) == before);
}

static void
test_answers_with_it (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  g_autoptr (ZbTestPerson) admin = zb_test_node_enrol (node, zb_test_node_invitation (node), NULL);
  g_autoptr (ZbPackage) package = make_revision (node);

  publish (node, package);
  g_autoptr (ZbFakeAnswer) before = zb_fake_get (node, admin, "/v1/catalogue", NULL);
  g_assert_null (strstr (before->text, zb_package_digest (package)));
  g_assert_true (zb_node_reload (zb_test_node_get (node), NULL));
  g_autoptr (ZbFakeAnswer) after = zb_fake_get (node, admin, "/v1/catalogue", NULL);
  g_assert_nonnull (strstr (after->text, zb_package_digest (package)));
}

int
main (int argc, char **argv)
{
  static const Step reload = zb_node_reload, tend = zb_node_tend;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/server/reload/takes-what-was-published", &reload,
                        test_takes_what_was_published);
  g_test_add_data_func ("/server/reload/takes-it-when-tended", &tend,
                        test_takes_what_was_published);
  g_test_add_func ("/server/reload/nothing-new-changes-nothing", test_nothing_new_changes_nothing);
  g_test_add_func ("/server/reload/answers-with-it", test_answers_with_it);
  return g_test_run ();
}
