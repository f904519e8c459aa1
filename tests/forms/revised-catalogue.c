/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/revised-catalogue.h"

#include "tests/forms/source-catalogue.h"

static ZbCodeList *
find_list_cb (const char *id, gpointer data)
{
  return zb_catalogue_code_list (data, id);
}

ZbCatalogue *
zb_revised_catalogue_new (void)
{
  static const char *const folders[] = {"s1/B204-1/2026", "s3/KQ-01/2026"};
  ZbCatalogue *catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests", "data",
                                              "revisions", folders[i], NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbPackage) package = zb_package_read_dir (path, find_list_cb, catalogue, &error);

    g_assert_no_error (error);
    zb_catalogue_add (catalogue, package);
  }
  return catalogue;
}
