/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sm2.h"

#include "exchange/certificate-private.h"
#include "exchange/container.h"
#include "exchange/manifest.h"
#include "exchange/signed-data.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "tests/exchange/signing-world.h"
#include "tests/support/message.h"
#include "tests/support/token.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <string.h>

#define BODY "<report>1234.56</report>\n"

typedef struct {
  SigningWorld signing;
  ZbTempDir *dir;
  ZbTestToken *token;
} World;

static void
set_up (World *world, gconstpointer data)
{
  signing_world_set_up (&world->signing, NULL);
  world->dir = zb_temp_dir_new ();
  world->token = zb_test_token_new (world->dir, world->signing.authority, "sm2");
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_test_token_free (world->token);
  zb_temp_dir_free (world->dir);
  signing_world_tear_down (&world->signing, NULL);
}

static void
read_hex (const char *hex, guint8 *bytes)
{
  for (gsize i = 0; hex[2 * i] != '\0'; i++)
    bytes[i] =
        (guint8)(g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
}

/* GB/T 32918.5-2017, A.2: the standard's own example of a signature. */
static EVP_PKEY *
standards_key (void)
{
  guint8 point[65];
  read_hex ("04"
            "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
            point);
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *)"SM2", 0),
      OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
      OSSL_PARAM_construct_end ()};
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "SM2", NULL);
  g_assert_cmpint (EVP_PKEY_fromdata_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, parameters), ==, 1);
  EVP_PKEY_CTX_free (context);
  return key;
}

static void
test_the_standards_example (World *world, gconstpointer data)
{
  static const char message[] = "message digest";
  g_autoptr (EVP_PKEY) key = standards_key ();
  guint8 digest[ZB_DIGEST_SIZE], signature[72];

  g_assert_true (zb_sm2_digest (key, message, strlen (message), digest));
  g_autofree char *hex = zb_digest_to_hex (digest);
  g_assert_cmpstr (hex, ==, "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");
  read_hex ("3046"
            "022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
            "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
            signature);
  g_assert_true (zb_sm2_verify (key, signature, sizeof signature, message, strlen (message)));
  g_assert_false (zb_sm2_verify (key, signature, sizeof signature, "message digesu", 14));
  signature[71] ^= 1;
  g_assert_false (zb_sm2_verify (key, signature, sizeof signature, message, strlen (message)));
}

static void
test_no_other_key (World *world, gconstpointer data)
{
  guint8 digest[ZB_DIGEST_SIZE];
  EVP_PKEY *key = zb_certificate_public_key (world->signing.identity->certificate);

  g_assert_false (zb_sm2_digest (key, "x", 1, digest));
}

static GBytes *
sign (World *world)
{
  g_autoptr (GError) error = NULL;
  GBytes *signature = zb_signature_make (world->token->signer, SIGNING_TEXT, strlen (SIGNING_TEXT),
                                         world->signing.now, TRUE, &error);
  g_assert_no_error (error);
  return signature;
}

static CMS_ContentInfo *
reopen (GBytes *signature, CMS_SignerInfo **ret_info)
{
  const guint8 *data = g_bytes_get_data (signature, NULL);
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &data, (long)g_bytes_get_size (signature));
  g_assert_nonnull (cms);
  *ret_info = sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0);
  return cms;
}

/* @signature with another value over the same attributes: by the token's key with @id, and @extra
 * bytes behind it. */
