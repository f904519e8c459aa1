/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client/carried-draft.h"

#include "client/draft.h"
#include "forms/form-lookup.h"

#include <glib/gstdio.h>
#include <string.h>

void
zb_carried_draft_set (ZbReport *report, const char *item, const char *text)
{
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  guint section, column;
  int row;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  row = zb_report_form (report)->sections[section].dynamic
            ? zb_report_add_row (report, section, key, &error)
            : zb_report_find_row (report, section, key);
  g_assert_no_error (error);
  zb_report_set_canonical (report, section, (guint)row, column, text, &error);
  g_assert_no_error (error);
}

static ZbCodeList *
find_list_cb (const char *id, gpointer data)
{
  return zb_catalogue_code_list (data, id);
}

/* Copies one file of the edition of 2026, which is to serve from 2025-06 on. */
static void
copy_file (const char *folder, const char *name)
{
  g_autofree char *from = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests", "data",
                                            "revisions", "s1", "B204-1", "2026", name, NULL);
  g_autofree char *to = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (from, &text, NULL, &error);
  g_assert_no_error (error);
  g_auto (GStrv) parts = g_strsplit (text, "valid-from=\"2026-01\"", -1);
  g_autofree char *changed = g_strjoinv ("valid-from=\"2025-06\"", parts);
  g_file_set_contents (to, changed, -1, &error);
  g_assert_no_error (error);
}

void
zb_carried_draft_revise (ZbScratchClient *client)
{
  static const char *const files[] = {"form.xml", "form.rules", "map.xml"};
  g_autofree char *folder = g_build_filename (client->path, "revised", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbPackage) package = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    copy_file (folder, files[i]);
  package = zb_package_read_dir (folder, find_list_cb, zb_workspace_catalogue (client->workspace),
                                 &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  zb_scratch_client_add_package (client, bundle);
}

void
zb_carried_draft_begin (ZbScratchClient *client)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_CARRIED_PERIOD, "52340");
  g_autoptr (GError) error = NULL;

  zb_carried_draft_set (report, "A.02.1", "9800");
  zb_carried_draft_set (report, "A.03.1", "51020");
  zb_carried_draft_set (report, "A.04.1", "21400");
  zb_carried_draft_set (report, "A.05.1", "186.45");
  zb_carried_draft_set (report, "C.351401.1", "12");
  zb_carried_draft_set (report, "C.351402.1", "30");
  zb_report_set_field (report, (guint)zb_form_find_field (zb_report_form (report), "preparer"),
                       "黄雅文", NULL);
  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}
