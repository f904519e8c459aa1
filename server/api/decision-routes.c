/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/clock.h"
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/review/review.h"

#include <string.h>

#define MAX_REMARKS 500

/* An order as read from JSON; texts are borrowed from it. */
typedef struct {
  ZbReviewOrder order;
  GArray *remarks; /* ZbCellRemark */
  GArray *answers; /* ZbExplanationAnswer */
} OrderReading;

static void
order_reading_clear (OrderReading *reading)
{
  g_clear_pointer (&reading->remarks, g_array_unref);
  g_clear_pointer (&reading->answers, g_array_unref);
}

static gboolean
read_remarks (const ZbJson *list, GArray *remarks)
{
  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const char *cell = zb_json_get_string (zb_json_at (list, i), "cell");
    const char *text = zb_json_get_string (zb_json_at (list, i), "text");
    ZbCellRemark remark = {(char *)(cell ? cell : ""), (char *)text};

    if (!text || i >= MAX_REMARKS)
      return FALSE;
    g_array_append_val (remarks, remark);
  }
  return TRUE;
}

static gboolean
read_answers (const ZbJson *list, GArray *answers)
{
  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *item = zb_json_at (list, i);
    const char *rule = zb_json_get_string (item, "rule");
    const char *word = zb_json_get_string (item, "answer");
    const char *text = zb_json_get_string (item, "text");
    gboolean cleared = g_strcmp0 (word, "clear") == 0;
    ZbExplanationAnswer answer = {(char *)rule, cleared, (char *)(text ? text : "")};

    if (!rule || (!cleared && g_strcmp0 (word, "refuse") != 0) || i >= MAX_REMARKS)
      return FALSE;
    g_array_append_val (answers, answer);
  }
  return TRUE;
}

/* FALSE after answering. */
static gboolean
read_order (ZbCall *call, const ZbJson *json, OrderReading *reading)
{
  ZbReviewOrder *order = &reading->order;
  const char *resubmit_by = zb_json_get_string (json, "resubmit_by");
  GError *error = NULL;

  reading->remarks = g_array_new (FALSE, TRUE, sizeof (ZbCellRemark));
  reading->answers = g_array_new (FALSE, TRUE, sizeof (ZbExplanationAnswer));
  if (!read_remarks (zb_json_get (json, "remarks"), reading->remarks) ||
      !read_answers (zb_json_get (json, "explanations"), reading->answers)) {
    zb_call_fail (call, "bad-argument", "remarks or explanations");
    return FALSE;
  }
  if (!zb_action_parse (zb_json_get_string (json, "action"), &order->action, &error) ||
      (resubmit_by && !zb_time_parse (resubmit_by, &order->resubmit_by, &error))) {
    zb_call_fail (call, "bad-argument", error->message);
    g_error_free (error);
    return FALSE;
  }
  order->reason = zb_json_get_string (json, "reason");
  order->remarks = (const ZbCellRemark *)reading->remarks->data;
  order->n_remarks = reading->remarks->len;
  order->answers = (const ZbExplanationAnswer *)reading->answers->data;
  order->n_answers = reading->answers->len;
  return TRUE;
}

static const char *
problem_for (const GError *error)
{
  if (error->domain != ZB_REVIEW_ERROR)
    return NULL;
  switch (error->code) {
  case ZB_REVIEW_ERROR_NOT_YOUR_TURN:
    return "forbidden";
  case ZB_REVIEW_ERROR_WRONG_STATE:
    return "wrong-state";
  case ZB_REVIEW_ERROR_NOT_CLEARED:
    return "not-cleared";
  default:
    return "bad-argument";
  }
}

static void
answer_decided (ZbCall *call, ZbReviewDone *done)
{
  gsize length = 0;
  gconstpointer bytes = g_bytes_get_data (done->evidence, &length);
  g_autofree char *evidence = g_base64_encode (bytes, length);
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "state", zb_review_state_to_string (done->state));
  zb_json_writer_integer (json, "level", done->level);
  zb_json_writer_string (json, "evidence", evidence);
  zb_json_writer_end_object (json);
  zb_review_done_clear (done);
  zb_call_answer_json (call, 200, json);
}

static void
decide (ZbCall *call, const ZbVersion *version, const ZbGrant *grant, OrderReading *reading)
{
  const ZbService *service = call->service;
  ZbReviewDesk desk = {service->store, zb_rulebook_catalogue (service->rulebook), service->node};
  ZbReviewOrder *order = &reading->order;
  const char *match = zb_request_header (call->request, "If-Match");
  GError *error = NULL;
  ZbReviewDone done;

  if (!zb_call_key (call, &order->key))
    return;
  order->version = version->id;
  order->digest = match ? match : "";
  order->decider = call->identity.name;
  order->decider_digest = zb_certificate_digest (call->identity.certificate);
  order->level = grant->level;
  order->time = call->now;
  if (zb_review_decide (&desk, order, &done, &error)) {
    answer_decided (call, &done);
    return;
  }
  const char *code = problem_for (error);
  if (code) {
    zb_call_fail (call, code, error->message);
    g_error_free (error);
  } else {
    zb_call_fail_error (call, error);
  }
}

void
zb_handle_decision (ZbCall *call)
{
  ZbGrant grant;
  OrderReading reading = {0};
  g_autoptr (ZbVersion) version = zb_reach_version (call, &grant);
  g_autoptr (ZbJson) json = version ? zb_call_read_json (call) : NULL;

  if (json && read_order (call, json, &reading))
    decide (call, version, &grant, &reading);
  order_reading_clear (&reading);
}
