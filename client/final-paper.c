/* SPDX-License-Identifier: Apache-2.0 */
#include "client/final-paper.h"

#include "client/draft.h"
#include "client/due.h"
#include "client/seal-picture.h"
#include "client/workspace-private.h"
#include "exchange/container.h"
#include "exchange/receipt-code.h"
#include "forms/calendar.h"
#include "forms/report-reader.h"
#include "paper/form-paper.h"
#include "paper/paper-words.h"
#include "storage/statement.h"

#include <string.h>

/* A message opened and verified, with all that its papers say of it. */
typedef struct {
  ZbContainer *container;
  GArray *signatures; /* ZbSignatureInfo */
  GPtrArray *receipts;
  GBytes *seal; /* (nullable) */
} Signed;

static void
signed_clear (Signed *message)
{
  g_clear_pointer (&message->container, zb_container_free);
  g_clear_pointer (&message->signatures, g_array_unref);
  g_clear_pointer (&message->receipts, g_ptr_array_unref);
  g_clear_pointer (&message->seal, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signed, signed_clear)

/* Certificates that a signature leaves out stay beside the message. */
static ZbCertificate *
find_certificate (const char *digest, gpointer data)
{
  const GPtrArray *kept = data;

  for (guint i = 0; kept && i < kept->len; i++)
    if (strcmp (zb_certificate_digest (kept->pdata[i]), digest) == 0)
      return zb_certificate_ref (kept->pdata[i]);
  return NULL;
}

static gboolean
read_kept (ZbWorkspace *workspace, const char *message_id, GPtrArray **ret_kept, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, "select certificates from message where id = ?",
                          &row, error, zb_value_text (message_id)))
    return FALSE;
  const char *pem = row ? zb_statement_text (row, 0) : NULL;
  *ret_kept = pem ? zb_certificate_read_all (pem, strlen (pem), NULL) : NULL;
  if (row)
    zb_statement_reset (row);
  return TRUE;
}

/* As of the signing: a signature outlives its certificate. */
static gboolean
verify (Signed *message, const ZbAccount *account, GPtrArray *kept, GError **error)
{
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);
  gint64 at = zb_container_envelope (message->container)->created;

  message->signatures = g_array_new (FALSE, TRUE, sizeof (ZbSignatureInfo));
  g_array_set_clear_func (message->signatures, (GDestroyNotify)zb_signature_info_clear);
  for (guint i = 0; trust && i < zb_container_n_signatures (message->container); i++) {
    ZbSignatureInfo info = {0};

    if (!zb_container_verify (message->container, i, trust, at, find_certificate, kept, &info,
                              error))
      return FALSE;
    g_array_append_val (message->signatures, info);
  }
  return trust != NULL;
}

static gboolean
open_message (ZbWorkspace *workspace,
              const ZbAccount *account,
              const char *message_id,
              Signed *message,
              GError **error)
{
  g_autoptr (GBytes) bytes = zb_sent_read_container (workspace, message_id, error);
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GError) cause = NULL;

  message->container = bytes ? zb_container_open (message_id, bytes, error) : NULL;
  if (!message->container || !read_kept (workspace, message_id, &kept, error) ||
      !verify (message, account, kept, error))
    return FALSE;
  message->receipts = zb_sent_list_receipts (workspace, message_id, error);
  if (!message->receipts)
    return FALSE;
  message->seal = zb_seal_picture_read (workspace, account, &cause);
  if (!cause)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static const ZbReceipt *
find_receipt (const GPtrArray *receipts, ZbReceiptKind kind, const char *action)
{
  for (guint i = receipts->len; i-- > 0;) {
    const ZbReceipt *receipt = receipts->pdata[i];

    if (receipt->kind == kind && (!action || g_strcmp0 (receipt->action, action) == 0))
      return receipt;
  }
  return NULL;
}

