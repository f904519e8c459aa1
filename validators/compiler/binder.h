/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "validators/language/expression.h"
#include "validators/language/parser.h"
#include "validators/references.h"
#include "validators/language/rules-syntax.h"

/* Looks up the names of one instance of a rule: with the variables of its "each" bound to one row,
 * column or cell. Functions return NULL once an error is told; one error a rule. */

#define ZB_BINDER_MAX_VARIABLES 8
#define ZB_RULE_MAX_OPERANDS 10000
/* Within loops, which run through rows for rows: a fifth of a second where all tables are full. */
#define ZB_RULE_MAX_VISITS 20000000

typedef enum {
  ZB_BOUND_ROW,  /* one fixed row */
  ZB_BOUND_ROWS, /* any row of a dynamic section */
  ZB_BOUND_COLUMN,
  ZB_BOUND_CELL,        /* one fixed cell */
  ZB_BOUND_COLUMN_CELL, /* a column's cell of any row of a dynamic section */
} ZbBoundKind;

typedef struct {
  const char *name; /* "" for the columns that a rule leaves out */
  ZbBoundKind kind;
  guint section; /* of this form; not for columns and rows of other forms */
  guint row;
  guint column;
  const char *column_code;
  const ZbSection *rows; /* (nullable) section of the rows as known */
  guint domain;
  guint frame;         /* number of the variable at run time */
  gboolean of_periods; /* it runs through several periods: its cells are of the row's own */
} ZbVariable;

typedef struct {
  ZbForm *form;
  const ZbCatalogue *catalogue; /* (nullable) */
  const ZbRuleText *text;
  GPtrArray *diagnostics;
  ZbReferences *references;
  GHashTable *unknown_forms; /* told already */
  guint last_row;            /* of a fixed section that was found by its code */
  GHashTable *late_sections; /* ZbSection → whether its entries bring measures, plus 1 */
  const ZbRuleSyntax *rule;
  ZbVariable variables[ZB_BINDER_MAX_VARIABLES];
  guint n_variables;
  guint n_frames;
  guint64 cost;   /* operands of this instance outside loops, dynamic rows at their most */
  guint64 visits; /* the same within loops */
  guint64 factor; /* rows around, at most ZB_RULE_MAX_VISITS + 1 */
  guint n_loops;  /* around what is bound */
  const ZbQuantity *target; /* (nullable) of a calc */
  gboolean failed;
} ZbBinder;

/* Counts an operand that is looked at once in each of @n rows. */
void zb_binder_count (ZbBinder *binder, guint64 n);
ZbExpression *zb_bind (ZbBinder *binder, const ZbSyntax *syntax);
/* The same, with the kind that is needed. */
ZbExpression *zb_bind_condition (ZbBinder *binder, const ZbSyntax *syntax);
ZbExpression *zb_bind_number (ZbBinder *binder, const ZbSyntax *syntax);
ZbExpression *zb_bind_text (ZbBinder *binder, const ZbSyntax *syntax);
ZbExpression *zb_bind_call (ZbBinder *binder, const ZbSyntax *syntax);
ZbExpression *zb_bind_comparison (ZbBinder *binder, const ZbSyntax *syntax);
ZbExpression *zb_bind_in (ZbBinder *binder, const ZbSyntax *syntax);

/* Tells an error at @at; returns NULL. */
gpointer zb_binder_fail (ZbBinder *binder, gsize at, const char *format, ...) G_GNUC_PRINTF (3, 4);
void zb_binder_warn (ZbBinder *binder, gsize at, const char *format, ...) G_GNUC_PRINTF (3, 4);
const ZbVariable *zb_binder_variable (const ZbBinder *binder, const char *name);
/* Gives @a and @b one unit and one exponent; FALSE with an error, in words of "cannot be …
 * with", if they cannot meet. */
gboolean zb_binder_align (ZbBinder *binder, ZbExpression *a, ZbExpression *b, const char *what);
/* @expression as a figure: texts of attributes and fields are read as one. Takes it. */
ZbExpression *zb_binder_to_number (ZbBinder *binder, ZbExpression *expression);
