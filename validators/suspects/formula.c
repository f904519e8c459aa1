/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/formula.h"

#include <string.h>

const ZbFormula zb_formula_true = {.kind = ZB_FORMULA_TRUE};
const ZbFormula zb_formula_false = {.kind = ZB_FORMULA_FALSE};

gboolean
zb_affine_is_constant (const ZbAffine *affine)
{
  for (guint i = 0; i < ZB_LINEAR_MAX_COLUMNS; i++) {
    if (affine->coefficients[i] != 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
combine_one (ZbWide a, ZbWide by_a, ZbWide b, ZbWide by_b, ZbWide *ret_sum)
{
  ZbWide left, right;

  if (a == 0 && b == 0) {
    *ret_sum = 0;
    return TRUE;
  }
  return zb_wide_multiply (a, by_a, &left) && zb_wide_multiply (b, by_b, &right) &&
         zb_wide_add (left, right, ret_sum);
}

gboolean
zb_affine_combine (
    const ZbAffine *a, ZbWide by_a, const ZbAffine *b, ZbWide by_b, ZbAffine *ret_affine)
{
  ZbAffine affine;

  if (!combine_one (a->constant, by_a, b->constant, by_b, &affine.constant))
    return FALSE;
  for (guint i = 0; i < ZB_LINEAR_MAX_COLUMNS; i++) {
    if (!combine_one (a->coefficients[i], by_a, b->coefficients[i], by_b, &affine.coefficients[i]))
      return FALSE;
  }
  *ret_affine = affine;
  return TRUE;
}

gboolean
zb_affine_multiply (const ZbAffine *a, const ZbAffine *b, ZbAffine *ret_affine)
{
  static const ZbAffine nothing;

  if (zb_affine_is_constant (b))
    return zb_affine_combine (a, b->constant, &nothing, 0, ret_affine);
  return zb_affine_is_constant (a) && zb_affine_combine (b, a->constant, &nothing, 0, ret_affine);
}

static const ZbFormula *
join (ZbArena *arena, ZbFormulaKind kind, const ZbFormula *a, const ZbFormula *b)
{
  ZbFormula *formula = zb_arena_take (arena, sizeof *formula);
  guint n_a = a->kind == kind ? a->n_parts : 1;
  guint n_b = b->kind == kind ? b->n_parts : 1;

  formula->kind = kind;
  formula->n_parts = n_a + n_b;
  formula->parts = zb_arena_take (arena, formula->n_parts * sizeof *formula->parts);
  memcpy (formula->parts, a->kind == kind ? a->parts : &a, n_a * sizeof *formula->parts);
  memcpy (formula->parts + n_a, b->kind == kind ? b->parts : &b, n_b * sizeof *formula->parts);
  return formula;
}

const ZbFormula *
zb_formula_and (ZbArena *arena, const ZbFormula *a, const ZbFormula *b)
{
  if (a->kind == ZB_FORMULA_FALSE || b->kind == ZB_FORMULA_TRUE)
    return a;
  if (b->kind == ZB_FORMULA_FALSE || a->kind == ZB_FORMULA_TRUE)
    return b;
  return join (arena, ZB_FORMULA_AND, a, b);
}

const ZbFormula *
zb_formula_or (ZbArena *arena, const ZbFormula *a, const ZbFormula *b)
{
  if (a->kind == ZB_FORMULA_TRUE || b->kind == ZB_FORMULA_FALSE)
    return a;
  if (b->kind == ZB_FORMULA_TRUE || a->kind == ZB_FORMULA_FALSE)
    return b;
  return join (arena, ZB_FORMULA_OR, a, b);
}

static const ZbFormula *
make_row (ZbArena *arena, const ZbAffine *affine, gboolean is_equation)
{
  ZbFormula *formula;
  ZbAffine *copy;

  if (zb_affine_is_constant (affine))
    return (is_equation ? affine->constant == 0 : affine->constant >= 0) ? &zb_formula_true
                                                                         : &zb_formula_false;
  formula = zb_arena_take (arena, sizeof *formula);
  copy = zb_arena_take (arena, sizeof *copy);
  *copy = *affine;
  formula->kind = ZB_FORMULA_ROW;
  formula->is_equation = is_equation;
  formula->affine = copy;
  return formula;
}

const ZbFormula *
zb_formula_at_least (ZbArena *arena,
                     const ZbAffine *affine,
                     ZbWide offset,
                     const ZbFormula *overflow)
{
  ZbAffine moved = *affine;

  if (!zb_wide_add (moved.constant, offset, &moved.constant))
    return overflow;
  return make_row (arena, &moved, FALSE);
}

const ZbFormula *
zb_formula_zero (ZbArena *arena, const ZbAffine *affine)
{
  return make_row (arena, affine, TRUE);
}

/* A choice still to be made: one part of an "or" that came with condition @origin. */
typedef struct {
  const ZbFormula *formula;
  ZbOrigin origin;
} Choice;

typedef struct {
  guint n_columns;
  guint64 *work;
  GArray *rows;    /* ZbLinearRow */
  GArray *choices; /* Choice */
  ZbOrigin conflict;
} Search;

/* FALSE on a conflict. */
static gboolean
demand (Search *search, const ZbFormula *formula, const ZbOrigin *origin)
{
  ZbLinearRow row = {.is_equation = formula->is_equation, .origin = *origin};
  Choice choice = {formula, *origin};

  switch (formula->kind) {
  case ZB_FORMULA_TRUE:
    return TRUE;
  case ZB_FORMULA_FALSE:
    search->conflict = *origin;
    return FALSE;
  case ZB_FORMULA_ROW:
    row.constant = formula->affine->constant;
    memcpy (row.coefficients, formula->affine->coefficients, sizeof row.coefficients);
    g_array_append_val (search->rows, row);
    return TRUE;
  case ZB_FORMULA_OR:
    g_array_append_val (search->choices, choice);
    return TRUE;
  case ZB_FORMULA_AND:
    break;
  }
  for (guint i = 0; i < formula->n_parts; i++) {
    if (!demand (search, formula->parts[i], origin))
      return FALSE;
  }
  return TRUE;
}

static ZbFeasibility decide (Search *search);

/* Goes on with one part of @choice. */
static ZbFeasibility
try_part (Search *search, const Choice *choice, const ZbFormula *part, ZbOrigin *ret_conflict)
{
  Search next = {.n_columns = search->n_columns,
                 .work = search->work,
                 .rows = g_array_copy (search->rows),
                 .choices = g_array_copy (search->choices)};
  ZbFeasibility result = ZB_INFEASIBLE;

  if (demand (&next, part, &choice->origin))
    result = decide (&next);
  g_array_unref (next.rows);
  g_array_unref (next.choices);
  *ret_conflict = next.conflict;
  return result;
}

static Choice
take_smallest (GArray *choices)
{
  guint best = 0;
  Choice choice;

  for (guint i = 1; i < choices->len; i++) {
    if (g_array_index (choices, Choice, i).formula->n_parts <
        g_array_index (choices, Choice, best).formula->n_parts)
      best = i;
  }
  choice = g_array_index (choices, Choice, best);
  g_array_remove_index_fast (choices, best);
  return choice;
}

/* Whether none of @parts that were refused rests on the choice itself. */
static gboolean
is_apart (const ZbOrigin *conflict, const ZbOrigin *choice)
{
  for (guint i = 0; i < ZB_ORIGIN_WORDS; i++) {
    if (conflict->words[i] & choice->words[i])
      return FALSE;
  }
  return TRUE;
}

static ZbFeasibility
decide (Search *search)
{
  ZbFeasibility result =
      zb_elimination_decide (search->rows, search->n_columns, search->work, &search->conflict);
  gboolean undecided = result == ZB_UNDECIDED;
  ZbOrigin all;
  Choice choice;

  if (result == ZB_INFEASIBLE || search->choices->len == 0)
    return result;
  choice = take_smallest (search->choices);
  all = choice.origin;
  for (guint i = 0; i < choice.formula->n_parts; i++) {
    ZbOrigin conflict = {0};

    if (*search->work == 0)
      return ZB_UNDECIDED;
    *search->work -= 1;
    result = try_part (search, &choice, choice.formula->parts[i], &conflict);
    if (result == ZB_FEASIBLE)
      return result;
    undecided |= result == ZB_UNDECIDED;
    if (result == ZB_INFEASIBLE && is_apart (&conflict, &choice.origin)) {
      search->conflict = conflict;
      return result;
    }
    zb_origin_join (&all, &conflict);
  }
  search->conflict = all;
  return undecided ? ZB_UNDECIDED : ZB_INFEASIBLE;
}

ZbFeasibility
zb_formulas_decide (const ZbFormula *const *formulas,
                    guint n_formulas,
                    guint n_columns,
                    guint64 *work,
                    ZbOrigin *ret_conflict)
{
  Search search = {.n_columns = n_columns,
                   .work = work,
                   .rows = g_array_new (FALSE, FALSE, sizeof (ZbLinearRow)),
                   .choices = g_array_new (FALSE, FALSE, sizeof (Choice))};
  gboolean holds = TRUE;
  ZbFeasibility result;

  for (guint i = 0; holds && i < n_formulas; i++) {
    ZbOrigin origin = {0};

    zb_origin_add (&origin, i);
    holds = demand (&search, formulas[i], &origin);
  }
  result = holds ? decide (&search) : ZB_INFEASIBLE;
  if (result == ZB_INFEASIBLE)
    *ret_conflict = search.conflict;
  g_array_unref (search.rows);
  g_array_unref (search.choices);
  return result;
}
