/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/ledger-formula.h"

#include "client/error.h"

#include <string.h>

typedef enum { DEBIT, CREDIT, NET } Side;

/* What a term takes of its account. */
static const struct {
  const char *name;
  const char *chinese;
  ZbBalanceColumn column;
  Side side;
} amounts[] = {
    {"opening", "期初", ZB_BALANCE_OPENING, NET},
    {"opening-debit", "期初借", ZB_BALANCE_OPENING, DEBIT},
    {"opening-credit", "期初贷", ZB_BALANCE_OPENING, CREDIT},
    {"debit", "借", ZB_BALANCE_PERIOD, DEBIT},
    {"credit", "贷", ZB_BALANCE_PERIOD, CREDIT},
    {"net", "净额", ZB_BALANCE_PERIOD, NET},
    {"year-debit", "累计借", ZB_BALANCE_YEAR, DEBIT},
    {"year-credit", "累计贷", ZB_BALANCE_YEAR, CREDIT},
    {"year-net", "累计净额", ZB_BALANCE_YEAR, NET},
    {"closing", "期末", ZB_BALANCE_CLOSING, NET},
    {"closing-debit", "期末借", ZB_BALANCE_CLOSING, DEBIT},
    {"closing-credit", "期末贷", ZB_BALANCE_CLOSING, CREDIT},
};

typedef struct {
  gboolean minus;
  char *code;     /* letters and digits of it */
  gboolean below; /* all accounts that begin so, not itself */
  guint amount;
} Term;

struct _ZbLedgerFormula {
  GArray *terms; /* Term */
};

static void
clear_term (gpointer data)
{
  g_free (((Term *)data)->code);
}

void
zb_ledger_formula_free (ZbLedgerFormula *formula)
{
  g_array_unref (formula->terms);
  g_free (formula);
}

/* Without blanks, with full-width signs as plain ones. */
static char *
dup_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar sign = g_utf8_get_char (text);

    if (!g_unichar_isspace (sign))
      g_string_append_unichar (plain, sign >= 0xff01 && sign <= 0xff5e ? sign - 0xfee0 : sign);
  }
  return g_string_free (plain, FALSE);
}

static gboolean
fail (GError **error, const char *format, const char *text)
{
  g_autofree char *message = g_strdup_printf ("%s “%s”", format, text);

  g_set_error_literal (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, message);
  return FALSE;
}

static gboolean
find_amount (const char *name, guint *ret_amount)
{
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    if (strcmp (amounts[i].name, name) == 0 || strcmp (amounts[i].chinese, name) == 0) {
      *ret_amount = i;
      return TRUE;
    }
  return FALSE;
}

/* The end of a term: the sign of the next one. A minus within an amount's name is none. */
static const char *
find_end (const char *text)
{
  const char *colon = strchr (text, ':');
  const char *end = text + strcspn (text, "+-");

  if (colon == NULL || colon > end)
    return end;
  end = colon + 1;
  while (*end != '\0' && *end != '+') {
    if (*end == '-' && !g_str_has_prefix (end, "-debit") && !g_str_has_prefix (end, "-credit") &&
        !g_str_has_prefix (end, "-net"))
      break;
    end++;
  }
  return end;
}

static gboolean
read_term (const char *text, gsize length, gboolean minus, GArray *terms, GError **error)
{
  g_autofree char *whole = g_strndup (text, length);
  char *colon = strchr (whole, ':');
  Term term = {minus, NULL, FALSE, 0};

  if (colon == NULL)
    return fail (error, "say which amount of the account, like 1001:closing, in", whole);
  *colon = '\0';
  if (!find_amount (colon + 1, &term.amount))
    return fail (error, "amounts are opening, closing, debit, credit, year-debit …, not",
                 colon + 1);
  term.below = g_str_has_suffix (whole, "*");
  if (term.below)
    whole[strlen (whole) - 1] = '\0';
  term.code = zb_trial_balance_plain (whole);
  if (!g_ascii_isdigit (*term.code) || strlen (term.code) > 40 ||
      strspn (whole, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._") !=
          strlen (whole)) {
    g_free (term.code);
    return fail (error, "account codes are digits, not", whole);
  }
  g_array_append_val (terms, term);
  return TRUE;
}

ZbLedgerFormula *
zb_ledger_formula_parse (const char *text, GError **error)
{
  g_autoptr (ZbLedgerFormula) formula = g_new0 (ZbLedgerFormula, 1);
  g_autofree char *plain = NULL;

  formula->terms = g_array_new (FALSE, TRUE, sizeof (Term));
  g_array_set_clear_func (formula->terms, clear_term);
  if (strlen (text) > ZB_LEDGER_FORMULA_MAX_BYTES || !g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                 "a formula has at most %d bytes of UTF-8", ZB_LEDGER_FORMULA_MAX_BYTES);
    return NULL;
  }
  plain = dup_plain (text);
  const char *c = *plain == '=' ? plain + 1 : plain;
  gboolean minus = *c == '-';
  if (*c == '-' || *c == '+')
    c++;
  do {
    const char *end = find_end (c);

    if (formula->terms->len == ZB_LEDGER_FORMULA_MAX_TERMS) {
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                   "a formula has at most %d accounts", ZB_LEDGER_FORMULA_MAX_TERMS);
      return NULL;
    }
    if (!read_term (c, (gsize)(end - c), minus, formula->terms, error))
      return NULL;
    minus = *end == '-';
    c = *end != '\0' ? end + 1 : NULL;
  } while (c != NULL);
  return g_steal_pointer (&formula);
}