/* How far it has come, by the newest receipt that says so. */
static const char *
state_words (const GPtrArray *receipts, const char *language)
{
  static const struct {
    const char *word, *zh, *en;
  } table[] = {
      {"valid", "机审通过", "Machine check passed"},
      {"valid-with-findings", "机审通过（已作说明）", "Machine check passed, with explanations"},
      {"refused", "未被接收", "Refused"},
      {"passed-on", "已转送下一节点", "Passed on to the next node"},
      {"forwarded", "下一节点已收到", "The next node has it"},
      {"undelivered", "下一节点未接收", "Not taken by the next node"},
      {"pass", "初审通过", "Passed by a reviewer"},
      {"return", "退回", "Returned for correction"},
      {"accept", "已验收", "Accepted"},
      {"reopen", "验收已撤销", "Reopened"},
  };
  gboolean chinese = zb_paper_is_chinese (language);

  for (guint i = receipts->len; i-- > 0;) {
    const ZbReceipt *receipt = receipts->pdata[i];
    const char *word = receipt->kind == ZB_RECEIPT_DECISION ? receipt->action : receipt->outcome;

    for (guint t = 0; word && t < G_N_ELEMENTS (table); t++)
      if (strcmp (word, table[t].word) == 0)
        return chinese ? table[t].zh : table[t].en;
  }
  if (find_receipt (receipts, ZB_RECEIPT_ARRIVAL, NULL))
    return chinese ? "已收到" : "Received";
  return chinese ? "已签名，尚未取得回执" : "Signed, not receipted yet";
}

/* "20240705-…-R2    2024年7月5日（周五）11:20" */
static void
add_receipt (GArray *fields, const char *language, ZbPaperWord label, const ZbReceipt *receipt)
{
  g_autofree char *time = zb_time_to_words (receipt->received, language, FALSE);
  g_autofree char *text = g_strdup_printf ("%s    %s", receipt->id, time);

  zb_paper_add_field (fields, zb_paper_word (language, label), text);
}

/* "填表人、审核人    "; "" where the signature says no role. */
static char *
dup_roles (const ZbSignatureInfo *info, const char *language)
{
  guint roles = 0;

  if (!*info->roles || !zb_signing_roles_parse (info->roles, &roles, NULL))
    return g_strdup ("");
  g_autofree char *words = zb_signing_roles_to_words (roles, language);
  return g_strconcat (words, "    ", NULL);
}

/* "张敏（9135…）    填表人    2024年7月5日（周五）11:18" */
static void
add_signature (GArray *fields, const char *language, const ZbSignatureInfo *info)
{
  gboolean chinese = zb_paper_is_chinese (language);
  const char *unit = zb_certificate_unit (info->signer);
  g_autofree char *time = zb_time_to_words (info->signing_time, language, FALSE);
  g_autofree char *roles = dup_roles (info, language);
  g_autofree char *text = g_strdup_printf ("%s%s%s%s    %s%s", zb_certificate_name (info->signer),
                                           unit ? (chinese ? "（" : " (") : "", unit ? unit : "",
                                           unit ? (chinese ? "）" : ")") : "", roles, time);

  zb_paper_add_field (fields, zb_paper_word (language, ZB_PAPER_SIGNED_BY), text);
}

static void
add_proof (ZbPaper *paper, const Signed *message, const char *body)
{
  const ZbReceipt *accepted = find_receipt (message->receipts, ZB_RECEIPT_DECISION, "accept");
  const ZbReceipt *outcome = find_receipt (message->receipts, ZB_RECEIPT_OUTCOME, NULL);
  const ZbReceipt *arrival = find_receipt (message->receipts, ZB_RECEIPT_ARRIVAL, NULL);
  /* Only these name the reports by their digests. */
  const ZbReceipt *shown = outcome ? outcome : arrival;
  ZbPaperProof *proof = zb_paper_add_proof (paper);
  const char *language = paper->language;

  zb_paper_add_field (proof->fields, zb_paper_word (language, ZB_PAPER_STATE),
                      state_words (message->receipts, language));
  if (shown)
    add_receipt (proof->fields, language, ZB_PAPER_RECEIPT, shown);
  if (accepted)
    add_receipt (proof->fields, language, ZB_PAPER_ACCEPTANCE, accepted);
  for (guint i = 0; i < message->signatures->len; i++)
    add_signature (proof->fields, language,
                   &g_array_index (message->signatures, ZbSignatureInfo, i));
  zb_paper_add_field (proof->fields, zb_paper_word (language, ZB_PAPER_DIGEST), body);
  proof->code = shown ? zb_receipt_code_write (shown, body) : NULL;
  proof->seal = message->seal ? g_bytes_ref (message->seal) : NULL;
}

