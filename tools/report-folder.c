/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/report-folder.h"

#include "client/error.h"
#include "forms/report-writer.h"
#include "tools/report-file.h"
#include "tools/words.h"

#include <string.h>

#define MAX_DEPTH 4

typedef struct {
  char *path;
  ZbReport *report;
} Found;

typedef struct {
  const ZbCatalogue *catalogue;
  GHashTable *found; /* "UNIT FORM PERIOD" → Found */
} Reading;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->path);
  zb_report_unref (found->report);
  g_free (found);
}

/* Whether @report, which came later, takes the place of @found. */
static gboolean
choose (
    const Found *found, const ZbReport *report, const char *path, gboolean *ret_new, GError **error)
{
  ZbReportKind old = zb_report_kind (found->report), new = zb_report_kind (report);
  g_autoptr (GBytes) bytes = zb_report_write (report);
  g_autoptr (GBytes) held = zb_report_write (found->report);

  *ret_new = new == ZB_REPORT_CORRECTION;
  if (g_bytes_equal (bytes, held) || (old == ZB_REPORT_CORRECTION) != (new == ZB_REPORT_CORRECTION))
    return TRUE;
  g_set_error (
      error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS,
      _ ("%s and %s are two reports of one unit, form and period: leave the one that counts"),
      found->path, path);
  return FALSE;
}

static gboolean
take_report (Reading *reading, const char *path, ZbReport *report, GError **error)
{
  char period[ZB_PERIOD_TEXT_SIZE];
  gboolean is_new = TRUE;
  Found *found;

  g_autofree char *key = g_strjoin (" ", zb_report_unit (report), zb_report_form (report)->id,
                                    zb_period_format (zb_report_period (report), period), NULL);
  found = g_hash_table_lookup (reading->found, key);
  if (found && !choose (found, report, path, &is_new, error))
    return FALSE;
  if (!is_new)
    return TRUE;
  found = g_new0 (Found, 1);
  found->path = g_strdup (path);
  found->report = zb_report_ref (report);
  g_hash_table_replace (reading->found, g_steal_pointer (&key), found);
  return TRUE;
}

/* A container may hold a set. */
static gboolean
take_file (Reading *reading, const char *path, GError **error)
{
  g_autoptr (GPtrArray) reports = zb_report_files_read (&path, 1, reading->catalogue, error);

  for (guint i = 0; reports && i < reports->len; i++)
    if (!take_report (reading, path, reports->pdata[i], error))
      return FALSE;
  return reports != NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
read_folder (Reading *reading, const char *folder, guint depth, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  gboolean done = dir != NULL;
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; done && i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      done = depth == 0 || read_folder (reading, path, depth - 1, error);
    else if (g_str_has_suffix (path, ".xml") || g_str_has_suffix (path, ".asice"))
      done = take_file (reading, path, error);
  }
  return done;
}

GPtrArray *
zb_report_folder_read (const char *folder, const ZbCatalogue *catalogue, GError **error)
{
  g_autoptr (GHashTable) found =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, found_free);
  Reading reading = {catalogue, found};

  if (!read_folder (&reading, folder, MAX_DEPTH, error))
    return NULL;
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (found), (GCompareFunc)strcmp);
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);

  for (GList *key = keys; key; key = key->next) {
    const Found *one = g_hash_table_lookup (found, key->data);

    g_ptr_array_add (reports, zb_report_ref (one->report));
  }
  if (reports->len > 0)
    return reports;
  g_ptr_array_unref (reports);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               _ ("%s: no report (.xml) and no container (.asice) in this folder or below"),
               folder);
  return NULL;
}
