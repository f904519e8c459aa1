/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* An archive either is refused with a reason, or each of its bytes is one of the headers', names'
 * or contents', and its entries can be written again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("input", bytes, NULL, &error);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) copy = NULL;
  gsize total = 22;

  if ((zip == NULL) != (error != NULL))
    abort ();
  if (zip == NULL)
    return 0;
  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    const char *name = zb_zip_entry_name (zip, i);
    g_autoptr (GBytes) content = zb_zip_entry_bytes (zip, i);

    total += 30 + 46 + 2 * strlen (name) + g_bytes_get_size (content);
    zb_zip_writer_add (writer, name, content);
  }
  copy = zb_zip_writer_finish (writer, NULL);
  if (total != size || copy == NULL || g_bytes_get_size (copy) != size)
    abort ();
  return 0;
}
