/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures that are sound as CMS, and some even signed by the right key, but not what we take. */
#include "exchange/signature.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/signed-data.h"
#include "tests/exchange/signing-world.h"

#include <openssl/rsa.h>
#include <string.h>

/* A signature opened with OpenSSL, to be changed where no signature protects it, or signed again.
 */
static CMS_ContentInfo *
reopen (GBytes *signature)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (signature, &length);
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &data, (long)length);
  g_assert_nonnull (cms);
  return cms;
}

static CMS_SignerInfo *
signer_info (CMS_ContentInfo *cms)
{
  return sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0);
}

static void
test_refuses_two_signers (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (BIO) content = BIO_new_mem_buf (SIGNING_TEXT, -1);
  g_autoptr (CMS_ContentInfo) cms =
      CMS_sign (NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY | CMS_DETACHED);
  for (int i = 0; i < 2; i++)
    g_assert_nonnull (CMS_add1_signer (cms, zb_certificate_x509 (world->identity->certificate),
                                       zb_key_pkey (world->identity->key), EVP_sha256 (),
                                       SIGNING_CADES | (i == 0 ? 0 : CMS_NOCERTS)));
  g_assert_cmpint (CMS_final (cms, content, NULL, CMS_BINARY | SIGNING_CADES), ==, 1);
  g_autoptr (GBytes) both = signing_world_rewrite (cms);
  signing_world_check_bad (world, both, ZB_EXCHANGE_ERROR_MALFORMED, "exactly one signer");
}

static void
test_refuses_unsigned_attributes (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  g_autoptr (CMS_ContentInfo) cms = reopen (signature);
  CMS_unsigned_add1_attr_by_NID (signer_info (cms), NID_pkcs9_signingTime, V_ASN1_UTCTIME,
                                 "240705080000Z", 13);
  g_autoptr (GBytes) changed = signing_world_rewrite (cms);
  signing_world_check_bad (world, changed, ZB_EXCHANGE_ERROR_MALFORMED, "unsigned attributes");
}

static void
test_refuses_crls_inside (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  g_autoptr (CMS_ContentInfo) cms = reopen (signature);
  g_autoptr (GBytes) der =
      zb_test_authority_crl (world->authority, NULL, 0, 1, world->now, world->now + SIGNING_DAY);
  const guint8 *data = g_bytes_get_data (der, NULL);
  g_autoptr (X509_CRL) crl = d2i_X509_CRL (NULL, &data, (long)g_bytes_get_size (der));
  CMS_add1_crl (cms, crl);
  g_autoptr (GBytes) changed = signing_world_rewrite (cms);
  signing_world_check_bad (world, changed, ZB_EXCHANGE_ERROR_MALFORMED, "carries CRLs");
}

static void
test_refuses_passengers (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (world->now);
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  g_autoptr (CMS_ContentInfo) cms = reopen (signature);
  CMS_add1_cert (cms, zb_certificate_x509 (zb_test_authority_root (other)));
  g_autoptr (GBytes) changed = signing_world_rewrite (cms);
  signing_world_check_bad (world, changed, ZB_EXCHANGE_ERROR_UNTRUSTED, "\"Test root\"");
}

static void
test_limit_of_certificates (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  g_autoptr (CMS_ContentInfo) cms = reopen (signature);
  for (guint n = 3; n <= ZB_SIGNED_DATA_MAX_CERTIFICATES + 1; n++) {
    g_autoptr (ZbTestIdentity) more =
        zb_test_authority_identify (world->authority, "p256", "x", NULL, ZB_USE_TLS_CLIENT);
    CMS_add1_cert (cms, zb_certificate_x509 (more->certificate));
    g_autoptr (GBytes) changed = signing_world_rewrite (cms);
    if (n <= ZB_SIGNED_DATA_MAX_CERTIFICATES)
      signing_world_check_bad (world, changed, ZB_EXCHANGE_ERROR_UNTRUSTED,
                               "not that of an authority");
    else
      signing_world_check_bad (world, changed, ZB_EXCHANGE_ERROR_MALFORMED,
                               "more than 8 certificates");
  }
}

/* Changes the signed attributes with @change and has the holder of the key sign them anew: what is
 * refused then is refused for what it says, not for a broken signature. */
typedef void (*Change) (CMS_SignerInfo *info);

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *)a, *(GBytes *const *)b);
}

