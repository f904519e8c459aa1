/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token-key.h"

#include "exchange/certificate-private.h"
#include "exchange/digest.h"
#include "exchange/key-private.h"

#include <openssl/ecdsa.h>
#include <string.h>

#define COORDINATE_SIZE 32
#define POINT_SIZE (2 * COORDINATE_SIZE + 1)
#define MOST_SIGNATURE 1024 /* bytes: of RSA with 8192 bits */

/* id-ecPublicKey over secp256r1 (RFC 5480), up to the point; and secp256r1 alone. */
static const guint8 spki_start[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
static const guint8 curve[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

gboolean
zb_token_key_generate (ZbTokenSession *token, GBytes *id, const char *name, GError **error)
{
  gsize id_size = 0;
  gconstpointer id_bytes = g_bytes_get_data (id, &id_size);
  CK_MECHANISM mechanism = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  CK_OBJECT_HANDLE public, private;
  CK_ATTRIBUTE of_public[] = {
      {CKA_TOKEN, &yes, sizeof yes},
      {CKA_VERIFY, &yes, sizeof yes},
      {CKA_EC_PARAMS, (void *)curve, sizeof curve},
      {CKA_ID, (void *)id_bytes, id_size},
      {CKA_LABEL, (void *)name, strlen (name)},
  };
  CK_ATTRIBUTE of_private[] = {
      {CKA_TOKEN, &yes, sizeof yes},
      {CKA_PRIVATE, &yes, sizeof yes},
      {CKA_SENSITIVE, &yes, sizeof yes},
      {CKA_EXTRACTABLE, &no, sizeof no},
      {CKA_SIGN, &yes, sizeof yes},
      {CKA_ID, (void *)id_bytes, id_size},
      {CKA_LABEL, (void *)name, strlen (name)},
  };
  CK_RV result = token->functions->C_GenerateKeyPair (token->session, &mechanism, of_public,
                                                      G_N_ELEMENTS (of_public), of_private,
                                                      G_N_ELEMENTS (of_private), &public, &private);
  return result == CKR_OK || zb_token_session_fail (error, result, "make a key");
}

/* The first @class of the pair @id. */
static gboolean
find_half (ZbTokenSession *token,
           GBytes *id,
           CK_OBJECT_CLASS class,
           CK_OBJECT_HANDLE *ret_object,
           GError **error)
{
  gsize size = 0;
  gconstpointer bytes = g_bytes_get_data (id, &size);
  const CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, (void *)bytes, size}};
  g_autoptr (GArray) objects = zb_token_session_find (token, wanted, G_N_ELEMENTS (wanted), error);

  if (objects == NULL)
    return FALSE;
  if (objects->len > 0) {
    *ret_object = g_array_index (objects, CK_OBJECT_HANDLE, 0);
    return TRUE;
  }
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
               "the token %s does not hold this key", token->label);
  return FALSE;
}

gboolean
zb_token_key_exists (ZbTokenSession *token, GBytes *id, gboolean *ret_exists, GError **error)
{
  CK_OBJECT_HANDLE object;
  GError *failure = NULL;
  gboolean found = find_half (token, id, CKO_PRIVATE_KEY, &object, &failure);

  if (failure != NULL && failure->code != ZB_EXCHANGE_ERROR_NOT_FOUND) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_clear_error (&failure);
  *ret_exists = found;
  return TRUE;
}

/* (nullable) where no certificate of the pair lies there. */
static ZbKey *
read_certified (ZbTokenSession *token, GBytes *id)
{
  CK_OBJECT_HANDLE object;
  g_autoptr (GBytes) der = find_half (token, id, CKO_CERTIFICATE, &object, NULL)
                               ? zb_token_session_read (token, object, CKA_VALUE)
                               : NULL;
  g_autoptr (ZbCertificate) certificate =
      der != NULL ? zb_certificate_read (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL)
                  : NULL;
  unsigned char *spki = NULL;

  if (certificate == NULL)
    return NULL;
  int length = i2d_PUBKEY (zb_certificate_public_key (certificate), &spki);
  g_autoptr (GBytes) bytes = zb_openssl_take_der (spki, MAX (length, 0));
  return zb_key_read_public (bytes, NULL);
}

