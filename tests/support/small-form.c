/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/small-form.h"

#include "server/store/package.h"
#include "tests/support/temp-dir.h"

#define LABEL(zh, en) "<label xml:lang='zh'>" zh "</label><label xml:lang='en'>" en "</label>"

static char *
form_text (const ZbSmallForm *form)
{
  return g_strdup_printf (
      "<form xmlns='urn:zhibao:form:1' id='%s' code='%s' edition='%s' revision='1'\n"
      " system='%s' period='%s' valid-from='%s'>\n"
      "<title xml:lang='zh'>小表</title><title xml:lang='en'>Small form</title>\n"
      "<issuer xml:lang='zh'>某局</issuer><issuer xml:lang='en'>Some bureau</issuer>\n"
      "<deadline days='9' time='12:00'/>\n"
      "<section id='A' measure='CNY1000' scale='0'>\n"
      "<columns><column code='1'>" LABEL (
          "本期", "This period") "</column></columns>\n"
                                 "<row code='01'>" LABEL (
                                     "产值", "Output") "</row>\n"
                                                       "<row code='02'>" LABEL (
                                                           "销售", "Sales") "</row>\n"
                                                                            "</section>\n"
                                                                            "</form>\n",
      form->id, form->id, form->edition, form->system, form->period, form->valid_from);
}

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
  const ZbService *service = zb_node_service (zb_test_node_get (node));
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (temp, NULL);
  g_autofree char *text = form_text (form);
  g_autofree char *rules = g_strdup_printf ("form %s revision 1\n", form->id);
  g_autoptr (GError) error = NULL;

  write_file (temp, "form.xml", text);
  write_file (temp, "form.rules", rules);
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
