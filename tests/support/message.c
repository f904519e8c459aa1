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

/* A log in which every record but one is a number. */
typedef struct {
  const char *leaf;
  guint64 index;
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
  } else if (index == log->index) {
    *ret_hash = zb_merkle_leaf (log->leaf, strlen (log->leaf));
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

GBytes *
zb_test_evidence_new (ZbTestAuthority *authority,
                      ZbTestIdentity *node,
                      const ZbReceipt *receipt,
                      guint64 index,
                      guint64 size,
                      gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_receipt_write (receipt);
  g_autofree char *leaf = make_leaf (receipt, bytes);
  g_autofree char *origin = g_strdup (ZB_TEST_LOG);
  Log log = {leaf, index};
  ZbCheckpoint checkpoint = {.origin = origin, .size = size};

  zb_merkle_root (size, read_hash, &log, &checkpoint.root, &error);
  g_autoptr (GArray) path = zb_merkle_inclusion (index, size, read_hash, &log, &error);
  g_assert_no_error (error);
  g_autofree char *note =
      zb_checkpoint_sign (&checkpoint, zb_test_authority_log_key (authority), ZB_TEST_LOG, &error);
  g_assert_no_error (error);
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (node);
  g_autoptr (GBytes) signature = zb_signature_make (signer, note, strlen (note), now, TRUE, &error);
  g_assert_no_error (error);
  GBytes *evidence = zb_evidence_build (bytes, leaf, index, (const ZbHash *)(gpointer)path->data,
                                        path->len, note, signature, NULL, NULL, &error);
  g_assert_no_error (error);
  return evidence;
}
