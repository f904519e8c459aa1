/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/quantity.h"

#include <string.h>

ZbQuantity
zb_quantity_condition (void)
{
  return (ZbQuantity){.kind = ZB_VALUE_CONDITION};
}

ZbQuantity
zb_quantity_text (void)
{
  return (ZbQuantity){.kind = ZB_VALUE_TEXT};
}

ZbQuantity
zb_quantity_bare (int exponent)
{
  return (ZbQuantity){.kind = ZB_VALUE_NUMBER, .nature = ZB_NUMBER_BARE, .exponent = exponent};
}

ZbQuantity
zb_quantity_ratio (int exponent)
{
  return (ZbQuantity){.kind = ZB_VALUE_NUMBER, .nature = ZB_NUMBER_RATIO, .exponent = exponent};
}

static ZbQuantity
of_measure (const ZbMeasure *measure, int exponent)
{
  ZbQuantity quantity = {.kind = ZB_VALUE_NUMBER,
                         .nature = ZB_NUMBER_MEASURED,
                         .unit = measure->exponent,
                         .exponent = measure->exponent + exponent};

  if (strcmp (measure->dimension, "ratio") == 0) {
    quantity.nature = ZB_NUMBER_RATIO;
    return quantity;
  }
  quantity.n_factors = 1;
  quantity.factors[0].dimension = g_quark_from_string (measure->dimension);
  quantity.factors[0].power = 1;
  return quantity;
}

ZbQuantity
zb_quantity_of_spec (const ZbCellSpec *spec, const char *late_list)
{
  ZbQuantity quantity = {.kind = ZB_VALUE_NUMBER, .nature = ZB_NUMBER_UNDECLARED};

  if (spec->type != ZB_CELL_NUMBER)
    return zb_quantity_text ();
  if (late_list != NULL) {
    g_autofree char *dimension = g_strdup_printf ("measure of the row's entry in %s", late_list);

    quantity.nature = ZB_NUMBER_MEASURED;
    quantity.late = TRUE;
    quantity.exponent = ZB_LATE_EXPONENT;
    quantity.n_factors = 1;
    quantity.factors[0].dimension = g_quark_from_string (dimension);
    quantity.factors[0].power = 1;
    return quantity;
  }
  if (spec->measure != NULL)
    return of_measure (spec->measure, -(int)spec->scale);
  quantity.exponent = -(int)spec->scale;
  return quantity;
}

gboolean
zb_quantity_parse_unit (const char *unit, int exponent, ZbQuantity *ret_quantity)
{
  g_auto (GStrv) parts = g_strsplit (unit, "/", 2);
  const ZbMeasure *above = zb_measure_find (parts[0]);
  const ZbMeasure *below = parts[1] == NULL ? NULL : zb_measure_find (parts[1]);
  ZbQuantity quantity;

  if (above == NULL || (parts[1] != NULL && below == NULL))
    return FALSE;
  quantity = of_measure (above, exponent);
  if (below != NULL) {
    ZbQuantity divisor = of_measure (below, 0);

    return zb_quantity_divide (&quantity, &divisor, ret_quantity);
  }
  *ret_quantity = quantity;
  return TRUE;
}

static gboolean
add_factor (ZbQuantity *quantity, GQuark dimension, int power)
{
  for (guint i = 0; i < quantity->n_factors; i++) {
    if (quantity->factors[i].dimension != dimension)
      continue;
    quantity->factors[i].power += power;
    if (quantity->factors[i].power == 0)
      quantity->factors[i] = quantity->factors[--quantity->n_factors];
    return TRUE;
  }
  if (quantity->n_factors == ZB_QUANTITY_MAX_FACTORS)
    return FALSE;
  quantity->factors[quantity->n_factors].dimension = dimension;
  quantity->factors[quantity->n_factors].power = power;
  quantity->n_factors++;
  return TRUE;
}

/* A cell without a measure times a measured one is read as a coefficient printed beside it: both
 * count in the units people see, and the result is a plain number. */
static gboolean
is_coefficient (const ZbQuantity *a, const ZbQuantity *b)
{
  return a->nature == ZB_NUMBER_UNDECLARED &&
         (b->nature == ZB_NUMBER_MEASURED || b->nature == ZB_NUMBER_UNDECLARED);
}

static int
visible_exponent (const ZbQuantity *quantity)
{
  return quantity->exponent - quantity->unit;
}

/* A ratio's own unit (percent) is no part of a product's unit. */
static int
unit_in_product (const ZbQuantity *quantity)
{
  return quantity->nature == ZB_NUMBER_RATIO ? 0 : quantity->unit;
}

static ZbNumberNature
nature_of_product (const ZbQuantity *a, const ZbQuantity *b, guint n_factors)
{
  if (a->nature == ZB_NUMBER_ANY || b->nature == ZB_NUMBER_ANY)
    return ZB_NUMBER_ANY;
  if (n_factors > 0)
    return ZB_NUMBER_MEASURED;
  if (a->nature == ZB_NUMBER_BARE && b->nature == ZB_NUMBER_BARE)
    return ZB_NUMBER_BARE;
  if (a->nature == ZB_NUMBER_UNDECLARED || b->nature == ZB_NUMBER_UNDECLARED)
    return ZB_NUMBER_UNDECLARED;
  return ZB_NUMBER_RATIO;
}

