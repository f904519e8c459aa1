/* SPDX-License-Identifier: Apache-2.0 */
/* What the holder of each key does, and what it refuses. */
#include "exchange/checkpoint.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/signature.h"
#include "exchange/stamp.h"
#include "server/authority/issuing.h"
#include "tests/support/authority.h"

#include <string.h>

#define NODE "350200"
#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define MINUTE (60 * G_TIME_SPAN_SECOND)

typedef struct {
  gint64 now;
  ZbTestAuthority *authority;
  ZbTestIdentity *identity;
  ZbVaultOptions options;
  char *log_name, *log_verifier;
  GString *told;
  ZbKeyholder *log, *holder; /* holder: of the role that the test is about */
} Fixture;

static void
tell_cb (const char *line, gpointer data)
{
  g_string_append (((Fixture *)data)->told, line);
}

static ZbKeyholder *
hold (Fixture *fixture, ZbVaultRole role, const ZbKey *key)
{
  /* As out of a file of settings, which goes before the vault does. */
  g_autofree char *node = g_strdup (NODE);
  ZbVaultOptions options = fixture->options;

  options.node = node;
  return zb_keyholder_new_local (zb_vault_new (role, zb_key_share (key), &options));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->now = NOW;
  fixture->authority = zb_test_authority_new (NOW);
  fixture->told = g_string_new (NULL);
  fixture->log_name = zb_vault_log_name (NODE);
  fixture->log_verifier = zb_checkpoint_verifier (zb_test_authority_log_key (fixture->authority),
                                                  fixture->log_name, &error);
  g_assert_no_error (error);
  fixture->options = (ZbVaultOptions){
      .node = NODE,
      .clock = zb_clock_fixed (&fixture->now),
      .follows_clock = TRUE,
      .stamp_policy = "1.3.6.1.4.1.1",
      .accuracy_ms = 1000,
      .log_verifier = fixture->log_verifier,
      .tell = tell_cb,
      .data = fixture,
  };
  fixture->log = hold (fixture, ZB_VAULT_LOG, zb_test_authority_log_key (fixture->authority));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_keyholder_free (fixture->log);
  g_clear_pointer (&fixture->holder, zb_keyholder_free);
  g_clear_pointer (&fixture->identity, zb_test_identity_free);
  zb_test_authority_free (fixture->authority);
  g_string_free (fixture->told, TRUE);
  g_free (fixture->log_name);
  g_free (fixture->log_verifier);
}

/* The holder of a fresh key of @role with its certificate. */
static void
open_holder (Fixture *fixture, ZbVaultRole role, guint uses)
{
  g_autoptr (GError) error = NULL;

  fixture->identity = zb_test_authority_identify (fixture->authority, "p256", "node", NULL, uses);
  fixture->holder = hold (fixture, role, fixture->identity->key);
  zb_keyholder_set_certificates (fixture->holder, fixture->identity->certificate,
                                 fixture->identity->chain, &error);
  g_assert_no_error (error);
}

static void
assert_refused (ZbKeyholder *holder, char letter, GVariant *taken, int code, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_keyholder_ask (holder, letter, taken, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
  g_assert_nonnull (strstr (error->message, why));
}

static GVariant *
root_of (guint8 filling, gsize length)
{
  g_autofree guint8 *bytes = g_malloc (length);

  memset (bytes, filling, length);
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, length, 1);
}

/* (transfer full) */
static char *
checkpoint_of (Fixture *fixture, guint64 size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) given =
      zb_keyholder_ask (fixture->log, ZB_ASK_CHECKPOINT,
                        g_variant_new ("(t@ay)", size, root_of (7, ZB_DIGEST_SIZE)), &error);
  char *note = NULL;

  g_assert_no_error (error);
  g_variant_get (given, "(s)", &note);
  return note;
}

