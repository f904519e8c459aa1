/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/evidence.h"

#include "exchange/error.h"
#include "exchange/log-proof.h"
#include "exchange/protocol.h"
#include "exchange/timestamp.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

#include <string.h>

/* What a record mostly has room in. */
#define LEAF_SIZE 384

enum { MIMETYPE, RECEIPT, LEAF, PROOF, SIGNATURE, TOKEN, KEYS, N_ENTRIES };
static const char *const names[N_ENTRIES] = {"mimetype",  "receipt.xml",    "leaf.txt",
                                             "proof.txt", "checkpoint.p7s", "checkpoint.tst",
                                             "keys.txt"};

static gboolean
fail (GError **error, ZbExchangeError code, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, code, "the evidence %s", what);
  return FALSE;
}

char *
zb_evidence_leaf (const char *event,
                  gint64 time,
                  const char *sender,
                  const char *message_id,
                  const char *container,
                  const char *receipt_digest,
                  const char *signer,
                  const char *outcome)
{
  const char *const fields[] = {event,          sender, message_id, container,
                                receipt_digest, signer, outcome};
  g_autofree char *when = zb_timestamp_format (time);
  GString *line = g_string_sized_new (LEAF_SIZE);
  g_string_append (line, when);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_string_append_c (line, ' ');
    g_string_append (line, fields[i] != NULL ? fields[i] : "-");
  }
  return g_string_free (line, FALSE);
}

static void
add_text (ZbZipWriter *writer, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  zb_zip_writer_add (writer, name, bytes);
}

GBytes *
zb_evidence_build (const ZbEvidenceOwn *own, const ZbEvidenceShared *shared, GError **error)
{
  GError *cause = NULL;
  g_autofree char *proof =
      zb_log_proof_write (own->index, own->path, own->n_path, shared->checkpoint);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  add_text (writer, names[MIMETYPE], ZB_MIME_EVIDENCE);
  zb_zip_writer_add (writer, names[RECEIPT], own->receipt);
  add_text (writer, names[LEAF], own->leaf);
  add_text (writer, names[PROOF], proof);
  zb_zip_writer_add (writer, names[SIGNATURE], shared->signature);
  if (shared->token != NULL)
    zb_zip_writer_add (writer, names[TOKEN], shared->token);
  if (shared->keys != NULL)
    add_text (writer, names[KEYS], shared->keys);
  g_autoptr (GBytes) bytes = zb_zip_writer_finish (writer, &cause);
  if (bytes == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  if (g_bytes_get_size (bytes) > ZB_PROTOCOL_MAX_EVIDENCE) {
    fail (error, ZB_EXCHANGE_ERROR_TOO_LARGE, "is larger than the protocol allows");
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

void
zb_evidence_free (ZbEvidence *evidence)
{
  if (evidence == NULL)
    return;
  zb_receipt_free (evidence->receipt);
  zb_checkpoint_clear (&evidence->checkpoint);
  g_clear_pointer (&evidence->node, zb_certificate_unref);
  zb_stamp_clear (&evidence->stamp);
  g_free (evidence);
}

/* What lies in the zip. */
typedef struct {
  GBytes *entries[N_ENTRIES];
  ZbLogProof proof;
} Parts;

static void
parts_clear (Parts *parts)
{
  for (guint i = 0; i < N_ENTRIES; i++)
    g_clear_pointer (&parts->entries[i], g_bytes_unref);
  zb_log_proof_clear (&parts->proof);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
equals_text (GBytes *bytes, const char *text)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  return length == strlen (text) && memcmp (data, text, length) == 0;
}

static gboolean
read_entries (GBytes *bytes, Parts *parts, GError **error)
{
  static const ZbZipLimits limits = {ZB_PROTOCOL_MAX_EVIDENCE, N_ENTRIES};
  GError *cause = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("the evidence", bytes, &limits, &cause);
  if (zip == NULL)
    return zb_exchange_adopt_error (error, cause);
  guint n = zb_zip_n_entries (zip), place = 0;
  for (guint i = 0; i < n; i++, place++) {
    const char *name = zb_zip_entry_name (zip, i);
    if (place == TOKEN && g_str_equal (name, names[KEYS]))
      place = KEYS;
    if (place >= N_ENTRIES || !g_str_equal (name, names[place]))
      return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "has an entry that does not belong there");
    parts->entries[place] = zb_zip_entry_bytes (zip, i);
  }
  if (place < TOKEN)
    return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "lacks an entry");
  return equals_text (parts->entries[MIMETYPE], ZB_MIME_EVIDENCE) ||
         fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "is not of the type " ZB_MIME_EVIDENCE);
}

