/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/pages.h"

#include "server/listener/endpoint.h"

#include <errno.h>
#include <microhttpd.h>
#include <string.h>

#define MEMORY_PER_CONNECTION (16 * 1024)

struct _ZbPages {
  struct MHD_Daemon *daemon;
  const ZbPage *table;
  gpointer data;
  char *url;
};

static enum MHD_Result
answer (struct MHD_Connection *connection, guint status, const char *type, char *text)
{
  struct MHD_Response *response =
      MHD_create_response_from_buffer (strlen (text), text, MHD_RESPMEM_MUST_COPY);

  g_free (text);
  MHD_add_response_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  MHD_add_response_header (response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  enum MHD_Result result = MHD_queue_response (connection, status, response);
  MHD_destroy_response (response);
  return result;
}

static enum MHD_Result
access_cb (void *cls,
           struct MHD_Connection *connection,
           const char *url,
           const char *method,
           const char *version,
           const char *body,
           size_t *size,
           void **state)
{
  const ZbPages *pages = cls;

  if (strcmp (method, MHD_HTTP_METHOD_GET) != 0 && strcmp (method, MHD_HTTP_METHOD_HEAD) != 0)
    return answer (connection, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain",
                   g_strdup ("pages are only read\n"));
  for (const ZbPage *page = pages->table; page->path; page++)
    if (strcmp (page->path, url) == 0) {
      guint status = MHD_HTTP_OK;
      char *text = page->write (&status, pages->data);
      return answer (connection, status, page->type, text);
    }
  return answer (connection, MHD_HTTP_NOT_FOUND, "text/plain", g_strdup ("no such page\n"));
}

static struct MHD_Daemon *
start_daemon (ZbPages *pages, const ZbEndpoint *endpoint)
{
  unsigned int flags =
      MHD_USE_EPOLL_INTERNAL_THREAD | (endpoint->any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);

  return MHD_start_daemon (flags, 0, NULL, NULL, access_cb, pages, MHD_OPTION_SOCK_ADDR,
                           &endpoint->any, MHD_OPTION_CONNECTION_LIMIT, ZB_PAGES_MAX_CONNECTIONS,
                           MHD_OPTION_CONNECTION_TIMEOUT, ZB_PAGES_TIMEOUT_S,
                           MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_PER_CONNECTION,
                           MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

ZbPages *
zb_pages_start (const char *text, const ZbPage *table, gpointer data, GError **error)
{
  ZbEndpoint endpoint;

  if (!zb_endpoint_parse (text, &endpoint, error))
    return NULL;
  ZbPages *pages = g_new0 (ZbPages, 1);
  pages->table = table;
  pages->data = data;
  pages->daemon = start_daemon (pages, &endpoint);
  const union MHD_DaemonInfo *info =
      pages->daemon ? MHD_get_daemon_info (pages->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
  if (info) {
    pages->url = zb_endpoint_url (&endpoint, info->port);
    return pages;
  }
  g_set_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_START,
               "cannot listen on %s for the pages about the server: %s", text, g_strerror (errno));
  zb_pages_stop (pages);
  return NULL;
}

const char *
zb_pages_url (const ZbPages *pages)
{
  return pages->url;
}

void
zb_pages_stop (ZbPages *pages)
{
  if (pages->daemon)
    MHD_stop_daemon (pages->daemon);
  g_free (pages->url);
  g_free (pages);
}