char *
zb_ledger_formula_to_string (const ZbLedgerFormula *formula)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < formula->terms->len; i++) {
    const Term *term = &g_array_index (formula->terms, Term, i);
    const char *sign = i == 0 ? (term->minus ? "-" : "") : (term->minus ? " - " : " + ");

    g_string_append_printf (text, "%s%s%s:%s", sign, term->code, term->below ? "*" : "",
                            amounts[term->amount].name);
  }
  return g_string_free (text, FALSE);
}

/* Adds what a term takes of one account; FALSE if it is too large. */
static gboolean
add_account (const Term *term, const ZbBalanceAccount *account, gint64 *sum)
{
  ZbBalanceColumn column = amounts[term->amount].column;
  Side side = amounts[term->amount].side;
  gint64 amount = side == CREDIT ? account->credit[column] : account->debit[column];

  if (side == NET && __builtin_sub_overflow (amount, account->credit[column], &amount))
    return FALSE;
  return term->minus ? !__builtin_sub_overflow (*sum, amount, sum)
                     : !__builtin_add_overflow (*sum, amount, sum);
}

static gboolean
add_term (const Term *term, const ZbTrialBalance *balance, gint64 *sum, GPtrArray *missing)
{
  const ZbBalanceAccount *account = zb_trial_balance_find (balance, term->code);
  gboolean found = FALSE;

  if (!term->below && account != NULL)
    return add_account (term, account, sum);
  for (guint i = 0; term->below && i < zb_trial_balance_n_accounts (balance); i++) {
    const ZbBalanceAccount *each = zb_trial_balance_at (balance, i);

    if (!each->leaf || !g_str_has_prefix (each->plain, term->code))
      continue;
    found = TRUE;
    if (!add_account (term, each, sum))
      return FALSE;
  }
  if (!found)
    g_ptr_array_add (missing, g_strconcat (term->code, term->below ? "*" : "", NULL));
  return TRUE;
}

gboolean
zb_ledger_formula_evaluate (const ZbLedgerFormula *formula,
                            const ZbTrialBalance *balance,
                            ZbDecimal *ret_sum,
                            GPtrArray *missing,
                            GError **error)
{
  gint64 sum = 0;

  for (guint i = 0; i < formula->terms->len; i++) {
    const Term *term = &g_array_index (formula->terms, Term, i);

    if (!zb_trial_balance_has (balance, amounts[term->amount].column))
      return fail (error, "the trial balance has no column for", amounts[term->amount].name);
    if (!add_term (term, balance, &sum, missing))
      return fail (error, "the sum is too large at account", term->code);
  }
  if (ABS (sum) > ZB_DECIMAL_MAX_DIGITS)
    return fail (error, "the sum is too large at account",
                 g_array_index (formula->terms, Term, 0).code);
  *ret_sum = (ZbDecimal){sum, ZB_BALANCE_SCALE};
  return TRUE;
}

gboolean
zb_ledger_formula_covers (const ZbLedgerFormula *formula, const ZbBalanceAccount *account)
{
  for (guint i = 0; i < formula->terms->len; i++)
    if (g_str_has_prefix (account->plain, g_array_index (formula->terms, Term, i).code))
      return TRUE;
  return FALSE;
}