static GBytes *
sign_changed (SigningWorld *world, Change change)
{
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  g_autoptr (CMS_ContentInfo) cms = reopen (signature);
  CMS_SignerInfo *info = signer_info (cms);
  change (info);

  GPtrArray *encodings = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (int i = 0; i < CMS_signed_get_attr_count (info); i++) {
    unsigned char *der = NULL;
    int length = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (info, i), &der);
    g_ptr_array_add (encodings, zb_openssl_take_der (der, length));
  }
  g_ptr_array_sort (encodings, compare_bytes);
  g_autoptr (GByteArray) body = g_byte_array_new (), tbs = g_byte_array_new ();
  for (guint i = 0; i < encodings->len; i++) {
    GBytes *encoding = g_ptr_array_index (encodings, i);
    g_byte_array_append (body, g_bytes_get_data (encoding, NULL), g_bytes_get_size (encoding));
  }
  g_ptr_array_unref (encodings);
  unsigned char head[8], *end = head;
  ASN1_put_object (&end, 1, (int)body->len, V_ASN1_SET, V_ASN1_UNIVERSAL);
  g_byte_array_append (tbs, head, (guint)(end - head));
  g_byte_array_append (tbs, body->data, body->len);
  g_autoptr (GBytes) value = zb_key_sign (world->identity->key, tbs->data, tbs->len, NULL);
  ASN1_OCTET_STRING_set (CMS_SignerInfo_get0_signature (info), g_bytes_get_data (value, NULL),
                         (int)g_bytes_get_size (value));
  return signing_world_rewrite (cms);
}

static void
delete_attribute (CMS_SignerInfo *info, int nid)
{
  X509_ATTRIBUTE_free (CMS_signed_delete_attr (info, CMS_signed_get_attr_by_NID (info, nid, -1)));
}

static void
no_change (CMS_SignerInfo *info)
{
}

static void
without_content_type (CMS_SignerInfo *info)
{
  delete_attribute (info, NID_pkcs9_contentType);
}

static void
without_digest (CMS_SignerInfo *info)
{
  delete_attribute (info, NID_pkcs9_messageDigest);
}

static void
without_time (CMS_SignerInfo *info)
{
  delete_attribute (info, NID_pkcs9_signingTime);
}

static void
without_certificate (CMS_SignerInfo *info)
{
  delete_attribute (info, NID_id_smime_aa_signingCertificateV2);
}

static void
with_two_digests (CMS_SignerInfo *info)
{
  guint8 digest[32] = {1};
  CMS_signed_add1_attr_by_NID (info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest, 32);
}

static void
with_two_values (CMS_SignerInfo *info)
{
  guint8 digest[32] = {1};
  int at = CMS_signed_get_attr_by_NID (info, NID_pkcs9_messageDigest, -1);
  X509_ATTRIBUTE_set1_data (CMS_signed_get_attr (info, at), V_ASN1_OCTET_STRING, digest, 32);
}

static void
with_other_content_type (CMS_SignerInfo *info)
{
  delete_attribute (info, NID_pkcs9_contentType);
  CMS_signed_add1_attr_by_NID (info, NID_pkcs9_contentType, V_ASN1_OBJECT,
                               OBJ_nid2obj (NID_pkcs7_signed), -1);
}

static void
with_short_digest (CMS_SignerInfo *info)
{
  guint8 digest[20] = {1};
  delete_attribute (info, NID_pkcs9_messageDigest);
  CMS_signed_add1_attr_by_NID (info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest, 20);
}

static void
with_odd_time (CMS_SignerInfo *info)
{
  delete_attribute (info, NID_pkcs9_signingTime);
  CMS_signed_add1_attr_by_NID (info, NID_pkcs9_signingTime, V_ASN1_UTCTIME, "240705080000+0800",
                               17);
}

/* proofOfReceipt, 1.2.840.113549.1.9.16.6.2. */
static void
with_other_commitment (CMS_SignerInfo *info)
{
  static const guint8 receipt[] = {0x30, 0x0d, 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86,
                                   0xf7, 0x0d, 0x01, 0x09, 0x10, 0x06, 0x02};
  g_autoptr (ASN1_OBJECT) type = OBJ_txt2obj ("1.2.840.113549.1.9.16.2.16", 1);
  int at = CMS_signed_get_attr_by_OBJ (info, type, -1);
  X509_ATTRIBUTE_free (CMS_signed_delete_attr (info, at));
  CMS_signed_add1_attr_by_OBJ (info, type, V_ASN1_SEQUENCE, receipt, sizeof receipt);
}

