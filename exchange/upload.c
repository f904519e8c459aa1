/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/upload.h"

#include "exchange/digest.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"

#include <string.h>

#define VERSION "1.0.0"
#define FOLDER "/v1/uploads/"
#define MOST_RESTARTS 2 /* uploads begun anew in one run */
#define MOST_REPEATS 5  /* wrong offsets and checksums in one run */

enum { BAD_CHECKSUM = 460, GONE = 410, NOT_FOUND = 404, CONFLICT = 409 };

typedef enum {
  STEP_ON = 1,
  STEP_TAKEN, /* the server has the whole message */
  STEP_END,   /* @delivery or @error says why */
} Step;

typedef struct {
  const ZbCourierOptions *options;
  const ZbOutboxItem *item;
  const guint8 *data;
  gsize length;
  char *location; /* (nullable) path of the upload */
  guint64 offset;
  gboolean asked; /* whether @offset is the server's word of this run */
  guint restarts;
  guint repeats;
  ZbDelivery *delivery;
  GError **error;
} Upload;

char *
zb_upload_message_path (const ZbOutboxItem *item)
{
  return g_strdup_printf ("/v1/messages/%s/%s", item->sender, item->id);
}

static void
progress_cb (guint64 sent, guint64 total, gpointer data)
{
  const Upload *upload = data;
  const ZbCourierOptions *options = upload->options;
  if (options->progress != NULL)
    options->progress (upload->item->id, upload->offset + sent, upload->length,
                       options->progress_data);
}

static gboolean
request (Upload *upload,
         const char *method,
         const char *path,
         const char *const *headers,
         GBytes *body,
         ZbHttpResponse *ret_response)
{
  GError *failure = NULL;
  const ZbHttpRequest request = {.method = method,
                                 .path = path,
                                 .headers = headers,
                                 .body = body,
                                 .cancellable = upload->options->cancellable,
                                 .progress = g_str_equal (method, "PATCH") ? progress_cb : NULL,
                                 .progress_data = upload};
  return zb_http_client_send (upload->options->client, &request, ret_response, &failure) ||
         zb_delivery_fail (upload->delivery, failure);
}

static Step
decline (Upload *upload, const char *what, const ZbHttpResponse *response)
{
  const ZbCourierOptions *options = upload->options;
  zb_delivery_decline (upload->delivery, what, response, options->now (options->now_data));
  return STEP_END;
}

static gboolean
read_number (const ZbHttpResponse *response, const char *name, guint64 *ret_number)
{
  const char *text = zb_http_response_header (response, name);
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, ret_number, NULL);
}

/* Takes the server's offset for ours and notes it before anything is built on it. */
static Step
note_offset (Upload *upload, const ZbHttpResponse *response)
{
  const ZbOutbox *outbox = &upload->options->outbox;
  guint64 offset = 0;
  if (!read_number (response, "Upload-Offset", &offset) || offset > upload->length) {
    zb_delivery_again (upload->delivery, "the server does not say how much of the upload it has");
    return STEP_END;
  }
  upload->offset = offset;
  upload->asked = TRUE;
  return outbox->interface->note_upload (outbox->self, upload->item->id, upload->location, offset,
                                         upload->error)
             ? STEP_ON
             : STEP_END;
}

/* (transfer full) (nullable): the path of an upload at our own server, however it is written. */
static char *
read_location (Upload *upload, const ZbHttpResponse *response)
{
  const char *location = zb_http_response_header (response, "Location");
  const char *base = zb_http_client_base_url (upload->options->client);
  if (location != NULL && g_str_has_prefix (location, base))
    location += strlen (base);
  if (location == NULL || !g_str_has_prefix (location, FOLDER))
    return NULL;
  const char *id = location + strlen (FOLDER);
  for (const char *sign = id; *sign != '\0'; sign++) {
    if (!g_ascii_isalnum (*sign) && *sign != '-' && *sign != '_')
      return NULL;
  }
  return id[0] != '\0' && strlen (id) <= 128 ? g_strdup (location) : NULL;
}

static char *
write_metadata (const ZbOutboxItem *item)
{
  g_autofree char *sender = g_base64_encode ((const guint8 *)item->sender, strlen (item->sender));
  g_autofree char *id = g_base64_encode ((const guint8 *)item->id, strlen (item->id));
  g_autofree char *hex = zb_digest_hex_of_bytes (zb_outbox_item_body (item));
  g_autofree char *digest = g_base64_encode ((const guint8 *)hex, strlen (hex));
  return g_strdup_printf ("sender %s,message-id %s,digest %s", sender, id, digest);
}

static Step
create (Upload *upload)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, upload->length);
  g_autofree char *metadata = write_metadata (upload->item);
  const char *const headers[] = {
      "Tus-Resumable", VERSION, "Upload-Length", length, "Upload-Metadata", metadata, NULL};
  g_auto (ZbHttpResponse) response = {0};
  if (!request (upload, "POST", "/v1/uploads", headers, NULL, &response))
    return STEP_END;
  if (response.status != 201 && response.status != 200)
    return decline (upload, "the beginning of an upload", &response);
  upload->location = read_location (upload, &response);
  if (upload->location == NULL) {
    zb_delivery_again (upload->delivery, "the server does not say where the upload goes");
    return STEP_END;
  }
  /* tus leaves the offset out of this answer where it is 0. */
  if (zb_http_response_header (&response, "Upload-Offset") == NULL)
    g_hash_table_replace (response.headers, g_strdup ("upload-offset"), g_strdup ("0"));
  return note_offset (upload, &response);
}

