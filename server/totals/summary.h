/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/total.h"

/* Tables over the running totals. */

typedef enum {
  ZB_BY_TOTAL,
  ZB_BY_DISTRICT, /* each unit once, by its district */
  ZB_BY_ZONE,     /* a separate view: only units with a managing zone */
  ZB_BY_INDUSTRY,
  ZB_BY_SIZE,
  ZB_BY_REGISTRATION,
} ZbSummaryBy;

gboolean zb_summary_by_parse (const char *text, ZbSummaryBy *ret_by, GError **error);

typedef struct {
  const char *tenant, *form, *period;
  ZbSummaryBy by;
  /* (nullable) only groups whose managing zone, if set, or else district is one of these: what a
   * district reviewer may see. */
  const char *const *areas;
} ZbSummaryQuery;

typedef struct {
  char *key; /* code of the group; "" for the total, or where the register did not say */
  guint units;
  GArray *items; /* ZbTotal, by item; each item once, at its finest scale */
} ZbSummaryRow;

void zb_summary_row_free (ZbSummaryRow *row);

/* (transfer full) ZbSummaryRow, by key. */
GPtrArray *zb_summary_read (ZbStore *store, const ZbSummaryQuery *query, GError **error);
/* NULL if the row has no such item. */
const ZbTotal *zb_summary_row_item (const ZbSummaryRow *row, const char *item);

/* Exact decimal notation of a sum of 128 bits. */
char *zb_sum_to_string (ZbSum sum, guint scale);
/* FALSE, @sum untouched, if the result does not fit. */
gboolean zb_sum_add (ZbSum *sum, ZbSum summand);
gboolean zb_sum_rescale (ZbSum *sum, guint from, guint to);
