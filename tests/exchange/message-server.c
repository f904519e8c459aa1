/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/exchange/message-server.h"

#include "exchange/base64.h"
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "tests/support/message.h"

#include <string.h>

static void
upload_free (gpointer data)
{
  ServedUpload *upload = data;
  g_byte_array_unref (upload->bytes);
  g_free (upload->message_id);
  g_free (upload->digest);
  g_free (upload);
}

static const char *
header (const ZbPeerRequest *request, const char *name)
{
  return g_hash_table_lookup (request->headers, name);
}

static void
answer_text (ZbPeerAnswer *answer, guint status, const char *text)
{
  answer->status = status;
  if (text != NULL)
    answer->body = g_bytes_new (text, strlen (text));
}

static void
answer_problem (ZbPeerAnswer *answer, guint status, const char *code)
{
  g_autofree char *body = g_strdup_printf (
      "{\"type\":\"urn:zhibao:problem:%s\",\"status\":%u,\"title\":\"Title of %s\"}", code, status,
      code);
  answer_text (answer, status, body);
}

static void
write_evidence (const MessageServer *server,
                ZbJsonWriter *json,
                const char *key,
                ZbReceiptKind kind,
                GBytes *container)
{
  GBytes *about = server->about != NULL ? server->about : container;
  g_autoptr (ZbReceipt) receipt = zb_test_receipt_new (kind, about, server->now);
  ZbTestIdentity *node = server->signing_node != NULL ? server->signing_node : server->node;
  g_autoptr (GBytes) evidence =
      zb_test_evidence_new (server->authority, node, receipt, kind, 9, server->now);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (evidence, &length);
  g_autofree char *base64 = g_base64_encode (data, length);
  zb_json_writer_string (json, key, base64);
}

static void
answer_message (const MessageServer *server, ZbPeerAnswer *answer, guint status, const char *id)
{
  GBytes *container = g_hash_table_lookup (server->messages, id);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "message", id);
  zb_json_writer_string (json, "state", "valid");
  write_evidence (server, json, "r1", ZB_RECEIPT_ARRIVAL, container);
  if (server->without_r2)
    zb_json_writer_string (json, "r2", NULL);
  else
    write_evidence (server, json, "r2", ZB_RECEIPT_OUTCOME, container);
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  answer_text (answer, status, text);
}

static void
answer_pair (const MessageServer *server, ZbPeerAnswer *answer, guint status, const char *id)
{
  GBytes *container = g_hash_table_lookup (server->messages, id);
  GBytes *about = server->about != NULL ? server->about : container;
  g_autoptr (ZbReceipt) r1 = zb_test_receipt_new (ZB_RECEIPT_ARRIVAL, about, server->now);
  g_autoptr (ZbReceipt) r2 = zb_test_receipt_new (ZB_RECEIPT_OUTCOME, about, server->now);
  ZbTestIdentity *node = server->signing_node != NULL ? server->signing_node : server->node;

  answer->status = status;
  answer->body = zb_test_evidence_pair_new (server->authority, node, r1, r2, server->now);
  g_string_append (answer->headers, "Content-Type: " ZB_MIME_EVIDENCE_PAIR "\r\n");
}

/* The id of a message that is sound; NULL for others. */
static char *
take_message (MessageServer *server, GBytes *bytes)
{
  g_autoptr (ZbContainer) container = zb_container_open ("message", bytes, NULL);
  if (container == NULL)
    return NULL;
  const char *id = zb_container_envelope (container)->message_id;
  if (!g_hash_table_contains (server->messages, id)) {
    g_hash_table_insert (server->messages, g_strdup (id), g_bytes_ref (bytes));
    server->taken++;
  }
  return g_strdup (id);
}

static void
serve_post (MessageServer *server, const ZbPeerRequest *request, ZbPeerAnswer *answer)
{
  const char *accept = header (request, "accept");
  guint before = server->taken;
  if (g_strcmp0 (header (request, "content-type"), ZB_MIME_ASICE) != 0 ||
      g_bytes_get_size (request->body) > ZB_PROTOCOL_MAX_SMALL_MESSAGE) {
    answer_problem (answer, 413, "too-large");
    return;
  }
  g_autofree char *id = take_message (server, request->body);
  if (id == NULL)
    answer_problem (answer, 422, "bad-container");
  else if (server->pairs && accept != NULL && strstr (accept, ZB_MIME_EVIDENCE_PAIR) != NULL)
    answer_pair (server, answer, server->taken > before ? 201 : 200, id);
  else
    answer_message (server, answer, server->taken > before ? 201 : 200, id);
}

