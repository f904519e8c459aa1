/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/package.h"

#include "formats/file.h"
#include "formats/xml-reader.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "forms/error.h"
#include "forms/revision-map.h"

#include <string.h>

#define FORM_NAME "form.xml"
#define RULES_NAME "form.rules"
#define MAP_NAME "map.xml"
#define LIST_FOLDER "codelists/"
#define MAX_RULES_BYTES (1024 * 1024)

struct _ZbPackage {
  ZbForm *form;
  GBytes *form_bytes;
  GBytes *map_bytes; /* (nullable) */
  char *rules;
  char *rules_source;
  char *digest;
  char *name;
};

static void
clear_package (gpointer data)
{
  ZbPackage *package = data;

  g_clear_pointer (&package->form, zb_form_unref);
  g_clear_pointer (&package->form_bytes, g_bytes_unref);
  g_clear_pointer (&package->map_bytes, g_bytes_unref);
  g_free (package->rules);
  g_free (package->rules_source);
  g_free (package->digest);
  g_free (package->name);
}

ZbPackage *
zb_package_ref (ZbPackage *package)
{
  return g_atomic_rc_box_acquire (package);
}

void
zb_package_unref (ZbPackage *package)
{
  g_atomic_rc_box_release_full (package, clear_package);
}

static char *
list_entry_name (const ZbCodeList *list)
{
  return g_strdup_printf (LIST_FOLDER "%s.xml", zb_code_list_id (list));
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* SHA-256 of the manifest. No name is the beginning of another one, so that sorting the lines sorts
 * the names. */
static char *
make_digest (const ZbPackage *package)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *form = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, package->form_bytes);
  g_autofree char *rules = g_compute_checksum_for_string (G_CHECKSUM_SHA256, package->rules, -1);

  g_ptr_array_add (lines, g_strdup_printf (FORM_NAME " %s\n", form));
  g_ptr_array_add (lines, g_strdup_printf (RULES_NAME " %s\n", rules));
  if (package->map_bytes != NULL) {
    g_autofree char *map = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, package->map_bytes);

    g_ptr_array_add (lines, g_strdup_printf (MAP_NAME " %s\n", map));
  }
  for (guint i = 0; i < package->form->n_code_lists; i++) {
    const ZbCodeList *list = package->form->code_lists[i];
    g_autofree char *entry = list_entry_name (list);

    g_ptr_array_add (lines, g_strdup_printf ("%s %s\n", entry, zb_code_list_digest (list)));
  }
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_checksum_update (checksum, lines->pdata[i], -1);
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
check_rules (const char *source, GBytes *rules, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (rules, &length);

  if (length > MAX_RULES_BYTES) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE, "%s: more than %d bytes", source,
                 MAX_RULES_BYTES);
    return FALSE;
  }
  if (length > 0 && !g_utf8_validate_len (text, length, NULL)) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "%s: the rules are not UTF-8",
                 source);
    return FALSE;
  }
  return TRUE;
}

/* The files that a package is made of, wherever it comes from. @folder is the beginning of the
 * names that messages use, "…/2023/" or "bundle.zip/". */
typedef struct {
  const char *folder;
  GBytes *form, *rules;
  GBytes *map; /* (nullable) */
} Parts;

static gboolean
take_map (ZbPackage *package, const Parts *parts, GError **error)
{
  g_autofree char *source = g_strconcat (parts->folder, MAP_NAME, NULL);

  if (parts->map == NULL)
    return TRUE;
  package->map_bytes = g_bytes_ref (parts->map);
  package->form->map = zb_revision_map_read (source, g_bytes_get_data (parts->map, NULL),
                                             g_bytes_get_size (parts->map), error);
  if (package->form->map == NULL)
    return FALSE;
  if (zb_revision_map_check (package->form->map, package->form, FALSE, error))
    return TRUE;
  g_prefix_error (error, "%s: ", source);
  return FALSE;
}

