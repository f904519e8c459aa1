/* SPDX-License-Identifier: Apache-2.0 */
/* Key files: PKCS#8 PEM and PKCS#12. */
#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"
#include "exchange/secure-heap.h"

#include <gio/gio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define SALT_SIZE 16

/* Durable: the bytes, then the name, are on disk before this returns. */
static gboolean
write_private (const char *path, BIO *bio, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *start = NULL;
  long length = BIO_get_mem_data (bio, &start);
  if (!g_file_set_contents_full (path, start, length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &cause)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the key file %s cannot be written: %s", path, cause->message);
    return FALSE;
  }
  return TRUE;
}

/* Of a key that is to be opened. */
static GBytes *
read_file (const char *path, GError **error)
{
  zb_secure_heap_open ();
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &cause);
  g_autoptr (GBytes) bytes =
      stream != NULL ? g_input_stream_read_bytes (G_INPUT_STREAM (stream),
                                                  ZB_PROTOCOL_MAX_KEY_FILE + 1, NULL, &cause)
                     : NULL;
  if (bytes == NULL) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the key file %s cannot be read: %s", path, cause->message);
    return NULL;
  }
  if (g_bytes_get_size (bytes) > ZB_PROTOCOL_MAX_KEY_FILE) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the key file %s has more than %d bytes", path, ZB_PROTOCOL_MAX_KEY_FILE);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

static gboolean
check_passphrase (const char *passphrase, GError **error)
{
  if (passphrase != NULL && passphrase[0] != '\0')
    return TRUE;
  g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
                       "a key file needs a passphrase that is not empty");
  return FALSE;
}

gboolean
zb_key_write_pem (const ZbKey *key, const char *path, const char *passphrase, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = EVP_PKEY2PKCS8 (zb_key_pkey (key));
  if (passphrase == NULL) {
    if (PEM_write_bio_PKCS8_PRIV_KEY_INFO (bio, info) != 1)
      return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_IO, "the key cannot be written to %s", path);
    return write_private (path, bio, error);
  }

  if (!check_passphrase (passphrase, error))
    return FALSE;
  g_autoptr (X509_SIG) sealed =
      PKCS8_encrypt (-1, EVP_aes_256_cbc (), passphrase, -1, NULL, SALT_SIZE, ZB_KEY_ROUNDS, info);
  if (sealed == NULL || PEM_write_bio_PKCS8 (bio, sealed) != 1)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_IO, "the key cannot be encrypted for %s",
                            path);
  return write_private (path, bio, error);
}

/* The rounds a PBES2 algorithm asks for; 0 for any other algorithm. */
static gint64
pbes2_rounds (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object = NULL;
  const void *parameter = NULL;
  int type = 0;
  gint64 rounds = 0;
  X509_ALGOR_get0 (&object, &type, &parameter, algorithm);
  if (OBJ_obj2nid (object) != NID_pbes2 || type != V_ASN1_SEQUENCE)
    return 0;

  PBE2PARAM *outer = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);
  PBKDF2PARAM *inner =
      outer != NULL && OBJ_obj2nid (outer->keyfunc->algorithm) == NID_id_pbkdf2
          ? ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM), outer->keyfunc->parameter)
          : NULL;
  if (inner == NULL || ASN1_INTEGER_get_int64 (&rounds, inner->iter) != 1)
    rounds = 0;
  PBKDF2PARAM_free (inner);
  PBE2PARAM_free (outer);
  return rounds;
}

static gboolean
check_rounds (const char *path, gint64 rounds, GError **error)
{
  if (rounds >= 1 && rounds <= ZB_KEY_MAX_ROUNDS)
    return TRUE;
  ERR_clear_error ();
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
               "the key file %s is not encrypted with PBKDF2 of at most %d rounds", path,
               ZB_KEY_MAX_ROUNDS);
  return FALSE;
}

static ZbKey *
key_of_info (const char *path, PKCS8_PRIV_KEY_INFO *info, GError **error)
{
  EVP_PKEY *pkey = EVP_PKCS82PKEY (info);
  if (pkey == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s holds no private key", path);
    return NULL;
  }
  return zb_key_take (pkey, error);
}

