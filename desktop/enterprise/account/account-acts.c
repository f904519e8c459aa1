/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/account/account-acts.h"

#include <glib/gi18n.h>

#include "client/key-backup.h"
#include "client/post.h"
#include "client/recovery.h"
#include "client/renewal.h"
#include "desktop/enterprise/office/certificate-words.h"
#include "desktop/enterprise/office/time-words.h"
#include "exchange/error.h"

/* Renewal */

static char *
renew (ZbWorkspace *workspace, const ZbAccountJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (ZbAccount) account = zb_account_read (workspace, job->account, error);

  if (account == NULL || !zb_renew (workspace, account, job->passphrase, error))
    return NULL;
  g_autofree char *end = zb_time_words (zb_renewal_end (account, zb_workspace_now (workspace)));
  /* Translators: enterprise, time. */
  return g_strdup_printf (_ ("%s: certificate renewed until %s"), account->name, end);
}

/* The key was opened by then: that much is sure without the bureau. */
static const char *
explain_renewal (const GError *error)
{
  return g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK)
             ? N_ ("The key is in order, but the bureau’s server cannot be reached. Nothing was "
                   "changed; press Renew again when it can be.")
             : NULL;
}

static char *
dup_certificate (const ZbEnterprise *enterprise, gint64 now)
{
  char *words = zb_certificate_words (enterprise->name, enterprise->certificate_end,
                                      enterprise->certificate_elsewhere, now);

  if (words != NULL)
    return words;
  if (enterprise->certificate_end == 0)
    return g_strdup (_ ("It cannot be read from the key’s file until when the certificate holds."));
  g_autofree char *end = zb_time_words (enterprise->certificate_end);
  return g_strdup_printf (_ ("The certificate holds until %s. The bureau renews it in the last 60 "
                             "days before."),
                          end);
}

const ZbAccountAct zb_account_act_renew = {
    .title = N_ ("Renew a Certificate"),
    .intro = N_ ("The bureau gives the keys on this computer another term; the keys and the "
                 "passphrase stay as they are. Only public requests are sent."),
    .go = N_ ("_Renew"),
    .progress = N_ ("Opening the key and asking the bureau…"),
    .of_one = TRUE,
    .secret = ZB_ACCOUNT_SECRET_KEY,
    .dup_state = dup_certificate,
    .run = renew,
    .explain = explain_renewal,
};

/* Keys in a file */

static char *
back_up (ZbWorkspace *workspace, const ZbAccountJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (ZbAccount) account = zb_account_read (workspace, job->account, error);

  if (account == NULL ||
      !zb_key_backup_write (workspace, account, job->passphrase, job->path, error))
    return NULL;
  g_autofree char *name = g_filename_display_basename (job->path);
  /* Translators: enterprise, file. */
  return g_strdup_printf (
      _ ("The keys of %s are in %s. Keep the file and its passphrase in different places."),
      account->name, name);
}

static const char *
explain_backup (const GError *error)
{
  if (g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS))
    return N_ ("There is a file of that name already. Choose another name: keys are never written "
               "over a file.");
  if (g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE))
    return N_ ("The passphrase does not open the signing key, so nothing was written: a backup "
               "that nobody can open is none.");
  return NULL;
}

static char *
dup_contents (const ZbEnterprise *enterprise, gint64 now)
{
  switch (enterprise->key) {
  case ZB_ENTERPRISE_KEY_TOKEN:
    return g_strdup (_ ("The signing key stays on its token; whoever uses the file needs that "
                        "token too."));
  case ZB_ENTERPRISE_KEY_PROGRAM:
    return g_strdup (_ ("The signing key stays with its signing program; whoever uses the file "
                        "needs that program too."));
  case ZB_ENTERPRISE_KEY_FILE:
    break;
  }
  return g_strdup (_ ("Both keys are encrypted under the passphrase that the signing key has "
                      "now."));
}

