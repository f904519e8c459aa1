/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/percentile.h"

#include <stdlib.h>

static int
compare (const void *a, const void *b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;
  return (left > right) - (left < right);
}

double
zb_bench_percentile (double *values, guint n, guint percent)
{
  if (n == 0)
    return 0;
  qsort (values, n, sizeof *values, compare);
  return values[MIN (n * percent / 100, n - 1)];
}
