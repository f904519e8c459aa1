/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "client/import/incoming-words.h"
#include "client/import/sheet-import.h"
#include "tests/forms/example.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gpointer
make_report (G_GNUC_UNUSED gpointer unused)
{
  return zb_example_report_new ("2024-06");
}

/* What a file brings is put in once: read again, it brings nothing. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static GOnce once = G_ONCE_INIT;
  const ZbReport *blank = g_once (&once, make_report, NULL);
  g_autoptr (ZbReport) report = zb_report_copy (blank);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSpreadsheet) book = zb_spreadsheet_read ("x", bytes, &error);

  if ((book == NULL) != (error != NULL))
    abort ();
  if (book == NULL)
    return 0;
  g_autoptr (ZbIncoming) incoming = zb_sheet_import (book, report, NULL, &error);
  if ((incoming == NULL) != (error != NULL))
    abort ();
  if (incoming == NULL)
    return 0;
  for (guint i = 0; i < zb_incoming_cells (incoming)->len; i++) {
    g_autofree char *words = zb_incoming_dup_verdict (zb_incoming_cells (incoming)->pdata[i], "en");
  }
  gboolean whole = zb_incoming_apply (incoming, report) == zb_incoming_n_taken (incoming);
  g_autoptr (ZbIncoming) again = zb_sheet_import (book, report, NULL, NULL);
  if (again == NULL || (whole && zb_incoming_count (again, ZB_INCOMING_NEW) != 0))
    abort ();
  return 0;
}
