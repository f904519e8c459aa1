/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "server/api/handlers.h"
#include "server/api/problems.h"
#include "server/api/tus.h"
#include "server/api/upload-end.h"
#include "server/intake/intake.h"
#include "server/intake/spool.h"
#include "server/register/register.h"
#include "server/store/upload.h"

#include <string.h>

/* With every answer; tus.io, "Tus-Resumable". */
static const char *const tus_headers[] = {"Tus-Resumable", ZB_TUS_VERSION, "Tus-Version",
                                          ZB_TUS_VERSION, NULL};

/* FALSE after answering 412. */
static gboolean
check_version (ZbCall *call)
{
  const char *version = zb_request_header (call->request, "Tus-Resumable");

  call->headers = tus_headers;
  if (g_strcmp0 (version, ZB_TUS_VERSION) == 0)
    return TRUE;
  zb_call_fail (call, "wrong-version", "Tus-Resumable: " ZB_TUS_VERSION);
  return FALSE;
}

void
zb_handle_upload_options (ZbCall *call)
{
  g_autofree char *size = g_strdup_printf ("%d", ZB_PROTOCOL_MAX_CONTAINER);
  const char *const headers[] = {"Tus-Extension",
                                 "creation,checksum,expiration,termination",
                                 "Tus-Checksum-Algorithm",
                                 "sha1,sha256",
                                 "Tus-Max-Size",
                                 size,
                                 NULL};

  call->headers = tus_headers;
  zb_call_answer_empty (call, 204, headers);
}

static void
answer_state (ZbCall *call, guint status, const ZbUpload *upload)
{
  g_autofree char *location = g_strconcat ("/v1/uploads/", upload->id, NULL);
  g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, upload->offset);
  g_autofree char *length = g_strdup_printf ("%" G_GUINT64_FORMAT, upload->length);
  g_autofree char *expires = zb_tus_date_format (upload->expires);
  const char *const headers[] = {"Upload-Offset",
                                 offset,
                                 "Upload-Length",
                                 length,
                                 "Upload-Expires",
                                 expires,
                                 status == 201 ? "Location" : NULL,
                                 location,
                                 NULL};

  zb_call_answer_empty (call, status, headers);
}

/* Whether the caller may deliver for the sender he names, who must be registered. */
static gboolean
check_sender (ZbCall *call, const char *sender, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);
  const ZbMandateScope scope = {.day = day};
  GError *failure = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (call->service->store, sender, day, &failure);

  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_UNKNOWN_UNIT,
                 "the sender %s is not in the register", sender);
  }
  /* What a node may bring is told by the message. */
  if (unit && call->identity.kind == ZB_KIND_NODE)
    return TRUE;
  if (unit)
    return zb_carrier_may_deliver (call->service->store, unit, call->identity.unit, &scope, error);
  g_propagate_error (error, failure);
  return FALSE;
}

/* The upload that this very request began before; NULL without an error if there is none. */
static ZbUpload *
find_begun (ZbCall *call, const ZbUpload *wanted, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbUpload) begun =
      zb_store_find_upload (call->service->store, wanted->carrier, wanted->sender,
                            wanted->message_id, wanted->digest, &failure);

  if (failure && !g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, failure);
    return NULL;
  }
  g_clear_error (&failure);
  if (!begun || (begun->length == wanted->length && begun->expires >= call->now &&
                 zb_spool_has (call->service->spool, begun->id, begun->length)))
    return g_steal_pointer (&begun);
  /* Past its time, another length under one digest, or without its file, as where the disk failed
   * while it was entered and the node with it: begin anew. */
  zb_upload_end (call->service, begun->id, call->now, NULL, NULL);
  return NULL;
}

/* Makes room for @upload and enters it. FALSE with an error, or without one if the same request
 * was faster elsewhere. */
static gboolean
enter (ZbCall *call, const ZbUpload *upload, GError **error)
{
  const ZbService *service = call->service;
  ZbUploadBegin begin = {upload, zb_spool_quota (service->spool)};
  ZbActResult result = {0};
  ZbAct act = {
      .kind = ZB_ACT_UPLOAD,
      .what = &begin,
      .time = call->now,
      .who = zb_call_who (call),
  };

  /* Held, lest the sweep takes bytes that the store does not know yet. */
  zb_spool_hold (service->spool, upload->id);
  gboolean made = zb_spool_make (service->spool, upload->id, upload->length, error);
  gboolean entered =
      made && zb_store_commit_one (service->store, &act, &result, error) && !result.repeated;
  zb_act_result_clear (&result);
  if (made && !entered)
    zb_spool_remove (service->spool, upload->id);
  zb_spool_release (service->spool, upload->id);
  return entered;
}

