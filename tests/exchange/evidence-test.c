/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/evidence.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "tests/support/message.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define DAY (24 * 3600 * G_GINT64_CONSTANT (1000000))

typedef struct {
  ZbTestAuthority *authority;
  ZbTrust *trust;
  ZbTestIdentity *node;
  GBytes *container;
  ZbReceipt *receipt;
  GBytes *evidence;
} World;

static void
set_up (World *world, gconstpointer data)
{
  world->authority = zb_test_authority_new (NOW);
  world->trust = zb_test_authority_trust (world->authority);
  world->node =
      zb_test_authority_identify (world->authority, "p256", ZB_TEST_NODE, NULL, ZB_USE_RECEIPT);
  g_autoptr (ZbTestIdentity) author =
      zb_test_authority_identify (world->authority, "p256", "王小明", ZB_TEST_UNIT, ZB_USE_SIGNING);
  world->container = zb_test_container_new (author, "<report/>", NOW);
  world->receipt = zb_test_receipt_new (ZB_RECEIPT_OUTCOME, world->container, NOW);
  world->evidence =
      zb_test_evidence_new (world->authority, world->node, world->receipt, 5, 11, NOW);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_bytes_unref (world->evidence);
  zb_receipt_free (world->receipt);
  g_bytes_unref (world->container);
  zb_test_identity_free (world->node);
  zb_trust_unref (world->trust);
  zb_test_authority_free (world->authority);
}

static ZbEvidence *
verify (World *world, GBytes *evidence, GBytes *container, GError **error)
{
  return zb_evidence_verify (evidence, container, world->trust,
                             zb_test_authority_log_verifier (world->authority), NOW, error);
}

