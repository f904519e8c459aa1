/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/size-class.h"

#include <string.h>

/* Lower bounds of large, medium and small; revenue in ten thousand yuan. */
typedef struct {
  const char *from, *to; /* divisions */
  gint64 staff[3], revenue[3];
} Bounds;

/* The first row that fits counts. */
static const Bounds bounds[] = {
    {"06", "46", {1000, 300, 20}, {40000, 2000, 300}},
    {"51", "51", {200, 20, 5}, {40000, 5000, 1000}},
    {"52", "52", {300, 50, 10}, {20000, 500, 100}},
    {"59", "59", {200, 100, 20}, {30000, 1000, 100}},
    {"60", "60", {1000, 300, 20}, {30000, 2000, 100}},
    {"53", "58", {1000, 300, 20}, {30000, 3000, 200}},
};

const char *
zb_size_class (const char *industry, ZbWide staff, ZbWide revenue)
{
  static const char *const classes[] = {"1", "2", "3", "4"};

  for (gsize i = 0; i < G_N_ELEMENTS (bounds); i++) {
    guint size = 0;

    if (strncmp (industry, bounds[i].from, 2) < 0 || strncmp (industry, bounds[i].to, 2) > 0)
      continue;
    while (size < 3 &&
           (staff < bounds[i].staff[size] || revenue < (ZbWide)bounds[i].revenue[size] * 10000))
      size++;
    return classes[size];
  }
  return NULL;
}
