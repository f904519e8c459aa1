/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* The other nodes that the table of routes has this one speak with, and whether they go by a root
 * of this one's, as they said last (server/forward/acquaintance.h). */
typedef struct {
  char *node;  /* its code */
  gint64 time; /* when it said so; 0: never */
  gboolean knows;
} ZbNeighbour;

/* By code; (transfer full) ZbNeighbour. The node in @dir may serve meanwhile. */
GPtrArray *zb_neighbours_list (const char *dir, const ZbCertificate *root, GError **error);
