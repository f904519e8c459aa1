/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the seeds of the harnesses signature, envelope, container, evidence and trust-bundle, and
 * exchange-fixture.h with what they are verified by. The keys are thrown away, so each run makes
 * other seeds: run it only when a format changes, and commit all that it writes.
 *
 *   exchange-seeds tests/fuzz */
#include "tests/support/message.h"
#include "tests/support/token.h"

#include "exchange/digest.h"
#include "exchange/manifest.h"
#include "exchange/signed-trust.h"
#include "formats/zip-reader.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define BODY "<report>1234.56</report>\n"

static void
write_seed (const char *folder, const char *name, gconstpointer data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "corpus", name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_mkdir_with_parents (parent, 0755);
  g_file_set_contents (path, data, (gssize)length, &error);
  g_assert_no_error (error);
}

static void
write_bytes (const char *folder, const char *name, GBytes *bytes)
{
  gsize length = 0;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  write_seed (folder, name, data, length);
}

/* The parts of a container as container-fuzz.c takes them. */
static void
write_parts (const char *folder, const char *name, GBytes *container)
{
  static const char *const entries[] = {"envelope.xml", "body/001-B203.xml",
                                        "META-INF/ASiCManifest001.xml",
                                        "META-INF/signature001.p7s"};
  g_autoptr (ZbZip) zip = zb_zip_read ("container", container, NULL, NULL);
  g_autoptr (GByteArray) parts = g_byte_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autoptr (GBytes) entry = zb_zip_find (zip, entries[i]);
    if (i > 0)
      g_byte_array_append (parts, (const guint8 *)"\n%%\n", 4);
    g_byte_array_append (parts, g_bytes_get_data (entry, NULL), (guint)g_bytes_get_size (entry));
    if (i == 0)
      write_bytes (folder, "envelope/envelope.xml", entry);
    if (i == 2)
      write_bytes (folder, "envelope/manifest.xml", entry);
  }
  write_seed (folder, name, parts->data, parts->len);
}

static GBytes *
sign_body (ZbTestIdentity *author, gboolean with_certificates)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (author);
  GBytes *signature =
      zb_signature_make (signer, BODY, strlen (BODY), NOW, with_certificates, &error);
  g_assert_no_error (error);
  return signature;
}

/* Both by an SM2 key, which only a program of its own can use. */
static void
write_sm2 (const char *folder, ZbTestAuthority *authority)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbTestToken) token = zb_test_token_new (dir, authority, "sm2");
  const char *const *argv = (const char *const *)token->argv;
  const ZbIssue issue = {.name = "王小明",
                         .unit = ZB_TEST_UNIT,
                         .uses = ZB_USE_SIGNING,
                         .not_before = NOW - DAY,
                         .not_after = NOW + 365 * DAY};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = zb_signer_program_request (argv, issue.name, issue.unit, &error);
  g_assert_no_error (error);
  ZbIssuer *issuer = zb_test_authority_issuer (authority);
  g_autoptr (ZbCertificate) certificate = zb_issuer_certify (issuer, request, &issue, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  g_ptr_array_add (chain, zb_certificate_ref (zb_issuer_certificate (issuer)));
  g_autoptr (ZbSigner) signer = zb_signer_new_for_program (argv, certificate, chain);
  g_autoptr (GBytes) signature = zb_signature_make (signer, BODY, strlen (BODY), NOW, TRUE, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) container = zb_test_container_new_by (signer, BODY, NOW);
  write_bytes (folder, "signature/sm2.p7s", signature);
  write_bytes (folder, "container/sm2.asice", container);
}

static void
write_fixture (const char *folder, ZbTestAuthority *authority, GBytes *evidence)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (zb_test_authority_roots_pem (authority), "\n", 0);
  g_autofree char *digest = zb_digest_hex_of_bytes (evidence);
  g_string_append (text, "/* SPDX-License-Identifier: Apache-2.0 */\n#pragma once\n\n"
                         "/* Written by exchange-seeds.c. */\n");
  g_string_append (text, "#define FIXTURE_AT G_GINT64_CONSTANT (1720166400000000)\n");
  g_string_append (text, "#define FIXTURE_BODY \"<report>1234.56</report>\\n\"\n");
  g_string_append_printf (text, "#define FIXTURE_VERIFIER \\\n  \"%s\"\n",
                          zb_test_authority_log_verifier (authority));
  g_string_append_printf (text, "#define FIXTURE_EVIDENCE \\\n  \"%s\"\n", digest);
  g_string_append (text, "#define FIXTURE_ROOT");
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    g_string_append_printf (text, " \\\n  \"%s\\n\"", lines[i]);
  g_string_append (text, "\n");
  g_autofree char *path = g_build_filename (folder, "exchange-fixture.h", NULL);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

