/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/cell-entry.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "desktop/enterprise/language.h"
#include "desktop/widgets/grid-error.h"
#include "forms/calculation.h"
#include "forms/error.h"

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED, text);
  return FALSE;
}

/* A figure worked out on the spot; the cell keeps what comes of it. */
static gboolean
read_calculation (const ZbCellSpec *spec, const char *typed, char **ret_text, GError **error)
{
  ZbDecimal value;
  g_autoptr (GError) cause = NULL;

  if (zb_calculation_evaluate (typed, spec->scale, &value, &cause)) {
    *ret_text = zb_decimal_to_string (value);
    return TRUE;
  }
  if (cause->code == ZB_FORMS_ERROR_OUT_OF_RANGE)
    return refuse (error, _ ("What “%s” comes to does not fit this cell."), typed);
  return refuse (error, _ ("“%s” cannot be worked out. Write it like =1200+35*4."), typed);
}

static gboolean
read_number (const ZbCellSpec *spec, const char *typed, char **ret_text, GError **error)
{
  ZbDecimal value;
  g_autoptr (GError) cause = NULL;

  if (zb_calculation_is (typed))
    return read_calculation (spec, typed, ret_text, error);
  if (zb_decimal_parse_entry (typed, spec->scale, &value, &cause)) {
    *ret_text = zb_decimal_to_string (value);
    return TRUE;
  }
  if (cause->code == ZB_FORMS_ERROR_INVALID)
    return refuse (error, _ ("“%s” is not a number."), typed);
  if (!zb_decimal_parse_entry (typed, ZB_DECIMAL_MAX_SCALE, &value, NULL))
    return refuse (error, _ ("“%s” is too long: a figure has at most 18 digits."), typed);
  if (spec->scale == 0)
    return refuse (error, _ ("“%s” has decimals; this cell takes whole numbers."), typed);
  return refuse (error,
                 ngettext ("“%s” has too many decimals; this cell takes %u.",
                           "“%s” has too many decimals; this cell takes %u.", spec->scale),
                 typed, spec->scale);
}

static gboolean
read_code (const ZbCellSpec *spec, const char *typed, char **ret_text, GError **error)
{
  if (zb_code_list_find (spec->codes, typed) != NULL) {
    *ret_text = g_strdup (typed);
    return TRUE;
  }
  for (guint i = 0; i < zb_code_list_length (spec->codes); i++) {
    const ZbCode *code = zb_code_list_at (spec->codes, i);
    if (g_strcmp0 (code->name.zh, typed) == 0 || g_strcmp0 (code->name.en, typed) == 0) {
      *ret_text = g_strdup (code->code);
      return TRUE;
    }
  }
  return refuse (error, _ ("“%s” is not in the list “%s”."), typed,
                 zb_language_text (zb_code_list_title (spec->codes)));
}

static gboolean
read_text (const ZbCellSpec *spec, const char *typed, char **ret_text, GError **error)
{
  if (!zb_text_check_clean (typed, spec->max_length, NULL))
    return refuse (error,
                   ngettext ("This is too long: at most %u character fits here.",
                             "This is too long: at most %u characters fit here.", spec->max_length),
                   spec->max_length);
  *ret_text = g_strdup (typed);
  return TRUE;
}

/* 2024-7-9, 2024/07/09, 2024.7.9 and 20240709 are all taken. */
static gboolean
read_date (const char *typed, char **ret_text, GError **error)
{
  g_autofree char *text = g_strdelimit (g_strdup (typed), "/.", '-');
  int year = 0, month = 0, day = 0;
  char end;
  int n = strlen (text) == 8 ? sscanf (text, "%4d%2d%2d%c", &year, &month, &day, &end)
                             : sscanf (text, "%4d-%2d-%2d%c", &year, &month, &day, &end);

  if (n != 3 || year < 1900 ||
      !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return refuse (error, _ ("“%s” is not a date. Write it like 2024-07-09."), typed);
  *ret_text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return TRUE;
}

gboolean
zb_cell_entry_read (const ZbCellSpec *spec, const char *typed, char **ret_text, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));

  if (text[0] == '\0') {
    *ret_text = g_steal_pointer (&text);
    return TRUE;
  }
  switch (spec->type) {
  case ZB_CELL_NUMBER:
    return read_number (spec, text, ret_text, error);
  case ZB_CELL_CODE:
    return read_code (spec, text, ret_text, error);
  case ZB_CELL_DATE:
    return read_date (text, ret_text, error);
  case ZB_CELL_TEXT:
  default:
    return read_text (spec, text, ret_text, error);
  }
}

static char *
show_code (const ZbCellSpec *spec, const char *text)
{
  const ZbCode *code = spec->codes != NULL ? zb_code_list_find (spec->codes, text) : NULL;
  return code != NULL ? g_strdup_printf ("%s %s", text, zb_language_text (&code->name))
                      : g_strdup (text);
}

char *
zb_cell_entry_show (const ZbReport *report, guint section, guint row, guint column)
{
  ZbCell cell = zb_report_cell (report, section, row, column);
  ZbCellSpec spec;
  ZbDecimal value;

  if (cell.state != ZB_STATE_VALUE || !zb_report_cell_spec (report, section, row, column, &spec))
    return g_strdup (cell.state == ZB_STATE_BLANK ? "" : "—");
  if (spec.type == ZB_CELL_CODE)
    return show_code (&spec, cell.text);
  if (spec.type != ZB_CELL_NUMBER)
    return g_strdup (cell.text);
  return zb_report_decimal (report, section, row, column, &value) ? zb_decimal_to_display (value)
                                                                  : g_strdup ("");
}

char *
zb_cell_entry_plain (const ZbReport *report, guint section, guint row, guint column)
{
  ZbCell cell = zb_report_cell (report, section, row, column);
  ZbDecimal value;

  if (cell.state != ZB_STATE_VALUE)
    return g_strdup ("");
  if (cell.text != NULL)
    return g_strdup (cell.text);
  return zb_report_decimal (report, section, row, column, &value) ? zb_decimal_to_string (value)
                                                                  : g_strdup ("");
}
