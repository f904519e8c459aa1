/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/request.h"

#include <string.h>

const char *
zb_request_header (const ZbRequest *request, const char *name)
{
  return request->lookup (request->self, ZB_REQUEST_HEADER, name);
}

const char *
zb_request_query (const ZbRequest *request, const char *name)
{
  return request->lookup (request->self, ZB_REQUEST_QUERY, name);
}

gboolean
zb_request_accepts (const ZbRequest *request, const char *type)
{
  const char *at = zb_request_header (request, "Accept");
  gsize length = strlen (type);

  while (at && *at) {
    at += strspn (at, ", \t");
    gsize n = strcspn (at, ",");
    gsize bare = n;

    while (bare > 0 && strchr (" \t", at[bare - 1]))
      bare--;
    if (bare == length && g_ascii_strncasecmp (at, type, length) == 0)
      return TRUE;
    at += n;
  }
  return FALSE;
}

void
zb_request_admit (ZbRequest *request)
{
  request->admit (request->self);
}

void
zb_request_respond (ZbRequest *request, const ZbResponse *response)
{
  request->respond (request->self, response);
}
