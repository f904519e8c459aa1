/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/inbound.h"

#include "server/listener/handshake.h"

#include <string.h>

struct _ZbInbound {
  ZbRequest request;
  struct MHD_Connection *connection;
  char *method, *path;
  ZbPeer peer;
  gsize length;     /* of the body, as announced */
  gboolean judged;  /* its head is, on another thread */
  gboolean drains;  /* who sends is a proxy, which must be heard out before it hears */
  gboolean drained; /* what comes of the body is for nobody */
  gsize received;   /* of the body … */
  guint8 *body;     /* … that has room for all of it, while it comes in */
  gboolean comes;   /* it does */
  gint64 body_since;
  void (*answered) (gpointer data);
  gpointer answered_data;
  struct MHD_Response *response; /* once answered */
  guint status;
  gboolean has_body; /* it has */
};

static const char *
lookup (gpointer self, ZbRequestPart part, const char *name)
{
  ZbInbound *inbound = self;

  return MHD_lookup_connection_value (
      inbound->connection, part == ZB_REQUEST_HEADER ? MHD_HEADER_KIND : MHD_GET_ARGUMENT_KIND,
      name);
}

static void
go_on (ZbInbound *inbound)
{
  void (*answered) (gpointer data) = inbound->answered;
  gpointer data = inbound->answered_data;

  /* From here on the listener's thread may free the inbound at any moment. */
  MHD_resume_connection (inbound->connection);
  answered (data);
}

static void
admit (gpointer self)
{
  go_on (self);
}

static void
respond (gpointer self, const ZbResponse *response)
{
  ZbInbound *inbound = self;
  ZbResponse sent = *response;

  /* A body that nobody will read is on its way. */
  sent.close = sent.close || (inbound->judged && !inbound->drains);
  inbound->status = response->status;
  inbound->has_body = response->body && g_bytes_get_size (response->body) > 0;
  inbound->response = zb_inbound_build_response (&sent);
  go_on (inbound);
}

ZbInbound *
zb_inbound_new (struct MHD_Connection *connection,
                const char *method,
                const char *path,
                gsize length,
                const ZbPeer *peer)
{
  ZbInbound *inbound = g_new0 (ZbInbound, 1);

  inbound->connection = connection;
  inbound->method = g_strdup (method);
  inbound->path = g_strdup (path);
  inbound->peer = *peer;
  inbound->length = length;
  inbound->request = (ZbRequest){
      .method = inbound->method,
      .path = inbound->path,
      .address = peer->address,
      .peer = peer->certificate,
      .peer_digest = peer->digest,
      .arrived = g_get_monotonic_time (),
      .lookup = lookup,
      .admit = admit,
      .respond = respond,
      .self = inbound,
  };
  return inbound;
}

void
zb_inbound_free (ZbInbound *inbound)
{
  if (inbound->request.judged_free)
    inbound->request.judged_free (inbound->request.judged);
  g_free (inbound->method);
  g_free (inbound->path);
  zb_peer_clear (&inbound->peer);
  g_clear_pointer (&inbound->request.body, g_bytes_unref);
  g_free (inbound->body);
  g_clear_pointer (&inbound->response, MHD_destroy_response);
  g_free (inbound);
}

gboolean
zb_inbound_append (ZbInbound *inbound, const char *data, gsize size)
{
  if (!inbound->comes || size > inbound->length - inbound->received)
    return FALSE;
  if (!inbound->drained)
    memcpy (inbound->body + inbound->received, data, size);
  inbound->received += size;
  return TRUE;
}

gboolean
zb_inbound_is_whole (const ZbInbound *inbound)
{
  return inbound->comes && inbound->received == inbound->length;
}

gboolean
zb_inbound_is_too_slow (const ZbInbound *inbound, guint bytes_per_s, guint grace_s)
{
  gint64 elapsed = g_get_monotonic_time () - inbound->body_since;

  return elapsed > grace_s * G_TIME_SPAN_SECOND &&
         (gint64)inbound->received < elapsed / G_TIME_SPAN_SECOND * bytes_per_s;
}

static ZbRequest *
suspend (ZbInbound *inbound, void (*answered) (gpointer data), gpointer data)
{
  inbound->answered = answered;
  inbound->answered_data = data;
  MHD_suspend_connection (inbound->connection);
  return &inbound->request;
}

ZbRequest *
zb_inbound_request (ZbInbound *inbound)
{
  return &inbound->request;
}

ZbRequest *
zb_inbound_suspend (ZbInbound *inbound, void (*answered) (gpointer data), gpointer data)
{
  inbound->judged = TRUE;
  return suspend (inbound, answered, data);
}

ZbRequest *
zb_inbound_suspend_whole (ZbInbound *inbound, void (*answered) (gpointer data), gpointer data)
{
  inbound->comes = FALSE;
  inbound->request.body = g_bytes_new_take (g_steal_pointer (&inbound->body), inbound->length);
  zb_handshake_let_wait (inbound->connection);
  return suspend (inbound, answered, data);
}

gboolean
zb_inbound_is_judged (const ZbInbound *inbound)
{
  return inbound->judged;
}

void
zb_inbound_begin_body (ZbInbound *inbound)
{
  inbound->judged = FALSE;
  inbound->drained = inbound->response != NULL;
  inbound->comes = TRUE;
  inbound->body = inbound->drained ? NULL : g_malloc (inbound->length);
  inbound->body_since = g_get_monotonic_time ();
}

void
zb_inbound_refuse_behind_body (ZbInbound *inbound, guint status, struct MHD_Response *response)
{
  inbound->status = status;
  inbound->response = response;
  zb_inbound_begin_body (inbound);
}

gboolean
zb_inbound_is_answered (const ZbInbound *inbound)
{
  return inbound->response != NULL && !(inbound->judged && inbound->drains);
}

void
zb_inbound_hear_out (ZbInbound *inbound)
{
  inbound->drains = TRUE;
}

enum MHD_Result
zb_inbound_send (ZbInbound *inbound)
{
  if (inbound->has_body && strcmp (inbound->method, "HEAD") != 0)
    zb_handshake_send_together (inbound->connection);
  return MHD_queue_response (inbound->connection, inbound->status, inbound->response);
}

static void
unref_body (void *bytes)
{
  g_bytes_unref (bytes);
}

struct MHD_Response *
zb_inbound_build_response (const ZbResponse *response)
{
  gsize length = 0;
  struct MHD_Response *built;

  if (response->body) {
    GBytes *bytes = g_bytes_ref (response->body);
    void *data = (void *)g_bytes_get_data (bytes, &length);
    built =
        MHD_create_response_from_buffer_with_free_callback_cls (length, data, unref_body, bytes);
  } else {
    built = MHD_create_response_from_buffer (0, (void *)"", MHD_RESPMEM_PERSISTENT);
  }
  for (guint i = 0; response->headers && response->headers[i]; i += 2)
    MHD_add_response_header (built, response->headers[i], response->headers[i + 1]);
  MHD_add_response_header (built, "X-Content-Type-Options", "nosniff");
  if (!MHD_get_response_header (built, "Cache-Control"))
    MHD_add_response_header (built, "Cache-Control", "no-store");
  if (response->close)
    MHD_add_response_header (built, "Connection", "close");
  return built;
}
