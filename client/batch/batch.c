/* SPDX-License-Identifier: Apache-2.0 */
#include "client/batch/batch.h"

#include "client/batch/batch-private.h"
#include "client/cosign.h"
#include "client/draft.h"
#include "client/due.h"
#include "client/sent.h"
#include "client/set-desk.h"
#include "client/import/sheet-import.h"
#include "storage/error.h"

#include <string.h>

static void
line_clear (ZbBatchLine *line)
{
  g_free (line->place);
  g_free (line->unit);
  g_free (line->name);
  g_free (line->message);
  g_free (line->outcome);
  g_free (line->code);
  g_free (line->reason);
  g_clear_error (&line->failure);
}

static void
batch_clear (gpointer data)
{
  ZbBatch *batch = data;

  for (guint i = 0; i < zb_batch_n (batch); i++)
    line_clear (&batch->lines[i]);
  g_free (batch->lines);
  zb_batch_source_free (batch->source);
  g_free (batch->path);
  g_free (batch->form);
  g_free (batch->period);
  g_free (batch->profile);
}

ZbBatch *
zb_batch_new (
    const char *path, const char *form, const char *period, const char *profile, GError **error)
{
  ZbBatchSource *source = zb_batch_source_read (path, error);
  ZbBatch *batch = source ? g_atomic_rc_box_new0 (ZbBatch) : NULL;

  if (!batch)
    return NULL;
  batch->source = source;
  batch->path = g_strdup (path);
  batch->form = g_strdup (form);
  batch->period = g_strdup (period);
  batch->profile = g_strdup (profile);
  batch->lines = g_new0 (ZbBatchLine, source->pieces->len);
  for (guint i = 0; i < source->pieces->len; i++) {
    const ZbBatchPiece *piece = source->pieces->pdata[i];
    batch->lines[i].place = g_strdup (piece->place);
    batch->lines[i].unit = g_strdup (piece->unit);
  }
  return batch;
}

static void
take_over (ZbBatchLine *line, const ZbBatchLine *before)
{
  if (line->message || !before->message || g_strcmp0 (line->unit, before->unit) != 0)
    return;
  line->name = g_strdup (before->name);
  line->account = before->account;
  line->state = before->state;
  line->n_taken = before->n_taken;
  line->message = g_strdup (before->message);
  line->outcome = g_strdup (before->outcome);
  line->committed = before->committed;
  line->code = g_strdup (before->code);
  line->reason = g_strdup (before->reason);
  line->failure = before->failure ? g_error_copy (before->failure) : NULL;
}

ZbBatch *
zb_batch_renew (const ZbBatch *before, GError **error)
{
  ZbBatch *batch =
      zb_batch_new (before->path, before->form, before->period, before->profile, error);

  for (guint i = 0; batch && i < zb_batch_n (batch); i++)
    for (guint k = 0; k < zb_batch_n (before); k++)
      /* What was refused begins anew, and others may have given back what they were to sign. */
      if (before->lines[k].state != ZB_BATCH_REFUSED && before->lines[k].state != ZB_BATCH_COSIGN)
        take_over (&batch->lines[i], &before->lines[k]);
  return batch;
}

ZbBatch *
zb_batch_ref (ZbBatch *batch)
{
  return g_atomic_rc_box_acquire (batch);
}

void
zb_batch_unref (ZbBatch *batch)
{
  g_atomic_rc_box_release_full (batch, batch_clear);
}

guint
zb_batch_n (const ZbBatch *batch)
{
  return batch->source->pieces->len;
}

const ZbBatchLine *
zb_batch_line (const ZbBatch *batch, guint index)
{
  return &batch->lines[index];
}

guint
zb_batch_count (const ZbBatch *batch, ZbBatchState state)
{
  guint n = 0;

  for (guint i = 0; i < zb_batch_n (batch); i++)
    n += batch->lines[i].state == state;
  return n;
}