/* One value of Upload-Metadata as text. */
static char *
metadata (const ZbPeerRequest *request, const char *key)
{
  g_auto (GStrv) pairs = g_strsplit (header (request, "upload-metadata"), ",", 0);
  for (guint i = 0; pairs[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (pairs[i], " ", 2);
    if (g_str_equal (words[0], key)) {
      gsize length = 0;
      g_autofree char *text = (char *)g_base64_decode (words[1], &length);
      return g_strndup (text, length);
    }
  }
  return NULL;
}

static void
answer_offset (ZbPeerAnswer *answer, guint status, const ServedUpload *upload)
{
  answer->status = status;
  g_string_append_printf (answer->headers,
                          "Tus-Resumable: 1.0.0\r\nUpload-Offset: %u\r\nUpload-Length: %zu\r\n",
                          upload->bytes->len, upload->length);
}

static void
serve_create (MessageServer *server, const ZbPeerRequest *request, ZbPeerAnswer *answer)
{
  g_autofree char *id = metadata (request, "message-id");
  g_autofree char *digest = metadata (request, "digest");
  guint at = 0;
  for (; at < server->uploads->len; at++) {
    const ServedUpload *known = g_ptr_array_index (server->uploads, at);
    if (!known->ended && g_str_equal (known->message_id, id) && g_str_equal (known->digest, digest))
      break;
  }
  if (at == server->uploads->len) {
    ServedUpload *upload = g_new0 (ServedUpload, 1);
    upload->bytes = g_byte_array_new ();
    upload->length = (gsize)g_ascii_strtoull (header (request, "upload-length"), NULL, 10);
    upload->message_id = g_steal_pointer (&id);
    upload->digest = g_steal_pointer (&digest);
    g_ptr_array_add (server->uploads, upload);
  }
  answer_offset (answer, 201, g_ptr_array_index (server->uploads, at));
  if (server->location != NULL)
    g_string_append_printf (answer->headers, "Location: %s\r\n", server->location);
  else
    g_string_append_printf (answer->headers, "Location: /v1/uploads/%u\r\n", at);
}

static gboolean
checksum_holds (const MessageServer *server, const ZbPeerRequest *request)
{
  guint8 given[ZB_DIGEST_SIZE], computed[ZB_DIGEST_SIZE];
  const char *text = header (request, "upload-checksum");
  zb_digest_compute (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body),
                     computed);
  return !server->deaf_to_checksums && text != NULL && g_str_has_prefix (text, "sha256 ") &&
         zb_base64_read (text + strlen ("sha256 "), given, sizeof given) &&
         memcmp (given, computed, sizeof given) == 0;
}

static void
finish_upload (MessageServer *server, ServedUpload *upload, ZbPeerAnswer *answer)
{
  g_autoptr (GBytes) bytes = g_bytes_new (upload->bytes->data, upload->bytes->len);
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);
  g_autofree char *id = g_str_equal (digest, upload->digest) ? take_message (server, bytes) : NULL;
  upload->ended = TRUE;
  if (id == NULL) {
    answer_problem (answer, 422, "wrong-digest");
    return;
  }
  answer->status = 204;
  if (server->without_message)
    return;
  answer_offset (answer, 204, upload);
  g_string_append_printf (answer->headers, "Zhibao-Message: %s/%s\r\n", ZB_TEST_UNIT, id);
}

