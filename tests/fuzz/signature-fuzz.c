/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/digest.h"
#include "exchange/signature.h"
#include "tests/fuzz/exchange-fixture.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static ZbTrust *
make_trust (void)
{
  ZbTrust *trust = zb_trust_new ();
  if (!zb_trust_add_pem (trust, "fixture", FIXTURE_ROOT, strlen (FIXTURE_ROOT), NULL))
    abort ();
  return trust;
}

/* Bytes either are refused with a reason, or they are one of the signatures that the key's holder
 * made: the first accepted input of each length is it, and no other of that length may be. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ZbTrust *trust;
  static GHashTable *accepted; /* length → digest */
  g_autoptr (GError) error = NULL;
  ZbSignatureInfo info = {0};
  if (trust == NULL) {
    trust = make_trust ();
    accepted = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  }
  gboolean good = zb_signature_verify (data, size, FIXTURE_BODY, strlen (FIXTURE_BODY), trust,
                                       ZB_USE_SIGNING, FIXTURE_AT, NULL, NULL, &info, &error);
  if (good == (error != NULL) || good != (info.signer != NULL))
    abort ();
  if (!good)
    return 0;
  g_autofree char *digest = zb_digest_hex_of (data, size);
  const char *known = g_hash_table_lookup (accepted, GSIZE_TO_POINTER (size));
  if (known != NULL && strcmp (known, digest) != 0)
    abort ();
  g_hash_table_insert (accepted, GSIZE_TO_POINTER (size), g_strdup (digest));
  zb_signature_info_clear (&info);
  return 0;
}
