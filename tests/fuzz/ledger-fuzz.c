/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/import/ledger-formula.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A formula that can be read is written so that it reads the same. */
static void
read_formula (const char *text, const ZbTrialBalance *balance)
{
  g_autoptr (ZbLedgerFormula) formula = zb_ledger_formula_parse (text, NULL);
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  ZbDecimal sum;

  if (formula == NULL)
    return;
  g_autofree char *written = zb_ledger_formula_to_string (formula);
  g_autoptr (ZbLedgerFormula) again = zb_ledger_formula_parse (written, NULL);
  g_autofree char *rewritten = again != NULL ? zb_ledger_formula_to_string (again) : NULL;
  if (g_strcmp0 (written, rewritten) != 0)
    abort ();
  if (balance != NULL)
    zb_ledger_formula_evaluate (formula, balance, &sum, missing, NULL);
}

/* The first line is a formula, what follows the trial balance. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  char *end = strchr (text, '\n');
  const char *rest = end != NULL ? end + 1 : "";
  g_autoptr (GBytes) bytes = g_bytes_new (rest, strlen (rest));
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSpreadsheet) book = zb_spreadsheet_read ("x", bytes, NULL);
  g_autoptr (ZbTrialBalance) balance = book != NULL ? zb_trial_balance_read (book, &error) : NULL;

  if (book != NULL && (balance == NULL) != (error != NULL))
    abort ();
  if (end != NULL)
    *end = '\0';
  read_formula (text, balance);
  return 0;
}
