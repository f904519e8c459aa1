/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/api.h"
#include "server/authority/keyring.h"

/* How a node is doing, and the pages that tell it: /health (does the program still turn), /ready
 * (can it do its work, point by point), /metrics (what it counts, for Prometheus). Thread-safe. */
typedef struct _ZbStatus ZbStatus;

/* @service is borrowed and may be filled later, before anything is served; @dir: the node's. */
ZbStatus *zb_status_new (const ZbService *service, const char *dir);
void zb_status_free (ZbStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStatus, zb_status_free)

/* Where whatever serves counts. Borrowed. */
ZbMetrics *zb_status_metrics (ZbStatus *status);
/* The node was tended just now. */
void zb_status_note_tended (ZbStatus *status);
/* Until when the node's own certificates last, as they are now. */
void zb_status_note_certificates (ZbStatus *status, const ZbKeyring *keyring);
/* The node is about to end: it is not ready any more. */
void zb_status_note_leaving (ZbStatus *status);

/* Serves the pages at @endpoint ("127.0.0.1:9465"), until silenced. @api is borrowed as long. */
gboolean zb_status_serve (ZbStatus *status, const char *endpoint, ZbApi *api, GError **error);
/* NULL while it does not serve. */
const char *zb_status_url (const ZbStatus *status);
void zb_status_silence (ZbStatus *status);
