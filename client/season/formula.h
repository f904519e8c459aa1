/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/cell-spec.h"

/* A figure of an invented enterprise, made of others: terms between blanks and signs, each a
 * number, or a share of a variable: "98/100*output", "3*assets@end", "revenue@to-date - cost". A
 * share may be drawn: "70..84/100*revenue" once for each enterprise, "95~105/100*revenue" anew
 * every month. Before all may stand "pos:" (what is above zero), "neg:" (what is below, without its
 * sign) or "loss:" (1 if it is below zero, else 0). */
typedef struct {
  int sign;
  gint64 times, divided;
  gint64 until;   /* the last of those to draw from; times itself if nothing is drawn */
  gboolean anew;  /* every month */
  char *variable; /* NULL for a number, which is @times */
  guint index;    /* of the variable, for whoever looks it up */
  ZbSpan span;    /* ZB_SPAN_NONE where the formula does not say */
  int later;      /* months: -1 for "@before", 1 for "@after" */
} ZbSeasonTerm;

typedef enum {
  ZB_SEASON_PLAIN,
  ZB_SEASON_POSITIVE,
  ZB_SEASON_NEGATIVE,
  ZB_SEASON_LOSS
} ZbSeasonShape;

typedef struct {
  ZbSeasonShape shape;
  GArray *terms; /* ZbSeasonTerm */
} ZbSeasonFormula;

/* (transfer full) NULL with ZB_FORMS_ERROR_INVALID that names what is no term. */
ZbSeasonFormula *zb_season_formula_parse (const char *text, GError **error);
void zb_season_formula_free (ZbSeasonFormula *formula);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonFormula, zb_season_formula_free)

/* The variable's figure, or what a bare number counts by; and a number to draw by. */
typedef struct {
  gint64 (*value) (const ZbSeasonTerm *term, gpointer data);
  guint32 (*draw) (const ZbSeasonTerm *term, gpointer data);
} ZbSeasonSource;

/* Shares are rounded towards zero, term by term. */
gint64 zb_season_formula_evaluate (const ZbSeasonFormula *formula,
                                   const ZbSeasonSource *source,
                                   gpointer data);