static GBytes *
sign_again (World *world, GBytes *signature, const char *id, gsize extra)
{
  ZbSignedData data;
  g_assert_true (zb_signed_data_read (g_bytes_get_data (signature, NULL),
                                      g_bytes_get_size (signature), ZB_SIGNED_DETACHED, &data,
                                      NULL));
  g_autofree guint8 *tbs = g_memdup2 (data.attributes.data, data.attributes.length);
  tbs[0] = ZB_DER_SET;

  g_autofree char *pem = NULL;
  g_assert_true (g_file_get_contents (world->token->key, &pem, NULL, NULL));
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
  g_autoptr (EVP_PKEY) key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);
  g_autoptr (EVP_PKEY_CTX) parameters = EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  guint8 value[128] = {0};
  gsize length = sizeof value;
  g_assert_cmpint (EVP_PKEY_CTX_set1_id (parameters, id, strlen (id)), ==, 1);
  EVP_MD_CTX_set_pkey_ctx (context, parameters);
  g_assert_cmpint (EVP_DigestSignInit (context, NULL, EVP_sm3 (), NULL, key), ==, 1);
  g_assert_cmpint (EVP_DigestSign (context, value, &length, tbs, data.attributes.length), ==, 1);

  CMS_SignerInfo *info = NULL;
  g_autoptr (CMS_ContentInfo) cms = reopen (signature, &info);
  ASN1_OCTET_STRING_set (CMS_SignerInfo_get0_signature (info), value, (int)(length + extra));
  return signing_world_rewrite (cms);
}

/* OpenSSL's own signature with the right identifier is taken, so that what is refused below is
 * refused for the one thing changed. */
static void
test_identifier_is_the_standards (World *world, gconstpointer data)
{
  g_autoptr (GBytes) signature = sign (world);
  g_autoptr (GBytes) right = sign_again (world, signature, ZB_SM2_ID, 0);
  g_autoptr (GBytes) wrong = sign_again (world, signature, "1234567812345679", 0);
  g_autoptr (GBytes) none = sign_again (world, signature, "", 0);

  signing_world_check_good (&world->signing, signature);
  signing_world_check_good (&world->signing, right);
  signing_world_check_bad (&world->signing, wrong, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                           "does not verify");
  signing_world_check_bad (&world->signing, none, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                           "does not verify");
}

static void
test_refuses_trailing_bytes (World *world, gconstpointer data)
{
  g_autoptr (GBytes) signature = sign (world);
  g_autoptr (GBytes) in_value = sign_again (world, signature, ZB_SM2_ID, 1);
  gsize length = g_bytes_get_size (signature);
  g_autofree guint8 *longer = g_malloc0 (length + 1);
  memcpy (longer, g_bytes_get_data (signature, NULL), length);
  g_autoptr (GBytes) behind = g_bytes_new (longer, length + 1);

  signing_world_check_bad (&world->signing, in_value, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                           "does not verify");
  signing_world_check_bad (&world->signing, behind, ZB_EXCHANGE_ERROR_MALFORMED,
                           "no CMS SignedData in DER");
}

static void
test_refuses_every_flipped_byte (World *world, gconstpointer data)
{
  g_autoptr (GBytes) signature = sign (world);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (signature, &length);
  for (gsize i = 0; i < length; i++) {
    g_autofree guint8 *changed = g_memdup2 (bytes, length);
    changed[i] ^= 0x01;
    g_autoptr (GBytes) bad = g_bytes_new (changed, length);
    if (signing_world_verify (&world->signing, bad, SIGNING_TEXT, NULL, NULL))
      g_error ("byte %" G_GSIZE_FORMAT " may change", i);
  }
}

/* A signature by digest and algorithm as told, which pins @pinned as its certificate. Its value is
 * nobody's: what it says of itself is refused first. OpenSSL makes none by P-256 and SM3, so that
 * @certificate may be another. */
