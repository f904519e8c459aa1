/* SPDX-License-Identifier: Apache-2.0 */
#include "client/recovery.h"

#include "client/due.h"
#include "client/sent.h"
#include "client/workspace-private.h"
#include "exchange/container.h"
#include "exchange/evidence.h"
#include "forms/report-reader.h"
#include "forms/report.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

typedef struct {
  ZbWorkspace *workspace;
  const ZbAccount *account;
  ZbSession *session;
  ZbTrust *trust;
  guint n;
} Recovery;

static gboolean
is_here (const Recovery *recovery, const char *message)
{
  g_autoptr (ZbSent) sent = zb_sent_read (recovery->workspace, message, NULL);

  return sent != NULL;
}

static const char *
kind_of (const ZbReport *report)
{
  static const char *const kinds[] = {
      [ZB_REPORT_NORMAL] = "normal",
      [ZB_REPORT_NIL] = "nil",
      [ZB_REPORT_CORRECTION] = "correction",
      [ZB_REPORT_WITHDRAWAL] = "withdrawal",
  };

  return kinds[zb_report_kind (report)];
}

static gboolean
put_message (const Recovery *recovery, ZbContainer *container, GError **error)
{
  const ZbEnvelope *envelope = zb_container_envelope (container);
  ZbDatabase *database = recovery->workspace->database;

  for (guint i = 0; i < envelope->payloads->len; i++) {
    gsize length = 0;
    gconstpointer body = g_bytes_get_data (zb_container_body (container, i), &length);
    g_autoptr (ZbReport) report =
        zb_report_read (envelope->message_id, body, length, recovery->workspace->catalogue, error);
    gboolean put;

    if (!report)
      return FALSE;
    if (i > 0)
      put = zb_database_run (database, "insert into message_member (message, form) values (?,?)",
                             error, zb_value_text (envelope->message_id),
                             zb_value_text (zb_report_form (report)->id));
    else
      put = zb_database_run (
          database,
          "insert into message (id, account, form, period, kind, container, digest, priority, "
          "created, state) values (?,?,?,?,?,?,?,?,?,'sent')",
          error, zb_value_text (envelope->message_id), zb_value_int (recovery->account->id),
          zb_value_text (zb_report_form (report)->id), zb_value_text (envelope->period),
          zb_value_text (kind_of (report)), zb_value_bytes (zb_container_bytes (container)),
          zb_value_text (zb_container_digest (container)), zb_value_int (envelope->priority),
          zb_value_int (envelope->created));
    if (!put)
      return FALSE;
  }
  return TRUE;
}

/* A signature may leave the signer's certificate out, which the server has; it is kept beside the
 * message. What it is worth is judged with each verification. */
static char *
fetch_certificates (const Recovery *recovery, const ZbEnvelope *envelope, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/certs/%s", envelope->sender_certificate);
  g_autoptr (ZbJson) told = zb_session_get (recovery->session, path, error);
  const ZbJson *list = told ? zb_json_get (told, "certificates") : NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < zb_json_length (list); i++) {
    const char *text = zb_json_get_string (zb_json_at (list, i), "certificate");
    gsize length = 0;
    g_autofree guchar *der = g_base64_decode (text ? text : "", &length);
    g_autoptr (ZbCertificate) certificate = zb_certificate_read (der, length, error);

    if (!certificate)
      return NULL;
    g_autofree char *pem = zb_certificate_to_pem (certificate);
    g_string_append (all, pem);
  }
  return told ? g_strdup (all->str) : NULL;
}