static void
serve_chunk (MessageServer *server,
             ServedUpload *upload,
             const ZbPeerRequest *request,
             ZbPeerAnswer *answer)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (request->body, &length);
  guint64 offset = g_ascii_strtoull (header (request, "upload-offset"), NULL, 10);
  if (!request->complete)
    return; /* nobody hears the answer, and half a chunk has no checksum */
  g_assert_cmpuint (length, <=, ZB_PROTOCOL_MAX_CHUNK);
  if (!checksum_holds (server, request)) {
    answer_problem (answer, 460, "bad-checksum");
  } else if (offset != upload->bytes->len || server->wrong_offset) {
    server->wrong_offset = FALSE;
    answer_problem (answer, 409, "wrong-offset");
  } else {
    g_byte_array_append (upload->bytes, data, (guint)length);
    if (upload->bytes->len < upload->length)
      answer_offset (answer, 204, upload);
    else
      finish_upload (server, upload, answer);
  }
}

static void
serve_upload (MessageServer *server, const ZbPeerRequest *request, ZbPeerAnswer *answer)
{
  guint64 at = g_ascii_strtoull (request->path + strlen ("/v1/uploads/"), NULL, 10);
  ServedUpload *upload = at < server->uploads->len ? g_ptr_array_index (server->uploads, at) : NULL;
  if (upload == NULL)
    answer_problem (answer, 404, "not-found");
  else if (upload->ended || server->lose_uploads)
    answer_problem (answer, 410, "upload-gone");
  else if (g_str_equal (request->method, "HEAD"))
    answer_offset (answer, 200, upload);
  else
    serve_chunk (server, upload, request, answer);
}

static void
serve (MessageServer *server, const ZbPeerRequest *request, ZbPeerAnswer *answer)
{
  static const char messages[] = "/v1/messages/" ZB_TEST_UNIT "/";
  if (g_str_has_prefix (request->path, "/v1/uploads/"))
    serve_upload (server, request, answer);
  else if (g_str_equal (request->path, "/v1/uploads"))
    serve_create (server, request, answer);
  else if (g_str_equal (request->path, "/v1/messages"))
    serve_post (server, request, answer);
  else if (!g_str_has_prefix (request->path, messages) ||
           !g_hash_table_contains (server->messages, request->path + strlen (messages)))
    answer_problem (answer, 404, "not-found");
  else
    answer_message (server, answer, 200, request->path + strlen (messages));
}

static void
handle_cb (const ZbPeerRequest *request, ZbPeerAnswer *answer, gpointer data)
{
  MessageServer *server = data;
  guint number = server->log->len;
  g_ptr_array_add (server->log, g_strdup_printf ("%s %s", request->method, request->path));
  server->received += g_bytes_get_size (request->body);
  if (g_str_has_prefix (request->path, "/v1/uploads"))
    g_assert_cmpstr (header (request, "tus-resumable"), ==, "1.0.0");
  if (number >= server->fail_from && number < server->fail_to) {
    answer_text (answer, server->fail_status, server->fail_body);
    if (server->fail_headers != NULL)
      g_string_append (answer->headers, server->fail_headers);
    return;
  }
  if (request->complete || g_str_equal (request->method, "PATCH"))
    serve (server, request, answer);
  if (number >= server->drop_from && number < server->drop_to) {
    answer->status = 0;
    g_clear_pointer (&answer->body, g_bytes_unref);
  }
}

void
message_server_init (MessageServer *server, ZbTestAuthority *authority, gint64 now)
{
  g_autoptr (ZbTestIdentity) tls =
      zb_test_authority_identify (authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER);
  *server = (MessageServer){.authority = authority, .now = now};
  server->node = zb_test_authority_identify (authority, "p256", ZB_TEST_NODE, NULL, ZB_USE_RECEIPT);
  server->messages =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  server->uploads = g_ptr_array_new_with_free_func (upload_free);
  server->log = g_ptr_array_new_with_free_func (g_free);
  server->peer = zb_http_peer_new (tls, zb_test_authority_root (authority), handle_cb, server);
}

void
message_server_clear (MessageServer *server)
{
  zb_http_peer_free (server->peer);
  zb_test_identity_free (server->node);
  g_hash_table_unref (server->messages);
  g_ptr_array_unref (server->uploads);
  g_ptr_array_unref (server->log);
}

guint
message_server_count (const MessageServer *server, const char *start)
{
  guint n = 0;
  for (guint i = 0; i < server->log->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (server->log, i), start) ? 1 : 0;
  return n;
}
