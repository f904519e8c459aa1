/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/functions.h"

#include <string.h>

#define MANY 64

static const ZbFunction functions[] = {
    {"sum", ZB_FUNCTION_SUM, 1, MANY, ZB_ARGUMENT_CELLS, TRUE},
    {"count", ZB_FUNCTION_COUNT, 1, MANY, ZB_ARGUMENT_CELLS, TRUE},
    {"avg", ZB_FUNCTION_AVERAGE, 1, MANY, ZB_ARGUMENT_CELLS, TRUE},
    {"min", ZB_FUNCTION_MIN, 1, MANY, ZB_ARGUMENT_CELLS, TRUE},
    {"max", ZB_FUNCTION_MAX, 1, MANY, ZB_ARGUMENT_CELLS, TRUE},
    {"abs", ZB_FUNCTION_ABS, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"round", ZB_FUNCTION_ROUND, 1, 3, ZB_ARGUMENT_VALUE, FALSE},
    {"if", ZB_FUNCTION_IF, 3, 3, ZB_ARGUMENT_VALUE, FALSE},
    {"nz", ZB_FUNCTION_NZ, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"number", ZB_FUNCTION_NUMBER, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"len", ZB_FUNCTION_LENGTH, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"substr", ZB_FUNCTION_SUBSTRING, 3, 3, ZB_ARGUMENT_VALUE, FALSE},
    {"prefix", ZB_FUNCTION_PREFIX, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"key", ZB_FUNCTION_KEY, 1, 1, ZB_ARGUMENT_ROW, FALSE},
    {"parent", ZB_FUNCTION_PARENT, 1, 1, ZB_ARGUMENT_ROW, FALSE},
    {"attr", ZB_FUNCTION_ATTRIBUTE, 2, 3, ZB_ARGUMENT_ROW, FALSE},
    {"like", ZB_FUNCTION_LIKE, 2, 2, ZB_ARGUMENT_VALUE, FALSE},
    {"size_class", ZB_FUNCTION_SIZE_CLASS, 3, 3, ZB_ARGUMENT_VALUE, FALSE},
    {"uscc_ok", ZB_FUNCTION_CREDIT_CODE, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"orgcode_ok", ZB_FUNCTION_ORGANISATION_CODE, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"leaf", ZB_FUNCTION_LEAF, 2, 2, ZB_ARGUMENT_VALUE, FALSE},
    {"listed", ZB_FUNCTION_LISTED, 2, 2, ZB_ARGUMENT_VALUE, FALSE},
    {"choices", ZB_FUNCTION_CHOICES, 1, 1, ZB_ARGUMENT_VALUE, FALSE},
    {"chosen", ZB_FUNCTION_CHOSEN, 2, 2, ZB_ARGUMENT_VALUE, FALSE},
    {"consecutive", ZB_FUNCTION_CONSECUTIVE, 2, 2, ZB_ARGUMENT_VALUE, FALSE},
    {"exists", ZB_FUNCTION_EXISTS, 1, 1, ZB_ARGUMENT_CELLS, FALSE},
    {"blank", ZB_FUNCTION_BLANK, 1, MANY, ZB_ARGUMENT_CELLS, FALSE},
    {"filled", ZB_FUNCTION_FILLED, 1, MANY, ZB_ARGUMENT_CELLS, FALSE},
    {"unique", ZB_FUNCTION_UNIQUE, 1, MANY, ZB_ARGUMENT_CELLS, FALSE},
    {"has", ZB_FUNCTION_HAS, 2, MANY, ZB_ARGUMENT_SECTION, FALSE},
};

const ZbFunction *
zb_function_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  }
  return NULL;
}

void
zb_function_offer (ZbNearName *near)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    zb_near_name_offer (near, functions[i].name);
}
