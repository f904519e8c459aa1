/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/machine.h"

/* Says in plain words what a part of a rule found: captions and figures in place of codes. */
typedef struct {
  ZbMachine *machine; /* with the row bound that is spoken of */
  ZbPolicies policies;
  const char *language;   /* "zh" or "en" */
  gboolean with_columns;  /* whether each cell names its column */
  gboolean with_measures; /* whether each cell names its measure */
} ZbTeller;

/* A value with all that goes into it: "负债合计[217] 8,000 + 所有者权益合计[218] 4,400". */
void zb_tell_value (const ZbTeller *teller, const ZbExpression *expression, GString *text);
/* The figure alone, in the unit of its side: "12,400", or "97.56%" for a ratio. */
char *zb_tell_figure (const ZbTeller *teller, const ZbExpression *expression);
/* The same as @like is told: a bound of a ratio as a ratio, a sum in thousands in the unit of what
 * it is compared with. */
char *zb_tell_figure_like (const ZbTeller *teller,
                           const ZbExpression *expression,
                           const ZbQuantity *like);
/* Whether a value is made of more than one cell or number, so that its result is worth saying. */
gboolean zb_is_composed (const ZbExpression *expression);
/* One cell: caption, code, column, figure. */
void zb_tell_cell (const ZbTeller *teller, const ZbCellPlace *place, GString *text);
ZbCellPlace zb_expression_place (ZbMachine *machine, const ZbExpression *expression);
/* "≥", "介于" … as the relation must hold, or the opposite as it was found. */
const char *zb_relation_sign (ZbRelation relation);
ZbRelation zb_relation_opposite (ZbRelation relation);
gboolean zb_teller_is_chinese (const ZbTeller *teller);