guint
zb_batch_count_to_send (const ZbBatch *batch)
{
  guint n = 0;

  for (guint i = 0; i < zb_batch_n (batch); i++)
    n += zb_batch_line_goes_on (&batch->lines[i]);
  return n;
}

gboolean
zb_batch_line_is_open (const ZbBatchLine *line)
{
  return line->state != ZB_BATCH_SENT && line->state != ZB_BATCH_ALREADY &&
         !(line->state == ZB_BATCH_COSIGN && line->left);
}

gboolean
zb_batch_settle (ZbBatchLine *line, ZbBatchState state, const char *reason)
{
  line->state = state;
  g_free (line->reason);
  line->reason = g_strdup (reason);
  g_clear_error (&line->failure);
  return FALSE;
}

static gboolean
settle_failure (ZbBatchLine *line, ZbBatchState state, const GError *failure)
{
  zb_batch_settle (line, state, failure->message);
  line->failure = g_error_copy (failure);
  return FALSE;
}

/* What is wrong with the store is wrong with every line. */
static gboolean
is_of_the_store (const GError *failure)
{
  return failure->domain == ZB_STORAGE_ERROR;
}

gboolean
zb_batch_settle_error (ZbBatchLine *line, ZbBatchState state, GError *failure, GError **error)
{
  if (is_of_the_store (failure)) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  settle_failure (line, state, failure);
  g_error_free (failure);
  return TRUE;
}

static gboolean
is_twice (const ZbBatch *batch, guint index)
{
  for (guint i = 0; i < index; i++)
    if (g_strcmp0 (batch->lines[i].unit, batch->lines[index].unit) == 0)
      return TRUE;
  return FALSE;
}

/* The enterprise's account: where it has several, the one that is asked for the form. *@ret_due:
 * (transfer full) (nullable). */
static ZbAccount *
find_account (
    const ZbBatch *batch, ZbWorkspace *workspace, const char *unit, ZbDue **ret_due, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);
  g_autoptr (ZbAccount) account = NULL;

  for (guint i = 0; accounts && i < accounts->len && !*ret_due; i++) {
    ZbAccount *one = accounts->pdata[i];

    if (one->staff || g_strcmp0 (one->unit, unit) != 0)
      continue;
    g_clear_pointer (&account, zb_account_free);
    account = zb_account_read (workspace, one->id, error);
    if (!account)
      return NULL;
    *ret_due = zb_due_find (workspace, account, batch->form, batch->period, NULL);
  }
  return g_steal_pointer (&account);
}

/* What was signed before and waits in the outbox is the line's own message: it can be sent. */
static gboolean
take_up (ZbBatch *batch,
         ZbWorkspace *workspace,
         const ZbAccount *account,
         const ZbDue *due,
         ZbBatchLine *line,
         GError **error)
{
  g_autoptr (GPtrArray) sent = zb_sent_list (workspace, account, due->form, batch->period, error);

  if (!sent)
    return FALSE;
  if (sent->len > 0)
    line->message = g_strdup (((ZbSent *)sent->pdata[0])->id);
  return line->message ? zb_batch_read_sent (line, workspace, error) : TRUE;
}

/* What was signed before and waits for others: it can be left at the bureau for them. */
static gboolean
wait_for_others (ZbBatchLine *line, const ZbDue *due)
{
  if (due->given_back)
    return TRUE;
  line->message = g_strdup (due->cosign);
  line->missing = due->to_sign;
  return zb_batch_settle (line, ZB_BATCH_COSIGN, NULL);
}

/* Whether a draft may be made or changed. */
static gboolean
check_due (ZbBatchLine *line, const ZbDue *due)
{
  switch (due->state) {
  case ZB_DUE_COSIGN:
    return wait_for_others (line, due);
  case ZB_DUE_NOT_OPEN:
    return zb_batch_settle (line, ZB_BATCH_NOT_OPEN, NULL);
  case ZB_DUE_CLOSED:
    return zb_batch_settle (line, ZB_BATCH_CLOSED, NULL);
  case ZB_DUE_QUEUED:
  case ZB_DUE_SUBMITTED:
  case ZB_DUE_PASSED:
  case ZB_DUE_ACCEPTED:
    return zb_batch_settle (line, ZB_BATCH_ALREADY, NULL);
  default:
    return TRUE;
  }
}

