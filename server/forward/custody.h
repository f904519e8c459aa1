/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/courier.h"
#include "server/forward/router.h"
#include "server/operations/metrics.h"
#include "server/store/forward.h"

/* What waits for one next node, as the courier's outbox: it hands a message on, and lets go of it
 * only against that node's evidence, which it keeps. */
typedef struct _ZbCustody ZbCustody;

typedef struct {
  const char *node; /* this one's code */
  const char *next; /* the other one's */
  ZbStore *store;   /* borrowed, like the next two */
  ZbClock clock;
  ZbMetrics *metrics; /* (nullable) */
  gint64 ageing;      /* after how many microseconds a class counts as the one before it */
} ZbCustodyOptions;

ZbCustody *zb_custody_new (const ZbCustodyOptions *options);
void zb_custody_free (ZbCustody *custody);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCustody, zb_custody_free)

/* The connection to the next node, what it is judged by, and the vkey of its log; all borrowed, and
 * valid until the next call. */
void
zb_custody_connect (ZbCustody *custody, ZbHttpClient *client, ZbTrust *trust, const char *verifier);
ZbOutbox zb_custody_outbox (ZbCustody *custody);
