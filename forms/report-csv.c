/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-csv.h"

#include "formats/csv-reader.h"
#include "formats/csv-writer.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/report-private.h"

#include <string.h>

enum { SECTION, ROW, COLUMN, VALUE, N_FIELDS };

static const char *const header[] = {"section", "row", "column", "value"};
#define HEAD_SECTION "head"

typedef struct {
  ZbReport *report; /* a copy: the caller's report changes only when all went well */
  const ZbForm *form;
  const char *source;
  int line;
  GHashTable *seen; /* item and field ids that were given */
} Reading;

/* Puts file, line and column before @error, which is set; returns FALSE. */
static gboolean
fail_at (const Reading *reading, guint field, GError **error)
{
  g_prefix_error (error, "%s:%d: column %u (%s): ", reading->source, reading->line, field + 1,
                  header[field]);
  return FALSE;
}

static gboolean
take_once (const Reading *reading, const char *name, GError **error)
{
  if (g_hash_table_add (reading->seen, g_strdup (name)))
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s is given twice", name) ||
         fail_at (reading, ROW, error);
}

/* Text as it was before the writer kept spreadsheets from taking it for a formula. */
static const char *
without_apostrophe (const char *text)
{
  static const char *const beginnings[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  const char *rest;

  if (*text != '\'')
    return text;
  rest = text + 1 + strspn (text + 1, " \t\r\n");
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (g_str_has_prefix (rest, beginnings[i]))
      return text + 1;
  return text;
}

static gboolean
read_field (Reading *reading, const char *const *record, GError **error)
{
  int field = zb_form_find_field (reading->form, record[ROW]);
  g_autofree char *name = g_strdup_printf (HEAD_SECTION ".%s", record[ROW]);

  if (field >= 0 && *record[COLUMN] != '\0')
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "header fields have no column") ||
           fail_at (reading, COLUMN, error);
  if (field >= 0)
    return take_once (reading, name, error) &&
           (zb_report_set_field (reading->report, (guint)field, without_apostrophe (record[VALUE]),
                                 error) ||
            fail_at (reading, VALUE, error));
  zb_form_fail_field (reading->form, record[ROW], error);
  return fail_at (reading, ROW, error);
}

static gboolean
find_section (const Reading *reading, const char *id, guint *ret_section, GError **error)
{
  int section =
      *id == '\0' && reading->form->n_sections == 1 ? 0 : zb_form_find_section (reading->form, id);

  if (section >= 0) {
    *ret_section = (guint)section;
    return TRUE;
  }
  if (*id == '\0')
    return zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "form %s has %u sections, say which",
                          reading->form->id, reading->form->n_sections) ||
           fail_at (reading, SECTION, error);
  zb_form_fail_section (reading->form, id, error);
  return fail_at (reading, SECTION, error);
}

/* Spreadsheets drop leading zeros: 1 stands for the row 01 if no row 1 is there. */
static int
find_row_without_zeros (const ZbSection *section, const char *code)
{
  int found = -1;

  for (guint i = 0; i < section->n_rows; i++) {
    const char *known = section->rows[i].code;

    if (strcmp (known + strspn (known, "0"), code) != 0)
      continue;
    if (found >= 0)
      return -1;
    found = (int)i;
  }
  return found;
}

static int
find_fixed_row (const Reading *reading, const ZbSection *section, const char *code, GError **error)
{
  int row = zb_section_find_row (section, code);

  if (row < 0 && *code != '\0')
    row = find_row_without_zeros (section, code);
  if (row >= 0)
    return row;
  zb_section_fail_row (section, code, error);
  fail_at (reading, ROW, error);
  return -1;
}

static int
add_dynamic_row (Reading *reading, guint section, const char *code, GError **error)
{
  const ZbCodeList *keys = reading->form->sections[section].keys;
  g_autofree char *padded = g_strdup_printf ("0%s", code);
  gboolean lost_zero =
      zb_code_list_find (keys, code) == NULL && zb_code_list_find (keys, padded) != NULL;
  int row = zb_report_add_row (reading->report, section, lost_zero ? padded : code, error);

  if (row < 0)
    fail_at (reading, ROW, error);
  return row;
}

