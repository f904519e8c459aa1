/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/near-name.h"

/* The functions of the rule language, by name. */

typedef enum {
  ZB_FUNCTION_SUM,
  ZB_FUNCTION_COUNT,
  ZB_FUNCTION_AVERAGE,
  ZB_FUNCTION_MIN,
  ZB_FUNCTION_MAX,
  ZB_FUNCTION_ABS,
  ZB_FUNCTION_ROUND,
  ZB_FUNCTION_IF,
  ZB_FUNCTION_NZ,
  ZB_FUNCTION_NUMBER,
  ZB_FUNCTION_LENGTH,
  ZB_FUNCTION_SUBSTRING,
  ZB_FUNCTION_PREFIX,
  ZB_FUNCTION_KEY,
  ZB_FUNCTION_PARENT,
  ZB_FUNCTION_ATTRIBUTE,
  ZB_FUNCTION_SIZE_CLASS,
  ZB_FUNCTION_LIKE,
  ZB_FUNCTION_CREDIT_CODE,
  ZB_FUNCTION_ORGANISATION_CODE,
  ZB_FUNCTION_LEAF,
  ZB_FUNCTION_LISTED,
  ZB_FUNCTION_CHOICES,
  ZB_FUNCTION_CHOSEN,
  ZB_FUNCTION_CONSECUTIVE,
  ZB_FUNCTION_EXISTS,
  ZB_FUNCTION_BLANK,
  ZB_FUNCTION_FILLED,
  ZB_FUNCTION_UNIQUE,
  ZB_FUNCTION_HAS,
} ZbFunctionKind;

/* What the first argument is where it is not a plain value. */
typedef enum {
  ZB_ARGUMENT_VALUE,
  ZB_ARGUMENT_CELLS, /* any number of cells and ranges */
  ZB_ARGUMENT_SECTION,
  ZB_ARGUMENT_ROW, /* a variable that runs over rows */
} ZbArgumentKind;

typedef struct {
  const char *name;
  ZbFunctionKind kind;
  guint min_arguments, max_arguments;
  ZbArgumentKind first;
  gboolean loops; /* f (r in SET : …) */
} ZbFunction;

const ZbFunction *zb_function_find (const char *name);
/* Offers all names to @near. */
void zb_function_offer (ZbNearName *near);
