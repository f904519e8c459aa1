/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "forms/report-csv.h"
#include "forms/report-writer.h"
#include "tests/forms/example.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gpointer
make_report (gpointer unused)
{
  return zb_example_report_new ("2024-06");
}

/* A report filled from a table is exported to a table that fills another one the same way. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static GOnce once = G_ONCE_INIT;
  const ZbReport *blank = g_once (&once, make_report, NULL);
  g_autoptr (ZbReport) report = zb_report_copy (blank), other = zb_report_copy (blank);
  g_autoptr (GBytes) table = NULL, again = NULL;

  if (!zb_report_read_csv (report, "x.csv", (const char *)data, size, NULL))
    return 0;
  table = zb_report_to_csv (report);
  if (!zb_report_read_csv (other, "y.csv", g_bytes_get_data (table, NULL), g_bytes_get_size (table),
                           NULL))
    abort ();
  again = zb_report_to_csv (other);
  if (!g_bytes_equal (table, again))
    abort ();
  return 0;
}
