/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"
#include "server/store/total.h"

/* One item of a stored group. */
typedef struct {
  gint64 item; /* row of total_item */
  gint64 count;
  ZbSum sum;
} ZbSumEntry;

/* Between a group's blob and its entries (array of ZbSumEntry by item). FALSE if it is damaged. */
gboolean zb_sums_decode (const void *data, gsize length, GArray *entries);
GBytes *zb_sums_encode (const GArray *entries);

/* Does @change: the leaving version out of its group, the entering one into its own. */
gboolean zb_totals_apply (ZbApply *apply,
                          const char *tenant,
                          const char *form,
                          const char *period,
                          const ZbTotalsChange *change,
                          GError **error);
