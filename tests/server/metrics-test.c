/* SPDX-License-Identifier: Apache-2.0 */
#include "server/operations/metrics.h"

#include <locale.h>
#include <string.h>

static const double bounds[] = {0.1, 1, 0};
static const ZbMetric counter = {ZB_METRIC_COUNTER, "b_total", "Counts.", {"kind", "code"}, NULL};
static const ZbMetric gauge = {ZB_METRIC_GAUGE, "a_bytes", "Is.", {NULL}, NULL};
static const ZbMetric histogram = {ZB_METRIC_HISTOGRAM, "c_seconds", "Takes.", {"kind"}, bounds};

static void
assert_page (ZbMetrics *metrics, const char *expected)
{
  g_autofree char *page = zb_metrics_write (metrics);

  g_assert_cmpstr (page, ==, expected);
}

static void
test_writes_families_and_series_by_name (void)
{
  g_autoptr (ZbMetrics) metrics = zb_metrics_new ();

  zb_metrics_add (metrics, &counter, "x", "2", 1);
  zb_metrics_add (metrics, &counter, "x", "1", 2);
  zb_metrics_add (metrics, &counter, "x", "1", 3);
  zb_metrics_set (metrics, &gauge, NULL, NULL, 7);
  zb_metrics_set (metrics, &gauge, NULL, NULL, 12345678901.0);
  assert_page (metrics, "# HELP a_bytes Is.\n"
                        "# TYPE a_bytes gauge\n"
                        "a_bytes 12345678901\n"
                        "# HELP b_total Counts.\n"
                        "# TYPE b_total counter\n"
                        "b_total{kind=\"x\",code=\"1\"} 5\n"
                        "b_total{kind=\"x\",code=\"2\"} 1\n");
}

static void
test_counts_an_observation_under_each_bound_above_it (void)
{
  g_autoptr (ZbMetrics) metrics = zb_metrics_new ();

  zb_metrics_observe (metrics, &histogram, "k", NULL, 0.1);
  zb_metrics_observe (metrics, &histogram, "k", NULL, 0.5);
  zb_metrics_observe (metrics, &histogram, "k", NULL, 2);
  assert_page (metrics, "# HELP c_seconds Takes.\n"
                        "# TYPE c_seconds histogram\n"
                        "c_seconds_bucket{kind=\"k\",le=\"0.1\"} 1\n"
                        "c_seconds_bucket{kind=\"k\",le=\"1\"} 2\n"
                        "c_seconds_bucket{kind=\"k\",le=\"+Inf\"} 3\n"
                        "c_seconds_sum{kind=\"k\"} 2.6\n"
                        "c_seconds_count{kind=\"k\"} 3\n");
}

static void
test_escapes_what_labels_hold (void)
{
  g_autoptr (ZbMetrics) metrics = zb_metrics_new ();

  zb_metrics_add (metrics, &counter, "a\"b\\c\nd", NULL, 1);
  g_autofree char *page = zb_metrics_write (metrics);
  g_assert_nonnull (strstr (page, "b_total{kind=\"a\\\"b\\\\c\\nd\",code=\"\"} 1\n"));
}

static void
test_bounds_the_series (void)
{
  g_autoptr (ZbMetrics) metrics = zb_metrics_new ();

  for (guint i = 0; i < ZB_METRIC_MAX_SERIES + 5; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);
    zb_metrics_add (metrics, &counter, name, NULL, 1);
  }
  zb_metrics_add (metrics, &counter, "0", NULL, 1);
  g_autofree char *page = zb_metrics_write (metrics);
  g_assert_nonnull (strstr (page, "b_total{kind=\"0\",code=\"\"} 2\n"));
  g_assert_nonnull (strstr (page, "b_total{kind=\"511\",code=\"\"} 1\n"));
  g_assert_null (strstr (page, "kind=\"512\""));
  g_assert_nonnull (strstr (page, "b_total{kind=\"other\",code=\"other\"} 5\n"));
}

static void
test_a_point_is_the_decimal_sign (void)
{
  g_autoptr (ZbMetrics) metrics = zb_metrics_new ();

  if (!setlocale (LC_NUMERIC, "de_DE.UTF-8") && !setlocale (LC_NUMERIC, "fr_FR.UTF-8"))
    g_test_message ("no locale with a decimal comma is installed");
  zb_metrics_set (metrics, &gauge, NULL, NULL, 0.5);
  g_autofree char *page = zb_metrics_write (metrics);
  setlocale (LC_NUMERIC, "C");
  g_assert_nonnull (strstr (page, "a_bytes 0.5\n"));
}

static void
test_none_keeps_nothing (void)
{
  zb_metrics_add (NULL, &counter, NULL, NULL, 1);
  zb_metrics_set (NULL, &gauge, NULL, NULL, 1);
  zb_metrics_observe (NULL, &histogram, NULL, NULL, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/metrics/writes-families-and-series-by-name",
                   test_writes_families_and_series_by_name);
  g_test_add_func ("/server/metrics/counts-an-observation-under-each-bound-above-it",
                   test_counts_an_observation_under_each_bound_above_it);
  g_test_add_func ("/server/metrics/escapes-what-labels-hold", test_escapes_what_labels_hold);
  g_test_add_func ("/server/metrics/bounds-the-series", test_bounds_the_series);
  g_test_add_func ("/server/metrics/a-point-is-the-decimal-sign", test_a_point_is_the_decimal_sign);
  g_test_add_func ("/server/metrics/none-keeps-nothing", test_none_keeps_nothing);
  return g_test_run ();
}