/* Of the very container, verified; NULL is nothing to file. */
static gboolean
file_evidence (const Recovery *recovery, ZbContainer *container, const char *text, GError **error)
{
  const char *message = zb_container_envelope (container)->message_id;
  gsize length = 0;

  if (!text)
    return TRUE;
  guchar *data = g_base64_decode (text, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  g_autoptr (ZbEvidence) evidence = zb_evidence_verify (
      bytes, zb_container_bytes (container), recovery->trust, recovery->account->verifier,
      zb_workspace_now (recovery->workspace), error);
  return evidence && zb_sent_file_evidence (recovery->workspace, message, bytes, error);
}

static gboolean
file_list (const Recovery *recovery, ZbContainer *container, const ZbJson *list, GError **error)
{
  for (guint i = 0; i < zb_json_length (list); i++)
    if (!file_evidence (recovery, container, zb_json_string (zb_json_at (list, i)), error))
      return FALSE;
  return TRUE;
}

static gboolean
keep (const Recovery *recovery, const ZbJson *told, ZbContainer *container, GError **error)
{
  const ZbEnvelope *envelope = zb_container_envelope (container);
  g_autofree char *certificates = fetch_certificates (recovery, envelope, error);
  g_autoptr (ZbTransaction) transaction =
      certificates ? zb_transaction_begin (recovery->workspace->database, error) : NULL;

  return transaction && put_message (recovery, container, error) &&
         zb_database_run (recovery->workspace->database,
                          "update message set certificates = ? where id = ?", error,
                          zb_value_text (certificates), zb_value_text (envelope->message_id)) &&
         file_evidence (recovery, container, zb_json_get_string (told, "r1"), error) &&
         file_evidence (recovery, container, zb_json_get_string (told, "r2"), error) &&
         file_list (recovery, container, zb_json_get (told, "deliveries"), error) &&
         file_list (recovery, container, zb_json_get (told, "decisions"), error) &&
         zb_transaction_commit (transaction, error);
}

/* The server's number of the report; 0 where it keeps none of that message. */
static gboolean
recover_message (Recovery *recovery, const char *message, gint64 *ret_report, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/messages/%s/%s", recovery->account->unit, message);
  g_autoptr (ZbJson) told = zb_session_get (recovery->session, path, error);

  if (!told)
    return FALSE;
  *ret_report = zb_json_integer (zb_json_get (told, "report"), 0);
  if (*ret_report == 0 || is_here (recovery, message))
    return TRUE;
  g_autofree char *place =
      g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/container", *ret_report);
  g_autoptr (GBytes) bytes = zb_session_get_bytes (recovery->session, place, error);
  g_autoptr (ZbContainer) container = bytes ? zb_container_open (message, bytes, error) : NULL;
  if (!container)
    return FALSE;
  if (strcmp (zb_container_envelope (container)->message_id, message) != 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server gave another message for %s", message);
    return FALSE;
  }
  if (!keep (recovery, told, container, error))
    return FALSE;
  recovery->n++;
  return TRUE;
}

/* The versions before it, each by the message it came with. */
static gboolean
recover_versions (Recovery *recovery, gint64 report, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/versions", report);
  g_autoptr (ZbJson) told = zb_session_get (recovery->session, path, error);
  const ZbJson *versions = told ? zb_json_get (told, "versions") : NULL;

  for (guint i = 0; i < zb_json_length (versions); i++) {
    gint64 id = zb_json_integer (zb_json_get (zb_json_at (versions, i), "id"), report);

    if (id == report)
      continue;
    g_autofree char *place = g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT, id);
    g_autoptr (ZbJson) version = zb_session_get (recovery->session, place, error);
    const char *message = version ? zb_json_get_string (version, "message") : NULL;
    if (!version || (message && !recover_message (recovery, message, &id, error)))
      return FALSE;
  }
  return told != NULL;
}

gboolean
zb_recover (ZbWorkspace *workspace,
            const ZbAccount *account,
            ZbSession *session,
            guint *ret_n,
            GError **error)
{
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);
  g_autoptr (GPtrArray) list = trust ? zb_due_list (workspace, account, error) : NULL;
  Recovery recovery = {workspace, account, session, trust, 0};

  for (guint i = 0; list && i < list->len; i++) {
    const ZbDue *due = list->pdata[i];
    gint64 report = 0;

    if (due->message && (!recover_message (&recovery, due->message, &report, error) ||
                         (report && !recover_versions (&recovery, report, error))))
      return FALSE;
  }
  if (list && ret_n)
    *ret_n = recovery.n;
  return list != NULL;
}
