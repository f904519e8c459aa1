/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/stamp.h"
#include "tests/fuzz/exchange-fixture.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A token of strangers, which no mutation makes one of ours: refused, and always with a reason. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ZbTrust *trust;
  g_autoptr (GError) error = NULL;
  ZbStamp stamp = {0};

  if (trust == NULL) {
    trust = zb_trust_new ();
    if (!zb_trust_add_pem (trust, "fixture", FIXTURE_ROOT, strlen (FIXTURE_ROOT), NULL))
      abort ();
  }
  if (zb_stamp_verify (data, size, "data", 4, trust, &stamp, &error) || error == NULL ||
      stamp.stamper != NULL)
    abort ();
  return 0;
}