static gboolean
read_proof (Parts *parts, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (parts->entries[PROOF], &length);
  g_autofree char *text = g_strndup (data, length);
  if (strlen (text) != length)
    return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "holds no tlog-proof");
  return zb_log_proof_read (text, &parts->proof, error);
}

/* What the log records of this event must be what the receipt says; of a decision the log also
 * knows by whose certificate it was made. */
static gboolean
check_leaf (const Parts *parts, const ZbReceipt *receipt, GError **error)
{
  enum { TIME, EVENT, SENDER, MESSAGE, CONTAINER, DIGEST, SIGNER, OUTCOME, N_FIELDS };
  gsize length = 0;
  const char *data = g_bytes_get_data (parts->entries[LEAF], &length);
  g_autofree char *line = g_strndup (data, length);
  g_auto (GStrv) fields = g_strsplit (line, " ", 0);
  if (strlen (line) != length || strchr (line, '\n') != NULL || g_strv_length (fields) != N_FIELDS)
    return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "has no log record of eight fields");

  gboolean decision = receipt->kind == ZB_RECEIPT_DECISION;
  gboolean outcome = receipt->kind == ZB_RECEIPT_OUTCOME || receipt->kind == ZB_RECEIPT_DELIVERY;
  const char *result = outcome ? receipt->outcome : decision ? receipt->action : fields[OUTCOME];
  const char *signer = decision ? fields[SIGNER] : receipt->signer != NULL ? receipt->signer : "-";
  g_autofree char *digest = zb_digest_hex_of_bytes (parts->entries[RECEIPT]);
  g_autofree char *needed =
      zb_evidence_leaf (zb_receipt_kind_name (receipt->kind), receipt->received, receipt->sender,
                        receipt->message_id, receipt->container, digest, signer, result);
  return g_str_equal (line, needed) ||
         fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST, "has a log record of another receipt");
}

static gboolean
check_container (const ZbReceipt *receipt, GBytes *container, GError **error)
{
  if (container == NULL)
    return TRUE;
  g_autofree char *digest = zb_digest_hex_of_bytes (container);
  return g_str_equal (digest, receipt->container) ||
         fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST, "is for another container than this one");
}

/* The keys that are known, and those that they vouch for by what came along. */
static ZbSuccession *
read_keys (const Parts *parts, const char *verifier, GError **error)
{
  g_autoptr (ZbSuccession) known = zb_succession_read (verifier, error);
  gsize length = 0;
  if (known == NULL || parts->entries[KEYS] == NULL)
    return g_steal_pointer (&known);
  const char *data = g_bytes_get_data (parts->entries[KEYS], &length);
  g_autofree char *text = g_strndup (data, length);
  if (strlen (text) != length) {
    fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "names no keys of a log");
    return NULL;
  }
  g_autoptr (ZbSuccession) shown = zb_succession_read (text, error);
  return shown != NULL && zb_succession_follow (known, shown, error) ? g_steal_pointer (&known)
                                                                     : NULL;
}

