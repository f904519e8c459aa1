/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/exchange/signing-world.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"

#include <string.h>

/* The foreign verifiers know no other time than today's. */
void
signing_world_set_up (SigningWorld *world, gconstpointer suite)
{
  world->now = g_get_real_time () / G_USEC_PER_SEC * G_USEC_PER_SEC;
  world->authority = zb_test_authority_new (world->now);
  world->trust = zb_test_authority_trust (world->authority);
  world->identity = zb_test_authority_identify (world->authority, suite != NULL ? suite : "p256",
                                                "王小明", ZB_TEST_UNIT, ZB_USE_SIGNING);
  world->signer = zb_test_identity_signer (world->identity);
}

void
signing_world_tear_down (SigningWorld *world, gconstpointer suite)
{
  zb_signer_free (world->signer);
  zb_test_identity_free (world->identity);
  zb_trust_unref (world->trust);
  zb_test_authority_free (world->authority);
}

GBytes *
signing_world_rewrite (CMS_ContentInfo *cms)
{
  unsigned char *der = NULL;
  int length = i2d_CMS_ContentInfo (cms, &der);
  return zb_openssl_take_der (der, length);
}

static GBytes *
sign_with (SigningWorld *world, ZbSigner *signer, gboolean with_certificates)
{
  g_autoptr (GError) error = NULL;
  GBytes *signature = zb_signature_make (signer, SIGNING_TEXT, strlen (SIGNING_TEXT), world->now,
                                         with_certificates, &error);
  g_assert_no_error (error);
  return signature;
}

GBytes *
signing_world_sign (SigningWorld *world, gboolean with_certificates)
{
  return sign_with (world, world->signer, with_certificates);
}

GBytes *
signing_world_sign_as (SigningWorld *world, ZbTestIdentity *identity)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (identity);
  return sign_with (world, signer, TRUE);
}

/* What OpenSSL would sign by itself, given its freedom. */
GBytes *
signing_world_openssl_signs (SigningWorld *world,
                             const char *text,
                             const EVP_MD *digest,
                             guint flags)
{
  g_autoptr (BIO) content = BIO_new_mem_buf (text, -1);
  X509 *x509 = zb_certificate_x509 (world->identity->certificate);
  g_autoptr (CMS_ContentInfo) cms =
      CMS_sign (NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY | (flags & CMS_DETACHED));
  CMS_SignerInfo *info =
      CMS_add1_signer (cms, x509, zb_key_pkey (world->identity->key), digest, flags | CMS_PARTIAL);
  g_assert_nonnull (info);
  g_assert_cmpint (
      CMS_add1_cert (cms, zb_certificate_x509 (g_ptr_array_index (world->identity->chain, 0))), ==,
      1);
  g_assert_cmpint (CMS_final (cms, content, NULL, CMS_BINARY | flags), ==, 1);
  unsigned char *der = NULL;
  int length = i2d_CMS_ContentInfo (cms, &der);
  return zb_openssl_take_der (der, length);
}

gboolean
signing_world_verify (
    SigningWorld *world, GBytes *signature, const char *text, ZbSignatureInfo *info, GError **error)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (signature, &length);
  return zb_signature_verify (data, length, text, strlen (text), world->trust, ZB_USE_SIGNING,
                              world->now, NULL, NULL, info, error);
}

void
signing_world_check_good (SigningWorld *world, GBytes *signature)
{
  g_autoptr (GError) error = NULL;
  gboolean good = signing_world_verify (world, signature, SIGNING_TEXT, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (good);
}

void
signing_world_check_bad (SigningWorld *world,
                         GBytes *signature,
                         ZbExchangeError code,
                         const char *text)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (signing_world_verify (world, signature, SIGNING_TEXT, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}
