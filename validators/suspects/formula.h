/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/suspects/arena.h"
#include "validators/suspects/elimination.h"

/* Conditions over whole numbers: linear rows joined by "and" and "or". There is no "not": what a
 * condition and its opposite need is said apart. Formulas live in the arena they were made in. */

/* A sum of columns times whole numbers. */
typedef struct {
  ZbWide constant;
  ZbWide coefficients[ZB_LINEAR_MAX_COLUMNS];
} ZbAffine;

typedef enum {
  ZB_FORMULA_TRUE,
  ZB_FORMULA_FALSE,
  ZB_FORMULA_ROW,
  ZB_FORMULA_AND,
  ZB_FORMULA_OR
} ZbFormulaKind;

typedef struct _ZbFormula ZbFormula;

struct _ZbFormula {
  ZbFormulaKind kind;
  gboolean is_equation; /* of a row: @affine is 0, else at least 0 */
  const ZbAffine *affine;
  guint n_parts;
  const ZbFormula **parts;
};

extern const ZbFormula zb_formula_true, zb_formula_false;

gboolean zb_affine_is_constant (const ZbAffine *affine);
/* @a × @by_a + @b × @by_b. FALSE if a number leaves 128 bits. */
gboolean zb_affine_combine (
    const ZbAffine *a, ZbWide by_a, const ZbAffine *b, ZbWide by_b, ZbAffine *ret_affine);
/* FALSE also if the product is not linear. */
gboolean zb_affine_multiply (const ZbAffine *a, const ZbAffine *b, ZbAffine *ret_affine);

const ZbFormula *zb_formula_and (ZbArena *arena, const ZbFormula *a, const ZbFormula *b);
const ZbFormula *zb_formula_or (ZbArena *arena, const ZbFormula *a, const ZbFormula *b);
/* @affine + @offset >= 0, and = 0; copied. A sum that leaves 128 bits is no row: it gives
 * @overflow. */
const ZbFormula *zb_formula_at_least (ZbArena *arena,
                                      const ZbAffine *affine,
                                      ZbWide offset,
                                      const ZbFormula *overflow);
const ZbFormula *zb_formula_zero (ZbArena *arena, const ZbAffine *affine);

/* Whether all formulas, at most ZB_ORIGIN_MAX, can hold together. Formula @i counts as condition
 * number @i. */
ZbFeasibility zb_formulas_decide (const ZbFormula *const *formulas,
                                  guint n_formulas,
                                  guint n_columns,
                                  guint64 *work,
                                  ZbOrigin *ret_conflict);
