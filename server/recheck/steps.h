/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/receipt.h"
#include "forms/report.h"
#include "server/recheck/compare.h"
#include "server/recheck/recheck.h"
#include "server/store/version.h"

/* The parts of a recheck, shared by the sources of this folder only. Each returns FALSE only if the
 * store could not be read. */

gboolean zb_recheck_messages (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean zb_recheck_commitments (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean
zb_recheck_acknowledgements (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean zb_recheck_obligations (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean zb_recheck_totals (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean zb_recheck_changes (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean zb_recheck_publications (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean zb_recheck_authority (const ZbRecheck *recheck, ZbLogReport *report, GError **error);

gboolean zb_recheck_trust_bundles (const ZbRecheck *recheck, ZbLogReport *report, GError **error);
gboolean zb_recheck_route_tables (const ZbRecheck *recheck, ZbLogReport *report, GError **error);

/* Who signed @statement, beside who is said to have; one that is not his is told. */
void zb_recheck_signature (const ZbRecheck *recheck,
                           const ZbRowCheck *check,
                           const char *field,
                           GBytes *statement,
                           GBytes *signature,
                           const char *signer,
                           const char *who);
/* Where the message came from and goes on to, beside the outcome (nullable) and the receipts that
 * were given on its way. */
gboolean zb_recheck_way (const ZbRecheck *recheck,
                         ZbLogReport *report,
                         const ZbMessage *message,
                         const ZbReceipt *outcome,
                         GError **error);
/* The versions of a message beside the reports that were signed (ZbReport, one a body) and the
 * outcome (nullable) that was receipted. */
gboolean zb_recheck_versions (const ZbRecheck *recheck,
                              ZbLogReport *report,
                              const ZbMessage *message,
                              const GPtrArray *signed_reports,
                              const ZbReceipt *outcome,
                              GError **error);
/* Its stored values beside those of the report; @check is of its row. */
gboolean zb_recheck_sections (const ZbRecheck *recheck,
                              const ZbRowCheck *check,
                              const ZbVersion *version,
                              const ZbReport *signed_report,
                              GError **error);
/* The decisions on a version beside their receipts. */
void zb_recheck_decisions (const ZbRecheck *recheck,
                           ZbLogReport *report,
                           const ZbVersion *version,
                           const GPtrArray *decisions);

/* The receipt at @leaf if it is of @kind and about the message named; else NULL (what is wrong with
 * it is told by zb_log_verify()). */
ZbReceipt *zb_recheck_read_receipt (
    ZbStore *store, guint64 leaf, ZbReceiptKind kind, const char *sender, const char *message_id);
