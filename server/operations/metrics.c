/* SPDX-License-Identifier: Apache-2.0 */
#include "server/operations/metrics.h"

#include <string.h>

#define OTHER "other"

/* The value of a counter or gauge; of a histogram the sum, and a count for each bound and one for
 * what is above them all. */
typedef struct {
  double value;
  guint64 *counts;
} Series;

typedef struct {
  const ZbMetric *metric;
  GTree *series; /* labels as written → Series */
} Family;

struct _ZbMetrics {
  GMutex lock;
  GTree *families; /* name → Family */
  GString *labels; /* those looked for, under @lock */
};

static guint
count_bounds (const ZbMetric *metric)
{
  guint n = 0;

  while (metric->bounds && metric->bounds[n] > 0)
    n++;
  return n;
}

static void
series_free (gpointer data)
{
  Series *series = data;

  g_free (series->counts);
  g_free (series);
}

static void
family_free (gpointer data)
{
  Family *family = data;

  g_tree_unref (family->series);
  g_free (family);
}

static int
compare_text (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

ZbMetrics *
zb_metrics_new (void)
{
  ZbMetrics *metrics = g_new0 (ZbMetrics, 1);

  g_mutex_init (&metrics->lock);
  metrics->families = g_tree_new_full (compare_text, NULL, NULL, family_free);
  metrics->labels = g_string_new (NULL);
  return metrics;
}

void
zb_metrics_free (ZbMetrics *metrics)
{
  g_tree_unref (metrics->families);
  g_string_free (metrics->labels, TRUE);
  g_mutex_clear (&metrics->lock);
  g_free (metrics);
}

static Family *
find_family (ZbMetrics *metrics, const ZbMetric *metric)
{
  Family *family = g_tree_lookup (metrics->families, metric->name);

  if (family)
    return family;
  family = g_new (Family, 1);
  family->metric = metric;
  family->series = g_tree_new_full (compare_text, NULL, g_free, series_free);
  g_tree_insert (metrics->families, (gpointer)metric->name, family);
  return family;
}

static void
append_label (GString *text, const char *name, const char *value)
{
  if (text->len)
    g_string_append_c (text, ',');
  g_string_append (text, name);
  g_string_append (text, "=\"");
  for (const char *c = value ? value : ""; *c; c++)
    if (*c == '\n')
      g_string_append (text, "\\n");
    else if (*c == '"' || *c == '\\')
      g_string_append_printf (text, "\\%c", *c);
    else
      g_string_append_c (text, *c);
  g_string_append_c (text, '"');
}

/* With the lock held: name="value",… as it stands between the braces, until the next one. */
static const char *
write_labels (ZbMetrics *metrics, const ZbMetric *metric, const char *first, const char *second)
{
  const char *values[ZB_METRIC_MAX_LABELS] = {first, second};

  g_string_truncate (metrics->labels, 0);
  for (guint i = 0; metric->labels[i]; i++)
    append_label (metrics->labels, metric->labels[i], values[i]);
  return metrics->labels->str;
}

/* With the lock held. */
static Series *
find_series (ZbMetrics *metrics, const ZbMetric *metric, const char *first, const char *second)
{
  Family *family = find_family (metrics, metric);
  const char *labels = write_labels (metrics, metric, first, second);
  Series *series = g_tree_lookup (family->series, labels);

  if (!series && g_tree_nnodes (family->series) >= ZB_METRIC_MAX_SERIES) {
    labels = write_labels (metrics, metric, OTHER, OTHER);
    series = g_tree_lookup (family->series, labels);
  }
  if (series)
    return series;
  series = g_new0 (Series, 1);
  if (metric->kind == ZB_METRIC_HISTOGRAM)
    series->counts = g_new0 (guint64, count_bounds (metric) + 1);
  g_tree_insert (family->series, g_strdup (labels), series);
  return series;
}

void
zb_metrics_add (ZbMetrics *metrics,
                const ZbMetric *metric,
                const char *first,
                const char *second,
                double amount)
{
  if (!metrics)
    return;
  g_mutex_lock (&metrics->lock);
  find_series (metrics, metric, first, second)->value += amount;
  g_mutex_unlock (&metrics->lock);
}

void
zb_metrics_set (
    ZbMetrics *metrics, const ZbMetric *metric, const char *first, const char *second, double value)
{
  if (!metrics)
    return;
  g_mutex_lock (&metrics->lock);
  find_series (metrics, metric, first, second)->value = value;
  g_mutex_unlock (&metrics->lock);
}

void
zb_metrics_observe (
    ZbMetrics *metrics, const ZbMetric *metric, const char *first, const char *second, double value)
{
  guint at = 0;

  if (!metrics)
    return;
  while (metric->bounds[at] > 0 && value > metric->bounds[at])
    at++;
  g_mutex_lock (&metrics->lock);
  Series *series = find_series (metrics, metric, first, second);
  series->value += value;
  series->counts[at]++;
  g_mutex_unlock (&metrics->lock);
}

/* "NAME SUFFIX{labels,extra} NUMBER". A point stands for the decimal sign in every locale. */
static void
write_line (GString *page, const char *name, const char *suffix, const char *labels, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.15g", value);
  g_string_append_printf (page, *labels ? "%s%s{%s} %s\n" : "%s%s%s %s\n", name, suffix, labels,
                          number);
}

static void
write_histogram (GString *page, const ZbMetric *metric, const char *labels, const Series *series)
{
  guint n = count_bounds (metric);
  guint64 up_to = 0;

  for (guint i = 0; i <= n; i++) {
    char bound[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";
    up_to += series->counts[i];
    if (i < n)
      g_ascii_formatd (bound, sizeof bound, "%g", metric->bounds[i]);
    g_autofree char *with_bound =
        g_strdup_printf ("%s%sle=\"%s\"", labels, *labels ? "," : "", bound);
    write_line (page, metric->name, "_bucket", with_bound, (double)up_to);
  }
  write_line (page, metric->name, "_sum", labels, series->value);
  write_line (page, metric->name, "_count", labels, (double)up_to);
}

typedef struct {
  GString *page;
  const ZbMetric *metric;
} Writing;

static gboolean
write_series (gpointer key, gpointer value, gpointer data)
{
  const Writing *writing = data;
  const Series *series = value;

  if (series->counts)
    write_histogram (writing->page, writing->metric, key, series);
  else
    write_line (writing->page, writing->metric->name, "", key, series->value);
  return FALSE;
}

static gboolean
write_family (gpointer key, gpointer value, gpointer data)
{
  static const char *const kinds[] = {"counter", "gauge", "histogram"};
  Family *family = value;
  Writing writing = {data, family->metric};

  g_string_append_printf (writing.page, "# HELP %s %s\n# TYPE %s %s\n", family->metric->name,
                          family->metric->help, family->metric->name, kinds[family->metric->kind]);
  g_tree_foreach (family->series, write_series, &writing);
  return FALSE;
}

char *
zb_metrics_write (ZbMetrics *metrics)
{
  GString *page = g_string_new (NULL);

  g_mutex_lock (&metrics->lock);
  g_tree_foreach (metrics->families, write_family, page);
  g_mutex_unlock (&metrics->lock);
  return g_string_free (page, FALSE);
}
