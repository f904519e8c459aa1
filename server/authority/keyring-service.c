/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/keyring-private.h"

/* The certificates of the node itself: what they say, and when they are given a new term. */

/* Asked for at the founding, at each start, and every minute. */
typedef struct {
  const char *stem; /* of the certificate's file */
  const char *key;  /* stem of the key's file */
  guint use;
  guint days, renewed_before;
  gsize certificate; /* places in ZbKeyring */
  gsize private_key; /* 0: held elsewhere */
} Service;

static const Service services[] = {
    {"tls", "tls", ZB_USE_TLS_SERVER, 365, 30, G_STRUCT_OFFSET (ZbKeyring, tls), 0},
    {"receipt", "receipt", ZB_USE_RECEIPT, 2 * 365, 30, G_STRUCT_OFFSET (ZbKeyring, receipt),
     G_STRUCT_OFFSET (ZbKeyring, receipt_key)},
    {"stamp", "stamp", ZB_USE_TIMESTAMP, 2 * 365, 30, G_STRUCT_OFFSET (ZbKeyring, stamp),
     G_STRUCT_OFFSET (ZbKeyring, stamp_key)},
};

/* It cannot be revoked by asking itself, so it lives briefly. */
#define RESPONDER_DAYS 30
#define RESPONDER_RENEWED_BEFORE 10

static gboolean
is_due (ZbCertificate *certificate, guint days, gint64 now)
{
  return !certificate || zb_certificate_not_after (certificate) - now < days * ZB_KEYRING_DAY;
}

/* The key of @stem, made if it is missing. */
static ZbKey *
find_key (const char *folder, const char *stem, GError **error)
{
  g_autofree char *file = zb_keyring_key_file (stem);

  return zb_keyring_has (folder, file) ? zb_keyring_read_key (folder, file, error)
                                       : zb_keyring_make_key (folder, file, "p256", error);
}

static gboolean
certify (const ZbKeyring *keyring,
         const char *folder,
         ZbBranchKind branch,
         const ZbKey *key,
         const ZbIssue *issue,
         const char *stem,
         ZbCertificate **certificate,
         GError **error)
{
  g_autofree char *file = zb_keyring_certificate_file (stem);
  g_autoptr (ZbIssuer) issuer = zb_keyring_open_issuer (keyring, folder, branch, error);
  g_autoptr (ZbCertificate) made = issuer ? zb_keyring_certify (issuer, key, issue, error) : NULL;

  if (!made || !zb_keyring_write_certificate (folder, file, made, error))
    return FALSE;
  g_clear_pointer (certificate, zb_certificate_unref);
  *certificate = g_steal_pointer (&made);
  return TRUE;
}

static gboolean
renew_service (ZbKeyring *keyring,
               const char *folder,
               const Service *service,
               const ZbFounding *founding,
               GError **error)
{
  ZbCertificate **certificate = G_STRUCT_MEMBER_P (keyring, service->certificate);
  g_autoptr (ZbKey) key = find_key (folder, service->key, error);
  gboolean serves = service->use == ZB_USE_TLS_SERVER;
  gboolean missing = !*certificate;
  ZbIssue issue = {
      .name = serves ? founding->host : founding->node,
      .uses = service->use,
      .not_before = founding->now - ZB_KEYRING_BACKDATED,
      .not_after = founding->now + service->days * ZB_KEYRING_DAY,
      .host = serves ? founding->host : NULL,
  };

  if (!key || !certify (keyring, folder, zb_branch_for (keyring->branches, service->use), key,
                        &issue, service->stem, certificate, error))
    return FALSE;
  if (missing && service->private_key)
    *(ZbKey **)G_STRUCT_MEMBER_P (keyring, service->private_key) = g_steal_pointer (&key);
  return TRUE;
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
  ZbIssue issue = {
      .name = name,
      .uses = ZB_USE_OCSP,
      .not_before = founding->now - ZB_KEYRING_BACKDATED,
      .not_after = founding->now + RESPONDER_DAYS * ZB_KEYRING_DAY,
  };

  if (!keyring->responder_key)
    keyring->responder_key = find_key (folder, "responder", error);
  return keyring->responder_key && certify (keyring, folder, kind, keyring->responder_key, &issue,
                                            stem, &keyring->branches[kind].responder, error);
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
