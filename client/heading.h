/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/measure.h"

/* The headings of tables, as different programs write them. */

/* What counts when headings are compared: without blanks, dots and numbering in front, dashes and
 * brackets in one form, letters small, "其中" and a measure in brackets at the end left out. Caller
 * frees. */
char *zb_heading_normal (const char *text);
/* The measure that a heading ends with in brackets ("本月（万元）"), or that a line names
 * ("单位：千元", "Unit: yuan"); NULL if there is none. */
const ZbMeasure *zb_heading_measure (const char *text);
/* Whether it ends with a measure after "单位：" or "Unit:": a line that holds for a whole table. */
const ZbMeasure *zb_heading_unit_line (const char *text);
