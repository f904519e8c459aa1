/* SPDX-License-Identifier: Apache-2.0 */
/* A pair is refused with a reason, or it is two pieces of evidence that can be taken apart. */
#include "exchange/evidence-pair.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_evidence (GBytes *evidence)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = zb_evidence_receipt_digest (evidence, &error);

  g_assert_no_error (error);
  g_assert_nonnull (digest);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) r1 = NULL;
  g_autoptr (GBytes) r2 = NULL;
  g_autoptr (GError) error = NULL;
  gboolean read = zb_evidence_pair_read (bytes, &r1, &r2, &error);

  g_assert_true (read == (error == NULL) && read == (r1 != NULL) && read == (r2 != NULL));
  if (!read)
    return 0;
  try_evidence (r1);
  try_evidence (r2);
  return 0;
}