static ZbPackage *
build (const Parts *parts, ZbCodeListFinder finder, gpointer data, GError **error)
{
  g_autoptr (ZbPackage) package = g_atomic_rc_box_new0 (ZbPackage);
  g_autofree char *form_source = g_strconcat (parts->folder, FORM_NAME, NULL);

  package->rules_source = g_strconcat (parts->folder, RULES_NAME, NULL);
  package->form = zb_form_read (form_source, g_bytes_get_data (parts->form, NULL),
                                g_bytes_get_size (parts->form), finder, data, error);
  if (package->form == NULL || !check_rules (package->rules_source, parts->rules, error) ||
      !take_map (package, parts, error))
    return NULL;
  package->form_bytes = g_bytes_ref (parts->form);
  package->rules =
      g_strndup (g_bytes_get_data (parts->rules, NULL), g_bytes_get_size (parts->rules));
  package->digest = make_digest (package);
  package->name = g_strdup_printf ("%s/%s.%u", package->form->id, package->form->edition,
                                   package->form->revision);
  return g_steal_pointer (&package);
}

/* map.xml, which only an edition that follows another one has. */
static gboolean
read_map_file (const char *path, GBytes **ret_map, GError **error)
{
  g_autofree char *map_path = g_build_filename (path, MAP_NAME, NULL);

  *ret_map = NULL;
  if (!g_file_test (map_path, G_FILE_TEST_EXISTS))
    return TRUE;
  *ret_map = zb_file_read (map_path, zb_xml_default_limits.max_bytes, error);
  return *ret_map != NULL;
}

ZbPackage *
zb_package_read_dir (const char *path, ZbCodeListFinder finder, gpointer data, GError **error)
{
  g_autofree char *folder = g_strconcat (path, G_DIR_SEPARATOR_S, NULL);
  g_autofree char *form_path = g_build_filename (path, FORM_NAME, NULL);
  g_autofree char *rules_path = g_build_filename (path, RULES_NAME, NULL);
  g_autoptr (GBytes) form = zb_file_read (form_path, zb_xml_default_limits.max_bytes, error);
  g_autoptr (GBytes) rules = NULL, map = NULL;

  if (form == NULL)
    return NULL;
  rules = zb_file_read (rules_path, MAX_RULES_BYTES, error);
  if (rules == NULL || !read_map_file (path, &map, error))
    return NULL;
  return build (&(Parts){folder, form, rules, map}, finder, data, error);
}

/* A bundle while its code lists are read. */
typedef struct {
  const char *source;
  const ZbZip *zip;
  GHashTable *lists;      /* id → ZbCodeList */
  ZbCodeListFinder known; /* (nullable) lists read before */
  gpointer data;
} Bundle;

/* (transfer full) The list of @entry, if it was read before from the same bytes. */
static ZbCodeList *
find_known (const Bundle *bundle, const char *entry, GBytes *bytes)
{
  g_autofree char *id = g_strdup (entry + strlen (LIST_FOLDER));
  ZbCodeList *list;

  if (bundle->known == NULL || !g_str_has_suffix (id, ".xml"))
    return NULL;
  id[strlen (id) - strlen (".xml")] = '\0';
  list = bundle->known (id, bundle->data);
  if (list == NULL || !g_bytes_equal (zb_code_list_bytes (list), bytes))
    return NULL;
  return zb_code_list_ref (list);
}

static gboolean
read_bundled_list (const Bundle *bundle, guint index, GError **error)
{
  const char *entry = zb_zip_entry_name (bundle->zip, index);
  g_autofree char *list_source = g_strdup_printf ("%s/%s", bundle->source, entry);
  g_autofree char *expected = NULL;
  g_autoptr (GBytes) bytes = zb_zip_entry_bytes (bundle->zip, index);
  g_autoptr (ZbCodeList) list = find_known (bundle, entry, bytes);

  if (list == NULL)
    list = zb_code_list_read (list_source, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                              error);
  if (list == NULL)
    return FALSE;
  expected = list_entry_name (list);
  if (strcmp (entry, expected) != 0) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
                 "%s: the file holds the code list “%s”", list_source, zb_code_list_id (list));
    return FALSE;
  }
  g_hash_table_insert (bundle->lists, (gpointer)zb_code_list_id (list), zb_code_list_ref (list));
  return TRUE;
}

