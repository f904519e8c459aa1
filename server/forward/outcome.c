/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/outcome.h"

#include "exchange/base64.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "formats/json.h"

#include <string.h>

#define MAX_ANSWER (8 * ZB_PROTOCOL_MAX_JSON)

gboolean
zb_outcome_is_final (const ZbReceipt *receipt)
{
  static const char *const open[] = {"passed-on", "forwarded", "undelivered", NULL};

  return receipt->outcome != NULL && !g_strv_contains (open, receipt->outcome);
}

ZbReceipt *
zb_outcome_verify (const ZbOutcomeQuestion *question, GBytes *evidence, GError **error)
{
  const ZbMessage *message = question->message;
  g_autoptr (ZbEvidence) verified = zb_evidence_verify (evidence, NULL, question->trust,
                                                        question->verifier, question->now, error);
  g_autoptr (ZbReceipt) receipt =
      verified != NULL ? zb_evidence_read_receipt (evidence, error) : NULL;

  if (receipt == NULL)
    return NULL;
  if (strcmp (receipt->node, question->node) == 0 &&
      strcmp (receipt->container, message->digest) == 0 &&
      strcmp (receipt->sender, message->sender) == 0 &&
      strcmp (receipt->message_id, message->message_id) == 0)
    return g_steal_pointer (&receipt);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "%s answers with evidence of something else", question->node);
  return NULL;
}

/* Takes the evidence that @json (nullable) holds, if it is final. */
static gboolean
take (const ZbOutcomeQuestion *question,
      const ZbJson *json,
      GBytes **ret_evidence,
      ZbReceipt **ret_receipt,
      GError **error)
{
  const char *text = json != NULL ? zb_json_string (json) : NULL;
  g_autoptr (GBytes) bytes = text != NULL ? zb_base64_read_bytes (text) : NULL;
  g_autoptr (ZbReceipt) receipt = NULL;

  if (bytes == NULL || *ret_evidence != NULL)
    return TRUE;
  receipt = zb_outcome_verify (question, bytes, error);
  if (receipt == NULL)
    return FALSE;
  if (!zb_outcome_is_final (receipt))
    return TRUE;
  *ret_evidence = g_steal_pointer (&bytes);
  *ret_receipt = g_steal_pointer (&receipt);
  return TRUE;
}

static gboolean
read_answer (const ZbOutcomeQuestion *question,
             GBytes *body,
             GBytes **ret_evidence,
             ZbReceipt **ret_receipt,
             GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (ZbJson) json = zb_json_read (question->node, text, length, MAX_ANSWER, error);
  const ZbJson *list = json != NULL ? zb_json_get (json, "deliveries") : NULL;
  gboolean read =
      json != NULL && take (question, zb_json_get (json, "r2"), ret_evidence, ret_receipt, error);

  for (guint i = 0; read && list != NULL && i < zb_json_length (list); i++)
    read = take (question, zb_json_at (list, i), ret_evidence, ret_receipt, error);
  return read;
}

gboolean
zb_outcome_ask (const ZbOutcomeQuestion *question,
                GBytes **ret_evidence,
                ZbReceipt **ret_receipt,
                GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/messages/%s/%s", question->message->sender,
                                           question->message->message_id);
  const ZbHttpRequest request = {.method = "GET", .path = path};
  g_auto (ZbHttpResponse) response = {0};

  *ret_evidence = NULL;
  *ret_receipt = NULL;
  if (!zb_http_client_send (question->client, &request, &response, error))
    return FALSE;
  if (response.status == 200)
    return read_answer (question, response.body, ret_evidence, ret_receipt, error);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED,
               "%s answers %u to the question for the message", question->node, response.status);
  return FALSE;
}
