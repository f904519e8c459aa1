/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a running server counts and measures about itself, in the text format that Prometheus reads
 * (exposition format 0.0.4). Thread-safe. A NULL registry takes everything and keeps nothing. */
typedef struct _ZbMetrics ZbMetrics;

typedef enum {
  ZB_METRIC_COUNTER,  /* only grows */
  ZB_METRIC_GAUGE,    /* as it is now */
  ZB_METRIC_HISTOGRAM /* how many observations were how large */
} ZbMetricKind;

#define ZB_METRIC_MAX_LABELS 2

/* One figure, told apart by its labels. Static data: the registry keeps the pointer. Units are
 * Prometheus's base units, seconds and bytes, and stand in the name. */
typedef struct {
  ZbMetricKind kind;
  const char *name;
  const char *help;
  const char *labels[ZB_METRIC_MAX_LABELS + 1]; /* names, ending with NULL */
  const double *bounds; /* of a histogram: upper ones, ascending, ending with 0 */
} ZbMetric;

ZbMetrics *zb_metrics_new (void);
void zb_metrics_free (ZbMetrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMetrics, zb_metrics_free)

/* The series of @metric with these values of its labels; more values than it has labels are not
 * read. Past ZB_METRIC_MAX_SERIES of one metric all further ones count together as "other", so that
 * no peer can make the page grow. */
#define ZB_METRIC_MAX_SERIES 512
void zb_metrics_add (ZbMetrics *metrics,
                     const ZbMetric *metric,
                     const char *first,  /* (nullable) */
                     const char *second, /* (nullable) */
                     double amount);
void zb_metrics_set (ZbMetrics *metrics,
                     const ZbMetric *metric,
                     const char *first,
                     const char *second,
                     double value);
/* One observation of a histogram. */
void zb_metrics_observe (ZbMetrics *metrics,
                         const ZbMetric *metric,
                         const char *first,
                         const char *second,
                         double value);

/* The whole page, metrics and series by name. (transfer full) */
char *zb_metrics_write (ZbMetrics *metrics);
#define ZB_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