/* Only the older attribute, whose hash is SHA-1. */
static void
with_old_certificate_attribute (CMS_SignerInfo *info)
{
  static const guint8 old[] = {0x30, 0x1a, 0x30, 0x18, 0x30, 0x16, 0x04, 0x14, 1,  2,
                               3,    4,    5,    6,    7,    8,    9,    10,   11, 12,
                               13,   14,   15,   16,   17,   18,   19,   20};
  without_certificate (info);
  CMS_signed_add1_attr_by_NID (info, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE, old,
                               sizeof old);
}

static void
with_other_certificate (CMS_SignerInfo *info)
{
  guint8 pinned[40] = {0x30, 0x26, 0x30, 0x24, 0x30, 0x22, 0x04, 0x20, 7};
  without_certificate (info);
  CMS_signed_add1_attr_by_NID (info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE, pinned,
                               sizeof pinned);
}

static void
test_requires_the_attributes (SigningWorld *world, gconstpointer suite)
{
  static const struct {
    Change change;
    ZbExchangeError code;
    const char *text;
  } cases[] = {
      {without_content_type, ZB_EXCHANGE_ERROR_MALFORMED, "contentType"},
      {without_digest, ZB_EXCHANGE_ERROR_MALFORMED, "messageDigest"},
      {without_time, ZB_EXCHANGE_ERROR_MALFORMED, "signingTime"},
      {without_certificate, ZB_EXCHANGE_ERROR_MALFORMED, "signingCertificateV2"},
      {with_two_digests, ZB_EXCHANGE_ERROR_MALFORMED, "messageDigest"},
      {with_two_values, ZB_EXCHANGE_ERROR_MALFORMED, "messageDigest"},
      {with_other_content_type, ZB_EXCHANGE_ERROR_MALFORMED, "contentType"},
      {with_short_digest, ZB_EXCHANGE_ERROR_MALFORMED, "messageDigest"},
      {with_odd_time, ZB_EXCHANGE_ERROR_MALFORMED, "signingTime"},
      {with_other_commitment, ZB_EXCHANGE_ERROR_MALFORMED, "commitmentTypeIndication"},
      {with_old_certificate_attribute, ZB_EXCHANGE_ERROR_MALFORMED, "signingCertificateV2"},
      {with_other_certificate, ZB_EXCHANGE_ERROR_NOT_FOUND, "07000000"},
  };
  g_autoptr (GBytes) unchanged = sign_changed (world, no_change);
  signing_world_check_good (world, unchanged);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) changed = sign_changed (world, cases[i].change);
    signing_world_check_bad (world, changed, cases[i].code, cases[i].text);
  }
}

/* The same key under another certificate: the signed attributes pin the one. */
static void
test_refuses_a_substituted_certificate (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  ZbIssue issue = {.name = "李四",
                   .unit = ZB_TEST_UNIT,
                   .uses = ZB_USE_SIGNING,
                   .not_before = world->now - SIGNING_DAY,
                   .not_after = world->now + SIGNING_DAY};
  g_autoptr (GBytes) request = zb_key_request (world->identity->key, "李四", NULL, NULL);
  g_autoptr (ZbCertificate) other =
      zb_issuer_certify (zb_test_authority_issuer (world->authority), request, &issue, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) signature = signing_world_sign (world, FALSE);
  g_autoptr (CMS_ContentInfo) cms = reopen (signature);
  CMS_add1_cert (cms, zb_certificate_x509 (other));
  g_autoptr (GBytes) changed = signing_world_rewrite (cms);
  signing_world_check_bad (world, changed, ZB_EXCHANGE_ERROR_NOT_FOUND, "neither in the signature");
}

/* T1: OpenSSL itself takes SHA-1 without a word. */
static void
test_refuses_sha1 (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) weak =
      signing_world_openssl_signs (world, SIGNING_TEXT, EVP_sha1 (), SIGNING_CADES);
  g_autoptr (GBytes) other =
      signing_world_openssl_signs (world, SIGNING_TEXT, EVP_sha512 (), SIGNING_CADES);
  signing_world_check_bad (world, weak, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                           "digest other than SHA-256");
  signing_world_check_bad (world, other, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                           "digest other than SHA-256");
}

