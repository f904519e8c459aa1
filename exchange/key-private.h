/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "exchange/openssl.h"

/* Takes @pkey; NULL with FORBIDDEN_SUITE (and @pkey freed) if its kind is not ours. */
ZbKey *zb_key_take (EVP_PKEY *pkey, GError **error);
EVP_PKEY *zb_key_pkey (const ZbKey *key); /* borrowed */
/* Signs as the suite says: SHA-256 for p256 and rsa3072 (PKCS#1 v1.5), none for ed25519. */
GBytes *zb_key_sign (const ZbKey *key, const void *bytes, gsize length, GError **error);
/* Unencrypted PKCS#8 PEM for libcurl, NUL-terminated; free with zb_key_free_pem(). */
char *zb_key_to_pem (const ZbKey *key);
void zb_key_free_pem (char *pem);
/* The 32 raw bytes of an ed25519 public key; FALSE for other keys. */
gboolean zb_key_raw_public (const ZbKey *key, guint8 ret_public[32]);
/* "C=CN, organizationIdentifier=NTRCN-unit, CN=name"; @unit may be NULL. */
X509_NAME *zb_openssl_name_new (const char *name, const char *unit);
