/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/suspects/demand.h"
#include "validators/suspects/formula.h"

/* What demands become when some cells are set free and all others stay as they are. */

typedef struct {
  ZbDemands *demands;        /* nothing in it is changed */
  const ZbDemandCell *cells; /* their figures, perhaps others than in @demands */
  const int *columns;        /* (nullable) by cell: its column, -1 where it is not free */
  const gboolean *blanked;   /* by column: a free cell that is left blank */
  ZbArena *arena;
  guint n_columns;   /* of free cells, then of roundings */
  gboolean assumed;  /* something was taken to hold that could not be worked out */
  gboolean given_up; /* too many cases, or a number left 128 bits */
} ZbTrial;

/* When @demand holds: a formula over the free cells. */
const ZbFormula *zb_trial_demand (ZbTrial *trial, const ZbDemand *demand);
/* Whether it holds with the figures of @cells; @ret_sure: whether that could be worked out.
 * @scratch is cleared. */
gboolean zb_demand_holds (ZbDemands *demands,
                          const ZbDemandCell *cells,
                          const ZbDemand *demand,
                          ZbArena *scratch,
                          gboolean *ret_sure);
/* Whether some cell below @node is set free, or has another figure than when it was taken down. */
gboolean zb_trial_touches (const ZbTrial *trial, const ZbDemandNode *node);

/* One way in which a value may come out: @num / @den where @when holds, @den positive there. */
typedef struct {
  ZbAffine num, den;
  ZbWide slack; /* of @num, as in ZbFigure; negative where it is not known */
  guint flags;  /* ZbFigureFlags */
  gboolean is_anything;
  const ZbFormula *when;
} ZbOption;

/* Exactly one of the options holds. */
typedef struct {
  guint n;
  const ZbOption *options;
} ZbOptions;

/* When a condition holds, when it does not, and when it is neither; @flags says what it is then. */
typedef struct {
  const ZbFormula *yes, *no, *neither;
  guint flags;
} ZbTruth;

ZbOptions zb_trial_value (ZbTrial *trial, const ZbDemandNode *node);
ZbTruth zb_trial_truth (ZbTrial *trial, const ZbDemandNode *node);
/* @a against @b as @node's relation and tolerances have it. */
ZbTruth zb_trial_compare (ZbTrial *trial,
                          const ZbExpression *comparison,
                          ZbRelation relation,
                          const ZbOptions *a,
                          const ZbOptions *b);
/* Whether the numerator is within the items of @in. */
ZbTruth zb_trial_among (ZbTrial *trial, const ZbExpression *in, const ZbOptions *value);