static void
begin (ZbCall *call, const ZbUpload *upload)
{
  g_autoptr (ZbUpload) begun = NULL;
  GError *error = NULL;

  if (enter (call, upload, &error)) {
    answer_state (call, 201, upload);
    return;
  }
  if (!error)
    begun = find_begun (call, upload, &error);
  if (begun)
    answer_state (call, 201, begun);
  else if (error)
    zb_call_fail_error (call, error);
  else
    zb_call_fail (call, "upload-gone", NULL);
}

static void
begin_or_find (ZbCall *call, ZbUpload *upload)
{
  guint64 promised = 0;
  GError *error = NULL;
  g_autoptr (ZbUpload) begun = NULL;

  if (check_sender (call, upload->sender, &error))
    begun = find_begun (call, upload, &error);
  if (!error && !begun)
    zb_store_read_upload_quota (call->service->store, upload->sender, &promised, &error);
  if (error)
    zb_call_fail_error (call, error);
  else if (begun)
    answer_state (call, 201, begun);
  else if (promised + upload->length > zb_spool_quota (call->service->spool))
    /* The act says so too; this spares making the file. */
    zb_call_fail (call, "quota", upload->sender);
  else
    begin (call, upload);
}

void
zb_handle_upload_post (ZbCall *call)
{
  ZbTusMetadata metadata = {0};
  guint64 length = 0;

  if (!check_version (call))
    return;
  if (!zb_tus_number_parse (zb_request_header (call->request, "Upload-Length"), &length) ||
      length == 0) {
    zb_call_fail (call, "bad-argument", "Upload-Length");
    return;
  }
  if (length > (call->identity.kind == ZB_KIND_NODE ? ZB_PROTOCOL_MAX_TRANSFER
                                                    : ZB_PROTOCOL_MAX_CONTAINER)) {
    zb_call_fail (call, "too-large", "Upload-Length");
    return;
  }
  if (!zb_tus_metadata_parse (zb_request_header (call->request, "Upload-Metadata"), &metadata)) {
    zb_call_fail (call, "bad-argument", "Upload-Metadata");
    return;
  }
  g_autofree char *id = zb_spool_new_id ();
  ZbUpload upload = {
      .id = id,
      .carrier = (char *)zb_call_who (call),
      .sender = metadata.sender,
      .message_id = metadata.message_id,
      .digest = metadata.digest,
      .length = length,
      .expires = call->now + zb_spool_lifetime (call->service->spool),
  };
  begin_or_find (call, &upload);
  zb_tus_metadata_clear (&metadata);
}

/* The upload of the route, if the caller began it and it goes on; NULL after answering. */
static ZbUpload *
find_upload (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbUpload) upload =
      zb_spool_id_is_valid (call->parts[0])
          ? zb_store_read_upload (call->service->store, call->parts[0], &error)
          : NULL;

  if (error)
    zb_call_fail_error (call, error);
  else if (!upload || strcmp (upload->carrier, zb_call_who (call)) != 0)
    zb_call_fail (call, "not-found", NULL);
  else if (upload->ended || upload->expires < call->now ||
           !zb_spool_has (call->service->spool, upload->id, upload->length))
    zb_call_fail (call, "upload-gone", NULL);
  else
    return g_steal_pointer (&upload);
  return NULL;
}

void
zb_handle_upload_head (ZbCall *call)
{
  g_autoptr (ZbUpload) upload = check_version (call) ? find_upload (call) : NULL;

  if (upload)
    answer_state (call, 200, upload);
}

static void
deleted_cb (gpointer data)
{
  zb_call_answer_empty (data, 204, NULL);
}

void
zb_handle_upload_delete (ZbCall *call)
{
  g_autoptr (ZbUpload) upload = check_version (call) ? find_upload (call) : NULL;

  if (upload)
    zb_upload_end (call->service, upload->id, call->now, deleted_cb, call);
}

/* A whole upload on its way through intake, and what intake said. */
typedef struct {
  ZbCall *call;
  ZbUpload *upload;
  char *message; /* SENDER/ID; NULL with @error */
  GError *error;
} Handing;

static void
answer_handing (gpointer data)
{
  Handing *handing = data;
  g_autoptr (ZbUpload) upload = handing->upload;
  g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, upload->offset);
  g_autofree char *message = handing->message;
  const char *const headers[] = {"Zhibao-Message", message, "Upload-Offset", offset, NULL};

  if (handing->error)
    zb_call_fail_error (handing->call, handing->error);
  else
    zb_call_answer_empty (handing->call, 204, headers);
  g_free (handing);
}

/* On a thread of intake. What may go better next time leaves the upload as it is: an empty PATCH at
 * its end hands it over again. */
static void
handed_cb (const ZbIntakeAnswer *answer, GError *error, gpointer data)
{
  Handing *handing = data;
  ZbCall *call = handing->call;

  if (answer)
    handing->message = g_strconcat (answer->sender, "/", answer->message_id, NULL);
  else
    handing->error = g_error_copy (error);
  if (!answer && zb_problem_kind (zb_problem_code_for (error))->status >= 500)
    answer_handing (handing);
  else
    zb_upload_end (call->service, handing->upload->id, call->now, answer_handing, handing);
}

