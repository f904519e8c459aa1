/* SPDX-License-Identifier: Apache-2.0 */
#include "client/dropped-drafts.h"

#include "client/draft.h"
#include "client/workspace-private.h"
#include "forms/form-set.h"
#include "storage/statement.h"
#include "storage/transaction.h"

/* One row of the table as it was. */
typedef struct {
  char *form;
  GBytes *report;
  gint64 created, changed;
  char *stays; /* (nullable) */
} Row;

struct _ZbDroppedDrafts {
  gint64 account;
  char *period;
  GPtrArray *rows; /* Row */
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->form);
  g_bytes_unref (row->report);
  g_free (row->stays);
  g_free (row);
}

void
zb_dropped_drafts_free (ZbDroppedDrafts *dropped)
{
  g_free (dropped->period);
  g_ptr_array_unref (dropped->rows);
  g_free (dropped);
}

/* FALSE on failure; a form without a draft adds nothing. */
static gboolean
take_one (ZbWorkspace *workspace,
          const ZbAccount *account,
          ZbDroppedDrafts *dropped,
          const char *form,
          GError **error)
{
  ZbStatement *found = NULL;

  if (!zb_database_query (workspace->database,
                          "select report, created, changed, stays from draft where account = ? and "
                          "form = ? and period = ?",
                          &found, error, zb_value_int (account->id), zb_value_text (form),
                          zb_value_text (dropped->period)))
    return FALSE;
  if (!found)
    return TRUE;
  Row *row = g_new0 (Row, 1);
  *row = (Row){g_strdup (form), zb_statement_dup_bytes (found, 0), zb_statement_int (found, 1),
               zb_statement_int (found, 2), zb_statement_dup_text (found, 3)};
  g_ptr_array_add (dropped->rows, row);
  zb_statement_reset (found);
  return zb_draft_drop (workspace, account, form, dropped->period, error);
}

/* The forms that are dropped together, NULL where it is one alone. (transfer full) */
static GPtrArray *
list_set (ZbWorkspace *workspace, const char *form, const char *period)
{
  ZbPeriod when;
  ZbPackage *head = zb_period_parse (period, &when, NULL)
                        ? zb_form_set_head (workspace->catalogue, form, when)
                        : NULL;

  return head ? zb_form_set_packages (workspace->catalogue, head, when) : NULL;
}

static gboolean
take_all (ZbWorkspace *workspace,
          const ZbAccount *account,
          ZbDroppedDrafts *dropped,
          const char *form,
          GError **error)
{
  g_autoptr (GPtrArray) set = list_set (workspace, form, dropped->period);

  if (!set)
    return take_one (workspace, account, dropped, form, error);
  for (guint i = 0; i < set->len; i++)
    if (!take_one (workspace, account, dropped, zb_package_form (set->pdata[i])->id, error))
      return FALSE;
  return TRUE;
}

ZbDroppedDrafts *
zb_dropped_drafts_take (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const char *form,
                        const char *period,
                        GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);
  g_autoptr (ZbDroppedDrafts) dropped = g_new0 (ZbDroppedDrafts, 1);

  dropped->account = account->id;
  dropped->period = g_strdup (period);
  dropped->rows = g_ptr_array_new_with_free_func (row_free);
  if (!transaction || !take_all (workspace, account, dropped, form, error))
    return NULL;
  if (dropped->rows->len == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "there is no draft of %s for %s", form, period);
    return NULL;
  }
  return zb_transaction_commit (transaction, error) ? g_steal_pointer (&dropped) : NULL;
}

static gboolean
put_back_one (ZbWorkspace *workspace,
              const ZbDroppedDrafts *dropped,
              const Row *row,
              GError **error)
{
  if (!zb_database_run (workspace->database,
                        "insert into draft (account, form, period, report, created, changed, stays)"
                        " values (?,?,?,?,?,?,?) on conflict do nothing",
                        error, zb_value_int (dropped->account), zb_value_text (row->form),
                        zb_value_text (dropped->period), zb_value_bytes (row->report),
                        zb_value_int (row->created), zb_value_int (row->changed),
                        zb_value_text (row->stays)))
    return FALSE;
  if (zb_database_changes (workspace->database) == 1)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED,
               "a draft of %s for %s was begun meanwhile", row->form, dropped->period);
  return FALSE;
}

gboolean
zb_dropped_drafts_put_back (ZbWorkspace *workspace, const ZbDroppedDrafts *dropped, GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  for (guint i = 0; transaction && i < dropped->rows->len; i++)
    if (!put_back_one (workspace, dropped, dropped->rows->pdata[i], error))
      return FALSE;
  return transaction && zb_transaction_commit (transaction, error);
}
