/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/key.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"
#include "exchange/secure-heap.h"

#include <openssl/pem.h>
#include <string.h>

struct _ZbKey {
  EVP_PKEY *pkey;
  const char *suite;
  EVP_MD_CTX *begun; /* a signature: to copy it is quick, and to begin one is not */
};

static gboolean
is_pure (const ZbKey *key)
{
  return g_str_equal (key->suite, "ed25519");
}

static EVP_MD_CTX *
begin (const ZbKey *key)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();

  if (EVP_DigestSignInit (context, NULL, is_pure (key) ? NULL : zb_openssl_sha256 (), NULL,
                          key->pkey) != 1)
    g_clear_pointer (&context, EVP_MD_CTX_free);
  return context;
}

ZbKey *
zb_key_take (EVP_PKEY *pkey, GError **error)
{
  const char *suite = zb_openssl_suite (pkey);
  /* OpenSSL's SM2 tells a private number by the time it takes (CVE-2026-77696): such keys sign on
   * their tokens. */
  if (suite == NULL || g_str_equal (suite, "sm2")) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                     suite != NULL
                         ? "SM2 keys sign through a signing program, and are not read from files"
                         : "the key is neither P-256 nor RSA of 2048 bits or more nor Ed25519");
    EVP_PKEY_free (pkey);
    return NULL;
  }
  ZbKey *key = g_new0 (ZbKey, 1);
  key->pkey = pkey;
  key->suite = suite;
  key->begun = begin (key);
  return key;
}

void
zb_key_free (ZbKey *key)
{
  if (key == NULL)
    return;
  EVP_MD_CTX_free (key->begun);
  EVP_PKEY_free (key->pkey);
  g_free (key);
}

ZbKey *
zb_key_generate (const char *suite, GError **error)
{
  EVP_PKEY *pkey = NULL;
  zb_secure_heap_open ();
  if (g_str_equal (suite, "p256")) {
    pkey = EVP_EC_gen ("P-256");
  } else if (g_str_equal (suite, "rsa3072")) {
    pkey = EVP_RSA_gen (3072);
  } else if (g_str_equal (suite, "ed25519")) {
    pkey = EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");
  } else {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "\"%s\" is no suite of keys", suite);
    return NULL;
  }
  if (pkey == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_IO, "no %s key could be made", suite);
    return NULL;
  }
  return zb_key_take (pkey, error);
}

const char *
zb_key_suite (const ZbKey *key)
{
  return key->suite;
}

ZbKey *
zb_key_share (const ZbKey *key)
{
  ZbKey *shared = g_memdup2 (key, sizeof *key);

  EVP_PKEY_up_ref (shared->pkey);
  shared->begun = begin (shared);
  return shared;
}

GBytes *
zb_key_public (const ZbKey *key)
{
  unsigned char *der = NULL;
  int length = i2d_PUBKEY (key->pkey, &der);

  return zb_openssl_take_der (der, length);
}

ZbKey *
zb_key_read_public (GBytes *der, GError **error)
{
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (der, &length), *end = start;
  g_autoptr (EVP_PKEY) pkey = length > 0 && length <= ZB_PROTOCOL_MAX_CERTIFICATE
                                  ? d2i_PUBKEY (NULL, &end, (long)length)
                                  : NULL;
  if (pkey == NULL || end != start + length) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "these bytes are not one public key");
    return NULL;
  }
  return zb_key_take (g_steal_pointer (&pkey), error);
}

gboolean
zb_key_fits (const ZbKey *key, const ZbCertificate *certificate)
{
  return EVP_PKEY_eq (key->pkey, zb_certificate_public_key (certificate)) == 1;
}

EVP_PKEY *
zb_key_pkey (const ZbKey *key)
{
  return key->pkey;
}

gboolean
zb_key_raw_public (const ZbKey *key, guint8 ret_public[32])
{
  gsize length = 32;
  return is_pure (key) && EVP_PKEY_get_raw_public_key (key->pkey, ret_public, &length) == 1 &&
         length == 32;
}

GBytes *
zb_key_sign (const ZbKey *key, const void *bytes, gsize length, GError **error)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize capacity = (gsize)EVP_PKEY_get_size (key->pkey);
  g_autofree guint8 *signature = g_malloc (capacity);
  if (key->begun == NULL || EVP_MD_CTX_copy_ex (context, key->begun) != 1 ||
      EVP_DigestSign (context, signature, &capacity, bytes, length) != 1) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "the key could not sign");
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&signature), capacity);
}

X509_NAME *
zb_openssl_name_new (const char *name, const char *unit)
{
  X509_NAME *subject = X509_NAME_new ();
  X509_NAME_add_entry_by_NID (subject, NID_countryName, MBSTRING_ASC, (const guint8 *)"CN", 2, -1,
                              0);
  if (unit != NULL) {
    g_autofree char *identifier = g_strconcat (ZB_UNIT_SCHEME, unit, NULL);
    X509_NAME_add_entry_by_NID (subject, NID_organizationIdentifier, MBSTRING_UTF8,
                                (const guint8 *)identifier, -1, -1, 0);
  }
  X509_NAME_add_entry_by_NID (subject, NID_commonName, MBSTRING_UTF8, (const guint8 *)name, -1, -1,
                              0);
  return subject;
}

GBytes *
zb_key_request (const ZbKey *key, const char *name, const char *unit, GError **error)
{
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  g_autoptr (X509_NAME) subject = zb_openssl_name_new (name, unit);
  unsigned char *der = NULL;
  int length = 0;

  if (X509_REQ_set_version (request, X509_REQ_VERSION_1) == 1 &&
      X509_REQ_set_subject_name (request, subject) == 1 &&
      X509_REQ_set_pubkey (request, key->pkey) == 1 &&
      X509_REQ_sign (request, key->pkey, is_pure (key) ? NULL : zb_openssl_sha256 ()) > 0)
    length = i2d_X509_REQ (request, &der);
  if (length <= 0) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "no request could be made for \"%s\"",
                     name);
    return NULL;
  }
  return zb_openssl_take_der (der, length);
}

char *
zb_key_to_pem (const ZbKey *key)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  if (PEM_write_bio_PKCS8PrivateKey (bio, key->pkey, NULL, NULL, 0, NULL, NULL) != 1)
    return NULL;
  char *start = NULL;
  long length = BIO_get_mem_data (bio, &start);
  char *pem = OPENSSL_secure_zalloc ((gsize)length + 1);
  if (pem != NULL)
    memcpy (pem, start, (gsize)length);
  return pem;
}

void
zb_key_free_pem (char *pem)
{
  OPENSSL_secure_clear_free (pem, pem != NULL ? strlen (pem) : 0);
}
