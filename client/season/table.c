/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/table.h"

#include "formats/csv-reader.h"
#include "forms/error.h"

gboolean
zb_season_table_read (
    const char *path, guint n_fields, ZbSeasonLine line, gpointer data, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  GError *failure = NULL;
  const char *const *fields;
  gboolean head = TRUE;
  guint n;
  int at;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  g_autoptr (ZbCsvReader) csv = zb_csv_reader_new (path, text, length, ',');
  while (failure == NULL && (fields = zb_csv_reader_next (csv, &n, &at, &failure)) != NULL) {
    if (head || fields[0][0] == '#')
      head = FALSE;
    else if (n != n_fields)
      zb_forms_fail (ZB_FORMS_ERROR_INVALID, &failure, "%s:%d: %u fields, not %u", path, at, n,
                     n_fields);
    else if (!line (fields, data, &failure))
      g_prefix_error (&failure, "%s:%d: ", path, at);
  }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}
