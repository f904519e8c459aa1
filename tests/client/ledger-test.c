/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/ledger-map.h"

#include "client/error.h"
#include "client/import/incoming-words.h"
#include "tests/client/scratch-client.h"

#include <string.h>

static ZbTrialBalance *
read_balance (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ZbSpreadsheet) book = zb_spreadsheet_read ("balance.csv", bytes, error);

  return book != NULL ? zb_trial_balance_read (book, error) : NULL;
}

/* Two lines of heads, the upper ones over two columns each. */
#define JUNE                                                                                       \
  "科目余额表,,,,,,,\n"                                                                       \
  "科目编码,科目名称,期初余额,,本期发生额,,期末余额,\n"                       \
  ",,借方,贷方,借方,贷方,借方,贷方\n"                                                  \
  "1001,库存现金,100.00,,50,20,130.00,\n"                                                      \
  "6001,主营业务收入,,,,51020000.50,,51020000.50\n"                                          \
  "600101,内销,,,,1020000.50,,1020000.50\n"                                                      \
  "6001-02,外销,,,,50000000,,50000000\n"                                                         \
  "6051,其他业务收入,,,,\"1,000\",,1000\n"                                                   \
  "合计,,100,100,50,51021020.50,130,51021000.50\n"

static ZbTrialBalance *
june (void)
{
  g_autoptr (GError) error = NULL;
  ZbTrialBalance *balance = read_balance (JUNE, &error);

  g_assert_no_error (error);
  return balance;
}

static void
test_a_balance_is_read (void)
{
  g_autoptr (ZbTrialBalance) balance = june ();
  const ZbBalanceAccount *cash = zb_trial_balance_find (balance, "1001");
  const ZbBalanceAccount *abroad = zb_trial_balance_find (balance, "6001.02");
  ZbDecimal debit, credit;

  g_assert_cmpuint (zb_trial_balance_n_accounts (balance), ==, 5);
  g_assert_cmpstr (cash->name, ==, "库存现金");
  g_assert_cmpint (cash->debit[ZB_BALANCE_OPENING], ==, 1000000);
  g_assert_cmpint (cash->credit[ZB_BALANCE_PERIOD], ==, 200000);
  g_assert_cmpint (abroad->credit[ZB_BALANCE_CLOSING], ==, 500000000000);
  g_assert_true (abroad->leaf);
  g_assert_false (zb_trial_balance_find (balance, "6001")->leaf);
  g_assert_false (zb_trial_balance_has (balance, ZB_BALANCE_YEAR));
  g_assert_cmpstr (zb_trial_balance_measure (balance)->id, ==, "CNY");
  g_assert_true (zb_trial_balance_sums (balance, ZB_BALANCE_PERIOD, &debit, &credit));
  g_assert_cmpint (debit.digits, ==, 500000);
  g_assert_cmpint (credit.digits, ==, 510210205000);
}

/* One column of balances, with their side beside it. */
static void
test_sides_may_stand_beside (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrialBalance) balance = read_balance (
      "单位：万元\n科目代码,科目名称,方向,期末余额\n2202,应付账款,贷,5\n1122,应收,借,7\n", &error);

  g_assert_no_error (error);
  g_assert_cmpint (zb_trial_balance_find (balance, "2202")->credit[ZB_BALANCE_CLOSING], ==, 50000);
  g_assert_cmpint (zb_trial_balance_find (balance, "1122")->debit[ZB_BALANCE_CLOSING], ==, 70000);
  g_assert_cmpstr (zb_trial_balance_measure (balance)->id, ==, "CNY10000");
}

static void
check_refused (const char *text, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_balance (text, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_what_is_no_balance_is_refused (void)
{
  check_refused ("日期,金额\n2024,1\n", ZB_CLIENT_ERROR_NOT_FOUND,
                 "balance.csv: this is no trial balance: no sheet has a head for account codes "
                 "(科目编码) and one for amounts");
  check_refused ("科目编码,期末余额\n1001,abc\n", ZB_CLIENT_ERROR_STATE,
                 "balance.csv: B2: “abc” is no amount");
  check_refused ("科目编码,期末余额\n1001,1\n10.01,2\n", ZB_CLIENT_ERROR_STATE,
                 "balance.csv: A3: account 10.01 is there twice");
}

static char *
evaluate (const char *text, const ZbTrialBalance *balance, GPtrArray *missing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLedgerFormula) formula = zb_ledger_formula_parse (text, &error);
  ZbDecimal sum;

  g_assert_no_error (error);
  zb_ledger_formula_evaluate (formula, balance, &sum, missing, &error);
  g_assert_no_error (error);
  return zb_decimal_to_string (sum);
}

static void
test_formulas_add_accounts (void)
{
  static const char *const cases[][2] = {
      {"1001:closing", "130.0000"},
      {"1001:opening + 1001:debit - 1001:credit", "130.0000"},
      {"6001:credit+6051:credit", "51021000.5000"},
      {"6001*:贷", "51020000.5000"},
      {"＝－6001：净额", "51020000.5000"},
      {"1001:期初借 - 6051:closing-credit", "-900.0000"},
  };
  g_autoptr (ZbTrialBalance) balance = june ();
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *sum = evaluate (cases[i][0], balance, missing);
    g_assert_cmpstr (sum, ==, cases[i][1]);
  }
  g_assert_cmpuint (missing->len, ==, 0);
  g_autofree char *none = evaluate ("1012:closing + 1001:closing", balance, missing);
  g_assert_cmpstr (none, ==, "130.0000");
  g_assert_cmpuint (missing->len, ==, 1);
  g_assert_cmpstr (missing->pdata[0], ==, "1012");
}

