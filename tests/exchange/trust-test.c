/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/trust.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"
#include "exchange/trust.h"
#include "tests/support/authority.h"

#include <openssl/pem.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define DAY (24 * 3600 * G_GINT64_CONSTANT (1000000))

typedef struct {
  ZbTestAuthority *authority;
  ZbTrust *trust;
  ZbTestIdentity *signer;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->authority = zb_test_authority_new (NOW);
  world->trust = zb_test_authority_trust (world->authority);
  world->signer =
      zb_test_authority_identify (world->authority, "p256", "王小明", ZB_TEST_UNIT, ZB_USE_SIGNING);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_test_identity_free (world->signer);
  zb_trust_unref (world->trust);
  zb_test_authority_free (world->authority);
}

/* An authority under @root that may only certify for @issues. */
static ZbIssuer *
found_narrow (ZbIssuer *root, guint issues)
{
  ZbIssue issue = {.name = "narrow",
                   .uses = ZB_USE_CA,
                   .issues = issues,
                   .not_before = NOW - DAY,
                   .not_after = NOW + 100 * DAY};
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_generate ("p256", &error);
  g_autoptr (GBytes) request = zb_key_request (key, issue.name, NULL, &error);
  g_autoptr (ZbCertificate) certificate = zb_issuer_certify (root, request, &issue, &error);

  g_assert_no_error (error);
  return zb_issuer_new (key, certificate, NULL);
}

/* A sub-authority of connections or services that were broken into can certify no author. */
static void
test_authorities_keep_to_their_purpose (void)
{
  static const guint uses[] = {ZB_USE_SIGNING, ZB_USE_TLS_CLIENT, ZB_USE_TLS_SERVER, ZB_USE_RECEIPT,
                               ZB_USE_TIMESTAMP};
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_generate ("p256", &error);
  g_autoptr (ZbCertificate) top = zb_issuer_make_root (key, "root", NOW - DAY, NOW + DAY, &error);
  g_autoptr (ZbIssuer) root = zb_issuer_new (key, top, NULL);
  g_autoptr (ZbKey) own = zb_key_generate ("p256", &error);
  g_autoptr (GBytes) request = zb_key_request (own, "someone", NULL, &error);

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++) {
    g_autoptr (ZbIssuer) narrow = found_narrow (root, uses[i]);
    g_autoptr (ZbTrust) trust = zb_trust_new ();
    zb_trust_add_root (trust, top);
    zb_trust_add_intermediate (trust, zb_issuer_certificate (narrow));
    for (guint k = 0; k < G_N_ELEMENTS (uses); k++) {
      ZbIssue issue = {
          .name = "someone", .uses = uses[k], .not_before = NOW - DAY, .not_after = NOW + DAY};
      g_autoptr (ZbCertificate) end = zb_issuer_certify (narrow, request, &issue, &error);
      g_assert_no_error (error);
      /* Twice, for the second answer is remembered. */
      for (guint again = 0; again < 2; again++) {
        gboolean good = zb_trust_check (trust, end, NULL, (ZbCertificateUse)uses[k], NOW, &error);
        g_assert_true (good == (i == k));
        if (!good)
          g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
        g_clear_error (&error);
      }
    }
  }
}

static void
check_good (World *world, ZbTestIdentity *identity, ZbCertificateUse use, gint64 at)
{
  g_autoptr (GError) error = NULL;
  gboolean good =
      zb_trust_check (world->trust, identity->certificate, identity->chain, use, at, &error);
  g_assert_no_error (error);
  g_assert_true (good);
}

static void
check_bad (World *world,
           ZbTestIdentity *identity,
           ZbCertificateUse use,
           gint64 at,
           ZbExchangeError code,
           const char *text)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (
      zb_trust_check (world->trust, identity->certificate, identity->chain, use, at, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
add_crl (World *world, ZbCertificate *revoked, guint64 number, gint64 now, gint64 next_update)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) crl =
      zb_test_authority_crl (world->authority, &revoked, revoked != NULL, number, now, next_update);
  zb_trust_add_intermediate (world->trust,
                             zb_issuer_certificate (zb_test_authority_issuer (world->authority)));
  g_assert_true (zb_trust_add_crl (world->trust, crl, &error));
  g_assert_no_error (error);
}

static void
test_accepts_a_chain (World *world, gconstpointer data)
{
  check_good (world, world->signer, ZB_USE_SIGNING, NOW);
  g_autoptr (ZbCertificate) recalled = zb_trust_recall_certificate (
      world->trust, zb_certificate_digest (world->signer->certificate));
  g_assert_true (recalled == world->signer->certificate);
}

