/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/peer-lists.h"

#include "exchange/base64.h"
#include "exchange/protocol.h"
#include "formats/json.h"

#define EVERY (30 * G_TIME_SPAN_MINUTE)
#define AGAIN (60 * G_TIME_SPAN_SECOND)
#define MAX_ANSWER (2 * ZB_PROTOCOL_MAX_CRL)

static gboolean
add_lists (GBytes *body, ZbTrust *trust)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (ZbJson) json = zb_json_read ("the answer", text, length, MAX_ANSWER, NULL);
  const ZbJson *lists = json != NULL ? zb_json_get (json, "crls") : NULL;
  gboolean added = lists != NULL;

  for (guint i = 0; lists != NULL && i < zb_json_length (lists); i++) {
    const char *base64 = zb_json_string (zb_json_at (lists, i));
    g_autoptr (GBytes) der = base64 != NULL ? zb_base64_read_bytes (base64) : NULL;

    added = der != NULL && zb_trust_add_crl (trust, der, NULL) && added;
  }
  return added;
}

void
zb_peer_lists_fetch (ZbPeerLists *lists, ZbHttpClient *client, ZbTrust *trust, gint64 now)
{
  const ZbHttpRequest request = {.method = "GET", .path = "/v1/trust"};
  g_auto (ZbHttpResponse) response = {0};

  if (lists->asked != 0 && now >= lists->asked && now - lists->asked < EVERY)
    return;
  if (zb_http_client_send (client, &request, &response, NULL) && response.status == 200 &&
      add_lists (response.body, trust))
    lists->asked = now;
  else
    lists->asked = now - EVERY + AGAIN;
}