ZbKey *
zb_token_key_public (ZbTokenSession *token, GBytes *id, GError **error)
{
  CK_OBJECT_HANDLE object;
  ZbKey *certified = read_certified (token, id);
  guint8 der[sizeof spki_start + POINT_SIZE];
  gsize length = 0;

  if (certified != NULL)
    return certified;
  if (!find_half (token, id, CKO_PUBLIC_KEY, &object, error))
    return NULL;
  g_autoptr (GBytes) wrapped = zb_token_session_read (token, object, CKA_EC_POINT);
  const guint8 *point = wrapped != NULL ? g_bytes_get_data (wrapped, &length) : NULL;
  /* An octet string in DER around the point. */
  if (length != POINT_SIZE + 2 || point[0] != 0x04 || point[1] != POINT_SIZE) {
    zb_token_session_fail (error, CKR_DATA_INVALID, "show its public key");
    return NULL;
  }
  memcpy (der, spki_start, sizeof spki_start);
  memcpy (der + sizeof spki_start, point + 2, POINT_SIZE);
  g_autoptr (GBytes) bytes = g_bytes_new (der, sizeof der);
  return zb_key_read_public (bytes, error);
}

/* r and s side by side (PKCS #11 §2.3.1) as an ECDSA-Sig-Value. */
static GBytes *
to_der (const guint8 *raw)
{
  ECDSA_SIG *signature = ECDSA_SIG_new ();
  unsigned char *der = NULL;

  ECDSA_SIG_set0 (signature, BN_bin2bn (raw, COORDINATE_SIZE, NULL),
                  BN_bin2bn (raw + COORDINATE_SIZE, COORDINATE_SIZE, NULL));
  int length = i2d_ECDSA_SIG (signature, &der);
  ECDSA_SIG_free (signature);
  return zb_openssl_take_der (der, length);
}

static gboolean
is_rsa (ZbTokenSession *token, CK_OBJECT_HANDLE object)
{
  CK_KEY_TYPE type = CKK_EC;
  CK_ATTRIBUTE wanted = {CKA_KEY_TYPE, &type, sizeof type};

  return token->functions->C_GetAttributeValue (token->session, object, &wanted, 1) == CKR_OK &&
         type == CKK_RSA;
}

/* Whether it wants the PIN at each signature, as keys on cards for qualified signatures do. */
static gboolean
wants_pin_each_time (ZbTokenSession *token, CK_OBJECT_HANDLE object)
{
  CK_BBOOL wants = CK_FALSE;
  CK_ATTRIBUTE wanted = {CKA_ALWAYS_AUTHENTICATE, &wants, sizeof wants};

  return token->functions->C_GetAttributeValue (token->session, object, &wanted, 1) == CKR_OK &&
         wants == CK_TRUE;
}

/* What RSA signs: the digest behind the name of its algorithm (RFC 8017 §9.2). */
static gsize
name_digest (guint8 digest[ZB_DIGEST_SIZE], guint8 *ret_info)
{
  static const guint8 sha256[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                  0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};

  memcpy (ret_info, sha256, sizeof sha256);
  memcpy (ret_info + sizeof sha256, digest, ZB_DIGEST_SIZE);
  return sizeof sha256 + ZB_DIGEST_SIZE;
}

GBytes *
zb_token_key_sign (
    ZbTokenSession *token, GBytes *id, const void *bytes, gsize length, GError **error)
{
  CK_FUNCTION_LIST *functions = token->functions;
  guint8 digest[ZB_DIGEST_SIZE], info[64], raw[MOST_SIGNATURE];
  gulong size = sizeof raw;
  CK_OBJECT_HANDLE object;

  if (!find_half (token, id, CKO_PRIVATE_KEY, &object, error))
    return NULL;
  gboolean rsa = is_rsa (token, object);
  CK_MECHANISM mechanism = {rsa ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0};
  zb_digest_compute (bytes, length, digest);
  gsize info_size = rsa ? name_digest (digest, info) : 0;
  gboolean confirms = wants_pin_each_time (token, object);
  CK_RV result = functions->C_SignInit (token->session, &mechanism, object);
  if (result == CKR_OK && confirms && !zb_token_session_confirm (token, error))
    return NULL;
  if (result == CKR_OK)
    result = functions->C_Sign (token->session, rsa ? info : digest,
                                rsa ? info_size : sizeof digest, raw, &size);
  if (result != CKR_OK || (!rsa && size != 2 * COORDINATE_SIZE)) {
    zb_token_session_fail (error, result != CKR_OK ? result : CKR_DATA_INVALID, "sign");
    return NULL;
  }
  return rsa ? g_bytes_new (raw, size) : to_der (raw);
}
