/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/office.h"

#include <string.h>

#include "client/outbox-table.h"
#include "client/post.h"
#include "client/renewal.h"
#include "desktop/enterprise/office/due-list.h"
#include "desktop/enterprise/office/language.h"

struct _ZbOffice {
  GObject parent_instance;

  ZbClock clock;
  ZbWorker *disk;      /* owned */
  ZbWorker *network;   /* owned */
  GListStore *due;     /* ZbDueItem, owned */
  GArray *enterprises; /* ZbEnterprise, owned */
  gint64 heard;
  gint64 clock_lead;
  GCancellable *talk; /* owned (nullable): of the talk under way */
  gulong outer;       /* handler that breaks it off with the caller's */
};

G_DEFINE_FINAL_TYPE (ZbOffice, zb_office, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
zb_office_finalize (GObject *object)
{
  ZbOffice *office = ZB_OFFICE (object);
  g_clear_object (&office->talk);
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

GtkStringList *
zb_office_dup_names (ZbOffice *office)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; i < office->enterprises->len; i++)
    gtk_string_list_append (names, g_array_index (office->enterprises, ZbEnterprise, i).name);
  return names;
}

const ZbEnterprise *
zb_office_first_to_end (ZbOffice *office)
{
  const ZbEnterprise *first = NULL;

  for (guint i = 0; i < office->enterprises->len; i++) {
    const ZbEnterprise *one = &g_array_index (office->enterprises, ZbEnterprise, i);
    if (one->certificate_end != 0 &&
        (first == NULL || one->certificate_end < first->certificate_end))
      first = one;
  }
  return first;
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

gboolean
zb_office_newest_has_history (ZbOffice *office)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (office->due));
  guint n_enterprises = office->enterprises->len;

  for (guint i = 0; n_enterprises > 0 && i < n; i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (G_LIST_MODEL (office->due), i);
    const ZbDue *due = zb_due_item_get_due (item);
    if (due->message != NULL &&
        due->account ==
            g_array_index (office->enterprises, ZbEnterprise, n_enterprises - 1).account)
      return TRUE;
  }
  return FALSE;
}

gint64
zb_office_heard (ZbOffice *office)
{
  return office->heard;
}

gint64
zb_office_clock_lead (ZbOffice *office)
{
  return office->clock_lead;
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

char *
zb_office_dup_title (ZbOffice *office, gint64 account, const char *form, const char *period)
{
  g_autoptr (ZbDueItem) item = zb_office_find_due (office, account, form, period);
  ZbPeriod when;

  if (item != NULL) {
    g_autofree char *title = zb_due_item_dup_title (item), *words = zb_due_item_dup_period (item);
    return g_strdup_printf ("%s · %s", title, words);
  }
  g_autofree char *words = zb_period_parse (period, &when, NULL)
                               ? zb_period_to_display (when, zb_language_get (), FALSE)
                               : g_strdup (period);
  return g_strdup_printf ("%s · %s", form, words);
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

static ZbEnterpriseKey
key_of (const ZbAccount *account)
{
  if (account->signer == NULL)
    return ZB_ENTERPRISE_KEY_FILE;
  return zb_account_asks_pin (account) ? ZB_ENTERPRISE_KEY_TOKEN : ZB_ENTERPRISE_KEY_PROGRAM;
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
    ZbEnterprise enterprise = {account->id, g_strdup (account->name), key_of (account),
                               zb_renewal_end (account, now), zb_renewal_is_elsewhere (account)};
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

/* What talking to the bureaus brought beside what is in the workspace. */
typedef struct {
  gint64 clock_lead; /* the farthest, as of zb_session_clock_lead() */
} Talk;

static gboolean
sync_account (ZbWorkspace *workspace,
              ZbAccount *account,
              gboolean asked,
              Talk *talk,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (ZbSession) session = zb_renewal_open_session (workspace, account, error);

  if (session == NULL)
    return FALSE;
  zb_session_set_cancellable (session, cancellable);
  gboolean done = (!asked || zb_outbox_hurry (workspace, account, error)) &&
                  zb_post_sync (workspace, account, session, cancellable, error);
  gint64 lead = zb_session_clock_lead (session, zb_workspace_now (workspace));
  if (ABS (lead) > ABS (talk->clock_lead))
    talk->clock_lead = lead;
  return done;
}

/* One enterprise's server being away must not keep the others from being heard: the first error is
 * told at the end. */
static gpointer
sync_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);
  g_autofree Talk *talk = g_new0 (Talk, 1);
  GError *first = NULL;

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    if (!sync_account (workspace, accounts->pdata[i], data != NULL, talk, cancellable,
                       first != NULL ? NULL : &first))
      continue;
  if (first == NULL)
    return g_steal_pointer (&talk);
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

gboolean
zb_office_is_talking (ZbOffice *office)
{
  return office->talk != NULL;
}

void
zb_office_break_off (ZbOffice *office)
{
  if (office->talk != NULL)
    g_cancellable_cancel (office->talk);
}

static void
outer_cb (GCancellable *outer, gpointer talk)
{
  g_cancellable_cancel (talk);
}

/* Whatever was not said when it was broken off is said the next time. */
static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbOffice *office = ZB_OFFICE (source);
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree Talk *talk = zb_worker_finish (result, &error);

  if (office->outer != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), office->outer);
  office->outer = 0;
  g_clear_object (&office->talk);
  if (talk != NULL) {
    office->heard = zb_office_now (office);
    office->clock_lead = talk->clock_lead;
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_set_task_data (task, g_steal_pointer (&error), (GDestroyNotify)g_error_free);
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
  GTask *task = g_task_new (office, cancellable, callback, user_data);

  /* The outcome is told also when it was broken off. */
  g_task_set_check_cancellable (task, FALSE);

  office->talk = g_cancellable_new ();
  if (cancellable != NULL)
    office->outer = g_cancellable_connect (cancellable, G_CALLBACK (outer_cb), office->talk, NULL);
  zb_worker_run (office->network, office, sync_work, GINT_TO_POINTER (asked), NULL, g_free,
                 office->talk, synced_cb, task);
}

gboolean
zb_office_sync_finish (ZbOffice *office, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
enrol_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (ZbAccount) account = zb_enrolment_wish_fulfil (data, workspace, error);
  Talk talk = {0};

  if (account == NULL)
    return NULL;
  /* Enrolled is enrolled: should the list not come now, refreshing fetches it later. */
  sync_account (workspace, account, FALSE, &talk, cancellable, NULL);
  return ZB_WORK_DONE;
}

void
zb_office_enrol_async (ZbOffice *office,
                       ZbEnrolmentWish *wish,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  zb_worker_run (office->network, office, enrol_work, wish, (GDestroyNotify)zb_enrolment_wish_free,
                 NULL, NULL, talked_cb, g_task_new (office, NULL, callback, user_data));
}

gboolean
zb_office_enrol_finish (ZbOffice *office, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
