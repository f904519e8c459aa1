/* SPDX-License-Identifier: Apache-2.0 */
/* A report by tus, each step once: whoever repeats begins with the first. */
#include "tests/faults/storm-private.h"

#include "exchange/digest.h"
#include "exchange/protocol.h"

#include <string.h>

#define TUS "Tus-Resumable", "1.0.0"

typedef struct {
  ZbHttpClient *client;
  ZbHttpResponse response;
  GError *error;
  gboolean answered; /* the last question */
} Talk;

static void
talk_clear (Talk *talk)
{
  zb_http_response_clear (&talk->response);
  g_clear_error (&talk->error);
  g_clear_pointer (&talk->client, zb_http_client_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Talk, talk_clear)

/* TRUE if it was answered @status. */
static gboolean
ask (Talk *talk, const ZbHttpRequest *request, guint status)
{
  zb_http_response_clear (&talk->response);
  talk->answered = zb_http_client_send (talk->client, request, &talk->response, &talk->error);
  return talk->answered && talk->response.status == status;
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guchar *)text, strlen (text));
}

/* (transfer full) where it is; the same again for the same message. */
static char *
create (Talk *talk, const char *sender, const char *id, GBytes *container)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (container);
  g_autofree char *a = encode (sender);
  g_autofree char *b = encode (id);
  g_autofree char *c = encode (digest);
  g_autofree char *metadata = g_strdup_printf ("sender %s,message-id %s,digest %s", a, b, c);
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (container));
  const char *const headers[] = {TUS, "Upload-Length", length, "Upload-Metadata", metadata, NULL};

  return ask (talk, &(ZbHttpRequest){.method = "POST", .path = "/v1/uploads", .headers = headers},
              201)
             ? g_strdup (zb_http_response_header (&talk->response, "Location"))
             : NULL;
}

static gboolean
send_from (Talk *talk, const char *place, GBytes *container, gsize from, gsize until)
{
  g_autoptr (GBytes) chunk = g_bytes_new_from_bytes (container, from, until - from);
  g_autofree char *offset = g_strdup_printf ("%" G_GSIZE_FORMAT, from);
  const char *const headers[] = {TUS, "Content-Type", ZB_MIME_TUS_CHUNK, "Upload-Offset", offset,
                                 NULL};

  return ask (talk,
              &(ZbHttpRequest){.method = "PATCH", .path = place, .headers = headers, .body = chunk},
              204);
}

/* What is missing, in two parts; all was there already where the last answer was lost. */
static gboolean
send_rest (Talk *talk, const char *place, GBytes *container)
{
  static const char *const headers[] = {TUS, NULL};
  gsize size = g_bytes_get_size (container);

  if (!ask (talk, &(ZbHttpRequest){.method = "HEAD", .path = place, .headers = headers}, 200))
    return FALSE;
  const char *text = zb_http_response_header (&talk->response, "Upload-Offset");
  gsize offset = text ? (gsize)g_ascii_strtoull (text, NULL, 10) : 0;
  gsize middle = MAX (size / 2, offset);
  return (offset >= middle || send_from (talk, place, container, offset, middle)) &&
         send_from (talk, place, container, middle, size);
}

/* The receipt of what was taken in. */
static gboolean
fetch (Talk *talk, const char *sender, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/v1/messages/%s/%s", sender, id);

  return ask (talk, &(ZbHttpRequest){.method = "GET", .path = path}, 200);
}

guint
zb_storm_try_upload (ZbStorm *storm, const char *id, GBytes *container, char **ret_code)
{
  const char *sender = storm->units[0].person->unit;
  g_auto (Talk) talk = {.client = zb_storm_connect (storm, storm->units[0].person)};
  g_autofree char *place = create (&talk, sender, id, container);

  /* What its last part brought about is told by the message. */
  if (place && send_rest (&talk, place, container) && fetch (&talk, sender, id))
    talk.response.status = 201;
  guint status = zb_storm_note_try (storm, id, container, talk.answered ? &talk.response : NULL,
                                    talk.error, ret_code);
  if (status == 201)
    zb_storm_set_head (&storm->units[0], id);
  return status;
}
