/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/revision-carry.h"

/* One item through the years, in the terms of one edition: figures reported in other editions come
 * there and back by their maps. */

typedef struct {
  ZbPeriod period;
  char *edition; /* that the period was reported in */
  guint reports; /* that hold a figure */
  char *value;   /* their exact sum, canonical; NULL where none does, or none is comparable */
  ZbComparability comparability;
} ZbSeriesPoint;

void zb_series_point_free (ZbSeriesPoint *point);

/* @reports: ZbReport of @form's form, any editions, units and periods; others are passed over.
 * (transfer full) array of ZbSeriesPoint by period; NULL if @item is no item of @form, or a figure
 * does not fit. */
GPtrArray *zb_series_new (const ZbCatalogue *catalogue,
                          const GPtrArray *reports,
                          ZbForm *form,
                          const char *item,
                          GError **error);
