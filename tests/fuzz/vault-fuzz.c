/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "exchange/issuer.h"
#include "server/keys/vault.h"
#include "tests/fuzz/exchange-fixture.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gint64 at = FIXTURE_AT;

/* One of each role, with its certificate where it takes one. Keys are made once a run. */
static ZbVault *
open_vault (ZbVaultRole role)
{
  static ZbVault *vaults[ZB_N_VAULTS];
  ZbVaultOptions options = {
      .node = "350200",
      .clock = zb_clock_fixed (&at),
      .follows_clock = TRUE,
      .stamp_policy = "1.3.6.1.4.1.1",
      .accuracy_ms = 1000,
      .log_verifier = FIXTURE_VERIFIER,
  };

  if (vaults[role])
    return vaults[role];
  ZbKey *key = zb_key_generate (zb_vault_role_suite (role), NULL);
  g_autoptr (ZbCertificate) root =
      zb_vault_role_issues (role) != 0 ? zb_issuer_make_root (key, "fuzz", at, at + 1, NULL) : NULL;
  vaults[role] = zb_vault_new (role, key, &options);
  if (root) {
    g_autoptr (GVariant) taken = g_variant_ref_sink (
        g_variant_new ("(@ayaay)", zb_message_from_bytes (zb_certificate_der (root)), NULL));
    g_autoptr (GBytes) body = zb_message_to_bytes (taken);
    GVariant *given = zb_vault_answer (vaults[role], ZB_ASK_CERTIFICATES, body, NULL);
    if (!given)
      abort ();
    g_variant_unref (g_variant_take_ref (given));
  }
  return vaults[role];
}

/* The first byte is the role, the next eight a head, the rest what is asked: an answer of the type
 * that the question gives, or a reason. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  guint32 length = 0;
  char letter = 0;

  if (size < 1 + ZB_MESSAGE_HEAD || !zb_message_read_head (data + 1, &letter, &length))
    return 0;
  ZbVault *vault = open_vault ((ZbVaultRole)(data[0] % ZB_N_VAULTS));
  g_autoptr (GBytes) body = g_bytes_new (data + 1 + ZB_MESSAGE_HEAD, size - 1 - ZB_MESSAGE_HEAD);
  GVariant *given = zb_vault_answer (vault, letter, body, &error);
  g_autoptr (GVariant) answer = given ? g_variant_take_ref (given) : NULL;

  if ((answer == NULL) == (error == NULL))
    abort ();
  if (answer && !g_variant_is_of_type (answer, G_VARIANT_TYPE (zb_question_find (letter)->gives)))
    abort ();
  return 0;
}
