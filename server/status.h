/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/health.h"
#include "server/listener/pages.h"

/* The pages that tell how a node is doing: /health (does the program still turn), /ready (can it do
 * its work, point by point), /metrics (what it counts, for Prometheus). */

typedef struct {
  /* The node's state as it is now; what it points to is borrowed. */
  void (*describe) (gpointer self, ZbPatient *ret_patient);
  guint (*waiting) (gpointer self); /* requests without a worker */
  gpointer self;
} ZbStatusSource;

typedef struct _ZbStatus ZbStatus;

/* Serves the pages at @endpoint ("127.0.0.1:9465"). @metrics is borrowed. */
ZbStatus *zb_status_serve (const char *endpoint,
                           const ZbStatusSource *source,
                           ZbMetrics *metrics,
                           GError **error);
const char *zb_status_url (const ZbStatus *status);
void zb_status_free (ZbStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStatus, zb_status_free)
