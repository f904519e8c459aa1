/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/cell-entry.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/language.h"
#include "desktop/widgets/grid-error.h"

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

gboolean
zb_cell_entry_refuse (const ZbCellSpec *spec, const char *typed, ZbCellFault fault, GError **error)
{
  switch (fault) {
  case ZB_CELL_FAULT_OUT_OF_RANGE:
    return refuse (error, _ ("What “%s” comes to does not fit this cell."), typed);
  case ZB_CELL_FAULT_CALCULATION:
    return refuse (error, _ ("“%s” cannot be worked out. Write it like =1200+35*4."), typed);
  case ZB_CELL_FAULT_TOO_LONG:
    return refuse (error, _ ("“%s” is too long: a figure has at most 18 digits."), typed);
  case ZB_CELL_FAULT_DECIMALS:
    return spec->scale == 0
               ? refuse (error, _ ("“%s” has decimals; this cell takes whole numbers."), typed)
               : refuse (error,
                         ngettext ("“%s” has too many decimals; this cell takes %u.",
                                   "“%s” has too many decimals; this cell takes %u.", spec->scale),
                         typed, spec->scale);
  case ZB_CELL_FAULT_NOT_IN_LIST:
    return refuse (error, _ ("“%s” is not in the list “%s”."), typed,
                   zb_language_text (zb_code_list_title (spec->codes)));
  case ZB_CELL_FAULT_NOT_A_DATE:
    return refuse (error, _ ("“%s” is not a date. Write it like 2024-07-09."), typed);
  case ZB_CELL_FAULT_TEXT:
    return refuse (error,
                   ngettext ("This is too long: at most %u character fits here.",
                             "This is too long: at most %u characters fit here.", spec->max_length),
                   spec->max_length);
  case ZB_CELL_FAULT_MEASURE:
    return refuse (error, _ ("“%s” counts something else than this cell."), typed);
  case ZB_CELL_FAULT_NOT_A_NUMBER:
  default:
    return refuse (error, _ ("“%s” is not a number."), typed);
  }
}

gboolean
zb_cell_entry_read (const ZbCellSpec *spec, const char *typed, char **ret_text, GError **error)
{
  ZbCellFault fault = zb_cell_read_typed (spec, typed, ret_text);
  g_autofree char *text = g_strstrip (g_strdup (typed));

  return fault == ZB_CELL_FAULT_NONE || zb_cell_entry_refuse (spec, text, fault, error);
}

char *
zb_cell_entry_show_code (const ZbCellSpec *spec, const char *text)
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
    return zb_cell_entry_show_code (&spec, cell.text);
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
