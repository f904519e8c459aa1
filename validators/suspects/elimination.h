/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/wide.h"

/* Whether linear conditions over whole numbers can hold together: exact elimination after Fourier
 * and Motzkin, with the dark shadow and the splinters of Pugh, "The Omega test" (1991), where
 * rounding counts. What does not hold comes with those conditions that cannot hold together. */

#define ZB_LINEAR_MAX_COLUMNS 16
#define ZB_ORIGIN_WORDS 8
#define ZB_ORIGIN_MAX (64 * ZB_ORIGIN_WORDS)

/* A set of conditions by number, each below ZB_ORIGIN_MAX. */
typedef struct {
  guint64 words[ZB_ORIGIN_WORDS];
} ZbOrigin;

void zb_origin_add (ZbOrigin *origin, guint number);
void zb_origin_join (ZbOrigin *origin, const ZbOrigin *other);
gboolean zb_origin_has (const ZbOrigin *origin, guint number);

/* @constant + coefficients × columns: at least 0, or 0 where it is an equation. */
typedef struct {
  ZbWide constant;
  ZbWide coefficients[ZB_LINEAR_MAX_COLUMNS];
  gboolean is_equation;
  ZbOrigin origin;
} ZbLinearRow;

typedef enum {
  ZB_FEASIBLE,
  ZB_INFEASIBLE,
  ZB_UNDECIDED, /* the work was used up, or a number left 128 bits */
} ZbFeasibility;

/* @rows: ZbLinearRow, of which the first @n_columns columns count; left as they are. @work is what
 * may still be spent, counted in rows made; what was spent is taken off. @ret_conflict is set when
 * infeasible: numbers of conditions that cannot hold together. */
ZbFeasibility
zb_elimination_decide (const GArray *rows, guint n_columns, guint64 *work, ZbOrigin *ret_conflict);
