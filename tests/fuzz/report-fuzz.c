/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "forms/report-reader.h"
#include "forms/report-writer.h"
#include "tests/forms/example.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gpointer
make_catalogue (gpointer unused)
{
  return zb_example_catalogue_new ();
}

/* A report that was read is written to bytes that read to the same bytes again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static GOnce once = G_ONCE_INIT;
  const ZbCatalogue *catalogue = g_once (&once, make_catalogue, NULL);
  g_autoptr (ZbReport) report = zb_report_read_sample ("x.xml", data, size, catalogue, NULL);
  g_autoptr (ZbReport) again = NULL;
  g_autoptr (GBytes) bytes = NULL, same = NULL;

  if (report == NULL)
    return 0;
  bytes = zb_report_write (report);
  again = zb_report_read ("y.xml", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                          catalogue, NULL);
  if (again == NULL)
    abort ();
  same = zb_report_write (again);
  if (!g_bytes_equal (bytes, same))
    abort ();
  return 0;
}
