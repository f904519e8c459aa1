/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/source-catalogue.h"

char *
zb_source_catalogue_path (const char *below)
{
  return g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", below, NULL);
}

ZbCatalogue *
zb_source_catalogue_read (void)
{
  g_autofree char *path = zb_source_catalogue_path (NULL);
  g_autoptr (GError) error = NULL;
  ZbCatalogue *catalogue = zb_catalogue_read_dir (path, &error);

  g_assert_no_error (error);
  return catalogue;
}

ZbCodeList *
zb_source_code_list_read (const char *id)
{
  g_autofree char *folder = zb_source_catalogue_path ("codelists");
  g_autofree char *name = g_strdup_printf ("%s.xml", id);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  ZbCodeList *list = zb_code_list_read_file (path, &error);

  g_assert_no_error (error);
  return list;
}

guint
zb_source_code_list_count (const ZbCodeList *list, const char *level)
{
  guint count = 0;

  for (guint i = 0; i < zb_code_list_length (list); i++)
    count += g_strcmp0 (zb_code_list_at (list, i)->level, level) == 0;
  return count;
}
