/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/listener/error.h"

/* A few pages about the server for whoever runs it: plain HTTP, GET and HEAD, no arguments, no
 * bodies. It has an address of its own, which the network of the reporting units need not see. */
typedef struct _ZbPages ZbPages;

typedef struct {
  const char *path; /* "/metrics"; the last line of a table has NULL */
  const char *type;
  /* The page's text (transfer full) and its status; called on a thread of the listener. */
  char *(*write) (guint *ret_status, gpointer data);
} ZbPage;

/* At the same time; others are not let in. */
#define ZB_PAGES_MAX_CONNECTIONS 16
#define ZB_PAGES_TIMEOUT_S 10

/* @endpoint: "127.0.0.1:9465", port 0: the kernel chooses. @pages is static data. */
ZbPages *zb_pages_start (const char *endpoint, const ZbPage *pages, gpointer data, GError **error);
/* "http://127.0.0.1:9465/". */
const char *zb_pages_url (const ZbPages *pages);
void zb_pages_stop (ZbPages *pages);
