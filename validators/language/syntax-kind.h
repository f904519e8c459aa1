/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the parts of a rule as written can be. */

typedef enum {
  ZB_SYNTAX_NUMBER,    /* text: digits; unit; percent */
  ZB_SYNTAX_TEXT,      /* text */
  ZB_SYNTAX_WORD,      /* text: month, first, true, a variable … */
  ZB_SYNTAX_PARAMETER, /* text; unit */
  ZB_SYNTAX_ATTRIBUTE, /* text: ID; section: "reg" or "unit", as written */
  ZB_SYNTAX_FIELD,     /* text: head.ID, with form and offset */
  ZB_SYNTAX_CELLS,     /* [row,column]: one cell or a range of them */
  ZB_SYNTAX_ROWS,      /* B.*: rows without a column */
  ZB_SYNTAX_CALL,      /* text: function; children: arguments; loop */
  ZB_SYNTAX_NEGATE,
  ZB_SYNTAX_ADD,
  ZB_SYNTAX_SUBTRACT,
  ZB_SYNTAX_MULTIPLY,
  ZB_SYNTAX_DIVIDE,
  ZB_SYNTAX_COMPARE, /* a < b <= c: children and the relations between them */
  ZB_SYNTAX_BETWEEN, /* three children */
  ZB_SYNTAX_IN,      /* first child in the items; inverse: or its inverse */
  ZB_SYNTAX_NOT,
  ZB_SYNTAX_AND,
  ZB_SYNTAX_OR,
  ZB_SYNTAX_IFF,
} ZbSyntaxKind;

typedef enum {
  ZB_RELATION_EQUAL,
  ZB_RELATION_NOT_EQUAL,
  ZB_RELATION_LESS,
  ZB_RELATION_LESS_EQUAL,
  ZB_RELATION_GREATER,
  ZB_RELATION_GREATER_EQUAL,
} ZbRelation;

typedef enum {
  ZB_TOLERANCE_NONE,
  ZB_TOLERANCE_AMOUNT,
  ZB_TOLERANCE_SHARE,
  ZB_TOLERANCE_ROUNDING,
} ZbToleranceKind;
