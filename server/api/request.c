/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/request.h"

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
