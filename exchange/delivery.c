/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/delivery.h"

#include "exchange/base64.h"
#include "exchange/error.h"
#include "exchange/evidence-pair.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "formats/json.h"

/* The state of a message holds its decisions as well. */
#define MAX_ANSWER (8 * ZB_PROTOCOL_MAX_JSON)

void
zb_delivery_clear (ZbDelivery *delivery)
{
  g_clear_pointer (&delivery->code, g_free);
  g_clear_pointer (&delivery->reason, g_free);
  g_clear_pointer (&delivery->r1, g_bytes_unref);
  g_clear_pointer (&delivery->r2, g_bytes_unref);
}

gboolean
zb_delivery_again (ZbDelivery *delivery, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  char *reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  zb_delivery_clear (delivery);
  delivery->end = ZB_DELIVERY_AGAIN;
  delivery->reason = reason;
  return FALSE;
}

gboolean
zb_delivery_fail (ZbDelivery *delivery, GError *error)
{
  g_autoptr (GError) cause = error;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    delivery->end = ZB_DELIVERY_STOPPED;
    return FALSE;
  }
  zb_delivery_again (delivery, "%s", cause->message);
  if (g_error_matches (cause, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK))
    delivery->code = g_strdup (ZB_OUTBOX_RETRY_UNREACHED);
  else if (g_error_matches (cause, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED))
    delivery->code = g_strdup (ZB_OUTBOX_RETRY_UNTRUSTED);
  return FALSE;
}

/* Whether a problem is the message's own and stays whatever we do. What speaks of the connection,
 * of our certificate for it, of the protocol's version or of the moment may be mended on either
 * side, and no report is given up for it. */
static gboolean
is_final (const ZbProblem *problem)
{
  static const char *const passing[] = {"unknown-certificate", "certificate-expired",
                                        "certificate-revoked", "upload-gone", NULL};
  static const guint statuses[] = {401, 404, 405, 408, 412, 421, 423, 425, 426, 429};
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
    if (problem->status == statuses[i])
      return FALSE;
  }
  return problem->status < 500 && !g_strv_contains (passing, problem->code);
}

gboolean
zb_delivery_decline (ZbDelivery *delivery,
                     const char *what,
                     const ZbHttpResponse *response,
                     gint64 now)
{
  g_autoptr (ZbProblem) problem = zb_problem_read (response->body);
  if (problem == NULL) {
    zb_delivery_again (delivery, "the server answers %u to %s and does not say why",
                       response->status, what);
  } else {
    g_autofree char *reason = problem->detail != NULL
                                  ? g_strdup_printf ("%s: %s", problem->title, problem->detail)
                                  : g_strdup (problem->title);
    zb_delivery_again (delivery, "%s", reason);
    delivery->code = g_strdup (problem->code);
    if (problem->status == response->status && is_final (problem))
      delivery->end = ZB_DELIVERY_REFUSED;
  }
  delivery->wait = zb_http_response_retry_after (response, now);
  return FALSE;
}

/* Whether @bytes prove for @item what they were sent as, under the name @what. */
static gboolean
check_evidence (GBytes *bytes,
                const char *what,
                ZbReceiptKind kind,
                const ZbCourierOptions *options,
                const ZbOutboxItem *item,
                GError **error)
{
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (bytes, item->container, options->trust, options->verifier,
                          options->now (options->now_data), error);
  if (evidence == NULL)
    return FALSE;
  const ZbReceipt *receipt = evidence->receipt;
  if (receipt->kind == kind && g_str_equal (receipt->message_id, item->id) &&
      g_str_equal (receipt->sender, item->sender))
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "%s is evidence of something else", what);
  return FALSE;
}

/* (transfer full): the evidence under @key; NULL, with @error set if what is there is none. */
static GBytes *
read_evidence (const ZbJson *json, const char *key, GError **error)
{
  const char *text = zb_json_get_string (json, key);
  GBytes *bytes = text != NULL ? zb_base64_read_bytes (text) : NULL;

  if (text != NULL && bytes == NULL)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "%s is not base64", key);
  return bytes;
}

