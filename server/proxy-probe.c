/* SPDX-License-Identifier: Apache-2.0 */
#include "server/proxy-probe.h"

#include "server/listener/proxy.h"
#include "server/node.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_S 10
#define MAX_ANSWER (64 * 1024)
#define STATUS_LINE "HTTP/1.1 "

static char *
write_request (ZbCertificate *certificate)
{
  g_autofree char *pem = certificate ? zb_certificate_to_pem (certificate) : NULL;
  g_autofree char *escaped = pem ? g_uri_escape_string (pem, NULL, FALSE) : NULL;
  g_autofree char *header =
      escaped ? g_strdup_printf (ZB_PROXY_CERTIFICATE ": %s\r\n", escaped) : g_strdup ("");

  return g_strconcat ("GET /v1/inbox HTTP/1.1\r\nHost: self-test\r\nConnection: close\r\n", header,
                      "\r\n", NULL);
}

/* All that comes until the end. (transfer full) */
static GString *
read_answer (GInputStream *from, GError **error)
{
  g_autoptr (GString) answer = g_string_new (NULL);
  char bytes[4096];
  gssize n;

  while ((n = g_input_stream_read (from, bytes, sizeof bytes, NULL, error)) > 0 &&
         answer->len < MAX_ANSWER)
    g_string_append_len (answer, bytes, n);
  return n < 0 ? NULL : g_steal_pointer (&answer);
}

gboolean
zb_proxy_probe (const char *path,
                ZbCertificate *certificate,
                guint *ret_status,
                GBytes **ret_body,
                GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autofree char *request = write_request (certificate);

  g_socket_client_set_timeout (client, TIMEOUT_S);
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
  if (!connection ||
      !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                  strlen (request), NULL, NULL, error))
    return FALSE;
  g_autoptr (GString) answer =
      read_answer (g_io_stream_get_input_stream (G_IO_STREAM (connection)), error);
  if (!answer)
    return FALSE;
  const char *end = strstr (answer->str, "\r\n\r\n");
  if (!end || !g_str_has_prefix (answer->str, STATUS_LINE)) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s gives no answer", path);
    return FALSE;
  }
  gsize head = (gsize)(end + strlen ("\r\n\r\n") - answer->str);
  *ret_status = (guint)strtoul (answer->str + strlen (STATUS_LINE), NULL, 10);
  *ret_body = g_bytes_new (answer->str + head, answer->len - head);
  return TRUE;
}
