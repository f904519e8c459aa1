/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/message.h"

#include "exchange/digest.h"

#include <string.h>

#define LIFETIME (30 * 24 * 3600 * G_GINT64_CONSTANT (1000000))

ZbEnvelope *
zb_test_envelope_new (ZbSigner *signer, gint64 now)
{
  ZbEnvelope *envelope = zb_envelope_new ();
  envelope->message_id = zb_uuid_new (now);
  envelope->sender = g_strdup (ZB_TEST_UNIT);
  envelope->sender_certificate = g_strdup (zb_certificate_digest (zb_signer_certificate (signer)));
  envelope->receiver = g_strdup (ZB_TEST_NODE);
  envelope->region = g_strdup ("350200");
  envelope->form = g_strdup ("B203");
  envelope->edition = g_strdup ("2023.1");
  envelope->package = zb_digest_hex_of ("package", 7);
  envelope->period = g_strdup ("2024-06");
  envelope->created = now;
  envelope->expires = now + LIFETIME;
  envelope->priority = 2;
  envelope->suite = g_strdup (zb_signer_suite (signer));
  return envelope;
}

GBytes *
zb_test_container_new (ZbTestIdentity *author, const char *body, gint64 now)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (author);

  return zb_test_container_new_by (signer, body, now);
}

GBytes *
zb_test_container_new_by (ZbSigner *signer, const char *body, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEnvelope) envelope = zb_test_envelope_new (signer, now);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  zb_envelope_add_payload (envelope, "body/001-B203.xml", "application/xml", bytes);
  g_autoptr (GBytes) container = zb_container_build (envelope, &bytes, &error);
  g_assert_no_error (error);
  GBytes *sealed = zb_container_sign (container, signer, now, TRUE, &error);
  g_assert_no_error (error);
  return sealed;
}

ZbReceipt *
zb_test_receipt_new (ZbReceiptKind kind, GBytes *bytes, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) container = zb_container_open ("the container", bytes, &error);
  g_assert_no_error (error);
  const ZbEnvelope *envelope = zb_container_envelope (container);
  ZbReceipt *receipt = zb_receipt_new (kind);
  receipt->id = zb_receipt_number (zb_container_digest (container), now);
  receipt->node = g_strdup (ZB_TEST_NODE);
  receipt->sender = g_strdup (envelope->sender);
  receipt->message_id = g_strdup (envelope->message_id);
  receipt->container = g_strdup (zb_container_digest (container));
  receipt->signer = g_strdup (envelope->sender_certificate);
  receipt->form = g_strdup (envelope->form);
  receipt->edition = g_strdup (envelope->edition);
  receipt->package = g_strdup (envelope->package);
  receipt->period = g_strdup (envelope->period);
  receipt->received = now;
  receipt->accuracy_ms = 1000;
  for (guint i = 0; i < envelope->payloads->len; i++) {
    const ZbPayload *payload = g_ptr_array_index (envelope->payloads, i);
    g_ptr_array_add (receipt->payloads, g_strdup (payload->digest));
  }
  if (kind == ZB_RECEIPT_OUTCOME)
    receipt->outcome = g_strdup ("valid");
  return receipt;
}

/* A log in which every record is a number but those of receipts. */
typedef struct {
  char *leaves[2];
  guint64 first;
  guint n;
} Log;

static gboolean
read_hash (guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error)
{
  const Log *log = data;
  if (level > 0) {
    ZbHash left, right;
    read_hash (level - 1, 2 * index, &left, data, error);
    read_hash (level - 1, 2 * index + 1, &right, data, error);
    *ret_hash = zb_merkle_node (&left, &right);
  } else if (index - log->first < log->n) {
    const char *leaf = log->leaves[index - log->first];
    *ret_hash = zb_merkle_leaf (leaf, strlen (leaf));
  } else {
    *ret_hash = zb_merkle_leaf (&index, sizeof index);
  }
  return TRUE;
}

