/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* Invented figures of one enterprise, the same at every run: months follow a season and a trend,
 * this year's base is last year's figure, parts add up to their whole. */
typedef struct {
  const char *unit;      /* 统一社会信用代码: seeds the figures */
  const char *industry;  /* GB/T 4754 class */
  guint size;            /* 1 large … 4 micro */
  gboolean second_class; /* also works in class 3913, as the model enterprise does */
} ZbFigures;

/* Fills every cell of a B204-1 or B203 shaped report that is not computed, and the header and
 * signer fields. The last period told by @surge is half as large again as it should be: something
 * to explain. */
void zb_figures_fill (const ZbFigures *figures, ZbReport *report, gboolean surge);