/* What was signed and given back, as it was signed. */
static ZbReport *
open_given_back (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 const ZbDue *due,
                 const char *form,
                 GError **error)
{
  g_autoptr (GPtrArray) reports = zb_cosign_get_reports (workspace, account, due->cosign, error);

  for (guint i = 0; reports && i < reports->len; i++)
    if (strcmp (zb_report_form (reports->pdata[i])->id, form) == 0)
      return zb_report_ref (reports->pdata[i]);
  if (reports)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s holds no report of %s",
                 due->cosign, form);
  return NULL;
}

/* The draft as it lies here, else a new one, as its state at the bureau asks for. (transfer full)
 */
static ZbReport *
open_draft (const ZbBatch *batch,
            ZbWorkspace *workspace,
            const ZbAccount *account,
            const ZbDue *due,
            GBytes **ret_seen,
            GError **error)
{
  const char *replaces = due->state == ZB_DUE_RETURNED ? due->message : NULL;
  GError *failure = NULL;
  ZbPeriod period;

  if (!zb_period_parse (batch->period, &period, error))
    return NULL;
  ZbPackage *package =
      zb_catalogue_find (zb_workspace_catalogue (workspace), batch->form, period, error);
  if (!package)
    return NULL;
  const char *form = zb_package_form (package)->id;
  ZbReport *draft =
      zb_draft_read_seen (workspace, account, form, batch->period, ret_seen, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (draft)
    return draft;
  if (due->state == ZB_DUE_COSIGN)
    return open_given_back (workspace, account, due, form, error);
  if (due->state == ZB_DUE_REFUSED) {
    g_autoptr (GPtrArray) sent = zb_sent_list (workspace, account, form, batch->period, NULL);
    if (sent && sent->len > 0)
      return zb_draft_from_refused_of (workspace, account, ((ZbSent *)sent->pdata[0])->id, form,
                                       error);
  }
  return zb_draft_new (workspace, account, form, period, replaces, error);
}

static ZbIncoming *
read_figures (
    const ZbBatch *batch, ZbWorkspace *workspace, guint index, ZbReport *draft, GError **error)
{
  const ZbBatchPiece *piece = batch->source->pieces->pdata[index];
  g_autoptr (ZbImportProfile) profile =
      batch->profile
          ? zb_import_profile_read (workspace, zb_report_form (draft)->id, batch->profile, error)
          : zb_import_profile_new ();

  if (!profile)
    return NULL;
  if (piece->sheet) {
    g_free (profile->sheet);
    profile->sheet = g_strdup (piece->sheet);
  }
  return zb_sheet_import (piece->book, draft, profile, error);
}

static void
judge (ZbBatchLine *line, const ZbVerdict *verdict, const GPtrArray *faults)
{
  line->verdict = *verdict;
  if (line->n_refused > 0)
    zb_batch_settle (line, ZB_BATCH_FIGURES, NULL);
  else if (verdict->hard > 0)
    zb_batch_settle (line, ZB_BATCH_HARD, NULL);
  else if (verdict->to_explain > 0)
    zb_batch_settle (line, ZB_BATCH_EXPLAIN, NULL);
  else if (faults && faults->len > 0)
    zb_batch_settle (line, ZB_BATCH_INCOMPLETE, NULL);
  else
    zb_batch_settle (line, ZB_BATCH_READY, NULL);
}

/* Of the draft as it now lies on disk, with the set it is in. */
static gboolean
judge_set (const ZbBatch *batch,
           ZbWorkspace *workspace,
           const ZbAccount *account,
           const ZbReport *draft,
           ZbBatchLine *line,
           GError **error)
{
  g_autoptr (ZbSetDesk) set = zb_set_desk_open (workspace, account, zb_report_form (draft)->id,
                                                zb_report_period (draft), error);

  if (!set)
    return FALSE;
  ZbVerdict verdict = zb_set_desk_verdict (set);
  judge (line, &verdict, zb_set_desk_faults (set));
  return TRUE;
}

/* Nobody looks at each report of a batch: what could not be checked is not passed. */
static gboolean
check_context (const ZbDesk *desk, GError **error)
{
  const char *fault = zb_desk_context_fault (desk);

  if (!fault)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               "the figures of earlier periods kept here cannot be read: %s", fault);
  return FALSE;
}

