/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "forms/calculation.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Whatever is calculated is a figure of that many decimals that can be written and read again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");
  ZbDecimal value, again;
  guint scale = size % (ZB_DECIMAL_MAX_SCALE + 1);

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  zb_calculation_is (text);
  if (!zb_calculation_evaluate (text, scale, &value, NULL))
    return 0;
  g_autofree char *written = zb_decimal_to_string (value);
  if (value.scale != scale || !zb_decimal_parse (written, scale, &again, NULL) ||
      zb_decimal_compare (value, again) != 0)
    abort ();
  return 0;
}
