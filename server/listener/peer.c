/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/peer.h"

#include "exchange/digest.h"
#include "server/listener/handshake.h"
#include "server/listener/proxy.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>

void
zb_peer_clear (ZbPeer *peer)
{
  g_clear_pointer (&peer->certificate, g_bytes_unref);
  g_clear_pointer (&peer->digest, g_ref_string_release);
  g_clear_pointer (&peer->address, g_ref_string_release);
}

static char *
address_of (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char text[INET6_ADDRSTRLEN] = "";

  if (!info || !info->client_addr)
    return g_ref_string_new ("");
  if (info->client_addr->sa_family == AF_INET)
    inet_ntop (AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, text,
               sizeof text);
  else if (info->client_addr->sa_family == AF_INET6)
    inet_ntop (AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, text,
               sizeof text);
  return g_ref_string_new (text);
}

static GBytes *
certificate_of (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  unsigned int n = 0;
  const gnutls_datum_t *list;

  if (!info || !info->tls_session)
    return NULL;
  list = gnutls_certificate_get_peers ((gnutls_session_t)info->tls_session, &n);
  if (!list || n == 0)
    return NULL;
  return g_bytes_new (list[0].data, list[0].size);
}

/* Takes both. */
static ZbPeer
peer_of (GBytes *certificate, char *address)
{
  ZbPeer peer = {.certificate = certificate, .address = address};

  if (certificate) {
    g_autofree char *digest = zb_digest_hex_of_bytes (certificate);
    peer.digest = g_ref_string_new (digest);
  }
  return peer;
}

static ZbPeer
share (const ZbPeer *peer)
{
  if (!peer->certificate)
    return (ZbPeer){.address = g_ref_string_acquire (peer->address)};
  return (ZbPeer){g_bytes_ref (peer->certificate), g_ref_string_acquire (peer->digest),
                  g_ref_string_acquire (peer->address)};
}

ZbPeer
zb_peer_of_connection (struct MHD_Connection *connection)
{
  ZbPeer *kept = zb_handshake_get_peer (connection);

  if (!kept)
    return peer_of (certificate_of (connection), address_of (connection));
  if (!kept->address)
    *kept = peer_of (certificate_of (connection), address_of (connection));
  return share (kept);
}

gboolean
zb_peer_of_proxy (struct MHD_Connection *connection, ZbPeer *ret_peer)
{
  const char *escaped =
      MHD_lookup_connection_value (connection, MHD_HEADER_KIND, ZB_PROXY_CERTIFICATE);
  const char *address = MHD_lookup_connection_value (connection, MHD_HEADER_KIND, ZB_PROXY_ADDRESS);
  GBytes *certificate = NULL;

  if (address && !g_hostname_is_ip_address (address))
    return FALSE;
  if (escaped && *escaped) {
    certificate = zb_proxy_read_certificate (escaped);
    if (!certificate)
      return FALSE;
  }
  *ret_peer = peer_of (certificate, g_ref_string_new (address ? address : ""));
  return TRUE;
}
