/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/decimal.h"

/* Indicators that several forms ask for. A concept is an entry of the code list "concepts": its
 * level says what kind of figure it is, its measure in what dimension it counts. A form marks a row
 * with the concept and its columns with the span of time they speak of; two cells with the same
 * concept and span, in reports whose periods end on the same day, hold the same figure. */

#define ZB_CONCEPT_LIST "concepts"
#define ZB_CONCEPT_FLOW "flow"   /* of a period */
#define ZB_CONCEPT_STOCK "stock" /* at a point of time */
#define ZB_CONCEPT_FACT "fact"   /* a code or text that holds at a point of time */

/* A cell that asks for a concept; borrowed from the form. */
typedef struct {
  ZbForm *form;
  guint section, row, column;
  const ZbCellSpec *spec;
} ZbConceptPlace;

/* Where @catalogue's newest revision of every edition asks for which concept. */
typedef struct _ZbConceptIndex ZbConceptIndex;

/* @catalogue must outlive it. */
ZbConceptIndex *zb_concept_index_new (const ZbCatalogue *catalogue);
void zb_concept_index_free (ZbConceptIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbConceptIndex, zb_concept_index_free)

/* Array of ZbConceptPlace in the catalogue's order; NULL if no form asks. Borrowed. */
const GArray *zb_concept_index_places (const ZbConceptIndex *index, const char *concept);
/* Whether both periods end on the same day, so that stocks and sums to date are the same; flows of
 * a period must be of the same kind of period too. */
gboolean zb_span_agrees (ZbSpan span, ZbPeriod a, ZbPeriod b);
/* "period", "to-date" …, as in form.xml. */
const char *zb_span_to_string (ZbSpan span);

/* The figure of a cell @from in the measure and scale of a cell @to; FALSE if it cannot be exact.
 */
gboolean zb_cell_convert (ZbDecimal value,
                          const ZbCellSpec *from,
                          const ZbCellSpec *to,
                          ZbDecimal *ret_value);
/* The same, rounded half up (away from zero) where @to holds fewer digits; FALSE if the dimensions
 * differ or it is too large. */
gboolean zb_cell_convert_half_up (ZbDecimal value,
                                  const ZbCellSpec *from,
                                  const ZbCellSpec *to,
                                  ZbDecimal *ret_value);
/* How many last digits of @to a figure of @from cannot know: 5 from whole 千元 to 0.01 元. */
int zb_cell_missing_digits (const ZbCellSpec *from, const ZbCellSpec *to);
