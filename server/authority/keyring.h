/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"
#include "server/authority/branch.h"
#include "server/keys/keychain.h"

/* The certificates of a node, each for one purpose, and the private keys of its connections, which
 * alone its listener works with. All other keys are held elsewhere (server/keys/keychain.h), though
 * their files may lie in the same folder, which only its owner can read. The root's key certifies
 * the authorities below it and is not needed while the node serves: keep it away. */
#define ZB_KEYRING_ROOT_KEY "root.key.pem"
#define ZB_KEYRING_NEXT_ROOT "next-root"   /* .pem, once one is planned */
#define ZB_KEYRING_LOG_VERIFIER "log.vkey" /* the log's public key, as verifiers take it */

typedef struct {
  ZbCertificate *root;
  GBytes *root_crl; /* DER: nothing of the root's is revoked; lasts as long as the authorities */
  GPtrArray
      *former; /* ZbCertificate: roots that were in force before (server/authority/root-line.h) */
  ZbBranch branches[ZB_N_BRANCHES];
  ZbCertificate *receipt;
  ZbCertificate *stamp; /* of time stamps */
  ZbKey *peer_key;      /* of connections to other nodes */
  ZbCertificate *peer;
  ZbCertificate *tls;
  char *tls_pem; /* server certificate and chain, as the listener wants them */
  char *tls_key_pem;
  /* What the node tries on itself before it serves: neither may be let in. */
  ZbKey *probe_key;
  ZbCertificate *probe_expired, *probe_revoked;
} ZbKeyring;

void zb_keyring_free (ZbKeyring *keyring);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbKeyring, zb_keyring_free)

typedef struct {
  const char *node;         /* the node's code, in the names of its certificates */
  const char *host;         /* DNS name or IP address that clients connect to */
  const char *published_at; /* (nullable) zb_issuer_set_published_at() */
  gint64 now;
  ZbKeychain *keychain; /* who holds the keys; of no matter to zb_keyring_found() and _divide() */
} ZbFounding;

/* Makes all keys and certificates in @folder, which is made and must be empty. */
gboolean zb_keyring_found (const char *folder, const ZbFounding *founding, GError **error);
/* What an earlier release had no certificate for is NULL until zb_keyring_renew() makes it. */
ZbKeyring *zb_keyring_open (const char *folder, GError **error);
/* The certificates of the root in force and, behind it, of each authority below as it certified
 * them; nothing secret is read. (transfer full) ZbCertificate. */
GPtrArray *zb_keyring_read_authorities (const char *folder, GError **error);
/* Those of the root and, where one is planned (server/authority/next-root.h), of the next. */
GPtrArray *zb_keyring_read_roots (const char *folder, GError **error);

/* The node's @root again, by its key in the file @root_key, which may lie anywhere. KEYS if it is
 * another one's. (transfer full) */
ZbIssuer *zb_keyring_open_root (ZbCertificate *root, const char *root_key, GError **error);
/* Gives a node of an earlier release the divided authorities, by the root's key in the file
 * @root_key. What its one authority issued stays valid. KEYS if they are divided already, or the
 * key is not the root's. */
gboolean zb_keyring_divide (const char *folder,
                            const char *root_key,
                            const ZbFounding *founding,
                            GError **error);

/* The authorities of @keyring that issued @certificate, without the root. (transfer full) */
GPtrArray *zb_keyring_chain_of (const ZbKeyring *keyring, const ZbCertificate *certificate);
/* Gives the node's own certificates a new term once the end of theirs is near, and makes those that
 * are missing. What is renewed in @keyring is also written to @folder; @ret_renewed counts. */
gboolean zb_keyring_renew (ZbKeyring *keyring,
                           const char *folder,
                           const ZbFounding *founding,
                           guint *ret_renewed,
                           GError **error);