/* Whether an authority stands behind the node, so that no disclaimer is to be printed; FALSE for
 * *@ret_filed where what is owed does not say. */
static gboolean
ask_filed (ZbWorkspace *workspace,
           const ZbAccount *account,
           const ZbReport *report,
           gboolean *ret_filed,
           GError **error)
{
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autoptr (GError) cause = NULL;
  g_autoptr (ZbDue) due =
      zb_due_find (workspace, account, zb_report_form (report)->id, period, &cause);

  if (cause) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  *ret_filed = due && due->disclaimer.zh == NULL;
  return TRUE;
}

static ZbPaper *
lay_out (ZbWorkspace *workspace,
         const ZbAccount *account,
         const ZbReport *report,
         gboolean draft,
         const char *language,
         GError **error)
{
  const ZbPackage *package =
      zb_catalogue_find_digest (workspace->catalogue, zb_report_package (report));
  ZbFormPaper wanted = {.language = language,
                        .report = report,
                        .unit_name = account->name,
                        .draft = draft,
                        .catalogue = workspace->catalogue};

  if (!package) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "the form %s of this report is not at hand: fetch forms first",
                 zb_report_form (report)->id);
    return NULL;
  }
  if (!ask_filed (workspace, account, report, &wanted.filed, error))
    return NULL;
  return zb_form_paper_new (package, &wanted);
}

/* The paper of body @index; NULL without an error if it is not of @form (nullable). */
static ZbPaper *
lay_out_body (ZbWorkspace *workspace,
              const ZbAccount *account,
              const Signed *message,
              guint index,
              const char *form,
              const char *language,
              GError **error)
{
  const ZbEnvelope *envelope = zb_container_envelope (message->container);
  const ZbPayload *payload = envelope->payloads->pdata[index];
  gsize length = 0;
  gconstpointer body = g_bytes_get_data (zb_container_body (message->container, index), &length);
  g_autoptr (ZbReport) report =
      zb_report_read (envelope->message_id, body, length, workspace->catalogue, error);

  if (!report || zb_report_kind (report) == ZB_REPORT_WITHDRAWAL ||
      (form && strcmp (zb_report_form (report)->id, form) != 0))
    return NULL;
  ZbPaper *paper = lay_out (workspace, account, report, FALSE, language, error);
  if (paper)
    add_proof (paper, message, payload->digest);
  return paper;
}

GPtrArray *
zb_final_paper_read (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *message_id,
                     const char *form,
                     const char *language,
                     GError **error)
{
  g_autoptr (GPtrArray) papers = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_paper_free);
  g_auto (Signed) message = {0};
  GError *cause = NULL;

  if (!open_message (workspace, account, message_id, &message, error))
    return NULL;
  const ZbEnvelope *envelope = zb_container_envelope (message.container);
  for (guint i = 0; i < envelope->payloads->len; i++) {
    ZbPaper *paper = lay_out_body (workspace, account, &message, i, form, language, &cause);

    if (cause) {
      g_propagate_error (error, cause);
      return NULL;
    }
    if (paper)
      g_ptr_array_add (papers, paper);
  }
  if (papers->len > 0)
    return g_steal_pointer (&papers);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               "message %s holds no report of %s that could be printed", message_id,
               form ? form : envelope->form);
  return NULL;
}

ZbPaper *
zb_draft_paper_read (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *form,
                     const char *period,
                     const char *language,
                     GError **error)
{
  g_autoptr (ZbReport) report = zb_draft_read_kept (workspace, account, form, period, error);

  return report ? lay_out (workspace, account, report, TRUE, language, error) : NULL;
}

char *
zb_final_paper_find (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *form,
                     const char *period,
                     GError **error)
{
  g_autoptr (GPtrArray) list = zb_sent_list (workspace, account, form, period, error);

  for (guint i = 0; list && i < list->len; i++) {
    const ZbSent *sent = list->pdata[i];

    if (strcmp (sent->kind, "withdrawal") != 0)
      return g_strdup (sent->id);
  }
  return NULL;
}
