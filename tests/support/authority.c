/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/authority.h"

#include "exchange/checkpoint.h"
#include "exchange/key-private.h"

#define DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000000))

struct _ZbTestAuthority {
  gint64 now;
  ZbCertificate *root;
  char *roots_pem;
  ZbIssuer *root_issuer, *issuer;
  ZbKey *log_key;
  char *log_verifier;
};

void
zb_test_identity_free (ZbTestIdentity *identity)
{
  if (identity == NULL)
    return;
  zb_key_free (identity->key);
  zb_certificate_unref (identity->certificate);
  g_ptr_array_unref (identity->chain);
  g_free (identity);
}

static ZbKey *
make_key (const char *suite)
{
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_generate (suite, &error);
  g_assert_no_error (error);
  return key;
}

static ZbCertificate *
certify (ZbIssuer *issuer, const ZbKey *key, const ZbIssue *issue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = zb_key_request (key, issue->name, issue->unit, &error);
  g_assert_no_error (error);
  ZbCertificate *certificate = zb_issuer_certify (issuer, request, issue, &error);
  g_assert_no_error (error);
  return certificate;
}

ZbTestAuthority *
zb_test_authority_new (gint64 now)
{
  g_autoptr (GError) error = NULL;
  ZbTestAuthority *authority = g_new0 (ZbTestAuthority, 1);
  ZbKey *root_key = make_key ("p256");
  ZbKey *issuer_key = make_key ("p256");
  ZbIssue issue = {.name = "Test issuer",
                   .uses = ZB_USE_CA,
                   .not_before = now - DAY,
                   .not_after = now + 730 * DAY};

  authority->now = now;
  authority->root =
      zb_issuer_make_root (root_key, "Test root", now - DAY, now + 3650 * DAY, &error);
  g_assert_no_error (error);
  authority->roots_pem = zb_certificate_to_pem (authority->root);
  authority->root_issuer = zb_issuer_new (root_key, authority->root, NULL);
  g_autoptr (ZbCertificate) certificate = certify (authority->root_issuer, issuer_key, &issue);
  authority->issuer = zb_issuer_new (issuer_key, certificate, NULL);
  authority->log_key = make_key ("ed25519");
  authority->log_verifier = zb_checkpoint_verifier (authority->log_key, ZB_TEST_LOG, &error);
  g_assert_no_error (error);
  return authority;
}

void
zb_test_authority_free (ZbTestAuthority *authority)
{
  if (authority == NULL)
    return;
  zb_certificate_unref (authority->root);
  zb_issuer_free (authority->root_issuer);
  g_free (authority->roots_pem);
  zb_issuer_free (authority->issuer);
  zb_key_free (authority->log_key);
  g_free (authority->log_verifier);
  g_free (authority);
}

ZbCertificate *
zb_test_authority_root (ZbTestAuthority *authority)
{
  return authority->root;
}

const char *
zb_test_authority_roots_pem (ZbTestAuthority *authority)
{
  return authority->roots_pem;
}

ZbIssuer *
zb_test_authority_issuer (ZbTestAuthority *authority)
{
  return authority->issuer;
}

ZbIssuer *
zb_test_authority_root_issuer (ZbTestAuthority *authority)
{
  return authority->root_issuer;
}

static void
add (ZbTrustBundle *bundle, ZbTrustedKind kind, ZbCertificate *certificate)
{
  g_ptr_array_add (zb_trust_bundle_add (bundle, kind)->certificates,
                   zb_certificate_ref (certificate));
}

ZbSignedTrust *
zb_test_authority_sign_trust (ZbTestAuthority *authority, const char *node, guint version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrustBundle) bundle = zb_trust_bundle_new ();

  bundle->node = g_strdup (node);
  bundle->version = version;
  bundle->issued = authority->now + version;
  bundle->until = authority->now + 365 * DAY;
  bundle->suites = g_strdup ("p256 rsa3072 sm2");
  add (bundle, ZB_TRUSTED_ROOT, authority->root);
  add (bundle, ZB_TRUSTED_NODE, zb_issuer_certificate (authority->issuer));
  zb_trust_bundle_add_log (bundle, authority->log_verifier, 0, 0);
  ZbSignedTrust *trust = zb_signed_trust_make (bundle, authority->root_issuer, &error);
  g_assert_no_error (error);
  return trust;
}

ZbTrust *
zb_test_authority_trust (ZbTestAuthority *authority)
{
  ZbTrust *trust = zb_trust_new ();
  zb_trust_add_root (trust, authority->root);
  return trust;
}

const ZbKey *
zb_test_authority_log_key (ZbTestAuthority *authority)
{
  return authority->log_key;
}

const char *
zb_test_authority_log_verifier (ZbTestAuthority *authority)
{
  return authority->log_verifier;
}

ZbTestIdentity *
zb_test_authority_identify_between (ZbTestAuthority *authority,
                                    const char *suite,
                                    const char *name,
                                    const char *unit,
                                    guint uses,
                                    gint64 not_before,
                                    gint64 not_after)
{
  ZbIssue issue = {.name = name,
                   .unit = unit,
                   .uses = uses,
                   .not_before = not_before,
                   .not_after = not_after,
                   .host = (uses & ZB_USE_TLS_SERVER) != 0 ? "127.0.0.1" : NULL};
  ZbTestIdentity *identity = g_new0 (ZbTestIdentity, 1);
  identity->key = make_key (suite);
  identity->certificate = certify (authority->issuer, identity->key, &issue);
  identity->chain = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  g_ptr_array_add (identity->chain, zb_certificate_ref (zb_issuer_certificate (authority->issuer)));
  return identity;
}

ZbTestIdentity *
zb_test_authority_identify (
    ZbTestAuthority *authority, const char *suite, const char *name, const char *unit, guint uses)
{
  return zb_test_authority_identify_between (authority, suite, name, unit, uses,
                                             authority->now - DAY, authority->now + 365 * DAY);
}

static GBytes *
sign_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  return zb_key_sign (data, tbs, length, error);
}

ZbSigner *
zb_test_identity_signer (ZbTestIdentity *identity)
{
  return zb_signer_new (zb_key_suite (identity->key), identity->certificate, identity->chain,
                        sign_cb, identity->key, NULL);
}

GBytes *
zb_test_authority_crl (ZbTestAuthority *authority,
                       ZbCertificate *const *revoked,
                       guint n,
                       guint64 number,
                       gint64 now,
                       gint64 next_update)
{
  g_autoptr (GError) error = NULL;
  g_autofree ZbRevocation *revocations = g_new0 (ZbRevocation, n + 1);
  for (guint i = 0; i < n; i++)
    revocations[i] = (ZbRevocation){.serial = zb_certificate_serial (revoked[i]),
                                    .revoked_at = now,
                                    .reason = 1 /* keyCompromise */};
  GBytes *crl =
      zb_issuer_make_crl (authority->issuer, revocations, n, number, now, next_update, &error);
  g_assert_no_error (error);
  return crl;
}
