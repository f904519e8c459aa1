/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-reading.h"

#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/report-private.h"

#include <string.h>

static const ZbSection *
current_section (const ZbReportReading *reading)
{
  return &reading->form->sections[reading->section];
}

static gboolean
fail_order (const char *what, const char *name, gboolean again, GError **error)
{
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               again ? "%s %s is given twice" : "%s %s is not in the form's order", what, name);
  return FALSE;
}

static gboolean
fail_field (const ZbReportReading *reading, const char *id, GError **error)
{
  int field = zb_form_find_field (reading->form, id);

  if (field >= 0)
    return fail_order ("field", id, field == reading->field, error);
  return zb_form_fail_field (reading->form, id, error);
}

gboolean
zb_reading_start_field (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  static const ZbAttributeNames names = {{"id"}, 1};
  guint n_fields = zb_form_n_fields (reading->form);
  const char *id = NULL;

  if (!zb_reading_take_attributes (element, &names, &id, error))
    return FALSE;
  for (guint i = (guint)(reading->field + 1); i < n_fields; i++) {
    if (strcmp (zb_form_field (reading->form, i)->id, id) != 0)
      continue;
    reading->field = (int)i;
    return TRUE;
  }
  return fail_field (reading, id, error);
}

gboolean
zb_reading_end_field (ZbReportReading *reading, const char *text, GError **error)
{
  const ZbField *field = zb_form_field (reading->form, (guint)reading->field);
  const char *canonical;

  if (*text == '\0') {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "field %s: a blank field is left out", field->id);
    return FALSE;
  }
  if (!zb_report_set_field (reading->report, (guint)reading->field, text, error))
    return FALSE;
  canonical = zb_report_field (reading->report, (guint)reading->field);
  if (strcmp (canonical, text) == 0)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "field %s: %s must be written as %s",
               field->id, text, canonical);
  return FALSE;
}

static gboolean
fail_section (const ZbReportReading *reading, const char *id, GError **error)
{
  int section = zb_form_find_section (reading->form, id);

  if (section >= 0)
    return fail_order ("section", id, section == reading->section, error);
  return zb_form_fail_section (reading->form, id, error);
}

gboolean
zb_reading_start_section (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  static const ZbAttributeNames names = {{"id"}, 1};
  const char *id = NULL;

  if (!zb_reading_take_attributes (element, &names, &id, error))
    return FALSE;
  for (guint i = (guint)(reading->section + 1); i < reading->form->n_sections; i++) {
    if (strcmp (reading->form->sections[i].id, id) != 0)
      continue;
    reading->section = (int)i;
    reading->row = 0;
    reading->column = -1;
    return TRUE;
  }
  return fail_section (reading, id, error);
}

gboolean
zb_reading_start_row (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  static const ZbAttributeNames names = {{"key"}, 1};
  const ZbSection *section = current_section (reading);
  guint n_rows = zb_report_n_rows (reading->report, (guint)reading->section);
  const char *key = NULL;
  int row;

  if (!zb_reading_take_attributes (element, &names, &key, error))
    return FALSE;
  if (!section->dynamic) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "section %s has fixed rows, its cells stand in no <row>", section->id);
    return FALSE;
  }
  if (n_rows > 0) {
    const char *last = zb_report_row_key (reading->report, (guint)reading->section, n_rows - 1);

    if (strcmp (key, last) <= 0 && zb_section_is_key (key)) {
      g_autofree char *name = g_strdup_printf ("%s.%s", section->id, key);

      return fail_order ("row", name, strcmp (key, last) == 0, error);
    }
  }
  row = zb_report_add_row (reading->report, (guint)reading->section, key, error);
  if (row < 0)
    return FALSE;
  reading->row = (guint)row;
  reading->entry = zb_report_row_entry (reading->report, (guint)reading->section, (guint)row);
  reading->column = -1;
  return TRUE;
}

static gboolean
fail_row (const ZbReportReading *reading, const char *code, GError **error)
{
  const ZbSection *section = current_section (reading);

  if (zb_section_find_row (section, code) >= 0) {
    g_autofree char *name = g_strdup_printf ("%s.%s", section->id, code);

    return fail_order ("row", name, FALSE, error);
  }
  return zb_section_fail_row (section, code, error);
}

/* Cells come in the form's order, so that the row is the last one or one soon after it. */
static gboolean
move_to_row (ZbReportReading *reading, const char *code, GError **error)
{
  const ZbSection *section = current_section (reading);

  for (guint i = reading->row; i < section->n_rows; i++) {
    if (strcmp (section->rows[i].code, code) != 0)
      continue;
    if (i != reading->row)
      reading->column = -1;
    reading->row = i;
    return TRUE;
  }
  return fail_row (reading, code, error);
}

static gboolean
fail_column (const ZbReportReading *reading, const char *code, GError **error)
{
  const ZbSection *section = current_section (reading);
  const char *row = zb_report_row_key (reading->report, (guint)reading->section, reading->row);
  int column = zb_section_find_column (section, code);

  if (column >= 0) {
    g_autofree char *name = g_strdup_printf ("%s.%s.%s", section->id, row, code);

    return fail_order ("cell", name, column == reading->column, error);
  }
  return zb_section_fail_column (section, code, error);
}