static GBytes *
pretend (const ZbCertificate *certificate,
         const ZbCertificate *pinned,
         const EVP_MD *digest,
         int algorithm)
{
  const guint flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY;
  guint8 content[ZB_DIGEST_SIZE],
      pin[8 + ZB_DIGEST_SIZE] = {0x30, 0x26, 0x30, 0x24, 0x30, 0x22, 0x04, 0x20};
  g_autoptr (ASN1_TIME) time = zb_openssl_time_new (g_get_real_time ());
  g_autoptr (CMS_ContentInfo) cms = CMS_sign (NULL, NULL, NULL, NULL, flags);
  CMS_SignerInfo *info = CMS_add1_signer (cms, zb_certificate_x509 (certificate),
                                          zb_certificate_public_key (certificate), digest,
                                          flags | CMS_NOSMIMECAP | CMS_NOCERTS);
  X509_ALGOR *signed_by = NULL;

  g_assert_nonnull (info);
  CMS_add1_cert (cms, zb_certificate_x509 (pinned));
  EVP_Digest (SIGNING_TEXT, strlen (SIGNING_TEXT), content, NULL, digest, NULL);
  memcpy (pin + 8, zb_certificate_raw_digest (pinned), ZB_DIGEST_SIZE);
  CMS_signed_add1_attr_by_NID (info, NID_pkcs9_contentType, V_ASN1_OBJECT,
                               OBJ_nid2obj (NID_pkcs7_data), -1);
  CMS_signed_add1_attr_by_NID (info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, content,
                               sizeof content);
  CMS_signed_add1_attr_by_NID (info, NID_pkcs9_signingTime, ASN1_STRING_type (time), time, -1);
  CMS_signed_add1_attr_by_NID (info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE, pin,
                               sizeof pin);
  CMS_SignerInfo_get0_algs (info, NULL, NULL, NULL, &signed_by);
  X509_ALGOR_set0 (signed_by, OBJ_nid2obj (algorithm), V_ASN1_UNDEF, NULL);
  ASN1_OCTET_STRING_set (CMS_SignerInfo_get0_signature (info), content, sizeof content);
  return signing_world_rewrite (cms);
}

static void
check_pretence (World *world, GBytes *signature, const char *text)
{
  signing_world_check_bad (&world->signing, signature, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, text);
}

static void
test_refuses_mixed_suites (World *world, gconstpointer data)
{
  const ZbCertificate *sm2 = world->token->certificate;
  const ZbCertificate *p256 = world->signing.identity->certificate;
  g_autoptr (GBytes) wrong_hash = pretend (sm2, sm2, EVP_sha256 (), NID_SM2_with_SM3);
  g_autoptr (GBytes) wrong_algorithm = pretend (sm2, sm2, EVP_sm3 (), NID_ecdsa_with_SHA256);
  g_autoptr (GBytes) labelled_sm2 = pretend (sm2, p256, EVP_sm3 (), NID_SM2_with_SM3);
  g_autoptr (GBytes) labelled_p256 = pretend (p256, sm2, EVP_sha256 (), NID_ecdsa_with_SHA256);

  check_pretence (world, wrong_hash, "uses a digest that does not go with its algorithm");
  check_pretence (world, wrong_algorithm, "uses a digest that does not go with its algorithm");
  check_pretence (world, labelled_sm2, "does not belong to the suite sm2 of its signature");
  check_pretence (world, labelled_p256, "does not belong to the suite p256 of its signature");
}

static GBytes *
make_container (World *world, const char *suite, GError **error)
{
  g_autoptr (ZbEnvelope) envelope = zb_test_envelope_new (world->token->signer, world->signing.now);
  g_autoptr (GBytes) body = g_bytes_new_static (BODY, strlen (BODY));

  g_free (envelope->suite);
  envelope->suite = g_strdup (suite);
  zb_envelope_add_payload (envelope, "body/001-B203.xml", "application/xml", body);
  return zb_container_build (envelope, &body, error);
}