static char *
make_leaf (const ZbReceipt *receipt, GBytes *bytes)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);
  const char *outcome = receipt->kind == ZB_RECEIPT_OUTCOME ? receipt->outcome : receipt->action;
  return zb_evidence_leaf (zb_receipt_kind_name (receipt->kind), receipt->received, receipt->sender,
                           receipt->message_id, receipt->container, digest, receipt->signer,
                           outcome);
}

/* Receipts in a row of a log of @size records. */
typedef struct {
  Log log;
  guint64 size;
  GBytes *receipts[2];
  GArray *paths[2];
  char *note;
  GBytes *signature;
} Sealed;

static void
seal (ZbTestAuthority *authority, ZbTestIdentity *node, gint64 now, Sealed *sealed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = g_strdup (ZB_TEST_LOG);
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (node);
  ZbCheckpoint checkpoint = {.origin = origin, .size = sealed->size};

  zb_merkle_root (sealed->size, read_hash, &sealed->log, &checkpoint.root, &error);
  for (guint i = 0; i < sealed->log.n; i++)
    sealed->paths[i] =
        zb_merkle_inclusion (sealed->log.first + i, sealed->size, read_hash, &sealed->log, &error);
  g_assert_no_error (error);
  sealed->note =
      zb_checkpoint_sign (&checkpoint, zb_test_authority_log_key (authority), ZB_TEST_LOG, &error);
  g_assert_no_error (error);
  sealed->signature =
      zb_signature_make (signer, sealed->note, strlen (sealed->note), now, TRUE, &error);
  g_assert_no_error (error);
}

static void
sealed_add (Sealed *sealed, const ZbReceipt *receipt)
{
  Log *log = &sealed->log;

  sealed->receipts[log->n] = zb_receipt_write (receipt);
  log->leaves[log->n] = make_leaf (receipt, sealed->receipts[log->n]);
  log->n++;
}

static void
sealed_clear (Sealed *sealed)
{
  for (guint i = 0; i < sealed->log.n; i++) {
    g_free (sealed->log.leaves[i]);
    g_bytes_unref (sealed->receipts[i]);
    g_array_unref (sealed->paths[i]);
  }
  g_free (sealed->note);
  g_bytes_unref (sealed->signature);
}

static ZbEvidenceOwn
own_of (const Sealed *sealed, guint i)
{
  return (ZbEvidenceOwn){sealed->receipts[i], sealed->log.leaves[i], sealed->log.first + i,
                         (const ZbHash *)(gpointer)sealed->paths[i]->data, sealed->paths[i]->len};
}

static ZbEvidenceShared
shared_of (const Sealed *sealed)
{
  return (ZbEvidenceShared){sealed->note, sealed->signature, NULL, NULL};
}

GBytes *
zb_test_evidence_new (ZbTestAuthority *authority,
                      ZbTestIdentity *node,
                      const ZbReceipt *receipt,
                      guint64 index,
                      guint64 size,
                      gint64 now)
{
  g_autoptr (GError) error = NULL;
  Sealed sealed = {.log.first = index, .size = size};

  sealed_add (&sealed, receipt);
  seal (authority, node, now, &sealed);
  const ZbEvidenceOwn own = own_of (&sealed, 0);
  const ZbEvidenceShared shared = shared_of (&sealed);
  GBytes *evidence = zb_evidence_build (&own, &shared, &error);
  g_assert_no_error (error);
  sealed_clear (&sealed);
  return evidence;
}

GBytes *
zb_test_evidence_pair_new (ZbTestAuthority *authority,
                           ZbTestIdentity *node,
                           const ZbReceipt *r1,
                           const ZbReceipt *r2,
                           gint64 now)
{
  Sealed sealed = {.log.first = 5, .size = 11};

  sealed_add (&sealed, r1);
  sealed_add (&sealed, r2);
  seal (authority, node, now, &sealed);
  const ZbEvidencePair pair = {{own_of (&sealed, 0), own_of (&sealed, 1)}, shared_of (&sealed)};
  GBytes *bytes = zb_evidence_pair_write (&pair);
  sealed_clear (&sealed);
  return bytes;
}
