/* SPDX-License-Identifier: Apache-2.0 */
#include "client/draft.h"

#include "client/context-cache.h"
#include "client/draft-carry.h"
#include "client/draft-revision.h"
#include "client/pool.h"
#include "client/sent.h"
#include "client/workspace-private.h"
#include "forms/form-lookup.h"
#include "forms/prefill.h"
#include "forms/report-reader.h"
#include "forms/report-writer.h"
#include "storage/statement.h"
#include "storage/transaction.h"
#include "validators/memory-context.h"

#include <string.h>

/* As the revision of the edition has it that serves now, unless the draft is to stay in @stays
 * (nullable). Takes @report. */
static ZbReport *
to_serving (ZbWorkspace *workspace,
            const ZbAccount *account,
            ZbReport *report,
            const char *stays,
            GError **error)
{
  report = zb_draft_to_serving_edition (workspace, account, report, stays, error);
  return report ? zb_draft_to_serving_revision (workspace, account, report, error) : NULL;
}

static ZbReport *
read_report (ZbWorkspace *workspace,
             const ZbAccount *account,
             GBytes *bytes,
             const char *stays,
             GError **error)
{
  gsize length = 0;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  ZbReport *report = zb_report_read ("draft", data, length, workspace->catalogue, error);

  return report ? to_serving (workspace, account, report, stays, error) : NULL;
}

/* FALSE on failure; *@ret_bytes is NULL where there is no draft, and so is *@ret_stays (nullable)
 * where it need not stay in an edition. (transfer full) */
static gboolean
read_bytes (ZbWorkspace *workspace,
            const ZbAccount *account,
            const char *form,
            const char *period,
            GBytes **ret_bytes,
            char **ret_stays,
            GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (
          workspace->database,
          "select report, stays from draft where account = ? and form = ? and period = ?", &row,
          error, zb_value_int (account->id), zb_value_text (form), zb_value_text (period)))
    return FALSE;
  *ret_bytes = row ? zb_statement_dup_bytes (row, 0) : NULL;
  if (ret_stays)
    *ret_stays = row ? zb_statement_dup_text (row, 1) : NULL;
  if (row)
    zb_statement_reset (row);
  return TRUE;
}

ZbReport *
zb_draft_read_kept (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    const char *form,
                    const char *period,
                    GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  if (!read_bytes (workspace, account, form, period, &bytes, NULL, error) || !bytes)
    return NULL;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  return zb_report_read ("draft", data, length, workspace->catalogue, error);
}

ZbReport *
zb_draft_read_seen (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    const char *form,
                    const char *period,
                    GBytes **ret_seen,
                    GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *stays = NULL;

  if (!read_bytes (workspace, account, form, period, &bytes, &stays, error))
    return NULL;
  ZbReport *report = bytes ? read_report (workspace, account, bytes, stays, error) : NULL;
  if (ret_seen && (report || !bytes))
    *ret_seen = g_steal_pointer (&bytes);
  return report;
}

ZbReport *
zb_draft_read (ZbWorkspace *workspace,
               const ZbAccount *account,
               const char *form,
               const char *period,
               GError **error)
{
  return zb_draft_read_seen (workspace, account, form, period, NULL, error);
}

static const ZbReport *
earlier_report (const char *form, ZbPeriod period, gpointer data)
{
  const ZbContext *context = data;
  ZbAvailability why;

  return context->interface->report (context->self, form, period, &why);
}

/* Fills what the form takes from earlier reports; without a context, or with one that cannot be
 * read, nothing is filled. */
static gboolean
prefill (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report, GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  GError *failure = NULL;
  g_autoptr (ZbContextDocument) document = zb_context_cache_read (
      workspace, account, zb_report_form (report)->id, period, NULL, &failure);
  g_autoptr (ZbMemoryContext) memory =
      document ? zb_context_document_open (document, workspace->catalogue, &failure) : NULL;

  if (memory) {
    ZbContext context = zb_memory_context_get (memory);
    zb_report_prefill (report, earlier_report, &context, ZB_PREFILL_ROWS | ZB_PREFILL_FIELDS);
  }
  if (zb_context_cache_is_damaged (failure))
    g_clear_error (&failure);
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* Fills what other forms of the unit have said already. */
static void
fill_shared (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report)
{
  g_autoptr (ZbPool) pool = zb_pool_new (workspace, account);
  g_autoptr (GPtrArray) figures = zb_pool_figures (pool, report);

  zb_report_fill_shared (report, figures);
}

/* (transfer full) The report of @form among @reports, or NULL. */
static ZbReport *
find_form (const GPtrArray *reports, const char *form)
{
  for (guint i = 0; i < reports->len; i++)
    if (strcmp (zb_report_form (reports->pdata[i])->id, form) == 0)
      return zb_report_ref (reports->pdata[i]);
  return NULL;
}

/* A correction that starts from the figures of @message_id. */
static ZbReport *
correct (ZbWorkspace *workspace,
         const ZbAccount *account,
         const ZbForm *form,
         ZbPeriod period,
         const char *message_id,
         GError **error)
{
  g_autoptr (GPtrArray) reports = zb_sent_read_reports (workspace, message_id, error);
  g_autoptr (ZbReport) report = NULL;
  char text[ZB_PERIOD_TEXT_SIZE];

  if (!reports)
    return NULL;
  report = find_form (reports, form->id);
  if (!report || !zb_period_equal (zb_report_period (report), period)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                 "message %s is no report of %s for %s", message_id, form->id,
                 zb_period_format (period, text));
    return NULL;
  }
  zb_report_set_kind (report, ZB_REPORT_CORRECTION);
  zb_report_set_replaces (report, message_id);
  return to_serving (workspace, account, g_steal_pointer (&report), NULL, error);
}