static void
check_formula_refused (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_ledger_formula_parse (text, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_formulas_say_what_is_wrong (void)
{
  g_autoptr (ZbTrialBalance) balance = june ();
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLedgerFormula) year = zb_ledger_formula_parse ("6001:year-credit", &error);
  ZbDecimal sum;

  check_formula_refused ("6001", "say which amount of the account, like 1001:closing, in “6001”");
  check_formula_refused ("6001:much",
                         "amounts are opening, closing, debit, credit, year-debit …, not “much”");
  check_formula_refused ("sales:credit", "account codes are digits, not “sales”");
  check_formula_refused ("1001:closing + ",
                         "say which amount of the account, like 1001:closing, in “”");
  g_assert_false (zb_ledger_formula_evaluate (year, balance, &sum, missing, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
  g_assert_cmpstr (error->message, ==, "the trial balance has no column for “year-credit”");
}

static void
test_formulas_have_limits (void)
{
  g_autoptr (GString) text = g_string_new ("1:debit");
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < ZB_LEDGER_FORMULA_MAX_TERMS; i++)
    g_string_append (text, "+1:debit");
  g_autoptr (ZbLedgerFormula) fits = zb_ledger_formula_parse (text->str, &error);
  g_assert_no_error (error);
  g_string_append (text, "+1:debit");
  check_formula_refused (text->str, "a formula has at most 100 accounts");
  g_string_assign (text, "1:debit");
  while (text->len < ZB_LEDGER_FORMULA_MAX_BYTES)
    g_string_append_c (text, ' ');
  g_autoptr (ZbLedgerFormula) long_one = zb_ledger_formula_parse (text->str, &error);
  g_assert_no_error (error);
  g_string_append_c (text, ' ');
  check_formula_refused (text->str, "a formula has at most 2048 bytes of UTF-8");
}

static void
put (ZbScratchClient *client, ZbReport *report, const char *item, const char *formula)
{
  g_autoptr (GError) error = NULL;

  zb_ledger_map_put (client->workspace, client->account, zb_report_form (report), item, formula,
                     &error);
  g_assert_no_error (error);
}

static void
test_a_map_is_run_each_month (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "51000");
  g_autoptr (ZbTrialBalance) balance = june ();
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_ledger_map_run (client->workspace, client->account, balance, report, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  put (client, report, "A.01.1", "6001:credit + 6051:credit");
  put (client, report, "A.03.1", "6001:credit + 6011:credit");
  g_autoptr (ZbIncoming) incoming =
      zb_ledger_map_run (client->workspace, client->account, balance, report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_incoming_count (incoming, ZB_INCOMING_CHANGED), ==, 1);
  g_assert_cmpuint (zb_incoming_count (incoming, ZB_INCOMING_NEW), ==, 1);
  g_assert_cmpuint (zb_incoming_count (incoming, ZB_INCOMING_MISSING), ==, 1);
  const ZbIncomingCell *cell = zb_incoming_cells (incoming)->pdata[0];
  g_autofree char *words = zb_incoming_dup_verdict (cell, "en");
  g_assert_cmpstr (words, ==, "replaces 51,000; rounded from 51021000.5 yuan");
  zb_incoming_apply (incoming, report);
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "51021");
  g_autoptr (GPtrArray) unused =
      zb_ledger_map_unused (client->workspace, client->account, balance, ZB_SCRATCH_FORM, &error);
  g_assert_cmpuint (unused->len, ==, 1);
  g_assert_cmpstr (((ZbBalanceAccount *)unused->pdata[0])->code, ==, "1001");
}

static void
test_a_map_names_cells_that_take_money (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "");
  const ZbForm *form = zb_report_form (report);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_ledger_map_put (client->workspace, client->account, form, "A.05.1",
                                     "6001:credit", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
  g_assert_cmpstr (error->message, ==,
                   "cell A.05.1 of B204-1 takes no amount of money from the ledger");
  g_clear_error (&error);
  g_assert_false (zb_ledger_map_put (client->workspace, client->account, form, "A.77.1",
                                     "6001:credit", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "B204-1 has no cell “A.77.1”");
  put (client, report, "A.01.1", "6001:credit");
  put (client, report, "A.01.1", NULL);
  g_autoptr (GPtrArray) entries =
      zb_ledger_map_list (client->workspace, client->account, ZB_SCRATCH_FORM, NULL);
  g_assert_cmpuint (entries->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/ledger/a-balance-is-read", test_a_balance_is_read);
  g_test_add_func ("/client/ledger/sides-may-stand-beside", test_sides_may_stand_beside);
  g_test_add_func ("/client/ledger/what-is-no-balance-is-refused",
                   test_what_is_no_balance_is_refused);
  g_test_add_func ("/client/ledger/formulas-add-accounts", test_formulas_add_accounts);
  g_test_add_func ("/client/ledger/formulas-say-what-is-wrong", test_formulas_say_what_is_wrong);
  g_test_add_func ("/client/ledger/formulas-have-limits", test_formulas_have_limits);
  g_test_add ("/client/ledger/a-map-is-run-each-month", ZbScratchClient, NULL,
              zb_scratch_client_set_up, test_a_map_is_run_each_month, zb_scratch_client_tear_down);
  g_test_add ("/client/ledger/a-map-names-cells-that-take-money", ZbScratchClient, NULL,
              zb_scratch_client_set_up, test_a_map_names_cells_that_take_money,
              zb_scratch_client_tear_down);
  return g_test_run ();
}
