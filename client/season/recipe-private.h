/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/line.h"
#include "client/season/recipe.h"

/* A row of a dynamic section, whose key may name attributes; lines by column. */
typedef struct {
  const char *key;
  GPtrArray **columns;
} ZbSeasonRow;

typedef struct {
  ZbSpan *spans;     /* by column */
  GPtrArray **cells; /* of a fixed section: lines by row and column; NULL for none */
  GPtrArray *rows;   /* of a dynamic one: ZbSeasonRow */
} ZbSeasonSection;

struct _ZbSeasonRecipe {
  const ZbSeasonRecipes *recipes;
  const ZbForm *form;
  ZbRespondents *respondents;
  GPtrArray *owed;    /* lines */
  GPtrArray **fields; /* lines by header field and signer; NULL for none */
  ZbSeasonSection *sections;
};
