/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the parts of a resolved formula can be; what each says beside its children is in
 * validators/language/expression.h. */

typedef enum {
  ZB_EXPRESSION_CONSTANT,  /* digits */
  ZB_EXPRESSION_TEXT,      /* index: name */
  ZB_EXPRESSION_CELL,      /* index: slot */
  ZB_EXPRESSION_ROW_CELL,  /* index: row slot; variable */
  ZB_EXPRESSION_KEY_CELL,  /* index: key slot; child: the key */
  ZB_EXPRESSION_FIELD,     /* index: field */
  ZB_EXPRESSION_REGISTER,  /* index: name of the attribute */
  ZB_EXPRESSION_PARAMETER, /* index: name; adopt: unit of one without a measure */
  ZB_EXPRESSION_PERIOD,    /* index: ZbPeriodWord */
  ZB_EXPRESSION_NEGATE,
  ZB_EXPRESSION_ADD,
  ZB_EXPRESSION_SUBTRACT,
  ZB_EXPRESSION_MULTIPLY,
  ZB_EXPRESSION_DIVIDE,
  ZB_EXPRESSION_ABSOLUTE,
  ZB_EXPRESSION_MINIMUM, /* of the children */
  ZB_EXPRESSION_MAXIMUM,
  ZB_EXPRESSION_ROUND, /* flag: half even; digits: power of ten divided by first */
  ZB_EXPRESSION_IF,    /* condition, then, else */
  ZB_EXPRESSION_NZ,
  ZB_EXPRESSION_PLAIN,     /* the same digits without their unit */
  ZB_EXPRESSION_AGGREGATE, /* function over cells and columns */
  ZB_EXPRESSION_LOOP,      /* function over the rows of domain index; variable; child */
  ZB_EXPRESSION_ROWS,      /* number of rows of domain index */
  ZB_EXPRESSION_TO_NUMBER, /* of a text */
  ZB_EXPRESSION_LENGTH,
  ZB_EXPRESSION_CHOICES,
  ZB_EXPRESSION_KEY,       /* text: code of the variable's row */
  ZB_EXPRESSION_PARENT,    /* text: code of its parent in the list */
  ZB_EXPRESSION_ENTRY,     /* text: attribute, index: name, of its entry in the list */
  ZB_EXPRESSION_SUBSTRING, /* text, first, length */
  ZB_EXPRESSION_SIZE_CLASS,
  ZB_EXPRESSION_LITERAL, /* condition: digits 0 or 1 */
  ZB_EXPRESSION_FIRST,
  ZB_EXPRESSION_JOINT,
  ZB_EXPRESSION_COMPARE, /* relation */
  ZB_EXPRESSION_BETWEEN, /* value, lower, upper */
  ZB_EXPRESSION_IN,      /* items; flag: or its inverse */
  ZB_EXPRESSION_NOT,
  ZB_EXPRESSION_AND,
  ZB_EXPRESSION_OR,
  ZB_EXPRESSION_IFF,
  ZB_EXPRESSION_BLANK, /* all cells and columns */
  ZB_EXPRESSION_FILLED,
  ZB_EXPRESSION_UNIQUE,
  ZB_EXPRESSION_EXISTS, /* child: a cell */
  ZB_EXPRESSION_HAS,    /* rows of domain index; children: keys; flag: prefixes */
  ZB_EXPRESSION_CREDIT_CODE,
  ZB_EXPRESSION_ORGANISATION_CODE,
  ZB_EXPRESSION_LISTED, /* list; flag: leaves only */
  ZB_EXPRESSION_CHOSEN,
  ZB_EXPRESSION_TRUTH,  /* of a text: 1, true, yes */
  ZB_EXPRESSION_LIKE,   /* text in the pattern index: name */
  ZB_EXPRESSION_DAY,    /* text: index 0 the first day of the period, 1 the last */
  ZB_EXPRESSION_LOOKUP, /* text: attribute, index: name, of the code in list */
} ZbExpressionKind;

typedef enum {
  ZB_PERIOD_WORD_MONTH,   /* 1–12: last month of the period */
  ZB_PERIOD_WORD_MONTHS,  /* months of the year gone by at its end */
  ZB_PERIOD_WORD_QUARTER, /* 1–4 */
  ZB_PERIOD_WORD_YEAR,
  ZB_PERIOD_WORD_PERIOD, /* year × 100 + month */
} ZbPeriodWord;
