/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/ledger-map.h"
#include "formats/json-writer.h"
#include "tools/import-command.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

static ZbTrialBalance *
read_balance (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, error);
  g_autoptr (ZbSpreadsheet) book = bytes ? zb_spreadsheet_read (path, bytes, error) : NULL;

  return book ? zb_trial_balance_read (book, error) : NULL;
}

/* An amount with the decimals it has; "" for none. Caller frees. */
static char *
dup_amount (gint64 digits)
{
  ZbDecimal value = {digits, ZB_BALANCE_SCALE};

  if (digits == 0)
    return g_strdup ("");
  while (value.scale > 2 && zb_decimal_rescale (value, value.scale - 1, &value))
    ;
  return zb_decimal_to_display (value);
}

static void
add_account (ZbTable *table, const ZbBalanceAccount *account)
{
  static const ZbBalanceColumn shown[] = {ZB_BALANCE_OPENING, ZB_BALANCE_PERIOD,
                                          ZB_BALANCE_CLOSING};
  g_autofree char *amounts[6] = {NULL};
  const char *texts[8] = {account->code, account->name};

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++) {
    amounts[2 * i] = dup_amount (account->debit[shown[i]]);
    amounts[2 * i + 1] = dup_amount (account->credit[shown[i]]);
    texts[2 + 2 * i] = amounts[2 * i];
    texts[3 + 2 * i] = amounts[2 * i + 1];
  }
  zb_table_add_row (table, texts);
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    g_free (g_steal_pointer (&amounts[i]));
}

static ZbTable *
new_table (void)
{
  const char *heads[] = {_ ("Account"), _ ("Name"),    _ (">Opening debit"), _ (">Opening credit"),
                         _ (">Debit"),  _ (">Credit"), _ (">Closing debit"), _ (">Closing credit"),
                         NULL};

  return zb_table_new (heads);
}

/* What does not come out even is probably not the whole balance. */
static gboolean
tell_sums (const ZbTrialBalance *balance)
{
  static const char *const names[] = {N_ ("Opening balances"), N_ ("Postings of the period"),
                                      N_ ("Postings of the year"), N_ ("Closing balances")};
  gboolean even = TRUE;

  for (guint p = 0; p < ZB_BALANCE_N_COLUMNS; p++) {
    ZbDecimal debit, credit;

    if (!zb_trial_balance_has (balance, p) ||
        !zb_trial_balance_sums (balance, p, &debit, &credit) || debit.digits == credit.digits)
      continue;
    g_autofree char *left = dup_amount (debit.digits);
    g_autofree char *right = dup_amount (credit.digits);
    g_print (_ ("%s do not come out even: debit %s, credit %s.\n"), _ (names[p]), left, right);
    even = FALSE;
  }
  return even;
}

static int
ledger_show (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbTrialBalance) balance = read_balance (line->words[0], error);
  g_autoptr (ZbTable) table = new_table ();

  if (!balance)
    return ZB_EXIT_UNREADABLE;
  for (guint i = 0; i < zb_trial_balance_n_accounts (balance); i++)
    add_account (table, zb_trial_balance_at (balance, i));
  zb_table_print (table);
  return tell_sums (balance) ? ZB_EXIT_OK : ZB_EXIT_FINDINGS;
}

/* Workspace, account and the newest edition of a form. */
typedef struct {
  ZbWorkspace *workspace;
  ZbAccount *account;
  const ZbForm *form; /* the catalogue's */
} Place;

static void
place_clear (Place *place)
{
  g_clear_pointer (&place->account, zb_account_free);
  g_clear_pointer (&place->workspace, zb_workspace_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
place_open (const ZbCallLine *line, const char *name, Place *place, GError **error)
{
  place->workspace = zb_place_workspace (line, error);
  place->account = place->workspace ? zb_place_account (line, place->workspace, error) : NULL;
  if (!place->account)
    return FALSE;
  ZbCatalogue *catalogue = zb_workspace_catalogue (place->workspace);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    if ((strcmp (form->id, name) == 0 || strcmp (form->code, name) == 0) &&
        (!place->form || strcmp (form->edition, place->form->edition) >= 0))
      place->form = form;
  }
  if (place->form)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, _ ("there is no form %s here"),
               name);
  return FALSE;
}

