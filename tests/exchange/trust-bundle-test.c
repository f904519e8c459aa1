/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signed-trust.h"

#include "exchange/checkpoint.h"
#include "exchange/error.h"
#include "exchange/signature.h"
#include "tests/exchange/schema-check.h"
#include "tests/support/authority.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

typedef struct {
  ZbIssuer *root;
  GPtrArray *roots; /* its certificate */
  char *verifier;
} World;

static ZbIssuer *
make_root (const char *name)
{
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_generate ("p256", &error);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, name, NOW - DAY, NOW + 3650 * DAY, &error);

  g_assert_no_error (error);
  return zb_issuer_new (key, root, NULL);
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (ZbKey) log = zb_key_generate ("ed25519", NULL);

  world->root = make_root ("Zhibao root 350200");
  world->roots = g_ptr_array_new ();
  g_ptr_array_add (world->roots, zb_issuer_certificate (world->root));
  world->verifier = zb_checkpoint_verifier (log, "350200.log", NULL);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_ptr_array_unref (world->roots);
  zb_issuer_free (world->root);
  g_free (world->verifier);
}

static void
add (ZbTrustBundle *bundle, ZbTrustedKind kind, ZbCertificate *certificate)
{
  ZbTrusted *trusted = zb_trust_bundle_add (bundle, kind);

  g_ptr_array_add (trusted->certificates, zb_certificate_ref (certificate));
}

static ZbTrustBundle *
describe (World *world, guint version)
{
  ZbTrustBundle *bundle = zb_trust_bundle_new ();

  bundle->node = g_strdup ("350200");
  bundle->version = version;
  bundle->issued = NOW + version * DAY;
  bundle->until = bundle->issued + 365 * DAY;
  bundle->suites = g_strdup ("p256 rsa3072 sm2");
  bundle->grace_days = 15;
  add (bundle, ZB_TRUSTED_ROOT, zb_issuer_certificate (world->root));
  zb_trust_bundle_add_log (bundle, world->verifier, 0, 0);
  return bundle;
}

static ZbSignedTrust *
make_by (const ZbTrustBundle *bundle, ZbIssuer *root)
{
  g_autoptr (GError) error = NULL;
  ZbSignedTrust *trust = zb_signed_trust_make (bundle, root, &error);

  g_assert_no_error (error);
  return trust;
}

static ZbSignedTrust *
make (World *world, guint version)
{
  g_autoptr (ZbTrustBundle) bundle = describe (world, version);

  return make_by (bundle, world->root);
}

