/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/text.h"

/* A unit of measure: a dimension and a power of ten. 千元 is CNY × 10^3, 万千瓦时 kWh × 10^4.
 * Conversion between measures of one dimension is exact. ("Unit" alone means a statistical unit in
 * this house.) */
typedef struct {
  const char *id; /* stable, ASCII: "CNY1000", "MWH10" … */
  const char *
      dimension; /* "CNY", "USD", "person", "tonne" … ; products count in dimensions of their own */
  int exponent; /* power of ten */
  ZbText name;  /* 千元 / thousand yuan */
} ZbMeasure;

/* By id or by either name; NULL if unknown. Static data. */
const ZbMeasure *zb_measure_find (const char *id_or_name);
/* All measures in printed order; NULL behind the last. */
const ZbMeasure *zb_measure_at (guint index);
/* Power of ten that takes a figure in @from to @to; FALSE if the dimensions differ. */
gboolean zb_measure_shift (const ZbMeasure *from, const ZbMeasure *to, int *ret_exponent);