static gboolean
check_log (const Parts *parts, const char *verifier, ZbEvidence *evidence, GError **error)
{
  g_autoptr (ZbSuccession) keys = read_keys (parts, verifier, error);
  if (keys == NULL ||
      !zb_checkpoint_open_at (parts->proof.checkpoint, keys, evidence->receipt->received,
                              &evidence->checkpoint, error))
    return FALSE;
  gsize length = 0;
  const void *record = g_bytes_get_data (parts->entries[LEAF], &length);
  ZbHash leaf = zb_merkle_leaf (record, length);
  return zb_merkle_verify_inclusion (&leaf, evidence->index, evidence->checkpoint.size,
                                     (const ZbHash *)(gpointer)parts->proof.path->data,
                                     parts->proof.path->len, &evidence->checkpoint.root) ||
         fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "has a path that does not lead from its record to the checkpoint");
}

static gboolean
check_stamp (const Parts *parts, ZbTrust *trust, ZbEvidence *evidence, GError **error)
{
  gsize length = 0;
  const void *token =
      parts->entries[TOKEN] != NULL ? g_bytes_get_data (parts->entries[TOKEN], &length) : NULL;
  return token == NULL ||
         zb_stamp_verify (token, length, parts->proof.checkpoint, strlen (parts->proof.checkpoint),
                          trust, &evidence->stamp, error);
}

static gboolean
check_node (const Parts *parts, ZbTrust *trust, gint64 at, ZbEvidence *evidence, GError **error)
{
  gsize length = 0;
  const void *signature = g_bytes_get_data (parts->entries[SIGNATURE], &length);
  ZbSignatureInfo info = {0};
  if (!zb_signature_verify (signature, length, parts->proof.checkpoint,
                            strlen (parts->proof.checkpoint), trust, ZB_USE_RECEIPT, at, NULL, NULL,
                            &info, error))
    return FALSE;
  evidence->node = info.signer;
  return TRUE;
}

ZbReceipt *
zb_evidence_read_receipt (GBytes *bytes, GError **error)
{
  g_auto (Parts) parts = {0};
  if (!read_entries (bytes, &parts, error))
    return NULL;
  return zb_receipt_read (names[RECEIPT], parts.entries[RECEIPT], error);
}

char *
zb_evidence_receipt_digest (GBytes *bytes, GError **error)
{
  g_auto (Parts) parts = {0};

  return read_entries (bytes, &parts, error) ? zb_digest_hex_of_bytes (parts.entries[RECEIPT])
                                             : NULL;
}

gboolean
zb_evidence_read_checkpoint (GBytes *bytes,
                             const char *verifier,
                             ZbCheckpoint *ret_checkpoint,
                             char **ret_note,
                             GError **error)
{
  g_auto (Parts) parts = {0};
  g_autoptr (ZbSuccession) keys = NULL;
  if (!read_entries (bytes, &parts, error) || !read_proof (&parts, error))
    return FALSE;
  keys = read_keys (&parts, verifier, error);
  if (keys == NULL ||
      !zb_checkpoint_open_at (parts.proof.checkpoint, keys, 0, ret_checkpoint, error))
    return FALSE;
  *ret_note = g_steal_pointer (&parts.proof.checkpoint);
  return TRUE;
}

ZbEvidence *
zb_evidence_verify (GBytes *bytes,
                    GBytes *container,
                    ZbTrust *trust,
                    const char *verifier,
                    gint64 at,
                    GError **error)
{
  g_auto (Parts) parts = {0};
  g_autoptr (ZbEvidence) evidence = g_new0 (ZbEvidence, 1);
  if (!read_entries (bytes, &parts, error) || !read_proof (&parts, error))
    return NULL;
  evidence->index = parts.proof.index;
  evidence->receipt = zb_receipt_read (names[RECEIPT], parts.entries[RECEIPT], error);
  if (evidence->receipt == NULL || !check_leaf (&parts, evidence->receipt, error) ||
      !check_container (evidence->receipt, container, error) ||
      !check_log (&parts, verifier, evidence, error) ||
      !check_stamp (&parts, trust, evidence, error))
    return NULL;
  if (evidence->stamp.time != 0)
    at = evidence->stamp.time;
  if (!check_node (&parts, trust, at, evidence, error))
    return NULL;
  return g_steal_pointer (&evidence);
}
