/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/import-row.h"

#include "forms/near-name.h"
#include "formats/csv-reader.h"
#include "validators/credit-code.h"

#include <string.h>

/* A column of the table: which attribute it sets and what its codes are checked against. */
typedef struct {
  const char *name;
  const char *list;  /* (nullable) code list */
  const char *level; /* (nullable) level an entry must have */
} Column;

static const Column columns[] = {
    {"uscc", NULL, NULL},
    {"name", NULL, NULL},
    {"area", "areas", "district"},
    {"zone", "areas", "zone"},
    {"industry", "industry", NULL},
    {"size", "size", NULL},
    {"registration", "registration", NULL},
    {"status", "status", NULL},
    {"legal_person", NULL, NULL},
    {"contact", NULL, NULL},
    /* Who owes which form, and what rules ask of a unit. */
    {"vat_kind", "vat-kinds", NULL},
    {"trader", "yes-no", NULL},
    {"key_enterprise", "yes-no", NULL},
    {"overseas", "yes-no", NULL},
    {"accounting_standard", "accounting-standard", NULL},
    {"workers", NULL, NULL},
    {"group_node", "yes-no", NULL},
    {"parent_tier", NULL, NULL},
};

#define N_COLUMNS G_N_ELEMENTS (columns)
#define MAX_TEXT 400 /* characters of a field */

typedef struct {
  const ZbCatalogue *catalogue;
  GPtrArray *rows;
  GPtrArray *errors;
  GHashTable *lines;     /* code → line it stands on */
  int places[N_COLUMNS]; /* where a column stands in the table, or -1 */
} Import;

static void
free_row (gpointer data)
{
  ZbImportRow *row = data;

  for (guint i = 0; i < row->values->len; i++)
    g_free ((char *)g_array_index (row->values, ZbUnitValue, i).value);
  g_array_unref (row->values);
  g_free (row->code);
  g_free (row);
}

G_GNUC_PRINTF (4, 5)
static void
complain (Import *import, int line, const char *column, const char *format, ...)
{
  ZbImportError *fault;
  va_list arguments;

  if (import->errors->len >= ZB_IMPORT_MAX_ERRORS)
    return;
  fault = g_new0 (ZbImportError, 1);
  fault->line = line;
  fault->column = column;
  va_start (arguments, format);
  fault->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (import->errors, fault);
}

static void
check_list (Import *import, const Column *column, const char *value, int line)
{
  const ZbCodeList *list = import->catalogue != NULL && column->list != NULL
                               ? zb_catalogue_code_list (import->catalogue, column->list)
                               : NULL;
  const ZbCode *code = list != NULL ? zb_code_list_find (list, value) : NULL;

  if (list != NULL && code == NULL)
    complain (import, line, column->name, "the code list %s has no code \"%s\"", column->list,
              value);
  else if (code != NULL && column->level != NULL && g_strcmp0 (code->level, column->level) != 0)
    complain (import, line, column->name, "%s is no %s", value, column->level);
}

static void
check_code (Import *import, const char *code, int line)
{
  g_autoptr (GError) fault = NULL;
  gpointer before;

  if (!zb_credit_code_check (code, &fault)) {
    complain (import, line, "uscc", "%s", fault->message);
    return;
  }
  before = g_hash_table_lookup (import->lines, code);
  if (before != NULL)
    complain (import, line, "uscc", "%s stands on line %d already", code, GPOINTER_TO_INT (before));
  else
    g_hash_table_insert (import->lines, g_strdup (code), GINT_TO_POINTER (line));
}

/* (transfer full) The field without blanks around; NULL if it is empty. */
static char *
take_field (const char *const *fields, guint n_fields, int place)
{
  char *text;

  if (place < 0 || (guint)place >= n_fields)
    return NULL;
  text = g_strstrip (g_strdup (fields[place]));
  if (text[0] == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
take_values (Import *import, ZbImportRow *row, const char *const *fields, guint n_fields)
{
  for (guint i = 1; i < N_COLUMNS; i++) {
    ZbUnitValue value = {.name = columns[i].name};

    if (import->places[i] < 0)
      continue;
    value.value = take_field (fields, n_fields, import->places[i]);
    if (value.value != NULL && g_utf8_strlen (value.value, -1) > MAX_TEXT)
      complain (import, row->line, columns[i].name, "longer than %d characters", MAX_TEXT);
    else if (value.value != NULL)
      check_list (import, &columns[i], value.value, row->line);
    else if (g_str_equal (columns[i].name, "name"))
      complain (import, row->line, "name", "a unit needs a name");
    g_array_append_val (row->values, value);
  }
}

static void
take_row (Import *import, const char *const *fields, guint n_fields, int line)
{
  guint n_errors = import->errors->len;
  ZbImportRow *row = g_new0 (ZbImportRow, 1);
  g_autofree char *typed = take_field (fields, n_fields, import->places[0]);

  row->line = line;
  row->code = zb_credit_code_normalise (typed != NULL ? typed : "", NULL);
  row->values = g_array_new (FALSE, FALSE, sizeof (ZbUnitValue));
  check_code (import, row->code, line);
  take_values (import, row, fields, n_fields);
  if (import->errors->len == n_errors)
    g_ptr_array_add (import->rows, row);
  else
    free_row (row);
}

static gboolean
take_heading (Import *import,
              const char *source,
              const char *const *fields,
              guint n_fields,
              int line,
              GError **error)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    import->places[i] = -1;
  for (guint f = 0; f < n_fields; f++) {
    g_autofree char *name = g_strstrip (g_strdup (fields[f]));
    ZbNearName near = zb_near_name (name);
    guint i = 0;

    for (; i < N_COLUMNS && !g_str_equal (columns[i].name, name); i++)
      zb_near_name_offer (&near, columns[i].name);
    if (i == N_COLUMNS || import->places[i] >= 0) {
      g_autofree char *hint = i == N_COLUMNS ? zb_near_name_hint (&near) : g_strdup ("");

      g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                   "%s:%d: column %u: %s column \"%s\"%s", source, line, f + 1,
                   i == N_COLUMNS ? "unknown" : "a second", name, hint);
      return FALSE;
    }
    import->places[i] = (int)f;
  }
  if (import->places[0] >= 0 && import->places[1] >= 0)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
               "%s:%d: the first line names the columns, uscc and name among them", source, line);
  return FALSE;
}

static gboolean
read_all (Import *import, const char *source, ZbCsvReader *reader, GError **error)
{
  g_autoptr (GError) fault = NULL;
  const char *const *fields;
  guint n_fields, heading;
  int line = 1;

  fields = zb_csv_reader_next (reader, &heading, &line, &fault);
  if (fault == NULL && fields == NULL)
    g_set_error (&fault, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID, "%s: there is nothing in it",
                 source);
  if (fault == NULL)
    take_heading (import, source, fields, heading, line, &fault);
  while (fault == NULL &&
         (fields = zb_csv_reader_next (reader, &n_fields, &line, &fault)) != NULL) {
    if (n_fields != heading)
      complain (import, line, "", "%u fields where the first line has %u", n_fields, heading);
    else
      take_row (import, fields, n_fields, line);
  }
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

GPtrArray *
zb_import_read_rows (const ZbCatalogue *catalogue,
                     const char *source,
                     GBytes *csv,
                     GPtrArray *errors,
                     GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (csv, &length);
  g_autoptr (ZbCsvReader) reader = zb_csv_reader_new (source, text, length, ',');
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Import import = {.catalogue = catalogue, .rows = rows, .errors = errors, .lines = lines};

  return read_all (&import, source, reader, error) ? g_steal_pointer (&rows) : NULL;
}
