/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/trial-balance.h"

#include "client/error.h"
#include "client/heading.h"

#include <string.h>

#define HEAD_ROWS 30 /* within which the heads begin */

typedef enum { DEBIT, CREDIT, SIGNED, DIRECTION, N_SIDES } Side;

typedef struct {
  const ZbSpreadsheet *book;
  guint sheet;
  guint first; /* the row below the heads */
  int code, name;
  int amounts[ZB_BALANCE_N_COLUMNS][N_SIDES]; /* columns of the sheet; -1 if there is none */
} Heads;

struct _ZbTrialBalance {
  GPtrArray *accounts; /* ZbBalanceAccount */
  GHashTable *by_code; /* plain code → account, borrowed */
  gboolean has[ZB_BALANCE_N_COLUMNS];
  const ZbMeasure *measure;
};

static void
account_free (gpointer data)
{
  ZbBalanceAccount *account = data;

  g_free (account->code);
  g_free (account->plain);
  g_free (account->name);
  g_free (account);
}

void
zb_trial_balance_free (ZbTrialBalance *balance)
{
  g_ptr_array_unref (balance->accounts);
  g_hash_table_unref (balance->by_code);
  g_free (balance);
}

static gboolean
has_any (const char *text, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strstr (text, *words) != NULL)
      return TRUE;
  return FALSE;
}

/* The words are as zb_heading_normal() leaves them. */
static gboolean
find_period (const char *head, ZbBalanceColumn *ret_column)
{
  static const char *const opening[] = {"期初", "年初", "上期", "opening", "beginning", NULL};
  static const char *const year[] = {"累计", "year", "ytd", NULL};
  static const char *const closing[] = {"期末", "closing", "ending", NULL};
  static const char *const period[] = {"本期",     "本月",   "发生",     "当期",
                                       "turnover", "period", "movement", NULL};
  static const char *const *const words[] = {opening, year, closing, period};
  static const ZbBalanceColumn columns[] = {ZB_BALANCE_OPENING, ZB_BALANCE_YEAR, ZB_BALANCE_CLOSING,
                                            ZB_BALANCE_PERIOD};

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (has_any (head, words[i])) {
      *ret_column = columns[i];
      return TRUE;
    }
  return FALSE;
}

static Side
find_side (const char *head)
{
  static const char *const direction[] = {"方向", "direction", NULL};
  static const char *const debit[] = {"借", "debit", NULL};
  static const char *const credit[] = {"贷", "credit", NULL};
  gboolean is_debit = has_any (head, debit);
  gboolean is_credit = has_any (head, credit);

  if (has_any (head, direction) || (is_debit && is_credit))
    return DIRECTION;
  return is_debit ? DEBIT : is_credit ? CREDIT : SIGNED;
}

/* A head's text with that of the line above, which stands in the first of its columns where the
 * file knows no merged cells. */
static char *
dup_head (const Heads *heads, guint row, guint column)
{
  const char *own = zb_spreadsheet_spread_text (heads->book, heads->sheet, row, column);
  const char *above = "";

  for (guint c = column + 1; row > 0 && c > 0 && c + 2 > column && *above == '\0'; c--)
    above = zb_spreadsheet_spread_text (heads->book, heads->sheet, row - 1, c - 1);
  g_autofree char *both = g_strconcat (strcmp (above, own) == 0 ? "" : above, own, NULL);
  return zb_heading_normal (*own == '\0' ? "" : both);
}

static void
take_head (Heads *heads, guint row, guint column)
{
  static const char *const codes[] = {"科目编码",    "科目代码",  "科目编号", "科目号",
                                      "accountcode", "accountno", NULL};
  static const char *const names[] = {"科目名称", "accountname", NULL};
  g_autofree char *head = dup_head (heads, row, column);
  ZbBalanceColumn period;

  if (*head == '\0')
    return;
  if (has_any (head, codes)) {
    heads->code = (int)column;
  } else if (has_any (head, names)) {
    heads->name = (int)column;
  } else if (find_period (head, &period)) {
    int *place = &heads->amounts[period][find_side (head)];
    if (*place < 0)
      *place = (int)column;
  } else if (find_side (head) == DIRECTION) {
    heads->amounts[ZB_BALANCE_CLOSING][DIRECTION] = (int)column;
  }
}

static guint
count_amounts (const Heads *heads)
{
  guint n = 0;

  for (guint p = 0; p < ZB_BALANCE_N_COLUMNS; p++)
    for (guint s = 0; s < DIRECTION; s++)
      n += heads->amounts[p][s] >= 0;
  return n;
}

