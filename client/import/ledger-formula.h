/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/trial-balance.h"

/* Which accounts make up a cell:
 *
 *   1001:closing + 1002:closing - 1231:closing-credit
 *   6001:credit + 6051*:credit          * is all accounts below 6051, each once
 *
 * Amounts: opening, opening-debit, opening-credit, debit, credit, net (posted in the period),
 * year-debit, year-credit, year-net, closing, closing-debit, closing-credit; without a side, debit
 * less credit. In Chinese 期初, 期初借, 期初贷, 借, 贷, 净额, 累计借, 累计贷, 累计净额, 期末,
 * 期末借, 期末贷. Full-width signs are taken too. */
typedef struct _ZbLedgerFormula ZbLedgerFormula;

#define ZB_LEDGER_FORMULA_MAX_BYTES 2048
#define ZB_LEDGER_FORMULA_MAX_TERMS 100

/* ZB_CLIENT_ERROR_STATE says what cannot be read and where. */
ZbLedgerFormula *zb_ledger_formula_parse (const char *text, GError **error);
void zb_ledger_formula_free (ZbLedgerFormula *formula);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLedgerFormula, zb_ledger_formula_free)

/* In English words, as it is stored. Caller frees. */
char *zb_ledger_formula_to_string (const ZbLedgerFormula *formula);
/* The sum, of ZB_BALANCE_SCALE decimals. Accounts that the balance does not have count as 0 and are
 * added to @missing (char*). FALSE with ZB_CLIENT_ERROR_STATE if the balance has no such amounts
 * (no opening balances …) or the sum is too large. */
gboolean zb_ledger_formula_evaluate (const ZbLedgerFormula *formula,
                                     const ZbTrialBalance *balance,
                                     ZbDecimal *ret_sum,
                                     GPtrArray *missing,
                                     GError **error);
/* Whether the account is counted, by itself or as part of another. */
gboolean zb_ledger_formula_covers (const ZbLedgerFormula *formula, const ZbBalanceAccount *account);
