/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The instructions of the bytecode in validators/program.h. */

typedef enum {
  ZB_OP_END,
  ZB_OP_GUARD, /* ends the rule as skipped unless the condition holds */
  ZB_OP_CONSTANT,
  ZB_OP_LINEAR, /* @n terms from term @index on: sum of coefficient × cell; with @policy set the
                   first is a number alone */
  ZB_OP_CELL,
  ZB_OP_ROW_CELL,
  ZB_OP_KEY_CELL,
  ZB_OP_TEXT,
  ZB_OP_TEXT_CELL,
  ZB_OP_TEXT_ROW_CELL,
  ZB_OP_TEXT_KEY_CELL,
  ZB_OP_FIELD,
  ZB_OP_REGISTER,
  ZB_OP_PARAMETER,
  ZB_OP_PERIOD,
  ZB_OP_FIRST,
  ZB_OP_JOINT,
  ZB_OP_LITERAL,
  ZB_OP_SCALE, /* × 10^index, or / 10^-index */
  ZB_OP_NEGATE,
  ZB_OP_ADD,
  ZB_OP_MULTIPLY,
  ZB_OP_DIVIDE,
  ZB_OP_ABSOLUTE,
  ZB_OP_MINIMUM,
  ZB_OP_MAXIMUM,
  ZB_OP_ROUND,
  ZB_OP_IF,
  ZB_OP_NZ,
  ZB_OP_POLICY, /* a blank value counts as the policy says */
  ZB_OP_AGGREGATE,
  ZB_OP_LOOP, /* the program that follows, @n ops, for each row of domain index */
  ZB_OP_ROWS,
  ZB_OP_TO_NUMBER,
  ZB_OP_LENGTH,
  ZB_OP_CHOICES,
  ZB_OP_KEY,
  ZB_OP_PARENT,
  ZB_OP_ENTRY,
  ZB_OP_SUBSTRING,
  ZB_OP_SIZE_CLASS,
  ZB_OP_COMPARE,
  ZB_OP_COMPARE_ZERO, /* both sides in one linear sum, against zero */
  ZB_OP_COMPARE_TEXT,
  ZB_OP_BETWEEN,
  ZB_OP_IN,
  ZB_OP_IN_TEXT,
  ZB_OP_NOT,
  ZB_OP_AND,
  ZB_OP_OR,
  ZB_OP_IFF,
  ZB_OP_STATE, /* blank, filled, unique */
  ZB_OP_EXISTS,
  ZB_OP_HAS,
  ZB_OP_CREDIT_CODE,
  ZB_OP_ORGANISATION_CODE,
  ZB_OP_LISTED,
  ZB_OP_CHOSEN,
  ZB_OP_TRUTH,
  ZB_OP_LIKE,
  ZB_OP_DAY,
  ZB_OP_LOOKUP,
} ZbOpCode;