static gboolean
find_column (const Reading *reading,
             const ZbSection *section,
             const char *code,
             guint *ret_column,
             GError **error)
{
  int column = zb_section_find_column (section, code);

  if (column >= 0) {
    *ret_column = (guint)column;
    return TRUE;
  }
  zb_section_fail_column (section, code, error);
  return fail_at (reading, COLUMN, error);
}

typedef struct {
  guint section, row, column;
  ZbCellSpec spec;
  char *item; /* owned */
} Place;

static const struct {
  const char *name;
  ZbCellState state;
} states[] = {
    {"—", ZB_STATE_NOT_APPLICABLE},
    {"#na", ZB_STATE_NOT_APPLICABLE},
    {"#scope", ZB_STATE_OUT_OF_SCOPE},
    {"#withheld", ZB_STATE_WITHHELD},
};

/* Cells that nobody types take what they hold already, so that a whole export may come back. */
static gboolean
check_locked (const Reading *reading, const Place *place, const char *text, GError **error)
{
  ZbDecimal held, given;

  if (zb_report_decimal (reading->report, place->section, place->row, place->column, &held) &&
      zb_decimal_parse_entry (text, held.scale, &given, NULL) && given.digits == held.digits)
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_LOCKED, error, "%s is %s and takes no input", place->item,
                        place->spec.flags & ZB_CELL_COMPUTED ? "computed" : "locked") ||
         fail_at (reading, VALUE, error);
}

static gboolean
set_number (const Reading *reading, const Place *place, const char *text, GError **error)
{
  ZbDecimal value;

  if (!zb_decimal_parse_entry (text, place->spec.scale, &value, error)) {
    g_prefix_error (error, "%s: ", place->item);
    return fail_at (reading, VALUE, error);
  }
  zb_report_set_number (reading->report, place->section, place->row, place->column, value.digits);
  return TRUE;
}

static gboolean
set_value (const Reading *reading, const Place *place, const char *text, GError **error)
{
  guint flags = place->spec.flags;

  if (*text == '\0' && (flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED | ZB_CELL_NOT_APPLICABLE)))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    if (strcmp (text, states[i].name) != 0)
      continue;
    zb_report_set_state (reading->report, place->section, place->row, place->column,
                         states[i].state);
    return TRUE;
  }
  if (flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED))
    return check_locked (reading, place, text, error);
  if (place->spec.type == ZB_CELL_NUMBER && *text != '\0' && !(flags & ZB_CELL_NOT_APPLICABLE))
    return set_number (reading, place, text, error);
  return zb_report_set_canonical (reading->report, place->section, place->row, place->column,
                                  without_apostrophe (text), error) ||
         fail_at (reading, VALUE, error);
}

static gboolean
read_cell (Reading *reading, const char *const *record, GError **error)
{
  const ZbSection *section;
  g_autofree char *item = NULL;
  Place place = {0};
  int row;

  if (!find_section (reading, record[SECTION], &place.section, error))
    return FALSE;
  section = &reading->form->sections[place.section];
  if (!find_column (reading, section, record[COLUMN], &place.column, error))
    return FALSE;
  row = section->dynamic ? add_dynamic_row (reading, place.section, record[ROW], error)
                         : find_fixed_row (reading, section, record[ROW], error);
  if (row < 0)
    return FALSE;
  place.row = (guint)row;
  item =
      zb_form_item_id (reading->form, place.section,
                       zb_report_row_key (reading->report, place.section, place.row), place.column);
  place.item = item;
  zb_report_cell_spec (reading->report, place.section, place.row, place.column, &place.spec);
  return take_once (reading, item, error) && set_value (reading, &place, record[VALUE], error);
}

static gboolean
check_n_fields (const Reading *reading, guint n_fields, GError **error)
{
  if (n_fields == N_FIELDS)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "%s:%d: %u columns where section,row,column,value are expected", reading->source,
               reading->line, n_fields);
  return FALSE;
}

