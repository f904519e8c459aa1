/* SPDX-License-Identifier: Apache-2.0 */
#include "client/post.h"

#include "client/context-cache.h"
#include "client/cosign-box.h"
#include "client/due.h"
#include "client/library.h"
#include "client/log-watch.h"
#include "client/mailbox.h"
#include "client/outbox-table.h"
#include "client/permit.h"
#include "client/trust-keeper.h"
#include "forms/form-set.h"

static gint64
now (gpointer data)
{
  return zb_workspace_now (data);
}

static ZbCourierOptions
options_of (ZbWorkspace *workspace,
            const ZbAccount *account,
            ZbSession *session,
            ZbOutboxView *view,
            ZbTrust *trust)
{
  return (ZbCourierOptions){
      .outbox = zb_outbox_view_get (view),
      .client = zb_session_http (session),
      .trust = trust,
      .verifier = account->verifier,
      .now = now,
      .now_data = workspace,
  };
}

gboolean
zb_post_deliver (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 ZbSession *session,
                 void (*progress) (const char *id, guint64 sent, guint64 total, gpointer data),
                 gpointer progress_data,
                 GCancellable *cancellable,
                 gint64 *ret_wake,
                 GError **error)
{
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (workspace, account);
  gint64 wake = 0;
  guint n_committed = 0;

  if (!trust)
    return FALSE;
  ZbCourierOptions options = options_of (workspace, account, session, view, trust);
  options.progress = progress;
  options.progress_data = progress_data;
  options.cancellable = cancellable;
  g_autoptr (ZbCourier) courier = zb_courier_new (&options);
  if (!zb_courier_run (courier, &wake, error))
    return FALSE;
  /* Where not even that gets through, the messages' own states say why. */
  if (wake != 0 && !g_cancellable_is_cancelled (cancellable) &&
      zb_outbox_is_uncommitted (workspace, account))
    zb_courier_commit (courier, &n_committed, NULL);
  if (ret_wake)
    *ret_wake = wake;
  return TRUE;
}

gboolean
zb_post_commit (ZbWorkspace *workspace,
                const ZbAccount *account,
                ZbSession *session,
                guint *ret_n,
                GError **error)
{
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);
  g_autoptr (ZbOutboxView) view = zb_outbox_view_new (workspace, account);

  if (!trust)
    return FALSE;
  ZbCourierOptions options = options_of (workspace, account, session, view, trust);
  g_autoptr (ZbCourier) courier = zb_courier_new (&options);
  return zb_courier_commit (courier, ret_n, error);
}

/* Of a form, or of all forms of the set it is head of. */
static gboolean
fetch_context (ZbWorkspace *workspace,
               const ZbAccount *account,
               ZbSession *session,
               const ZbDue *due,
               GError **error)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);
  g_autoptr (GPtrArray) packages = NULL;
  ZbPackage *head = NULL;
  ZbPeriod period;

  if (zb_period_parse (due->period, &period, NULL))
    head = zb_form_set_head (catalogue, due->form, period);
  if (!head)
    return zb_context_cache_fetch (workspace, account, session, due->form, due->period, error);
  packages = zb_form_set_packages (catalogue, head, period);
  for (guint i = 0; i < packages->len; i++)
    if (!zb_context_cache_fetch (workspace, account, session,
                                 zb_package_form (packages->pdata[i])->id, due->period, error))
      return FALSE;
  return TRUE;
}

/* What may be worked on offline must have its context here. */
static gboolean
fetch_contexts (ZbWorkspace *workspace,
                const ZbAccount *account,
                ZbSession *session,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GPtrArray) list = zb_due_list (workspace, account, error);

  for (guint i = 0; list && i < list->len; i++) {
    const ZbDue *due = list->pdata[i];
    gboolean open = due->state != ZB_DUE_CLOSED && due->state != ZB_DUE_ACCEPTED &&
                    due->state != ZB_DUE_NOT_OPEN;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (open && !fetch_context (workspace, account, session, due, error))
      return FALSE;
  }
  return list != NULL;
}

/* Staff owe nothing and have no letters: theirs are the forms. */
static gboolean
sync_reporting (ZbWorkspace *workspace,
                const ZbAccount *account,
                ZbSession *session,
                GCancellable *cancellable,
                GError **error)
{
  return account->staff ||
         (zb_post_deliver (workspace, account, session, NULL, NULL, cancellable, NULL, error) &&
          zb_mailbox_sync (workspace, account, session, NULL, error) &&
          zb_due_sync (workspace, account, session, error) &&
          zb_permit_sync (workspace, account, session, error) &&
          zb_cosign_box_sync (workspace, account, session, error) &&
          fetch_contexts (workspace, account, session, cancellable, error));
}

/* Forms, and whom to believe, that cannot be believed themselves keep no report from being
 * delivered: those of before are there. */
static gboolean
is_about_belief (const GError *failure)
{
  static const int codes[] = {ZB_CLIENT_ERROR_FORMS, ZB_CLIENT_ERROR_TRUST,
                              ZB_CLIENT_ERROR_TRUST_OLD, ZB_CLIENT_ERROR_TRUST_FORKED,
                              ZB_CLIENT_ERROR_TRUST_ENDED};

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (failure, ZB_CLIENT_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

/* The account as it is by a new trust bundle, if the node has one; else NULL. (transfer full) */
static ZbAccount *
learn_trust (ZbWorkspace *workspace, const ZbAccount *account, ZbSession *session, GError **error)
{
  gboolean taken = FALSE;

  return zb_trust_keeper_sync (workspace, account, session, &taken, error) && taken
             ? zb_account_read (workspace, account->id, error)
             : NULL;
}

gboolean
zb_post_sync (ZbWorkspace *workspace,
              const ZbAccount *account,
              ZbSession *session,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbAccount) anew = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  zb_library_sync (workspace, account, session, NULL, &failure);
  if (!failure || is_about_belief (failure))
    anew = learn_trust (workspace, account, session, failure ? NULL : &failure);
  if (anew)
    account = anew;
  if ((!failure || is_about_belief (failure)) &&
      (!sync_reporting (workspace, account, session, cancellable, error) ||
       !zb_log_watch_sync (workspace, account, session, error)))
    return FALSE;
  if (!failure)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
