/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/csv-reader.h"
#include "formats/csv-writer.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What was read comes back from a file that was written of it, but for the apostrophe that defuses
 * formulas. */
static void
compare (ZbCsvReader *copy, const char *const *fields, guint n)
{
  guint n_copied = 0;
  const char *const *copied = zb_csv_reader_next (copy, &n_copied, NULL, NULL);

  if (copied == NULL || n_copied != n)
    abort ();
  for (guint i = 0; i < n; i++) {
    if (strcmp (copied[i], fields[i]) != 0 &&
        (copied[i][0] != '\'' || strcmp (copied[i] + 1, fields[i]) != 0))
      abort ();
  }
}

static ZbCsvReader *
rewrite (const char *text, gsize length, char separator)
{
  g_autoptr (ZbCsvReader) reader = zb_csv_reader_new ("input", text, length, separator);
  g_autoptr (ZbCsvWriter) writer = zb_csv_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  const char *const *fields;
  guint n;

  while ((fields = zb_csv_reader_next (reader, &n, NULL, NULL)) != NULL) {
    for (guint i = 0; i < n; i++)
      zb_csv_writer_text (writer, fields[i]);
    zb_csv_writer_end_row (writer);
  }
  bytes = zb_csv_writer_finish (writer);
  return zb_csv_reader_new ("copy", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), ',');
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char separator = size > 0 && data[0] == '\t' ? '\t' : ',';
  g_autoptr (ZbCsvReader) reader = zb_csv_reader_new ("input", (const char *)data, size, separator);
  g_autoptr (ZbCsvReader) copy = rewrite ((const char *)data, size, separator);
  const char *const *fields;
  guint n;

  /* An apostrophe more may lead over the limit on a field. */
  if (size >= ZB_CSV_MAX_FIELD_BYTES)
    return 0;
  while ((fields = zb_csv_reader_next (reader, &n, NULL, NULL)) != NULL)
    compare (copy, fields, n);
  return 0;
}
