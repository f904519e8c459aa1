/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "exchange/signed-trust.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What can be read is written as it was read, and says whom to believe or why it cannot. */
static void
try_statement (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrustBundle) bundle = zb_trust_bundle_read ("input", bytes, &error);

  if ((bundle == NULL) != (error != NULL))
    abort ();
  if (bundle == NULL)
    return;
  g_autoptr (GBytes) again = zb_trust_bundle_write (bundle);
  g_autoptr (ZbTrust) trust = zb_trust_bundle_to_trust (bundle, &error);

  if (!g_bytes_equal (bytes, again) || (trust == NULL) != (error != NULL) ||
      !zb_trust_bundle_agrees (bundle, bundle))
    abort ();
}

static void
try_archive (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) opened = zb_signed_trust_open ("input", bytes, &error);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  if ((opened == NULL) != (error != NULL))
    abort ();
  if (opened == NULL)
    return;
  if (!zb_signed_trust_check_next (opened, opened, NULL) ||
      zb_signed_trust_verify (opened, nobody, NULL))
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
