/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "formats/zip-writer.h"
#include "tests/fuzz/exchange-fixture.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GBytes *
with_proof (const uint8_t *data, size_t size)
{
  static const char leaf[] = "2024-07-05T08:00:00.000000Z outcome - - - - - valid";
  g_autofree char *proof = g_strndup ((const char *)data, size);
  g_autoptr (GBytes) receipt = g_bytes_new_static ("<receipt/>", 10);
  const char *gap = strstr (proof, "\n\n");
  const ZbEvidenceOwn own = {.receipt = receipt, .leaf = leaf, .index = 1};
  const ZbEvidenceShared shared = {gap != NULL ? gap + 2 : proof, receipt, NULL, NULL};
  return zb_evidence_build (&own, &shared, NULL);
}

/* The note inside a proof, by itself: either refused with a reason or a checkpoint. */
static void
try_checkpoint (const uint8_t *data, size_t size)
{
  g_autofree char *proof = g_strndup ((const char *)data, size);
  const char *gap = strstr (proof, "\n\n");
  g_autoptr (GError) error = NULL;
  ZbCheckpoint checkpoint = {0};
  gboolean good =
      zb_checkpoint_open (gap != NULL ? gap + 2 : proof, FIXTURE_VERIFIER, &checkpoint, &error);
  if (good == (error != NULL) || good != (checkpoint.origin != NULL))
    abort ();
  zb_checkpoint_clear (&checkpoint);
}

/* Evidence either is refused with a reason, or it is the one that the node made. Inputs that are no
 * archive are tried as a checkpoint and as the proof inside an archive. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ZbTrust *trust;
  if (trust == NULL) {
    trust = zb_trust_new ();
    if (!zb_trust_add_pem (trust, "fixture", FIXTURE_ROOT, strlen (FIXTURE_ROOT), NULL))
      abort ();
  }
  gboolean archive = size >= 2 && data[0] == 'P' && data[1] == 'K';
  if (!archive)
    try_checkpoint (data, size);
  g_autoptr (GBytes) bytes = archive ? g_bytes_new (data, size) : with_proof (data, size);
  if (bytes == NULL)
    return 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (bytes, NULL, trust, FIXTURE_VERIFIER, FIXTURE_AT, &error);
  if ((evidence == NULL) != (error != NULL))
    abort ();
  if (evidence == NULL)
    return 0;
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);
  if (strcmp (digest, FIXTURE_EVIDENCE) != 0)
    abort ();
  return 0;
}