static void
test_log_signs_its_checkpoints (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = checkpoint_of (fixture, 42);
  ZbCheckpoint checkpoint = {0};
  g_autoptr (GError) error = NULL;

  zb_checkpoint_open (note, fixture->log_verifier, &checkpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (checkpoint.origin, ==, "zhibao-log/350200");
  g_assert_cmpuint (checkpoint.size, ==, 42);
  zb_checkpoint_clear (&checkpoint);
}

static void
test_log_signs_nothing_else (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture->log, ZB_ASK_CHECKPOINT,
                  g_variant_new ("(t@ay)", (guint64)1, root_of (7, ZB_DIGEST_SIZE + 1)),
                  ZB_EXCHANGE_ERROR_REFUSED, "a root has 32 bytes");
  assert_refused (fixture->log, ZB_ASK_EVIDENCE, g_variant_new ("(sx)", "text", NOW),
                  ZB_EXCHANGE_ERROR_REFUSED, "it does no such thing");
  assert_refused (fixture->log, ZB_ASK_REQUEST, g_variant_new ("(s)", "name"),
                  ZB_EXCHANGE_ERROR_REFUSED, "the key \"log\": it does no such thing");
  assert_refused (fixture->log, 'x', g_variant_new ("()"), ZB_EXCHANGE_ERROR_REFUSED,
                  "it does no such thing");
}

static void
test_values_are_of_their_type (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture->log, ZB_ASK_CHECKPOINT, g_variant_new ("(s)", "a"),
                  ZB_EXCHANGE_ERROR_MALFORMED, "asked in a wrong form");
  /* 1024 bytes are taken, and then no checkpoint. */
  assert_refused (fixture->log, ZB_ASK_CHECKPOINT,
                  g_variant_new ("(t@ay)", (guint64)1, root_of (7, 1024 - 8)),
                  ZB_EXCHANGE_ERROR_REFUSED, "a root has 32 bytes");
  assert_refused (fixture->log, ZB_ASK_CHECKPOINT,
                  g_variant_new ("(t@ay)", (guint64)1, root_of (7, 1024 - 7)),
                  ZB_EXCHANGE_ERROR_REFUSED, "the question is too long");
}

static void
test_receipt_signs_the_logs_checkpoints (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = checkpoint_of (fixture, 42);
  g_autoptr (ZbTrust) trust = zb_test_authority_trust (fixture->authority);
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  open_holder (fixture, ZB_VAULT_RECEIPT, ZB_USE_RECEIPT);
  g_autoptr (GVariant) given = zb_keyholder_ask (fixture->holder, ZB_ASK_EVIDENCE,
                                                 g_variant_new ("(sx)", note, NOW), &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) signature = zb_message_child_bytes (given, 0);
  const void *bytes = g_bytes_get_data (signature, &length);
  zb_signature_verify (bytes, length, note, strlen (note), trust, ZB_USE_RECEIPT, NOW, NULL, NULL,
                       NULL, &error);
  g_assert_no_error (error);
}

static void
test_receipt_signs_nothing_else (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = checkpoint_of (fixture, 42);
  g_autofree char *more = g_strconcat (note, "— other AAAA\n", NULL);
  g_autofree char *changed = g_strdup (note);
  ZbCheckpoint other = {.origin = (char *)"zhibao-log/350201", .size = 1};
  g_autofree char *others = zb_checkpoint_sign (
      &other, zb_test_authority_log_key (fixture->authority), fixture->log_name, NULL);

  changed[strlen (fixture->log_name) + 1] = '9';
  open_holder (fixture, ZB_VAULT_RECEIPT, ZB_USE_RECEIPT);
  assert_refused (fixture->holder, ZB_ASK_EVIDENCE, g_variant_new ("(sx)", changed, NOW),
                  ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "does not verify");
  assert_refused (fixture->holder, ZB_ASK_EVIDENCE, g_variant_new ("(sx)", more, NOW),
                  ZB_EXCHANGE_ERROR_REFUSED, "no checkpoint of this node's log");
  assert_refused (fixture->holder, ZB_ASK_EVIDENCE, g_variant_new ("(sx)", others, NOW),
                  ZB_EXCHANGE_ERROR_REFUSED, "no checkpoint of this node's log");
  assert_refused (fixture->holder, ZB_ASK_EVIDENCE, g_variant_new ("(sx)", "text", NOW),
                  ZB_EXCHANGE_ERROR_MALFORMED, "");
}

