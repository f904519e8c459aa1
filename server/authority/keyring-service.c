/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/issuing.h"
#include "server/authority/keyring-private.h"

/* The certificates of the node itself: what they say, and when they are given a new term. */

/* Asked for at the founding, at each start, and every minute. */
typedef struct {
  const char *stem; /* of the certificate's file */
  ZbVaultRole role; /* who holds its key; ZB_N_VAULTS: the listener */
  guint use;
  guint days, renewed_before;
  gsize certificate; /* place in ZbKeyring */
} Service;

static const Service services[] = {
    {"tls", ZB_N_VAULTS, ZB_USE_TLS_SERVER, 365, 30, G_STRUCT_OFFSET (ZbKeyring, tls)},
    {"receipt", ZB_VAULT_RECEIPT, ZB_USE_RECEIPT, 2 * 365, 30,
     G_STRUCT_OFFSET (ZbKeyring, receipt)},
    {"stamp", ZB_VAULT_STAMP, ZB_USE_TIMESTAMP, 2 * 365, 30, G_STRUCT_OFFSET (ZbKeyring, stamp)},
    {"peer", ZB_N_VAULTS, ZB_USE_TLS_CLIENT, 365, 30, G_STRUCT_OFFSET (ZbKeyring, peer)},
};

/* It cannot be revoked by asking itself, so it lives briefly. */
#define RESPONDER_DAYS 30
#define RESPONDER_RENEWED_BEFORE 10

/* One of a time to come was made while the clock was wrong, and holds for nobody until then. */
static gboolean
is_due (ZbCertificate *certificate, guint days, gint64 now)
{
  return !certificate || zb_certificate_not_after (certificate) - now < days * ZB_KEYRING_DAY ||
         zb_certificate_not_before (certificate) > now;
}

/* The listener's key is its own: made if it is missing. */
static GBytes *
make_own_request (const char *folder, const char *stem, const char *name, GError **error)
{
  g_autofree char *file = zb_keyring_key_file (stem);
  g_autoptr (ZbKey) key = zb_keyring_has (folder, file)
                              ? zb_keyring_read_key (folder, file, error)
                              : zb_keyring_make_key (folder, file, "p256", error);

  return key ? zb_key_request (key, name, NULL, error) : NULL;
}

static GBytes *
make_request (const ZbFounding *founding, ZbVaultRole role, const char *name, GError **error)
{
  ZbKeyholder *holder = zb_keychain_get (founding->keychain, role, error);

  return holder ? zb_keyholder_make_request (holder, name, error) : NULL;
}

/* Has @request certified by the authority of @branch, and keeps what comes. Takes @request. */
static gboolean
certify (const ZbKeyring *keyring,
         const char *folder,
         ZbBranchKind branch,
         const ZbFounding *founding,
         GBytes *request,
         const ZbIssue *issue,
         const char *stem,
         ZbCertificate **certificate,
         GError **error)
{
  static const ZbGround ground = {.ground = ZB_GROUND_OWN};
  g_autofree char *file = zb_keyring_certificate_file (stem);
  g_autoptr (GBytes) taken = request;
  ZbKeyholder *authority = zb_keychain_get (founding->keychain, zb_branch_role (branch), error);
  gboolean ready = authority && zb_keyholder_set_certificates (
                                    authority, keyring->branches[branch].certificate, NULL, error);
  g_autoptr (ZbCertificate) made =
      ready ? zb_issuing_certify (authority, taken, issue, &ground, error) : NULL;

  if (!made || !zb_keyring_write_certificate (folder, file, made, error))
    return FALSE;
  g_clear_pointer (certificate, zb_certificate_unref);
  *certificate = g_steal_pointer (&made);
  return TRUE;
}

/* The key stays the same when its certificate is renewed. */
static gboolean
read_peer_key (ZbKeyring *keyring, const char *folder, GError **error)
{
  if (!keyring->peer_key)
    keyring->peer_key = zb_keyring_read_key (folder, "peer.key.pem", error);
  return keyring->peer_key != NULL;
}

static gboolean
renew_service (ZbKeyring *keyring,
               const char *folder,
               const Service *service,
               const ZbFounding *founding,
               GError **error)
{
  ZbCertificate **certificate = G_STRUCT_MEMBER_P (keyring, service->certificate);
  gboolean serves = service->use == ZB_USE_TLS_SERVER;
  ZbIssue issue = {
      .name = serves ? founding->host : founding->node,
      .uses = service->use,
      .not_before = founding->now - ZB_KEYRING_BACKDATED,
      .not_after = founding->now + service->days * ZB_KEYRING_DAY,
      .host = serves ? founding->host : NULL,
  };
  GBytes *request = service->role == ZB_N_VAULTS
                        ? make_own_request (folder, service->stem, issue.name, error)
                        : make_request (founding, service->role, issue.name, error);

  return request &&
         certify (keyring, folder, zb_branch_for (keyring->branches, service->use), founding,
                  request, &issue, service->stem, certificate, error) &&
         (service->use != ZB_USE_TLS_CLIENT || read_peer_key (keyring, folder, error));
}

static gboolean
renew_responder (ZbKeyring *keyring,
                 const char *folder,
                 ZbBranchKind kind,
                 const ZbFounding *founding,
                 GError **error)
{
  g_autofree char *name = g_strdup_printf ("OCSP %s", founding->node);
  g_autofree char *stem = g_strconcat ("responder-", zb_branch_stem (kind), NULL);
  GBytes *request = make_request (founding, ZB_VAULT_RESPONDER, name, error);
  ZbIssue issue = {
      .name = name,
      .uses = ZB_USE_OCSP,
      .not_before = founding->now - ZB_KEYRING_BACKDATED,
      .not_after = founding->now + RESPONDER_DAYS * ZB_KEYRING_DAY,
  };

  return request && certify (keyring, folder, kind, founding, request, &issue, stem,
                             &keyring->branches[kind].responder, error);
}

gboolean
zb_keyring_renew (ZbKeyring *keyring,
                  const char *folder,
                  const ZbFounding *founding,
                  guint *ret_renewed,
                  GError **error)
{
  guint renewed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    const Service *one = &services[i];
    ZbCertificate **certificate = G_STRUCT_MEMBER_P (keyring, one->certificate);

    if (!is_due (*certificate, one->renewed_before, founding->now))
      continue;
    if (!renew_service (keyring, folder, one, founding, error))
      return FALSE;
    renewed++;
  }
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    ZbBranch *branch = &keyring->branches[i];

    if (!branch->certificate ||
        !is_due (branch->responder, RESPONDER_RENEWED_BEFORE, founding->now))
      continue;
    if (!renew_responder (keyring, folder, (ZbBranchKind)i, founding, error))
      return FALSE;
    renewed++;
  }
  if (renewed > 0)
    zb_keyring_join_chain (keyring);
  *ret_renewed = renewed;
  return TRUE;
}
