/* SPDX-License-Identifier: Apache-2.0 */
#include "client/journal.h"

#include "client/workspace-private.h"
#include "storage/statement.h"

void
zb_journal_entry_free (ZbJournalEntry *entry)
{
  g_free (entry->text);
  g_free (entry);
}

gboolean
zb_journal_add (ZbWorkspace *workspace,
                gint64 account,
                const char *form,
                const char *period,
                const char *text,
                GError **error)
{
  return zb_database_run (
      workspace->database,
      "insert into journal (account, form, period, time, text) values (?,?,?,?,?)", error,
      zb_value_int (account), zb_value_text (form), zb_value_text (period),
      zb_value_int (zb_workspace_now (workspace)), zb_value_text (text));
}

GPtrArray *
zb_journal_list (
    ZbWorkspace *workspace, gint64 account, const char *form, const char *period, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_journal_entry_free);
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database,
      "select time, text from journal where account = ? and form = ? and period = ?"
      " order by id desc",
      error);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (account), zb_value_text (form),
                                   zb_value_text (period)))
    return NULL;
  while (zb_statement_step (rows, &row, error)) {
    if (!row)
      return g_steal_pointer (&list);
    ZbJournalEntry *entry = g_new0 (ZbJournalEntry, 1);
    entry->time = zb_statement_int (rows, 0);
    entry->text = zb_statement_dup_text (rows, 1);
    g_ptr_array_add (list, entry);
  }
  return NULL;
}
