/* SPDX-License-Identifier: Apache-2.0 */
#include "client/batch/batch-private.h"

#include "client/cosign-box.h"
#include "client/cosigning.h"
#include "client/outbox-table.h"
#include "client/post.h"
#include "client/renewal.h"
#include "client/sent.h"
#include "client/set-desk.h"
#include "exchange/error.h"

#include <string.h>

/* In all roles that the person holds. (transfer full) the message, which others may still have to
 * sign: in *@ret_missing. */
static char *
sign_draft (const ZbBatch *batch,
            ZbWorkspace *workspace,
            const ZbAccount *account,
            ZbSigner *signer,
            guint *ret_missing,
            GError **error)
{
  ZbSealed sealed = {0};
  ZbPeriod period;

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
  if (!zb_cosign_seal (workspace, account, reports, signer, 0, ZB_BATCH_PRIORITY, &sealed,
                       ret_missing, error))
    return NULL;
  char *id = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return id;
}

/* Another time would bring the token nearer to its lock. */
static gboolean
is_of_pin (const GError *failure)
{
  return g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE) ||
         g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_LAST_TRY) ||
         g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOKEN_LOCKED);
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
    return zb_batch_settle (line, ZB_BATCH_READY, "the PIN was wrong for an enterprise before") ||
           TRUE;
  g_autoptr (ZbSigner) signer =
      account ? zb_account_open_signer (account, passphrase, &failure) : NULL;
  g_free (line->message);
  line->message =
      signer ? sign_draft (batch, workspace, account, signer, &line->missing, &failure) : NULL;
  /* A key may want a PIN of its own only when it signs. */
  line->wrong_passphrase =
      g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  batch->pin_failed =
      batch->pin_failed || (is_of_pin (failure) && account && zb_account_asks_pin (account));
  if (!line->message)
    return zb_batch_settle_error (line, ZB_BATCH_READY, failure, error);
  zb_batch_settle (line, line->missing ? ZB_BATCH_COSIGN : ZB_BATCH_SIGNED, NULL);
  return TRUE;
}

gboolean
zb_batch_read_sent (ZbBatchLine *line, ZbWorkspace *workspace, GError **error)
{
  g_autoptr (ZbSent) sent = zb_sent_read (workspace, line->message, error);

  if (!sent)
    return FALSE;
  g_free (line->outcome);
  g_free (line->code);
  line->outcome = g_strdup (sent->outcome);
  line->code = g_strdup (sent->code);
  line->committed = sent->committed != 0;
  zb_batch_settle (line,
                   strcmp (sent->state, "refused") == 0 ? ZB_BATCH_REFUSED
                   : strcmp (sent->state, "sent") == 0  ? ZB_BATCH_SENT
                                                        : ZB_BATCH_SIGNED,
                   strcmp (sent->state, "sent") == 0 ? NULL : sent->reason);
  return TRUE;
}

/* For the next signer to fetch. One that others have signed meanwhile is there already. */
static gboolean
leave (ZbBatchLine *line,
       ZbWorkspace *workspace,
       const ZbAccount *account,
       ZbSession *session,
       GError **error)
{
  GError *failure = NULL;
  gboolean put = zb_cosign_box_put (workspace, account, session, line->message, &failure);
  const ZbProblem *problem = put ? NULL : zb_session_problem (session);

  g_free (line->code);
  line->code = problem ? g_strdup (problem->code) : NULL;
  line->left = put || g_strcmp0 (line->code, "stale") == 0;
  if (!line->left)
    return zb_batch_settle_error (line, ZB_BATCH_COSIGN, failure, error);
  g_clear_error (&failure);
  g_clear_pointer (&line->code, g_free);
  zb_batch_settle (line, ZB_BATCH_COSIGN, NULL);
  return TRUE;
}

gboolean
zb_batch_line_goes_on (const ZbBatchLine *line)
{
  return line->state == ZB_BATCH_SIGNED || (line->state == ZB_BATCH_COSIGN && !line->left);
}

gboolean
zb_batch_send (
    ZbBatch *batch, ZbWorkspace *workspace, guint index, GCancellable *cancellable, GError **error)
{
  ZbBatchLine *line = &batch->lines[index];
  GError *failure = NULL;

  if (!zb_batch_line_goes_on (line))
    return TRUE;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, line->account, &failure);
  g_autoptr (ZbSession) session =
      account ? zb_renewal_open_session (workspace, account, &failure) : NULL;
  if (!session)
    return zb_batch_settle_error (line, line->state, failure, error);
  zb_session_set_cancellable (session, cancellable);
  if (line->state == ZB_BATCH_COSIGN)
    return leave (line, workspace, account, session, error);
  if (!zb_outbox_hurry (workspace, account, &failure) ||
      !zb_post_deliver (workspace, account, session, NULL, NULL, cancellable, NULL, &failure))
    return zb_batch_settle_error (line, ZB_BATCH_SIGNED, failure, error);
  return zb_batch_read_sent (line, workspace, error);
}