static void
test_refuses_other_kinds_of_cms (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) attached = signing_world_openssl_signs (world, SIGNING_TEXT, EVP_sha256 (),
                                                             SIGNING_CADES & ~(guint)CMS_DETACHED);
  g_autoptr (GBytes) without_ess = signing_world_openssl_signs (world, SIGNING_TEXT, EVP_sha256 (),
                                                                CMS_DETACHED | CMS_NOSMIMECAP);
  g_autoptr (GBytes) without_attributes =
      signing_world_openssl_signs (world, SIGNING_TEXT, EVP_sha256 (), CMS_DETACHED | CMS_NOATTR);
  signing_world_check_bad (world, attached, ZB_EXCHANGE_ERROR_MALFORMED, "not a detached one");
  signing_world_check_bad (world, without_ess, ZB_EXCHANGE_ERROR_MALFORMED,
                           "lacks the signed attribute");
  signing_world_check_bad (world, without_attributes, ZB_EXCHANGE_ERROR_MALFORMED,
                           "no signed attributes");

  g_autoptr (CMS_ContentInfo) digested = NULL;
  g_autoptr (BIO) content = BIO_new_mem_buf (SIGNING_TEXT, -1);
  digested = CMS_digest_create (content, EVP_sha256 (), CMS_BINARY | CMS_DETACHED);
  unsigned char *der = NULL;
  int length = i2d_CMS_ContentInfo (digested, &der);
  g_autoptr (GBytes) other = zb_openssl_take_der (der, length);
  signing_world_check_bad (world, other, ZB_EXCHANGE_ERROR_MALFORMED, "no CMS SignedData");
}

/* The key's holder may choose PSS; with SHA-256 all along and a salt of 32 bytes. */
static GBytes *
sign_pss (SigningWorld *world, const EVP_MD *mask, int salt)
{
  g_autoptr (BIO) content = BIO_new_mem_buf (SIGNING_TEXT, -1);
  X509 *x509 = zb_certificate_x509 (world->identity->certificate);
  g_autoptr (CMS_ContentInfo) cms =
      CMS_sign (NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY | CMS_DETACHED);
  CMS_SignerInfo *info =
      CMS_add1_signer (cms, x509, zb_key_pkey (world->identity->key), EVP_sha256 (),
                       SIGNING_CADES | CMS_PARTIAL | CMS_KEY_PARAM);
  EVP_PKEY_CTX *parameters = CMS_SignerInfo_get0_pkey_ctx (info);
  EVP_PKEY_CTX_set_rsa_padding (parameters, RSA_PKCS1_PSS_PADDING);
  EVP_PKEY_CTX_set_rsa_mgf1_md (parameters, mask);
  EVP_PKEY_CTX_set_rsa_pss_saltlen (parameters, salt);
  CMS_add1_cert (cms, zb_certificate_x509 (g_ptr_array_index (world->identity->chain, 0)));
  g_assert_cmpint (CMS_final (cms, content, NULL, CMS_BINARY | SIGNING_CADES), ==, 1);
  return signing_world_rewrite (cms);
}

static void
test_takes_one_kind_of_pss (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) ours = sign_pss (world, EVP_sha256 (), 32);
  g_autoptr (GBytes) short_salt = sign_pss (world, EVP_sha256 (), 8);
  g_autoptr (GBytes) weak_mask = sign_pss (world, EVP_sha1 (), 32);
  signing_world_check_good (world, ours);
  signing_world_check_bad (world, short_salt, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                           "outside the allow-list");
  signing_world_check_bad (world, weak_mask, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                           "outside the allow-list");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, suite, test)                                                                     \
  g_test_add ("/exchange/signature-forgery/" path, SigningWorld, suite, signing_world_set_up,      \
              test, signing_world_tear_down)
  ADD ("refuses-sha1-p256", "p256", test_refuses_sha1);
  ADD ("refuses-sha1-rsa3072", "rsa3072", test_refuses_sha1);
  ADD ("refuses-other-kinds-of-cms", NULL, test_refuses_other_kinds_of_cms);
  ADD ("refuses-two-signers", NULL, test_refuses_two_signers);
  ADD ("refuses-unsigned-attributes", NULL, test_refuses_unsigned_attributes);
  ADD ("refuses-crls-inside", NULL, test_refuses_crls_inside);
  ADD ("refuses-passengers", NULL, test_refuses_passengers);
  ADD ("limit-of-certificates", NULL, test_limit_of_certificates);
  ADD ("requires-the-attributes", NULL, test_requires_the_attributes);
  ADD ("refuses-a-substituted-certificate", NULL, test_refuses_a_substituted_certificate);
  ADD ("takes-one-kind-of-pss", "rsa3072", test_takes_one_kind_of_pss);
  return g_test_run ();
}
