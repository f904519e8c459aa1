/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/ledger-map.h"

#include "client/workspace-private.h"
#include "forms/form-lookup.h"
#include "storage/statement.h"

#include <string.h>

static void
entry_free (gpointer data)
{
  ZbLedgerEntry *entry = data;

  g_free (entry->item);
  g_free (entry->formula);
  g_free (entry);
}

GPtrArray *
zb_ledger_map_list (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    const char *form,
                    GError **error)
{
  ZbStatement *statement = zb_database_prepare (
      workspace->database,
      "select item, formula from ledger_formula where account = ? and form = ? order by item",
      error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  gboolean more = TRUE;

  if (statement == NULL ||
      !zb_statement_bind (statement, error, zb_value_int (account->id), zb_value_text (form)))
    return NULL;
  while (more) {
    if (!zb_statement_step (statement, &more, error))
      return NULL;
    if (!more)
      break;
    ZbLedgerEntry *entry = g_new0 (ZbLedgerEntry, 1);
    entry->item = zb_statement_dup_text (statement, 0);
    entry->formula = zb_statement_dup_text (statement, 1);
    g_ptr_array_add (entries, entry);
  }
  return g_steal_pointer (&entries);
}

/* Whether figures of the ledger can go there. */
static gboolean
check_item (const ZbForm *form, const char *item, GError **error)
{
  const ZbMeasure *yuan = zb_measure_find ("CNY");
  g_autofree char *key = NULL;
  guint section, column;
  ZbCellSpec spec;
  int shift;

  if (!zb_form_split_item_id (form, item, &section, &key, &column) ||
      !zb_section_cell_spec (&form->sections[section], key, column, &spec)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s has no cell “%s”", form->id,
                 item);
    return FALSE;
  }
  if (spec.type == ZB_CELL_NUMBER && spec.measure != NULL &&
      zb_measure_shift (yuan, spec.measure, &shift) &&
      !(spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED | ZB_CELL_NOT_APPLICABLE)))
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
               "cell %s of %s takes no amount of money from the ledger", item, form->id);
  return FALSE;
}

gboolean
zb_ledger_map_put (ZbWorkspace *workspace,
                   const ZbAccount *account,
                   const ZbForm *form,
                   const char *item,
                   const char *formula,
                   GError **error)
{
  g_autoptr (ZbLedgerFormula) parsed = NULL;
  g_autofree char *text = NULL;

  if (formula == NULL)
    return zb_database_run (
        workspace->database,
        "delete from ledger_formula where account = ? and form = ? and item = ?", error,
        zb_value_int (account->id), zb_value_text (form->id), zb_value_text (item));
  if (!check_item (form, item, error))
    return FALSE;
  parsed = zb_ledger_formula_parse (formula, error);
  if (parsed == NULL)
    return FALSE;
  text = zb_ledger_formula_to_string (parsed);
  return zb_database_run (
      workspace->database,
      "insert or replace into ledger_formula (account, form, item, formula) values (?,?,?,?)",
      error, zb_value_int (account->id), zb_value_text (form->id), zb_value_text (item),
      zb_value_text (text));
}

gboolean
zb_ledger_map_copy (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    const ZbAccount *from,
                    const char *form,
                    guint *ret_n,
                    GError **error)
{
  if (!zb_database_run (workspace->database,
                        "insert or ignore into ledger_formula (account, form, item, formula)"
                        " select ?1, form, item, formula from ledger_formula"
                        " where account = ?2 and form = ?3",
                        error, zb_value_int (account->id), zb_value_int (from->id),
                        zb_value_text (form)))
    return FALSE;
  *ret_n = (guint)zb_database_changes (workspace->database);
  return TRUE;
}

static void
offer_missing (ZbIncoming *incoming, const ZbLedgerEntry *entry, const GPtrArray *missing)
{
  for (guint i = 0; i < missing->len; i++) {
    ZbIncomingSource source = {entry->item, missing->pdata[i], missing->pdata[i], 0, 0, 0, NULL};
    zb_incoming_offer_unknown (incoming, &source, ZB_INCOMING_MISSING);
  }
}

