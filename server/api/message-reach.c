/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/message-reach.h"

#include "exchange/evidence.h"
#include "server/api/reach.h"
#include "server/register/register.h"
#include "server/store/notice.h"

#include <string.h>

/* Whether the node that asks is the last one that the message passed. */
static gboolean
was_brought (ZbCall *call, const ZbMessage *message, gboolean *ret_may, GError **error)
{
  g_autoptr (GPtrArray) hops = zb_store_list_hops (call->service->store, message->id, error);
  g_autoptr (ZbReceipt) last = NULL;

  if (!hops)
    return FALSE;
  if (hops->len > 0)
    last = zb_evidence_read_receipt (hops->pdata[hops->len - 1], NULL);
  *ret_may = last && strcmp (last->node, call->identity.name) == 0;
  return TRUE;
}

static gboolean
reaches (ZbCall *call, const ZbMessage *message, gboolean *ret_may, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);

  if (call->identity.kind == ZB_KIND_NODE)
    return was_brought (call, message, ret_may, error);
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit_by_id (call->service->store, message->unit, day, error);
  return unit && zb_reach_tenant (call, unit, message->tenant, message->period, ret_may, error);
}

ZbMessage *
zb_message_reach (ZbCall *call)
{
  ZbStore *store = call->service->store;
  GError *error = NULL;
  g_autoptr (ZbMessage) message =
      zb_store_read_message (store, call->parts[0], call->parts[1], &error);
  gboolean may = FALSE;

  if (message && reaches (call, message, &may, &error) && !may) {
    zb_call_fail (call, "not-found", NULL);
    return NULL;
  }
  if (!error)
    return g_steal_pointer (&message);
  zb_call_fail_error (call, error);
  return NULL;
}

gboolean
zb_message_write_acknowledged (ZbJsonWriter *json, ZbStore *store, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) all = zb_store_list_acknowledged (store, message, error);

  if (!all)
    return FALSE;
  zb_json_writer_begin_array (json, "acknowledgements");
  for (guint i = 0; i < all->len; i++) {
    const ZbStoredAcknowledgement *one = all->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_integer (json, "notice", one->notice);
    zb_json_writer_string (json, "kind", one->kind);
    zb_json_writer_string (json, "unit", one->unit);
    zb_call_write_time (json, "time", one->time);
    zb_json_writer_bytes (json, "acknowledgement", one->statement);
    zb_json_writer_bytes (json, "signature", one->signature);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  return TRUE;
}