/* The answer as JSON, if it is about @item. */
static ZbJson *
read_json (const ZbOutboxItem *item, GBytes *body, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (ZbJson) json = zb_json_read ("the answer", text, length, MAX_ANSWER, error);

  if (json != NULL && g_strcmp0 (zb_json_get_string (json, "message"), item->id) == 0)
    return g_steal_pointer (&json);
  if (json != NULL)
    g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                         "the answer is about another message");
  return NULL;
}

/* What was not sent is NULL. */
static gboolean
read_words (
    const ZbOutboxItem *item, GBytes *body, GBytes **ret_r1, GBytes **ret_r2, GError **error)
{
  g_autoptr (ZbJson) json = read_json (item, body, error);
  GError *failure = NULL;

  if (json == NULL)
    return FALSE;
  *ret_r1 = read_evidence (json, "r1", &failure);
  if (failure == NULL)
    *ret_r2 = read_evidence (json, "r2", &failure);
  if (failure == NULL && *ret_r1 == NULL && *ret_r2 == NULL)
    g_set_error_literal (&failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                         "there is none in the answer");
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
read_answer (ZbDelivery *delivery,
             const ZbCourierOptions *options,
             const ZbOutboxItem *item,
             const ZbHttpResponse *response,
             GError **error)
{
  const char *type = zb_http_response_header (response, "content-type");
  g_autoptr (GBytes) r1 = NULL;
  g_autoptr (GBytes) r2 = NULL;
  gboolean read = g_strcmp0 (type, ZB_MIME_EVIDENCE_PAIR) == 0
                      ? zb_evidence_pair_read (response->body, &r1, &r2, error)
                      : read_words (item, response->body, &r1, &r2, error);

  if (!read ||
      (r1 != NULL && !check_evidence (r1, "r1", ZB_RECEIPT_ARRIVAL, options, item, error)) ||
      (r2 != NULL && !check_evidence (r2, "r2", ZB_RECEIPT_OUTCOME, options, item, error)))
    return FALSE;
  delivery->end = ZB_DELIVERY_DONE;
  delivery->r1 = g_steal_pointer (&r1);
  delivery->r2 = g_steal_pointer (&r2);
  return TRUE;
}

gboolean
zb_delivery_accept (ZbDelivery *delivery,
                    const ZbCourierOptions *options,
                    const ZbOutboxItem *item,
                    const ZbHttpResponse *response)
{
  g_autoptr (GError) error = NULL;
  zb_delivery_clear (delivery);
  if (read_answer (delivery, options, item, response, &error))
    return TRUE;
  zb_delivery_again (delivery,
                     "The server's evidence does not hold, so the message does NOT count as sent: "
                     "%s",
                     error->message);
  delivery->code = g_strdup (ZB_OUTBOX_RETRY_EVIDENCE);
  return FALSE;
}

GBytes *
zb_delivery_accept_commitment (ZbDelivery *delivery,
                               const ZbCourierOptions *options,
                               const ZbOutboxItem *item,
                               GBytes *body,
                               char **ret_expires)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) json = read_json (item, body, &error);
  g_autoptr (GBytes) r0 = json != NULL ? read_evidence (json, "r0", &error) : NULL;

  zb_delivery_clear (delivery);
  delivery->end = ZB_DELIVERY_DONE;
  if (r0 != NULL && check_evidence (r0, "r0", ZB_RECEIPT_COMMITMENT, options, item, &error)) {
    *ret_expires = g_strdup (zb_json_get_string (json, "expires"));
    return g_steal_pointer (&r0);
  }
  zb_delivery_again (delivery,
                     "The server's evidence does not hold, so the message does NOT count as "
                     "committed to: %s",
                     error != NULL ? error->message : "there is none in the answer");
  return NULL;
}
