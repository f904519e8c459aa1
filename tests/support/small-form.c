/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/small-form.h"

#include "server/store/package.h"
#include "tests/support/small-form-text.h"
#include "tests/support/temp-dir.h"

static void
write_file (ZbTempDir *temp, const char *name, const char *text)
{
  g_autofree char *path = zb_temp_dir_path (temp, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static ZbCodeList *
find_none (const char *id, gpointer data)
{
  return NULL;
}

void
zb_small_form_publish (ZbTestNode *node, const ZbSmallForm *form)
{
  zb_small_form_publish_filed (node, form, NULL, NULL);
}

void
zb_small_form_publish_filed (ZbTestNode *node,
                             const ZbSmallForm *form,
                             const char *filing,
                             const char *rules)
{
  const ZbService *service = zb_node_service (zb_test_node_get (node));
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (temp, NULL);
  const ZbSmallFormText wanted = {form->id,     form->edition,    1,    form->system,
                                  form->period, form->valid_from, NULL, filing};
  g_autofree char *text = zb_small_form_text (&wanted);
  g_autofree char *lines =
      g_strdup_printf ("form %s revision 1\n%s", form->id, rules != NULL ? rules : "");
  g_autoptr (GError) error = NULL;

  write_file (temp, "form.xml", text);
  write_file (temp, "form.rules", lines);
  g_autoptr (ZbPackage) package = zb_package_read_dir (folder, find_none, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  ZbStoredPackage stored = {
      .tenant = (char *)form->system,
      .digest = (char *)zb_package_digest (package),
      .form = (char *)form->id,
      .edition = (char *)form->edition,
      .revision = 1,
      .bundle = bundle,
      .published = zb_clock_now (&service->clock),
      .who = (char *)"test",
  };
  ZbAct act = {
      .kind = ZB_ACT_PACKAGE, .what = &stored, .time = stored.published, .who = stored.who};
  zb_store_commit_one (service->store, &act, NULL, &error);
  g_assert_no_error (error);
  zb_test_node_close (node);
  zb_test_node_open (node);
}
