/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* An exact figure: digits × 10^-scale. At most 18 digits, scale 0–6. Never a binary fraction. */
typedef struct {
  gint64 digits;
  guint scale;
} ZbDecimal;

#define ZB_DECIMAL_MAX_SCALE 6
#define ZB_DECIMAL_MAX_DIGITS G_GINT64_CONSTANT (999999999999999999)
#define ZB_DECIMAL_TEXT_SIZE 32 /* enough for zb_decimal_format() */

/* Reads the canonical notation of files: -?digits[.digits], ASCII, no blanks, no plus, at most
 * @max_scale decimals (fewer are scaled up exactly, so that ret_value->scale == max_scale). */
gboolean zb_decimal_parse (const char *text, guint max_scale, ZbDecimal *ret_value, GError **error);
/* Reads what a person types or pastes: also thousands separators, full-width digits and signs,
 * blanks around, a leading plus, (1,234) and a trailing minus for negatives. */
gboolean
zb_decimal_parse_entry (const char *text, guint max_scale, ZbDecimal *ret_value, GError **error);
/* Writes the canonical notation with exactly @value.scale decimals; returns @buffer. */
const char *zb_decimal_format (ZbDecimal value, char buffer[ZB_DECIMAL_TEXT_SIZE]);
char *zb_decimal_to_string (ZbDecimal value);
/* With thousands separators, for people. */
char *zb_decimal_to_display (ZbDecimal value);
/* The same value at another scale; FALSE if digits other than 0 would be lost or it overflows. */
gboolean zb_decimal_rescale (ZbDecimal value, guint scale, ZbDecimal *ret_value);
int zb_decimal_compare (ZbDecimal a, ZbDecimal b);