static void
clear_heads (Heads *heads)
{
  heads->code = heads->name = -1;
  for (guint p = 0; p < ZB_BALANCE_N_COLUMNS; p++)
    for (guint s = 0; s < N_SIDES; s++)
      heads->amounts[p][s] = -1;
}

/* The line of the codes' head, and the one below it where debit and credit stand there. */
static gboolean
find_heads (Heads *heads)
{
  guint n_columns = zb_spreadsheet_n_columns (heads->book, heads->sheet);
  guint n_rows = MIN (zb_spreadsheet_n_rows (heads->book, heads->sheet), HEAD_ROWS);

  for (guint row = 0; row < n_rows; row++) {
    Heads upper, lower;

    clear_heads (heads);
    for (guint c = 0; c < n_columns; c++)
      take_head (heads, row, c);
    if (heads->code < 0)
      continue;
    upper = lower = *heads;
    clear_heads (&lower);
    for (guint c = 0; c < n_columns; c++)
      take_head (&lower, row + 1, c);
    lower.code = heads->code;
    lower.name = heads->name;
    *heads = count_amounts (&lower) > count_amounts (&upper) ? lower : upper;
    heads->first = row + (count_amounts (&lower) > count_amounts (&upper) ? 2 : 1);
    if (count_amounts (heads) > 0)
      return TRUE;
  }
  return FALSE;
}

char *
zb_trial_balance_plain (const char *code)
{
  GString *plain = g_string_new (NULL);

  for (; *code != '\0'; code++)
    if (g_ascii_isalnum (*code))
      g_string_append_c (plain, g_ascii_toupper (*code));
  return g_string_free (plain, FALSE);
}

static gboolean
read_amount (const Heads *heads, guint row, int column, gint64 *ret_amount, GError **error)
{
  const char *text =
      column >= 0 ? zb_spreadsheet_text (heads->book, heads->sheet, row, (guint)column) : "";
  ZbDecimal value = {0, ZB_BALANCE_SCALE};

  if (*text != '\0' && strcmp (text, "-") != 0 && strcmp (text, "—") != 0 &&
      !zb_decimal_parse_entry (text, ZB_BALANCE_SCALE, &value, NULL)) {
    g_autofree char *place = zb_spreadsheet_place (heads->book, heads->sheet, row, (guint)column);
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "%s: %s: “%s” is no amount",
                 zb_spreadsheet_source (heads->book), place, text);
    return FALSE;
  }
  *ret_amount = value.digits;
  return TRUE;
}

/* A balance in one column belongs to the side that its direction says, else to debit; below zero it
 * belongs there too, with its sign. */
static gboolean
read_amounts (const Heads *heads,
              guint row,
              ZbBalanceColumn period,
              ZbBalanceAccount *account,
              GError **error)
{
  const int *columns = heads->amounts[period];
  int direction =
      columns[DIRECTION] >= 0 ? columns[DIRECTION] : heads->amounts[ZB_BALANCE_CLOSING][DIRECTION];
  gint64 amount = 0;

  if (columns[DEBIT] >= 0 || columns[CREDIT] >= 0)
    return read_amount (heads, row, columns[DEBIT], &account->debit[period], error) &&
           read_amount (heads, row, columns[CREDIT], &account->credit[period], error);
  if (!read_amount (heads, row, columns[SIGNED], &amount, error))
    return FALSE;
  const char *side =
      direction >= 0 ? zb_spreadsheet_text (heads->book, heads->sheet, row, (guint)direction) : "";
  g_autofree char *folded = g_ascii_strdown (side, -1);
  if (g_str_has_prefix (side, "贷") || g_str_has_prefix (folded, "cr"))
    account->credit[period] = amount;
  else
    account->debit[period] = amount;
  return TRUE;
}

static gboolean
read_row (ZbTrialBalance *balance, const Heads *heads, guint row, GError **error)
{
  const char *code = zb_spreadsheet_text (heads->book, heads->sheet, row, (guint)heads->code);
  g_autofree char *plain = zb_trial_balance_plain (code);

  /* Totals and signatures have no account. */
  if (!g_ascii_isdigit (*plain))
    return TRUE;
  if (g_hash_table_contains (balance->by_code, plain)) {
    g_autofree char *place =
        zb_spreadsheet_place (heads->book, heads->sheet, row, (guint)heads->code);
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "%s: %s: account %s is there twice",
                 zb_spreadsheet_source (heads->book), place, code);
    return FALSE;
  }
  ZbBalanceAccount *account = g_new0 (ZbBalanceAccount, 1);
  g_ptr_array_add (balance->accounts, account);
  account->code = g_strdup (code);
  account->plain = g_steal_pointer (&plain);
  account->name = g_strdup (
      heads->name >= 0 ? zb_spreadsheet_text (heads->book, heads->sheet, row, (guint)heads->name)
                       : "");
  account->row = row;
  account->leaf = TRUE;
  g_hash_table_insert (balance->by_code, account->plain, account);
  for (guint p = 0; p < ZB_BALANCE_N_COLUMNS; p++)
    if (!read_amounts (heads, row, p, account, error))
      return FALSE;
  return TRUE;
}

