/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/endpoint.h"

#include <arpa/inet.h>
#include <string.h>

G_DEFINE_QUARK (zb - listener - error - quark, zb_listener_error)

gboolean
zb_endpoint_read (const char *address, guint port, ZbEndpoint *ret_endpoint, GError **error)
{
  ZbEndpoint endpoint;

  memset (&endpoint, 0, sizeof endpoint);
  if (inet_pton (AF_INET, address, &endpoint.v4.sin_addr) == 1) {
    endpoint.v4.sin_family = AF_INET;
    endpoint.v4.sin_port = htons ((guint16)port);
  } else if (inet_pton (AF_INET6, address, &endpoint.v6.sin6_addr) == 1) {
    endpoint.v6.sin6_family = AF_INET6;
    endpoint.v6.sin6_port = htons ((guint16)port);
  } else {
    g_set_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION,
                 "listen address '%s' is no IP address", address);
    return FALSE;
  }
  *ret_endpoint = endpoint;
  return TRUE;
}

gboolean
zb_endpoint_parse (const char *text, ZbEndpoint *ret_endpoint, GError **error)
{
  const char *colon = strrchr (text, ':');
  guint64 port = 0;

  if (!colon || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL)) {
    g_set_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION,
                 "'%s' is no address with a port, as in 127.0.0.1:9465", text);
    return FALSE;
  }
  gboolean bracketed = text[0] == '[' && colon > text + 1 && colon[-1] == ']';
  g_autofree char *address = bracketed ? g_strndup (text + 1, (gsize)(colon - text) - 2)
                                       : g_strndup (text, (gsize)(colon - text));
  return zb_endpoint_read (address, (guint)port, ret_endpoint, error);
}

gboolean
zb_endpoint_is_open (const ZbEndpoint *endpoint)
{
  if (endpoint->any.sa_family == AF_INET)
    return (ntohl (endpoint->v4.sin_addr.s_addr) >> 24) != 127;
  return !IN6_IS_ADDR_LOOPBACK (&endpoint->v6.sin6_addr);
}

char *
zb_endpoint_url (const ZbEndpoint *endpoint, guint port)
{
  char address[INET6_ADDRSTRLEN] = "";

  if (endpoint->any.sa_family == AF_INET) {
    inet_ntop (AF_INET, &endpoint->v4.sin_addr, address, sizeof address);
    return g_strdup_printf ("http://%s:%u/", address, port);
  }
  inet_ntop (AF_INET6, &endpoint->v6.sin6_addr, address, sizeof address);
  return g_strdup_printf ("http://[%s]:%u/", address, port);
}
