/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/small-catalogue.h"

#include <gio/gio.h>

static void
link_in (const char *source, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *target = g_build_filename (source, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_make_symbolic_link (file, target, NULL, &error);
  g_assert_no_error (error);
}

/* All but the Harmonized System, which is as large as all others together. */
static void
link_code_lists (const char *source, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (source, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)))
    if (!g_str_equal (name, "hs.xml"))
      link_in (source, folder, name);
}

char *
zb_small_catalogue_new (const ZbTempDir *dir)
{
  static const char *const forms[] = {"B203", "B204-1"};
  g_autofree char *source =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autofree char *source_lists = g_build_filename (source, "codelists", NULL);
  g_autofree char *source_system = g_build_filename (source, "s1", NULL);
  char *catalogue = zb_temp_dir_path (dir, "catalogue");
  g_autofree char *lists = g_build_filename (catalogue, "codelists", NULL);
  g_autofree char *system = g_build_filename (catalogue, "s1", NULL);

  g_assert_cmpint (g_mkdir_with_parents (lists, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (system, 0700), ==, 0);
  link_code_lists (source_lists, lists);
  link_in (source, catalogue, "parameters");
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    link_in (source_system, system, forms[i]);
  return catalogue;
}
