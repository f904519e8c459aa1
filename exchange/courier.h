/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/http/client.h"
#include "exchange/outbox.h"
#include "exchange/trust.h"

/* Delivers an outbox: small messages in one POST, larger ones by tus 1.0.0; resumes, retries with
 * back-off 1 s·2ⁿ and full jitter up to 15 min, honours Retry-After, and files evidence only after
 * verifying it. */
typedef struct _ZbCourier ZbCourier;

typedef struct {
  ZbOutbox outbox;
  ZbHttpClient *client; /* borrowed */
  ZbTrust *trust;       /* borrowed: judges evidence */
  const char *verifier; /* the log's vkey */
  gint64 (*now) (gpointer data);
  gpointer now_data;
  guint32 (*random) (gpointer data); /* (nullable) jitter source, for tests; gets @now_data */
  void (*progress) (const char *id, guint64 sent, guint64 total, gpointer data); /* (nullable) */
  gpointer progress_data;
  GCancellable *cancellable; /* (nullable) */
} ZbCourierOptions;

ZbCourier *zb_courier_new (const ZbCourierOptions *options);
void zb_courier_free (ZbCourier *courier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCourier, zb_courier_free)

/* Delivers what is due now, each message once; returns when nothing more is due or it was
 * cancelled.
 * @ret_wake: when to call again (microseconds UTC), 0 never. FALSE only for errors of the outbox
 * itself; failures of sending are noted in it.
 *
 * A message is refused only when a problem document says it is the message's own fault (most 4xx);
 * what can be mended on either side (the network, the server, our TLS certificate) is tried again.
 * Evidence that does not verify never counts: that message is tried again with a loud reason. */
gboolean zb_courier_run (ZbCourier *courier, gint64 *ret_wake, GError **error);
/* Only has the commitments of the outbox receipted (R0), *@ret_n of them; the messages follow.
 * Stops at the first that is not: REFUSED, with the message and the reason. */
gboolean zb_courier_commit (ZbCourier *courier, guint *ret_n, GError **error);
