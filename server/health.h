/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/service.h"

/* Whether a node can do its work now, point by point: what a load balancer, a service manager and
 * whoever is called at night ask. Cheap enough to be asked every few seconds. */

typedef struct {
  const ZbService *service;
  const char *dir; /* the node's: its disk is looked at */
  gint64 now;      /* microseconds UTC */
  gint64 server_certificate_end, receipt_certificate_end;
  gint64 untended;  /* microseconds since the node was last tended */
  gboolean leaving; /* it lets requests under way finish and takes no more */
} ZbPatient;

typedef struct {
  const char *name; /* static: "store", "disk", "revocation-list" … */
  gboolean well;
  char *detail; /* a short sentence in English */
} ZbHealthPoint;

/* Below so many free bytes a disk is not well: a backup and a busy day fit in. */
#define ZB_HEALTH_LEAST_DISK (G_GINT64_CONSTANT (256) * 1024 * 1024)
/* Acts waiting for the store beyond which new work should go elsewhere or wait. */
#define ZB_HEALTH_MAX_BACKLOG 4096
/* Without tending for so long the program hangs: it is tended every minute. */
#define ZB_HEALTH_MAX_UNTENDED (G_GINT64_CONSTANT (180) * G_USEC_PER_SEC)

/* When the first of the revocation lists must have been replaced; FALSE if none was published, or
 * with an error. */
gboolean zb_health_lists_end (ZbStore *store, gint64 *ret_end, GError **error);
/* (transfer full) ZbHealthPoint, in a fixed order. */
GPtrArray *zb_health_examine (const ZbPatient *patient);
gboolean zb_health_is_well (const GPtrArray *points);
/* "ok" or "not ready" on the first line, then "NAME: well|ill: DETAIL" for each point. (transfer
 * full) */
char *zb_health_write (const GPtrArray *points);
