/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"
#include "exchange/key.h"

/* The keys of a node, each with one purpose, and the certificates above them, in a folder that only
 * its owner can read. The root's key certifies the issuing authority and is not needed while the
 * node serves: keep it elsewhere. */
#define ZB_KEYRING_ROOT_KEY "root.key.pem"
#define ZB_KEYRING_LOG_VERIFIER "log.vkey" /* the log's public key, as verifiers take it */

typedef struct {
  ZbCertificate *root, *issuing;
  GBytes *root_crl; /* DER: nothing of the root's is revoked; lasts as long as @issuing */
  ZbKey *issuing_key;
  ZbKey *receipt_key;
  ZbCertificate *receipt;
  ZbKey *log_key; /* Ed25519 */
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
  const char *node; /* the node's code, in the names of its certificates */
  const char *host; /* DNS name or IP address that clients connect to */
  const char *log;  /* the log's name */
  gint64 now;
} ZbFounding;

/* Makes all keys and certificates in @folder, which is made and must be empty. */
gboolean zb_keyring_found (const char *folder, const ZbFounding *founding, GError **error);
ZbKeyring *zb_keyring_open (const char *folder, GError **error);

/* The key of the receipts once more, where @keyring's own went into a signer. (transfer full) */
ZbKey *zb_keyring_read_receipt_key (const char *folder, GError **error);
/* Gives the server certificate and the receipt certificate a new term once less than 30 days of
 * theirs are left. What is renewed in @keyring is also written to @folder; @ret_renewed counts. */
gboolean zb_keyring_renew (ZbKeyring *keyring,
                           const char *folder,
                           const ZbFounding *founding,
                           guint *ret_renewed,
                           GError **error);
