/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/report-file.h"

#include "client/error.h"
#include "exchange/container.h"
#include "formats/csv-reader.h"
#include "forms/report-reader.h"
#include "forms/report-writer.h"
#include "tools/place.h"
#include "tools/report-folder.h"
#include "tools/words.h"

#include <string.h>

/* A container begins like any zip. */
static gboolean
is_container (const char *data, gsize length)
{
  return length > 4 && memcmp (data, "PK\x03\x04", 4) == 0;
}

static ZbReport *
read_bytes (const char *source,
            const char *data,
            gsize length,
            const ZbCatalogue *catalogue,
            GError **error)
{
  if (length > 0 && g_strstr_len (data, (gssize)MIN (length, 1024), "package=\"sample\""))
    return zb_report_read_sample (source, data, length, catalogue, error);
  return zb_report_read (source, data, length, catalogue, error);
}

ZbReport *
zb_report_file_read (const char *path, const ZbCatalogue *catalogue, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, error);
  g_autoptr (ZbContainer) container = NULL;
  gsize length = 0;

  if (!bytes)
    return NULL;
  const char *data = g_bytes_get_data (bytes, &length);
  if (is_container (data, length)) {
    container = zb_container_open (path, bytes, error);
    if (!container)
      return NULL;
    data = g_bytes_get_data (zb_container_body (container, 0), &length);
  }
  return read_bytes (path, data ? data : "", length, catalogue, error);
}

/* All bodies of a container, or the one report. */
static gboolean
add_file (GPtrArray *reports, const char *path, const ZbCatalogue *catalogue, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, error);
  g_autoptr (ZbContainer) container = NULL;
  gsize length = 0;
  guint n = 1;

  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  if (is_container (data, length)) {
    container = zb_container_open (path, bytes, error);
    if (!container)
      return FALSE;
    n = zb_container_envelope (container)->payloads->len;
  }
  for (guint i = 0; i < n; i++) {
    if (container)
      data = g_bytes_get_data (zb_container_body (container, i), &length);
    ZbReport *report = read_bytes (path, data ? data : "", length, catalogue, error);

    if (!report)
      return FALSE;
    g_ptr_array_add (reports, report);
  }
  return TRUE;
}

static gboolean
add_folder (GPtrArray *reports, const char *folder, const ZbCatalogue *catalogue, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, ".xml") && !add_file (reports, path, catalogue, error))
      return FALSE;
  }
  return dir != NULL;
}

GPtrArray *
zb_report_files_read (const char *const *paths,
                      guint n,
                      const ZbCatalogue *catalogue,
                      GError **error)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);

  for (guint i = 0; i < n; i++)
    if (!(g_file_test (paths[i], G_FILE_TEST_IS_DIR)
              ? add_folder (reports, paths[i], catalogue, error)
              : add_file (reports, paths[i], catalogue, error)))
      return NULL;
  if (reports->len > 0)
    return g_steal_pointer (&reports);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, _ ("there is no report in %s"),
               paths[0]);
  return NULL;
}

gboolean
zb_report_file_is_signed (const char *path)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, NULL);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  if (!data || !is_container (data, length))
    return FALSE;
  g_autoptr (ZbContainer) container = zb_container_open (path, bytes, NULL);
  return container && zb_container_n_signatures (container) > 0;
}

static gboolean
same_report (const ZbReport *a, const ZbReport *b)
{
  return strcmp (zb_report_form (a)->id, zb_report_form (b)->id) == 0 &&
         zb_period_equal (zb_report_period (a), zb_report_period (b));
}

/* Reports of other units, and the report itself, are no history of it. */
static void
add_earlier (ZbContextDocument *context, const ZbReport *earlier, const ZbReport *report)
{
  char period[ZB_PERIOD_TEXT_SIZE];

  if (strcmp (zb_report_unit (earlier), zb_report_unit (report)) != 0 ||
      same_report (earlier, report))
    return;
  g_autoptr (ZbReport) copy = zb_report_copy (earlier);
  g_autoptr (GBytes) bytes = zb_report_write (copy);
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  zb_context_document_add_report (context, zb_report_form (earlier)->id,
                                  zb_period_format (zb_report_period (earlier), period), "accepted",
                                  digest, bytes);
}

/* A folder without any report is a history of nothing. */
static gboolean
read_history (ZbContextDocument *context,
              const char *folder,
              const ZbReport *report,
              const ZbCatalogue *catalogue,
              GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) reports = zb_report_folder_read (folder, catalogue, &failure);

  for (guint i = 0; reports && i < reports->len; i++)
    add_earlier (context, reports->pdata[i], report);
  if (reports || g_error_matches (failure, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
set_attribute (ZbContextDocument *context, const char *name, const char *value)
{
  if (*value)
    g_hash_table_replace (context->attributes, g_strdup (name), g_strdup (value));
}

static void
read_lines (ZbContextDocument *context, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++) {
    char *equals = strchr (lines[i], '=');

    if (!equals || lines[i][0] == '#')
      continue;
    *equals = '\0';
    set_attribute (context, g_strstrip (lines[i]), g_strstrip (equals + 1));
  }
}

/* The unit's line of a register in CSV; its columns are the attributes. */
static gboolean
read_register_csv (ZbContextDocument *context,
                   const char *path,
                   const char *text,
                   gsize length,
                   const char *unit,
                   GError **error)
{
  g_autoptr (ZbCsvReader) csv = zb_csv_reader_new (path, text, length, ',');
  GError *failure = NULL;
  guint n_heads = 0, n = 0;
  int at;
  const char *const *row = zb_csv_reader_next (csv, &n_heads, &at, &failure);
  g_auto (GStrv) heads = row ? g_strdupv ((char **)row) : NULL;

  while (heads && (row = zb_csv_reader_next (csv, &n, &at, &failure))) {
    if (n == 0 || strcmp (row[0], unit) != 0)
      continue;
    for (guint i = 1; i < MIN (n, n_heads); i++)
      set_attribute (context, heads[i], row[i]);
  }
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
read_register (ZbContextDocument *context, const char *path, const char *unit, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, error);
  gsize length = 0;

  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data ? data : "", length);
  if (strchr (text, ',') && !strchr (text, '='))
    return read_register_csv (context, path, text, strlen (text), unit, error);
  read_lines (context, text);
  return TRUE;
}

/* --parameters, or the one parameters file of a catalogue folder. */
static gboolean
read_parameters (ZbContextDocument *context, const ZbCallLine *line, GError **error)
{
  const char *path = zb_call_line_get (line, "parameters");

  return !path || g_file_get_contents (path, &context->parameters, NULL, error);
}

ZbContextDocument *
zb_report_file_context (const ZbCallLine *line,
                        const ZbReport *report,
                        const ZbCatalogue *catalogue,
                        GError **error)
{
  g_autoptr (ZbContextDocument) context = zb_context_document_new ();
  const char *history = zb_call_line_get (line, "history");
  const char *file = zb_call_line_get (line, "register");

  if ((history && !read_history (context, history, report, catalogue, error)) ||
      (file && !read_register (context, file, zb_report_unit (report), error)) ||
      !read_parameters (context, line, error))
    return NULL;
  return g_steal_pointer (&context);
}