/* A trust bundle that @authority, as another's, and a root of its own stand in. */
static void
write_trust (const char *folder, ZbTestAuthority *authority)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrustBundle) bundle = zb_trust_bundle_new ();
  ZbKey *key = zb_key_generate ("p256", NULL);
  g_autoptr (ZbCertificate) certificate =
      zb_issuer_make_root (key, "Zhibao root 350200", NOW - DAY, NOW + 365 * DAY, NULL);
  g_autoptr (ZbIssuer) root = zb_issuer_new (key, certificate, NULL);
  ZbTrusted *own = zb_trust_bundle_add (bundle, ZB_TRUSTED_ROOT);
  ZbTrusted *other = zb_trust_bundle_add (bundle, ZB_TRUSTED_OTHER);

  g_ptr_array_add (own->certificates, zb_certificate_ref (certificate));
  other->name = g_strdup ("province");
  other->unit = g_strdup ("subject OU");
  g_ptr_array_add (other->certificates, zb_certificate_ref (zb_test_authority_root (authority)));
  bundle->node = g_strdup ("350200");
  bundle->version = 2;
  bundle->issued = NOW;
  bundle->until = NOW + 300 * DAY;
  bundle->suites = g_strdup ("p256 rsa3072 sm2");
  zb_trust_bundle_add_log (bundle, zb_test_authority_log_verifier (authority), 0, NOW);
  g_autoptr (ZbSignedTrust) trust = zb_signed_trust_make (bundle, root, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) packed = zb_signed_trust_pack (trust, &error);
  g_assert_no_error (error);
  write_bytes (folder, "trust-bundle/trust.xml", trust->statement);
  write_bytes (folder, "trust-bundle/signed.zip", packed);
}

int
main (int argc, char **argv)
{
  g_assert_cmpint (argc, ==, 2);
  const char *folder = argv[1];
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (NOW);
  g_autoptr (ZbTestIdentity) ec =
      zb_test_authority_identify (authority, "p256", "王小明", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbTestIdentity) rsa =
      zb_test_authority_identify (authority, "rsa3072", "李四", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbTestIdentity) node =
      zb_test_authority_identify (authority, "p256", ZB_TEST_NODE, NULL, ZB_USE_RECEIPT);

  g_autoptr (GBytes) by_ec = sign_body (ec, TRUE), by_rsa = sign_body (rsa, TRUE),
                     bare = sign_body (ec, FALSE);
  write_bytes (folder, "signature/p256.p7s", by_ec);
  write_bytes (folder, "signature/rsa3072.p7s", by_rsa);
  write_sm2 (folder, authority);
  write_bytes (folder, "signature/without-certificates.p7s", bare);

  g_autoptr (GBytes) container = zb_test_container_new (ec, BODY, NOW);
  write_bytes (folder, "container/report.asice", container);
  write_parts (folder, "container/parts", container);
  g_autoptr (ZbReceipt) receipt = zb_test_receipt_new (ZB_RECEIPT_OUTCOME, container, NOW);
  receipt->findings = g_strdup ("[]");
  g_autoptr (GBytes) xml = zb_receipt_write (receipt);
  write_bytes (folder, "envelope/receipt.xml", xml);
  g_autoptr (GBytes) evidence = zb_test_evidence_new (authority, node, receipt, 5, 11, NOW);
  write_bytes (folder, "evidence/outcome.zip", evidence);
  g_autoptr (ZbZip) zip = zb_zip_read ("evidence", evidence, NULL, NULL);
  g_autoptr (GBytes) proof = zb_zip_find (zip, "proof.txt");
  write_bytes (folder, "evidence/proof.txt", proof);
  write_trust (folder, authority);
  write_fixture (folder, authority, evidence);
  return 0;
}
