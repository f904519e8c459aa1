/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/keys/keyholder.h"
#include "server/store/store.h"

/* The node's time-stamping service: for whoever asks, and for its own log, where each commit group
 * gets a token over its checkpoint. The latter are made by a thread of their own after the groups
 * are durable, so that no report waits for one; those that the time was not known for are made
 * later. Thread-safe. */
typedef struct _ZbStamping ZbStamping;

typedef struct {
  ZbStore *store;    /* borrowed */
  ZbTrust *trust;    /* borrowed: whether what strangers ask may be parsed */
  gboolean waits;    /* nothing is stamped before zb_stamping_catch_up(), as in a test */
  gboolean evidence; /* whether the log's checkpoints are stamped */
} ZbStampingOptions;

/* Stamps go on behind the newest checkpoint of the store, even if the clock was set back while
 * nobody served. */
ZbStamping *zb_stamping_new (const ZbStampingOptions *options, GError **error);
/* Ends the thread. */
void zb_stamping_free (ZbStamping *stamping);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStamping, zb_stamping_free)

/* Who stamps from now on, by its own clock; borrowed. Until there is one, receipts wait. */
void zb_stamping_set_holder (ZbStamping *stamping, ZbKeyholder *holder);
gboolean zb_stamping_has_holder (ZbStamping *stamping);
/* As zb_stamp_answer(). */
GBytes *zb_stamping_answer (ZbStamping *stamping, GBytes *request, GError **error);
/* Since when receipts wait for a time stamp: when the first of those groups was signed that the
 * last try left without; 0 where it left none. */
gint64 zb_stamping_behind (ZbStamping *stamping);
/* Tells, once, that receipts have waited for longer than ZB_STAMPING_TELL_AFTER by @now, and, once,
 * that they wait no more. */
void zb_stamping_tell (ZbStamping *stamping, gint64 now);
#define ZB_STAMPING_TELL_AFTER (5 * 60 * G_TIME_SPAN_SECOND)
/* Stamps what waits, now; @ret_n (nullable) counts. FALSE with an error when the store fails; no
 * error while the time is not known. */
gboolean zb_stamping_catch_up (ZbStamping *stamping, guint *ret_n, GError **error);
