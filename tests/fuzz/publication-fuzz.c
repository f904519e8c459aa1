/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "exchange/signed-publication.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What can be read is written as it was read, or read again the same. */
static void
try_statement (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbPublication) publication = zb_publication_read ("input", bytes, &error);

  if ((publication == NULL) != (error != NULL))
    abort ();
  if (publication == NULL)
    return;
  g_autoptr (GBytes) first = zb_publication_write (publication);
  g_autoptr (ZbPublication) again = zb_publication_read ("copy", first, NULL);
  g_autoptr (GBytes) second = again != NULL ? zb_publication_write (again) : NULL;

  if (second == NULL || !g_bytes_equal (first, second))
    abort ();
}

static void
try_archive (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedPublication) opened = zb_signed_publication_open ("input", bytes, &error);

  if ((opened == NULL) != (error != NULL))
    abort ();
  if (opened == NULL)
    return;
  g_autoptr (GBytes) again =
      zb_signed_publication_pack (opened->statement, opened->signatures, opened->contents, NULL);
  g_autoptr (ZbSignedPublication) reread =
      again != NULL ? zb_signed_publication_open ("copy", again, NULL) : NULL;

  if (reread == NULL || !g_bytes_equal (reread->statement, opened->statement))
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  try_statement (bytes);
  try_archive (bytes);
  return 0;
}