static void
test_carries_a_report (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) container = make_container (world, "sm2", &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes =
      zb_container_sign (container, world->token->signer, world->signing.now, TRUE, &error);
  g_assert_no_error (error);
  g_autoptr (ZbContainer) opened = zb_container_open ("x.asice", bytes, &error);
  g_assert_no_error (error);
  ZbSignatureInfo info = {0};
  g_assert_true (zb_container_verify (opened, 0, world->signing.trust, world->signing.now, NULL,
                                      NULL, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (info.suite, ==, "sm2");
  zb_signature_info_clear (&info);
}

/* The envelope is under the signature: who signs by SM2 says so in it. */
static void
test_suite_is_the_envelopes (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) container = make_container (world, "p256", &error);
  g_assert_no_error (error);
  g_assert_null (
      zb_container_sign (container, world->token->signer, world->signing.now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
  g_assert_nonnull (strstr (error->message, "the envelope says suite p256, the signer has sm2"));
}

/* @container with the digests of its manifest by SHA-256. */
static GBytes *
with_sha256 (GBytes *container)
{
  static const char name[] = "META-INF/ASiCManifest001.xml";
  g_autoptr (ZbZip) zip = zb_zip_read ("x.asice", container, NULL, NULL);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (ZbManifest) manifest = zb_manifest_new ("META-INF/signature001.p7s", FALSE);

  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    g_autoptr (GBytes) entry = zb_zip_entry_bytes (zip, i);
    if (g_str_equal (zb_zip_entry_name (zip, i), name))
      continue;
    zb_zip_writer_add (writer, zb_zip_entry_name (zip, i), entry);
    if (i > 0)
      zb_manifest_add (manifest, zb_zip_entry_name (zip, i),
                       i == 1 ? "text/xml" : "application/xml", entry);
  }
  g_autoptr (GBytes) written = zb_manifest_write (manifest);
  zb_zip_writer_add (writer, name, written);
  return zb_zip_writer_finish (writer, NULL);
}

static void
test_manifest_is_of_the_suite (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) container = make_container (world, "sm2", &error);
  g_autoptr (GBytes) other = with_sha256 (container);

  g_assert_null (zb_container_open ("x.asice", other, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
  g_assert_nonnull (strstr (error->message, "ASiCManifest001.xml has digests of another kind"));
}

/* Connections, receipts and stamps are of other suites. */
static void
test_only_signs_reports (World *world, gconstpointer data)
{
  static const guint others[] = {ZB_USE_TLS_CLIENT, ZB_USE_RECEIPT, ZB_USE_TIMESTAMP, ZB_USE_CA};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = zb_signer_program_request ((const char *const *)world->token->argv,
                                                          "王小明", ZB_TEST_UNIT, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    const ZbIssue issue = {.name = "王小明",
                           .uses = others[i],
                           .not_before = world->signing.now,
                           .not_after = world->signing.now + SIGNING_DAY};
    g_assert_null (zb_issuer_certify (zb_test_authority_issuer (world->signing.authority), request,
                                      &issue, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
    g_assert_nonnull (strstr (error->message, "an SM2 key is certified for signing reports only"));
    g_clear_error (&error);
  }
}

/* Its timing would tell it (CVE-2026-77696), so no such key is opened or made here. */
static void
test_no_key_of_ours (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (zb_key_read_pem (world->token->key, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
  g_assert_nonnull (strstr (error->message, "SM2 keys sign through a signing program"));
  g_clear_error (&error);
  g_assert_null (zb_key_generate ("sm2", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
}

/* A Chinese authority's chain: all of it is signed by SM2 with @id; revoked is number 2. */
static void
make_sm2_authority (World *world, const char *id)
{
  static const char script[] =
      "cd \"$0\" && set -e && exec 2>/dev/null\n"
      "for k in ca leaf gone; do openssl genpkey -quiet -algorithm SM2 -out $k.key; done\n"
      "s=\"-sm3 -sigopt distid:$1\"\n"
      "openssl req -x509 -new -key ca.key $s -subj '/C=CN/CN=SM2 root' -days 9 -out ca.pem "
      "-addext keyUsage=critical,keyCertSign,cRLSign\n"
      "echo keyUsage=critical,digitalSignature,nonRepudiation > ext\n"
      "n=1; for k in leaf gone; do\n"
      "openssl req -new -key $k.key $s -subj /C=CN/CN=$k -out $k.csr\n"
      "openssl x509 -req -in $k.csr -vfyopt distid:$1 -CA ca.pem -CAkey ca.key $s -days 8 "
      "-set_serial $n -extfile ext -out $k.pem; n=2; done\n"
      "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=./index\\ncrlnumber=./number\\n' > conf\n"
      ": > index; echo 01 > number\n"
      "openssl ca -config conf -revoke gone.pem -keyfile ca.key -cert ca.pem -md sm3\n"
      "openssl ca -config conf -gencrl -crldays 3 -keyfile ca.key -cert ca.pem -md sm3 "
      "-sigopt distid:$1 | openssl crl -outform DER -out list.crl\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = zb_temp_dir_path (world->dir, NULL);
  const char *const arguments[] = {"sh", "-c", script, folder, id, NULL};
  int status = -1;

  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static GBytes *
read_made (World *world, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = zb_temp_dir_path (world->dir, name), *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (g_steal_pointer (&text), length);
}

static ZbCertificate *
read_made_certificate (World *world, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pem = read_made (world, name);
  ZbCertificate *certificate =
      zb_certificate_read (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem), &error);

  g_assert_no_error (error);
  return certificate;
}

static void
test_chains_of_sm2 (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  gint64 now = world->signing.now + G_USEC_PER_SEC * G_GINT64_CONSTANT (60);

  make_sm2_authority (world, ZB_SM2_ID);
  g_autoptr (ZbCertificate) root = read_made_certificate (world, "ca.pem");
  g_autoptr (ZbCertificate) leaf = read_made_certificate (world, "leaf.pem");
  g_autoptr (ZbCertificate) gone = read_made_certificate (world, "gone.pem");
  g_autoptr (GBytes) list = read_made (world, "list.crl");
  zb_trust_add_root (trust, root);
  g_assert_true (zb_trust_check (trust, gone, NULL, ZB_USE_SIGNING, now, &error));
  g_assert_no_error (error);
  g_assert_true (zb_trust_add_crl (trust, list, &error));
  g_assert_no_error (error);
  zb_trust_require_crl (trust, TRUE);
  g_assert_true (zb_trust_check (trust, leaf, NULL, ZB_USE_SIGNING, now, &error));
  g_assert_no_error (error);
  g_assert_false (zb_trust_check (trust, gone, NULL, ZB_USE_SIGNING, now, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REVOKED);
}

static void
test_chains_of_another_identifier (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();

  make_sm2_authority (world, "another");
  g_autoptr (ZbCertificate) root = read_made_certificate (world, "ca.pem");
  g_autoptr (ZbCertificate) leaf = read_made_certificate (world, "leaf.pem");
  g_autoptr (GBytes) list = read_made (world, "list.crl");
  zb_trust_add_root (trust, root);
  g_assert_false (zb_trust_check (trust, leaf, NULL, ZB_USE_SIGNING,
                                  world->signing.now + 60 * G_USEC_PER_SEC, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_clear_error (&error);
  g_assert_false (zb_trust_add_crl (trust, list, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/exchange/sm2/" name, World, NULL, set_up, function, tear_down)
  ADD ("the-standards-example", test_the_standards_example);
  ADD ("no-other-key", test_no_other_key);
  ADD ("identifier-is-the-standards", test_identifier_is_the_standards);
  ADD ("refuses-trailing-bytes", test_refuses_trailing_bytes);
  ADD ("refuses-every-flipped-byte", test_refuses_every_flipped_byte);
  ADD ("refuses-mixed-suites", test_refuses_mixed_suites);
  ADD ("carries-a-report", test_carries_a_report);
  ADD ("suite-is-the-envelopes", test_suite_is_the_envelopes);
  ADD ("manifest-is-of-the-suite", test_manifest_is_of_the_suite);
  ADD ("only-signs-reports", test_only_signs_reports);
  ADD ("no-key-of-ours", test_no_key_of_ours);
  ADD ("chains-of-sm2", test_chains_of_sm2);
  ADD ("chains-of-another-identifier", test_chains_of_another_identifier);
#undef ADD
  return g_test_run ();
}
