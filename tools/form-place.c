/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/form-place.h"

#include <string.h>

ZbCatalogue *
zb_form_place_around (const ZbCallLine *line, const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *root = g_build_filename (full, "..", "..", "..", NULL);
  g_autofree char *plain = g_canonicalize_filename (root, NULL);
  g_autofree char *lists = g_build_filename (plain, "codelists", NULL);

  if (!zb_call_line_has (line, "catalogue") && g_file_test (path, G_FILE_TEST_IS_DIR) &&
      g_file_test (lists, G_FILE_TEST_IS_DIR))
    return zb_catalogue_read_dir (plain, error);
  return zb_place_catalogue (line, error);
}

ZbCodeList *
zb_form_place_list (const char *id, gpointer data)
{
  return zb_catalogue_code_list (data, id);
}

/* The newest edition by the name of its form, or the newest revision of one edition. */
static ZbPackage *
find_newest (const ZbCatalogue *catalogue, const char *name, const char *edition)
{
  ZbPackage *newest = NULL;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *candidate = zb_catalogue_at (catalogue, i);
    const ZbForm *form = zb_package_form (candidate);
    const ZbForm *best = newest ? zb_package_form (newest) : NULL;

    if (strcmp (form->id, name) != 0 && strcmp (form->code, name) != 0)
      continue;
    if (edition && strcmp (form->edition, edition) != 0)
      continue;
    int later = best ? zb_period_compare (form->valid_from, best->valid_from) : 1;
    if (later > 0 || (later == 0 && form->revision > best->revision))
      newest = candidate;
  }
  return newest;
}

ZbPackage *
zb_form_place_find (ZbCatalogue *catalogue,
                    const char *name,
                    const char *edition,
                    const char *period,
                    GError **error)
{
  g_autofree char *file = g_build_filename (name, "form.xml", NULL);
  ZbPackage *package = NULL;
  ZbPeriod served;

  if (g_file_test (file, G_FILE_TEST_EXISTS))
    return zb_package_read_dir (name, zb_form_place_list, catalogue, error);
  if (period ? !zb_period_parse (period, &served, error)
             : !zb_period_parse ("2024", &served, error))
    return NULL;
  if (!period)
    package = find_newest (catalogue, name, edition);
  /* Else it says which forms and editions there are. */
  if (!package && edition)
    package = zb_catalogue_find_edition (catalogue, name, edition, 1, error);
  else if (!package)
    package = zb_catalogue_find (catalogue, name, served, error);
  return package ? zb_package_ref (package) : NULL;
}