/* The upload is no longer there. Either the message was taken and we did not hear of it, or the
 * upload is to begin anew. */
static Step
look_for_message (Upload *upload)
{
  g_autofree char *path = zb_upload_message_path (upload->item);
  g_auto (ZbHttpResponse) response = {0};
  if (!request (upload, "GET", path, NULL, NULL, &response))
    return STEP_END;
  if (response.status == 200)
    return STEP_TAKEN;
  if (response.status != NOT_FOUND)
    return decline (upload, "the question for the message", &response);
  if (++upload->restarts > MOST_RESTARTS) {
    zb_delivery_again (upload->delivery, "the server loses the upload again and again");
    return STEP_END;
  }
  g_clear_pointer (&upload->location, g_free);
  upload->offset = 0;
  return STEP_ON;
}

static Step
ask (Upload *upload)
{
  static const char *const headers[] = {"Tus-Resumable", VERSION, NULL};
  g_auto (ZbHttpResponse) response = {0};
  if (!request (upload, "HEAD", upload->location, headers, NULL, &response))
    return STEP_END;
  if (response.status == NOT_FOUND || response.status == GONE)
    return look_for_message (upload);
  if (response.status != 200 && response.status != 204)
    return decline (upload, "the question for the upload", &response);
  guint64 length = 0;
  if (read_number (&response, "Upload-Length", &length) && length != upload->length) {
    zb_delivery_again (upload->delivery, "the server has an upload of another length");
    return STEP_END;
  }
  return note_offset (upload, &response);
}

/* The same chunk, or another offset, but not for ever. Damage on the way is never the message's
 * fault. */
static Step
repeat (Upload *upload, const char *what)
{
  upload->asked = FALSE;
  if (++upload->repeats <= MOST_REPEATS)
    return STEP_ON;
  zb_delivery_again (upload->delivery, "the server finds %s in the upload again and again", what);
  return STEP_END;
}

static Step
read_chunk_answer (Upload *upload, const ZbHttpResponse *response)
{
  static const char what[] = "a part of the upload";
  g_autoptr (ZbProblem) problem = zb_problem_read (response->body);
  g_autofree char *name = g_strdup_printf ("%s/%s", upload->item->sender, upload->item->id);
  switch (response->status) {
  case 200:
  case 204:
    if (g_strcmp0 (zb_http_response_header (response, "Zhibao-Message"), name) == 0)
      return STEP_TAKEN;
    if (upload->offset == upload->length) {
      zb_delivery_again (upload->delivery, "the server has all of the upload, but no message");
      return STEP_END;
    }
    return note_offset (upload, response);
  case NOT_FOUND:
  case GONE:
    return look_for_message (upload);
  case BAD_CHECKSUM:
    return repeat (upload, "damage");
  case CONFLICT:
    /* Only a wrong offset can be helped; another message under this id cannot. */
    if (problem == NULL || g_str_equal (problem->code, "wrong-offset"))
      return repeat (upload, "gaps");
    return decline (upload, what, response);
  default:
    return decline (upload, what, response);
  }
}

/* At the end of the bytes an empty chunk asks the server to take what it has. */
static Step
send_chunk (Upload *upload)
{
  gsize size = MIN (upload->length - upload->offset, ZB_PROTOCOL_MAX_CHUNK);
  const guint8 *start = upload->data + upload->offset;
  guint8 digest[ZB_DIGEST_SIZE];
  zb_digest_compute (start, size, digest);
  g_autofree char *base64 = g_base64_encode (digest, sizeof digest);
  g_autofree char *checksum = g_strconcat ("sha256 ", base64, NULL);
  g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, upload->offset);
  const char *const headers[] = {"Tus-Resumable",   VERSION,         "Content-Type",
                                 ZB_MIME_TUS_CHUNK, "Upload-Offset", offset,
                                 "Upload-Checksum", checksum,        NULL};
  g_autoptr (GBytes) chunk =
      g_bytes_new_from_bytes (zb_outbox_item_body (upload->item), upload->offset, size);
  g_auto (ZbHttpResponse) response = {0};
  if (!request (upload, "PATCH", upload->location, headers, chunk, &response))
    return STEP_END;
  return read_chunk_answer (upload, &response);
}

gboolean
zb_upload_run (const ZbCourierOptions *options,
               const ZbOutboxItem *item,
               ZbDelivery *delivery,
               GError **error)
{
  Upload upload = {.options = options,
                   .item = item,
                   .location = g_strdup (item->upload),
                   .offset = item->offset,
                   .delivery = delivery,
                   .error = error};
  upload.data = g_bytes_get_data (zb_outbox_item_body (item), &upload.length);
  Step step = STEP_ON;
  while (step == STEP_ON) {
    if (upload.location == NULL)
      step = create (&upload);
    else if (!upload.asked)
      step = ask (&upload);
    else
      step = send_chunk (&upload);
  }
  g_free (upload.location);
  return step == STEP_TAKEN;
}