/* The name alone makes no certificate of other bytes. */
static void
test_reads_what_is_named (World *world, gconstpointer data)
{
  const guint8 *named = zb_certificate_raw_digest (world->signer->certificate);
  GBytes *own = zb_certificate_der (world->signer->certificate);
  GBytes *other =
      zb_certificate_der (zb_issuer_certificate (zb_test_authority_issuer (world->authority)));
  g_autoptr (GError) error = NULL;

  check_good (world, world->signer, ZB_USE_SIGNING, NOW);
  g_autoptr (ZbCertificate) same = zb_trust_read_foreign (
      world->trust, named, g_bytes_get_data (own, NULL), g_bytes_get_size (own), &error);
  g_assert_true (same == world->signer->certificate);
  g_autoptr (ZbCertificate) issuer = zb_trust_read_foreign (
      world->trust, named, g_bytes_get_data (other, NULL), g_bytes_get_size (other), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (zb_certificate_der (issuer), other));
  g_assert_null (zb_trust_read_foreign (world->trust, named, g_bytes_get_data (own, NULL),
                                        g_bytes_get_size (own) - 1, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_needs_the_issuer (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (
      zb_trust_check (world->trust, world->signer->certificate, NULL, ZB_USE_SIGNING, NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_clear_error (&error);
  zb_trust_add_intermediate (world->trust,
                             zb_issuer_certificate (zb_test_authority_issuer (world->authority)));
  g_assert_true (
      zb_trust_check (world->trust, world->signer->certificate, NULL, ZB_USE_SIGNING, NOW, &error));
  g_assert_no_error (error);
}

static void
test_refuses_strangers (World *world, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (NOW);
  g_autoptr (ZbTestIdentity) stranger =
      zb_test_authority_identify (other, "p256", "张三", ZB_TEST_UNIT, ZB_USE_SIGNING);
  /* The same names all along, and even the foreign root in the chain. */
  g_ptr_array_add (stranger->chain, zb_certificate_ref (zb_test_authority_root (other)));
  check_bad (world, stranger, ZB_USE_SIGNING, NOW, ZB_EXCHANGE_ERROR_UNTRUSTED,
             "leads to no trusted root");
}

static void
test_refuses_other_uses (World *world, gconstpointer data)
{
  static const struct {
    ZbCertificateUse use;
    const char *text;
  } uses[] = {{ZB_USE_SIGNING, "may not sign reports"},
              {ZB_USE_TLS_CLIENT, "may not open connections"},
              {ZB_USE_TLS_SERVER, "may not serve connections"},
              {ZB_USE_RECEIPT, "may not sign receipts"},
              {ZB_USE_CA, "is not that of an authority"}};
  for (gsize held = 0; held < G_N_ELEMENTS (uses); held++) {
    g_autoptr (ZbTestIdentity) identity =
        zb_test_authority_identify (world->authority, "p256", "x", NULL, uses[held].use);
    for (gsize asked = 0; asked < G_N_ELEMENTS (uses) && uses[held].use != ZB_USE_CA; asked++) {
      if (asked == held)
        check_good (world, identity, uses[asked].use, NOW);
      else
        check_bad (world, identity, uses[asked].use, NOW, ZB_EXCHANGE_ERROR_UNTRUSTED,
                   uses[asked].text);
    }
  }
}

static void
test_validity_to_the_second (World *world, gconstpointer data)
{
  gint64 from = NOW - 10 * G_USEC_PER_SEC, to = NOW + 10 * G_USEC_PER_SEC;
  g_autoptr (ZbTestIdentity) identity = zb_test_authority_identify_between (
      world->authority, "p256", "短期", ZB_TEST_UNIT, ZB_USE_SIGNING, from, to);
  /* Twice: by the chain, and by what was remembered of it. */
  for (int i = 0; i < 2; i++) {
    check_good (world, identity, ZB_USE_SIGNING, from);
    check_good (world, identity, ZB_USE_SIGNING, to + G_USEC_PER_SEC - 1);
    check_bad (world, identity, ZB_USE_SIGNING, from - 1, ZB_EXCHANGE_ERROR_NOT_YET_VALID,
               "\"短期\"");
    check_bad (world, identity, ZB_USE_SIGNING, from - G_USEC_PER_SEC,
               ZB_EXCHANGE_ERROR_NOT_YET_VALID, "is not yet valid");
    check_bad (world, identity, ZB_USE_SIGNING, to + G_USEC_PER_SEC, ZB_EXCHANGE_ERROR_EXPIRED,
               "has expired");
  }
}

static void
test_issuer_must_be_valid_too (World *world, gconstpointer data)
{
  g_autoptr (ZbTestIdentity) identity = zb_test_authority_identify_between (
      world->authority, "p256", "x", NULL, ZB_USE_SIGNING, NOW - DAY, NOW + 3000 * DAY);
  check_bad (world, identity, ZB_USE_SIGNING, NOW + 1000 * DAY, ZB_EXCHANGE_ERROR_EXPIRED,
             "has an issuer that has expired");
}

static void
test_revoked_from_its_day_on (World *world, gconstpointer data)
{
  check_good (world, world->signer, ZB_USE_SIGNING, NOW + 2 * DAY);
  add_crl (world, world->signer->certificate, 1, NOW + DAY, NOW + 10 * DAY);
  check_good (world, world->signer, ZB_USE_SIGNING, NOW + DAY - 1);
  check_bad (world, world->signer, ZB_USE_SIGNING, NOW + DAY, ZB_EXCHANGE_ERROR_REVOKED,
             "was revoked");
  check_bad (world, world->signer, ZB_USE_SIGNING, NOW + 2 * DAY, ZB_EXCHANGE_ERROR_REVOKED,
             "\"王小明\"");
  /* Out of date or not: who was revoked stays revoked. */
  check_bad (world, world->signer, ZB_USE_SIGNING, NOW + 20 * DAY, ZB_EXCHANGE_ERROR_REVOKED,
             "was revoked");
}

static void
test_only_the_named_is_revoked (World *world, gconstpointer data)
{
  g_autoptr (ZbTestIdentity) other =
      zb_test_authority_identify (world->authority, "p256", "李四", ZB_TEST_UNIT, ZB_USE_SIGNING);
  add_crl (world, other->certificate, 1, NOW, NOW + DAY);
  check_good (world, world->signer, ZB_USE_SIGNING, NOW);
  check_bad (world, other, ZB_USE_SIGNING, NOW, ZB_EXCHANGE_ERROR_REVOKED, "李四");
}

/* With CRLs required: of the root as well, and fresh to the second. */
static void
test_stale_crl (World *world, gconstpointer data)
{
  zb_trust_require_crl (world->trust, TRUE);
  check_bad (world, world->signer, ZB_USE_SIGNING, NOW, ZB_EXCHANGE_ERROR_STALE_CRL,
             "CRL is not here");
  add_crl (world, NULL, 1, NOW, NOW + DAY);
  check_bad (world, world->signer, ZB_USE_SIGNING, NOW, ZB_EXCHANGE_ERROR_STALE_CRL,
             "\"Test issuer\"");
  zb_trust_require_crl (world->trust, FALSE);
  check_good (world, world->signer, ZB_USE_SIGNING, NOW);
}

static void
test_remembers_no_longer_than_the_crl (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  ZbKey *key = zb_key_generate ("p256", NULL);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Root", NOW - DAY, NOW + 900 * DAY, &error);
  g_autoptr (ZbIssuer) issuer = zb_issuer_new (key, root, NULL);
  g_autoptr (ZbKey) own = zb_key_generate ("p256", NULL);
  g_autoptr (GBytes) request = zb_key_request (own, "x", NULL, NULL);
  ZbIssue issue = {
      .name = "x", .uses = ZB_USE_SIGNING, .not_before = NOW - DAY, .not_after = NOW + 300 * DAY};
  g_autoptr (ZbCertificate) certificate = zb_issuer_certify (issuer, request, &issue, NULL);
  g_autoptr (GBytes) crl = zb_issuer_make_crl (issuer, NULL, 0, 1, NOW, NOW + DAY, NULL);
  zb_trust_add_root (trust, root);
  zb_trust_require_crl (trust, TRUE);
  g_assert_true (zb_trust_add_crl (trust, crl, &error));

  for (int i = 0; i < 2; i++) {
    g_assert_true (zb_trust_check (trust, certificate, NULL, ZB_USE_SIGNING, NOW + DAY, &error));
    g_assert_no_error (error);
    g_assert_false (
        zb_trust_check (trust, certificate, NULL, ZB_USE_SIGNING, NOW + DAY + 1, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL);
    g_assert_nonnull (strstr (error->message, "CRL is out of date"));
    g_clear_error (&error);
  }
}

static void
test_keeps_the_newer_crl (World *world, gconstpointer data)
{
  add_crl (world, world->signer->certificate, 2, NOW, NOW + DAY);
  add_crl (world, NULL, 1, NOW - DAY, NOW + 3 * DAY);
  check_bad (world, world->signer, ZB_USE_SIGNING, NOW, ZB_EXCHANGE_ERROR_REVOKED, "was revoked");
  add_crl (world, NULL, 3, NOW + 1 * G_USEC_PER_SEC, NOW + 3 * DAY);
  check_good (world, world->signer, ZB_USE_SIGNING, NOW);
}

static void
check_crl_refused (World *world, const void *bytes, gsize length, ZbExchangeError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = g_bytes_new (bytes, length);
  g_assert_false (zb_trust_add_crl (world->trust, der, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
}

static void
test_refuses_crls (World *world, gconstpointer data)
{
  g_autoptr (GBytes) crl = zb_test_authority_crl (world->authority, NULL, 0, 1, NOW, NOW + DAY);
  gsize length = 0;
  const guint8 *der = g_bytes_get_data (crl, &length);
  g_autofree guint8 *bytes = g_malloc0 (ZB_PROTOCOL_MAX_CRL + 1);
  memcpy (bytes, der, length);

  check_crl_refused (world, bytes, length, ZB_EXCHANGE_ERROR_UNTRUSTED); /* issuer not known */
  zb_trust_add_intermediate (world->trust,
                             zb_issuer_certificate (zb_test_authority_issuer (world->authority)));
  check_crl_refused (world, bytes, length - 1, ZB_EXCHANGE_ERROR_MALFORMED);
  check_crl_refused (world, bytes, length + 1, ZB_EXCHANGE_ERROR_MALFORMED);
  check_crl_refused (world, bytes, ZB_PROTOCOL_MAX_CRL, ZB_EXCHANGE_ERROR_MALFORMED);
  check_crl_refused (world, bytes, ZB_PROTOCOL_MAX_CRL + 1, ZB_EXCHANGE_ERROR_TOO_LARGE);
  bytes[length - 1] ^= 1;
  check_crl_refused (world, bytes, length, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
}

/* A list that covers some certificates only must not pass for one that covers all. */
static void
test_refuses_partial_crls (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Root", NOW - DAY, NOW + 900 * DAY, &error);
  zb_trust_add_root (trust, root);
  g_autoptr (X509_CRL) crl = X509_CRL_new ();
  g_autoptr (ASN1_TIME) from = zb_openssl_time_new (NOW), to = zb_openssl_time_new (NOW + DAY);
  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (zb_certificate_x509 (root)));
  X509_CRL_set1_lastUpdate (crl, from);
  X509_CRL_set1_nextUpdate (crl, to);
  ISSUING_DIST_POINT *point = ISSUING_DIST_POINT_new ();
  point->onlyuser = 0xff;
  X509_CRL_add1_ext_i2d (crl, NID_issuing_distribution_point, point, 1, 0);
  ISSUING_DIST_POINT_free (point);
  X509_CRL_sign (crl, zb_key_pkey (key), EVP_sha256 ());
  unsigned char *der = NULL;
  int length = i2d_X509_CRL (crl, &der);
  g_autoptr (GBytes) bytes = zb_openssl_take_der (der, length);
  g_assert_false (zb_trust_add_crl (trust, bytes, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "critical extensions"));
}

static void
test_reads_a_bundle (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  ZbCertificate *revoked[] = {world->signer->certificate};
  g_autoptr (GBytes) der = zb_test_authority_crl (world->authority, revoked, 1, 1, NOW, NOW + DAY);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_autoptr (GString) wrapped = g_string_new (NULL);
  for (gsize i = 0; i < strlen (base64); i += 64)
    g_string_append_printf (wrapped, "%.64s\n", base64 + i);
  g_autofree char *issuer =
      zb_certificate_to_pem (zb_issuer_certificate (zb_test_authority_issuer (world->authority)));
  /* The CRL first: its issuer is looked for in all of the bundle. */
  g_autofree char *bundle =
      g_strdup_printf ("-----BEGIN X509 CRL-----\n%s-----END X509 CRL-----\n%s%s", wrapped->str,
                       zb_test_authority_roots_pem (world->authority), issuer);
  g_assert_true (zb_trust_add_pem (trust, "bundle.pem", bundle, strlen (bundle), &error));
  g_assert_no_error (error);
  g_assert_false (
      zb_trust_check (trust, world->signer->certificate, NULL, ZB_USE_SIGNING, NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REVOKED);
}

static void
test_adds_all_or_nothing (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autofree char *bundle =
      g_strconcat (zb_test_authority_roots_pem (world->authority),
                   "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", NULL);
  g_assert_false (zb_trust_add_pem (trust, "bundle.pem", bundle, strlen (bundle), &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (error->message, "bundle.pem: "));
  g_clear_error (&error);
  g_assert_false (zb_trust_check (trust, world->signer->certificate, world->signer->chain,
                                  ZB_USE_SIGNING, NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
}

static void
test_refuses_unknown_critical_extensions (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Root", NOW - DAY, NOW + 900 * DAY, &error);
  g_autoptr (X509) x509 = X509_dup (zb_certificate_x509 (root));
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj ("1.2.3.4.5", 1);
  g_autoptr (ASN1_OCTET_STRING) value = ASN1_OCTET_STRING_new ();
  ASN1_OCTET_STRING_set (value, (const guint8 *)"\x05\x00", 2);
  g_autoptr (X509_EXTENSION) extension = X509_EXTENSION_create_by_OBJ (NULL, object, 1, value);
  X509_add_ext (x509, extension, -1);
  X509_sign (x509, zb_key_pkey (key), EVP_sha256 ());
  g_autoptr (ZbCertificate) certificate = zb_certificate_take (g_steal_pointer (&x509), &error);
  g_assert_no_error (error);
  zb_trust_add_root (trust, certificate);
  g_assert_false (zb_trust_check (trust, certificate, NULL, ZB_USE_CA, NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, "critical extension that is not understood"));
}

/* No certificate of a chain may be signed with SHA-1. */
static void
test_refuses_sha1_in_the_chain (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL), own = zb_key_generate ("p256", NULL);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Root", NOW - DAY, NOW + 900 * DAY, &error);
  g_autoptr (X509) x509 = X509_dup (zb_certificate_x509 (world->signer->certificate));
  X509_set_issuer_name (x509, X509_get_subject_name (zb_certificate_x509 (root)));
  X509_EXTENSION_free (
      X509_delete_ext (x509, X509_get_ext_by_NID (x509, NID_authority_key_identifier, -1)));
  X509_sign (x509, zb_key_pkey (key), EVP_sha1 ());
  g_autoptr (ZbCertificate) certificate = zb_certificate_take (g_steal_pointer (&x509), &error);
  g_assert_no_error (error);
  zb_trust_add_root (trust, root);
  g_assert_false (zb_trust_check (trust, certificate, NULL, ZB_USE_SIGNING, NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, "too weak"));
}

typedef struct {
  World *world;
  gint bad;
} Race;

static gpointer
check_thread (gpointer data)
{
  Race *race = data;
  for (int i = 0; i < 200; i++) {
    if (!zb_trust_check (race->world->trust, race->world->signer->certificate,
                         race->world->signer->chain, ZB_USE_SIGNING, NOW, NULL))
      g_atomic_int_inc (&race->bad);
  }
  return NULL;
}

static void
test_serves_threads (World *world, gconstpointer data)
{
  Race race = {world, 0};
  GThread *threads[4];
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("check", check_thread, &race);
  for (guint64 number = 1; number <= 20; number++)
    add_crl (world, NULL, number, NOW, NOW + DAY);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (race.bad, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/exchange/trust/" path, World, NULL, set_up, test, tear_down)
  ADD ("accepts-a-chain", test_accepts_a_chain);
  ADD ("reads-what-is-named", test_reads_what_is_named);
  ADD ("needs-the-issuer", test_needs_the_issuer);
  ADD ("refuses-strangers", test_refuses_strangers);
  ADD ("refuses-other-uses", test_refuses_other_uses);
  ADD ("validity-to-the-second", test_validity_to_the_second);
  ADD ("issuer-must-be-valid-too", test_issuer_must_be_valid_too);
  ADD ("revoked-from-its-day-on", test_revoked_from_its_day_on);
  ADD ("only-the-named-is-revoked", test_only_the_named_is_revoked);
  ADD ("stale-crl", test_stale_crl);
  g_test_add_func ("/exchange/trust/remembers-no-longer-than-the-crl",
                   test_remembers_no_longer_than_the_crl);
  ADD ("keeps-the-newer-crl", test_keeps_the_newer_crl);
  ADD ("refuses-crls", test_refuses_crls);
  g_test_add_func ("/exchange/trust/refuses-partial-crls", test_refuses_partial_crls);
  ADD ("reads-a-bundle", test_reads_a_bundle);
  ADD ("adds-all-or-nothing", test_adds_all_or_nothing);
  ADD ("refuses-unknown-critical-extensions", test_refuses_unknown_critical_extensions);
  ADD ("refuses-sha1-in-the-chain", test_refuses_sha1_in_the_chain);
  ADD ("serves-threads", test_serves_threads);
  g_test_add_func ("/exchange/trust/authorities-keep-to-their-purpose",
                   test_authorities_keep_to_their_purpose);
  return g_test_run ();
}
