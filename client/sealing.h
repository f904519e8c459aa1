/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/report.h"

/* From a report to a signed container. */
typedef struct {
  char *message_id; /* UUIDv7 */
  GBytes *container;
  GBytes *commitment; /* (nullable where others sign after) to be receipted ahead of it
                         (exchange/commitment.h) */
  char *certificates; /* (nullable) PEM: left out of the signature, because the node has them */
} ZbSealed;

void zb_sealed_clear (ZbSealed *sealed);

/* Packs @report for the account's server and signs it. @priority: 0–3; @days: how long it may be
 * under way. */
gboolean zb_seal_report (const ZbAccount *account,
                         const ZbReport *report,
                         ZbSigner *signer,
                         guint priority,
                         gint64 now,
                         ZbSealed *ret_sealed,
                         GError **error);
/* The same of a set: @reports (ZbReport), its head first, under one signature. */
gboolean zb_seal_reports (const ZbAccount *account,
                          const GPtrArray *reports,
                          ZbSigner *signer,
                          guint priority,
                          gint64 now,
                          ZbSealed *ret_sealed,
                          GError **error);
/* The same in @roles (ZbSigningRole bits; 0: none are said). With @others, who sign after, nothing
 * is committed to yet, and the certificates are in the signature. */
gboolean zb_seal_reports_as (const ZbAccount *account,
                             const GPtrArray *reports,
                             ZbSigner *signer,
                             guint roles,
                             gboolean others,
                             guint priority,
                             gint64 now,
                             ZbSealed *ret_sealed,
                             GError **error);
/* The commitment to @container, by who signed it last. (transfer full) */
GBytes *zb_seal_commit (GBytes *container, ZbSigner *signer, gint64 now, GError **error);