static void
test_nothing_is_back_dated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = checkpoint_of (fixture, 42);
  g_autoptr (GError) error = NULL;

  open_holder (fixture, ZB_VAULT_RECEIPT, ZB_USE_RECEIPT);
  g_autoptr (GVariant) given =
      zb_keyholder_ask (fixture->holder, ZB_ASK_EVIDENCE,
                        g_variant_new ("(sx)", note, NOW - ZB_VAULT_MAX_SKEW), &error);
  g_assert_no_error (error);
  assert_refused (fixture->holder, ZB_ASK_EVIDENCE,
                  g_variant_new ("(sx)", note, NOW - ZB_VAULT_MAX_SKEW - 1),
                  ZB_EXCHANGE_ERROR_REFUSED, "for another time than now");
  assert_refused (fixture->holder, ZB_ASK_EVIDENCE,
                  g_variant_new ("(sx)", note, NOW + ZB_VAULT_MAX_SKEW + 1),
                  ZB_EXCHANGE_ERROR_REFUSED, "for another time than now");
}

static void
test_needs_its_own_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = checkpoint_of (fixture, 42);
  g_autoptr (ZbTestIdentity) other =
      zb_test_authority_identify (fixture->authority, "p256", "other", NULL, ZB_USE_RECEIPT);
  g_autoptr (GError) error = NULL;

  open_holder (fixture, ZB_VAULT_RECEIPT, ZB_USE_RECEIPT);
  g_assert_false (
      zb_keyholder_set_certificates (fixture->holder, other->certificate, NULL, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "over another key"));
  g_autoptr (ZbKeyholder) fresh = hold (fixture, ZB_VAULT_RECEIPT, other->key);
  assert_refused (fresh, ZB_ASK_EVIDENCE, g_variant_new ("(sx)", note, NOW),
                  ZB_EXCHANGE_ERROR_REFUSED, "does not know its certificate yet");
}

/* A stamp tells the holder's time, not the asker's. */
static void
test_stamps_by_its_own_clock (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = checkpoint_of (fixture, 42);
  g_autoptr (GError) error = NULL;
  gint64 time = 0, later = 0;

  open_holder (fixture, ZB_VAULT_STAMP, ZB_USE_TIMESTAMP);
  g_autoptr (GVariant) first = zb_keyholder_ask (fixture->holder, ZB_ASK_STAMP,
                                                 g_variant_new ("(sx)", note, NOW - DAY), &error);
  g_assert_no_error (error);
  g_variant_get_child (first, 0, "x", &time);
  g_assert_cmpint (time, ==, NOW);
  /* Behind a time far ahead there is none to tell. */
  g_autoptr (GVariant) second = zb_keyholder_ask (fixture->holder, ZB_ASK_STAMP,
                                                  g_variant_new ("(sx)", note, NOW + DAY), &error);
  g_assert_no_error (error);
  g_variant_get_child (second, 0, "x", &later);
  g_assert_cmpint (later, ==, 0);
}

static GBytes *
request_of (Fixture *fixture)
{
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);

  return zb_key_request (key, "王小明", NULL, NULL);
}

static void
open_authority (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("p256", &error);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Signing", NOW - DAY, NOW + 5000 * DAY, &error);

  g_assert_no_error (error);
  fixture->holder = hold (fixture, ZB_VAULT_SIGNING, key);
  zb_keyholder_set_certificates (fixture->holder, root, NULL, &error);
  g_assert_no_error (error);
}

/* NULL, or why it was refused. (transfer full) */
static char *
certify (Fixture *fixture, const ZbIssue *issue, const ZbGround *ground)
{
  g_autoptr (GBytes) request = request_of (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCertificate) made =
      zb_issuing_certify (fixture->holder, request, issue, ground, &error);

  g_assert_true ((made == NULL) == (error != NULL));
  if (!made)
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED);
  return made ? NULL : g_strdup (error->message);
}

static void
test_authority_issues_on_a_ground (Fixture *fixture, gconstpointer data)
{
  const ZbIssue issue = {.name = "王小明",
                         .unit = ZB_TEST_UNIT,
                         .uses = ZB_USE_SIGNING,
                         .not_before = NOW,
                         .not_after = NOW + 365 * DAY};
  static const struct {
    ZbGround ground;
    const char *why; /* NULL: it is issued */
  } cases[] = {
      {{ZB_GROUND_INVITATION, {NULL, NULL}}, NULL},
      {{ZB_GROUND_RENEWAL, {NULL, NULL}}, NULL},
      {{ZB_GROUND_APPROVAL, {"陈思源", "林婉清"}}, NULL},
      {{ZB_GROUND_APPROVAL, {"陈思源", "陈思源"}}, "the approval of two persons"},
      {{ZB_GROUND_APPROVAL, {"陈思源", NULL}}, "the approval of two persons"},
      {{ZB_GROUND_APPROVAL, {"陈思源", ""}}, "the approval of two persons"},
      {{ZB_GROUND_OWN, {NULL, NULL}}, "on an invitation"},
      {{"", {NULL, NULL}}, "on an invitation"},
  };

  open_authority (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *why = certify (fixture, &issue, &cases[i].ground);
    g_assert_true ((why == NULL) == (cases[i].why == NULL));
    if (why)
      g_assert_nonnull (strstr (why, cases[i].why));
  }
}