static gboolean
run_entry (const ZbLedgerEntry *entry,
           const ZbTrialBalance *balance,
           const ZbForm *form,
           ZbIncoming *incoming,
           GError **error)
{
  g_autoptr (ZbLedgerFormula) formula = zb_ledger_formula_parse (entry->formula, error);
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  char text[ZB_DECIMAL_TEXT_SIZE];
  g_autofree char *key = NULL;
  guint section, column;
  ZbDecimal sum;

  if (formula == NULL || !zb_ledger_formula_evaluate (formula, balance, &sum, missing, error)) {
    g_prefix_error (error, "%s: ", entry->item);
    return FALSE;
  }
  offer_missing (incoming, entry, missing);
  /* A row that a later edition dropped. */
  if (!zb_form_split_item_id (form, entry->item, &section, &key, &column))
    return TRUE;
  while (sum.scale > 0 && zb_decimal_rescale (sum, sum.scale - 1, &sum))
    ;
  ZbIncomingSource source = {entry->formula,
                             "",
                             zb_decimal_format (sum, text),
                             0,
                             0,
                             0,
                             zb_trial_balance_measure (balance)};
  zb_incoming_offer (incoming, &source, section, key, column);
  return TRUE;
}

ZbIncoming *
zb_ledger_entries_run (const GPtrArray *entries,
                       const ZbAccount *account,
                       const ZbTrialBalance *balance,
                       ZbReport *report,
                       GError **error)
{
  const ZbForm *form = zb_report_form (report);
  g_autoptr (ZbIncoming) incoming = zb_incoming_new (report);

  if (entries->len == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "no cell of %s is mapped to the ledger of %s yet", form->id, account->name);
    return NULL;
  }
  for (guint i = 0; i < entries->len; i++)
    if (!run_entry (entries->pdata[i], balance, form, incoming, error))
      return NULL;
  return g_steal_pointer (&incoming);
}

ZbIncoming *
zb_ledger_map_run (ZbWorkspace *workspace,
                   const ZbAccount *account,
                   const ZbTrialBalance *balance,
                   ZbReport *report,
                   GError **error)
{
  g_autoptr (GPtrArray) entries =
      zb_ledger_map_list (workspace, account, zb_report_form (report)->id, error);

  return entries != NULL ? zb_ledger_entries_run (entries, account, balance, report, error) : NULL;
}

static gboolean
has_amounts (const ZbBalanceAccount *account)
{
  for (guint p = 0; p < ZB_BALANCE_N_COLUMNS; p++)
    if (account->debit[p] != 0 || account->credit[p] != 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_covered (const GPtrArray *formulas, const ZbBalanceAccount *account)
{
  for (guint i = 0; i < formulas->len; i++)
    if (zb_ledger_formula_covers (formulas->pdata[i], account))
      return TRUE;
  return FALSE;
}

GPtrArray *
zb_ledger_map_unused (ZbWorkspace *workspace,
                      const ZbAccount *account,
                      const ZbTrialBalance *balance,
                      const char *form,
                      GError **error)
{
  g_autoptr (GPtrArray) entries = zb_ledger_map_list (workspace, account, form, error);
  g_autoptr (GPtrArray) formulas =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_ledger_formula_free);
  g_autoptr (GPtrArray) unused = g_ptr_array_new ();

  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    ZbLedgerFormula *formula =
        zb_ledger_formula_parse (((ZbLedgerEntry *)entries->pdata[i])->formula, error);
    if (formula == NULL)
      return NULL;
    g_ptr_array_add (formulas, formula);
  }
  for (guint i = 0; i < zb_trial_balance_n_accounts (balance); i++) {
    const ZbBalanceAccount *each = zb_trial_balance_at (balance, i);
    if (each->leaf && has_amounts (each) && !is_covered (formulas, each))
      g_ptr_array_add (unused, (gpointer)each);
  }
  return entries != NULL ? g_steal_pointer (&unused) : NULL;
}
