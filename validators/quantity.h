/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* What kind of value a part of a rule has, and of a figure its dimension and place value: the
 * figure is digits × 10^exponent in the base unit of its dimension. Known when the rules are
 * compiled, so that rescaling is exact and mixed dimensions are refused there. */

typedef enum { ZB_VALUE_NUMBER, ZB_VALUE_TEXT, ZB_VALUE_CONDITION } ZbValueKind;

typedef enum {
  ZB_NUMBER_BARE,       /* as written in the rule: takes the unit of what it meets */
  ZB_NUMBER_RATIO,      /* 0.7, 5 %: dimensions that cancelled */
  ZB_NUMBER_UNDECLARED, /* a cell whose form states no measure */
  ZB_NUMBER_MEASURED,
  ZB_NUMBER_ANY, /* known only when it runs: a parameter, in the base unit */
} ZbNumberNature;

#define ZB_QUANTITY_MAX_FACTORS 4
/* Figures of rows that bring their own measure are held at this scale, in the row's unit. */
#define ZB_LATE_EXPONENT (-6)
/* Parameters are held at this scale: figures of up to six decimals, also in percent. */
#define ZB_PARAMETER_EXPONENT (-8)

typedef struct {
  ZbValueKind kind;
  ZbNumberNature nature;
  guint n_factors;
  struct {
    GQuark dimension;
    int power;
  } factors[ZB_QUANTITY_MAX_FACTORS];
  int unit;      /* power of ten of the unit people see: 3 for 千元 */
  int exponent;  /* of the last digit, in the base unit: 1 for 千元 with two decimals */
  gboolean late; /* the measure comes with the row */
} ZbQuantity;

ZbQuantity zb_quantity_condition (void);
ZbQuantity zb_quantity_text (void);
ZbQuantity zb_quantity_bare (int exponent);
ZbQuantity zb_quantity_ratio (int exponent);
/* Of a cell; @late_list (nullable) names the code list whose entries bring the measure. */
ZbQuantity zb_quantity_of_spec (const ZbCellSpec *spec, const char *late_list);
/* "CNY", "万元", "CNY/TONNE"; FALSE if a measure is unknown. */
gboolean zb_quantity_parse_unit (const char *unit, int exponent, ZbQuantity *ret_quantity);

/* FALSE if there would be too many factors. */
gboolean zb_quantity_multiply (const ZbQuantity *a, const ZbQuantity *b, ZbQuantity *ret_product);
gboolean zb_quantity_divide (const ZbQuantity *a, const ZbQuantity *b, ZbQuantity *ret_quotient);
/* Makes @a and @b comparable: a bare one takes the other's unit. FALSE if they cannot meet. */
gboolean zb_quantity_meet (ZbQuantity *a, ZbQuantity *b);
/* The measure people see it in; NULL for ratios, bare numbers and compound units. */
const ZbMeasure *zb_quantity_measure (const ZbQuantity *quantity);
/* "thousand yuan", "tonnes per hour", "a plain number": for messages of the compiler; caller
 * frees. */
char *zb_quantity_describe (const ZbQuantity *quantity);