static void
test_authority_keeps_to_its_purpose (Fixture *fixture, gconstpointer data)
{
  static const ZbGround invitation = {.ground = ZB_GROUND_INVITATION};
  const guint others[] = {ZB_USE_TLS_CLIENT, ZB_USE_TLS_SERVER, ZB_USE_RECEIPT,
                          ZB_USE_TIMESTAMP,  ZB_USE_CA,         ZB_USE_SIGNING | ZB_USE_CA};

  open_authority (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    ZbIssue issue = {.name = "n", .uses = others[i], .not_before = NOW, .not_after = NOW + DAY};
    g_autofree char *why = certify (fixture, &issue, &invitation);
    g_assert_nonnull (why);
    g_assert_nonnull (strstr (why, "for this purpose"));
  }
}

static void
test_authority_issues_for_now (Fixture *fixture, gconstpointer data)
{
  static const ZbGround invitation = {.ground = ZB_GROUND_INVITATION};
  const struct {
    gint64 from, to;
    gboolean issued;
  } cases[] = {
      {NOW - ZB_VAULT_MAX_BACKDATED, NOW + DAY, TRUE},
      {NOW - ZB_VAULT_MAX_BACKDATED - 1, NOW + DAY, FALSE},
      {NOW + ZB_VAULT_MAX_SKEW, NOW + DAY, TRUE},
      {NOW + ZB_VAULT_MAX_SKEW + 1, NOW + DAY, FALSE},
      {NOW, NOW + ZB_VAULT_MAX_DAYS * DAY, TRUE},
      {NOW, NOW + ZB_VAULT_MAX_DAYS * DAY + 1, FALSE},
  };

  open_authority (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    ZbIssue issue = {
        .name = "n", .uses = ZB_USE_SIGNING, .not_before = cases[i].from, .not_after = cases[i].to};
    g_autofree char *why = certify (fixture, &issue, &invitation);
    g_assert_cmpint (why == NULL, ==, cases[i].issued);
  }
}

/* In words of its own, which the asker cannot keep back. */
static void
test_authority_tells_what_it_issued (Fixture *fixture, gconstpointer data)
{
  const ZbIssue issue = {.name = "王小明",
                         .unit = ZB_TEST_UNIT,
                         .uses = ZB_USE_SIGNING,
                         .not_before = NOW,
                         .not_after = NOW + DAY};
  const ZbGround approval = {ZB_GROUND_APPROVAL, {"陈思源", "林婉清"}};

  open_authority (fixture);
  g_assert_null (certify (fixture, &issue, &approval));
  g_assert_true (g_str_has_prefix (fixture->told->str, "issued authority=authority-signing"));
  g_assert_nonnull (strstr (fixture->told->str, ZB_TEST_UNIT " name=\"王小明\" ground=approval "
                                                             "approved=\"陈思源, 林婉清\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/server/vault/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("log-signs-its-checkpoints", test_log_signs_its_checkpoints);
  ADD ("log-signs-nothing-else", test_log_signs_nothing_else);
  ADD ("values-are-of-their-type", test_values_are_of_their_type);
  ADD ("receipt-signs-the-logs-checkpoints", test_receipt_signs_the_logs_checkpoints);
  ADD ("receipt-signs-nothing-else", test_receipt_signs_nothing_else);
  ADD ("nothing-is-back-dated", test_nothing_is_back_dated);
  ADD ("needs-its-own-certificate", test_needs_its_own_certificate);
  ADD ("stamps-by-its-own-clock", test_stamps_by_its_own_clock);
  ADD ("authority-issues-on-a-ground", test_authority_issues_on_a_ground);
  ADD ("authority-keeps-to-its-purpose", test_authority_keeps_to_its_purpose);
  ADD ("authority-issues-for-now", test_authority_issues_for_now);
  ADD ("authority-tells-what-it-issued", test_authority_tells_what_it_issued);
  return g_test_run ();
}
