/* SPDX-License-Identifier: Apache-2.0 */
#include "client/batch/batch-source.h"

#include "client/batch/batch-column.h"
#include "client/error.h"
#include "validators/credit-code.h"

#include <gio/gio.h>
#include <string.h>

#define CODE_LENGTH 18
/* An enterprise's code stands above its figures. */
#define FIRST_ROWS 20
#define FIRST_COLUMNS 20

static void
piece_free (gpointer data)
{
  ZbBatchPiece *piece = data;

  g_free (piece->place);
  g_free (piece->unit);
  g_free (piece->sheet);
  g_clear_error (&piece->fault);
  g_free (piece);
}

void
zb_batch_source_free (ZbBatchSource *source)
{
  g_clear_pointer (&source->pieces, g_ptr_array_unref);
  g_clear_pointer (&source->books, g_ptr_array_unref);
  g_free (source);
}

/* Two characters, six digits of the area, ten characters; no I, O, S, V or Z. */
static gboolean
looks_like_code (const char *text)
{
  for (guint i = 0; i < CODE_LENGTH; i++)
    if (i >= 2 && i < 8 ? !g_ascii_isdigit (text[i])
                        : !strchr ("0123456789ABCDEFGHJKLMNPQRTUWXY", text[i]))
      return FALSE;
  return TRUE;
}

char *
zb_batch_code_in (const char *text)
{
  g_autofree char *upper = g_ascii_strup (text, -1);
  g_autofree char *mistyped = NULL;
  gsize length = strlen (upper);

  for (gsize i = 0; i + CODE_LENGTH <= length; i++) {
    gboolean alone = (i == 0 || !g_ascii_isalnum (upper[i - 1])) &&
                     !g_ascii_isalnum (upper[i + CODE_LENGTH]) && looks_like_code (upper + i);
    g_autofree char *code = alone ? g_strndup (upper + i, CODE_LENGTH) : NULL;

    if (code && zb_credit_code_check (code, NULL))
      return g_steal_pointer (&code);
    if (code && !mistyped)
      mistyped = g_steal_pointer (&code);
  }
  return g_steal_pointer (&mistyped);
}

static ZbBatchPiece *
add_piece (ZbBatchSource *source, char *place, char *unit, const ZbSpreadsheet *book)
{
  ZbBatchPiece *piece = g_new0 (ZbBatchPiece, 1);

  piece->place = place;
  piece->unit = unit;
  piece->book = book;
  g_ptr_array_add (source->pieces, piece);
  return piece;
}

/* The one code among a sheet's first cells; NULL if there is none, or several. Numbers of persons
 * look alike, but for the check character: @mistyped ones are taken where no other is. */
static char *
code_in_cells (const ZbSpreadsheet *book, guint sheet, gboolean mistyped)
{
  guint n_rows = MIN (zb_spreadsheet_n_rows (book, sheet), FIRST_ROWS);
  guint n_columns = MIN (zb_spreadsheet_n_columns (book, sheet), FIRST_COLUMNS);
  g_autofree char *found = NULL;

  for (guint i = 0; i < n_rows * n_columns; i++) {
    g_autofree char *code =
        zb_batch_code_in (zb_spreadsheet_text (book, sheet, i / n_columns, i % n_columns));

    if (!code || (!mistyped && !zb_credit_code_check (code, NULL)))
      continue;
    if (found && strcmp (code, found) != 0)
      return NULL;
    if (!found)
      found = g_steal_pointer (&code);
  }
  return !found && !mistyped ? code_in_cells (book, sheet, TRUE) : g_steal_pointer (&found);
}

/* One enterprise's lines of a sheet with a column of codes, as a book of their own. */
static gboolean
add_lines (ZbBatchSource *source, const ZbSpreadsheet *book, guint sheet, const char *name)
{
  g_autoptr (ZbBatchColumn) column = zb_batch_column_find (book, sheet);

  for (guint i = 0; column && i < zb_batch_column_n_units (column); i++) {
    const char *unit = zb_batch_column_unit (column, i);
    char *place = g_strdup_printf ("%s: %s", name, unit);
    g_autoptr (GBytes) bytes = zb_batch_column_write (column, i);
    ZbSpreadsheet *own = zb_spreadsheet_read (place, bytes, NULL);

    if (own)
      g_ptr_array_add (source->books, own);
    ZbBatchPiece *piece = add_piece (source, place, g_strdup (unit), own);
    if (!own)
      piece->fault =
          g_error_new (ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "its lines cannot be read");
  }
  return column != NULL;
}

/* The sheets of a book whose file's name tells nothing. */
static void
add_sheets (ZbBatchSource *source, const ZbSpreadsheet *book, const char *name)
{
  guint n = zb_spreadsheet_n_sheets (book);

  for (guint i = 0; i < n; i++) {
    const char *title = zb_spreadsheet_sheet_name (book, i);
    g_autofree char *named = zb_batch_code_in (title);

    if (zb_spreadsheet_n_rows (book, i) == 0 || (!named && add_lines (source, book, i, name)))
      continue;
    ZbBatchPiece *piece =
        add_piece (source, n > 1 ? g_strdup_printf ("%s: %s", name, title) : g_strdup (name),
                   named ? g_steal_pointer (&named) : code_in_cells (book, i, FALSE), book);
    piece->sheet = n > 1 ? g_strdup (title) : NULL;
  }
}

static void
add_file (ZbBatchSource *source, const char *path, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *unit = zb_batch_code_in (name);
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_autoptr (GBytes) bytes = error ? NULL : g_bytes_new_take (text, length);
  ZbSpreadsheet *book = bytes ? zb_spreadsheet_read (name, bytes, &error) : NULL;
  if (!book) {
    ZbBatchPiece *piece = add_piece (source, g_strdup (name), g_steal_pointer (&unit), NULL);
    piece->fault = g_steal_pointer (&error);
    return;
  }
  g_ptr_array_add (source->books, book);
  if (unit)
    add_piece (source, g_strdup (name), g_steal_pointer (&unit), book);
  else
    add_sheets (source, book, name);
}

/* What a spreadsheet program keeps beside an open file is none. */
static gboolean
is_report_file (const char *name)
{
  static const char *const endings[] = {".xlsx", ".csv", ".txt"};
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (name[0] == '.' || name[0] == '~')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
add_folder (ZbBatchSource *source, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folder = g_dir_open (path, 0, error);
  const char *name;

  if (!folder)
    return FALSE;
  while ((name = g_dir_read_name (folder)))
    if (is_report_file (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len && source->pieces->len <= ZB_BATCH_MAX_PIECES; i++) {
    g_autofree char *file = g_build_filename (path, names->pdata[i], NULL);
    add_file (source, file, names->pdata[i]);
  }
  return TRUE;
}

ZbBatchSource *
zb_batch_source_read (const char *path, GError **error)
{
  g_autoptr (ZbBatchSource) source = g_new0 (ZbBatchSource, 1);
  g_autofree char *name = g_path_get_basename (path);

  source->books = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_spreadsheet_free);
  source->pieces = g_ptr_array_new_with_free_func (piece_free);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "there is no file or folder %s",
                 path);
    return NULL;
  }
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    add_file (source, path, name);
  else if (!add_folder (source, path, error))
    return NULL;
  if (source->pieces->len == 0)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "%s holds no spreadsheet (.xlsx, .csv)", path);
  else if (source->pieces->len > ZB_BATCH_MAX_PIECES)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                 "%s holds more than %d reports: split it", path, ZB_BATCH_MAX_PIECES);
  else
    return g_steal_pointer (&source);
  return NULL;
}
