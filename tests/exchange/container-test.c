/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"

#include "exchange/digest.h"
#include "exchange/manifest.h"
#include "exchange/protocol.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "tests/exchange/signing-world.h"
#include "tests/support/message.h"
#include "tests/support/temp-dir.h"

#include <string.h>

#define BODY "<report>1234.56</report>\n"

static ZbContainer *
open_good (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  ZbContainer *container = zb_container_open ("x.asice", bytes, &error);
  g_assert_no_error (error);
  return container;
}

static void
check_verifies (SigningWorld *world, GBytes *bytes, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) container = open_good (bytes);
  gboolean good =
      zb_container_verify (container, index, world->trust, world->now, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (good);
}

static void
test_carries_a_report (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_test_container_new (world->identity, BODY, world->now);
  g_autoptr (ZbContainer) container = open_good (bytes);
  ZbSignatureInfo info = {0};

  g_assert_true (zb_container_bytes (container) == bytes);
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);
  g_assert_cmpstr (zb_container_digest (container), ==, digest);
  g_assert_cmpstr (zb_container_envelope (container)->form, ==, "B203");
  gsize length = 0;
  const void *body = g_bytes_get_data (zb_container_body (container, 0), &length);
  g_assert_cmpmem (body, length, BODY, strlen (BODY));
  g_assert_null (zb_container_body (container, 1));
  g_assert_cmpuint (zb_container_n_signatures (container), ==, 1);
  g_assert_true (
      zb_container_verify (container, 0, world->trust, world->now, NULL, NULL, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (info.suite, ==, suite);
  g_assert_cmpstr (zb_certificate_unit (info.signer), ==, ZB_TEST_UNIT);
  zb_signature_info_clear (&info);
  g_assert_false (
      zb_container_verify (container, 1, world->trust, world->now, NULL, NULL, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
}

/* T9: the media type stands at byte 38, where everything that knows ASiC looks for it. */
static void
test_shows_its_type (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) bytes = zb_test_container_new (world->identity, BODY, world->now);
  const char *data = g_bytes_get_data (bytes, NULL);
  g_assert_cmpmem (data + 30, 8, "mimetype", 8);
  g_assert_cmpmem (data + 38, strlen (ZB_MIME_ASICE), ZB_MIME_ASICE, strlen (ZB_MIME_ASICE));
}

/* Foreign tools read it: unzip lists the entries, openssl verifies the manifest's signature. */
static void
test_foreign_tools_read_it (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (GBytes) bytes = zb_test_container_new (world->identity, BODY, world->now);
  g_autofree char *path = zb_temp_dir_write (dir, "report.asice", g_bytes_get_data (bytes, NULL),
                                             (gssize)g_bytes_get_size (bytes));
  g_autofree char *root =
      zb_temp_dir_write (dir, "root.pem", zb_test_authority_roots_pem (world->authority), -1);
  g_autofree char *folder = zb_temp_dir_path (dir, NULL);
  g_autofree char *command = g_strdup_printf (
      "cd '%s' && unzip -q report.asice && openssl cms -verify -cades -binary -inform DER "
      "-in META-INF/signature001.p7s -content META-INF/ASiCManifest001.xml -CAfile root.pem "
      "-purpose any -out /dev/null && sha256sum body/001-B203.xml",
      folder);
  const char *const arguments[] = {"sh", "-c", command, NULL};
  g_autofree char *output = NULL, *errors = NULL;
  int status = 0;
  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s", errors);
  g_autofree char *digest = zb_digest_hex_of (BODY, strlen (BODY));
  g_assert_true (g_str_has_prefix (output, digest));
}

static GBytes *
build_unsigned (SigningWorld *world, GError **error)
{
  g_autoptr (ZbEnvelope) envelope = zb_test_envelope_new (world->signer, world->now);
  g_autoptr (GBytes) report = g_bytes_new_static (BODY, strlen (BODY));
  g_autoptr (GBytes) scan = g_bytes_new_static ("scan", 4);
  GBytes *bodies[] = {report, scan};
  zb_envelope_add_payload (envelope, "body/001-B203.xml", "application/xml", report);
  zb_envelope_add_payload (envelope, "body/101-scan.pdf", "application/pdf", scan);
  return zb_container_build (envelope, bodies, error);
}

static void
test_may_wait_for_its_signature (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = build_unsigned (world, &error);
  g_assert_no_error (error);
  g_autoptr (ZbContainer) container = open_good (bytes);
  g_assert_cmpuint (zb_container_n_signatures (container), ==, 0);
  g_assert_false (
      zb_container_verify (container, 0, world->trust, world->now, NULL, NULL, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
}

/* Preparer, reviewer, legal signer: each covers the files and the signatures before. */
static void
test_several_sign (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = build_unsigned (world, &error);
  g_autoptr (ZbTestIdentity) other = zb_test_authority_identify (
      world->authority, "rsa3072", "李四", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbSigner) reviewer = zb_test_identity_signer (other);
  for (guint i = 0; i <= ZB_CONTAINER_MAX_SIGNATURES; i++) {
    GBytes *more =
        zb_container_sign (bytes, i % 2 == 0 ? world->signer : reviewer, world->now, i < 2, &error);
    if (i == ZB_CONTAINER_MAX_SIGNATURES) {
      g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
      g_assert_null (more);
      break;
    }
    g_assert_no_error (error);
    g_bytes_unref (bytes);
    bytes = more;
  }
  g_autoptr (ZbContainer) container = open_good (bytes);
  g_assert_cmpuint (zb_container_n_signatures (container), ==, ZB_CONTAINER_MAX_SIGNATURES);
  check_verifies (world, bytes, 0);
  check_verifies (world, bytes, 1);
}

static void
test_first_signer_is_the_named_one (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = build_unsigned (world, &error);
  g_autoptr (ZbTestIdentity) other =
      zb_test_authority_identify (world->authority, "p256", "李四", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbTestIdentity) rsa = zb_test_authority_identify (world->authority, "rsa3072", "李四",
                                                               ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbSigner) stranger = zb_test_identity_signer (other);
  g_autoptr (ZbSigner) by_rsa = zb_test_identity_signer (rsa);
  g_assert_null (zb_container_sign (bytes, stranger, world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_clear_error (&error);
  g_assert_null (zb_container_sign (bytes, by_rsa, world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
}

static void
test_builds_only_what_it_would_open (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEnvelope) envelope = zb_test_envelope_new (world->signer, world->now);
  g_autoptr (GBytes) report = g_bytes_new_static (BODY, strlen (BODY));
  g_autoptr (GBytes) other = g_bytes_new_static ("other", 5);
  g_assert_null (zb_container_build (envelope, &report, &error)); /* no payload */
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_clear_error (&error);
  zb_envelope_add_payload (envelope, "body/001-B203.xml", "application/xml", report);
  g_assert_null (zb_container_build (envelope, &other, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
  g_assert_nonnull (strstr (error->message, "body/001-B203.xml is not the payload"));
  g_clear_error (&error);
  g_free (envelope->period);
  envelope->period = g_strdup ("June");
  g_assert_null (zb_container_build (envelope, &report, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_limit_of_size (SigningWorld *world, gconstpointer suite)
{
  /* What surrounds one body of this name: measured on an empty one. */
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  gsize around = 0;
  for (gsize over = 0; over < 3; over++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbEnvelope) envelope = zb_test_envelope_new (world->signer, world->now);
    gsize length = over == 0 ? 1000000 : ZB_PROTOCOL_MAX_CONTAINER - around + over - 1;
    g_autofree guint8 *data = g_malloc0 (length);
    g_autoptr (GBytes) body = g_bytes_new (data, length);
    zb_envelope_add_payload (envelope, "body/101-scan.pdf", "application/pdf", body);
    g_autoptr (GBytes) bytes = zb_container_build (envelope, &body, &error);
    if (over == 0)
      around = g_bytes_get_size (bytes) - length;
    if (over < 2)
      g_assert_no_error (error);
    else
      g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
    if (over == 1) {
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, ZB_PROTOCOL_MAX_CONTAINER);
      g_autoptr (ZbContainer) container = open_good (bytes);
    }
  }
}

static void
check_opens_too_large (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (zb_container_open ("x.asice", bytes, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

static void
test_opens_nothing_larger (SigningWorld *world, gconstpointer suite)
{
  g_autofree guint8 *data = g_malloc0 (ZB_PROTOCOL_MAX_CONTAINER + 1);
  g_autoptr (GBytes) bytes = g_bytes_new (data, ZB_PROTOCOL_MAX_CONTAINER + 1);
  check_opens_too_large (bytes);
}

/* Times the way of an intake: container opened and verified, certificate known. */
static void
test_opening_is_quick (SigningWorld *world, gconstpointer suite)
{
  const int rounds = g_test_perf () ? 20000 : 100;
  g_autofree char *body = g_strnfill (5000, 'x');
  g_autoptr (GBytes) bytes = zb_test_container_new (world->identity, body, world->now);
  check_verifies (world, bytes, 0);
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < rounds; i++) {
    g_autoptr (ZbContainer) container = open_good (bytes);
  }
  gint64 opened = g_get_monotonic_time ();
  for (int i = 0; i < rounds; i++)
    check_verifies (world, bytes, 0);
  gint64 verified = g_get_monotonic_time ();
  g_test_minimized_result (
      (double)(verified - opened) / rounds,
      "microseconds to open a container of 5 KB: %.1f; to open and verify it: %.1f",
      (double)(opened - start) / rounds, (double)(verified - opened) / rounds);
}

/* One byte otherwise, and what was signed elsewhere would have to be read by a parser. */
static void
test_writes_manifests_in_one_way (SigningWorld *world, gconstpointer unused)
{
  static const char expected[] =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" "
      "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n"
      "  <asic:SigReference URI=\"META-INF/signature001.p7s\" "
      "MimeType=\"application/pkcs7-signature\"/>\n"
      "  <asic:DataObjectReference URI=\"a&amp;b\" MimeType=\"text/xml\">\n"
      "    <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\n"
      "    <ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</ds:DigestValue>\n"
      "  </asic:DataObjectReference>\n"
      "</asic:ASiCManifest>\n";
  static const guint8 digest[ZB_DIGEST_SIZE];
  g_autoptr (ZbManifest) manifest = zb_manifest_new ("META-INF/signature001.p7s", FALSE);

  zb_manifest_add_digest (manifest, "a&b", "text/xml", digest);
  g_autoptr (GBytes) bytes = zb_manifest_write (manifest);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (text, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, suite, test)                                                                     \
  g_test_add ("/exchange/container/" path, SigningWorld, suite, signing_world_set_up, test,        \
              signing_world_tear_down)
  ADD ("carries-a-report-p256", "p256", test_carries_a_report);
  ADD ("carries-a-report-rsa3072", "rsa3072", test_carries_a_report);
  ADD ("shows-its-type", NULL, test_shows_its_type);
  ADD ("foreign-tools-read-it", NULL, test_foreign_tools_read_it);
  ADD ("may-wait-for-its-signature", NULL, test_may_wait_for_its_signature);
  ADD ("several-sign", NULL, test_several_sign);
  ADD ("first-signer-is-the-named-one", NULL, test_first_signer_is_the_named_one);
  ADD ("builds-only-what-it-would-open", NULL, test_builds_only_what_it_would_open);
  ADD ("writes-manifests-in-one-way", NULL, test_writes_manifests_in_one_way);
  ADD ("limit-of-size", NULL, test_limit_of_size);
  ADD ("opens-nothing-larger", NULL, test_opens_nothing_larger);
  ADD ("opening-is-quick", NULL, test_opening_is_quick);
  return g_test_run ();
}
