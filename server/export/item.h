/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* What an item id ("A.01.1", "B.3974.2") means in an edition of a form: for labels and printed
 * order. */
typedef struct {
  guint section, column;
  int row;         /* printed place in a fixed section; -1 in a dynamic one */
  char *key;       /* row code or key */
  ZbText row_name; /* owned */
  ZbText column_name;
  const ZbMeasure *measure; /* (nullable) */
} ZbItem;

/* FALSE if the edition has no such item. */
gboolean zb_item_resolve (const ZbForm *form, const char *id, ZbItem *ret_item);
void zb_item_clear (ZbItem *item);
/* In printed order: section, row or key, column. */
int zb_item_compare (const ZbItem *a, const ZbItem *b);
