/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/office.h"

#include <string.h>

#include "client/enrolment.h"
#include "client/outbox-table.h"
#include "client/post.h"
#include "desktop/enterprise/office/due-list.h"

struct _ZbOffice {
  GObject parent_instance;

  ZbClock clock;
  ZbWorker *disk;      /* owned */
  ZbWorker *network;   /* owned */
  GListStore *due;     /* ZbDueItem, owned */
  GArray *enterprises; /* ZbEnterprise, owned */
  gint64 heard;
};

G_DEFINE_FINAL_TYPE (ZbOffice, zb_office, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
zb_office_finalize (GObject *object)
{
  ZbOffice *office = ZB_OFFICE (object);
  g_clear_pointer (&office->network, zb_worker_free);
  g_clear_pointer (&office->disk, zb_worker_free);
  g_clear_object (&office->due);
  g_clear_pointer (&office->enterprises, g_array_unref);
  G_OBJECT_CLASS (zb_office_parent_class)->finalize (object);
}

static void
zb_office_class_init (ZbOfficeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zb_office_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
clear_enterprise (gpointer data)
{
  g_free (((ZbEnterprise *)data)->name);
}

static GArray *
enterprises_new (void)
{
  GArray *enterprises = g_array_new (FALSE, FALSE, sizeof (ZbEnterprise));
  g_array_set_clear_func (enterprises, clear_enterprise);
  return enterprises;
}

static void
zb_office_init (ZbOffice *office)
{
  office->enterprises = enterprises_new ();
  office->due = g_list_store_new (ZB_TYPE_DUE_ITEM);
}

ZbOffice *
zb_office_new (const char *path, const ZbClock *clock)
{
  ZbOffice *office = g_object_new (ZB_TYPE_OFFICE, NULL);
  office->clock = *clock;
  office->disk = zb_worker_new (path, clock);
  office->network = zb_worker_new (path, clock);
  return office;
}

ZbWorker *
zb_office_disk (ZbOffice *office)
{
  return office->disk;
}

ZbWorker *
zb_office_network (ZbOffice *office)
{
  return office->network;
}

gint64
zb_office_now (ZbOffice *office)
{
  return zb_clock_now (&office->clock);
}

GListModel *
zb_office_due (ZbOffice *office)
{
  return G_LIST_MODEL (office->due);
}

guint
zb_office_n_enterprises (ZbOffice *office)
{
  return office->enterprises->len;
}

const GArray *
zb_office_enterprises (ZbOffice *office)
{
  return office->enterprises;
}

guint
zb_office_n_queued (ZbOffice *office)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (office->due));
  guint n_queued = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (G_LIST_MODEL (office->due), i);
    n_queued += zb_due_item_get_due (item)->state == ZB_DUE_QUEUED;
  }
  return n_queued;
}

gint64
zb_office_heard (ZbOffice *office)
{
  return office->heard;
}

ZbDueItem *
zb_office_find_due (ZbOffice *office, gint64 account, const char *form, const char *period)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (office->due));
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (G_LIST_MODEL (office->due), i);
    const ZbDue *due = zb_due_item_get_due (item);
    if (due->account == account && strcmp (due->form, form) == 0 &&
        strcmp (due->period, period) == 0)
      return g_steal_pointer (&item);
  }
  return NULL;
}

/* What the disk worker read of one workspace. */
typedef struct {
  GPtrArray *items;    /* ZbDueItem */
  GArray *enterprises; /* ZbEnterprise */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;
  g_ptr_array_unref (reading->items);
  g_array_unref (reading->enterprises);
  g_free (reading);
}

static gpointer
read_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) enterprises = enterprises_new ();
  gint64 now = zb_workspace_now (workspace);

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++) {
    const ZbAccount *account = accounts->pdata[i];
    g_autoptr (GPtrArray) list = zb_due_list (workspace, account, error);
    if (list == NULL)
      return NULL;
    ZbEnterprise enterprise = {account->id, g_strdup (account->name)};
    g_array_append_val (enterprises, enterprise);
    g_ptr_array_set_free_func (list, NULL);
    for (guint k = 0; k < list->len; k++)
      g_ptr_array_add (items, zb_due_item_new (list->pdata[k], account->name, now));
  }
  Reading *reading = g_new0 (Reading, 1);
  reading->items = g_steal_pointer (&items);
  reading->enterprises = g_steal_pointer (&enterprises);
  return reading;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZbOffice *office = ZB_OFFICE (source);
  GError *error = NULL;
  Reading *reading = zb_worker_finish (result, &error);

  if (reading == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_array_unref (office->enterprises);
  office->enterprises = g_array_ref (reading->enterprises);
  zb_due_list_update (office->due, reading->items);
  reading_free (reading);
  g_signal_emit (office, signals[CHANGED], 0);
  g_task_return_boolean (task, TRUE);
}

