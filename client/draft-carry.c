/* SPDX-License-Identifier: Apache-2.0 */
#include "client/draft-carry.h"

#include "client/workspace-private.h"
#include "forms/report-reader.h"
#include "forms/revision-carry.h"
#include "forms/revision-path.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

/* A draft as it lies on disk, beside the one that is worked on or in its place. */
typedef struct {
  gint64 id;
  GBytes *bytes; /* (nullable) there is none */
  char *edition;
  char *stays; /* (nullable) the edition that its author wants to stay in */
} Kept;

static void
kept_clear (Kept *kept)
{
  g_clear_pointer (&kept->bytes, g_bytes_unref);
  g_free (kept->edition);
  g_free (kept->stays);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

/* One draft's place. */
typedef struct {
  ZbWorkspace *workspace;
  const ZbAccount *account;
  const char *form, *period;
} Place;

/* The edition, without its revision, that a draft was made in. (transfer full) */
static char *
edition_of (GBytes *bytes, GError **error)
{
  g_auto (ZbReportHeading) heading = {0};
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  char *dot;

  if (!zb_report_read_heading ("draft", data, length, &heading, error))
    return NULL;
  dot = strrchr (heading.edition, '.');
  return dot ? g_strndup (heading.edition, (gsize)(dot - heading.edition))
             : g_strdup (heading.edition);
}

static gboolean
read_draft (const Place *place, Kept *ret_kept, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (place->workspace->database,
                          "select report, stays from draft"
                          " where account = ? and form = ? and period = ?",
                          &row, error, zb_value_int (place->account->id),
                          zb_value_text (place->form), zb_value_text (place->period)))
    return FALSE;
  if (!row)
    return TRUE;
  ret_kept->bytes = zb_statement_dup_bytes (row, 0);
  ret_kept->stays = zb_statement_dup_text (row, 1);
  zb_statement_reset (row);
  ret_kept->edition = edition_of (ret_kept->bytes, error);
  return ret_kept->edition != NULL;
}

/* The last that was set aside in another edition than @edition; with @beneath (nullable) of any
 * edition, set aside for the draft with that digest. */
static gboolean
read_aside (
    const Place *place, const char *edition, const char *beneath, Kept *ret_kept, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (place->workspace->database,
                          "select id, report, edition from set_aside_draft"
                          " where account = ?1 and form = ?2 and period = ?3 and edition <> ?4"
                          " and (?5 is null or beneath = ?5) order by id desc limit 1",
                          &row, error, zb_value_int (place->account->id),
                          zb_value_text (place->form), zb_value_text (place->period),
                          zb_value_text (edition), zb_value_text (beneath)))
    return FALSE;
  if (!row)
    return TRUE;
  ret_kept->id = zb_statement_int (row, 0);
  ret_kept->bytes = zb_statement_dup_bytes (row, 1);
  ret_kept->edition = zb_statement_dup_text (row, 2);
  zb_statement_reset (row);
  return TRUE;
}

static gboolean
put_aside (
    const Place *place, GBytes *bytes, const char *edition, const char *beneath, GError **error)
{
  return zb_database_run (place->workspace->database,
                          "insert into set_aside_draft (account, form, period, edition, report,"
                          " beneath, time) values (?,?,?,?,?,?,?)",
                          error, zb_value_int (place->account->id), zb_value_text (place->form),
                          zb_value_text (place->period), zb_value_text (edition),
                          zb_value_bytes (bytes), zb_value_text (beneath),
                          zb_value_int (zb_workspace_now (place->workspace)));
}

gboolean
zb_draft_set_aside (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    GBytes *old,
                    const ZbReport *report,
                    GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  Place place = {workspace, account, zb_report_form (report)->id, period};
  g_autofree char *edition = old ? edition_of (old, error) : NULL;

  if (!old)
    return TRUE;
  return edition && (strcmp (edition, zb_report_form (report)->edition) == 0 ||
                     put_aside (&place, old, edition, NULL, error));
}

/* The package that serves, if it is of another edition than @report; else NULL. */
static ZbPackage *
find_serving (const ZbWorkspace *workspace, const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  ZbPackage *serving =
      zb_catalogue_find (workspace->catalogue, form->id, zb_report_period (report), NULL);

  return serving && strcmp (zb_package_form (serving)->edition, form->edition) != 0 ? serving
                                                                                    : NULL;
}

/* What was told at an earlier edition comes first. Takes @step. */
static void
join_account (ZbRevisionAccount **account, ZbRevisionAccount *step)
{
  if (!*account) {
    *account = step;
    return;
  }
  g_ptr_array_extend_and_steal ((*account)->items, step->items);
  step->items = g_ptr_array_new ();
  g_free ((*account)->to);
  (*account)->to = g_strdup (step->to);
  (*account)->n_same = MIN ((*account)->n_same, step->n_same);
  (*account)->n_left += step->n_left;
  zb_revision_account_free (step);
}

