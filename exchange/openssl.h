/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/error.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

/* What the files of this folder that speak to OpenSSL share: ownership by type, one way to turn its
 * error queue into a GError, and algorithms that are looked up once. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_INTEGER, ASN1_INTEGER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_OBJECT, ASN1_OBJECT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_OCTET_STRING, ASN1_OCTET_STRING_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_TIME, ASN1_TIME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS12, PKCS12_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_CRL, X509_CRL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_EXTENSION, X509_EXTENSION_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REVOKED, X509_REVOKED_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_SIG, X509_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)

/* Sets @error to @code with the sentence @format and OpenSSL's own reason behind it, empties
 * OpenSSL's queue and returns FALSE. */
gboolean zb_openssl_fail (GError **error, ZbExchangeError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* SHA-256, fetched once for the process. Borrowed. */
const EVP_MD *zb_openssl_sha256 (void);

/* Microseconds UTC of an X.509 time; FALSE if it is none. */
gboolean zb_openssl_time_read (const ASN1_TIME *time, gint64 *ret_micros);
/* (transfer full): cut to whole seconds; UTCTime up to 2049, as RFC 5280 asks. */
ASN1_TIME *zb_openssl_time_new (gint64 micros);

/* Lower-case hex of a non-negative integer, two characters a byte. (transfer full) */
char *zb_openssl_integer_to_hex (const ASN1_INTEGER *integer);

/* Takes over what i2d made. */
GBytes *zb_openssl_take_der (unsigned char *der, int length);
