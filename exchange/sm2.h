/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/digest.h"
#include "exchange/openssl.h"

/* SM2 (GB/T 32918.2) over SM3 (GB/T 32905). This program verifies it; keys of this kind sign where
 * they are kept (exchange/signer-program.h). */

/* The signer's distinguishing identifier where none is agreed on (GM/T 0009-2012 §10). */
#define ZB_SM2_ID "1234567812345678"

/* SM3, fetched once for the process. Borrowed. */
const EVP_MD *zb_openssl_sm3 (void);
/* SM3 of @length bytes. */
void zb_sm3_compute (const void *bytes, gsize length, guint8 ret_digest[ZB_DIGEST_SIZE]);
/* What an SM2 signature over @bytes is made and verified from: SM3 (Z_A ‖ bytes), with Z_A of @key
 * and ZB_SM2_ID (GB/T 32918.2 §5.5). FALSE if @key is no SM2 key. */
gboolean
zb_sm2_digest (EVP_PKEY *key, const void *bytes, gsize length, guint8 ret_digest[ZB_DIGEST_SIZE]);
/* For requests that are signed by SM2: who signed them is ZB_SM2_ID. */
ASN1_OCTET_STRING *zb_sm2_id_new (void); /* (transfer full) */
/* The same for a certificate, if it is signed by SM2. */
void zb_sm2_identify (X509 *certificate);
/* Whether @signature (SEQUENCE of r and s, GM/T 0009 §7.3) is @key's over @bytes. */
gboolean zb_sm2_verify (EVP_PKEY *key,
                        const guint8 *signature,
                        gsize signature_length,
                        const void *bytes,
                        gsize length);
/* The same of a document: @value is the BIT STRING behind what is signed, which i2d wrote to @tbs
 * (taken, of @length bytes; none where it failed). */
gboolean
zb_sm2_verify_document (EVP_PKEY *key, const ASN1_STRING *value, unsigned char *tbs, int length);
