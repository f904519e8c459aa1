/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-case.h"

#include <string.h>

#include "client/cosigning.h"
#include "client/draft.h"
#include "forms/form-set.h"

typedef struct {
  gint64 account;
  char *form;
  char *period;
  ZbOpenMode mode;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;
  g_free (wish->form);
  g_free (wish->period);
  g_free (wish);
}

void
zb_report_case_free (ZbReportCase *opened)
{
  g_clear_pointer (&opened->desk, zb_desk_free);
  g_clear_pointer (&opened->base, zb_report_unref);
  g_clear_pointer (&opened->carry, zb_draft_carry_free);
  g_clear_pointer (&opened->seen, g_bytes_unref);
  g_clear_pointer (&opened->sent, zb_sent_free);
  g_clear_pointer (&opened->decision, zb_receipt_free);
  g_clear_pointer (&opened->refusal, zb_receipt_free);
  g_clear_pointer (&opened->permit, zb_permit_free);
  g_clear_pointer (&opened->cosign, zb_cosign_free);
  g_clear_pointer (&opened->due, zb_due_free);
  g_clear_pointer (&opened->account, zb_account_free);
  g_clear_pointer (&opened->parts, g_array_unref);
  g_clear_pointer (&opened->catalogue, zb_catalogue_unref);
  g_free (opened->form);
  g_free (opened->context_fault);
  g_free (opened);
}

/* The newest version that was signed here. */
static gboolean
read_sent (ZbWorkspace *workspace, ZbReportCase *opened, const Wish *wish, GError **error)
{
  g_autoptr (GPtrArray) list =
      zb_sent_list (workspace, opened->account, opened->due->form, wish->period, error);

  if (list == NULL)
    return FALSE;
  if (list->len > 0)
    opened->sent = g_ptr_array_steal_index (list, 0);
  return TRUE;
}

/* The bureau's words on the newest version. */
static gboolean
read_words (ZbWorkspace *workspace, ZbReportCase *opened, GError **error)
{
  g_autoptr (GPtrArray) receipts =
      opened->sent != NULL ? zb_sent_list_receipts (workspace, opened->sent->id, error) : NULL;

  if (receipts == NULL)
    return opened->sent == NULL;
  opened->n_evidence = receipts->len;
  for (guint i = receipts->len; i > 0; i--) {
    const ZbReceipt *receipt = receipts->pdata[i - 1];
    gboolean returned =
        receipt->kind == ZB_RECEIPT_DECISION && g_strcmp0 (receipt->action, "return") == 0;
    gboolean refused =
        receipt->kind == ZB_RECEIPT_OUTCOME && g_strcmp0 (receipt->outcome, "refused") == 0;
    if (returned && opened->decision == NULL)
      opened->decision = g_ptr_array_steal_index (receipts, i - 1);
    else if (refused && opened->refusal == NULL)
      opened->refusal = g_ptr_array_steal_index (receipts, i - 1);
  }
  return TRUE;
}