const ZbAccountAct zb_account_act_back_up_keys = {
    .title = N_ ("Back Up Keys"),
    .intro = N_ ("Writes one encrypted file of an enterprise’s keys and certificates, for another "
                 "computer or against loss. Drafts and receipts are not in it: for these, write "
                 "a backup."),
    .go = N_ ("_Write the File…"),
    .progress = N_ ("Opening the key and writing the file…"),
    .of_one = TRUE,
    .writes = TRUE,
    .secret = ZB_ACCOUNT_SECRET_FILE,
    .file = N_ ("Back Up Keys"),
    .dup_state = dup_contents,
    .run = back_up,
    .explain = explain_backup,
};

static char *
restore (ZbWorkspace *workspace, const ZbAccountJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (ZbAccount) account =
      zb_key_backup_restore (workspace, job->path, job->passphrase, error);

  return account != NULL ? g_strdup_printf (_ ("%s reports from this computer now."), account->name)
                         : NULL;
}

static const char *
explain_restoring (const GError *error)
{
  if (g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS))
    return N_ ("This enterprise reports from this computer already; nothing was changed.");
  if (g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER))
    return N_ ("This file is no backup of keys, or not a whole one; nothing was changed.");
  if (g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE))
    return N_ ("The passphrase does not open the keys in this file; nothing was changed.");
  return NULL;
}

const ZbAccountAct zb_account_act_restore_keys = {
    .title = N_ ("Restore Keys"),
    .intro = N_ ("Takes an enterprise’s keys over from a file, so that it reports from this "
                 "computer. What was sent before can be fetched from the bureau then."),
    .go = N_ ("_Choose the File…"),
    .progress = N_ ("Opening the keys…"),
    .secret = ZB_ACCOUNT_SECRET_OPENS,
    .file = N_ ("Restore Keys"),
    .run = restore,
    .explain = explain_restoring,
};

/* History */

static gboolean
recover_one (
    ZbWorkspace *workspace, ZbAccount *account, guint *n, GCancellable *cancellable, GError **error)
{
  g_autoptr (ZbSession) session = zb_renewal_open_session (workspace, account, error);
  guint n_came = 0;

  if (session == NULL)
    return FALSE;
  zb_session_set_cancellable (session, cancellable);
  if (!zb_post_sync (workspace, account, session, cancellable, error) ||
      !zb_recover (workspace, account, session, &n_came, error))
    return FALSE;
  *n += n_came;
  return TRUE;
}

/* What came before a failure stays, and is not asked for again. */
static char *
recover (ZbWorkspace *workspace, const ZbAccountJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);
  guint n = 0;

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++) {
    ZbAccount *account = accounts->pdata[i];
    if ((job->account == 0 || job->account == account->id) &&
        !recover_one (workspace, account, &n, cancellable, error))
      return NULL;
  }
  return n == 0 ? g_strdup (_ ("All that was sent is here already."))
                : g_strdup_printf (ngettext ("%u signed report came back with its receipts.",
                                             "%u signed reports came back with their receipts.", n),
                                   n);
}

static const char *
explain_recovery (const GError *error)
{
  return g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK)
             ? N_ ("The bureau’s server cannot be reached. What has come is kept; press Fetch "
                   "again "
                   "for the rest.")
             : NULL;
}

const ZbAccountAct zb_account_act_recover = {
    .title = N_ ("Fetch What Was Sent"),
    .intro = N_ ("For a new computer or a new colleague: every report that was sent for what is or "
                 "was due comes back as it was signed, with its receipts and the bureau’s "
                 "decisions, and all of it is verified. Drafts, notes and mappings are only on the "
                 "old computer, or in a backup of it."),
    .go = N_ ("_Fetch"),
    .progress = N_ ("Fetching and verifying; closing breaks it off…"),
    .of_one = TRUE,
    .of_all = TRUE,
    .run = recover,
    .explain = explain_recovery,
};
