/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-private.h"

#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

#define MAX_CODE_LENGTH 20

/* The data of @section and the index of a cell in its vectors; NULL if there is no such cell. */
static ZbSectionData *
locate (const ZbReport *report, guint section, guint row, guint column, gsize *ret_index)
{
  ZbSectionData *data;
  guint n_columns;

  g_return_val_if_fail (section < report->form->n_sections, NULL);
  data = &report->sections[section];
  n_columns = report->form->sections[section].n_columns;
  g_return_val_if_fail (row < data->n_rows && column < n_columns, NULL);
  *ret_index = (gsize)row * n_columns + column;
  return data;
}

/* The spec without the override by a dynamic row's code-list entry. */
static const ZbCellSpec *
column_spec (const ZbReport *report, guint section, guint row, guint column)
{
  const ZbSection *described = &report->form->sections[section];

  return &described->specs[described->dynamic ? column : row * described->n_columns + column];
}

ZbCell
zb_report_cell (const ZbReport *report, guint section, guint row, guint column)
{
  gsize index = 0;
  const ZbSectionData *data = locate (report, section, row, column, &index);

  if (data == NULL)
    return (ZbCell){.state = ZB_STATE_BLANK};
  return (ZbCell){
      .state = (ZbCellState)data->states[index],
      .number = data->numbers[index],
      .text = data->texts != NULL ? data->texts[index] : NULL,
  };
}

gboolean
zb_report_cell_spec (
    const ZbReport *report, guint section, guint row, guint column, ZbCellSpec *ret_spec)
{
  gsize index;

  if (locate (report, section, row, column, &index) == NULL)
    return FALSE;
  if (report->form->sections[section].dynamic)
    *ret_spec = zb_section_entry_spec (&report->form->sections[section],
                                       report->sections[section].entries[row], column);
  else
    *ret_spec = *column_spec (report, section, row, column);
  return TRUE;
}

gboolean
zb_report_decimal (
    const ZbReport *report, guint section, guint row, guint column, ZbDecimal *ret_value)
{
  ZbCell cell = zb_report_cell (report, section, row, column);
  ZbCellSpec spec;

  if (cell.state != ZB_STATE_VALUE || !zb_report_cell_spec (report, section, row, column, &spec) ||
      spec.type != ZB_CELL_NUMBER)
    return FALSE;
  *ret_value = (ZbDecimal){.digits = cell.number, .scale = spec.scale};
  return TRUE;
}

/* Leaves the cell with @state and nothing in it. */
static void
empty_cell (ZbSectionData *data, gsize index, ZbCellState state)
{
  data->states[index] = (guint8)state;
  data->numbers[index] = 0;
  if (data->texts != NULL)
    g_clear_pointer (&data->texts[index], g_free);
}

void
zb_report_set_number (ZbReport *report, guint section, guint row, guint column, gint64 number)
{
  gsize index = 0;
  ZbSectionData *data = locate (report, section, row, column, &index);

  if (data == NULL || (column_spec (report, section, row, column)->flags & ZB_CELL_NOT_APPLICABLE))
    return;
  data->states[index] = ZB_STATE_VALUE;
  data->numbers[index] = number;
}

void
zb_report_set_text (ZbReport *report, guint section, guint row, guint column, const char *text)
{
  gsize index = 0;
  ZbSectionData *data = locate (report, section, row, column, &index);
  char *copy;

  if (data == NULL || (column_spec (report, section, row, column)->flags & ZB_CELL_NOT_APPLICABLE))
    return;
  if (text == NULL || *text == '\0') {
    empty_cell (data, index, ZB_STATE_BLANK);
    return;
  }
  if (data->texts == NULL)
    data->texts =
        g_new0 (char *, (gsize)data->capacity * report->form->sections[section].n_columns);
  copy = g_strdup (text);
  g_free (data->texts[index]);
  data->texts[index] = copy;
  data->states[index] = ZB_STATE_VALUE;
}

void
zb_report_set_state (ZbReport *report, guint section, guint row, guint column, ZbCellState state)
{
  gsize index = 0;
  ZbSectionData *data = locate (report, section, row, column, &index);

  g_return_if_fail (state != ZB_STATE_VALUE);
  if (data != NULL && !(column_spec (report, section, row, column)->flags & ZB_CELL_NOT_APPLICABLE))
    empty_cell (data, index, state);
}

/* Codes are checked for their notation only: one that the list lacks is a finding, not an error. */
static gboolean
check_code (const char *text, GError **error)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

  if (text[length] == '\0' && length <= MAX_CODE_LENGTH)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "“%.*s” is not a code of 1 to %d letters and digits", 60, text, MAX_CODE_LENGTH);
  return FALSE;
}

/* The number that the first @n signs of @text write; FALSE if one of them is no digit. */
static gboolean
read_digits (const char *text, guint n, guint *ret_number)
{
  guint number = 0;

  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    number = number * 10 + (guint)(text[i] - '0');
  }
  *ret_number = number;
  return TRUE;
}

static gboolean
check_date (const char *text, GError **error)
{
  guint year, month, day;

  if (strlen (text) == 10 && text[4] == '-' && text[7] == '-' && read_digits (text, 4, &year) &&
      read_digits (text + 5, 2, &month) && read_digits (text + 8, 2, &day) &&
      g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "“%.*s” is not a date: write it like 2024-06-30", 60, text);
  return FALSE;
}

gboolean
zb_cell_spec_check_text (const ZbCellSpec *spec, const char *text, GError **error)
{
  if (!zb_text_check (text, MAX (spec->max_length, MAX_CODE_LENGTH), error))
    return FALSE;
  switch (spec->type) {
  case ZB_CELL_CODE:
    return check_code (text, error);
  case ZB_CELL_DATE:
    return check_date (text, error);
  case ZB_CELL_TEXT:
  case ZB_CELL_NUMBER:
  default:
    return zb_text_check (text, spec->max_length, error);
  }
}

static gboolean
set_by_spec (ZbReport *report,
             guint section,
             guint row,
             guint column,
             const ZbCellSpec *spec,
             const char *text,
             GError **error)
{
  ZbDecimal value;

  if (spec->flags & ZB_CELL_NOT_APPLICABLE) {
    g_set_error_literal (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_LOCKED,
                         "the cell is not applicable and takes no input");
    return FALSE;
  }
  if (*text == '\0') {
    zb_report_set_state (report, section, row, column, ZB_STATE_BLANK);
    return TRUE;
  }
  if (spec->type == ZB_CELL_NUMBER) {
    if (!zb_decimal_parse (text, spec->scale, &value, error))
      return FALSE;
    zb_report_set_number (report, section, row, column, value.digits);
    return TRUE;
  }
  if (!zb_cell_spec_check_text (spec, text, error))
    return FALSE;
  zb_report_set_text (report, section, row, column, text);
  return TRUE;
}

gboolean
zb_report_set_canonical (
    ZbReport *report, guint section, guint row, guint column, const char *text, GError **error)
{
  ZbCellSpec spec;

  if (!zb_report_cell_spec (report, section, row, column, &spec)) {
    g_set_error_literal (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, "there is no such cell");
    return FALSE;
  }
  if (!set_by_spec (report, section, row, column, &spec, text, error)) {
    g_autofree char *item =
        zb_form_item_id (report->form, section, zb_report_row_key (report, section, row), column);

    g_prefix_error (error, "%s: ", item);
    return FALSE;
  }
  return TRUE;
}
