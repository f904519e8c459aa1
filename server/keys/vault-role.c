/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/vault-role.h"

#include "exchange/certificate.h"

#include <string.h>

static const struct {
  const char *name, *suite, *folder;
  const char *file; /* NULL: NAME.key.pem */
  gboolean may_be_made;
  guint issues;
} roles[ZB_N_VAULTS] = {
    [ZB_VAULT_LOG] = {"log", "ed25519", "keys", NULL, FALSE, 0},
    [ZB_VAULT_LOG_BEFORE] = {"log-before", "ed25519", "keys", NULL, FALSE, 0},
    [ZB_VAULT_RECEIPT] = {"receipt", "p256", "keys", NULL, FALSE, 0},
    [ZB_VAULT_STAMP] = {"stamp", "p256", "keys", NULL, TRUE, 0},
    [ZB_VAULT_RESPONDER] = {"responder", "p256", "keys", NULL, TRUE, 0},
    [ZB_VAULT_WITNESS] = {"witness", "ed25519", "witness", "key.pem", TRUE, 0},
    [ZB_VAULT_SIGNING] = {"authority-signing", "p256", "keys", NULL, FALSE,
                          ZB_USE_SIGNING | ZB_USE_OCSP},
    [ZB_VAULT_TLS] = {"authority-tls", "p256", "keys", NULL, FALSE,
                      ZB_USE_TLS_CLIENT | ZB_USE_TLS_SERVER | ZB_USE_OCSP},
    [ZB_VAULT_SERVICES] = {"authority-services", "p256", "keys", NULL, FALSE,
                           ZB_USE_RECEIPT | ZB_USE_TIMESTAMP | ZB_USE_OCSP},
    [ZB_VAULT_FIRST] = {"issuing", "p256", "keys", NULL, FALSE,
                        ZB_USE_SIGNING | ZB_USE_TLS_CLIENT | ZB_USE_TLS_SERVER | ZB_USE_RECEIPT |
                            ZB_USE_TIMESTAMP | ZB_USE_OCSP},
};

const char *
zb_vault_role_name (ZbVaultRole role)
{
  return roles[role].name;
}

gboolean
zb_vault_role_find (const char *name, ZbVaultRole *ret_role)
{
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (strcmp (roles[i].name, name) == 0) {
      *ret_role = (ZbVaultRole)i;
      return TRUE;
    }
  return FALSE;
}

const char *
zb_vault_role_suite (ZbVaultRole role)
{
  return roles[role].suite;
}

gboolean
zb_vault_role_may_be_made (ZbVaultRole role)
{
  return roles[role].may_be_made;
}

char *
zb_vault_role_path (ZbVaultRole role, const char *dir)
{
  g_autofree char *usual = g_strconcat (roles[role].name, ".key.pem", NULL);

  return g_build_filename (dir, roles[role].folder, roles[role].file ? roles[role].file : usual,
                           NULL);
}

gboolean
zb_vault_role_knows_log (ZbVaultRole role)
{
  return role == ZB_VAULT_RECEIPT || role == ZB_VAULT_LOG_BEFORE;
}

guint
zb_vault_role_issues (ZbVaultRole role)
{
  return roles[role].issues;
}
