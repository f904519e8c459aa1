/* SPDX-License-Identifier: Apache-2.0 */
/* The picture of a seal comes from whatever file an enterprise chose. */
#include "paper/print/seal.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) png = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  gboolean taken = zb_seal_check (png, &error);

  g_assert_true (taken == (error == NULL));
  return 0;
}
