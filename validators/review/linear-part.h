/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/linear-system.h"
#include "validators/ruleset-private.h"

/* The linear side of rules: what their comparisons say of sums of cells, as bounds on linear forms.
 * One cell is one variable wherever it is named; of a dynamic section one row stands for any. */

/* lower <= form <= upper, where set. */
typedef struct {
  guint form; /* G_MAXUINT where nothing varies: then @holds says how it comes out */
  gboolean holds;
  gboolean has[2], strict[2]; /* by ZbBoundSide */
  ZbRational limits[2];
} ZbLinearPart;

typedef struct {
  GPtrArray *forms;       /* GArray of ZbLinearTerm: the first coefficient is 1 */
  GHashTable *variables;  /* char* → number + 1 */
  GHashTable *form_index; /* char* → number + 1 */
} ZbLinearForms;

ZbLinearForms *zb_linear_forms_new (void);
void zb_linear_forms_free (ZbLinearForms *forms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLinearForms, zb_linear_forms_free)
guint zb_linear_forms_n_variables (const ZbLinearForms *forms);

/* Appends to @parts (ZbLinearPart) what @condition demands of linear forms, all of it to hold
 * together; returns whether that is all the condition says. Parts of other kinds and tolerances in
 * percent are left out. */
gboolean zb_linear_forms_add (ZbLinearForms *forms, const ZbExpression *condition, GArray *parts);
/* The same of a computed cell and its formula, which it equals but for rounding. */
gboolean zb_linear_forms_add_calc (ZbLinearForms *forms, const ZbInstance *calc, GArray *parts);