/* An account is part of those whose code begins its own. */
static void
mark_leaves (ZbTrialBalance *balance)
{
  for (guint i = 0; i < balance->accounts->len; i++) {
    const ZbBalanceAccount *account = balance->accounts->pdata[i];

    for (gsize length = strlen (account->plain) - 1; length > 0; length--) {
      g_autofree char *beginning = g_strndup (account->plain, length);
      ZbBalanceAccount *whole = g_hash_table_lookup (balance->by_code, beginning);
      if (whole != NULL)
        whole->leaf = FALSE;
    }
  }
}

static const ZbMeasure *
find_measure (const Heads *heads)
{
  const ZbMeasure *measure = NULL;

  for (guint row = 0; row < heads->first && measure == NULL; row++)
    for (guint c = 0; c < zb_spreadsheet_n_columns (heads->book, heads->sheet) && measure == NULL;
         c++)
      measure = zb_heading_unit_line (zb_spreadsheet_text (heads->book, heads->sheet, row, c));
  return measure != NULL ? measure : zb_measure_find ("CNY");
}

ZbTrialBalance *
zb_trial_balance_read (const ZbSpreadsheet *book, GError **error)
{
  Heads heads = {.book = book};
  gboolean found = FALSE;

  for (heads.sheet = 0; heads.sheet < zb_spreadsheet_n_sheets (book); heads.sheet++) {
    found = find_heads (&heads);
    if (found)
      break;
  }
  if (!found) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "%s: this is no trial balance: no sheet has a head for account codes (科目编码) "
                 "and one for amounts",
                 zb_spreadsheet_source (book));
    return NULL;
  }
  g_autoptr (ZbTrialBalance) balance = g_new0 (ZbTrialBalance, 1);
  balance->accounts = g_ptr_array_new_with_free_func (account_free);
  balance->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  balance->measure = find_measure (&heads);
  for (guint p = 0; p < ZB_BALANCE_N_COLUMNS; p++)
    balance->has[p] = heads.amounts[p][DEBIT] >= 0 || heads.amounts[p][CREDIT] >= 0 ||
                      heads.amounts[p][SIGNED] >= 0;
  for (guint row = heads.first; row < zb_spreadsheet_n_rows (book, heads.sheet); row++)
    if (!read_row (balance, &heads, row, error))
      return NULL;
  mark_leaves (balance);
  return g_steal_pointer (&balance);
}

guint
zb_trial_balance_n_accounts (const ZbTrialBalance *balance)
{
  return balance->accounts->len;
}

const ZbBalanceAccount *
zb_trial_balance_at (const ZbTrialBalance *balance, guint index)
{
  return balance->accounts->pdata[index];
}

const ZbBalanceAccount *
zb_trial_balance_find (const ZbTrialBalance *balance, const char *code)
{
  g_autofree char *plain = zb_trial_balance_plain (code);

  return g_hash_table_lookup (balance->by_code, plain);
}

gboolean
zb_trial_balance_has (const ZbTrialBalance *balance, ZbBalanceColumn column)
{
  return balance->has[column];
}

const ZbMeasure *
zb_trial_balance_measure (const ZbTrialBalance *balance)
{
  return balance->measure;
}

gboolean
zb_trial_balance_sums (const ZbTrialBalance *balance,
                       ZbBalanceColumn column,
                       ZbDecimal *ret_debit,
                       ZbDecimal *ret_credit)
{
  gint64 debit = 0, credit = 0;

  for (guint i = 0; i < balance->accounts->len; i++) {
    const ZbBalanceAccount *account = balance->accounts->pdata[i];

    if (account->leaf && (__builtin_add_overflow (debit, account->debit[column], &debit) ||
                          __builtin_add_overflow (credit, account->credit[column], &credit)))
      return FALSE;
  }
  if (ABS (debit) > ZB_DECIMAL_MAX_DIGITS || ABS (credit) > ZB_DECIMAL_MAX_DIGITS)
    return FALSE;
  *ret_debit = (ZbDecimal){debit, ZB_BALANCE_SCALE};
  *ret_credit = (ZbDecimal){credit, ZB_BALANCE_SCALE};
  return TRUE;
}