static gboolean
check_header (const Reading *reading, const char *const *record, GError **error)
{
  for (guint i = 0; i < N_FIELDS; i++)
    if (g_ascii_strcasecmp (record[i], header[i]) != 0)
      return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error,
                            "the first line must be section,row,column,value") ||
             fail_at (reading, i, error);
  return TRUE;
}

static gboolean
read_records (Reading *reading, ZbCsvReader *csv, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean begun = FALSE;
  guint n_fields = 0;
  const char *const *record;

  while ((record = zb_csv_reader_next (csv, &n_fields, &reading->line, &problem)) != NULL) {
    gboolean read;

    if (!check_n_fields (reading, n_fields, error))
      return FALSE;
    if (!begun)
      read = check_header (reading, record, error);
    else if (strcmp (record[SECTION], HEAD_SECTION) == 0)
      read = read_field (reading, record, error);
    else
      read = read_cell (reading, record, error);
    if (!read)
      return FALSE;
    begun = TRUE;
  }
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  return begun ||
         zb_forms_fail (ZB_FORMS_ERROR_INVALID, error,
                        "the first line must be section,row,column,value") ||
         fail_at (reading, SECTION, error);
}

/* A table copied from a spreadsheet has tabs where a CSV file has commas. */
static char
find_separator (const char *text, gsize length)
{
  for (gsize i = 0; i < length && text[i] != '\n' && text[i] != ','; i++)
    if (text[i] == '\t')
      return '\t';
  return ',';
}

gboolean
zb_report_read_csv (
    ZbReport *report, const char *source, const char *text, gsize length, GError **error)
{
  g_autoptr (ZbReport) copy = zb_report_copy (report);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ZbCsvReader) csv =
      zb_csv_reader_new (source, text, length, find_separator (text, length));
  Reading reading = {copy, zb_report_form (report), source, 1, seen};

  if (!read_records (&reading, csv, error))
    return FALSE;
  zb_report_swap_contents (report, copy);
  return TRUE;
}

static void
write_place (ZbCsvWriter *csv, const char *section, const char *row, const char *column)
{
  zb_csv_writer_text (csv, section);
  zb_csv_writer_text (csv, row);
  zb_csv_writer_text (csv, column);
}

static void
write_cell (ZbCsvWriter *csv, const ZbReport *report, guint section, guint row, guint column)
{
  const ZbSection *described = &zb_report_form (report)->sections[section];
  ZbCell cell = zb_report_cell (report, section, row, column);
  char text[ZB_DECIMAL_TEXT_SIZE];
  ZbDecimal value;
  ZbCellSpec spec;

  if (cell.state == ZB_STATE_BLANK || !zb_report_cell_spec (report, section, row, column, &spec) ||
      (spec.flags & ZB_CELL_NOT_APPLICABLE))
    return;
  write_place (csv, described->id, zb_report_row_key (report, section, row),
               described->columns[column].code);
  if (zb_report_decimal (report, section, row, column, &value))
    zb_csv_writer_number (csv, zb_decimal_format (value, text));
  else if (cell.state == ZB_STATE_VALUE)
    zb_csv_writer_text (csv, cell.text);
  for (guint i = 1; i < G_N_ELEMENTS (states); i++)
    if (states[i].state == cell.state)
      zb_csv_writer_text (csv, states[i].name);
  zb_csv_writer_end_row (csv);
}

GBytes *
zb_report_to_csv (const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  g_autoptr (ZbCsvWriter) csv = zb_csv_writer_new ();

  write_place (csv, header[SECTION], header[ROW], header[COLUMN]);
  zb_csv_writer_text (csv, header[VALUE]);
  zb_csv_writer_end_row (csv);
  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    if (zb_report_field (report, i) == NULL)
      continue;
    write_place (csv, HEAD_SECTION, zb_form_field (form, i)->id, "");
    zb_csv_writer_text (csv, zb_report_field (report, i));
    zb_csv_writer_end_row (csv);
  }
  for (guint section = 0; section < form->n_sections; section++)
    for (guint row = 0; row < zb_report_n_rows (report, section); row++)
      for (guint column = 0; column < form->sections[section].n_columns; column++)
        write_cell (csv, report, section, row, column);
  return zb_csv_writer_finish (csv);
}
