/* SPDX-License-Identifier: Apache-2.0 */
/* What logs and witnesses say to one another as text: what is read must be written again as it was.
 */
#include "exchange/log-bundle.h"
#include "exchange/log-proof.h"
#include "exchange/witness-request.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_path (const char *text)
{
  g_autoptr (GArray) path = zb_log_path_read (text, NULL);
  g_autofree char *again =
      path ? zb_log_path_write ((const ZbHash *)(gpointer)path->data, path->len) : NULL;

  g_assert_true (!again || strcmp (again, text) == 0);
}

static void
try_proof (const char *text)
{
  g_auto (ZbLogProof) proof = {0};

  if (!zb_log_proof_read (text, &proof, NULL))
    return;
  g_autofree char *again = zb_log_proof_write (
      proof.index, (const ZbHash *)(gpointer)proof.path->data, proof.path->len, proof.checkpoint);
  g_assert_cmpstr (again, ==, text);
}

static void
try_request (const char *text)
{
  g_auto (ZbWitnessRequest) request = {0};

  if (!zb_witness_request_read (text, &request, NULL))
    return;
  g_autofree char *again = zb_witness_request_write (&request);
  g_assert_cmpstr (again, ==, text);
}

static void
try_bundle (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) records = zb_log_bundle_read (bytes, NULL);
  g_autoptr (GBytes) again = records ? zb_log_bundle_write (records, NULL) : NULL;

  g_assert_true (!again || g_bytes_equal (again, bytes));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);

  try_path (text);
  try_proof (text);
  try_request (text);
  try_bundle (data, size);
  return 0;
}
