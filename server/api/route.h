/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* One line of the table of routes: what stands for it, who may use it, what it may bring, who
 * answers. */
typedef struct {
  const char *method;
  const char *pattern; /* "/v1/reports/{id}/findings": a part in braces takes any one part,
                        * the last one with dots in it ("{request...}") all the rest */
  guint roles;         /* ZbRole bits */
  gsize max_body;
  void (*handle) (ZbCall *call);
} ZbRoute;

/* The table (server/api/routes.c), ending with a NULL method. */
extern const ZbRoute zb_routes[];

/* The route for a request; @ret_parts (nullable) gets copies of what stood in the braces. NULL if
 * there is none;
 * @ret_path_known then tells whether another method would do. */
const ZbRoute *zb_route_find (const ZbRoute *routes,
                              const char *method,
                              const char *path,
                              char *ret_parts[ZB_CALL_MAX_PARTS],
                              gboolean *ret_path_known);
