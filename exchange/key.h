/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* A private key of our own making and its way into a certificate and a key file. */
typedef struct _ZbKey ZbKey;

ZbKey *zb_key_generate (const char *suite, GError **error); /* "p256", "rsa3072", "ed25519" */
ZbKey *zb_key_read_pem (const char *path, const char *passphrase, GError **error);
void zb_key_free (ZbKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbKey, zb_key_free)

const char *zb_key_suite (const ZbKey *key);
/* PKCS#8 PEM; encrypted (AES-256, PBKDF2 ≥ 600,000 rounds) unless @passphrase is NULL. Mode 0600,
 * written durably. */
gboolean
zb_key_write_pem (const ZbKey *key, const char *path, const char *passphrase, GError **error);
/* A PKCS#10 request, DER. @unit may be NULL (staff, nodes). */
GBytes *zb_key_request (const ZbKey *key, const char *name, const char *unit, GError **error);
/* A PKCS#12 file (AES-256, PBKDF2, SHA-256 MAC) with certificate and chain. Mode 0600, written
 * durably. */
gboolean zb_key_write_file (const ZbKey *key,
                            ZbCertificate *certificate,
                            GPtrArray *chain,
                            const char *passphrase,
                            const char *path,
                            GError **error);
/* Reads a PKCS#12 file back into its parts, for TLS. */
gboolean zb_key_read_file (const char *path,
                           const char *passphrase,
                           ZbKey **ret_key,
                           ZbCertificate **ret_certificate,
                           GPtrArray **ret_chain,
                           GError **error);
