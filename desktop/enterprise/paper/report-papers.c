/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/paper/report-papers.h"

#include "client/error.h"
#include "client/final-paper.h"
#include "desktop/enterprise/office/language.h"
#include "paper/print/pdf.h"

typedef struct {
  GPtrArray *wishes; /* owned */
  char *path;        /* (nullable) */
  gboolean each;
  const char *language; /* of the paper */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_ptr_array_unref (request->wishes);
  g_free (request->path);
  g_free (request);
}

ZbPaperWish *
zb_paper_wish_new (gint64 account, const char *form, const char *period, const char *name)
{
  ZbPaperWish *wish = g_new0 (ZbPaperWish, 1);

  *wish = (ZbPaperWish){account,
                        g_strdup (form),
                        g_strdup (period),
                        FALSE,
                        NULL,
                        g_strdelimit (g_strdup (name), "/\\:*?\"<>|", '_')};
  return wish;
}

void
zb_paper_wish_free (ZbPaperWish *wish)
{
  g_free (wish->form);
  g_free (wish->period);
  g_free (wish->message);
  g_free (wish->name);
  g_free (wish);
}

static GPtrArray *
new_papers (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)zb_paper_free);
}

static GPtrArray *
read_draft (ZbWorkspace *workspace,
            const ZbAccount *account,
            const ZbPaperWish *wish,
            const char *language,
            GError **error)
{
  g_autoptr (GPtrArray) papers = new_papers ();
  GError *failure = NULL;
  ZbPaper *draft =
      zb_draft_paper_read (workspace, account, wish->form, wish->period, language, &failure);

  if (draft != NULL) {
    g_ptr_array_add (papers, draft);
    return g_steal_pointer (&papers);
  }
  if (failure != NULL)
    g_propagate_error (error, failure);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "there is no draft of %s for %s", wish->form, wish->period);
  return NULL;
}

static GPtrArray *
read_newest (ZbWorkspace *workspace,
             const ZbAccount *account,
             const ZbPaperWish *wish,
             const char *language,
             GError **error)
{
  GError *failure = NULL;
  g_autofree char *message =
      zb_final_paper_find (workspace, account, wish->form, wish->period, &failure);

  if (message != NULL)
    return zb_final_paper_read (workspace, account, message, wish->form, language, error);
  if (failure != NULL)
    g_propagate_error (error, failure);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "no signed version of %s for %s is here", wish->form, wish->period);
  return NULL;
}

static GPtrArray *
read_one (ZbWorkspace *workspace, const ZbPaperWish *wish, const char *language, GError **error)
{
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wish->account, error);

  if (account == NULL)
    return NULL;
  if (wish->draft)
    return read_draft (workspace, account, wish, language, error);
  if (wish->message != NULL)
    return zb_final_paper_read (workspace, account, wish->message, wish->form, language, error);
  return read_newest (workspace, account, wish, language, error);
}

static gpointer
read_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  g_autoptr (GPtrArray) all = new_papers ();

  for (guint i = 0; i < request->wishes->len; i++) {
    g_autoptr (GPtrArray) papers =
        read_one (workspace, request->wishes->pdata[i], request->language, error);

    if (papers == NULL)
      return NULL;
    while (papers->len > 0)
      g_ptr_array_add (all, g_ptr_array_steal_index (papers, 0));
  }
  return g_steal_pointer (&all);
}

static gboolean
write_pdf (const GPtrArray *papers, const char *path, GError **error)
{
  g_autoptr (GBytes) pdf = zb_papers_to_pdf (papers, error);
  gsize length = 0;
  const char *bytes = pdf != NULL ? g_bytes_get_data (pdf, &length) : NULL;

  return pdf != NULL && g_file_set_contents (path, bytes, (gssize)length, error);
}

static gpointer
save_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;

  if (!request->each) {
    g_autoptr (GPtrArray) all = read_work (workspace, data, cancellable, error);

    return all != NULL && write_pdf (all, request->path, error) ? ZB_WORK_DONE : NULL;
  }
  for (guint i = 0; i < request->wishes->len; i++) {
    const ZbPaperWish *wish = request->wishes->pdata[i];
    g_autofree char *name = g_strconcat (wish->name, ".pdf", NULL);
    g_autofree char *path = g_build_filename (request->path, name, NULL);
    g_autoptr (GPtrArray) papers = read_one (workspace, wish, request->language, error);

    if (papers == NULL || !write_pdf (papers, path, error))
      return NULL;
  }
  return ZB_WORK_DONE;
}

static Request *
new_request (GPtrArray *wishes, const char *path, gboolean each)
{
  Request *request = g_new0 (Request, 1);

  *request = (Request){g_ptr_array_ref (wishes), g_strdup (path), each,
                       g_str_has_prefix (zb_language_get (), "zh") ? "zh" : "en"};
  return request;
}

void
zb_report_papers_read_async (ZbOffice *office,
                             GPtrArray *wishes,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  zb_worker_run (zb_office_disk (office), office, read_work, new_request (wishes, NULL, FALSE),
                 request_free, (GDestroyNotify)g_ptr_array_unref, NULL, callback, user_data);
}

GPtrArray *
zb_report_papers_read_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error);
}

void
zb_report_papers_save_async (ZbOffice *office,
                             GPtrArray *wishes,
                             const char *path,
                             gboolean each,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  zb_worker_run (zb_office_disk (office), office, save_work, new_request (wishes, path, each),
                 request_free, NULL, NULL, callback, user_data);
}

gboolean
zb_report_papers_save_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error) != NULL;
}