ZbReport *
zb_draft_carry_report (const ZbCatalogue *catalogue,
                       const ZbReport *report,
                       ZbPackage *serving,
                       ZbRevisionAccount **ret_account)
{
  g_autoptr (GPtrArray) path =
      zb_revision_path (catalogue, zb_report_form (report), zb_package_form (serving));
  ZbReport *at = zb_report_ref ((ZbReport *)report);

  *ret_account = NULL;
  for (guint i = 0; i < path->len; i++) {
    g_autoptr (ZbRevisionMap) owned = NULL;
    gboolean back;
    const ZbRevisionMap *map =
        zb_revision_map_between (zb_report_form (at), path->pdata[i], &back, &owned);
    ZbReport *next = zb_revision_carry (map, back, at, path->pdata[i], zb_package_digest (serving));

    join_account (ret_account, zb_revision_account_new (map, back, at, next));
    zb_report_unref (at);
    at = next;
  }
  return at;
}

ZbReport *
zb_draft_to_serving_edition (ZbWorkspace *workspace,
                             const ZbAccount *account,
                             ZbReport *report,
                             const char *stays,
                             GError **error)
{
  g_autoptr (ZbReport) before = report;
  ZbPackage *serving = find_serving (workspace, before);
  g_autoptr (ZbRevisionAccount) told = NULL;

  if (!serving || g_strcmp0 (stays, zb_report_form (before)->edition) == 0)
    return g_steal_pointer (&before);
  return zb_draft_carry_report (workspace->catalogue, before, serving, &told);
}

void
zb_draft_carry_free (ZbDraftCarry *carry)
{
  g_clear_pointer (&carry->account, zb_revision_account_free);
  g_clear_pointer (&carry->before, zb_report_unref);
  g_free (carry);
}

static ZbReport *
read_report (const Place *place, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  return zb_report_read ("draft", data, length, place->workspace->catalogue, error);
}

/* The draft of the older terms: the one on disk while it stays in them or was not saved since, else
 * what was set aside for it. NULL bytes where there is none. */
static gboolean
find_before (const Place *place, Kept *draft, Kept *ret_before, GError **error)
{
  g_autoptr (ZbReport) report = NULL;

  if (!read_draft (place, draft, error) || !draft->bytes)
    return draft->bytes == NULL && (!error || !*error);
  report = read_report (place, draft->bytes, error);
  if (!report)
    return FALSE;
  if (!find_serving (place->workspace, report))
    return read_aside (place, draft->edition, NULL, ret_before, error);
  ret_before->bytes = g_bytes_ref (draft->bytes);
  ret_before->edition = g_strdup (draft->edition);
  return TRUE;
}

ZbDraftCarry *
zb_draft_carry_read (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *form,
                     const char *period,
                     GError **error)
{
  Place place = {workspace, account, form, period};
  g_auto (Kept) draft = {0}, before = {0};
  g_autoptr (ZbDraftCarry) told = NULL;
  g_autoptr (ZbReport) after = NULL;
  ZbPackage *serving;

  if (!find_before (&place, &draft, &before, error) || !before.bytes)
    return NULL;
  told = g_new0 (ZbDraftCarry, 1);
  told->before = read_report (&place, before.bytes, error);
  serving = told->before ? find_serving (workspace, told->before) : NULL;
  if (!serving)
    return NULL;
  after = zb_draft_carry_report (workspace->catalogue, told->before, serving, &told->account);
  told->undone = before.id == 0 && g_strcmp0 (draft.stays, before.edition) == 0;
  return g_steal_pointer (&told);
}

/* Puts @bytes in the draft's place, from aside if it lay there. */
static gboolean
take_up (const Place *place, const Kept *kept, const char *stays, GError **error)
{
  return zb_database_run (place->workspace->database,
                          "update draft set report = ?, stays = ?, changed = ?"
                          " where account = ? and form = ? and period = ?",
                          error, zb_value_bytes (kept->bytes), zb_value_text (stays),
                          zb_value_int (zb_workspace_now (place->workspace)),
                          zb_value_int (place->account->id), zb_value_text (place->form),
                          zb_value_text (place->period)) &&
         zb_database_run (place->workspace->database, "delete from set_aside_draft where id = ?",
                          error, zb_value_int (kept->id));
}

static gboolean
fail_none (const Place *place, GError **error)
{
  if (!error || !*error)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "there is no draft of %s for %s in another edition", place->form, place->period);
  return FALSE;
}

gboolean
zb_draft_carry_undo (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *form,
                     const char *period,
                     GError **error)
{
  Place place = {workspace, account, form, period};
  g_auto (Kept) draft = {0}, before = {0};
  g_autofree char *digest = NULL;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  if (!transaction)
    return FALSE;
  if (!find_before (&place, &draft, &before, error) || !before.bytes)
    return fail_none (&place, error);
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, before.bytes);
  return (before.id == 0 || put_aside (&place, draft.bytes, draft.edition, digest, error)) &&
         take_up (&place, &before, before.edition, error) &&
         zb_transaction_commit (transaction, error);
}

gboolean
zb_draft_carry_redo (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *form,
                     const char *period,
                     GError **error)
{
  Place place = {workspace, account, form, period};
  g_auto (Kept) draft = {0}, after = {0};
  g_autofree char *digest = NULL;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  if (!transaction || !read_draft (&place, &draft, error))
    return FALSE;
  if (!draft.bytes)
    return fail_none (&place, error);
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, draft.bytes);
  if (!read_aside (&place, draft.edition, digest, &after, error))
    return FALSE;
  return (!after.bytes || put_aside (&place, draft.bytes, draft.edition, NULL, error)) &&
         take_up (&place, after.bytes ? &after : &draft, NULL, error) &&
         zb_transaction_commit (transaction, error);
}