static int
ledger_map (const ZbCallLine *line, GError **error)
{
  g_auto (Place) place = {NULL, NULL, NULL};
  const char *formula = *line->words[2] == '\0' ? NULL : line->words[2];

  if (!place_open (line, line->words[0], &place, error))
    return ZB_EXIT_FAILED;
  return zb_ledger_map_put (place.workspace, place.account, place.form, line->words[1], formula,
                            error)
             ? ZB_EXIT_OK
             : ZB_EXIT_UNREADABLE;
}

static int
ledger_list (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Cell"), _ ("Accounts"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_auto (Place) place = {NULL, NULL, NULL};
  g_autoptr (GPtrArray) entries = NULL;

  if (!place_open (line, line->words[0], &place, error))
    return ZB_EXIT_FAILED;
  entries = zb_ledger_map_list (place.workspace, place.account, place.form->id, error);
  for (guint i = 0; entries && i < entries->len; i++) {
    const ZbLedgerEntry *entry = entries->pdata[i];
    zb_table_add (table, entry->item, entry->formula, NULL);
  }
  zb_table_print (table);
  return entries ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

static int
ledger_copy (const ZbCallLine *line, GError **error)
{
  g_auto (Place) place = {NULL, NULL, NULL};
  g_autoptr (ZbAccount) from = NULL;
  guint n;

  if (!place_open (line, line->words[0], &place, error))
    return ZB_EXIT_FAILED;
  from = zb_account_find (place.workspace, line->words[1], error);
  if (!from ||
      !zb_ledger_map_copy (place.workspace, place.account, from, place.form->id, &n, error))
    return ZB_EXIT_FAILED;
  g_print (ngettext ("%u cell taken over\n", "%u cells taken over\n", n), n);
  return ZB_EXIT_OK;
}

static int
ledger_run (const ZbCallLine *line, GError **error)
{
  g_auto (ZbImportDraft) draft = {NULL, NULL, NULL, NULL};
  g_autoptr (ZbTrialBalance) balance = read_balance (line->words[0], error);
  g_autoptr (ZbIncoming) incoming = NULL;

  if (!balance || !zb_import_draft_open (line, line->words[1], line->words[2], &draft, error))
    return ZB_EXIT_UNREADABLE;
  incoming = zb_ledger_map_run (draft.workspace, draft.account, balance, draft.report, error);
  return incoming ? zb_import_draft_take (line, &draft, incoming, error) : ZB_EXIT_UNREADABLE;
}

static int
ledger_unused (const ZbCallLine *line, GError **error)
{
  g_auto (Place) place = {NULL, NULL, NULL};
  g_autoptr (ZbTrialBalance) balance = read_balance (line->words[0], error);
  g_autoptr (ZbTable) table = new_table ();
  g_autoptr (GPtrArray) unused = NULL;

  if (!balance || !place_open (line, line->words[1], &place, error))
    return ZB_EXIT_UNREADABLE;
  unused = zb_ledger_map_unused (place.workspace, place.account, balance, place.form->id, error);
  if (!unused)
    return ZB_EXIT_FAILED;
  for (guint i = 0; i < unused->len; i++)
    add_account (table, unused->pdata[i]);
  zb_table_print (table);
  return ZB_EXIT_OK;
}

static const ZbOption run_options[] = {
    {"preview", NULL, N_ ("only show what would go in")},
    {NULL, NULL, NULL},
};

const ZbCommand zb_ledger_commands[] = {
    {"ledger", "show", "BALANCE", N_ ("a trial balance (.xlsx, CSV) as it is read"), 1, 1, NULL,
     ledger_show},
    {"ledger", "map", "FORM ITEM FORMULA",
     N_ ("say which accounts make up a cell, like 1001:closing + 1002:closing; \"\" unsays it"), 3,
     3, NULL, ledger_map},
    {"ledger", "list", "FORM", N_ ("which accounts make up which cells"), 1, 1, NULL, ledger_list},
    {"ledger", "copy", "FORM ENTERPRISE", N_ ("take over what another enterprise's map says"), 2, 2,
     NULL, ledger_copy},
    {"ledger", "run", "BALANCE FORM PERIOD",
     N_ ("fill the mapped cells of a draft: what is new, what differs"), 3, 3, run_options,
     ledger_run},
    {"ledger", "unused", "BALANCE FORM", N_ ("accounts with amounts that no cell of a form counts"),
     2, 2, NULL, ledger_unused},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