static gboolean
read_bundled_lists (const Bundle *bundle, GError **error)
{
  for (guint i = 0; i < zb_zip_n_entries (bundle->zip); i++) {
    const char *entry = zb_zip_entry_name (bundle->zip, i);

    if (strcmp (entry, FORM_NAME) == 0 || strcmp (entry, RULES_NAME) == 0 ||
        strcmp (entry, MAP_NAME) == 0)
      continue;
    if (!g_str_has_prefix (entry, LIST_FOLDER)) {
      g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                   "%s: “%s” has no place in a bundle", bundle->source, entry);
      return FALSE;
    }
    if (!read_bundled_list (bundle, i, error))
      return FALSE;
  }
  return TRUE;
}

static ZbCodeList *
find_bundled_cb (const char *id, gpointer data)
{
  return g_hash_table_lookup (data, id);
}

/* A bundle holds what the package is made of and nothing else. */
static gboolean
check_lists_used (const char *source, const ZbPackage *package, guint n_lists, GError **error)
{
  if (package->form->n_code_lists == n_lists)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
               "%s: holds %u code lists, the form uses %u", source, n_lists,
               package->form->n_code_lists);
  return FALSE;
}

ZbPackage *
zb_package_read_bundle (const char *source, GBytes *bytes, GError **error)
{
  return zb_package_read_bundle_sharing (source, bytes, NULL, NULL, error);
}

ZbPackage *
zb_package_read_bundle_sharing (
    const char *source, GBytes *bytes, ZbCodeListFinder known, gpointer data, GError **error)
{
  g_autoptr (ZbZip) zip = zb_zip_read (source, bytes, &zb_zip_default_limits, error);
  g_autoptr (GHashTable) lists =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)zb_code_list_unref);
  g_autofree char *folder = g_strconcat (source, "/", NULL);
  g_autoptr (GBytes) form = NULL;
  g_autoptr (GBytes) rules = NULL, map = NULL;
  g_autoptr (ZbPackage) package = NULL;
  const Bundle bundle = {source, zip, lists, known, data};

  if (zip == NULL || !read_bundled_lists (&bundle, error))
    return NULL;
  form = zb_zip_find (zip, FORM_NAME);
  rules = zb_zip_find (zip, RULES_NAME);
  if (form == NULL || rules == NULL) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, "%s: the bundle lacks %s", source,
                 form == NULL ? FORM_NAME : RULES_NAME);
    return NULL;
  }
  map = zb_zip_find (zip, MAP_NAME);
  package = build (&(Parts){folder, form, rules, map}, find_bundled_cb, lists, error);
  if (package == NULL || !check_lists_used (source, package, g_hash_table_size (lists), error))
    return NULL;
  return g_steal_pointer (&package);
}

ZbForm *
zb_package_form (const ZbPackage *package)
{
  return package->form;
}

const char *
zb_package_rules (const ZbPackage *package)
{
  return package->rules;
}

const char *
zb_package_rules_source (const ZbPackage *package)
{
  return package->rules_source;
}

const char *
zb_package_digest (const ZbPackage *package)
{
  return package->digest;
}

const char *
zb_package_name (const ZbPackage *package)
{
  return package->name;
}

static int
compare_lists (gconstpointer a, gconstpointer b)
{
  return strcmp (zb_code_list_id (*(ZbCodeList *const *)a),
                 zb_code_list_id (*(ZbCodeList *const *)b));
}

GBytes *
zb_package_to_bundle (const ZbPackage *package, GError **error)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GPtrArray) lists = g_ptr_array_new ();
  g_autoptr (GBytes) rules = g_bytes_new (package->rules, strlen (package->rules));

  for (guint i = 0; i < package->form->n_code_lists; i++)
    g_ptr_array_add (lists, package->form->code_lists[i]);
  g_ptr_array_sort (lists, compare_lists);
  for (guint i = 0; i < lists->len; i++) {
    g_autofree char *entry = list_entry_name (lists->pdata[i]);

    zb_zip_writer_add (writer, entry, zb_code_list_bytes (lists->pdata[i]));
  }
  zb_zip_writer_add (writer, RULES_NAME, rules);
  zb_zip_writer_add (writer, FORM_NAME, package->form_bytes);
  if (package->map_bytes != NULL)
    zb_zip_writer_add (writer, MAP_NAME, package->map_bytes);
  return zb_zip_writer_finish (writer, error);
}
