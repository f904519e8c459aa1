/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/spreadsheet.h"
#include "forms/decimal.h"
#include "forms/measure.h"

/* A trial balance (科目余额表) as accounting programs write it: accounts with what they stood at,
 * what was posted and what they stand at, debit and credit. */

typedef enum {
  ZB_BALANCE_OPENING,
  ZB_BALANCE_PERIOD, /* posted in the period */
  ZB_BALANCE_YEAR,   /* posted since January */
  ZB_BALANCE_CLOSING,
  ZB_BALANCE_N_COLUMNS
} ZbBalanceColumn;

#define ZB_BALANCE_SCALE 4 /* decimals of amounts */

typedef struct {
  char *code;  /* as written */
  char *plain; /* letters and digits of it: 6001.01 and 600101 are one account */
  char *name;
  gint64 debit[ZB_BALANCE_N_COLUMNS], credit[ZB_BALANCE_N_COLUMNS]; /* at ZB_BALANCE_SCALE */
  guint row;                                                        /* of the sheet */
  gboolean leaf; /* no account here is part of it */
} ZbBalanceAccount;

typedef struct _ZbTrialBalance ZbTrialBalance;

/* From the first sheet with a head for account codes and one for amounts. ZB_CLIENT_ERROR_NOT_FOUND
 * when there is none; ZB_CLIENT_ERROR_STATE names the cell that holds no amount, and an account
 * that is there twice. */
ZbTrialBalance *zb_trial_balance_read (const ZbSpreadsheet *book, GError **error);
void zb_trial_balance_free (ZbTrialBalance *balance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrialBalance, zb_trial_balance_free)

guint zb_trial_balance_n_accounts (const ZbTrialBalance *balance);
const ZbBalanceAccount *zb_trial_balance_at (const ZbTrialBalance *balance, guint index);
/* By its code, however that is divided; NULL if there is none. */
const ZbBalanceAccount *zb_trial_balance_find (const ZbTrialBalance *balance, const char *code);
/* Whether the file has these amounts. */
gboolean zb_trial_balance_has (const ZbTrialBalance *balance, ZbBalanceColumn column);
/* What amounts count: what the file says, else yuan. */
const ZbMeasure *zb_trial_balance_measure (const ZbTrialBalance *balance);
/* Sums of the accounts that are part of no other, which should be the same; FALSE if they are too
 * large. */
gboolean zb_trial_balance_sums (const ZbTrialBalance *balance,
                                ZbBalanceColumn column,
                                ZbDecimal *ret_debit,
                                ZbDecimal *ret_credit);
/* Letters and digits of an account's code. Caller frees. */
char *zb_trial_balance_plain (const char *code);
