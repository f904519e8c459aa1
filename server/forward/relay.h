/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/store/store.h"

/* What a later node decided of a report (R4), on its way back to the sender: this node verifies the
 * next one's evidence, keeps it, and says the same in an R4 of its own, which is put into the
 * unit's inbox and handed on to the node that brought the message, if one did. */
typedef struct {
  const char *node;     /* this one's code */
  const char *next;     /* the one that says it … */
  ZbTrust *trust;       /* … what its evidence is judged by … */
  const char *verifier; /* … and the vkey of its log */
  ZbStore *store;
  gint64 now;
} ZbRelayDesk;

/* Takes in @evidence; what is here already stays as it is. ZB_EXCHANGE_ERROR where it does not
 * hold. ZB_FORWARD_ERROR where it holds and is nothing for this node: NOT_OURS for another
 * receipt than a decision, or one on a message that was not passed on to that node; LOOP for what
 * this node itself decided, or what too many nodes have handed on. */
gboolean zb_relay_take (const ZbRelayDesk *desk, GBytes *evidence, GError **error);
