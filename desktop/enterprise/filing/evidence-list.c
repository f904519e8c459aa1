/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/evidence-list.h"

#include "client/sent.h"
#include "client/trust-keeper.h"
#include "desktop/enterprise/office/error-words.h"
#include "exchange/evidence.h"

typedef struct {
  gint64 account;
  char *message_id;
  char *folder; /* (nullable) */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_free (request->message_id);
  g_free (request->folder);
  g_free (request);
}

void
zb_evidence_line_free (ZbEvidenceLine *line)
{
  g_clear_pointer (&line->receipt, zb_receipt_free);
  g_free (line->fault);
  g_free (line->node);
  g_free (line);
}

/* By whom the bureau said to believe when the receipt came. */
static ZbEvidence *
verify (ZbWorkspace *workspace,
        const ZbAccount *account,
        GBytes *bytes,
        GBytes *container,
        GError **error)
{
  g_autoptr (ZbReceipt) receipt = zb_evidence_read_receipt (bytes, error);
  g_autoptr (ZbTrust) trust = NULL;
  g_autofree char *verifier = NULL;

  return receipt != NULL && zb_trust_keeper_believe (workspace, account, receipt->received, &trust,
                                                     &verifier, error)
             ? zb_evidence_verify (bytes, container, trust, verifier, zb_workspace_now (workspace),
                                   error)
             : NULL;
}

static ZbEvidenceLine *
make_line (ZbWorkspace *workspace, const ZbAccount *account, GBytes *bytes, GBytes *container)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEvidence) evidence = verify (workspace, account, bytes, container, &error);
  ZbEvidenceLine *line = g_new0 (ZbEvidenceLine, 1);

  if (evidence == NULL) {
    line->fault = zb_error_words (error);
    return line;
  }
  line->index = evidence->index;
  line->size = evidence->checkpoint.size;
  line->node = g_strdup (zb_certificate_name (evidence->node));
  line->receipt = g_steal_pointer (&evidence->receipt);
  return line;
}

static gpointer
read_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, request->account, error);
  g_autoptr (GBytes) container =
      account != NULL ? zb_sent_read_container (workspace, request->message_id, error) : NULL;
  g_autoptr (GPtrArray) evidence =
      container != NULL ? zb_sent_list_evidence (workspace, request->message_id, error) : NULL;

  if (evidence == NULL)
    return NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_evidence_line_free);
  for (guint i = 0; i < evidence->len; i++)
    g_ptr_array_add (lines, make_line (workspace, account, evidence->pdata[i], container));
  return lines;
}

void
zb_evidence_list_read_async (ZbOffice *office,
                             gint64 account,
                             const char *message_id,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Request *request = g_new0 (Request, 1);
  *request = (Request){account, g_strdup (message_id), NULL};
  zb_worker_run (zb_office_disk (office), office, read_work, request, request_free,
                 (GDestroyNotify)g_ptr_array_unref, NULL, callback, user_data);
}

GPtrArray *
zb_evidence_list_read_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error);
}

static gboolean
write_file (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  return g_file_set_contents (path, data, (gssize)length, error);
}

static gpointer
export_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  g_autoptr (ZbSent) sent = zb_sent_read (workspace, request->message_id, error);
  g_autoptr (GBytes) container =
      sent != NULL ? zb_sent_read_container (workspace, request->message_id, error) : NULL;
  g_autoptr (GPtrArray) evidence =
      container != NULL ? zb_sent_list_evidence (workspace, request->message_id, error) : NULL;

  if (evidence == NULL)
    return NULL;
  g_autofree char *stem = g_strdup_printf ("%s-%s", sent->form, sent->period);
  g_autofree char *name = g_strconcat (stem, ".asice", NULL);
  if (!write_file (request->folder, name, container, error))
    return NULL;
  for (guint i = 0; i < evidence->len; i++) {
    g_autofree char *one = g_strdup_printf ("%s-evidence-%u.zip", stem, i + 1);
    if (!write_file (request->folder, one, evidence->pdata[i], error))
      return NULL;
  }
  return ZB_WORK_DONE;
}

void
zb_evidence_list_export_async (ZbOffice *office,
                               const char *message_id,
                               const char *folder,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Request *request = g_new0 (Request, 1);
  *request = (Request){0, g_strdup (message_id), g_strdup (folder)};
  zb_worker_run (zb_office_disk (office), office, export_work, request, request_free, NULL, NULL,
                 callback, user_data);
}

gboolean
zb_evidence_list_export_finish (GAsyncResult *result, GError **error)
{
  return zb_worker_finish (result, error) != NULL;
}
