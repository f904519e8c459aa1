/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/feed.h"

#include "exchange/base64.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "server/forward/error.h"
#include "server/operations/event.h"
#include "server/store/relayed.h"

/* What a node puts into one answer, in base64: some 512 KiB and one receipt more. */
#define MAX_ANSWER (2 * ZB_PROTOCOL_MAX_JSON)
#define AFTER_NOTHING G_TIME_SPAN_SECOND

static gboolean
keep_mark (const ZbFeed *feed, gint64 after, GError **error)
{
  const ZbFeedMark what = {feed->desk.next, after};
  const ZbAct act = {.kind = ZB_ACT_FEED,
                     .what = &what,
                     .time = zb_clock_now (&feed->clock),
                     .who = feed->desk.node};

  return zb_store_commit_one (feed->desk.store, &act, NULL, error);
}

/* What holds but is nothing for this node is told and passed over; else one of them would stop all
 * that come after it. */
static gboolean
take (const ZbFeed *feed, const ZbJson *notice, GError **error)
{
  const char *text = zb_json_get_string (notice, "evidence");
  g_autoptr (GBytes) evidence = text != NULL ? zb_base64_read_bytes (text) : NULL;
  ZbRelayDesk desk = feed->desk;
  GError *fault = NULL;

  desk.now = zb_clock_now (&feed->clock);
  if (evidence == NULL) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "%s: a decision comes without evidence", feed->desk.next);
    return FALSE;
  }
  if (zb_relay_take (&desk, evidence, &fault))
    return TRUE;
  if (fault->domain != ZB_FORWARD_ERROR) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  zb_event_tell (G_LOG_LEVEL_WARNING, "passed-over", "what", "decision", "next", feed->desk.next,
                 "error", fault->message, NULL);
  g_error_free (fault);
  return TRUE;
}

/* The place up to which the answer tells; behind @after, or an answer would come for ever. Where
 * nothing came until the question's time was over, none is named. */
static gboolean
read_next (const ZbFeed *feed, const ZbJson *json, gint64 after, gint64 *ret_next, GError **error)
{
  const ZbJson *notices = zb_json_get (json, "notices");
  gboolean empty = zb_json_type (notices) == ZB_JSON_ARRAY && zb_json_length (notices) == 0;
  gint64 next = zb_json_integer (zb_json_get (json, "next"), empty ? after : -1);

  if (zb_json_type (notices) == ZB_JSON_ARRAY && next >= after && (next > after || empty)) {
    *ret_next = next;
    return TRUE;
  }
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "%s: its answer does not say where to go on", feed->desk.next);
  return FALSE;
}

/* *@ret_rest: where nothing came, so long before the next question. A node that cannot let it rest,
 * because it is about to stop or many wait there, is not asked without a pause. */
static gboolean
take_answer (const ZbFeed *feed, GBytes *body, gint64 after, gint64 *ret_rest, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (ZbJson) json = zb_json_read (feed->desk.next, text, length, MAX_ANSWER, error);
  gint64 next;

  if (json == NULL || !read_next (feed, json, after, &next, error))
    return FALSE;
  const ZbJson *notices = zb_json_get (json, "notices");
  for (guint i = 0; i < zb_json_length (notices); i++)
    if (!take (feed, zb_json_at (notices, i), error))
      return FALSE;
  *ret_rest = next == after ? AFTER_NOTHING : 0;
  return next == after || keep_mark (feed, next, error);
}

gboolean
zb_feed_ask (const ZbFeed *feed, gint64 *ret_rest, GError **error)
{
  gint64 after;
  g_auto (ZbHttpResponse) response = {0};

  *ret_rest = 0;
  if (!zb_store_read_feed_mark (feed->desk.store, feed->desk.next, &after, error))
    return FALSE;
  g_autofree char *path =
      g_strdup_printf ("/v1/inbox?after=%" G_GINT64_FORMAT "&wait=%u", after, feed->wait);
  const ZbHttpRequest request = {.method = "GET", .path = path, .cancellable = feed->cancellable};
  if (!zb_http_client_send (feed->client, &request, &response, error))
    return FALSE;
  if (response.status == 200)
    return take_answer (feed, response.body, after, ret_rest, error);
  *ret_rest = zb_http_response_retry_after (&response, zb_clock_now (&feed->clock));
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED,
               "%s answers %u to the question for decisions", feed->desk.next, response.status);
  return FALSE;
}
