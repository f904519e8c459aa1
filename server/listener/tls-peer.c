/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/tls-peer.h"

#include <gnutls/gnutls.h>

GBytes *
zb_tls_peer (struct MHD_Connection *connection)
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
