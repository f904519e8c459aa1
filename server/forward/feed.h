/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/http/client.h"
#include "server/forward/relay.h"

/* What the next node decides of the messages that it was given, asked for as enterprises ask for
 * their inbox: the question rests there until there is something to tell. How far it was answered
 * is kept in the store, so that nothing is missed over restarts. */
typedef struct {
  ZbRelayDesk desk; /* .now is that of the question */
  ZbClock clock;
  ZbHttpClient *client;
  GCancellable *cancellable;
  guint wait; /* seconds that a question may rest */
} ZbFeed;

/* Asks once and takes in what comes. *@ret_rest: how long to wait before asking again, in
 * microseconds, or 0. Evidence that does not hold fails it, and is asked for again. */
gboolean zb_feed_ask (const ZbFeed *feed, gint64 *ret_rest, GError **error);
