/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/export/item.h"
#include "server/totals/summary.h"

/* A summary made for people: groups with names, items in printed order with labels, exact sums. */
typedef struct {
  char *id; /* item id */
  ZbItem item;
} ZbSummaryItem;

typedef struct {
  char *key;
  ZbText name;
  guint units;
} ZbSummaryGroup;

typedef struct {
  ZbForm *form;
  ZbPeriod period;
  ZbSummaryBy by;
  GArray *groups;  /* ZbSummaryGroup */
  GArray *items;   /* ZbSummaryItem */
  GPtrArray *rows; /* ZbSummaryRow, one a group */
} ZbSummaryTable;

/* @query->form may be the printed code. The edition that serves the period gives the labels; items
 * it does not know are left out. */
ZbSummaryTable *zb_summary_table_read (ZbStore *store,
                                       const ZbCatalogue *catalogue,
                                       const ZbSummaryQuery *query,
                                       GError **error);
void zb_summary_table_free (ZbSummaryTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSummaryTable, zb_summary_table_free)

/* The sum of item @item in group @group as exact decimal text, (transfer full); NULL if no report
 * there has it. */
char *zb_summary_table_sum (const ZbSummaryTable *table, guint group, guint item, guint *ret_count);
