/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/cosign-filing.h"

#include "client/cosign-box.h"
#include "client/cosigning.h"
#include "client/renewal.h"
#include "exchange/protocol.h"

/* What is to be done with one report. */
typedef struct {
  gint64 account;
  char *message;
  char *words; /* passphrase, path or remark */
  guint roles;
} Wish;

static Wish *
wish_new (gint64 account, const char *message, const char *words, guint roles)
{
  Wish *wish = g_new0 (Wish, 1);
  *wish = (Wish){account, g_strdup (message), g_strdup (words), roles};
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;
  g_free (wish->message);
  g_free (wish->words);
  g_free (wish);
}

static void
read_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (zb_office_load_finish (ZB_OFFICE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (zb_worker_finish (result, &error) == NULL)
    g_task_return_error (task, error);
  else
    zb_office_load_async (ZB_OFFICE (source), read_in_cb, g_steal_pointer (&task));
}

static void
run (ZbOffice *office,
     ZbWorker *worker,
     ZbWork work,
     gint64 account,
     const char *message,
     const char *words,
     guint roles,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  zb_worker_run (worker, office, work, wish_new (account, message, words, roles), wish_free, NULL,
                 NULL, done_cb, g_task_new (office, NULL, callback, user_data));
}

static gpointer
sign_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);
  g_autoptr (ZbSigner) signer =
      account != NULL ? zb_account_open_signer (account, wish->words, error) : NULL;
  guint missing = 0;

  return signer != NULL && zb_cosign_sign (workspace, account, wish->message, signer, wish->roles,
                                           &missing, error)
             ? ZB_WORK_DONE
             : NULL;
}

void
zb_cosign_filing_sign_async (ZbOffice *office,
                             gint64 account,
                             const char *message,
                             guint roles,
                             const char *passphrase,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  run (office, zb_office_disk (office), sign_work, account, message, passphrase, roles, callback,
       user_data);
}

static gpointer
save_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);
  g_autoptr (GBytes) bytes =
      account != NULL ? zb_cosign_get_container (workspace, account, wish->message, error) : NULL;
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return text != NULL && g_file_set_contents (wish->words, text, (gssize)length, error)
             ? ZB_WORK_DONE
             : NULL;
}

void
zb_cosign_filing_save_async (ZbOffice *office,
                             gint64 account,
                             const char *message,
                             const char *path,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  run (office, zb_office_disk (office), save_work, account, message, path, 0, callback, user_data);
}

static gpointer
leave_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);
  g_autoptr (ZbSession) session =
      account != NULL ? zb_renewal_open_session (workspace, account, error) : NULL;
  gboolean done = FALSE;

  if (session != NULL)
    done =
        wish->words != NULL
            ? zb_cosign_box_return (workspace, account, session, wish->message, wish->words, error)
            : zb_cosign_box_put (workspace, account, session, wish->message, error);
  return done ? ZB_WORK_DONE : NULL;
}

void
zb_cosign_filing_leave_async (ZbOffice *office,
                              gint64 account,
                              const char *message,
                              const char *remark,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  run (office, zb_office_network (office), leave_work, account, message, remark, 0, callback,
       user_data);
}

static gpointer
take_back_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);

  return account != NULL && zb_cosign_take_back (workspace, account, wish->message, error)
             ? ZB_WORK_DONE
             : NULL;
}

/* Those who have it open elsewhere learn of it now, or with the next refresh. */
static gpointer
end_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);
  g_autoptr (ZbSession) session =
      account != NULL ? zb_renewal_open_session (workspace, account, error) : NULL;

  return session != NULL && zb_cosign_box_end (account, session, wish->message, error)
             ? ZB_WORK_DONE
             : NULL;
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Wish *done = g_task_get_task_data (task);
  GError *error = NULL;

  if (zb_worker_finish (result, &error) == NULL) {
    g_task_return_error (task, error);
    return;
  }
  zb_worker_run (zb_office_network (ZB_OFFICE (source)), source, end_work,
                 wish_new (done->account, done->message, NULL, 0), wish_free, NULL, NULL, NULL,
                 NULL);
  zb_office_load_async (ZB_OFFICE (source), read_in_cb, g_steal_pointer (&task));
}

void
zb_cosign_filing_take_back_async (ZbOffice *office,
                                  gint64 account,
                                  const char *message,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (office, NULL, callback, user_data);

  g_task_set_task_data (task, wish_new (account, message, NULL, 0), wish_free);
  zb_worker_run (zb_office_disk (office), office, take_back_work,
                 wish_new (account, message, NULL, 0), wish_free, NULL, NULL, taken_back_cb, task);
}

gboolean
zb_cosign_filing_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Opening a file */

typedef struct {
  ZbCosign *cosign;
  gint64 account;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;
  g_clear_pointer (&opened->cosign, zb_cosign_free);
  g_free (opened);
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, error);

  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > ZB_PROTOCOL_MAX_CONTAINER) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "%s is too large", path);
    return NULL;
  }
  return g_file_load_bytes (file, NULL, NULL, error);
}

/* The last account's error is told: of one alone it is the one that fits. */
static gpointer
open_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_path_get_basename (data);
  g_autoptr (GBytes) bytes = read_file (data, error);
  g_autoptr (GPtrArray) accounts = bytes != NULL ? zb_account_list (workspace, error) : NULL;
  GError *last = NULL;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++) {
    const ZbAccount *account = accounts->pdata[i];
    g_clear_error (&last);
    ZbCosign *cosign = zb_cosign_keep (workspace, account, name, bytes, &last);
    if (cosign != NULL) {
      Opened *opened = g_new0 (Opened, 1);
      *opened = (Opened){cosign, account->id};
      return opened;
    }
  }
  if (last != NULL)
    g_propagate_error (error, last);
  else if (accounts != NULL)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "nobody is enrolled here");
  return NULL;
}

static void
opened_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (zb_office_load_finish (ZB_OFFICE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&((Opened *)g_task_get_task_data (task))->cosign),
                           (GDestroyNotify)zb_cosign_free);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Opened *opened = zb_worker_finish (result, &error);

  if (opened == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, opened, opened_free);
  zb_office_load_async (ZB_OFFICE (source), opened_read_cb, g_steal_pointer (&task));
}

void
zb_cosign_filing_open_async (ZbOffice *office,
                             const char *path,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  zb_worker_run (zb_office_disk (office), office, open_work, g_strdup (path), g_free, opened_free,
                 NULL, opened_cb, g_task_new (office, NULL, callback, user_data));
}

ZbCosign *
zb_cosign_filing_open_finish (GAsyncResult *result, gint64 *ret_account, GError **error)
{
  ZbCosign *cosign = g_task_propagate_pointer (G_TASK (result), error);
  const Opened *opened = g_task_get_task_data (G_TASK (result));

  if (cosign != NULL)
    *ret_account = opened->account;
  return cosign;
}