/* Reads, and then hands @task (taken) back. */
static void
read_in (ZbOffice *office, GTask *task)
{
  zb_worker_run (office->disk, office, read_work, NULL, NULL, reading_free, NULL, read_cb, task);
}

void
zb_office_load_async (ZbOffice *office, GAsyncReadyCallback callback, gpointer user_data)
{
  read_in (office, g_task_new (office, NULL, callback, user_data));
}

gboolean
zb_office_load_finish (ZbOffice *office, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
sync_account (ZbWorkspace *workspace,
              const ZbAccount *account,
              gboolean asked,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (ZbSession) session = zb_session_new (account, error);

  if (session != NULL)
    zb_session_set_cancellable (session, cancellable);
  return session != NULL && (!asked || zb_outbox_hurry (workspace, account, error)) &&
         zb_post_sync (workspace, account, session, cancellable, error);
}

/* One enterprise's server being away must not keep the others from being heard: the first error is
 * told at the end. */
static gpointer
sync_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);
  GError *first = NULL;

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    if (!sync_account (workspace, accounts->pdata[i], data != NULL, cancellable,
                       first != NULL ? NULL : &first))
      continue;
  if (first == NULL)
    return ZB_WORK_DONE;
  g_propagate_error (error, first);
  return NULL;
}

static void
reread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = g_task_get_task_data (task);
  GError *failure = NULL;

  if (!zb_office_load_finish (ZB_OFFICE (source), result, &failure))
    g_task_return_error (task, failure);
  else if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/* After the network worker's part: whatever came of it, what it brought is read in. */
static void
talked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbOffice *office = ZB_OFFICE (source);
  GTask *task = user_data;
  GError *error = NULL;

  if (zb_worker_finish (result, &error) != NULL)
    office->heard = zb_office_now (office);
  else
    g_task_set_task_data (task, error, (GDestroyNotify)g_error_free);
  zb_worker_renew (office->disk);
  zb_office_load_async (office, reread_cb, task);
}

void
zb_office_sync_async (ZbOffice *office,
                      gboolean asked,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  zb_worker_run (office->network, office, sync_work, GINT_TO_POINTER (asked), NULL, NULL,
                 cancellable, talked_cb, g_task_new (office, NULL, callback, user_data));
}

gboolean
zb_office_sync_finish (ZbOffice *office, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct {
  char *invitation;
  char *module; /* (nullable) */
  char *passphrase;
} Enrolment;

static void
enrolment_free (gpointer data)
{
  Enrolment *enrolment = data;
  g_free (enrolment->invitation);
  g_free (enrolment->passphrase);
  g_free (enrolment->module);
  g_free (enrolment);
}

static gpointer
enrol_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Enrolment *enrolment = data;
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (enrolment->invitation, error);
  g_autoptr (ZbAccount) account = NULL;

  if (invitation != NULL)
    account = enrolment->module != NULL
                  ? zb_enrol_on_token (workspace, invitation, enrolment->module, NULL,
                                       enrolment->passphrase, error)
                  : zb_enrol (workspace, invitation, enrolment->passphrase, error);

  if (account == NULL)
    return NULL;
  /* Enrolled is enrolled: should the list not come now, refreshing fetches it later. */
  sync_account (workspace, account, FALSE, cancellable, NULL);
  return ZB_WORK_DONE;
}

void
zb_office_enrol_async (ZbOffice *office,
                       const char *invitation,
                       const char *module,
                       const char *passphrase,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Enrolment *enrolment = g_new0 (Enrolment, 1);
  enrolment->invitation = g_strdup (invitation);
  enrolment->module = g_strdup (module);
  enrolment->passphrase = g_strdup (passphrase);
  zb_worker_run (office->network, office, enrol_work, enrolment, enrolment_free, NULL, NULL,
                 talked_cb, g_task_new (office, NULL, callback, user_data));
}

gboolean
zb_office_enrol_finish (ZbOffice *office, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
