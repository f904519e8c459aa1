/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/http/client.h"
#include "exchange/route-table.h"
#include "formats/json-writer.h"
#include "formats/json.h"

/* By which authorities another node knows this one: what its table of routes says of it, as it has
 * said itself. Kept in a folder, a file for each node, so that it can be read while this one is
 * stopped: a root must not go that a neighbour still goes by. */
typedef struct {
  gint64 time;        /* when it said so */
  GPtrArray *digests; /* char*: SHA-256 of each certificate, hex */
} ZbAcquaintance;

void zb_acquaintance_free (ZbAcquaintance *acquaintance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbAcquaintance, zb_acquaintance_free)

/* The members that tell @peer (NULL: nobody is known) by what it is known here. */
void zb_acquaintance_write (ZbJsonWriter *json, const ZbRoutePeer *peer);
/* Keeps what @node said at @now. ZB_EXCHANGE_ERROR_MALFORMED for what says nothing of it. */
gboolean zb_acquaintance_keep (
    const char *folder, const char *node, const ZbJson *said, gint64 now, GError **error);
/* NULL without an error where it never said anything. */
ZbAcquaintance *zb_acquaintance_read (const char *folder, const char *node, GError **error);
gboolean zb_acquaintance_has (const ZbAcquaintance *acquaintance, const char *digest);

/* Tells the peer at the other end of @client by what it is known here, asks the same back and keeps
 * it in @folder. */
gboolean zb_acquaintance_ask (ZbHttpClient *client,
                              const ZbRoutePeer *peer,
                              const char *folder,
                              gint64 now,
                              GCancellable *cancellable,
                              GError **error);
