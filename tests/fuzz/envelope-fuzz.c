/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "exchange/acknowledgement.h"
#include "exchange/commitment.h"
#include "exchange/envelope.h"
#include "exchange/manifest.h"
#include "exchange/receipt.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (gboolean read, const GError *error)
{
  if (read == (error != NULL))
    abort ();
}

static void
check_same (GBytes *first, GBytes *second)
{
  if (second == NULL || !g_bytes_equal (first, second))
    abort ();
}

static void
try_envelope (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEnvelope) envelope = zb_envelope_read ("input", bytes, &error);
  check (envelope != NULL, error);
  if (envelope == NULL)
    return;
  g_autoptr (GBytes) first = zb_envelope_write (envelope);
  g_autoptr (ZbEnvelope) again = zb_envelope_read ("copy", first, NULL);
  g_autoptr (GBytes) second = again != NULL ? zb_envelope_write (again) : NULL;
  check_same (first, second);
}

static void
try_commitment (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCommitment) commitment = zb_commitment_read ("input", bytes, &error);
  check (commitment != NULL, error);
  if (commitment == NULL)
    return;
  g_autoptr (GBytes) first = zb_commitment_write (commitment);
  g_autoptr (ZbCommitment) again = zb_commitment_read ("copy", first, NULL);
  g_autoptr (GBytes) second = again != NULL ? zb_commitment_write (again) : NULL;
  check_same (first, second);
}

static void
try_acknowledgement (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAcknowledgement) said = zb_acknowledgement_read ("input", bytes, &error);
  check (said != NULL, error);
  if (said == NULL)
    return;
  g_autoptr (GBytes) first = zb_acknowledgement_write (said);
  g_autoptr (ZbAcknowledgement) again = zb_acknowledgement_read ("copy", first, NULL);
  g_autoptr (GBytes) second = again != NULL ? zb_acknowledgement_write (again) : NULL;
  check_same (first, second);
}

static void
try_manifest (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbManifest) manifest = zb_manifest_read ("input", bytes, &error);
  check (manifest != NULL, error);
  if (manifest == NULL)
    return;
  g_autoptr (GBytes) first = zb_manifest_write (manifest);
  g_autoptr (ZbManifest) again = zb_manifest_read ("copy", first, NULL);
  g_autoptr (GBytes) second = again != NULL ? zb_manifest_write (again) : NULL;
  check_same (first, second);
}

static void
try_receipt (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceipt) receipt = zb_receipt_read ("input", bytes, &error);
  check (receipt != NULL, error);
  if (receipt == NULL)
    return;
  g_autoptr (GBytes) first = zb_receipt_write (receipt);
  g_autoptr (ZbReceipt) again = zb_receipt_read ("copy", first, NULL);
  g_autoptr (GBytes) second = again != NULL ? zb_receipt_write (again) : NULL;
  check_same (first, second);
}

/* Each of the small documents either is refused with a reason, or stays the same when written and
 * read again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  try_envelope (bytes);
  try_commitment (bytes);
  try_acknowledgement (bytes);
  try_manifest (bytes);
  try_receipt (bytes);
  return 0;
}
