/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/catalogue.h"

#include "forms/error.h"

#include <string.h>

#define LIST_FOLDER "codelists"
#define PARAMETER_FOLDER "parameters"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Names in @path that are not hidden, either of folders or of files, sorted; NULL with an error. */
static GPtrArray *
list_names (const char *path, gboolean folders, GError **error)
{
  g_autoptr (GError) problem = NULL;
  GDir *dir = g_dir_open (path, 0, &problem);
  GPtrArray *names;
  const char *name;

  if (dir == NULL) {
    g_set_error_literal (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, problem->message);
    return NULL;
  }
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *full = g_build_filename (path, name, NULL);

    if (name[0] != '.' && g_file_test (full, G_FILE_TEST_IS_DIR) == folders)
      g_ptr_array_add (names, g_strdup (name));
  }
  g_dir_close (dir);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
read_code_list (ZbCatalogue *catalogue, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *expected = NULL;
  g_autoptr (ZbCodeList) list = zb_code_list_read_file (path, error);

  if (list == NULL)
    return FALSE;
  expected = g_strconcat (zb_code_list_id (list), ".xml", NULL);
  if (strcmp (expected, name) != 0) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
                 "%s: the file holds the code list “%s”", path, zb_code_list_id (list));
    return FALSE;
  }
  zb_catalogue_add_code_list (catalogue, list);
  return TRUE;
}

static gboolean
read_code_lists (ZbCatalogue *catalogue, const char *path, GError **error)
{
  g_autofree char *folder = g_build_filename (path, LIST_FOLDER, NULL);
  g_autoptr (GPtrArray) names = list_names (folder, FALSE, error);

  for (guint i = 0; names != NULL && i < names->len; i++)
    if (g_str_has_suffix (names->pdata[i], ".xml") &&
        !read_code_list (catalogue, folder, names->pdata[i], error))
      return FALSE;
  return names != NULL;
}

static ZbCodeList *
find_list_cb (const char *id, gpointer data)
{
  return zb_catalogue_code_list (data, id);
}

static gboolean
check_place (
    const char *folder, const char *what, const char *named, const char *said, GError **error)
{
  if (strcmp (named, said) == 0)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
               "%s: the folder says %s “%s”, its form.xml “%s”", folder, what, named, said);
  return FALSE;
}

static gboolean
read_edition (ZbCatalogue *catalogue,
              const char *folder,
              const char *system,
              const char *form_id,
              const char *edition,
              GError **error)
{
  g_autofree char *path = g_build_filename (folder, edition, NULL);
  g_autoptr (ZbPackage) package = zb_package_read_dir (path, find_list_cb, catalogue, error);
  const ZbForm *form;

  if (package == NULL)
    return FALSE;
  form = zb_package_form (package);
  if (!check_place (path, "system", system, form->system, error) ||
      !check_place (path, "form", form_id, form->id, error) ||
      !check_place (path, "edition", edition, form->edition, error))
    return FALSE;
  zb_catalogue_add (catalogue, package);
  return TRUE;
}

static gboolean
read_form (ZbCatalogue *catalogue,
           const char *folder,
           const char *system,
           const char *form_id,
           GError **error)
{
  g_autofree char *path = g_build_filename (folder, form_id, NULL);
  g_autoptr (GPtrArray) editions = list_names (path, TRUE, error);

  for (guint i = 0; editions != NULL && i < editions->len; i++)
    if (!read_edition (catalogue, path, system, form_id, editions->pdata[i], error))
      return FALSE;
  return editions != NULL;
}

static gboolean
read_system (ZbCatalogue *catalogue, const char *folder, const char *system, GError **error)
{
  g_autofree char *path = g_build_filename (folder, system, NULL);
  g_autoptr (GPtrArray) forms = list_names (path, TRUE, error);

  for (guint i = 0; forms != NULL && i < forms->len; i++)
    if (!read_form (catalogue, path, system, forms->pdata[i], error))
      return FALSE;
  return forms != NULL;
}

ZbCatalogue *
zb_catalogue_read_dir (const char *path, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_new ();
  g_autoptr (GPtrArray) systems = list_names (path, TRUE, error);

  if (systems == NULL || !read_code_lists (catalogue, path, error))
    return NULL;
  for (guint i = 0; i < systems->len; i++) {
    const char *system = systems->pdata[i];

    if (strcmp (system, LIST_FOLDER) == 0 || strcmp (system, PARAMETER_FOLDER) == 0)
      continue;
    if (!read_system (catalogue, path, system, error))
      return NULL;
  }
  return g_steal_pointer (&catalogue);
}
