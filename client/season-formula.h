/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/cell-spec.h"

/* A figure of an invented enterprise, made of others: terms between blanks and signs, each a
 * number, or a share of a variable: "98/100*output", "3*assets@end", "revenue@to-date - cost". */
typedef struct {
  int sign;
  gint64 times, divided;
  char *variable;  /* NULL for a number, which is @times */
  ZbSpan span;     /* ZB_SPAN_NONE where the formula does not say */
  gboolean before; /* "@before": of the month before */
} ZbSeasonTerm;

/* (transfer full) array of ZbSeasonTerm; NULL with ZB_FORMS_ERROR_INVALID that names what is no
 * term. */
GArray *zb_season_formula_parse (const char *text, GError **error);

typedef gint64 (*ZbSeasonValue) (const ZbSeasonTerm *term, gpointer data);
/* Shares are rounded towards zero, term by term. */
gint64 zb_season_formula_evaluate (const GArray *formula, ZbSeasonValue value, gpointer data);
