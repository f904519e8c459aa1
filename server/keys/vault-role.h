/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a key of the node is for. Each lies in a vault of its own (server/keys/vault.h). */
typedef enum {
  ZB_VAULT_LOG,        /* Ed25519: checkpoints */
  ZB_VAULT_LOG_BEFORE, /* the same by the key before, until its term ends */
  ZB_VAULT_RECEIPT,    /* evidence over checkpoints of this node's log */
  ZB_VAULT_STAMP,      /* time stamps */
  ZB_VAULT_RESPONDER,  /* answers about certificates */
  ZB_VAULT_WITNESS,    /* Ed25519: cosignatures under other logs' checkpoints */
  ZB_VAULT_SIGNING,    /* the authorities below the root, as in server/authority/branch.h */
  ZB_VAULT_TLS,
  ZB_VAULT_SERVICES,
  ZB_VAULT_FIRST,
  ZB_N_VAULTS
} ZbVaultRole;

/* "log", "authority-signing" …: the stem of its files. Static. */
const char *zb_vault_role_name (ZbVaultRole role);
/* FALSE for a name that is none. */
gboolean zb_vault_role_find (const char *name, ZbVaultRole *ret_role);
const char *zb_vault_role_suite (ZbVaultRole role); /* static */
/* Whether a node of an earlier release may lack the key, which is then made. */
gboolean zb_vault_role_may_be_made (ZbVaultRole role);
/* The file of its private key in a node's directory. (transfer full) */
char *zb_vault_role_path (ZbVaultRole role, const char *dir);
/* Whether it has to know the keys of this node's log. */
gboolean zb_vault_role_knows_log (ZbVaultRole role);
/* ZbCertificateUse bits that an authority certifies; 0 for other roles. */
guint zb_vault_role_issues (ZbVaultRole role);