static void
check_bad (World *world, GBytes *evidence, ZbExchangeError code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (verify (world, evidence, world->container, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
test_proves_a_receipt (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEvidence) evidence = verify (world, world->evidence, world->container, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (evidence->receipt->id, ==, world->receipt->id);
  g_assert_cmpstr (evidence->receipt->outcome, ==, "valid");
  g_assert_cmpuint (evidence->index, ==, 5);
  g_assert_cmpuint (evidence->checkpoint.size, ==, 11);
  g_assert_cmpstr (evidence->checkpoint.origin, ==, ZB_TEST_LOG);
  g_assert_cmpstr (zb_certificate_name (evidence->node), ==, ZB_TEST_NODE);
  g_autoptr (ZbEvidence) without = verify (world, world->evidence, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (without);
}

static void
test_every_place_in_the_log (World *world, gconstpointer data)
{
  for (guint64 size = 1; size <= 9; size++) {
    for (guint64 index = 0; index < size; index++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes =
          zb_test_evidence_new (world->authority, world->node, world->receipt, index, size, NOW);
      g_autoptr (ZbEvidence) evidence = verify (world, bytes, world->container, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (evidence->index, ==, index);
    }
  }
}

static void
test_every_kind (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceipt) arrival = zb_test_receipt_new (ZB_RECEIPT_ARRIVAL, world->container, NOW);
  g_autoptr (ZbReceipt) decision = zb_test_receipt_new (ZB_RECEIPT_DECISION, world->container, NOW);
  decision->action = g_strdup ("pass");
  decision->level = 1;
  decision->decider = g_strdup ("陈红");
  const ZbReceipt *const receipts[] = {arrival, decision};
  for (gsize i = 0; i < G_N_ELEMENTS (receipts); i++) {
    g_autoptr (GBytes) bytes =
        zb_test_evidence_new (world->authority, world->node, receipts[i], 0, 1, NOW);
    g_autoptr (ZbEvidence) evidence = verify (world, bytes, world->container, &error);
    g_assert_no_error (error);
    g_assert_cmpint (evidence->receipt->kind, ==, receipts[i]->kind);
  }
}

/* The evidence with one entry made another, or, with @contents NULL, left out. */
static GBytes *
with_bytes (GBytes *evidence, const char *name, GBytes *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("evidence", evidence, NULL, &error);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  gboolean known = FALSE;
  g_assert_no_error (error);
  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    g_autoptr (GBytes) entry = zb_zip_entry_bytes (zip, i);
    gboolean same = g_str_equal (zb_zip_entry_name (zip, i), name);
    known = known || same;
    if (!same)
      zb_zip_writer_add (writer, zb_zip_entry_name (zip, i), entry);
    else if (other != NULL)
      zb_zip_writer_add (writer, name, other);
  }
  if (!known && other != NULL)
    zb_zip_writer_add (writer, name, other);
  GBytes *bytes = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return bytes;
}

static char *
entry_text (GBytes *evidence, const char *name)
{
  g_autoptr (ZbZip) zip = zb_zip_read ("evidence", evidence, NULL, NULL);
  g_autoptr (GBytes) entry = zb_zip_find (zip, name);
  return g_strndup (g_bytes_get_data (entry, NULL), g_bytes_get_size (entry));
}

static GBytes *
with_entry (GBytes *evidence, const char *name, const char *contents)
{
  g_autoptr (GBytes) other = contents != NULL ? g_bytes_new (contents, strlen (contents)) : NULL;
  return with_bytes (evidence, name, other);
}

static void
check_changed (World *world,
               const char *name,
               const char *from,
               const char *to,
               ZbExchangeError code,
               const char *text)
{
  g_autofree char *contents = entry_text (world->evidence, name);
  const char *at = strstr (contents, from);
  if (at == NULL)
    g_error ("there is no %s in %s", from, contents);
  g_autofree char *changed =
      g_strdup_printf ("%.*s%s%s", (int)(at - contents), contents, to, at + strlen (from));
  g_autoptr (GBytes) evidence = with_entry (world->evidence, name, changed);
  check_bad (world, evidence, code, text);
}

static void
test_each_failure_has_its_error (World *world, gconstpointer data)
{
  /* Receipt: any change makes it another than the log's. */
  check_changed (world, "receipt.xml", "result=\"valid\"", "result=\"refused\"",
                 ZB_EXCHANGE_ERROR_BAD_DIGEST, "log record of another receipt");
  check_changed (world, "receipt.xml", "</receipt>", "</receipt> ", ZB_EXCHANGE_ERROR_BAD_DIGEST,
                 "log record of another receipt");
  check_changed (world, "receipt.xml", "<receipt", "<recipe", ZB_EXCHANGE_ERROR_MALFORMED,
                 "receipt.xml");
  /* Record: fits neither the receipt … */
  check_changed (world, "leaf.txt", " outcome ", " arrival ", ZB_EXCHANGE_ERROR_BAD_DIGEST,
                 "log record of another receipt");
  check_changed (world, "leaf.txt", " valid", " valid twice", ZB_EXCHANGE_ERROR_MALFORMED,
                 "eight fields");
  check_changed (world, "leaf.txt", " valid", " valid\n", ZB_EXCHANGE_ERROR_MALFORMED,
                 "eight fields");
  /* Proof: another place, no path, a path too long, no checkpoint. */
  check_changed (world, "proof.txt", "index 5\n", "index 6\n", ZB_EXCHANGE_ERROR_BAD_DIGEST,
                 "does not lead");
  check_changed (world, "proof.txt", "index 5\n", "index 05\n", ZB_EXCHANGE_ERROR_MALFORMED,
                 "has no index");
  check_changed (world, "proof.txt", "index 5\n",
                 "index 5\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n",
                 ZB_EXCHANGE_ERROR_BAD_DIGEST, "does not lead");
  check_changed (world, "proof.txt", "index 5\n", "index 5\nAAAA\n", ZB_EXCHANGE_ERROR_MALFORMED,
                 "no hash");
  check_changed (world, "proof.txt", "tlog-proof@v1", "tlog-proof@v2", ZB_EXCHANGE_ERROR_MALFORMED,
                 "does not begin as a tlog-proof");
  /* Checkpoint: the log's key has not signed this. */
  check_changed (world, "proof.txt", "\n11\n", "\n12\n", ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                 ZB_TEST_LOG);
  /* Node: this is no signature, and this not the type. */
  check_changed (world, "mimetype", "evidence", "receipts", ZB_EXCHANGE_ERROR_MALFORMED,
                 "not of the type");
  g_autoptr (GBytes) unsigned_note = with_entry (world->evidence, "checkpoint.p7s", "none");
  check_bad (world, unsigned_note, ZB_EXCHANGE_ERROR_MALFORMED, "no CMS SignedData");
}

static void
test_each_entry_is_needed (World *world, gconstpointer data)
{
  static const char *const names[] = {"mimetype", "receipt.xml", "leaf.txt", "proof.txt",
                                      "checkpoint.p7s"};
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GBytes) without = with_entry (world->evidence, names[i], NULL);
    check_bad (world, without, ZB_EXCHANGE_ERROR_MALFORMED, "entry");
  }
  g_autoptr (GBytes) with_more = with_entry (world->evidence, "notes.txt", "more");
  check_bad (world, with_more, ZB_EXCHANGE_ERROR_MALFORMED, "does not belong there");
}

/* The evidence with a token over its checkpoint, of @time. */
static GBytes *
stamped (World *world, gint64 time)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("evidence", world->evidence, NULL, &error);
  g_autoptr (ZbTestIdentity) identity =
      zb_test_authority_identify (world->authority, "p256", "stamps", NULL, ZB_USE_TIMESTAMP);
  ZbStamper stamper = {identity->key, identity->certificate, identity->chain, "2.25.42", 1000};
  g_autoptr (GBytes) proof = zb_zip_entry_bytes (zip, 3);
  gsize length = 0;
  const char *text = g_bytes_get_data (proof, &length);
  g_autofree char *whole = g_strndup (text, length);
  const char *note = strstr (whole, "\n\n") + 2;
  g_autoptr (GBytes) token = zb_stamp_make (&stamper, note, strlen (note), time, &error);

  g_assert_no_error (error);
  return with_bytes (world->evidence, "checkpoint.tst", token);
}

