/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "forms/catalogue.h"
#include "server/log/fault.h"
#include "server/store/store.h"

/* Makes every stored row anew from what was signed and receipted, and names each field that is not
 * what came out: messages, versions and figures from their containers, outcomes and decisions from
 * their receipts, states from the decisions, totals from the figures, certificates and packages
 * from their own bytes, and the register, calendars and lists from what was written into them.
 * Whether those bytes are the ones that came is told by zb_log_verify(). */
typedef struct {
  ZbStore *store;
  const ZbCatalogue *catalogue; /* every package of the store */
  GPtrArray *authorities;       /* ZbCertificate that may have issued and signed lists */
  ZbTrust *trust;               /* (nullable) by whom signatures of administrators are judged */
} ZbRecheck;

/* Adds what it finds to @report. FALSE only if the store could not be read. */
gboolean zb_recheck_run (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
/* Every package of @store that can be read; the others are faults. (transfer full) NULL only if
 * the store could not be read. */
ZbCatalogue *zb_recheck_read_catalogue (ZbStore *store, ZbLogReport *report, GError **error);
