/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/syntax-kind.h"

#include <glib.h>

/* A rules file as written: what the parser read, before any name is looked up. Offsets are those of
 * the folded text (validators/language/rule-text.h). */

typedef struct _ZbSyntax ZbSyntax;

/* Which rows, or which columns. */
typedef enum {
  ZB_SELECT_NONE,
  ZB_SELECT_ALL,   /* * */
  ZB_SELECT_ONE,   /* a code or a variable */
  ZB_SELECT_RANGE, /* from..to, in printed order */
  ZB_SELECT_KEY,   /* (expression) or "quoted code" */
} ZbSelection;

typedef struct {
  ZbSelection kind;
  char *from, *to;
  ZbSyntax *key;
} ZbSelector;

/* Which period. */
typedef enum {
  ZB_OFFSET_NONE,
  ZB_OFFSET_PREVIOUS,   /* prev */
  ZB_OFFSET_SHIFT,      /* -1m */
  ZB_OFFSET_YEAR_END,   /* ye-1 */
  ZB_OFFSET_YEAR_START, /* ys: the year's first collected period */
} ZbOffsetKind;

typedef struct {
  ZbOffsetKind kind;
  int steps;
  char unit; /* m q y h d */
} ZbOffset;

/* One item of "in (06..46, 53*, "x")": text or number, alone, from..to, or a prefix. */
typedef struct {
  char *from, *to; /* @to NULL for one value */
  gboolean prefix;
  gboolean percent;
} ZbSyntaxItem;

/* each r in SET except SET: the same in rules and in sum(r in SET : …). */
typedef struct {
  char *variable;
  GPtrArray *set;    /* ZbSyntax: cells or rows */
  GPtrArray *except; /* (nullable) */
  gsize start;
} ZbSyntaxEach;

struct _ZbSyntax {
  ZbSyntaxKind kind;
  gsize start, end;
  GPtrArray *children; /* (nullable) ZbSyntax */
  char *text;
  char *unit;    /* (nullable) measure of a number: "CNY", "CNY/TONNE" */
  char *form;    /* (nullable) cells, rows, field of another form */
  char *section; /* (nullable) */
  ZbSelector row, column;
  ZbOffset from, to;  /* @to is NONE unless a range of periods is meant */
  ZbSyntaxEach *loop; /* (nullable) of a call */
  GPtrArray *except;  /* (nullable) of a call: cells left out */
  GArray *items;      /* (nullable) ZbSyntaxItem */
  GArray *relations;  /* (nullable) ZbRelation between the children of a comparison */
  gboolean percent, inverse;
};

ZbSyntax *zb_syntax_new (ZbSyntaxKind kind, gsize start);
void zb_syntax_free (ZbSyntax *syntax);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSyntax, zb_syntax_free)
/* Takes @child; NULL is left out. */
void zb_syntax_add (ZbSyntax *syntax, ZbSyntax *child);
const ZbSyntax *zb_syntax_child (const ZbSyntax *syntax, guint index);
guint zb_syntax_n_children (const ZbSyntax *syntax);
void zb_syntax_each_free (ZbSyntaxEach *each);
