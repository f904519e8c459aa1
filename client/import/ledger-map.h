/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "client/import/incoming.h"
#include "client/import/ledger-formula.h"

/* Which accounts of an enterprise make up which cells of its forms: said once, run each month on
 * the new trial balance. Item ids outlive editions, and so does the map. */

typedef struct {
  char *item;
  char *formula; /* as zb_ledger_formula_to_string() writes it */
} ZbLedgerEntry;

/* (transfer full) array of ZbLedgerEntry by item. */
GPtrArray *zb_ledger_map_list (ZbWorkspace *workspace,
                               const ZbAccount *account,
                               const char *form,
                               GError **error);
/* In place of the one before; NULL @formula takes it out. ZB_CLIENT_ERROR_NOT_FOUND if @form has no
 * such cell, ZB_CLIENT_ERROR_STATE if it cannot take a figure or the formula cannot be read. */
gboolean zb_ledger_map_put (ZbWorkspace *workspace,
                            const ZbAccount *account,
                            const ZbForm *form,
                            const char *item,
                            const char *formula,
                            GError **error);
/* Takes over what another enterprise's map says of @form, where this one says nothing; how many in
 * *ret_n. */
gboolean zb_ledger_map_copy (ZbWorkspace *workspace,
                             const ZbAccount *account,
                             const ZbAccount *from,
                             const char *form,
                             guint *ret_n,
                             GError **error);
/* What the balance makes of the report's cells; an account that it does not have is told as
 * ZB_INCOMING_MISSING and counted as 0. ZB_CLIENT_ERROR_NOT_FOUND if nothing is mapped. */
ZbIncoming *zb_ledger_map_run (ZbWorkspace *workspace,
                               const ZbAccount *account,
                               const ZbTrialBalance *balance,
                               ZbReport *report,
                               GError **error);
/* The same for entries read before, without the workspace. */
ZbIncoming *zb_ledger_entries_run (const GPtrArray *entries,
                                   const ZbAccount *account,
                                   const ZbTrialBalance *balance,
                                   ZbReport *report,
                                   GError **error);
/* Accounts with amounts that no cell of @form counts: (transfer container) of ZbBalanceAccount. */
GPtrArray *zb_ledger_map_unused (ZbWorkspace *workspace,
                                 const ZbAccount *account,
                                 const ZbTrialBalance *balance,
                                 const char *form,
                                 GError **error);
