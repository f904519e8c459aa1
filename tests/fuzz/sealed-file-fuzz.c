/* SPDX-License-Identifier: Apache-2.0 */
/* A file under a password, as a backup brings it. */
#include "exchange/error.h"
#include "exchange/sealed-file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define PASSWORD "correct horse"
#define ROUNDS 16 /* where they stand */

/* The rounds are set to one, whatever the input says: they would take all the time there is. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const uint8_t one[] = {0, 0, 0, 1};
  g_autofree uint8_t *copy = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;

  if (size >= ROUNDS + sizeof one)
    memcpy (copy + ROUNDS, one, sizeof one);
  g_autoptr (GBytes) sealed = g_bytes_new (copy, size);
  g_autoptr (GBytes) plain = zb_sealed_file_read ("input", sealed, PASSWORD, &error);
  if ((plain != NULL) == (error != NULL))
    abort ();
  /* What opens has lost nothing but head and tags. */
  if (plain && g_bytes_get_size (plain) >= size)
    abort ();
  return 0;
}
