/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/expression-kind.h"
#include "validators/functions.h"
#include "validators/quantity.h"
#include "validators/language/syntax-kind.h"

/* A rule's formula with all names resolved and all types known: what the emitter turns into a
 * program, and what findings are told from. */

/* One item of "in": a number or text, a range (codes by their first characters), or a prefix. */
typedef struct {
  gint64 from, to;  /* numbers, at the exponent of the comparison */
  char *low, *high; /* texts; @high NULL where @low stands alone */
  gboolean prefix;
} ZbItem;

/* How far the sides of a comparison may lie apart. The difference, times 10^scale, is at most
 * @digits (an amount, at the exponent of the comparison) or @digits times the larger side. */
typedef struct {
  ZbToleranceKind kind;
  gint64 digits;
  guint scale;
} ZbTolerance;

typedef struct _ZbExpression ZbExpression;

struct _ZbExpression {
  ZbExpressionKind kind;
  ZbFunctionKind function; /* of aggregates and loops */
  ZbQuantity type;
  int shift; /* power of ten by which its parent counts it, never negative */
  gsize at;  /* place in the folded text */
  gint64 digits;
  guint index;
  guint variable;
  int adopt;
  ZbRelation relation;
  gboolean flag;
  gboolean unknown;    /* a cell of a form that is not installed */
  gboolean in_sum;     /* a term of a sum: blank counts as zero where the rule does not say */
  GPtrArray *children; /* (nullable) ZbExpression */
  GArray *cells;       /* (nullable) guint: slots */
  GArray *columns;     /* (nullable) guint: row slots, over all rows of their domains */
  GArray *shifts;      /* (nullable) int: powers of ten of @cells, then of @columns */
  GArray *items;       /* (nullable) ZbItem */
  GArray *tolerances;  /* (nullable) ZbTolerance of a comparison: the widest counts */
  ZbCodeList *list;    /* (nullable) */
};

ZbExpression *zb_expression_new (ZbExpressionKind kind, ZbQuantity type, gsize at);
void zb_expression_free (ZbExpression *expression);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbExpression, zb_expression_free)
/* Takes @child. */
void zb_expression_add (ZbExpression *expression, ZbExpression *child);
const ZbExpression *zb_expression_child (const ZbExpression *expression, guint index);
guint zb_expression_n_children (const ZbExpression *expression);
