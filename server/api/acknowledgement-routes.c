/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/acknowledgement.h"
#include "exchange/digest.h"
#include "server/api/clientele.h"
#include "server/api/handlers.h"
#include "server/intake/intake.h"
#include "server/store/leaf.h"
#include "server/store/notice.h"

#include <string.h>

/* The notice, if it is the caller's; NULL after answering. */
static ZbNotice *
find_notice (ZbCall *call)
{
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GPtrArray) clients = NULL;
  GError *error = NULL;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id) || id == 0) {
    zb_call_fail (call, "not-found", NULL);
    return NULL;
  }
  clients = zb_clientele_read (call, &error);
  if (clients)
    notices = zb_store_list_notices (call->service->store, clients, id - 1, 1, &error);
  if (!notices)
    zb_call_fail_error (call, error);
  else if (notices->len == 0 || ((const ZbNotice *)notices->pdata[0])->id != id)
    zb_call_fail (call, "not-found", NULL);
  else
    return g_ptr_array_steal_index (notices, 0);
  return NULL;
}

/* The digest of the receipt that came with the notice; NULL where none did. */
static gboolean
read_receipt (ZbCall *call, const ZbNotice *notice, char **ret_digest, GError **error)
{
  g_autoptr (ZbLeaf) leaf = NULL;
  g_autoptr (GBytes) receipt = NULL;

  *ret_digest = NULL;
  if (notice->leaf < 0)
    return TRUE;
  leaf = zb_store_read_leaf (call->service->store, (guint64)notice->leaf, error);
  receipt = leaf ? zb_store_read_receipt (call->service->store, leaf, error) : NULL;
  if (receipt)
    *ret_digest = zb_digest_hex_of_bytes (receipt);
  return receipt != NULL;
}

/* NULL if it says what the notice says; else what is wrong, in words. */
static const char *
judge (ZbCall *call,
       const ZbNotice *notice,
       const ZbAcknowledgement *acknowledgement,
       const char *receipt)
{
  g_autofree char *digest = zb_acknowledgement_digest (&(ZbNoticeWords){
      .kind = notice->kind,
      .message = notice->message_id,
      .form = notice->form,
      .period = notice->period,
      .zh = notice->text_zh,
      .en = notice->text_en,
  });

  if (strcmp (acknowledgement->node, zb_intake_desk (call->service->intake)->node) != 0)
    return "it is for another node";
  if (acknowledgement->number != (guint64)notice->id)
    return "it has the number of another notice";
  if (strcmp (acknowledgement->notice, digest) != 0)
    return "sha256: the notice says something else";
  if (g_strcmp0 (acknowledgement->receipt, receipt) != 0)
    return "receipt: another receipt came with the notice";
  return NULL;
}

static void
keep (ZbCall *call,
      const ZbNotice *notice,
      const ZbAcknowledgement *acknowledgement,
      GBytes *statement,
      GBytes *signature)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (statement);
  const ZbStoredAcknowledgement stored = {
      .notice = notice->id,
      .unit = acknowledgement->unit,
      .signer = (char *)zb_call_who (call),
      .time = call->now,
      .digest = digest,
      .statement = statement,
      .signature = signature,
  };
  const ZbAcknowledging what = {&stored, notice->unit};
  ZbAct act = {.kind = ZB_ACT_ACKNOWLEDGEMENT, .what = &what};
  ZbActResult result;

  if (!zb_call_commit (call, &act, &result))
    return;
  zb_act_result_clear (&result);
  zb_call_answer_empty (call, 204, NULL);
}

static void
take (ZbCall *call, const ZbNotice *notice, GBytes *statement, GBytes *signature)
{
  const ZbIntakeDesk *desk = zb_intake_desk (call->service->intake);
  g_autoptr (ZbAcknowledgement) acknowledgement = NULL;
  g_autofree char *receipt = NULL;
  GError *error = NULL;

  acknowledgement = zb_acknowledgement_verify (statement, signature, zb_call_who (call),
                                               desk->trust, call->now, &error);
  if (!acknowledgement || !read_receipt (call, notice, &receipt, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  const char *wrong = judge (call, notice, acknowledgement, receipt);
  if (wrong)
    zb_call_fail (call, "other-notice", wrong);
  else
    keep (call, notice, acknowledgement, statement, signature);
}

void
zb_handle_inbox_ack (ZbCall *call)
{
  g_autoptr (ZbNotice) notice = find_notice (call);
  g_autoptr (ZbJson) json = notice ? zb_call_read_json (call) : NULL;
  g_autoptr (GBytes) statement = json ? zb_call_json_bytes (json, "acknowledgement") : NULL;
  g_autoptr (GBytes) signature = json ? zb_call_json_bytes (json, "signature") : NULL;

  if (!json)
    return;
  if (!statement || !signature)
    zb_call_fail (call, "missing-argument", "acknowledgement and signature are needed");
  else
    take (call, notice, statement, signature);
}
