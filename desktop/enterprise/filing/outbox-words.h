/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/sent.h"

/* What has become of a signed report on its way. */
typedef enum {
  ZB_OUTBOX_GOING,    /* its bytes are under way now */
  ZB_OUTBOX_WAITING,  /* only here, or broken off */
  ZB_OUTBOX_PAUSED,   /* the same, and not tried until the person says so */
  ZB_OUTBOX_REFUSED,  /* the bureau will never take it */
  ZB_OUTBOX_RECEIVED, /* by a receipt that was verified */
} ZbOutboxState;

/* @talking: whether the bureau is being talked to now; what is noted as under way then is. */
ZbOutboxState zb_outbox_state (const ZbSent *sent, gboolean talking);
/* "Waits on this computer" (static) */
const char *zb_outbox_state_words (ZbOutboxState state);
/* What stands above those of one state. (static) */
const char *zb_outbox_heading (ZbOutboxState state);
/* How much is there, why it is not further, and when it is tried again; lines of one sentence each.
 * @arrived: when it was received, 0 if it was not; @outcome (nullable) of its check. (transfer
 * full)
 */
char *zb_outbox_detail (
    const ZbSent *sent, ZbOutboxState state, gint64 arrived, const char *outcome, gint64 now);