static ZbKey *
open_sealed (
    const char *path, const guint8 *der, long length, const char *passphrase, GError **error)
{
  const X509_ALGOR *algorithm = NULL;
  g_autoptr (X509_SIG) sealed = d2i_X509_SIG (NULL, &der, length);
  if (sealed == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s holds no private key", path);
    return NULL;
  }
  X509_SIG_get0 (sealed, &algorithm, NULL);
  if (!check_rounds (path, pbes2_rounds (algorithm), error))
    return NULL;

  g_autoptr (PKCS8_PRIV_KEY_INFO) info =
      passphrase != NULL ? PKCS8_decrypt (sealed, passphrase, -1) : NULL;
  if (info == NULL) {
    ERR_clear_error ();
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
                 "the passphrase does not open %s", path);
    return NULL;
  }
  return key_of_info (path, info, error);
}

static ZbKey *
open_plain (const char *path, const guint8 *der, long length, GError **error)
{
  g_autoptr (PKCS8_PRIV_KEY_INFO) info = d2i_PKCS8_PRIV_KEY_INFO (NULL, &der, length);
  if (info == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s holds no private key", path);
    return NULL;
  }
  return key_of_info (path, info, error);
}

ZbKey *
zb_key_read_pem (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);
  if (bytes == NULL)
    return NULL;

  g_autoptr (BIO) bio =
      BIO_new_mem_buf (g_bytes_get_data (bytes, NULL), (int)g_bytes_get_size (bytes));
  char *name = NULL, *header = NULL;
  unsigned char *der = NULL;
  long length = 0;
  ZbKey *key = NULL;
  if (PEM_read_bio (bio, &name, &header, &der, &length) != 1)
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s is not PEM", path);
  else if (g_str_equal (name, PEM_STRING_PKCS8))
    key = open_sealed (path, der, length, passphrase, error);
  else if (g_str_equal (name, PEM_STRING_PKCS8INF))
    key = open_plain (path, der, length, error);
  else
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "%s holds a \"%s\", not a PKCS#8 private key", path, name);
  OPENSSL_free (name);
  OPENSSL_free (header);
  OPENSSL_clear_free (der, (gsize)length);
  return key;
}

/* The stack borrows the certificates. */
static STACK_OF (X509) * stack_of (GPtrArray *chain)
{
  STACK_OF (X509) *stack = sk_X509_new_null ();
  for (guint i = 0; chain != NULL && i < chain->len; i++)
    sk_X509_push (stack, zb_certificate_x509 (g_ptr_array_index (chain, i)));
  return stack;
}

gboolean
zb_key_write_file (const ZbKey *key,
                   ZbCertificate *certificate,
                   GPtrArray *chain,
                   const char *passphrase,
                   const char *path,
                   GError **error)
{
  if (!check_passphrase (passphrase, error))
    return FALSE;

  /* The certificates are public and stay readable: encrypting them would make every opening of the
   * file derive a second key. The MAC covers them. */
  STACK_OF (X509) *stack = stack_of (chain);
  g_autoptr (PKCS12) file = PKCS12_create (passphrase, zb_certificate_name (certificate),
                                           zb_key_pkey (key), zb_certificate_x509 (certificate),
                                           stack, NID_aes_256_cbc, -1, ZB_KEY_ROUNDS, -1, 0);
  sk_X509_free (stack);
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  if (file == NULL ||
      PKCS12_set_mac (file, passphrase, -1, NULL, SALT_SIZE, ZB_KEY_ROUNDS, EVP_sha256 ()) != 1 ||
      i2d_PKCS12_bio (bio, file) != 1)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_IO, "the key file %s cannot be made", path);
  return write_private (path, bio, error);
}

/* The rounds of a file's MAC; 0 without one. */
static gint64
mac_rounds (const PKCS12 *file)
{
  const ASN1_INTEGER *iterations = NULL;
  gint64 rounds = 1; /* what an absent count means */
  if (!PKCS12_mac_present (file))
    return 0;
  PKCS12_get0_mac (NULL, NULL, NULL, &iterations, file);
  if (iterations != NULL && ASN1_INTEGER_get_int64 (&rounds, iterations) != 1)
    return 0;
  return rounds;
}

static gboolean
take_chain (STACK_OF (X509) * stack, GPtrArray *chain, GError **error)
{
  while (sk_X509_num (stack) > 0) {
    ZbCertificate *certificate = zb_certificate_take (sk_X509_shift (stack), error);
    if (certificate == NULL)
      return FALSE;
    g_ptr_array_add (chain, certificate);
  }
  return TRUE;
}

