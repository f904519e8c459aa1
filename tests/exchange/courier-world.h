/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/courier.h"
#include "exchange/protocol.h"
#include "tests/exchange/message-server.h"

/* A courier, its outbox of one message, and the server it delivers to. */
#define COURIER_SECOND G_GINT64_CONSTANT (1000000)
#define COURIER_LARGE (2 * ZB_PROTOCOL_MAX_CHUNK + 300000) /* three chunks */

typedef struct {
  char *id;
  GBytes *container;
  char *digest;
  char *upload;
  guint64 offset;
  guint attempts;
  gint64 retry_at;
  const char *state; /* "queued", "sent", "refused" */
  char *code;
  char *reason;
  GBytes *r1, *r2;
  guint64 noted; /* highest offset noted */
  gboolean fails;
  gboolean stubborn; /* gives the message out again whatever was noted */
} CourierBox;

typedef struct {
  gint64 now;
  guint32 random;
  ZbTestAuthority *authority;
  ZbTrust *trust;
  ZbTestIdentity *author;
  ZbTestIdentity *carrier;
  MessageServer server;
  ZbHttpClient *client;
  ZbCourier *courier;
  GCancellable *cancellable;
  CourierBox box;
  guint64 progressed;
  guint progress_calls;
  guint64 cancel_at; /* progress at which to cancel; 0 not */
} CourierWorld;

/* @size: about how many bytes the container of the message has. */
void courier_world_set_up (CourierWorld *world, gconstpointer size);
void courier_world_tear_down (CourierWorld *world, gconstpointer size);
/* Puts another message into the outbox; the one there must have been dropped. */
void courier_world_put (CourierWorld *world, gsize size);
void courier_world_drop (CourierWorld *world);
/* One run of the courier; when it wants to be called again. */
gint64 courier_world_run (CourierWorld *world);
/* Runs until the message is settled, as a program would: run, wait, run again. How often it ran. */
guint courier_world_run_to_the_end (CourierWorld *world);
/* Sent, with both receipts, and taken by the server once. */
void courier_world_check_sent (CourierWorld *world);
/* Still waiting, for @reason. */
void courier_world_check_waits (CourierWorld *world, const char *reason);