/* Takes @upload. */
static void
hand_over (ZbCall *call, ZbUpload *upload)
{
  const ZbService *service = call->service;
  Handing *handing = g_new0 (Handing, 1);
  g_autoptr (GBytes) container =
      zb_spool_read (service->spool, upload->id, upload->length, &handing->error);
  g_autofree char *digest = container ? zb_digest_hex_of_bytes (container) : NULL;
  g_autoptr (ZbTransfer) transfer = NULL;
  ZbArrival arrival = {
      .container = container,
      .carrier = call->identity.unit,
      .carrier_digest = zb_call_who (call),
      .received = call->now,
      .slowly = TRUE,
  };

  handing->call = call;
  handing->upload = upload;
  if (!digest) {
    answer_handing (handing);
    return;
  }
  if (strcmp (digest, upload->digest) != 0)
    g_set_error (&handing->error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
                 "the upload has not the digest promised");
  else if (call->identity.kind == ZB_KIND_NODE)
    transfer = zb_transfer_open ("message", container, &handing->error);
  if (!handing->error) {
    zb_intake_take (service->intake, zb_arrival_by (&arrival, transfer, call->identity.name),
                    handed_cb, handing);
  } else {
    zb_upload_end (service, upload->id, call->now, answer_handing, handing);
  }
}

/* With @upload held: the chunk goes to the disk before its offset counts. */
static gboolean
append (ZbCall *call, ZbUpload *upload, GError **error)
{
  const ZbService *service = call->service;
  gsize size = g_bytes_get_size (call->request->body);
  ZbUploadProgress progress = {
      .id = upload->id,
      .from = upload->offset,
      .to = upload->offset + size,
      .expires = call->now + zb_spool_lifetime (service->spool),
  };
  ZbAct act = {
      .kind = ZB_ACT_UPLOAD_PROGRESS,
      .what = &progress,
      .time = call->now,
      .who = zb_call_who (call),
  };
  ZbActResult result = {0};

  if (size == 0)
    return TRUE;
  if (!zb_spool_write (service->spool, upload->id, upload->offset, call->request->body, error))
    return FALSE;
  gboolean kept = zb_store_commit_one (service->store, &act, &result, error);
  zb_act_result_clear (&result);
  if (kept) {
    upload->offset = progress.to;
    upload->expires = progress.expires;
  }
  return kept;
}

/* FALSE after answering what is wrong with the chunk. */
static gboolean
check_chunk (ZbCall *call, guint64 *ret_offset)
{
  const ZbRequest *request = call->request;
  const char *checksum = zb_request_header (request, "Upload-Checksum");
  gboolean matches = TRUE;

  if (g_strcmp0 (zb_request_header (request, "Content-Type"), ZB_MIME_TUS_CHUNK) != 0)
    zb_call_fail (call, "wrong-type", ZB_MIME_TUS_CHUNK);
  else if (!zb_tus_number_parse (zb_request_header (request, "Upload-Offset"), ret_offset))
    zb_call_fail (call, "bad-argument", "Upload-Offset");
  else if (checksum && !zb_tus_checksum_check (checksum, request->body, &matches))
    zb_call_fail (call, "bad-argument", "Upload-Checksum");
  else if (!matches)
    zb_call_fail (call, "bad-checksum", NULL);
  else
    return TRUE;
  return FALSE;
}

/* With the upload held, until it is released here. */
static void
take_chunk (ZbCall *call, guint64 offset)
{
  const ZbService *service = call->service;
  g_autofree char *id = g_strdup (call->parts[0]);
  g_autoptr (ZbUpload) upload = find_upload (call);
  GError *error = NULL;

  if (!upload) {
    zb_spool_release (service->spool, id);
    return;
  }
  gboolean fits = g_bytes_get_size (call->request->body) <= upload->length - upload->offset;
  gboolean appended = offset == upload->offset && fits && append (call, upload, &error);
  zb_spool_release (service->spool, id);
  if (error)
    zb_call_fail_error (call, error);
  else if (offset != upload->offset && !appended)
    zb_call_fail (call, "wrong-offset", NULL);
  else if (!fits)
    zb_call_fail (call, "too-large", "Upload-Length");
  else if (upload->offset < upload->length)
    answer_state (call, 204, upload);
  else
    hand_over (call, g_steal_pointer (&upload));
}

void
zb_handle_upload_patch (ZbCall *call)
{
  guint64 offset = 0;

  if (!check_version (call) || !check_chunk (call, &offset))
    return;
  if (zb_spool_hold (call->service->spool, call->parts[0]))
    take_chunk (call, offset);
  else
    zb_call_fail (call, "upload-busy", NULL);
}