static gboolean
move_to_column (ZbReportReading *reading, const char *code, GError **error)
{
  const ZbSection *section = current_section (reading);

  for (guint i = (guint)(reading->column + 1); i < section->n_columns; i++) {
    if (strcmp (section->columns[i].code, code) != 0)
      continue;
    reading->column = (int)i;
    return TRUE;
  }
  return fail_column (reading, code, error);
}

static gboolean
read_state (ZbReportReading *reading, const char *text, GError **error)
{
  static const struct {
    const char *name;
    ZbCellState state;
  } states[] = {
      {"na", ZB_STATE_NOT_APPLICABLE},
      {"scope", ZB_STATE_OUT_OF_SCOPE},
      {"withheld", ZB_STATE_WITHHELD},
  };

  reading->state = ZB_STATE_VALUE;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    if (strcmp (states[i].name, text) != 0)
      continue;
    reading->state = states[i].state;
    return TRUE;
  }
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "st=\"%s\" of <c> must be na, scope or withheld", text);
  return FALSE;
}

gboolean
zb_reading_start_cell (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  static const ZbAttributeNames fixed_names = {{"c", "r", "st"}, 2};
  static const ZbAttributeNames dynamic_names = {{"c", "st"}, 1};
  gboolean dynamic = current_section (reading)->dynamic;
  const char *values[3] = {NULL, NULL, NULL};

  if (dynamic && reading->open[reading->depth - 1] != ZB_PART_ROW) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "section %s has dynamic rows, its cells stand in a <row>",
                 current_section (reading)->id);
    return FALSE;
  }
  if (!zb_reading_take_attributes (element, dynamic ? &dynamic_names : &fixed_names, values, error))
    return FALSE;
  return (dynamic || move_to_row (reading, values[1], error)) &&
         move_to_column (reading, values[0], error) &&
         read_state (reading, values[dynamic ? 1 : 2], error);
}

/* Reads a figure that has exactly the cell's decimals, no leading zeros and no -0; FALSE for all
 * else, about which zb_report_set_canonical() can say more. */
static gboolean
parse_exact (const char *text, guint scale, gint64 *ret_digits)
{
  gboolean negative = *text == '-';
  const char *c = text + negative;
  const char *start = c;
  gint64 digits = 0;

  for (; g_ascii_isdigit (*c); c++) {
    digits = digits * 10 + (*c - '0');
    if (digits > ZB_DECIMAL_MAX_DIGITS)
      return FALSE;
  }
  if (c == start || (*start == '0' && c - start > 1))
    return FALSE;
  if (scale > 0 && *c++ != '.')
    return FALSE;
  for (guint i = 0; i < scale; i++, c++) {
    if (!g_ascii_isdigit (*c))
      return FALSE;
    digits = digits * 10 + (*c - '0');
    if (digits > ZB_DECIMAL_MAX_DIGITS)
      return FALSE;
  }
  *ret_digits = negative ? -digits : digits;
  return *c == '\0' && !(negative && digits == 0);
}

static gboolean
fail_figure (ZbReportReading *reading, guint scale, const char *text, GError **error)
{
  guint section = (guint)reading->section, column = (guint)reading->column;
  g_autofree char *item = NULL;

  if (!zb_report_set_canonical (reading->report, section, reading->row, column, text, error))
    return FALSE;
  item = zb_form_item_id (reading->form, section,
                          zb_report_row_key (reading->report, section, reading->row), column);
  if (*text == '\0')
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "%s: a blank cell is left out",
                 item);
  else
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "%s: %s must be written with %u decimals and no leading zeros", item, text, scale);
  return FALSE;
}

static gboolean
end_without_value (ZbReportReading *reading, const char *text, GError **error)
{
  if (*text != '\0') {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "a cell with the attribute “st” has no text");
    return FALSE;
  }
  zb_report_set_state (reading->report, (guint)reading->section, reading->row,
                       (guint)reading->column, reading->state);
  return TRUE;
}

static ZbCellSpec
current_spec (const ZbReportReading *reading)
{
  const ZbSection *section = current_section (reading);
  guint column = (guint)reading->column;

  if (section->dynamic)
    return zb_section_entry_spec (section, reading->entry, column);
  return section->specs[reading->row * section->n_columns + column];
}

gboolean
zb_reading_end_cell (ZbReportReading *reading, const char *text, GError **error)
{
  guint section = (guint)reading->section, column = (guint)reading->column;
  gboolean applicable;
  ZbCellSpec spec;
  gint64 number;

  spec = current_spec (reading);
  applicable = (spec.flags & ZB_CELL_NOT_APPLICABLE) == 0;
  if (reading->state != ZB_STATE_VALUE && applicable)
    return end_without_value (reading, text, error);
  if (spec.type == ZB_CELL_NUMBER && applicable && parse_exact (text, spec.scale, &number)) {
    zb_report_set_number (reading->report, section, reading->row, column, number);
    return TRUE;
  }
  if (spec.type != ZB_CELL_NUMBER && *text != '\0')
    return zb_report_set_canonical (reading->report, section, reading->row, column, text, error);
  return fail_figure (reading, spec.scale, text, error);
}
