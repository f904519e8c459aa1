/* SPDX-License-Identifier: Apache-2.0 */
#include "client/dropped-drafts.h"

#include "client/draft.h"
#include "client/workspace-private.h"
#include "forms/form-set.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#define KEPT (ZB_DROPPED_DRAFTS_DAYS * 24 * 3600 * G_TIME_SPAN_SECOND)

/* Dropping */

static gint64
begin (ZbWorkspace *workspace,
       const ZbAccount *account,
       const char *form,
       const char *period,
       GError **error)
{
  gint64 now = zb_workspace_now (workspace);

  if (!zb_database_run (workspace->database, "delete from dropped where time < ?", error,
                        zb_value_int (now - KEPT)) ||
      !zb_database_run (workspace->database,
                        "insert into dropped (account, form, period, time) values (?,?,?,?)", error,
                        zb_value_int (account->id), zb_value_text (form), zb_value_text (period),
                        zb_value_int (now)))
    return 0;
  return zb_database_last_id (workspace->database);
}

/* A form without a draft adds nothing; @n counts the others. */
static gboolean
take_one (ZbWorkspace *workspace,
          const ZbAccount *account,
          gint64 id,
          const char *form,
          const char *period,
          guint *n,
          GError **error)
{
  if (!zb_database_run (
          workspace->database,
          "insert into dropped_draft (dropped, form, report, created, changed, stays) select ?, "
          "form, report, created, changed, stays from draft where account = ? and form = ? and "
          "period = ?",
          error, zb_value_int (id), zb_value_int (account->id), zb_value_text (form),
          zb_value_text (period)))
    return FALSE;
  *n += (guint)zb_database_changes (workspace->database);
  return zb_draft_drop (workspace, account, form, period, error);
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
          gint64 id,
          const char *form,
          const char *period,
          ZbDropExtent extent,
          guint *n,
          GError **error)
{
  g_autoptr (GPtrArray) set =
      extent == ZB_DROP_WITH_SET ? list_set (workspace, form, period) : NULL;

  if (!set)
    return take_one (workspace, account, id, form, period, n, error);
  for (guint i = 0; i < set->len; i++)
    if (!take_one (workspace, account, id, zb_package_form (set->pdata[i])->id, period, n, error))
      return FALSE;
  return TRUE;
}

gint64
zb_dropped_drafts_take (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const char *form,
                        const char *period,
                        ZbDropExtent extent,
                        GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);
  gint64 id = transaction ? begin (workspace, account, form, period, error) : 0;
  guint n = 0;

  if (id == 0 || !take_all (workspace, account, id, form, period, extent, &n, error))
    return 0;
  if (n == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "there is no draft of %s for %s", form, period);
    return 0;
  }
  return zb_transaction_commit (transaction, error) ? id : 0;
}

/* Bringing back */

/* FALSE with EXISTS where a row of @sql, which asks for one thing that was dropped as @id, names
 * what is in its way. */
static gboolean
check_free (ZbWorkspace *workspace,
            const char *sql,
            const char *noun,
            const char *done,
            gint64 id,
            GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, sql, &row, error, zb_value_int (id)))
    return FALSE;
  if (!row)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS, "a %s of %s for %s was %s meanwhile",
               noun, zb_statement_text (row, 0), zb_statement_text (row, 1), done);
  zb_statement_reset (row);
  return FALSE;
}

/* Neither a draft that was begun anew nor signatures may be harmed by an old one that comes back.
 */
static gboolean
check_all_free (ZbWorkspace *workspace, gint64 id, GError **error)
{
  return check_free (workspace,
                     "select o.form, d.period from dropped d join dropped_draft o on o.dropped = "
                     "d.id join draft n on n.account = d.account and n.form = o.form and n.period "
                     "= d.period where d.id = ?",
                     "draft", "begun", id, error) &&
         check_free (workspace,
                     "select d.form, d.period from dropped d join message m on m.account = "
                     "d.account and m.period = d.period and m.created > d.time and m.state <> "
                     "'refused' where d.id = ? and (m.form = d.form or exists (select 1 from "
                     "message_member p where p.message = m.id and p.form = d.form))",
                     "report", "signed", id, error) &&
         check_free (workspace,
                     "select d.form, d.period from dropped d join cosign c on c.account = "
                     "d.account and c.period = d.period and c.time > d.time and c.voided = 0 where "
                     "d.id = ? and instr (c.forms, ' ' || d.form || ' ') > 0",
                     "report", "signed", id, error);
}

gboolean
zb_dropped_drafts_put_back (ZbWorkspace *workspace, gint64 id, GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  if (!transaction || !check_all_free (workspace, id, error) ||
      !zb_database_run (workspace->database,
                        "insert into draft (account, form, period, report, created, changed, "
                        "stays) select account, o.form, period, report, created, changed, stays "
                        "from dropped d join dropped_draft o on o.dropped = d.id where d.id = ?",
                        error, zb_value_int (id)))
    return FALSE;
  if (zb_database_changes (workspace->database) == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "what was dropped as %" G_GINT64_FORMAT " is not kept any more", id);
    return FALSE;
  }
  return zb_database_run (workspace->database, "delete from dropped where id = ?", error,
                          zb_value_int (id)) &&
         zb_transaction_commit (transaction, error);
}

/* Listing */

static void
dropped_free (gpointer data)
{
  ZbDroppedDraft *dropped = data;

  g_free (dropped->enterprise);
  g_free (dropped->form);
  g_free (dropped->period);
  g_free (dropped);
}

GPtrArray *
zb_dropped_drafts_list (ZbWorkspace *workspace, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (dropped_free);
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database,
      "select d.id, d.account, a.name, d.form, d.period, d.time from dropped d join account a on "
      "a.id = d.account where d.time >= ? order by d.time desc, d.id desc",
      error);
  gboolean row = TRUE;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (zb_workspace_now (workspace) - KEPT)))
    return NULL;
  while (zb_statement_step (rows, &row, error) && row) {
    ZbDroppedDraft *dropped = g_new (ZbDroppedDraft, 1);

    *dropped = (ZbDroppedDraft){zb_statement_int (rows, 0),      zb_statement_int (rows, 1),
                                zb_statement_dup_text (rows, 2), zb_statement_dup_text (rows, 3),
                                zb_statement_dup_text (rows, 4), zb_statement_int (rows, 5)};
    g_ptr_array_add (list, dropped);
  }
  return row ? NULL : g_steal_pointer (&list);
}
