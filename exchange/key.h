/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* A private key of our own making and its way into a certificate and a key file. Private numbers
 * lie in OpenSSL's locked heap. */
typedef struct _ZbKey ZbKey;

/* Rounds of PBKDF2 (and of the MAC of a PKCS#12 file) between a passphrase and a key: about half a
 * second of work for whoever guesses, whatever the file. */
#define ZB_KEY_ROUNDS 600000
/* Files that ask for more rounds are refused: they would hang the program that opens them. */
#define ZB_KEY_MAX_ROUNDS 10000000

/* "p256", "rsa3072", "ed25519"; FORBIDDEN_SUITE for any other. */
ZbKey *zb_key_generate (const char *suite, GError **error);
/* PKCS#8 PEM. WRONG_PASSPHRASE tells a wrong or missing passphrase from a broken file (MALFORMED)
 * and a file that cannot be read (IO). */
ZbKey *zb_key_read_pem (const char *path, const char *passphrase, GError **error);
void zb_key_free (ZbKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbKey, zb_key_free)

const char *zb_key_suite (const ZbKey *key); /* static */
/* (transfer full): another hold on the same key. */
ZbKey *zb_key_share (const ZbKey *key);
/* (transfer full): the public half, SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) in DER. */
GBytes *zb_key_public (const ZbKey *key);
/* The other way: a key that can verify and be described, but not sign. MALFORMED, FORBIDDEN_SUITE.
 */
ZbKey *zb_key_read_public (GBytes *der, GError **error);
/* Whether @certificate is over the public half of @key. */
gboolean zb_key_fits (const ZbKey *key, const ZbCertificate *certificate);
/* PKCS#8 PEM; encrypted (AES-256, PBKDF2 with ZB_KEY_ROUNDS) unless @passphrase is NULL. Mode 0600,
 * written durably. An empty passphrase is refused. */
gboolean
zb_key_write_pem (const ZbKey *key, const char *path, const char *passphrase, GError **error);
/* A PKCS#10 request, DER. @unit may be NULL (staff, nodes). */
GBytes *zb_key_request (const ZbKey *key, const char *name, const char *unit, GError **error);
/* A PKCS#12 file (AES-256, PBKDF2, SHA-256 MAC) with certificate and chain (nullable). Mode 0600,
 * written durably. An empty passphrase is refused; the certificate must be the key's. */
gboolean zb_key_write_file (const ZbKey *key,
                            ZbCertificate *certificate,
                            GPtrArray *chain,
                            const char *passphrase,
                            const char *path,
                            GError **error);
/* The certificate of a PKCS#12 file whose key it is, without the passphrase, and so not proven to
 * be what was written: to be shown, never to judge by. MALFORMED where the file has it encrypted.
 */
ZbCertificate *zb_key_file_certificate (const char *path, GError **error);
/* Reads a PKCS#12 file back into its parts, (transfer full) each; @ret_chain holds ZbCertificate
 * and may be empty. Errors as of zb_key_read_pem(). */
gboolean zb_key_read_file (const char *path,
                           const char *passphrase,
                           ZbKey **ret_key,
                           ZbCertificate **ret_certificate,
                           GPtrArray **ret_chain,
                           GError **error);
