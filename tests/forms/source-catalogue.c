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
