/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/cell-reading.h"

#include "forms/calculation.h"
#include "forms/concept.h"
#include "forms/error.h"

#include <stdio.h>
#include <string.h>

static ZbCellFault
calculate (const char *typed, guint scale, ZbDecimal *ret_value)
{
  g_autoptr (GError) cause = NULL;

  if (zb_calculation_evaluate (typed, scale, ret_value, &cause))
    return ZB_CELL_FAULT_NONE;
  return cause->code == ZB_FORMS_ERROR_OUT_OF_RANGE ? ZB_CELL_FAULT_OUT_OF_RANGE
                                                    : ZB_CELL_FAULT_CALCULATION;
}

static ZbCellFault
read_calculation (const ZbCellSpec *spec, const char *typed, char **ret_text)
{
  ZbDecimal value;
  ZbCellFault fault = calculate (typed, spec->scale, &value);

  if (fault == ZB_CELL_FAULT_NONE)
    *ret_text = zb_decimal_to_string (value);
  return fault;
}

static ZbCellFault
read_number (const ZbCellSpec *spec, const char *typed, char **ret_text)
{
  ZbDecimal value;
  g_autoptr (GError) cause = NULL;

  if (zb_calculation_is (typed))
    return read_calculation (spec, typed, ret_text);
  if (zb_decimal_parse_entry (typed, spec->scale, &value, &cause)) {
    *ret_text = zb_decimal_to_string (value);
    return ZB_CELL_FAULT_NONE;
  }
  if (cause->code == ZB_FORMS_ERROR_INVALID)
    return ZB_CELL_FAULT_NOT_A_NUMBER;
  return zb_decimal_parse_entry (typed, ZB_DECIMAL_MAX_SCALE, &value, NULL)
             ? ZB_CELL_FAULT_DECIMALS
             : ZB_CELL_FAULT_TOO_LONG;
}

/* "3974", its name in either language, or both as they are shown. */
static ZbCellFault
read_code (const ZbCellSpec *spec, const char *typed, char **ret_text)
{
  g_autofree char *first = g_strndup (typed, strcspn (typed, " "));
  const ZbCode *found = zb_code_list_find (spec->codes, typed);

  for (guint i = 0; found == NULL && i < zb_code_list_length (spec->codes); i++) {
    const ZbCode *code = zb_code_list_at (spec->codes, i);

    if (g_strcmp0 (code->name.zh, typed) == 0 || g_strcmp0 (code->name.en, typed) == 0)
      found = code;
  }
  if (found == NULL && strlen (first) < strlen (typed))
    found = zb_code_list_find (spec->codes, first);
  if (found == NULL)
    return ZB_CELL_FAULT_NOT_IN_LIST;
  *ret_text = g_strdup (found->code);
  return ZB_CELL_FAULT_NONE;
}

static ZbCellFault
read_text (const ZbCellSpec *spec, const char *typed, char **ret_text)
{
  if (!zb_text_check_clean (typed, spec->max_length, NULL))
    return ZB_CELL_FAULT_TEXT;
  *ret_text = g_strdup (typed);
  return ZB_CELL_FAULT_NONE;
}

/* 2024-7-9, 2024/07/09, 2024.7.9 and 20240709 are all taken. */
static ZbCellFault
read_date (const char *typed, char **ret_text)
{
  g_autofree char *text = g_strdelimit (g_strdup (typed), "/.", '-');
  int year = 0, month = 0, day = 0;
  char end;
  gboolean plain = strspn (text, "0123456789") == 8;
  int n = plain ? sscanf (text, "%4d%2d%2d%c", &year, &month, &day, &end)
                : sscanf (text, "%4d-%2d-%2d%c", &year, &month, &day, &end);

  if (n != 3 || year < 1900 ||
      !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return ZB_CELL_FAULT_NOT_A_DATE;
  *ret_text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return ZB_CELL_FAULT_NONE;
}

ZbCellFault
zb_cell_read_typed (const ZbCellSpec *spec, const char *typed, char **ret_text)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));

  if (text[0] == '\0') {
    *ret_text = g_steal_pointer (&text);
    return ZB_CELL_FAULT_NONE;
  }
  switch (spec->type) {
  case ZB_CELL_NUMBER:
    return read_number (spec, text, ret_text);
  case ZB_CELL_CODE:
    return read_code (spec, text, ret_text);
  case ZB_CELL_DATE:
    return read_date (text, ret_text);
  case ZB_CELL_TEXT:
  default:
    return read_text (spec, text, ret_text);
  }
}

/* With as few decimals as it can be held with, so that long figures fit. */
static ZbCellFault
read_exactly (const char *typed, ZbDecimal *ret_value)
{
  ZbCellSpec any = {.type = ZB_CELL_NUMBER};
  g_autofree char *text = NULL;

  if (zb_calculation_is (typed))
    return calculate (typed, ZB_DECIMAL_MAX_SCALE, ret_value);
  for (any.scale = 0; any.scale <= ZB_DECIMAL_MAX_SCALE; any.scale++) {
    ZbCellFault fault = read_number (&any, typed, &text);

    if (fault == ZB_CELL_FAULT_NONE)
      return zb_decimal_parse (text, any.scale, ret_value, NULL) ? fault : ZB_CELL_FAULT_TOO_LONG;
    if (fault != ZB_CELL_FAULT_DECIMALS)
      return fault;
  }
  return ZB_CELL_FAULT_TOO_LONG;
}

ZbCellFault
zb_cell_read_measured (const ZbCellSpec *spec,
                       const char *typed,
                       const ZbMeasure *measure,
                       char **ret_text,
                       gboolean *ret_rounded)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  ZbCellFault fault;
  ZbDecimal value;
  int shift = 0;

  *ret_rounded = FALSE;
  if (spec->type != ZB_CELL_NUMBER || measure == NULL || spec->measure == measure ||
      text[0] == '\0')
    return zb_cell_read_typed (spec, typed, ret_text);
  if (spec->measure == NULL || !zb_measure_shift (measure, spec->measure, &shift))
    return ZB_CELL_FAULT_MEASURE;
  fault = read_exactly (text, &value);
  if (fault != ZB_CELL_FAULT_NONE)
    return fault;
  ZbCellSpec from = {.type = ZB_CELL_NUMBER, .scale = value.scale, .measure = measure};
  *ret_rounded = !zb_cell_convert (value, &from, spec, &value);
  if (*ret_rounded && !zb_cell_convert_half_up (value, &from, spec, &value))
    return ZB_CELL_FAULT_OUT_OF_RANGE;
  *ret_text = zb_decimal_to_string (value);
  return ZB_CELL_FAULT_NONE;
}
