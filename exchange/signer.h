/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"

/* Something that signs: a key file, or a token's program. It holds the certificate and chain, and a
 * callback that signs the to-be-signed bytes; the key itself never leaves it. */
typedef struct _ZbSigner ZbSigner;

/* Signs @length bytes at @tbs (the signed attributes, not their digest): with SHA-256 an
 * ECDSA-Sig-Value in DER for p256 and PKCS#1 v1.5 for rsa3072; for sm2 SM2 with SM3 and the
 * identifier of exchange/sm2.h, r and s in DER. (transfer full) */
typedef GBytes *(*ZbSignFunc) (gpointer data, const void *tbs, gsize length, GError **error);

/* @suite: "p256", "rsa3072" or "sm2". @chain: (nullable) intermediate certificates, ZbCertificate.
 */
ZbSigner *zb_signer_new (const char *suite,
                         ZbCertificate *certificate,
                         GPtrArray *chain,
                         ZbSignFunc sign,
                         gpointer data,
                         GDestroyNotify destroy);
/* @key is taken: a key at hand, as the node's receipt key. */
ZbSigner *zb_signer_new_for_key (ZbKey *key, ZbCertificate *certificate, GPtrArray *chain);
/* A PKCS#12 file; ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE tells a wrong passphrase from a broken file.
 */
ZbSigner *zb_signer_open_file (const char *path, const char *passphrase, GError **error);
void zb_signer_free (ZbSigner *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSigner, zb_signer_free)

const char *zb_signer_suite (const ZbSigner *signer);
ZbCertificate *zb_signer_certificate (const ZbSigner *signer); /* borrowed */
GPtrArray *zb_signer_chain (const ZbSigner *signer);           /* borrowed (nullable) */
/* Whether the key is known to be the one that the certificate is over: of a token one cannot say.
 */
gboolean zb_signer_fits (const ZbSigner *signer);
GBytes *zb_signer_sign (ZbSigner *signer, const void *tbs, gsize length, GError **error);
