/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/http/client.h"
#include "exchange/trust.h"

/* A peer's revocation lists, asked for now and then. They are signed by those who issue, so that it
 * does not matter who hands them out; while they cannot be had, the ones known go on to hold. */
typedef struct {
  gint64 asked; /* when, or 0 */
} ZbPeerLists;

/* Asks the peer and adds its lists to @trust, if that was not done in the last half hour. */
void zb_peer_lists_fetch (ZbPeerLists *lists, ZbHttpClient *client, ZbTrust *trust, gint64 now);
