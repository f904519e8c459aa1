/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/version-list.h"

#include "desktop/enterprise/model/report-difference.h"

typedef struct {
  gint64 account;
  char *head, *form, *period;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;
  g_free (wish->head);
  g_free (wish->form);
  g_free (wish->period);
  g_free (wish);
}

void
zb_version_free (ZbVersion *version)
{
  g_clear_pointer (&version->sent, zb_sent_free);
  g_clear_pointer (&version->receipts, g_ptr_array_unref);
  g_clear_pointer (&version->changes, g_ptr_array_unref);
  g_free (version);
}

void
zb_version_list_free (ZbVersionList *list)
{
  g_clear_pointer (&list->versions, g_ptr_array_unref);
  g_clear_pointer (&list->permit, zb_permit_free);
  g_clear_pointer (&list->journal, g_ptr_array_unref);
  g_free (list);
}

/* Its figures; NULL where it has none of the form: a withdrawal, a set without it. */
static ZbReport *
read_figures (ZbWorkspace *workspace, const ZbSent *sent, const char *form)
{
  ZbReport *report = g_strcmp0 (sent->kind, "withdrawal") != 0
                         ? zb_sent_read_report_of (workspace, sent->id, form, NULL)
                         : NULL;
  return report;
}

static ZbVersion *
make_version (ZbWorkspace *workspace, ZbSent *sent, guint number, GError **error)
{
  ZbVersion *version = g_new0 (ZbVersion, 1);

  version->number = number;
  version->sent = sent;
  version->receipts = zb_sent_list_receipts (workspace, sent->id, error);
  if (version->receipts != NULL)
    return version;
  zb_version_free (version);
  return NULL;
}

/* Each is compared with the one before it that held figures. @sent: newest first, its elements are
 * taken. */
static GPtrArray *
make_versions (ZbWorkspace *workspace, GPtrArray *sent, const char *form, GError **error)
{
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_version_free);
  g_autoptr (ZbReport) before = NULL;
  guint n = sent->len;

  for (guint i = 0; i < n; i++) {
    ZbSent *one = g_ptr_array_steal_index (sent, sent->len - 1);
    g_autoptr (ZbReport) report = read_figures (workspace, one, form);
    ZbVersion *version = make_version (workspace, one, i + 1, error);
    if (version == NULL)
      return NULL;
    g_ptr_array_insert (versions, 0, version);
    if (before != NULL && report != NULL)
      version->changes = zb_report_difference (before, report);
    if (report != NULL) {
      g_clear_pointer (&before, zb_report_unref);
      before = g_steal_pointer (&report);
    }
  }
  return g_steal_pointer (&versions);
}

static gpointer
read_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wish *wish = data;
  g_autoptr (ZbVersionList) list = g_new0 (ZbVersionList, 1);
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);
  g_autoptr (GPtrArray) sent =
      account != NULL ? zb_sent_list (workspace, account, wish->head, wish->period, error) : NULL;
  GError *failure = NULL;

  if (sent == NULL)
    return NULL;
  list->versions = make_versions (workspace, sent, wish->form, error);
  if (list->versions != NULL)
    list->journal = zb_journal_list (workspace, account->id, wish->form, wish->period, error);
  if (list->journal == NULL)
    return NULL;
  list->permit = zb_permit_find (workspace, account, wish->head, wish->period, &failure);
  if (failure == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, failure);
  return NULL;
}

void
zb_version_list_read_async (ZbOffice *office,
                            gint64 account,
                            const char *head,
                            const char *form,
                            const char *period,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Wish *wish = g_new0 (Wish, 1);
  *wish = (Wish){account, g_strdup (head), g_strdup (form), g_strdup (period)};
  zb_worker_run (zb_office_disk (office), office, read_work, wish, wish_free,
                 (GDestroyNotify)zb_version_list_free, NULL, callback, user_data);
}

ZbVersionList *
zb_version_list_read_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error);
}