static gboolean
open_parts (PKCS12 *file,
            const char *path,
            const char *passphrase,
            EVP_PKEY **ret_pkey,
            X509 **ret_x509,
            STACK_OF (X509) * *ret_stack,
            GError **error)
{
  if (PKCS12_parse (file, passphrase, ret_pkey, ret_x509, ret_stack) != 1) {
    gboolean wrong = ERR_GET_REASON (ERR_peek_last_error ()) == PKCS12_R_MAC_VERIFY_FAILURE;
    if (!wrong)
      return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "the key file %s is broken",
                              path);
    ERR_clear_error ();
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
                 "the passphrase does not open %s", path);
    return FALSE;
  }
  if (*ret_pkey == NULL || *ret_x509 == NULL)
    return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                            "the key file %s lacks a key or its certificate", path);
  return TRUE;
}

static PKCS12 *
read_pkcs12 (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);
  if (bytes == NULL)
    return NULL;
  const guint8 *der = g_bytes_get_data (bytes, NULL);
  g_autoptr (PKCS12) file = d2i_PKCS12 (NULL, &der, (long)g_bytes_get_size (bytes));
  if (file == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s is no PKCS#12 file", path);
    return NULL;
  }
  if (!check_rounds (path, mac_rounds (file), error))
    return NULL;
  return g_steal_pointer (&file);
}

gboolean
zb_key_read_file (const char *path,
                  const char *passphrase,
                  ZbKey **ret_key,
                  ZbCertificate **ret_certificate,
                  GPtrArray **ret_chain,
                  GError **error)
{
  if (!check_passphrase (passphrase, error))
    return FALSE;
  g_autoptr (PKCS12) file = read_pkcs12 (path, error);
  if (file == NULL)
    return FALSE;

  EVP_PKEY *pkey = NULL;
  X509 *x509 = NULL;
  STACK_OF (X509) *stack = NULL;
  g_autoptr (GPtrArray) chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  gboolean opened = open_parts (file, path, passphrase, &pkey, &x509, &stack, error);
  g_autoptr (ZbKey) key = opened ? zb_key_take (g_steal_pointer (&pkey), error) : NULL;
  g_autoptr (ZbCertificate) certificate =
      key != NULL ? zb_certificate_take (g_steal_pointer (&x509), error) : NULL;
  gboolean complete = certificate != NULL && take_chain (stack, chain, error);
  EVP_PKEY_free (pkey);
  X509_free (x509);
  sk_X509_pop_free (stack, X509_free);
  if (!complete)
    return FALSE;

  *ret_key = g_steal_pointer (&key);
  *ret_certificate = g_steal_pointer (&certificate);
  *ret_chain = g_steal_pointer (&chain);
  return TRUE;
}

/* Of the bags in one part of a file: that with a key's mark, or else the first. (transfer full) */
static X509 *
find_certificate (STACK_OF (PKCS12_SAFEBAG) * bags)
{
  const PKCS12_SAFEBAG *found = NULL;

  for (int i = 0; i < sk_PKCS12_SAFEBAG_num (bags); i++) {
    const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value (bags, i);
    gboolean marked = PKCS12_SAFEBAG_get0_attr (bag, NID_localKeyID) != NULL;
    if (PKCS12_SAFEBAG_get_nid (bag) == NID_certBag && (found == NULL || marked))
      found = bag;
  }
  return found != NULL ? PKCS12_SAFEBAG_get1_cert (found) : NULL;
}

ZbCertificate *
zb_key_file_certificate (const char *path, GError **error)
{
  g_autoptr (PKCS12) file = read_pkcs12 (path, error);
  if (file == NULL)
    return NULL;
  STACK_OF (PKCS7) *parts = PKCS12_unpack_authsafes (file);
  X509 *x509 = NULL;
  for (int i = 0; x509 == NULL && i < sk_PKCS7_num (parts); i++) {
    PKCS7 *part = sk_PKCS7_value (parts, i);
    STACK_OF (PKCS12_SAFEBAG) *bags =
        OBJ_obj2nid (part->type) == NID_pkcs7_data ? PKCS12_unpack_p7data (part) : NULL;
    x509 = bags != NULL ? find_certificate (bags) : NULL;
    sk_PKCS12_SAFEBAG_pop_free (bags, PKCS12_SAFEBAG_free);
  }
  sk_PKCS7_pop_free (parts, PKCS7_free);
  ERR_clear_error ();
  if (x509 != NULL)
    return zb_certificate_take (x509, error);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "the key file %s shows no certificate without its passphrase", path);
  return NULL;
}
