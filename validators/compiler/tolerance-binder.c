/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/tolerance-binder.h"

#include "validators/wide.h"

/* At the exponent of the comparison, or with further decimals in @scale. */
static gboolean
bind_amount (ZbBinder *binder,
             const ZbSyntaxTolerance *written,
             const ZbExpression *left,
             ZbTolerance *tolerance)
{
  int exponent = left->type.exponent - left->shift;
  ZbQuantity side = left->type;
  ZbQuantity amount;
  ZbWide digits;
  guint scale;
  int power;

  if (!zb_wide_parse (written->amount, &digits, &scale) || scale > 18)
    return FALSE;
  amount = zb_quantity_bare (-(int)scale);
  if (written->unit != NULL && !zb_quantity_parse_unit (written->unit, -(int)scale, &amount))
    return FALSE;
  if (!zb_quantity_meet (&side, &amount)) {
    g_autofree char *expected = zb_quantity_describe (&side);
    g_autofree char *found = zb_quantity_describe (&amount);

    zb_binder_fail (binder, left->at, "a tolerance in %s does not fit a difference in %s", found,
                    expected);
    return FALSE;
  }
  power = amount.exponent - exponent;
  tolerance->scale = power < 0 ? (guint)-power : 0;
  if (!zb_wide_scale (digits, power < 0 ? 0 : (guint)power, &digits) || digits != (gint64)digits)
    return FALSE;
  tolerance->digits = (gint64)digits;
  return TRUE;
}

static gboolean
bind_tolerance (ZbBinder *binder,
                const ZbSyntaxTolerance *written,
                const ZbExpression *left,
                ZbTolerance *ret_tolerance)
{
  ZbTolerance tolerance = {.kind = written->kind};
  gboolean bound = TRUE;
  ZbWide digits = 0;

  if (written->kind == ZB_TOLERANCE_AMOUNT) {
    bound = bind_amount (binder, written, left, &tolerance);
  } else if (written->kind == ZB_TOLERANCE_SHARE) {
    bound = zb_wide_parse (written->amount, &digits, &tolerance.scale) &&
            digits == (gint64)digits && tolerance.scale <= 18;
    tolerance.digits = (gint64)digits;
  }
  if (!bound) {
    zb_binder_fail (binder, left->at, "the tolerance “%s” cannot be held exactly here",
                    written->amount);
    return FALSE;
  }
  *ret_tolerance = tolerance;
  return TRUE;
}

GArray *
zb_bind_tolerance_of (ZbBinder *binder, const GArray *written, const ZbExpression *left)
{
  g_autoptr (GArray) tolerances = g_array_new (FALSE, FALSE, sizeof (ZbTolerance));

  for (guint i = 0; i < written->len; i++) {
    ZbTolerance tolerance;

    if (!bind_tolerance (binder, &g_array_index (written, ZbSyntaxTolerance, i), left, &tolerance))
      return NULL;
    g_array_append_val (tolerances, tolerance);
  }
  return written->len == 0 ? NULL : g_steal_pointer (&tolerances);
}

/* Counts the comparisons that took the tolerances in @n. */
static gboolean
bind_all (ZbBinder *binder, const GArray *written, ZbExpression *body, guint *n)
{
  gboolean compares = body->kind == ZB_EXPRESSION_COMPARE || body->kind == ZB_EXPRESSION_BETWEEN;

  if (compares && zb_expression_child (body, 0)->type.kind == ZB_VALUE_NUMBER) {
    (*n)++;
    body->tolerances = zb_bind_tolerance_of (binder, written, zb_expression_child (body, 0));
    return body->tolerances != NULL;
  }
  for (guint i = 0; body->type.kind == ZB_VALUE_CONDITION && i < zb_expression_n_children (body);
       i++) {
    ZbExpression *child = g_ptr_array_index (body->children, i);

    if (child->type.kind == ZB_VALUE_CONDITION && !bind_all (binder, written, child, n))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_bind_tolerances (ZbBinder *binder, const GArray *written, ZbExpression *body)
{
  guint n = 0;

  if (written->len == 0)
    return TRUE;
  if (!bind_all (binder, written, body, &n))
    return FALSE;
  if (n > 0)
    return TRUE;
  zb_binder_fail (binder, body->at, "“within” has nothing to widen: no two figures are compared");
  return FALSE;
}