/* Stamped evidence outlives the certificate of who gave the receipt. */
static void
test_stamp_holds_it_up (World *world, gconstpointer data)
{
  const char *verifier = zb_test_authority_log_verifier (world->authority);
  gint64 later = zb_certificate_not_after (world->node->certificate) + G_USEC_PER_SEC;
  g_autoptr (GBytes) with_token = stamped (world, NOW + 5);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_evidence_verify (world->evidence, NULL, world->trust, verifier, later, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED);
  g_clear_error (&error);
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (with_token, world->container, world->trust, verifier, later, &error);
  g_assert_no_error (error);
  g_assert_cmpint (evidence->stamp.time, ==, NOW + 5);
}

/* A key that was lost is revoked; what it signed before stands, by the stamp's time and no other.
 */
static void
test_revoked_later_is_judged_by_the_stamp (World *world, gconstpointer data)
{
  ZbCertificate *const revoked[] = {world->node->certificate};
  const char *verifier = zb_test_authority_log_verifier (world->authority);
  gint64 day = 24 * 3600 * G_GINT64_CONSTANT (1000000);
  g_autoptr (GBytes) list =
      zb_test_authority_crl (world->authority, revoked, 1, 1, NOW + day, NOW + 90 * day);
  g_autoptr (GBytes) before = stamped (world, NOW + day - 1);
  g_autoptr (GBytes) after = stamped (world, NOW + day);
  g_autoptr (GError) error = NULL;

  zb_trust_add_intermediate (world->trust,
                             zb_issuer_certificate (zb_test_authority_issuer (world->authority)));
  g_assert_true (zb_trust_add_crl (world->trust, list, &error));
  g_autoptr (ZbEvidence) stands =
      zb_evidence_verify (before, NULL, world->trust, verifier, NOW + 2 * day, &error);
  g_assert_no_error (error);
  g_assert_nonnull (stands);
  g_assert_null (zb_evidence_verify (after, NULL, world->trust, verifier, NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REVOKED);
}

static void
test_token_must_be_one (World *world, gconstpointer data)
{
  g_autoptr (GBytes) other = with_entry (world->evidence, "checkpoint.tst", "token");

  check_bad (world, other, ZB_EXCHANGE_ERROR_MALFORMED, "no CMS SignedData");
}

static void
test_is_for_one_container (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) other = g_bytes_new_static ("other", 5);
  g_assert_null (verify (world, world->evidence, other, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
  g_assert_cmpstr (error->message, ==, "the evidence is for another container than this one");
}

static void
test_judges_node_and_log (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (NOW);
  g_autoptr (ZbTestIdentity) strange_node =
      zb_test_authority_identify (other, "p256", ZB_TEST_NODE, NULL, ZB_USE_RECEIPT);
  g_autoptr (ZbTestIdentity) accountant =
      zb_test_authority_identify (world->authority, "p256", "王小明", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (GBytes) by_stranger =
      zb_test_evidence_new (world->authority, strange_node, world->receipt, 5, 11, NOW);
  g_autoptr (GBytes) by_accountant =
      zb_test_evidence_new (world->authority, accountant, world->receipt, 5, 11, NOW);
  g_autoptr (GBytes) of_other_log =
      zb_test_evidence_new (other, world->node, world->receipt, 5, 11, NOW);
  check_bad (world, by_stranger, ZB_EXCHANGE_ERROR_UNTRUSTED, "no trusted root");
  check_bad (world, by_accountant, ZB_EXCHANGE_ERROR_UNTRUSTED, "may not sign receipts");
  check_bad (world, of_other_log, ZB_EXCHANGE_ERROR_NOT_FOUND, "not signed by " ZB_TEST_LOG);
  g_assert_null (zb_evidence_verify (world->evidence, NULL, world->trust,
                                     zb_test_authority_log_verifier (world->authority),
                                     NOW + 400 * DAY, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED);
}

static void
test_refuses_every_flipped_byte (World *world, gconstpointer data)
{
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (world->evidence, &length);
  g_autofree guint8 *changed = g_memdup2 (bytes, length);
  for (gsize i = 0; i < length; i++) {
    g_autoptr (GError) error = NULL;
    changed[i] ^= i % 2 == 0 ? 0x01 : 0x20;
    g_autoptr (GBytes) evidence = g_bytes_new_static (changed, length);
    if (verify (world, evidence, world->container, &error) != NULL)
      g_error ("accepted with byte %" G_GSIZE_FORMAT " changed", i);
    changed[i] = bytes[i];
  }
}

static void
test_limit_of_size (World *world, gconstpointer data)
{
  g_autofree guint8 *zeros = g_malloc0 (ZB_PROTOCOL_MAX_EVIDENCE + 1);
  g_autoptr (GBytes) at = g_bytes_new (zeros, ZB_PROTOCOL_MAX_EVIDENCE);
  g_autoptr (GBytes) over = g_bytes_new (zeros, ZB_PROTOCOL_MAX_EVIDENCE + 1);
  check_bad (world, at, ZB_EXCHANGE_ERROR_MALFORMED, "");
  check_bad (world, over, ZB_EXCHANGE_ERROR_TOO_LARGE, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/exchange/evidence/" path, World, NULL, set_up, test, tear_down)
  ADD ("proves-a-receipt", test_proves_a_receipt);
  ADD ("every-place-in-the-log", test_every_place_in_the_log);
  ADD ("every-kind", test_every_kind);
  ADD ("each-failure-has-its-error", test_each_failure_has_its_error);
  ADD ("each-entry-is-needed", test_each_entry_is_needed);
  ADD ("stamp-holds-it-up", test_stamp_holds_it_up);
  ADD ("revoked-later-is-judged-by-the-stamp", test_revoked_later_is_judged_by_the_stamp);
  ADD ("token-must-be-one", test_token_must_be_one);
  ADD ("is-for-one-container", test_is_for_one_container);
  ADD ("judges-node-and-log", test_judges_node_and_log);
  ADD ("refuses-every-flipped-byte", test_refuses_every_flipped_byte);
  ADD ("limit-of-size", test_limit_of_size);
  return g_test_run ();
}