static gboolean
read_permit (ZbWorkspace *workspace, ZbReportCase *opened, GError **error)
{
  GError *failure = NULL;

  opened->permit =
      zb_permit_find (workspace, opened->account, opened->due->form, opened->due->period, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* The message that a correction starts from; NULL where the form was not in it. */
static const char *
get_replaced (ZbWorkspace *workspace, const ZbReportCase *opened)
{
  ZbDueState state = opened->due->state;
  gboolean sent = state == ZB_DUE_RETURNED || state == ZB_DUE_SUBMITTED || state == ZB_DUE_PASSED ||
                  state == ZB_DUE_ACCEPTED;
  const char *message = sent ? opened->due->message : NULL;
  g_autoptr (ZbReport) report =
      message != NULL ? zb_sent_read_report_of (workspace, message, opened->form, NULL) : NULL;

  /* What was never here cannot be a set that lacks the form: its own words say what is wrong. */
  return report != NULL || strcmp (opened->form, opened->due->form) == 0 ? message : NULL;
}

/* What was withdrawn, to be sent anew: its figures, but it replaces nothing. NULL without an error
 * if the newest message is no withdrawal, or what it took back is not here. */
static ZbReport *
begin_withdrawn (ZbWorkspace *workspace, ZbReportCase *opened, ZbPeriod period)
{
  gboolean withdrawn = opened->sent != NULL && g_strcmp0 (opened->sent->kind, "withdrawal") == 0 &&
                       g_strcmp0 (opened->sent->state, "refused") != 0;
  g_autoptr (ZbReport) withdrawal =
      withdrawn ? zb_sent_read_report (workspace, opened->sent->id, NULL) : NULL;
  ZbReport *report = withdrawal != NULL
                         ? zb_draft_new (workspace, opened->account, opened->form, period,
                                         zb_report_replaces (withdrawal), NULL)
                         : NULL;

  if (report == NULL)
    return NULL;
  zb_report_set_kind (report, ZB_REPORT_NORMAL);
  zb_report_set_replaces (report, NULL);
  return report;
}

static ZbReport *
begin_draft (ZbWorkspace *workspace, ZbReportCase *opened, const Wish *wish, GError **error)
{
  ZbPeriod period;
  const char *replaces = get_replaced (workspace, opened);

  if (opened->due->state == ZB_DUE_REFUSED && opened->sent != NULL)
    return zb_draft_from_refused_of (workspace, opened->account, opened->sent->id, opened->form,
                                     error);
  if (!zb_period_parse (wish->period, &period, error))
    return NULL;
  ZbReport *again = begin_withdrawn (workspace, opened, period);
  if (again != NULL)
    return again;
  ZbReport *report = zb_draft_new (workspace, opened->account, wish->form, period, replaces, error);
  if (report != NULL && replaces == NULL)
    zb_set_join (workspace, opened->account, report);
  return report;
}

/* What some have signed, to be looked at and not to be changed. */
static ZbReport *
read_cosigned (ZbWorkspace *workspace, const ZbReportCase *opened, GError **error)
{
  g_autoptr (GPtrArray) reports =
      zb_cosign_get_reports (workspace, opened->account, opened->cosign->message, error);

  for (guint i = 0; reports != NULL && i < reports->len; i++)
    if (strcmp (zb_report_form (reports->pdata[i])->id, opened->form) == 0)
      return zb_report_ref (reports->pdata[i]);
  if (reports != NULL)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "message %s holds no %s",
                 opened->cosign->message, opened->form);
  return NULL;
}

/* Draft, signed version or new report, as the state asks for. (transfer full) */
static ZbReport *
read_report (ZbWorkspace *workspace, ZbReportCase *opened, const Wish *wish, GError **error)
{
  GError *failure = NULL;
  ZbDueState state = opened->due->state;
  ZbReport *draft = zb_draft_read_seen (workspace, opened->account, wish->form, wish->period,
                                        &opened->seen, &failure);
  gboolean correctable = state == ZB_DUE_RETURNED || state == ZB_DUE_REFUSED ||
                         state == ZB_DUE_SUBMITTED || state == ZB_DUE_PASSED ||
                         state == ZB_DUE_ACCEPTED;

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  /* What others have signed since a draft was begun here is what matters. */
  if (draft != NULL && state == ZB_DUE_COSIGN && opened->cosign != NULL) {
    g_clear_pointer (&draft, zb_report_unref);
    g_clear_pointer (&opened->seen, g_bytes_unref);
  }
  opened->editable = draft != NULL || state == ZB_DUE_OPEN || state == ZB_DUE_DRAFT ||
                     state == ZB_DUE_WITHDRAWN || (correctable && wish->mode == ZB_OPEN_TO_CORRECT);
  if (draft != NULL)
    return draft;
  if (state == ZB_DUE_COSIGN && opened->cosign != NULL)
    return read_cosigned (workspace, opened, error);
  if (opened->editable || opened->sent == NULL)
    return begin_draft (workspace, opened, wish, error);
  return zb_sent_read_report_of (workspace, opened->sent->id, opened->form, error);
}

/* Who has signed it so far, and who may now. */
static gboolean
read_signatures (ZbWorkspace *workspace, ZbReportCase *opened, const Wish *wish, GError **error)
{
  GError *failure = NULL;

  opened->cosign = zb_cosign_find (workspace, opened->account, wish->form, wish->period, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* In which roles: of a set as its head says. */
static gboolean
find_roles (ZbWorkspace *workspace, ZbReportCase *opened, const ZbReport *report, GError **error)
{
  ZbPackage *head = zb_form_set_head (opened->catalogue, opened->form, zb_report_period (report));
  const ZbForm *form = head != NULL ? zb_package_form (head) : zb_report_form (report);
  guint held = 0;

  if (!zb_cosign_held (workspace, opened->account, form, &held, error))
    return FALSE;
  opened->to_sign = opened->due->state == ZB_DUE_COSIGN ? opened->due->to_sign : form->filing.roles;
  opened->mine = zb_cosign_next (opened->to_sign, held);
  return TRUE;
}

/* A form of a set that was looked at is one that was begun: it is signed with the others. */
static gboolean
keep_begun (ZbWorkspace *workspace, ZbReportCase *opened, ZbReport *report, GError **error)
{
  if (!opened->editable || opened->seen != NULL ||
      zb_form_set_head (opened->catalogue, opened->form, zb_report_period (report)) == NULL)
    return TRUE;
  return zb_draft_save_over (workspace, opened->account, report, &opened->seen, error);
}

static gboolean
read_parts (ZbWorkspace *workspace, ZbReportCase *opened, ZbPeriod period, GError **error)
{
  GError *failure = NULL;

  if (opened->editable || opened->sent == NULL)
    opened->parts =
        zb_set_parts_of_drafts (workspace, opened->account, opened->form, period, &failure);
  else
    opened->parts =
        zb_set_parts_of_message (workspace, opened->sent->id, opened->form, period, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Of a draft that lies on disk. */
static gboolean
read_carry (ZbWorkspace *workspace, ZbReportCase *opened, const Wish *wish, GError **error)
{
  GError *failure = NULL;

  opened->carry =
      zb_draft_carry_read (workspace, opened->account, wish->form, wish->period, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
fill (ZbWorkspace *workspace, ZbReportCase *opened, const Wish *wish, GError **error)
{
  opened->form = g_strdup (wish->form);
  opened->catalogue = zb_catalogue_ref (zb_workspace_catalogue (workspace));
  opened->account = zb_account_read (workspace, wish->account, error);
  if (opened->account == NULL)
    return FALSE;
  opened->due = zb_due_find (workspace, opened->account, wish->form, wish->period, error);
  if (opened->due == NULL) {
    if (error != NULL && *error == NULL)
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                   "%s for %s is no longer asked for", wish->form, wish->period);
    return FALSE;
  }
  if (!read_sent (workspace, opened, wish, error) || !read_words (workspace, opened, error) ||
      !read_permit (workspace, opened, error) || !read_signatures (workspace, opened, wish, error))
    return FALSE;
  g_autoptr (ZbReport) report = read_report (workspace, opened, wish, error);
  if (report == NULL)
    return FALSE;
  if (opened->seen != NULL && !read_carry (workspace, opened, wish, error))
    return FALSE;
  if (zb_report_replaces (report) != NULL)
    opened->base =
        zb_sent_read_report_of (workspace, zb_report_replaces (report), opened->form, NULL);
  if (!find_roles (workspace, opened, report, error) ||
      !keep_begun (workspace, opened, report, error) ||
      !read_parts (workspace, opened, zb_report_period (report), error))
    return FALSE;
  opened->desk = zb_desk_open (workspace, opened->account, report, error);
  if (opened->desk == NULL)
    return FALSE;
  opened->context_fault = g_strdup (zb_desk_context_fault (opened->desk));
  return TRUE;
}

static gpointer
open_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (ZbReportCase) opened = g_new0 (ZbReportCase, 1);
  return fill (workspace, opened, data, error) ? g_steal_pointer (&opened) : NULL;
}

void
zb_report_case_open_async (ZbOffice *office,
                           const ZbDue *due,
                           const char *form,
                           ZbOpenMode mode,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Wish *wish = g_new0 (Wish, 1);
  *wish = (Wish){due->account, g_strdup (form != NULL ? form : due->form), g_strdup (due->period),
                 mode};
  zb_worker_run (zb_office_disk (office), office, open_work, wish, wish_free,
                 (GDestroyNotify)zb_report_case_free, cancellable, callback, user_data);
}

ZbReportCase *
zb_report_case_open_finish (GAsyncResult *result, GError **error)
{
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  gboolean cancelled = g_cancellable_is_cancelled (cancellable);
  g_autoptr (ZbReportCase) opened = zb_worker_finish (result, cancelled ? NULL : error);

  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL
                                                                   : g_steal_pointer (&opened);
}

const ZbCodeList *
zb_report_case_reasons (const ZbReportCase *opened, const char *id)
{
  return zb_catalogue_code_list (opened->catalogue, id);
}
