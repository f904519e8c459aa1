/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/request-private.h"

#include "server/listener/tls-peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static char *
address_of (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char text[INET6_ADDRSTRLEN] = "";

  if (!info || !info->client_addr)
    return g_strdup ("");
  if (info->client_addr->sa_family == AF_INET)
    inet_ntop (AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, text,
               sizeof text);
  else if (info->client_addr->sa_family == AF_INET6)
    inet_ntop (AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, text,
               sizeof text);
  return g_strdup (text);
}

ZbRequest *
zb_request_new (ZbListener *listener,
                struct MHD_Connection *connection,
                const char *method,
                const char *path)
{
  ZbRequest *request = g_new0 (ZbRequest, 1);

  request->listener = listener;
  request->connection = connection;
  request->method = g_strdup (method);
  request->path = g_strdup (path);
  request->address = address_of (connection);
  request->peer = zb_tls_peer (connection);
  request->arrived = g_get_monotonic_time ();
  return request;
}

void
zb_request_free (ZbRequest *request)
{
  g_free (request->method);
  g_free (request->path);
  g_free (request->address);
  g_clear_pointer (&request->peer, g_bytes_unref);
  g_clear_pointer (&request->body, g_byte_array_unref);
  g_clear_pointer (&request->complete, g_bytes_unref);
  g_clear_pointer (&request->response, MHD_destroy_response);
  g_free (request);
}

const char *
zb_request_method (const ZbRequest *request)
{
  return request->method;
}

const char *
zb_request_path (const ZbRequest *request)
{
  return request->path;
}

const char *
zb_request_query (const ZbRequest *request, const char *name)
{
  return MHD_lookup_connection_value (request->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *
zb_request_header (const ZbRequest *request, const char *name)
{
  return MHD_lookup_connection_value (request->connection, MHD_HEADER_KIND, name);
}

GBytes *
zb_request_body (const ZbRequest *request)
{
  return request->complete;
}

GBytes *
zb_request_peer (const ZbRequest *request)
{
  return request->peer;
}

const char *
zb_request_address (const ZbRequest *request)
{
  return request->address;
}

gint64
zb_request_arrived (const ZbRequest *request)
{
  return request->arrived;
}

static void
unref_body (void *bytes)
{
  g_bytes_unref (bytes);
}

struct MHD_Response *
zb_response_build (const ZbResponse *response)
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
  MHD_add_response_header (built, "Cache-Control", "no-store");
  if (response->close)
    MHD_add_response_header (built, "Connection", "close");
  return built;
}

void
zb_request_respond (ZbRequest *request, const ZbResponse *response)
{
  ZbListener *listener = request->listener;
  struct MHD_Connection *connection = request->connection;

  request->status = response->status;
  request->response = zb_response_build (response);
  MHD_resume_connection (connection);
  zb_listener_answered (listener);
}
