/* SPDX-License-Identifier: Apache-2.0 */
#include "client/batch/batch.h"

#include "client/batch/batch-source.h"
#include "client/draft.h"
#include "client/due.h"
#include "client/import/sheet-import.h"
#include "client/outbox-table.h"
#include "client/post.h"
#include "client/renewal.h"
#include "client/sent.h"
#include "client/set-desk.h"
#include "exchange/error.h"
#include "storage/error.h"

#include <string.h>

/* Ordinary reports; 0 is the most urgent. */
#define PRIORITY 1

struct _ZbBatch {
  ZbBatchSource *source;
  char *path, *form, *period;
  char *profile;       /* (nullable) */
  gboolean pin_failed; /* in this round of signing, which begins with the first line */
  ZbBatchLine *lines;  /* one of each piece */
};

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
}

ZbBatch *
zb_batch_renew (const ZbBatch *before, GError **error)
{
  ZbBatch *batch =
      zb_batch_new (before->path, before->form, before->period, before->profile, error);

  for (guint i = 0; batch && i < zb_batch_n (batch); i++)
    for (guint k = 0; k < zb_batch_n (before); k++)
      /* What was refused begins anew. */
      if (before->lines[k].state != ZB_BATCH_REFUSED)
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

gboolean
zb_batch_line_is_open (const ZbBatchLine *line)
{
  return line->state != ZB_BATCH_SENT && line->state != ZB_BATCH_ALREADY;
}

/* FALSE, so that callers can return it: nothing more is done with the line. */
static gboolean
settle (ZbBatchLine *line, ZbBatchState state, const char *reason)
{
  line->state = state;
  g_free (line->reason);
  line->reason = g_strdup (reason);
  return FALSE;
}

/* What is wrong with the store is wrong with every line. */
static gboolean
is_of_the_store (const GError *failure)
{
  return failure->domain == ZB_STORAGE_ERROR;
}

/* Takes @failure: the line's, unless it is the store's. */
static gboolean
settle_error (ZbBatchLine *line, ZbBatchState state, GError *failure, GError **error)
{
  if (is_of_the_store (failure)) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  settle (line, state, failure->message);
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

static gboolean read_sent (ZbBatchLine *line, ZbWorkspace *workspace, GError **error);

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
  return line->message ? read_sent (line, workspace, error) : TRUE;
}

/* Whether a draft may be made or changed. */
static gboolean
check_due (ZbBatchLine *line, const ZbDue *due)
{
  switch (due->state) {
  case ZB_DUE_NOT_OPEN:
    return settle (line, ZB_BATCH_NOT_OPEN, NULL);
  case ZB_DUE_CLOSED:
    return settle (line, ZB_BATCH_CLOSED, NULL);
  case ZB_DUE_QUEUED:
  case ZB_DUE_SUBMITTED:
  case ZB_DUE_PASSED:
  case ZB_DUE_ACCEPTED:
    return settle (line, ZB_BATCH_ALREADY, NULL);
  default:
    return TRUE;
  }
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
    settle (line, ZB_BATCH_FIGURES, NULL);
  else if (verdict->hard > 0)
    settle (line, ZB_BATCH_HARD, NULL);
  else if (verdict->to_explain > 0)
    settle (line, ZB_BATCH_EXPLAIN, NULL);
  else if (faults && faults->len > 0)
    settle (line, ZB_BATCH_INCOMPLETE, NULL);
  else
    settle (line, ZB_BATCH_READY, NULL);
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
  if (!desk)
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
    return settle (line, ZB_BATCH_UNREADABLE, piece->fault);
  if (!line->unit)
    return settle (line, ZB_BATCH_NAMELESS, NULL);
  return !is_twice (batch, index) || settle (line, ZB_BATCH_TWICE, NULL);
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
    return settle_error (line, ZB_BATCH_UNREADABLE, failure, error);
  if (!account)
    return settle (line, ZB_BATCH_STRANGER, NULL) || TRUE;
  g_free (line->name);
  line->name = g_strdup (account->name);
  line->account = account->id;
  if (!due)
    return settle (line, ZB_BATCH_NOT_OWED, NULL) || TRUE;
  if (!check_due (line, due))
    return due->state != ZB_DUE_QUEUED || preview ||
           take_up (batch, workspace, account, due, line, error);
  return fill_draft (batch, workspace, account, due, index, preview, &failure) ||
         settle_error (line, ZB_BATCH_UNREADABLE, failure, error);
}

static char *
sign_draft (const ZbBatch *batch,
            ZbWorkspace *workspace,
            const ZbAccount *account,
            ZbSigner *signer,
            GError **error)
{
  ZbSealed sealed = {0};
  ZbPeriod period;
  char *id = NULL;

  if (!zb_period_parse (batch->period, &period, error))
    return NULL;
  ZbPackage *package =
      zb_catalogue_find (zb_workspace_catalogue (workspace), batch->form, period, error);
  g_autoptr (ZbSetDesk) set =
      package ? zb_set_desk_open (workspace, account, zb_package_form (package)->id, period, error)
              : NULL;
  if (!set)
    return NULL;
  if (!zb_set_desk_may_send (set)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED,
                 "another program has changed the draft of %s for %s", batch->form, batch->period);
    return NULL;
  }
  g_autoptr (GPtrArray) reports = zb_set_desk_stamp (set);
  if (!zb_seal_reports (account, reports, signer, PRIORITY, zb_workspace_now (workspace), &sealed,
                        error))
    return NULL;
  if (zb_outbox_put_reports (workspace, account, reports, &sealed, PRIORITY, error))
    id = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return id;
}