/* @sign is 1 for a product, -1 for a quotient. */
static gboolean
combine (const ZbQuantity *a, const ZbQuantity *b, int sign, ZbQuantity *ret_quantity)
{
  ZbQuantity result = *a;

  if (is_coefficient (a, b) || is_coefficient (b, a)) {
    *ret_quantity = zb_quantity_bare (visible_exponent (a) + sign * visible_exponent (b));
    return TRUE;
  }
  for (guint i = 0; i < b->n_factors; i++) {
    if (!add_factor (&result, b->factors[i].dimension, sign * b->factors[i].power))
      return FALSE;
  }
  result.nature = nature_of_product (a, b, result.n_factors);
  result.exponent = a->exponent + sign * b->exponent;
  result.unit = result.nature == ZB_NUMBER_MEASURED || result.nature == ZB_NUMBER_UNDECLARED
                    ? unit_in_product (a) + sign * unit_in_product (b)
                    : 0;
  if (result.nature == ZB_NUMBER_ANY)
    result.n_factors = 0;
  result.late = result.n_factors > 0 && (a->late || b->late);
  *ret_quantity = result;
  return TRUE;
}

gboolean
zb_quantity_multiply (const ZbQuantity *a, const ZbQuantity *b, ZbQuantity *ret_product)
{
  return combine (a, b, 1, ret_product);
}

gboolean
zb_quantity_divide (const ZbQuantity *a, const ZbQuantity *b, ZbQuantity *ret_quotient)
{
  return combine (a, b, -1, ret_quotient);
}

/* "Per person" is a way to count, not a dimension: yuan per person compare with yuan. */
static gboolean
is_per_counted (GQuark dimension, int power)
{
  static const char *const counted[] = {"person", "visit", "household", "firm"};

  for (gsize i = 0; power < 0 && i < G_N_ELEMENTS (counted); i++) {
    if (strcmp (g_quark_to_string (dimension), counted[i]) == 0)
      return TRUE;
  }
  return FALSE;
}

static int
power_of (const ZbQuantity *quantity, GQuark dimension)
{
  for (guint i = 0; i < quantity->n_factors; i++) {
    if (quantity->factors[i].dimension == dimension)
      return is_per_counted (dimension, quantity->factors[i].power) ? 0
                                                                    : quantity->factors[i].power;
  }
  return 0;
}

static gboolean
same_dimension (const ZbQuantity *a, const ZbQuantity *b)
{
  for (guint i = 0; i < a->n_factors; i++) {
    if (power_of (a, a->factors[i].dimension) != power_of (b, a->factors[i].dimension))
      return FALSE;
  }
  for (guint i = 0; i < b->n_factors; i++) {
    if (power_of (a, b->factors[i].dimension) != power_of (b, b->factors[i].dimension))
      return FALSE;
  }
  return TRUE;
}

static void
adopt (ZbQuantity *bare, const ZbQuantity *other)
{
  bare->exponent += other->unit - bare->unit;
  bare->unit = other->unit;
}

gboolean
zb_quantity_meet (ZbQuantity *a, ZbQuantity *b)
{
  if (a->kind != b->kind)
    return FALSE;
  if (a->kind != ZB_VALUE_NUMBER || a->nature == ZB_NUMBER_ANY || b->nature == ZB_NUMBER_ANY)
    return TRUE;
  if (a->nature == ZB_NUMBER_BARE || b->nature == ZB_NUMBER_BARE) {
    if (a->nature != b->nature)
      adopt (a->nature == ZB_NUMBER_BARE ? a : b, a->nature == ZB_NUMBER_BARE ? b : a);
    return TRUE;
  }
  if (a->nature == ZB_NUMBER_MEASURED || b->nature == ZB_NUMBER_MEASURED)
    return a->nature == b->nature && same_dimension (a, b);
  return TRUE;
}

const ZbMeasure *
zb_quantity_measure (const ZbQuantity *quantity)
{
  const ZbMeasure *measure;

  if (quantity->kind != ZB_VALUE_NUMBER || quantity->nature != ZB_NUMBER_MEASURED ||
      quantity->n_factors != 1 || quantity->factors[0].power != 1 || quantity->late)
    return NULL;
  for (guint i = 0; (measure = zb_measure_at (i)) != NULL; i++) {
    if (measure->exponent == quantity->unit &&
        g_quark_try_string (measure->dimension) == quantity->factors[0].dimension)
      return measure;
  }
  return NULL;
}

static void
describe_factor (GString *text, const ZbQuantity *quantity, guint index)
{
  int power = quantity->factors[index].power;

  if (text->len > 0)
    g_string_append (text, power < 0 ? " per " : " × ");
  else if (power < 0)
    g_string_append (text, "one per ");
  g_string_append (text, g_quark_to_string (quantity->factors[index].dimension));
  if (ABS (power) > 1)
    g_string_append_printf (text, "^%d", ABS (power));
}

char *
zb_quantity_describe (const ZbQuantity *quantity)
{
  const ZbMeasure *measure = zb_quantity_measure (quantity);
  GString *text;

  if (quantity->kind == ZB_VALUE_TEXT)
    return g_strdup ("a text");
  if (quantity->kind == ZB_VALUE_CONDITION)
    return g_strdup ("a condition");
  if (measure != NULL)
    return g_strdup (measure->name.en);
  if (quantity->nature == ZB_NUMBER_RATIO)
    return g_strdup ("a ratio");
  if (quantity->nature == ZB_NUMBER_UNDECLARED)
    return g_strdup ("a figure without a measure");
  if (quantity->n_factors == 0)
    return g_strdup ("a plain number");
  text = g_string_new (NULL);
  for (guint i = 0; i < quantity->n_factors; i++) {
    if (quantity->factors[i].power > 0)
      describe_factor (text, quantity, i);
  }
  for (guint i = 0; i < quantity->n_factors; i++) {
    if (quantity->factors[i].power < 0)
      describe_factor (text, quantity, i);
  }
  return g_string_free (text, FALSE);
}
