/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/rational.h"

/* Whether bounds on linear forms of free variables can all hold, decided exactly over the
 * rationals: the general simplex of Dutertre and de Moura (A Fast Linear-Arithmetic Solver for
 * DPLL(T), CAV 2006), whose conflicts are minimal. */
typedef struct _ZbLinearSystem ZbLinearSystem;

typedef struct {
  guint variable;
  ZbRational coefficient; /* not 0 */
} ZbLinearTerm;

typedef enum { ZB_FEASIBLE, ZB_INFEASIBLE, ZB_UNDECIDED } ZbFeasibility;
typedef enum { ZB_BOUND_LOWER, ZB_BOUND_UPPER } ZbBoundSide;

/* @forms: GArray of ZbLinearTerm each, with at least one term. */
ZbLinearSystem *zb_linear_system_new (guint n_variables, const GPtrArray *forms);
void zb_linear_system_free (ZbLinearSystem *system);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLinearSystem, zb_linear_system_free)

void zb_linear_system_clear_bounds (ZbLinearSystem *system);
/* Demands that form @form is at least, or at most, @value; more, or less, if @strict. @tag names
 * the bound in conflicts; of several on one side the tightest counts. */
void zb_linear_system_bound (ZbLinearSystem *system,
                             guint form,
                             ZbBoundSide side,
                             ZbRational value,
                             gboolean strict,
                             guint tag);
/* Where they cannot hold, *@ret_tags (cleared first; guint) names a set of bounds of which none can
 * be spared. Undecided if a figure leaves 128 bits, or after more than ZB_LINEAR_MAX_WORK steps in
 * all. */
#define ZB_LINEAR_MAX_WORK (G_GINT64_CONSTANT (200000000))
ZbFeasibility zb_linear_system_solve (ZbLinearSystem *system, GArray *ret_tags);