gboolean
zb_batch_sign (
    ZbBatch *batch, ZbWorkspace *workspace, guint index, const char *passphrase, GError **error)
{
  ZbBatchLine *line = &batch->lines[index];
  GError *failure = NULL;

  batch->pin_failed = batch->pin_failed && index > 0;
  if (line->state != ZB_BATCH_READY)
    return TRUE;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, line->account, &failure);
  /* A PIN that was wrong would be wrong for the next enterprise on the token, and lock it. */
  if (account && zb_account_asks_pin (account) && batch->pin_failed)
    return settle (line, ZB_BATCH_READY, "the PIN was wrong for an enterprise before") || TRUE;
  g_autoptr (ZbSigner) signer =
      account ? zb_account_open_signer (account, passphrase, &failure) : NULL;
  line->wrong_passphrase =
      g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  batch->pin_failed = batch->pin_failed || (!signer && account && zb_account_asks_pin (account));
  g_free (line->message);
  line->message = signer ? sign_draft (batch, workspace, account, signer, &failure) : NULL;
  if (!line->message)
    return settle_error (line, ZB_BATCH_READY, failure, error);
  settle (line, ZB_BATCH_SIGNED, NULL);
  return TRUE;
}

/* What became of the line's message so far. */
static gboolean
read_sent (ZbBatchLine *line, ZbWorkspace *workspace, GError **error)
{
  g_autoptr (ZbSent) sent = zb_sent_read (workspace, line->message, error);

  if (!sent)
    return FALSE;
  g_free (line->outcome);
  g_free (line->code);
  line->outcome = g_strdup (sent->outcome);
  line->code = g_strdup (sent->code);
  line->committed = sent->committed != 0;
  settle (line,
          strcmp (sent->state, "refused") == 0 ? ZB_BATCH_REFUSED
          : strcmp (sent->state, "sent") == 0  ? ZB_BATCH_SENT
                                               : ZB_BATCH_SIGNED,
          strcmp (sent->state, "sent") == 0 ? NULL : sent->reason);
  return TRUE;
}

gboolean
zb_batch_send (
    ZbBatch *batch, ZbWorkspace *workspace, guint index, GCancellable *cancellable, GError **error)
{
  ZbBatchLine *line = &batch->lines[index];
  GError *failure = NULL;

  if (line->state != ZB_BATCH_SIGNED)
    return TRUE;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, line->account, &failure);
  g_autoptr (ZbSession) session =
      account ? zb_renewal_open_session (workspace, account, &failure) : NULL;
  if (session)
    zb_session_set_cancellable (session, cancellable);
  if (!session || !zb_outbox_hurry (workspace, account, &failure) ||
      !zb_post_deliver (workspace, account, session, NULL, NULL, cancellable, NULL, &failure))
    return settle_error (line, ZB_BATCH_SIGNED, failure, error);
  return read_sent (line, workspace, error);
}