ZbReport *
zb_draft_new (ZbWorkspace *workspace,
              const ZbAccount *account,
              const char *form,
              ZbPeriod period,
              const char *replaces,
              GError **error)
{
  ZbPackage *package = zb_catalogue_find (workspace->catalogue, form, period, error);
  char text[ZB_PERIOD_TEXT_SIZE];

  if (!package)
    return NULL;
  if (!zb_form_collects (zb_package_form (package), period)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s does not collect %s", form,
                 zb_period_format (period, text));
    return NULL;
  }
  if (replaces)
    return correct (workspace, account, zb_package_form (package), period, replaces, error);
  g_autoptr (ZbReport) report =
      zb_report_new (zb_package_form (package), zb_package_digest (package), account->unit, period);
  if (!prefill (workspace, account, report, error))
    return NULL;
  fill_shared (workspace, account, report);
  return g_steal_pointer (&report);
}

ZbReport *
zb_draft_from_refused_of (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          const char *message_id,
                          const char *form,
                          GError **error)
{
  g_autoptr (ZbSent) sent = zb_sent_read (workspace, message_id, error);
  ZbReport *report = NULL;

  if (!sent)
    return NULL;
  if (strcmp (sent->state, "refused") != 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "message %s was not refused",
                 message_id);
    return NULL;
  }
  report = form ? zb_sent_read_report_of (workspace, message_id, form, error)
                : zb_sent_read_report (workspace, message_id, error);
  return report ? to_serving (workspace, account, report, NULL, error) : NULL;
}

ZbReport *
zb_draft_from_refused (ZbWorkspace *workspace,
                       const ZbAccount *account,
                       const char *message_id,
                       GError **error)
{
  return zb_draft_from_refused_of (workspace, account, message_id, NULL, error);
}

gboolean
zb_draft_save (ZbWorkspace *workspace,
               const ZbAccount *account,
               const ZbReport *report,
               GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autoptr (GBytes) bytes = zb_report_write (report), old = NULL;
  const char *form = zb_report_form (report)->id;
  gint64 now = zb_workspace_now (workspace);
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  if (!transaction || !read_bytes (workspace, account, form, period, &old, NULL, error) ||
      !zb_draft_set_aside (workspace, account, old, report, error))
    return FALSE;
  if (!zb_database_run (
          workspace->database,
          "insert into draft (account, form, period, report, created, changed) values "
          "(?1,?2,?3,?4,?5,?5)"
          " on conflict (account, form, period) do update set report = ?4, changed = ?5",
          error, zb_value_int (account->id), zb_value_text (form), zb_value_text (period),
          zb_value_bytes (bytes), zb_value_int (now)))
    return FALSE;
  return zb_transaction_commit (transaction, error);
}

static gboolean
refuse_changed (const char *form, const char *period, GError **error)
{
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED,
               "another program has changed the draft of %s for %s", form, period);
  return FALSE;
}

gboolean
zb_draft_save_over (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    const ZbReport *report,
                    GBytes **seen,
                    GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autoptr (GBytes) bytes = zb_report_write (report);
  const char *form = zb_report_form (report)->id;
  gint64 now = zb_workspace_now (workspace);
  const char *sql = *seen ? "update draft set report = ?4, changed = ?5"
                            " where account = ?1 and form = ?2 and period = ?3 and report = ?6"
                          : "insert into draft (account, form, period, report, created, changed)"
                            " select ?1,?2,?3,?4,?5,?5 where ?6 is null on conflict do nothing";

  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);
  if (!transaction || !zb_draft_set_aside (workspace, account, *seen, report, error))
    return FALSE;
  if (!zb_database_run (workspace->database, sql, error, zb_value_int (account->id),
                        zb_value_text (form), zb_value_text (period), zb_value_bytes (bytes),
                        zb_value_int (now), zb_value_bytes (*seen)))
    return FALSE;
  if (zb_database_changes (workspace->database) != 1)
    return refuse_changed (form, period, error);
  if (!zb_transaction_commit (transaction, error))
    return FALSE;
  g_clear_pointer (seen, g_bytes_unref);
  *seen = g_steal_pointer (&bytes);
  return TRUE;
}

gboolean
zb_draft_check_seen (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *form,
                     const char *period,
                     GBytes *seen,
                     GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!read_bytes (workspace, account, form, period, &bytes, NULL, error))
    return FALSE;
  if (bytes == seen || (bytes && seen && g_bytes_equal (bytes, seen)))
    return TRUE;
  return refuse_changed (form, period, error);
}

gboolean
zb_draft_drop (ZbWorkspace *workspace,
               const ZbAccount *account,
               const char *form,
               const char *period,
               GError **error)
{
  return zb_database_run (workspace->database,
                          "delete from draft where account = ? and form = ? and period = ?", error,
                          zb_value_int (account->id), zb_value_text (form), zb_value_text (period));
}
