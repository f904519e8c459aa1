/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/delivery-receipt.h"

#include "exchange/digest.h"
#include "exchange/envelope.h"
#include "server/log/log.h"

#include <string.h>

#define ACCURACY_MS 1000
#define MOST_RECEIPTS 999

void
zb_delivery_receipt_clear (ZbDeliveryReceipt *receipt)
{
  g_clear_pointer (&receipt->bytes, g_bytes_unref);
  g_clear_pointer (&receipt->record, g_free);
}

/* What the arrival said, and how many R3 there are. */
static ZbReceipt *
read_arrival (ZbStore *store, gint64 message, guint *ret_n, GError **error)
{
  g_autoptr (GPtrArray) leaves = zb_store_list_receipts (store, message, error);

  *ret_n = 0;
  for (guint i = 0; leaves != NULL && i < leaves->len; i++)
    *ret_n += ((const ZbLeaf *)g_ptr_array_index (leaves, i))->kind == ZB_RECEIPT_DELIVERY;
  if (leaves == NULL)
    return NULL;
  if (leaves->len > 0)
    return zb_log_read_receipt (store, g_ptr_array_index (leaves, 0), error);
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
               "the receipts of message %" G_GINT64_FORMAT " are gone", message);
  return NULL;
}

static void
say (ZbReceipt *receipt, const ZbDeliveryWord *word)
{
  const ZbReceipt *said = word->said;

  receipt->outcome = g_strdup (word->outcome);
  receipt->reason = g_strdup (said != NULL ? said->reason : word->reason);
  receipt->reason_text = g_strdup (said != NULL ? said->reason_text : word->reason_text);
  receipt->context = g_strdup (said != NULL ? said->context : NULL);
  receipt->findings = g_strdup (said != NULL ? said->findings : NULL);
  receipt->findings_digest = g_strdup (said != NULL ? said->findings_digest : NULL);
  receipt->late = said != NULL && said->late;
  receipt->permit = said != NULL && said->permit;
  receipt->route = g_strdup (word->forward->route);
  receipt->route_version = word->forward->route_version;
  receipt->next = g_strdup (word->forward->next);
  receipt->evidence = word->evidence != NULL ? zb_digest_hex_of_bytes (word->evidence) : NULL;
}

gboolean
zb_delivery_receipt_make (ZbStore *store,
                          const ZbDeliveryWord *word,
                          ZbDeliveryReceipt *ret_receipt,
                          GError **error)
{
  guint n;
  g_autoptr (ZbReceipt) arrival = read_arrival (store, word->message->id, &n, error);
  g_autoptr (ZbReceipt) receipt = zb_receipt_new (ZB_RECEIPT_DELIVERY);

  if (arrival == NULL)
    return FALSE;
  receipt->id = g_strdup_printf ("%s-R3-%u", arrival->id, MIN (n + 1, MOST_RECEIPTS));
  receipt->node = g_strdup (word->node);
  receipt->sender = g_strdup (arrival->sender);
  receipt->message_id = g_strdup (arrival->message_id);
  receipt->container = g_strdup (arrival->container);
  receipt->signer = g_strdup (arrival->signer);
  receipt->form = g_strdup (arrival->form);
  receipt->edition = g_strdup (arrival->edition);
  receipt->package = g_strdup (arrival->package);
  receipt->period = g_strdup (arrival->period);
  receipt->received = word->now;
  receipt->accuracy_ms = ACCURACY_MS;
  say (receipt, word);
  ret_receipt->bytes = zb_receipt_write (receipt);
  g_autofree char *digest = zb_digest_hex_of_bytes (ret_receipt->bytes);
  ret_receipt->record = zb_evidence_leaf (zb_receipt_kind_name (receipt->kind), receipt->received,
                                          receipt->sender, receipt->message_id, receipt->container,
                                          digest, receipt->signer, receipt->outcome);
  return TRUE;
}

const char *
zb_delivery_notice (const ZbDeliveryWord *word, char **ret_zh, char **ret_en)
{
  const char *next = word->forward->next;

  if (strcmp (word->outcome, "forwarded") == 0)
    return NULL;
  if (strcmp (word->outcome, "undelivered") == 0) {
    *ret_zh = g_strdup_printf ("节点 %s 未接收本报文，已由受理节点留存并等待处理，无需重报", next);
    *ret_en = g_strdup_printf ("Node %s does not take the message. It is kept here until that is "
                               "mended; it need not be sent again",
                               next);
    return "undelivered";
  }
  if (strcmp (word->outcome, "refused") == 0) {
    *ret_zh = g_strdup_printf ("节点 %s 机审未通过，请更正后重报", next);
    *ret_en = g_strdup_printf ("Node %s refused the report: correct it and send it again", next);
    return "refused";
  }
  *ret_zh = g_strdup_printf ("节点 %s 已收到，机审通过", next);
  *ret_en = g_strdup_printf ("Node %s has it, and found it valid", next);
  return "delivered";
}
