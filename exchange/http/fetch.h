/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

/* Whether @url is "http://host…", as zb_http_fetch() takes it. */
gboolean zb_http_can_fetch (const char *url);

/* (transfer full) What lies at @url ("http://…"), for what is signed and read by everybody, such as
 * revocation lists: nothing protects it on its way, and the caller must verify it. Neither proxies
 * nor redirections are followed. Blocking, for @total_ms at most. TOO_LARGE over @most bytes,
 * NETWORK where there was no answer, NOT_FOUND for an answer other than 200, MALFORMED for another
 * kind of URL, G_IO_ERROR_CANCELLED. */
GBytes *zb_http_fetch (
    const char *url, gsize most, guint total_ms, GCancellable *cancellable, GError **error);

/* The same of what the server answers to a POST (@question NULL: to a GET). */
typedef struct {
  const char *type; /* Content-Type of … */
  GBytes *body;
} ZbHttpQuestion;

GBytes *zb_http_ask (const char *url,
                     const ZbHttpQuestion *question,
                     gsize most,
                     guint total_ms,
                     GCancellable *cancellable,
                     GError **error);
