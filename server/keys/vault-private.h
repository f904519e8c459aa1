/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"
#include "exchange/signer.h"
#include "exchange/succession.h"
#include "server/keys/stamp-clock.h"
#include "server/keys/vault.h"

struct _ZbVault {
  ZbVaultRole role;
  ZbKey *key;
  ZbVaultOptions options;
  char *node, *stamp_policy, *published_at, *log_verifier, *log_name, *witness_name;
  /* From ZB_ASK_CERTIFICATES on. */
  ZbCertificate *certificate;
  GPtrArray *chain;
  ZbSigner *signer;
  ZbIssuer *issuer;
  ZbStampClock *clock; /* of the stamps */
  ZbSuccession *keys;  /* (nullable) the log's, once they were asked for */
};

/* FALSE with REFUSED and the sentence. */
gboolean zb_vault_refuse (const ZbVault *vault, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* Whether @time is now, but for ZB_VAULT_MAX_SKEW. */
gboolean zb_vault_check_time (const ZbVault *vault, gint64 time, GError **error);
/* @bytes as "(ay)"; takes them. */
GVariant *zb_vault_give_bytes (GBytes *bytes);

/* One for each question: what it takes is in normal form, and the vault has its certificate where
 * it needs one. */
typedef GVariant *(*ZbVaultWork) (ZbVault *vault, GVariant *taken, GError **error);

GVariant *zb_vault_sign_checkpoint (ZbVault *vault, GVariant *taken, GError **error);
GVariant *zb_vault_sign_evidence (ZbVault *vault, GVariant *taken, GError **error);
GVariant *zb_vault_cosign (ZbVault *vault, GVariant *taken, GError **error);
GVariant *zb_vault_stamp (ZbVault *vault, GVariant *taken, GError **error);
GVariant *zb_vault_answer_stamp (ZbVault *vault, GVariant *taken, GError **error);
GVariant *zb_vault_answer_status (ZbVault *vault, GVariant *taken, GError **error);
GVariant *zb_vault_certify (ZbVault *vault, GVariant *taken, GError **error);
GVariant *zb_vault_make_list (ZbVault *vault, GVariant *taken, GError **error);