static void
refuse_next (const ZbSignedTrust *next, const ZbSignedTrust *held, int code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_signed_trust_check_next (next, held, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_says_what_was_said (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestAuthority) province = zb_test_authority_new (NOW);
  g_autoptr (ZbTrustBundle) bundle = describe (world, 3);
  ZbTrusted *other;

  add (bundle, ZB_TRUSTED_NODE, zb_issuer_certificate (zb_test_authority_issuer (province)));
  other = zb_trust_bundle_add (bundle, ZB_TRUSTED_OTHER);
  other->name = g_strdup ("province");
  other->unit = g_strdup ("subject OU");
  g_ptr_array_add (other->certificates, zb_certificate_ref (zb_test_authority_root (province)));
  zb_trust_bundle_add_log (bundle, zb_test_authority_log_verifier (province), NOW + 9 * DAY, 0);
  g_autoptr (GBytes) bytes = zb_trust_bundle_write (bundle);
  g_autofree char *text = schema_check_text (bytes);
  g_autoptr (ZbTrustBundle) read = zb_trust_bundle_read ("trust.xml", bytes, &error);

  g_assert_no_error (error);
  g_assert_true (schema_check_allows ("trust", text));
  g_autoptr (GBytes) again = zb_trust_bundle_write (read);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_cmpuint (read->authorities->len, ==, 3);
  g_assert_cmpstr (zb_trust_bundle_find_log (read, NOW), ==, world->verifier);
  g_assert_cmpstr (zb_trust_bundle_find_log (read, NOW + 9 * DAY), ==,
                   zb_test_authority_log_verifier (province));
  g_assert_true (zb_trust_bundle_allows (read, "sm2"));
  g_assert_false (zb_trust_bundle_allows (read, "sm"));
}

/* Who is named is believed for what he is named for, and nobody else. */
static void
test_is_whom_to_believe (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestAuthority) known = zb_test_authority_new (NOW);
  g_autoptr (ZbTestAuthority) stranger = zb_test_authority_new (NOW);
  g_autoptr (ZbTestIdentity) one =
      zb_test_authority_identify (known, "p256", "陈", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbTestIdentity) two =
      zb_test_authority_identify (stranger, "p256", "陈", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbTrustBundle) bundle = describe (world, 1);

  g_ptr_array_set_size (bundle->authorities, 0);
  add (bundle, ZB_TRUSTED_ROOT, zb_test_authority_root (known));
  add (bundle, ZB_TRUSTED_NODE, zb_issuer_certificate (zb_test_authority_issuer (known)));
  g_autoptr (ZbTrust) trust = zb_trust_bundle_to_trust (bundle, &error);
  g_assert_no_error (error);
  g_assert_true (zb_trust_check (trust, one->certificate, NULL, ZB_USE_SIGNING, NOW, &error));
  /* The certificate ended a year after NOW, the grace 15 days later. */
  g_assert_true (
      zb_trust_check (trust, one->certificate, NULL, ZB_USE_SIGNING, NOW + 379 * DAY, &error));
  g_assert_false (
      zb_trust_check (trust, one->certificate, NULL, ZB_USE_SIGNING, NOW + 381 * DAY, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED);
  g_clear_error (&error);
  g_assert_false (
      zb_trust_check (trust, two->certificate, two->chain, ZB_USE_SIGNING, NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
}

static void
test_next_replaces (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbSignedTrust) second = make (world, 2);
  g_autoptr (GBytes) packed = zb_signed_trust_pack (second, &error);
  g_autoptr (ZbSignedTrust) opened = zb_signed_trust_open ("2.trust", packed, &error);

  g_assert_no_error (error);
  g_assert_true (zb_signed_trust_verify (first, world->roots, &error));
  g_assert_true (zb_signed_trust_check_next (opened, first, &error));
  g_assert_true (zb_signed_trust_check_next (first, first, &error));
}

static void
test_rollback (World *world, gconstpointer data)
{
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbSignedTrust) second = make (world, 2);
  g_autoptr (ZbTrustBundle) dated = describe (world, 3);

  refuse_next (first, second, ZB_EXCHANGE_ERROR_ROLLBACK, "1 is offered, but 2 is known");
  /* A higher number over what is older is no way round it. */
  dated->issued = NOW;
  g_autoptr (ZbSignedTrust) third = make_by (dated, world->root);
  refuse_next (third, second, ZB_EXCHANGE_ERROR_ROLLBACK, "issued before");
}

static void
test_fork (World *world, gconstpointer data)
{
  g_autoptr (ZbSignedTrust) held = make (world, 2);
  g_autoptr (ZbTrustBundle) bundle = describe (world, 2);

  bundle->grace_days = 16;
  g_autoptr (ZbSignedTrust) other = make_by (bundle, world->root);
  refuse_next (other, held, ZB_EXCHANGE_ERROR_FORK, other->digest);
  refuse_next (other, held, ZB_EXCHANGE_ERROR_FORK, held->digest);
}

static void
test_expired (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) trust = make (world, 1);
  gint64 end = trust->bundle->until;

  g_assert_true (zb_signed_trust_check_time (trust, end - 1, &error));
  g_assert_false (zb_signed_trust_check_time (trust, end, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED);
  /* What it said holds for its own time all the same. */
  g_clear_error (&error);
  g_assert_true (zb_signed_trust_verify (trust, world->roots, &error));
}

static void
test_stripped_signature (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbSignedTrust) second = make (world, 2);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  g_assert_null (zb_signed_trust_new ("trust.xml", second->statement, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_clear_error (&error);
  g_assert_null (zb_signed_trust_new ("trust.xml", second->statement, nothing, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_clear_error (&error);
  /* Nor the signature of another one. */
  g_autoptr (ZbSignedTrust) moved =
      zb_signed_trust_new ("trust.xml", second->statement, first->signature, &error);
  g_assert_no_error (error);
  refuse_next (moved, first, ZB_EXCHANGE_ERROR_BAD_DIGEST, "trust bundle 2 of 350200");
}

static void
test_foreign_signer (World *world, gconstpointer data)
{
  g_autoptr (ZbSignedTrust) held = make (world, 1);
  g_autoptr (ZbTrustBundle) bundle = describe (world, 2);
  g_autoptr (ZbIssuer) stranger = make_root ("Zhibao root 350200");
  g_autoptr (ZbSignedTrust) foreign = make_by (bundle, stranger);

  refuse_next (foreign, held, ZB_EXCHANGE_ERROR_UNTRUSTED, "leads to no trusted root");
  g_free (bundle->node);
  bundle->node = g_strdup ("350300");
  g_autoptr (ZbSignedTrust) moved = make_by (bundle, world->root);
  refuse_next (moved, held, ZB_EXCHANGE_ERROR_UNTRUSTED, "is of 350300, not of 350200");
}

/* Signed by one that a root certified, for @uses. */
static ZbSignedTrust *
make_for (World *world, ZbIssuer *issuer, guint uses, GPtrArray *chain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrustBundle) bundle = describe (world, 2);
  g_autoptr (GBytes) statement = zb_trust_bundle_write (bundle);
  ZbKey *key = zb_key_generate ("p256", &error);
  g_autoptr (GBytes) request = zb_key_request (key, "Zhibao trust 350200 2", NULL, &error);
  const ZbIssue issue = {.name = "Zhibao trust 350200 2",
                         .uses = uses,
                         .not_before = NOW,
                         .not_after = NOW + 100 * DAY};
  g_autoptr (ZbCertificate) certificate = zb_issuer_certify (issuer, request, &issue, &error);
  g_autoptr (ZbSigner) signer = zb_signer_new_for_key (key, certificate, chain);
  gsize length = 0;
  const void *bytes = g_bytes_get_data (statement, &length);
  g_autoptr (GBytes) signature =
      zb_signature_make (signer, bytes, length, bundle->issued, TRUE, &error);
  ZbSignedTrust *trust = zb_signed_trust_new ("trust.xml", statement, signature, &error);

  g_assert_no_error (error);
  return trust;
}

/* Neither an authority below the root, be it certified for anything, nor who signs something else.
 */
static void
test_only_the_root (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSignedTrust) held = make (world, 1);
  ZbKey *key = zb_key_generate ("p256", &error);
  g_autoptr (GBytes) request = zb_key_request (key, "Authority", NULL, &error);
  const ZbIssue issue = {
      .name = "Authority", .uses = ZB_USE_CA, .not_before = NOW, .not_after = NOW + 100 * DAY};
  g_autoptr (ZbCertificate) authority = zb_issuer_certify (world->root, request, &issue, &error);
  g_autoptr (ZbIssuer) below = zb_issuer_new (key, authority, NULL);
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();

  g_assert_no_error (error);
  g_ptr_array_add (chain, authority);
  g_autoptr (ZbSignedTrust) by_authority = make_for (world, below, ZB_USE_TRUST, chain);
  g_autoptr (ZbSignedTrust) by_receipts = make_for (world, world->root, ZB_USE_RECEIPT, NULL);
  refuse_next (by_authority, held, ZB_EXCHANGE_ERROR_UNTRUSTED, "no root certified itself");
  refuse_next (by_receipts, held, ZB_EXCHANGE_ERROR_UNTRUSTED, "may not sign trust bundles");
}

/* A new root is named by the bundle before it signs one. */
static void
test_root_is_replaced (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbIssuer) fresh = make_root ("Zhibao root 350200 2024");
  g_autoptr (ZbSignedTrust) first = make (world, 1);
  g_autoptr (ZbTrustBundle) both = describe (world, 2);
  g_autoptr (ZbTrustBundle) alone = describe (world, 3);

  add (both, ZB_TRUSTED_ROOT, zb_issuer_certificate (fresh));
  g_ptr_array_set_size (alone->authorities, 0);
  add (alone, ZB_TRUSTED_ROOT, zb_issuer_certificate (fresh));
  g_autoptr (ZbSignedTrust) second = make_by (both, world->root);
  g_autoptr (ZbSignedTrust) third = make_by (alone, fresh);
  refuse_next (third, first, ZB_EXCHANGE_ERROR_UNTRUSTED, "leads to no trusted root");
  g_assert_true (zb_signed_trust_check_next (second, first, &error));
  g_assert_true (zb_signed_trust_check_next (third, second, &error));
}

static void
test_agrees (World *world, gconstpointer data)
{
  g_autoptr (ZbTrustBundle) first = describe (world, 1);
  g_autoptr (ZbTrustBundle) second = describe (world, 2);

  g_assert_true (zb_trust_bundle_agrees (first, second));
  zb_trust_bundle_add_log (second, world->verifier, NOW, 0);
  g_assert_false (zb_trust_bundle_agrees (first, second));
}

/* What is not in order, with the words that say so. */
static void
test_refuses (World *world, gconstpointer data)
{
  static const struct {
    const char *from, *to, *says;
  } cases[] = {
      {"version=\"1\"", "version=\"0\"", "versions begin with 1"},
      {"version=\"1\"", "version=\"01\"", "version"},
      {"version=\"1\"", "version=\"1000001\"", "version"},
      {"until=\"2025", "until=\"2023", "ends before it begins"},
      {"p256 rsa3072", "rsa3072 p256", "suites"},
      {"p256 rsa3072", "p256 md5", "suites"},
      {"grace-days=\"15\"", "grace-days=\"367\"", "grace-days"},
      {"kind=\"root\"", "kind=\"node\"", "names a root"},
      {"kind=\"root\"", "kind=\"root\" unit=\"subject OU\"", "only others"},
      {"kind=\"root\"", "kind=\"other\"", "others have a name"},
      {"BEGIN", "BEGAN", "certificate"},
      {"<log verifier=\"350200.log", "<log verifier=\"350201.log", "verifier"},
      {"</trust>", "<more/></trust>", "<more> is not known"},
      {"<log ", "\n<log ", "one form"},
      {"urn:zhibao:trust:1", "urn:zhibao:trust:2", "no trust bundle"},
  };
  g_autoptr (ZbTrustBundle) bundle = describe (world, 1);
  g_autoptr (GBytes) bytes = zb_trust_bundle_write (bundle);
  g_autofree char *text = schema_check_text (bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    char *changed = schema_check_replace (text, cases[i].from, cases[i].to);
    g_autoptr (GBytes) bad = g_bytes_new_take (changed, strlen (changed));

    g_assert_null (zb_trust_bundle_read ("trust.xml", bad, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_assert_nonnull (strstr (error->message, "trust.xml"));
    if (strstr (error->message, cases[i].says) == NULL)
      g_error ("%s: %s", cases[i].to, error->message);
  }
}

static void
test_limits (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrustBundle) bundle = describe (world, 1);

  while (bundle->logs->len < ZB_TRUST_BUNDLE_MAX_LOGS)
    zb_trust_bundle_add_log (bundle, world->verifier, 0, 0);
  while (bundle->authorities->len < ZB_TRUST_BUNDLE_MAX_AUTHORITIES)
    add (bundle, ZB_TRUSTED_NODE, zb_issuer_certificate (world->root));
  g_autoptr (GBytes) most = zb_trust_bundle_write (bundle);
  zb_trust_bundle_free (zb_trust_bundle_read ("trust.xml", most, &error));
  g_assert_no_error (error);
  zb_trust_bundle_add_log (bundle, world->verifier, 0, 0);
  g_autoptr (GBytes) logs = zb_trust_bundle_write (bundle);
  g_assert_null (zb_trust_bundle_read ("trust.xml", logs, &error));
  g_assert_nonnull (strstr (error->message, "at most 32 keys"));
  g_clear_error (&error);
  g_ptr_array_set_size (bundle->logs, 1);
  add (bundle, ZB_TRUSTED_NODE, zb_issuer_certificate (world->root));
  g_autoptr (GBytes) authorities = zb_trust_bundle_write (bundle);
  g_assert_null (zb_trust_bundle_read ("trust.xml", authorities, &error));
  g_assert_nonnull (strstr (error->message, "at most 64 authorities"));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/exchange/trust-bundle/" name, World, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("says-what-was-said", test_says_what_was_said);
  ADD ("is-whom-to-believe", test_is_whom_to_believe);
  ADD ("next-replaces", test_next_replaces);
  ADD ("rollback", test_rollback);
  ADD ("fork", test_fork);
  ADD ("expired", test_expired);
  ADD ("stripped-signature", test_stripped_signature);
  ADD ("foreign-signer", test_foreign_signer);
  ADD ("only-the-root", test_only_the_root);
  ADD ("root-is-replaced", test_root_is_replaced);
  ADD ("agrees", test_agrees);
  ADD ("refuses", test_refuses);
  ADD ("limits", test_limits);
  return g_test_run ();
}