/* FALSE with an error that is the line's, or the store's. */
static gboolean
fill_draft (ZbBatch *batch,
            ZbWorkspace *workspace,
            const ZbAccount *account,
            const ZbDue *due,
            guint index,
            gboolean preview,
            GError **error)
{
  ZbBatchLine *line = &batch->lines[index];
  g_autoptr (GBytes) seen = NULL;

  if (!preview && due->state == ZB_DUE_COSIGN &&
      !zb_cosign_take_back (workspace, account, due->cosign, error))
    return FALSE;
  g_autoptr (ZbReport) draft = open_draft (batch, workspace, account, due, &seen, error);
  g_autoptr (ZbIncoming) incoming =
      draft ? read_figures (batch, workspace, index, draft, error) : NULL;

  if (!incoming)
    return FALSE;
  line->n_taken = zb_incoming_n_taken (incoming) + zb_incoming_count (incoming, ZB_INCOMING_SAME);
  line->n_refused = zb_incoming_n_refused (incoming);
  zb_incoming_apply (incoming, draft);
  /* The computed cells follow. */
  g_autoptr (ZbDesk) desk = zb_desk_open (workspace, account, draft, error);
  if (!desk || !check_context (desk, error))
    return FALSE;
  if (preview) {
    ZbVerdict verdict = zb_check_verdict (zb_desk_check (desk));
    judge (line, &verdict, NULL);
    return TRUE;
  }
  return zb_draft_save_over (workspace, account, draft, &seen, error) &&
         judge_set (batch, workspace, account, draft, line, error);
}

/* Whether the line names an enterprise that can be looked for. */
static gboolean
check_piece (const ZbBatch *batch, guint index)
{
  const ZbBatchPiece *piece = batch->source->pieces->pdata[index];
  ZbBatchLine *line = &batch->lines[index];

  if (piece->fault)
    return settle_failure (line, ZB_BATCH_UNREADABLE, piece->fault);
  if (!line->unit)
    return zb_batch_settle (line, ZB_BATCH_NAMELESS, NULL);
  return !is_twice (batch, index) || zb_batch_settle (line, ZB_BATCH_TWICE, NULL);
}

gboolean
zb_batch_check (
    ZbBatch *batch, ZbWorkspace *workspace, guint index, gboolean preview, GError **error)
{
  ZbBatchLine *line = &batch->lines[index];
  g_autoptr (ZbDue) due = NULL;
  GError *failure = NULL;

  if (line->message || !check_piece (batch, index))
    return TRUE;
  g_autoptr (ZbAccount) account = find_account (batch, workspace, line->unit, &due, &failure);
  if (failure)
    return zb_batch_settle_error (line, ZB_BATCH_UNREADABLE, failure, error);
  if (!account)
    return zb_batch_settle (line, ZB_BATCH_STRANGER, NULL) || TRUE;
  g_free (line->name);
  line->name = g_strdup (account->name);
  line->account = account->id;
  if (!due)
    return zb_batch_settle (line, ZB_BATCH_NOT_OWED, NULL) || TRUE;
  if (!check_due (line, due))
    return due->state != ZB_DUE_QUEUED || preview ||
           take_up (batch, workspace, account, due, line, error);
  return fill_draft (batch, workspace, account, due, index, preview, &failure) ||
         zb_batch_settle_error (line, ZB_BATCH_UNREADABLE, failure, error);
}
